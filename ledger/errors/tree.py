"""The trunk of the tree and what the frozen formats refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self


class QuanzeError(Exception):
    """Base of every refusal: a stable code, what was wrong and what would be right, in Chinese and English.

    Args:
        zh: the sentence for a Chinese reader.
        en: the same for an English reader.
        details: small JSON-able values (never secrets) that a program may read.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, *, zh: str, en: str, **details: Any) -> None:
        super().__init__(f"{en} / {zh}")
        self.zh = zh
        self.en = en
        self.details = details


class InputRefused(QuanzeError):
    """The caller's bytes or values are wrong."""

    code = "input-refused"

    @classmethod
    def unreadable(cls, path: Path, error: OSError) -> Self:
        """A file that the system does not give out."""
        return cls(zh=f"读不出 {path}: {error.strerror}", en=f"cannot read {path}: {error.strerror}")


class NotCanonical(InputRefused):
    """JSON that is not in the one canonical spelling of docs/formats.md §2."""

    code = "not-canonical"


class EventRefused(InputRefused):
    """An event that breaks docs/formats.md §3 or its type's rules in the catalogue."""

    code = "event-refused"


class DisclosureRefused(InputRefused):
    """A disclosed field whose salted digest is not the one in the event."""

    code = "disclosure-refused"


class EntryRefused(InputRefused):
    """Bytes that are not exactly one log entry of docs/formats.md §7."""

    code = "entry-refused"


class ProofError(InputRefused):
    """A Merkle or streams proof with the wrong length, range or result."""

    code = "proof-refused"


class NoteRefused(InputRefused):
    """A signed note or checkpoint that is malformed, of another origin, or not signed by the given key."""

    code = "note-refused"


class TimeRefused(InputRefused):
    """A time not written ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""

    code = "time-refused"


class ConflictRefused(QuanzeError):
    """Well-formed, but contradicts what is already recorded."""

    code = "conflict"


class NotPermitted(QuanzeError):
    """The caller's key, role or scope does not allow it."""

    code = "not-permitted"


class NotFound(QuanzeError):
    """Nothing is recorded under that name."""

    code = "not-found"


class Unavailable(QuanzeError):
    """A part that is needed does not answer; nothing was half-done."""

    code = "unavailable"


def error_class(code: str) -> type[QuanzeError]:
    """The class of a stable code; `QuanzeError` itself where no class has it."""
    waiting = [QuanzeError]
    while waiting:
        found = waiting.pop()
        if found.code == code:
            return found
        waiting += found.__subclasses__()
    return QuanzeError
