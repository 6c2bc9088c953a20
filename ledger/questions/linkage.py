"""Ordinary data put together: what was linked or pooled with this item, how the result is graded, and whether it was checked."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref

_MOST = 100_000

_TYPES = ("link", "aggregate", "derive")
_PASSED = frozenset({"pass", "passed", "low", "none", "done"})


@dataclass(frozen=True)
class Linked:
    """One linkage.

    Attributes:
        inputs: the items that went in. highest_input: their highest grade, 0 where one is not known.
        grade: of the result as the event or its item says; inverted: it is graded below its inputs (就高从严).
        check: what the event says of its leak-risk check; checked: done and passed, None where it is withheld.
    """

    event: EventRef
    kind: str
    result: str | None
    inputs: list[str]
    key_class: str | None
    highest_input: int
    grade: int | None
    inverted: bool | None
    check: str | None
    checked: bool | None


@dataclass(frozen=True)
class Linkage(Answer):
    """The answer; what is linked by others under agreements that the asker may not see is counted as withheld."""

    item: str
    grade: int
    linkages: list[Linked]


def linkage(inquiry: Inquiry, code: str) -> Linkage:
    """The answer for one item: what it was linked with, and what was made of it and others.

    Raises:
        ItemUnknown: there is none, or none that the asker may see.
    """
    item = inquiry.item(code)
    session = inquiry.session
    mine = [row.index for row in session.events.find(item=code, limit=_MOST + 1)]
    inquiry.truncated |= len(mine) > _MOST
    children = {child for child, _ in session.events.children(mine)}
    made = [row.index for row in session.events.get({*mine, *children}) if row.type in _TYPES]
    rows = inquiry.load(made)
    found = [one for row in rows if len((one := _linked(inquiry, row)).inputs) > 1 or one.kind == "link"]
    ids = {one.event.id for one in found}
    return Linkage(
        **inquiry.head(*_verdict(found), (row for row in rows if row.event.id in ids)),
        item=code,
        grade=int(item.grade),
        linkages=found,
    )


def _linked(inquiry: Inquiry, row: Recorded) -> Linked:
    parents = [parent for _, parent in inquiry.session.events.parents([row.index])]
    items = inquiry.session.events.items_of(parents)
    inputs = sorted(
        {*items.values()} | ({row.event.item} if row.event.type.name == "link" and row.event.item else set())
    )
    grades = [_grade(inquiry, code) for code in inputs]
    highest = 0 if not grades or 0 in grades else max(grades)
    stated = row.seen().text("grade")
    result = None if row.event.type.name == "link" else row.event.item
    grade = int(stated) if stated and stated.isdigit() else (_grade(inquiry, result) or None if result else None)
    check = row.seen().text("risk_check")
    return Linked(
        event=ref(row),
        kind=row.event.type.name,
        result=result,
        inputs=inputs,
        key_class=row.seen().text("key_class"),
        highest_input=highest,
        grade=grade,
        inverted=None if grade is None or highest == 0 else grade < highest,
        check=check,
        checked=None
        if "risk_check" not in row.values and "risk_check" in row.event.fields
        else (check or "") in _PASSED,
    )


def _grade(inquiry: Inquiry, code: str) -> int:
    entry = inquiry.look.item(code)
    return entry.facts.grade if entry is not None else 0


def _verdict(found: list[Linked]) -> tuple[str, str]:
    unchecked = sum(one.checked is False for one in found)
    inverted = sum(bool(one.inverted) for one in found)
    unsure = sum(one.checked is None for one in found)
    return (
        f"汇聚关联 {len(found)} 次: 未作或未通过泄密风险核查 {unchecked} 次, 无法判定 {unsure} 次, 级别倒挂 {inverted} 次。",
        (f"{len(found)} linkages: {unchecked} without a passed leak-risk check, {unsure} undetermined, {inverted} graded "
         "below what went in."),
    )  # fmt: skip
