"""After the end of use: was the data disposed of, by what proof, and was it used afterwards (条例 27, 29)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import TimeRefused
from ledger.model import format_time, moment, parse_time
from ledger.policy.clauses import CLAUSES
from ledger.policy.facts import AgreementFacts
from ledger.workdays import add_workdays

_USES = ("call", "verify", "derive", "aggregate", "redistribute", "use.report")
_ENDS = ("purpose.end", "agreement.terminate")
_SHOWN = 100


@dataclass(frozen=True)
class Disposed:
    """A disposal on record: what the user certifies; fields are None where they were not disclosed to the asker."""

    event: EventRef
    method: str | None
    scope: str | None
    copies: str | None
    certificate: str | None


@dataclass(frozen=True)
class Disposal(Answer):
    """The answer.

    Attributes:
        ended_at: None while the use goes on. due_at: end of the term for disposal, ``provisional`` as its calendar is.
        in_time: None while it is not due and not done, or where the end is not known.
        used_after: uses on record that occurred after the end (the newest ``100``), ``count_after`` all of them.
    """

    agreement: str
    user: str
    ended_at: str | None
    due_at: str | None
    provisional: bool
    clause: str
    article: str
    disposals: list[Disposed]
    in_time: bool | None
    used_after: list[EventRef]
    count_after: int
    retention_until: str


def disposal(inquiry: Inquiry, agreement_id: str) -> Disposal:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    rows = inquiry.of_types(*_ENDS, "dispose", *_USES, agreement=facts.id)
    destroyed = [row for item in facts.terms.items for row in inquiry.of_types("destroy", item=item)]
    done = [row for row in rows if row.event.type.name == "dispose"]
    done += [row for row in destroyed if row.event.actor == facts.terms.user]
    end = _end(facts, rows, inquiry.now)
    due = None if end is None else add_workdays(end, CLAUSES["U7"].term.count)
    after = (
        [] if end is None else [row for row in rows if row.event.type.name in _USES and row.event.occurred_ms >= end]
    )
    in_time = _in_time(done, due.due_ms if due else None, inquiry.now)
    cited = [*(row for row in rows if row.event.type.name in _ENDS), *done, *after[-_SHOWN:]]
    return Disposal(
        **inquiry.head(*_verdict(end, done, len(after), in_time), cited, missing=int(in_time is False and not done)),
        agreement=facts.id,
        user=facts.terms.user,
        ended_at=moment(end),
        due_at=None if due is None else format_time(due.due_ms),
        provisional=due is not None and due.provisional,
        clause="U7",
        article=CLAUSES["U7"].articles,
        disposals=[_disposed(row) for row in done],
        in_time=in_time,
        used_after=[ref(row) for row in after[-_SHOWN:]],
        count_after=len(after),
        retention_until=format_time(facts.terms.retention_until * 1000),
    )


def _end(facts: AgreementFacts, rows: list[Recorded], now: int) -> int | None:
    """When the use ended: by its period, or earlier by what the parties recorded; None while it goes on."""
    ends = [facts.terms.use_until * 1000]
    for row in rows:
        if row.event.type.name == "purpose.end":
            ends.append(row.event.occurred_ms)
        elif row.event.type.name == "agreement.terminate":
            ends.append(_effective(row))
    end = min(ends)
    return end if end <= now else None


def _effective(row: Recorded) -> int:
    text = row.seen().text("effective_at")
    try:
        return row.event.occurred_ms if text is None else max(parse_time(text), row.event.occurred_ms)
    except TimeRefused:
        return row.event.occurred_ms


def _in_time(done: list[Recorded], due_ms: int | None, now: int) -> bool | None:
    if due_ms is None:
        return None
    if not done:
        return None if now <= due_ms else False
    first = done[0]
    # nobody countersigns a disposal: what counts is when the record shows it
    return (first.recorded_ms if first.anchored_ms is None else first.anchored_ms) <= due_ms


def _disposed(row: Recorded) -> Disposed:
    values = {name: None if (value := row.values.get(name)) is None else str(value) for name in _FIELDS}
    return Disposed(ref(row), **values)


_FIELDS = ("method", "scope", "copies", "certificate")


def _verdict(end: int | None, done: list[Recorded], after: int, in_time: bool | None) -> tuple[str, str]:  # noqa: FBT001
    if end is None:
        return "使用尚未结束。", "The use has not ended."
    zh = "已处置并有证明" if done else "到期未见处置证明" if in_time is False else "尚在处置期限内"
    en = "Disposed of, with a certificate" if done else (
        "No proof of disposal when it was due" if in_time is False else "The term for disposal still runs"
    )  # fmt: skip
    if done and in_time is False:
        zh, en = "已处置, 但逾期", "Disposed of, but late"
    return f"{zh}; 结束后使用记录 {after} 条。", f"{en}; {after} uses on record after the end."
