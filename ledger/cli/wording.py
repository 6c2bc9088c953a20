"""Refusals at the command line: read from problem documents, said in one line, turned into exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.errors import QuanzeError, Unavailable, error_class

OK, REFUSED, UNDETERMINED, UNAVAILABLE = 0, 1, 2, 3


def exit_code(error: QuanzeError) -> int:
    """1 refused or failed, 3 a part that is needed does not answer."""
    return UNAVAILABLE if isinstance(error, Unavailable) else REFUSED


def read_problem(document: Mapping[str, Any]) -> QuanzeError:
    """The refusal that a problem document tells of, of the same class as where it was raised."""
    kind = error_class(str(document["code"]))
    details = document.get("details")
    members: dict[str, Any] = dict(details) if isinstance(details, Mapping) else {}
    zh, en = str(document.get("zh", "")), str(document.get("en", ""))
    try:
        return kind(zh=zh, en=en, **members)
    except TypeError:
        # a class that wants members which a newer service no longer sends
        return QuanzeError(zh=zh, en=en)


def one_line(error: QuanzeError) -> str:
    """The refusal in one line, in both languages."""
    return f"{' '.join(error.zh.split())} · {' '.join(error.en.split())} [{error.code}]"


def as_problem(error: QuanzeError) -> dict[str, Any]:
    """The refusal as JSON, for ``--json``."""
    return {"code": error.code, "zh": error.zh, "en": error.en, "details": error.details}
