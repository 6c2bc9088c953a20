"""Who used a citizen's data, for whoever answers the citizen: found by a keyed reference, never by the person's number.

The ledger holds no personal data. A gateway that serves data about one person may put in the field ``subject_ref`` an
HMAC-SHA-256 of the person's number under a key that only the departments hold who can name the person; whoever has number
and key computes the same reference and asks by it. Where a law lets a use be kept back, the record says so in
``withheld_basis``: such a use is counted with its basis and not described. Calls without a reference may concern anybody:
their number is part of the answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import InputRefused
from ledger.model import format_time

_TYPES = ("call", "verify")
_SUBJECT, _CASE, _KEPT = "subject_ref", "case_ref", "withheld_basis"


@dataclass(frozen=True)
class PersonUse:
    """One use: which department, for what purpose and case, when."""

    event: EventRef
    department: str
    item: str | None
    purpose: str | None
    case_ref: str | None
    fields: list[str]
    at: str


@dataclass(frozen=True)
class KeptBack:
    """Uses that a law lets the departments keep back: the provision they name, and how many."""

    basis: str
    count: int


@dataclass(frozen=True)
class PersonUses(Answer):
    """The answer.

    Attributes:
        since, until: the period that was looked at. unkeyed: calls in it that name no person, so that they may or may
            not concern this one. withheld_calls: calls whose fields the asker may not see.
    """

    since: str
    until: str
    uses: list[PersonUse]
    kept_back: list[KeptBack]
    unkeyed: int
    withheld_calls: int


def person_uses(inquiry: Inquiry, *, subject: str = "", case: str = "", since_ms: int, until_ms: int) -> PersonUses:
    """Uses that name this person's reference, or this case.

    Raises:
        InputRefused: neither or both are given, or the period is empty.
    """
    if bool(subject) == bool(case) or since_ms >= until_ms:
        raise InputRefused(
            zh="须给出 subject 或 case 之一, 且起始早于截止",
            en="name a subject or a case, one of them, and a period that begins before it ends",
        )
    field, wanted = (_SUBJECT, subject) if subject else (_CASE, case)
    rows = _one_each(inquiry, inquiry.between(since_ms, until_ms, types=_TYPES))
    dark = [row for row in rows if not row.values]
    open_rows = [row for row in rows if row.values]
    mine = [row for row in open_rows if row.seen().text(field) == wanted]
    kept = Counter(str(row.values[_KEPT]) for row in mine if row.values.get(_KEPT))
    shown = [row for row in mine if not row.values.get(_KEPT)]
    unkeyed = sum(not row.seen().text(field) for row in open_rows)
    return PersonUses(
        **inquiry.head(*_verdict(shown, sum(kept.values()), unkeyed, len(dark)), shown),
        since=format_time(since_ms),
        until=format_time(until_ms),
        uses=[_use(row) for row in shown],
        kept_back=[KeptBack(basis, kept[basis]) for basis in sorted(kept)],
        unkeyed=unkeyed,
        withheld_calls=len(dark),
    )


def _one_each(inquiry: Inquiry, rows: list[Recorded]) -> list[Recorded]:
    """One record of each call: both sides record it, and the user's own comes first."""
    found: dict[tuple[str, str], Recorded] = {}
    for row in rows:
        message = row.seen().text("message_id")
        key = (row.event.agreement or "", message or row.event.id)
        facts = inquiry.look.agreement(row.event.agreement) if row.event.agreement else None
        by_user = facts is not None and (row.event.on_behalf_of or row.event.actor) == facts.terms.user
        if key not in found or by_user:
            found[key] = row
    return sorted(found.values(), key=lambda row: row.index)


def _use(row: Recorded) -> PersonUse:
    seen, event = row.seen(), row.event
    fields = list(seen.names("called_fields") or ())
    return PersonUse(
        ref(row), event.on_behalf_of or event.actor, event.item, seen.text("purpose"), seen.text(_CASE) or None, fields,
        event.occurred_at,
    )  # fmt: skip


def _verdict(shown: list[Recorded], kept: int, unkeyed: int, dark: int) -> tuple[str, str]:
    departments = sorted({row.event.on_behalf_of or row.event.actor for row in shown})
    names = ", ".join(departments) or "—"
    return (
        f"记录可查的使用 {len(shown)} 次({names}); 依法不予告知 {kept} 次; 未标明当事人 {unkeyed} 次、无权查阅 {dark} 次, 是否涉及本人无法判定。",
        (
            f"{len(shown)} uses on record ({names}); {kept} kept back by law; {unkeyed} calls name nobody and {dark} are withheld: "
            "whether those concern the person cannot be determined."
        ),
    )
