"""Before a request: whose data it is, which procedure leads to it, how current and how good it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.asking.event_queries import newest
from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import TimeRefused
from ledger.model import format_time, parse_time
from ledger.policy.item_quality import Measure, newest_measures, open_issues
from ledger.policy.procedure import ProcedureStep, procedure
from ledger.policy.seen import Record
from ledger.registers.parties_now import DepartmentNow, department_now
from ledger.storage.projection_rows import Item
from ledger.workdays import add_workdays

_OF_ITEM = (
    "rights.confirm", "source.assign", "collect", "data.update", "quality.measure", "quality.issue",
    "correction.request", "correction.reply", "correction.close", "pdma.close",
)  # fmt: skip
_PER_TYPE = 200


@dataclass(frozen=True)
class StepNow:
    """One step of the procedure; ``due_if_today`` is the end of its term if it began now, None where it has none."""

    step: ProcedureStep
    due_if_today: str | None
    provisional: bool


@dataclass(frozen=True)
class Freshness:
    """How current the data is. ``overdue`` None where no cycle end was disclosed."""

    cycle: str
    updated: EventRef | None
    version: str | None
    digest: str | None
    next_due: str | None
    overdue: bool | None


@dataclass(frozen=True)
class Source:
    """A department on record as a source of this data: ``owner``, ``collector``, or owner of an item of the same title."""

    department: str
    item: str
    relation: str
    lead: bool
    version: str | None
    digest: str | None
    newest: EventRef | None


@dataclass(frozen=True)
class HeldAgreement:
    """An agreement under which the asker obtains this item already."""

    agreement: str
    number: str
    state: str
    use_until: str


@dataclass(frozen=True)
class Warned:
    """Something to heed before asking or collecting."""

    code: str
    article: str
    zh: str
    en: str


@dataclass(frozen=True)
class ItemStanding(Answer):
    """The answer. ``condition`` and ``refusal_basis`` are the catalogue's own words; ``differences`` are issues that set
    several sources against each other.
    """

    code: str
    title: str
    published: bool
    owner: DepartmentNow
    manager: DepartmentNow | None
    contact: str | None
    source_basis: str | None
    lead_source: str | None
    share_type: str
    share_mode: str | None
    condition: str | None
    refusal_basis: str | None
    procedure: list[StepNow]
    freshness: Freshness
    quality: list[Measure]
    open_issues: list[EventRef]
    sources: list[Source]
    differences: list[EventRef]
    held: list[HeldAgreement]
    warnings: list[Warned]


def item_standing(inquiry: Inquiry, code: str) -> ItemStanding:
    """The answer for one item.

    Raises:
        ItemUnknown: there is none, or none that the asker may see.
    """
    item = inquiry.item(code)
    rows = inquiry.of_types(*_OF_ITEM, item=code, limit=_PER_TYPE)
    record, by_id = Record(row.seen() for row in rows), by_event(rows)
    entry: dict[str, Any] = item.facts.get("entry", {})
    updates = [row for row in rows if row.event.type.name == "data.update"]
    lead = _field(rows, "source.assign", "lead_department")
    fresh = _freshness(entry, updates[-1] if updates else None, inquiry.now)
    issues = open_issues(record)
    sources = _sources(inquiry, item, rows, lead)
    differences = _differences(inquiry, rows)
    held = _held(inquiry, code)
    manager = item.facts.get("manager")
    cited = [row for row in rows if row.event.type.name != "collect"]
    return ItemStanding(
        **inquiry.head(*_verdict(item, entry, fresh, len(issues)), cited),
        code=code,
        title=item.title,
        published=bool(item.facts["decision"]["published"]),
        owner=department_now(inquiry.directory, item.owner, inquiry.now),
        manager=department_now(inquiry.directory, manager, inquiry.now) if manager else None,
        contact=_text(entry, "contact"),
        source_basis=_field(rows, "rights.confirm", "basis") or _text(entry, "source_basis"),
        lead_source=lead,
        share_type=item.share_type,
        share_mode=_text(entry, "share_mode"),
        condition=_text(entry, "condition"),
        refusal_basis=_text(entry, "refusal_basis"),
        procedure=[_step(step, inquiry.now) for step in procedure(item.share_type)],
        freshness=fresh,
        quality=newest_measures(record),
        open_issues=[ref(by_id[one.id]) for one in issues],
        sources=sources,
        differences=[ref(row) for row in differences],
        held=held,
        warnings=_warnings(sources, lead, held, fresh),
    )


def _freshness(entry: dict[str, Any], last: Recorded | None, now: int) -> Freshness:
    cycle = _text(entry, "update_cycle") or ""
    if last is None:
        return Freshness(cycle, None, None, None, None, None)
    due = last.seen().text("cycle_due")
    try:
        late = None if due is None else now > parse_time(due)
    except TimeRefused:
        due, late = None, None
    digest = last.event.payload["digest"] if last.event.payload else None
    return Freshness(cycle, ref(last), last.seen().text("version"), digest, due, late)


def _sources(inquiry: Inquiry, item: Item, rows: Sequence[Recorded], lead: str | None) -> list[Source]:
    """The owner first, then whoever else collects it, then owners of items of the same title."""
    last: dict[str, Recorded] = {}
    for row in rows:
        if row.event.type.name in {"collect", "data.update"}:
            last[row.event.on_behalf_of or row.event.actor] = row
    own = [_source(item.owner, item.code, "owner", lead, last.pop(item.owner, None))]
    own += [_source(code, item.code, "collector", lead, row) for code, row in sorted(last.items())]
    same = inquiry.session.projections.items_titled(item.title) if item.title else []
    for other in same:
        if other.code != item.code and other.facts["decision"]["published"]:
            updates = inquiry.load(newest(inquiry.session, types=("data.update",), item=other.code, limit=1))
            own.append(_source(other.owner, other.code, "same-title", lead, updates[-1] if updates else None))
    return own


def _source(department: str, item: str, relation: str, lead: str | None, row: Recorded | None) -> Source:
    payload = row.event.payload if row is not None else None
    return Source(
        department=department,
        item=item,
        relation=relation,
        lead=department == lead,
        version=None if row is None else row.seen().text("version"),
        digest=payload["digest"] if payload else None,
        newest=None if row is None else ref(row),
    )


def _held(inquiry: Inquiry, code: str) -> list[HeldAgreement]:
    rows = inquiry.session.projections.agreements_on([code], inquiry.caller.department)
    found = (inquiry.directory.facts_of(row) for row in rows)
    return [
        HeldAgreement(one.id, one.terms.number, one.state, format_time(one.terms.use_until * 1000)) for one in found
    ]


def _warnings(
    sources: Sequence[Source], lead: str | None, held: Sequence[HeldAgreement], fresh: Freshness
) -> list[Warned]:
    found = []
    if active := [one.number for one in held if one.state == "active"]:
        numbers = ", ".join(active)
        found.append(
            Warned("W-REPEAT-COLLECTION", "19", f"本部门已可依协议 {numbers} 取得, 不得重复采集",
                   f"your department obtains it under {numbers}: it must not be collected again")
        )  # fmt: skip
    if len({one.department for one in sources}) > 1 and lead is None:
        found.append(
            Warned("W-SEVERAL-SOURCES", "19, 41(1)", "不止一个来源, 且未明确牵头数源单位",
                   "there is more than one source and no lead source is named")
        )  # fmt: skip
    if fresh.overdue:
        found.append(
            Warned("W-STALE", "19", f"已过更新周期 {fresh.next_due}", f"its update was due at {fresh.next_due}")
        )
    return found


def _differences(inquiry: Inquiry, rows: Sequence[Recorded]) -> list[Recorded]:
    """Issues that name publications of several departments."""
    issues = {row.index: row for row in rows if row.event.type.name == "quality.issue"}
    named = inquiry.session.events.parents(issues)
    events = {one.index: one for one in inquiry.session.events.get({parent for _, parent in named})}
    actors: dict[int, set[str]] = {}
    for issue, parent in named:
        if parent in events and events[parent].type in {"collect", "data.update"}:
            actors.setdefault(issue, set()).add(events[parent].actor)
    return [issues[index] for index in sorted(actors) if len(actors[index]) > 1]


def _step(step: ProcedureStep, now: int) -> StepNow:
    due = add_workdays(now, step.days) if step.days else None
    return StepNow(step, None if due is None else format_time(due.due_ms), due is not None and due.provisional)


def _verdict(item: Item, entry: dict[str, Any], fresh: Freshness, issues: int) -> tuple[str, str]:
    zh = {"unconditional": "无条件共享", "conditional": "有条件共享", "refused": "不予共享"}.get(
        item.share_type, "类型未知"
    )
    days = next((step.days for step in procedure(item.share_type) if step.clause in {"O5", "O6"}), 0)
    if item.share_type == "refused":
        basis = _text(entry, "refusal_basis") or "—"
        return (f"归 {item.owner}, {zh}; 依据: {basis}。", f"Owned by {item.owner}, not shared; basis: {basis}.")
    late_zh, late_en = (", 更新已超期", ", its update overdue") if fresh.overdue else ("", "")
    return (
        f"归 {item.owner}, {zh}; 须申请并经负责人同意, {days} 个工作日内答复; 未决质量问题 {issues} 个{late_zh}。",
        (
            f"Owned by {item.owner}, {item.share_type}; a request with the head's consent is answered within {days} working "
            f"days; {issues} open quality issues{late_en}."
        ),
    )


def _field(rows: Sequence[Recorded], kind: str, name: str) -> str | None:
    """The field of the newest event of that type that discloses it."""
    values = (row.seen().text(name) for row in reversed(rows) if row.event.type.name == kind)
    return next((value for value in values if value is not None), None)


def _text(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) and value else None
