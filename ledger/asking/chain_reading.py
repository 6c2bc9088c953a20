"""Reading what the chain says, as far as the caller may see it; each reading is recorded before it takes place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.asking.answers import Withheld, withhold
from ledger.asking.chain_views import (
    AgreementOnChain,
    BreachView,
    DepartmentOnChain,
    DisputeView,
    ItemOnChain,
    UnfollowedPage,
    agreement_facts,
    breach_view,
    chain_steps,
    dispute_view,
    entry_view,
    grant_view,
    holding_view,
    link_view,
    mandate_view,
    next_after,
    unfollowed_page,
    version_view,
)
from ledger.errors import AgreementUnknown, ItemUnknown, NotFound, NotPermitted
from ledger.event_types import KeyRole
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.registry import in_force, item_id
from ledger.registers.sight import FULL, Sight
from ledger.storage.chain_rows import (
    AccountabilityStep,
    Breach,
    CatalogueEntry,
    CatalogueItem,
    ChainEvent,
    Dispute,
    Grant,
    Holding,
    ItemLink,
)
from ledger.storage.store import Store, StoreSession

Place = tuple[int, int]
BEGINNING: Place = (-1, -1)


class ChainReading:
    """Answers from the contracts' events.

    Every history is a page of at most ``limit`` events; ``after`` is (block, log index) of the last one already seen.

    Args:
        operator: the department that runs this deployment.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, operator: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._operator = operator
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._clock = clock

    def department(
        self, caller: Caller, code: str, at_ms: int | None = None, after: Place = BEGINNING, limit: int = 100
    ) -> DepartmentOnChain:
        """A department, and which of its mandates were in force at ``at_ms`` (now if None).

        Breaches and disputes are for the department itself, those above it, and auditors accredited for it.

        Raises:
            NotFound: no such department.
        """
        self._reads.add(caller, "department.chain", code)
        if self._directory.department(code) is None:
            raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
        at = self._clock() if at_ms is None else at_ms
        right = self._failings(caller, code)
        with self._store.read() as session:
            events = session.chain.history(code, after=after, limit=limit)
            seen = right is not Right.NONE
            sides = [session.chain.find(Dispute, **{side: code}) for side in ("claimant", "respondent")]
            return DepartmentOnChain(
                code=code,
                acting=self._directory.registry().resolve(code, at),
                mandates=[mandate_view(one, in_force=in_force(one, at)) for one in self._directory.mandates_of(code)],
                breaches=_breaches(session, session.chain.find(Breach, department=code) if seen else ()),
                disputes=_disputes(session, [one for side in sides for one in side] if seen else ()),
                history=chain_steps(events, full=code == caller.department or _audits(caller, right)),
                next_after=next_after(events, limit),
                withheld=[] if seen else [withhold("breaches"), withhold("disputes")],
            )

    def agreement(
        self, caller: Caller, agreement_id: str, after: Place = BEGINNING, limit: int = 100
    ) -> AgreementOnChain:
        """An agreement, concluded or only offered; metadata is what happened when, without terms and reasons.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "agreement.chain", agreement_id)
        facts = self._directory.agreement(agreement_id) or self._directory.draft(agreement_id)
        right = Right.NONE if facts is None else self._right(caller, facts)
        with self._store.read() as session:
            row = session.projections.agreement(agreement_id)
            if row is None or right is Right.NONE:
                raise AgreementUnknown.unseen()
            events = session.chain.history(agreement_id, after=after, limit=limit)
            full = right in FULL
            return AgreementOnChain(
                agreement=agreement_id,
                state=row.state,
                owner=self._directory.acting(row.owner),
                user=self._directory.acting(row.user),
                manager=self._directory.acting(row.manager),
                versions=[version_view(one) for one in session.projections.versions(row.first or row.id)],
                facts=agreement_facts(row) if full else {},
                breaches=_breaches(session, session.chain.find(Breach, subject=row.id)),
                disputes=_disputes(session, session.chain.find(Dispute, subject=row.id)),
                history=chain_steps(events, full=full),
                next_after=next_after(events, limit),
                withheld=[] if full else [withhold("facts"), withhold("arguments")],
            )

    def item(self, caller: Caller, code: str, after: Place = BEGINNING, limit: int = 100) -> ItemOnChain:
        """A catalogue item, by its resource code; every department sees what is published of it.

        Raises:
            ItemUnknown: nothing of this code was published, and the caller is no party to what was submitted.
        """
        self._reads.add(caller, "item.chain", code)
        identity = item_id(code)
        with self._store.read() as session:
            chain = session.chain
            known = chain.get(CatalogueItem, identity)
            entries = [one for one in chain.find(CatalogueEntry, item=identity) if _shown(one, caller)]
            if known is None and not entries:
                raise ItemUnknown.unseen()
            right = Right.NONE if known is None else self._failings(caller, known.owner)
            events = chain.history(identity, after=after, limit=limit)
            return ItemOnChain(
                id=identity,
                code=code,
                owner=None if known is None else known.owner,
                acting=None if known is None else self._directory.acting(known.owner),
                manager=None if known is None else known.manager,
                lead_source=None if known is None else known.lead_source,
                version=0 if known is None else known.version,
                entries=[entry_view(one) for one in sorted(entries, key=lambda one: (one.version, one.submitted_at))],
                holdings=[holding_view(one) for one in chain.find(Holding, item=identity)],
                links=[link_view(one) for one in chain.find(ItemLink, item=identity)],
                grants=[grant_view(one) for one in chain.find(Grant, item=identity)],
                breaches=_breaches(session, chain.find(Breach, subject=identity) if right is not Right.NONE else ()),
                disputes=_disputes(session, chain.find(Dispute, subject=identity) if right is not Right.NONE else ()),
                history=chain_steps(_of_shown(events, entries), full=right in FULL),
                next_after=next_after(events, limit),
                withheld=[] if right in FULL else _withheld(right),
            )

    def unfollowed(self, caller: Caller, before: Place | None = None, limit: int = 100) -> UnfollowedPage:
        """Contract events whose content this service refuses, newest first, before this place: they change nothing here.

        Raises:
            NotPermitted: the caller is neither the operator nor one that manages, audits or supervises it.
        """
        self._reads.add(caller, "chain.unfollowed", "*")
        now = self._clock()
        if self._sight.of_department(caller, self._operator, now, Action.NODE) is Right.NONE:
            raise NotPermitted(
                zh=f"只供运行方 {self._operator} 及其主管、审计、监督机关查阅",
                en=f"for the operator {self._operator} and those that manage, audit and supervise it",
            )
        with self._store.read() as session:
            return unfollowed_page(session.chain.unfollowed(limit, before), now, limit)

    def _right(self, caller: Caller, facts: AgreementFacts) -> Right:
        return self._sight.of_agreement(caller, facts.terms, self._clock(), agreement=facts.id)

    def _failings(self, caller: Caller, code: str) -> Right:
        return self._sight.of_department(caller, code, self._clock(), Action.FINDING)


def _audits(caller: Caller, right: Right) -> bool:
    return caller.role is KeyRole.AUDITOR and right in FULL


def _withheld(right: Right) -> list[Withheld]:
    hidden = ("arguments",) if right is not Right.NONE else ("breaches", "disputes", "arguments")
    return [withhold(name) for name in hidden]


def _shown(entry: CatalogueEntry, caller: Caller) -> bool:
    responsible = entry.content["responsible"]
    return entry.state == "published" or caller.department in (responsible["owner"], responsible["manager"])


def _of_shown(events: Iterable[ChainEvent], entries: Iterable[CatalogueEntry]) -> list[ChainEvent]:
    """Without the submission and refusal of entries that this caller does not see."""
    ids = {one.id for one in entries}
    return [one for one in events if one.arguments.get("entry") is None or one.arguments["entry"] in ids]


def _steps(session: StoreSession, matter: str) -> list[AccountabilityStep]:
    return session.chain.find(AccountabilityStep, matter=matter)


def _breaches(session: StoreSession, rows: Iterable[Breach]) -> list[BreachView]:
    found = sorted(rows, key=lambda one: (one.marked_at, one.id))
    return [breach_view(one, _steps(session, one.id)) for one in found]


def _disputes(session: StoreSession, rows: Iterable[Dispute]) -> list[DisputeView]:
    found = sorted(rows, key=lambda one: (one.filed_at, one.id))
    return [dispute_view(one, _steps(session, one.id)) for one in found]
