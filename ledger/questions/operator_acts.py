"""What someone did on one day, and on what ground: the acts of an operator, each with case, key and agreement as they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ledger.asking.answers import withhold
from ledger.asking.basis import STATE_EVENTS
from ledger.asking.event_queries import of_agreements
from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.asking.views import ReadRow, read_row
from ledger.errors import InputRefused, NotFound
from ledger.event_types import KeyRole
from ledger.registers.directory import state_at
from ledger.storage.projection_rows import IndexedEvent
from ledger.workdays import CHINA

_NEEDS_CASE = frozenset({"call", "verify"})
_MOST_READS = 1000


@dataclass(frozen=True)
class Act:
    """One act. ``grounded``: under an agreement in force, by a valid key, and for a case where one is asked for;
    None where a field that decides it is withheld.
    """

    event: EventRef
    operator: str | None
    item: str | None
    agreement: str | None
    agreement_state: str | None
    case_ref: str | None
    purpose: str | None
    key_role: str | None
    key_valid_then: bool | None
    grounded: bool | None
    zh: str
    en: str


@dataclass(frozen=True)
class OperatorActs(Answer):
    """The answer. ``reads`` is what keys of the department read of this ledger that day."""

    department: str
    operator: str | None
    day: str
    acts: list[Act]
    reads: list[ReadRow]


def operator_acts(inquiry: Inquiry, code: str, day: str, operator: str | None = None) -> OperatorActs:
    """The acts of a department on one day (+08:00), or of one operator of it.

    Raises:
        NotFound: no such department. InputRefused: no such day.
    """
    if inquiry.directory.department(code) is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    start, end = _bounds(day)
    rows = [row for row in inquiry.between(start, end, actor=code) if operator in {None, row.event.operator}]
    agreements = {row.event.agreement for row in rows if row.event.agreement}
    changes = of_agreements(inquiry.session, agreements, STATE_EVENTS)
    acts = [_act(inquiry, row, changes) for row in rows]
    may_read = inquiry.caller.department == code or inquiry.caller.role in (KeyRole.AUDITOR, KeyRole.SUPERVISOR)
    head = inquiry.head(*_verdict(acts), rows)
    if not may_read:
        head["withheld"] = [*head["withheld"], withhold("reads")]
    return OperatorActs(
        **head,
        department=code,
        operator=operator,
        day=day,
        acts=acts,
        reads=_reads(inquiry, code, start, end) if may_read else [],
    )


def _bounds(day: str) -> tuple[int, int]:
    try:
        first = datetime.combine(date.fromisoformat(day), time(), CHINA)
        return int(first.timestamp() * 1000), int((first + timedelta(days=1)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise InputRefused(
            zh=f"{day!r} 不是日期: 应如 2026-04-05", en=f"{day!r} is no day: write it as 2026-04-05"
        ) from error


def _act(inquiry: Inquiry, row: Recorded, changes: list[IndexedEvent]) -> Act:
    event, seen = row.event, row.seen()
    facts = inquiry.look.agreement(event.agreement) if event.agreement else None
    mine = [(one.type, one.occurred_at) for one in changes if one.agreement == event.agreement]
    state = None if facts is None else state_at(facts.terms, mine, event.occurred_ms)
    key = inquiry.directory.key(row.signer)
    valid = key.valid_at(event.occurred_ms) if key is not None else None
    needs_case = event.type.name in _NEEDS_CASE
    case, told = seen.text("case_ref"), "case_ref" in row.values
    lacking = _lacking(state, valid=valid, case_lacks=needs_case and told and not case)
    grounded = False if lacking else None if needs_case and not told else True
    return Act(
        event=ref(row),
        operator=event.operator,
        item=event.item,
        agreement=event.agreement,
        agreement_state=state,
        case_ref=case or None,
        purpose=seen.text("purpose"),
        key_role=key.role.value if key else None,
        key_valid_then=valid,
        grounded=grounded,
        zh="; ".join(zh for zh, _ in lacking) or ("办件编号无权查阅, 无法判定" if grounded is None else "依据齐备"),
        en="; ".join(en for _, en in lacking)
        or ("the case is withheld: undetermined" if grounded is None else "grounded"),
    )


def _lacking(state: str | None, *, valid: bool | None, case_lacks: bool) -> list[tuple[str, str]]:
    found = []
    if state is not None and state != "active":
        found.append((f"协议当时为 {state}", f"the agreement was {state} then"))
    if not valid:
        found.append(("密钥当时无效", "the key was not valid then"))
    if case_lacks:
        found.append(("没有办件编号", "no case is named"))
    return found


def _reads(inquiry: Inquiry, code: str, start: int, end: int) -> list[ReadRow]:
    rows = inquiry.session.access.reads(department=code, limit=_MOST_READS, period=(start, end))
    return [read_row(one) for one in rows]


def _verdict(acts: list[Act]) -> tuple[str, str]:
    bare = sum(one.grounded is False for one in acts)
    unsure = sum(one.grounded is None for one in acts)
    return (
        f"当日行为 {len(acts)} 项, 其中依据不足 {bare} 项, 无法判定 {unsure} 项。",
        f"{len(acts)} acts that day, {bare} without sufficient ground, {unsure} that cannot be determined.",
    )
