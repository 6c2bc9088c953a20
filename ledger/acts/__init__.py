"""The table of acts: every signed call of the contracts. Adding a call is adding a row.

A row (`Act`) says which struct is signed by whom in which order, which nonce it carries, what is enclosed beside it and
how the function takes all this; `ledger.asking.operations.Operations` drafts, checks, journals and so carries out any of them.
Not here: `EventLog.anchor`, which the log's own key signs (`ledger.recording.anchoring`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.acts import accountability, agreements, catalogue, departments, event_log
from ledger.acts.act import Act, Consent, Party
from ledger.errors import InputRefused
from ledger.policy.terms import AgreementTerms

ACTS: dict[str, Act] = {
    **departments.ACTS,
    **catalogue.ACTS,
    **agreements.ACTS,
    **event_log.ACTS,
    **accountability.ACTS,
}

__all__ = ["ACTS", "Act", "Consent", "Party", "find_act", "terms_message"]


def terms_message(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The message of the struct ``Terms`` from flat terms (`AgreementTerms.to_json`), as API and CLI take them.

    Raises:
        InputRefused: as `AgreementTerms.from_json`.
    """
    return AgreementTerms.from_json(dict(terms)).to_message()


def find_act(name: str) -> Act:
    """The act of this name.

    Raises:
        InputRefused: there is none.
    """
    if name not in ACTS:
        known = ", ".join(ACTS)
        raise InputRefused(zh=f"没有操作 {name!r}: {known}", en=f"there is no act {name!r}: {known}", act=name[:64])
    return ACTS[name]
