"""Reading what the chain says, as far as the caller may see it; each reading is recorded before it takes place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.caller import Caller
from ledger.chain_views import (
    AgreementOnChain,
    BreachView,
    DepartmentOnChain,
    DisputeView,
    EntryView,
    ItemOnChain,
    LinkView,
    agreement_facts,
    breach_view,
    chain_steps,
    dispute_view,
    grant_view,
    holding_view,
    mandate_view,
    time_or_none,
    time_text,
    version_view,
)
from ledger.directory import Directory
from ledger.errors import AgreementUnknown, ItemUnknown, NotFound
from ledger.policy.permission_table import Access as Right
from ledger.read_record import ReadRecord
from ledger.registry import in_force, item_id
from ledger.sight import FULL, Sight
from ledger.storage.chain_rows import (
    AccountabilityStep,
    Breach,
    CatalogueEntry,
    CatalogueItem,
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

    Every history is a page: ``after`` is (block, log index) of the last event already seen.
    """

    def __init__(self, store: Store, directory: Directory, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._clock = clock

    def department(
        self, code: str, at_ms: int | None = None, after: Place = BEGINNING, limit: int = 100
    ) -> DepartmentOnChain:
        """A department; whether its mandates were in force at ``at_ms``, now if None. Public, as the register is.

        Breaches and disputes are those of agreements and items that the public may not see: only their states.

        Raises:
            NotFound: no such department.
        """
        if self._directory.department(code) is None:
            raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
        at = self._clock() if at_ms is None else at_ms
        with self._store.read() as session:
            chain = session.chain
            disputes = [*chain.find(Dispute, claimant=code), *chain.find(Dispute, respondent=code)]
            return DepartmentOnChain(
                code=code,
                acting=self._directory.registry().resolve(code, at),
                mandates=[mandate_view(one, in_force=in_force(one, at)) for one in self._directory.mandates_of(code)],
                breaches=_breaches(session, chain.find(Breach, department=code)),
                disputes=_disputes(session, disputes),
                history=chain_steps(chain.history(code, after=after, limit=limit), full=False),
            )

    def agreement(
        self, caller: Caller, agreement_id: str, after: Place = BEGINNING, limit: int = 100
    ) -> AgreementOnChain:
        """An agreement, concluded or only offered.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "agreement.chain", agreement_id)
        facts = self._directory.agreement(agreement_id) or self._directory.draft(agreement_id)
        right = Right.NONE
        if facts is not None:
            right = self._sight.of_agreement(caller, facts.terms, self._clock(), agreement=agreement_id)
        if facts is None or right is Right.NONE:
            raise AgreementUnknown(zh="没有该协议, 或无权查阅", en="no such agreement, or none that you may see")
        full = right in FULL
        with self._store.read() as session:
            row = session.projections.agreement(agreement_id)
            versions = session.projections.versions((row and row.first) or agreement_id)
            history = session.chain.history(agreement_id, after=after, limit=limit)
            return AgreementOnChain(
                agreement=agreement_id,
                state=facts.state if row is None else row.state,
                owner=self._directory.acting(facts.terms.owner),
                user=self._directory.acting(facts.terms.user),
                manager=self._directory.acting(facts.terms.manager),
                versions=[version_view(one) for one in versions],
                facts=agreement_facts(row) if full and row is not None else {},
                breaches=_breaches(session, session.chain.find(Breach, subject=agreement_id)),
                disputes=_disputes(session, session.chain.find(Dispute, subject=agreement_id)),
                history=chain_steps(history, full=full),
            )

    def item(self, caller: Caller, code: str, after: Place = BEGINNING, limit: int = 100) -> ItemOnChain:
        """A catalogue item, by its resource code; every department sees what is published.

        Raises:
            ItemUnknown: nothing of this code was published, and the caller is no party to what was submitted.
        """
        self._reads.add(caller, "item.chain", code)
        identity = item_id(code)
        with self._store.read() as session:
            chain = session.chain
            known = chain.get(CatalogueItem, identity)
            submitted = chain.find(CatalogueEntry, item=identity)
            entries = [one for one in submitted if one.state == "published" or _concerns(one, caller)]
            if known is None and not entries:
                raise ItemUnknown(zh="没有该目录项, 或无权查阅", en="no such item, or none that you may see")
            return ItemOnChain(
                id=identity,
                code=code,
                owner=None if known is None else known.owner,
                acting=None if known is None else self._directory.acting(known.owner),
                manager=None if known is None else known.manager,
                lead_source=None if known is None else known.lead_source,
                version=0 if known is None else known.version,
                entries=[_entry_view(one) for one in sorted(entries, key=lambda one: (one.version, one.submitted_at))],
                holdings=[holding_view(one) for one in chain.find(Holding, item=identity)],
                links=[_link_view(one) for one in chain.find(ItemLink, item=identity)],
                grants=[grant_view(one) for one in chain.find(Grant, item=identity)],
                breaches=_breaches(session, chain.find(Breach, subject=identity)),
                disputes=_disputes(session, chain.find(Dispute, subject=identity)),
                history=chain_steps(chain.history(identity, after=after, limit=limit), full=False),
            )


def _steps(session: StoreSession, matter: str) -> list[AccountabilityStep]:
    return session.chain.find(AccountabilityStep, matter=matter)


def _breaches(session: StoreSession, rows: Iterable[Breach]) -> list[BreachView]:
    found = sorted(rows, key=lambda one: (one.marked_at, one.id))
    return [breach_view(one, _steps(session, one.id)) for one in found]


def _disputes(session: StoreSession, rows: Iterable[Dispute]) -> list[DisputeView]:
    found = sorted(rows, key=lambda one: (one.filed_at, one.id))
    return [dispute_view(one, _steps(session, one.id)) for one in found]


def _concerns(entry: CatalogueEntry, caller: Caller) -> bool:
    return caller.department in (entry.content["responsible"]["owner"], entry.content["responsible"]["manager"])


def _entry_view(entry: CatalogueEntry) -> EntryView:
    return EntryView(
        entry.id,
        entry.version,
        entry.state,
        time_text(entry.submitted_at),
        time_or_none(entry.reviewed_at),
        entry.content,
    )


def _link_view(link: ItemLink) -> LinkView:
    return LinkView(link.duty, link.table, time_text(link.since), time_or_none(link.until))
