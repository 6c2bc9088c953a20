"""An act went wrong on this data: should its user answer? What was used then, what was known then, whom the rules name."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, ref
from ledger.policy.item_quality import open_issues
from ledger.policy.seen import Record
from ledger.questions.accountability import Accountability

_KNOWN = ("quality.issue", "correction.request", "correction.reply", "correction.close", "pdma.close", "data.update")


@dataclass(frozen=True)
class KnownIssue:
    """An issue that was on record, and unsettled, when the data was used; ``by_asker``: the user had raised it itself."""

    event: EventRef
    raised_by: str
    by_asker: bool


@dataclass(frozen=True)
class Liability(Answer):
    """The answer.

    Attributes:
        used_version: which the use rests on; newest_then: the newest that had been published by then.
        known_then: unsettled issues on record at the time of use.
        department: whom the rules propose, None where that cannot be determined.
        asker_answers: whether that is the asking department; None where it cannot be determined.
        rule, basis: of the proposal. missing: links without which it cannot be determined.
    """

    event: str
    used_at: str
    used_version: str | None
    newest_then: str | None
    stale: bool | None
    known_then: list[KnownIssue]
    outcome: str
    department: str | None
    asker_answers: bool | None
    rule: str | None
    basis: list[str]
    missing: list[str]
    label_zh: str
    label_en: str


def liability(inquiry: Inquiry, attributed: Accountability) -> Liability:
    """The answer for one use, from the attribution of the same event.

    Raises:
        EventUnknown: there is none, or none that the asker may see.
    """
    use = inquiry.event(attributed.event.id)
    at, steps = use.event.occurred_ms, {one.step: one for one in attributed.steps}
    item = _item(inquiry, attributed) or use.event.item
    rows = [row for row in inquiry.of_types(*_KNOWN, item=item) if row.event.occurred_ms <= at] if item else []
    by_id = by_event(rows)
    record = Record(row.seen() for row in rows)
    used = next(
        (steps[name].version for name in ("use", "deliver", "publish") if name in steps and steps[name].version), None
    )
    published = record.of_type("data.update")
    newest = published[-1].text("version") if published else None
    asker = inquiry.caller.department
    proposal = attributed.proposal
    department = proposal.responsible.department if proposal else None
    answers = None if department is None else inquiry.directory.acting(department) == inquiry.directory.acting(asker)
    known = [KnownIssue(ref(by_id[one.id]), one.actor, one.actor == asker) for one in open_issues(record)]
    head = inquiry.head(
        *_verdict(department, answers, used, len(known)), [use, *(by_id[one.event.id] for one in known)]
    )
    head["events"] = sorted(
        {one.id: one for one in (*head["events"], *attributed.evidence)}.values(), key=lambda one: one.index
    )
    head["proof"] = attributed.proof
    return Liability(
        **head,
        event=use.event.id,
        used_at=use.event.occurred_at,
        used_version=used,
        newest_then=newest,
        stale=None if used is None or newest is None else used != newest,
        known_then=known,
        outcome=attributed.outcome,
        department=department,
        asker_answers=answers,
        rule=proposal.rule if proposal else None,
        basis=list(proposal.basis) if proposal else [],
        missing=list(attributed.missing),
        label_zh=attributed.label.zh,
        label_en=attributed.label.en,
    )


def _item(inquiry: Inquiry, attributed: Accountability) -> str | None:
    """The item that was delivered: a derivation is about another one."""
    return inquiry.event(attributed.delivery).event.item if attributed.delivery else None


def _verdict(department: str | None, answers: bool | None, used: str | None, known: int) -> tuple[str, str]:  # noqa: FBT001
    zh = f"使用时版本 {used or '未记录'}, 当时未决问题 {known} 个"
    en = f"Version {used or 'not on record'} was used, {known} issues were open then"
    if department is None:
        return f"{zh}; 责任无法判定。", f"{en}; who answers cannot be determined."
    if answers:
        return f"{zh}; 按规则拟由本部门担责。", f"{en}; the rules propose that your department answers."
    return (
        f"{zh}; 按规则拟由 {department} 担责, 非本部门。",
        f"{en}; the rules propose {department}, not your department.",
    )
