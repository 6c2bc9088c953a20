"""After a reform: to whom a department's data passed, which agreements go on, and which are still to be signed anew."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.errors import NotFound
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.registers.parties_now import DepartmentNow, department_now
from ledger.registers.registry import DepartmentFacts

_IN_FORCE = frozenset({"pending", "active", "suspended"})


@dataclass(frozen=True)
class Inherited:
    """An agreement of the department, or of one that it succeeded.

    ``side`` is where that department stands in it; ``binds`` who is bound now; ``sign_anew``: in force, and signed by one
    that has been succeeded since.
    """

    agreement: str
    number: str
    side: str
    signed_for: str
    binds: str
    state: str
    in_force: bool
    sign_anew: bool


@dataclass(frozen=True)
class InheritedItem:
    """A catalogue item: the owner its entry names and the one that answers for it now."""

    item: str
    title: str
    owner: str
    acting: str
    attribution_changed: bool


@dataclass(frozen=True)
class Succession(Answer):
    """The answer: the line of successions, items and agreements; what the asker may not see is not counted here."""

    line: list[DepartmentNow]
    items: list[InheritedItem]
    agreements: list[Inherited]


def succession(inquiry: Inquiry, code: str) -> Succession:
    """The answer for one department, whether it was succeeded or succeeded others.

    Raises:
        NotFound: no such department.
    """
    directory, now = inquiry.directory, inquiry.now
    if directory.department(code) is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    acting = directory.acting(code)
    before = [one for one in directory.departments() if _came_into(directory.acting(one.code), acting, one)]
    line = [*before, *[one for one in (directory.department(acting),) if one is not None]]
    codes = {one.code for one in line}
    items = _items(inquiry, codes)
    agreements = [one for party in sorted(codes) for one in _agreements(inquiry, party)]
    changes = [row for item in items for row in inquiry.of_types("attribution.change", item=item.item, limit=10)]
    moved = {row.event.item for row in changes}
    return Succession(
        **inquiry.head(*_verdict(code, acting, items, agreements), changes),
        line=[department_now(directory, one.code, now) for one in line],
        items=[InheritedItem(**{**vars(one), "attribution_changed": one.item in moved}) for one in items],
        agreements=agreements,
    )


def _came_into(resolved: str, acting: str, one: DepartmentFacts) -> bool:
    return resolved == acting and one.code != acting


def _items(inquiry: Inquiry, codes: set[str]) -> list[InheritedItem]:
    found = []
    for row in (row for owner in sorted(codes) for row in inquiry.session.projections.items(owner)):
        entry = inquiry.look.item(row.code)
        if entry is not None and inquiry.look.of_item(inquiry.caller, entry) is not Right.NONE:
            acting = inquiry.directory.acting(row.owner)
            found.append(InheritedItem(row.code, row.title, row.owner, acting, attribution_changed=False))
    return found


def _agreements(inquiry: Inquiry, party: str) -> list[Inherited]:
    rows = inquiry.session.projections.agreements(party=party)
    facts = (inquiry.directory.facts_of(row) for row in rows)
    return [_inherited(inquiry, one, party) for one in facts if _seen(inquiry, one)]


def _inherited(inquiry: Inquiry, facts: AgreementFacts, party: str) -> Inherited:
    side = next(side for side in ("owner", "user", "manager") if getattr(facts.terms, side) == party)
    binds, in_force = inquiry.directory.acting(party), facts.state in _IN_FORCE
    return Inherited(
        agreement=facts.id,
        number=facts.terms.number,
        side=side,
        signed_for=party,
        binds=binds,
        state=facts.state,
        in_force=in_force,
        sign_anew=in_force and binds != party,
    )


def _seen(inquiry: Inquiry, facts: AgreementFacts) -> bool:
    return inquiry.look.of_agreement(inquiry.caller, facts.terms, agreement=facts.id) is not Right.NONE


def _verdict(code: str, acting: str, items: list[InheritedItem], agreements: list[Inherited]) -> tuple[str, str]:
    anew = sum(one.sign_anew for one in agreements)
    if anew == 0 and acting == code:
        return f"{code} 未被并入其他部门, 协议照常有效。", f"{code} stands itself; its agreements bind as they are."
    return (
        f"{code} 的职责现由 {acting} 承继: 目录项 {len(items)} 个; 旧协议继续有效并约束承继部门, 其中 {anew} 份待重新签署。",
        (
            f"{acting} stands in the place of {code}: {len(items)} items; the old agreements go on and bind it, {anew} of them "
            "are still to be signed anew."
        ),
    )
