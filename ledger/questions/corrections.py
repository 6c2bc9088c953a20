"""Errors that were reported: since when, who must answer by when, and what that means for using the data meanwhile (26)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time, moment
from ledger.policy.clauses import CLAUSES
from ledger.policy.seen import Record, Seen
from ledger.registers.parties_now import DepartmentNow, department_now
from ledger.workdays import add_workdays, workdays_between

_TYPES = ("quality.issue", "correction.request", "correction.reply", "correction.close", "call", "derive", "receipt")
_USES = ("call", "derive")


@dataclass(frozen=True)
class LiabilitySpan:
    """From when until when (None: still) whose answer it is, by the rules of attribution."""

    since: str
    until: str | None
    party: str
    zh: str
    en: str


@dataclass(frozen=True)
class CorrectionStanding:
    """One request for correction.

    Attributes:
        days_since: working days since it was asked; due_at against answered_at: the owner's term (O10).
        in_time: None while it is open and not due.
        handled_by: who has to answer, with its office.
        used_since: uses of the data on record since the error was reported.
    """

    request: EventRef
    item: str
    days_since: int
    due_at: str
    provisional: bool
    reply: EventRef | None
    result: str | None
    in_time: bool | None
    closed: EventRef | None
    handled_by: DepartmentNow
    used_since: list[EventRef]
    may_use_zh: str
    may_use_en: str
    spans: list[LiabilitySpan]


@dataclass(frozen=True)
class Corrections(Answer):
    """The answer, oldest first."""

    agreement: str
    corrections: list[CorrectionStanding]


def corrections(inquiry: Inquiry, agreement_id: str) -> Corrections:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    rows = inquiry.of_types(*_TYPES, agreement=facts.id)
    for item in facts.terms.items:
        rows += inquiry.of_types("derive", "quality.issue", item=item)
    known = by_event(rows)
    record = Record(row.seen() for row in known.values())
    owner = department_now(inquiry.directory, facts.terms.owner, inquiry.now)
    found = [_one(record, known, one, owner, inquiry.now) for one in record.of_type("correction.request")]
    cited = [known[one.request.id] for one in found] + [known[one.reply.id] for one in found if one.reply]
    return Corrections(
        **inquiry.head(
            *_verdict(found), cited, missing=sum(one.in_time is False and one.reply is None for one in found)
        ),
        agreement=facts.id,
        corrections=found,
    )


def _one(record: Record, rows: dict[str, Recorded], asked: Seen, owner: DepartmentNow, now: int) -> CorrectionStanding:
    begins = record.judged_ms(asked)
    due = add_workdays(begins, CLAUSES["O10"].term.count)
    reply = next(iter(record.descendants(asked, "correction.reply")), None)
    closed = next(iter(record.descendants(asked, "correction.close")), None)
    answered = None if reply is None else record.judged_ms(reply)
    in_time = answered <= due.due_ms if answered is not None else (False if now > due.due_ms else None)
    used = [one for one in record.of_type(*_USES) if one.occurred_ms >= asked.occurred_ms and one.actor == asked.actor]
    zh, en = _may_use(reply)
    return CorrectionStanding(
        request=ref(rows[asked.id]),
        item=asked.item,
        days_since=workdays_between(begins, now),
        due_at=format_time(due.due_ms),
        provisional=due.provisional,
        reply=ref(rows[reply.id]) if reply else None,
        result=reply.text("result") if reply else None,
        in_time=in_time,
        closed=ref(rows[closed.id]) if closed else None,
        handled_by=owner,
        used_since=[ref(rows[one.id]) for one in used],
        may_use_zh=zh,
        may_use_en=en,
        spans=_spans(begins, due.due_ms, answered, now),
    )


def _may_use(reply: Seen | None) -> tuple[str, str]:
    if reply is None:
        return (
            "未答复前可在协议内使用, 但已知有疑: 此间使用的后果由使用部门一并承担, 宜暂停有疑部分",
            "until it is answered use within the agreement goes on, but in knowledge of the doubt: what follows is the user's too",
        )
    if reply.text("result") == "corrected":
        return "已更正: 应改用更正后的版本", "corrected: use the version that was put right"
    return "以答复为准", "as the reply says"


def _spans(begins: int, due: int, answered: int | None, now: int) -> list[LiabilitySpan]:
    """Who answers when: the user from its knowledge on, the owner too once its term has passed unanswered (26, 39(6))."""
    spans = [
        LiabilitySpan(
            format_time(begins), moment(answered), "user",
            "自知道有误起, 继续使用的后果由使用部门承担", "from its knowledge on the user answers for going on using it",
        )
    ]  # fmt: skip
    if (answered or now) > due:
        spans.append(
            LiabilitySpan(
                format_time(due), moment(answered), "owner",
                "逾期未答复: 自期满起由归属部门承担", "unanswered when due: from then on the owner answers",
            )
        )  # fmt: skip
    return spans


def _verdict(found: list[CorrectionStanding]) -> tuple[str, str]:
    waiting = [one for one in found if one.reply is None]
    late = sum(one.in_time is False for one in found)
    if not found:
        return "没有校核申请在案。", "No request for correction is on record."
    longest = max((one.days_since for one in waiting), default=0)
    return (
        f"校核申请 {len(found)} 件, 未答复 {len(waiting)} 件(最长 {longest} 个工作日), 逾期 {late} 件。",
        f"{len(found)} requests for correction, {len(waiting)} unanswered (up to {longest} working days), {late} late.",
    )
