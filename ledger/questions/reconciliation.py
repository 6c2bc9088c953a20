"""Three-sided reconciliation: what owner, platform and user recorded of each delivery and call, and who answers for a gap.

Who answers for a delivery is proposed by the rules of attribution. Of calls no digest is kept: two records that agree
stand against a third; where only two differ, or one is missing, it cannot be determined, and the missing one is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ledger.asking.answers import Bilingual, calendar_ref, proof_state, withhold
from ledger.asking.event_queries import newest
from ledger.asking.records import Recorded, Records, ref
from ledger.model import format_time
from ledger.policy.attribution import Attribution, attribute
from ledger.policy.attribution_rules import LABEL_EN, LABEL_ZH
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Action
from ledger.policy.seen import Record
from ledger.questions.accountability import chain_facts
from ledger.questions.pairing import OWNER, PLATFORM, USER, Pairing, PairState, pairings
from ledger.questions.reconciliation_views import Answering, DifferenceView, PairView, Reconciliation, SideView
from ledger.registers.agreement_sight import AgreementSight
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.storage.store import Store, StoreSession
from ledger.storage.walking import END

MAX_EVENTS = 5_000
WINDOW_S = 60
_TYPES = ("deliver", "transfer", "receipt", "call", "data.update", "derive", "aggregate", "collect")


class Reconciling:
    """Answers how the three sides' records of an agreement stand against one another.

    Args:
        origin: name of the log whose anchors count. clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._sight = AgreementSight(store, directory, clock)
        self._records = Records(origin)

    def reconcile(
        self,
        caller: Caller,
        agreement: str,
        *,
        window_s: int = WINDOW_S,
        state: str | None = None,
        before: int | None = None,
    ) -> Reconciliation:
        """The pairs under an agreement, of one state if given, among `MAX_EVENTS` records from index ``before`` down.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        asked = {"state": state} if state else {}
        facts, full, now = self._sight.open(caller, "reconciliation", agreement, Action.EXCHANGE, asked)
        with self._store.read() as session:
            indexes = _newest(session, facts, END if before is None else before)
            rows = self._records.load(session, indexes)
        seen = [row.seen() if full else row.seen().bare() for row in rows]
        telling = _Telling(Record(seen), {row.event.id: row for row in rows}, facts, now)
        pairs = [telling.pair(one) for one in pairings(telling.record, facts.terms, now, window_s * 1000)][::-1]
        counts = Counter(one.state for one in pairs)
        shown = [one for one in pairs if state in {None, one.state}]
        events = {side.event.id: side.event for one in shown for side in one.sides if side.event}
        return Reconciliation(
            verdict=_verdict(pairs),
            agreement=agreement,
            window_s=window_s,
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state(events.values()),
            counts={one.value: counts[one.value] for one in PairState},
            pairs=shown,
            withheld=[] if full else [withhold("disclosures")],
            label=Bilingual(LABEL_ZH, LABEL_EN),
            next_before=min(indexes) if len(indexes) >= MAX_EVENTS else None,
        )


def _newest(session: StoreSession, facts: AgreementFacts, before: int) -> list[int]:
    asked = partial(newest, session, types=_TYPES, before=before, limit=MAX_EVENTS)
    items = (asked(item=item, alone=True) for item in facts.terms.items)
    return sorted({*asked(agreement=facts.id), *(index for some in items for index in some)})[-MAX_EVENTS:]


class _Telling:
    """Puts pairings into words."""

    def __init__(self, record: Record, rows: Mapping[str, Recorded], facts: AgreementFacts, now: int) -> None:
        self.record = record
        self._rows = rows
        self._facts = facts
        self._now = now

    def pair(self, one: Pairing) -> PairView:
        """One pairing with who answers for it."""
        delivery = one.kind == "delivery" and one.state in {PairState.MISMATCH, PairState.ORPHAN}
        found = self._of_delivery(one) if delivery else self._of_call(one)
        answering, missing = found
        unsure = one.state in {PairState.MISMATCH, PairState.ORPHAN} and answering is None
        return PairView(
            kind=one.kind,
            key=one.key,
            state=one.state.value,
            sides=[self._side(one, side) for side in (OWNER, PLATFORM, USER)],
            differences=[DifferenceView(row.what, dict(row.said)) for row in one.differences],
            responsible=answering,
            undetermined=unsure,
            missing=missing,
            verdict=_words(one, answering, missing, unsure=unsure),
        )

    def _side(self, one: Pairing, side: str) -> SideView:
        event = one.sides.get(side)
        terms = self._facts.terms
        expected = {OWNER: terms.owner, USER: terms.user}.get(side)
        row = self._rows[event.id] if event else None
        return SideView(side, event.actor if event else expected, ref(row) if row else None)

    def _of_delivery(self, one: Pairing) -> tuple[Answering | None, list[str]]:
        terms = self._facts.terms
        found = attribute(chain_facts(self.record, one.sides[OWNER], {self._facts.id: terms}, self._now))
        if found.proposal is None or found.proposal.rule.party == "both":
            counted = self._of_rows(one) if found.proposal is None else None
            return counted, list(found.missing) or ([] if counted else list(one.silent))
        return self._proposed(found, one), list(found.missing)

    def _proposed(self, found: Attribution, one: Pairing) -> Answering:
        assert found.proposal is not None
        rule = found.proposal.rule
        named: dict[str, str | None] = {"owner": self._facts.terms.owner, "user": self._facts.terms.user}
        named |= {"manager": self._facts.terms.manager}
        carried = one.sides.get(PLATFORM)
        department = named.get(rule.party, carried.actor if carried else None)
        evidence = list(found.proposal.evidence)
        return Answering(
            rule.party, department, rule.id, list(rule.basis), found.confidence.value, evidence, rule.zh, rule.en
        )

    def _of_rows(self, one: Pairing) -> Answering | None:
        """The same bytes, counted differently: whoever counts otherwise than what was published."""
        sent = one.sides[OWNER]
        published = next((row for row in self.record.parents(sent, "data.update") if row.digest == sent.digest), None)
        if published is None or not any(row.what == "rows" for row in one.differences):
            return None
        wrong = [
            side for side in (OWNER, PLATFORM, USER) if side in one.sides and one.sides[side].rows != published.rows
        ]
        if len(wrong) != 1:
            return None
        return self._against(wrong[0], one, [published.id], _ROWS)

    def _of_call(self, one: Pairing) -> tuple[Answering | None, list[str]]:
        if one.state is not PairState.MISMATCH:
            return None, list(one.silent) if one.state is PairState.ORPHAN else []
        for row in one.differences:
            values = Counter(str(value) for value in row.said.values())
            alone = [side for side, value in row.said.items() if values[str(value)] == 1]
            if len(row.said) == 3 and len(alone) == 1:
                return self._against(alone[0], one, [], _CALLS), []
        return None, [side for side in (OWNER, PLATFORM, USER) if side not in one.sides]

    def _against(
        self, side: str, one: Pairing, more: Sequence[str], words: tuple[str, list[str], str, str]
    ) -> Answering:
        rule, basis, zh, en = words
        evidence = [*more, *(event.id for event in one.sides.values())]
        return Answering(side, one.sides[side].actor, rule, basis, "weak", evidence, zh, en)


_ROWS = (
    "ROWS-MISCOUNTED",
    ["O8", "U9"],
    "内容相同而行数与发布的不符",
    "the same bytes, counted otherwise than published",
)
_CALLS = (
    "CALLS-DISAGREE",
    ["U6", "P2", "29"],
    "其余两方记录一致, 唯此方不同",
    "the two other sides agree, this one does not",
)
_STATES = {
    PairState.PAIRED: ("各方记录一致", "all sides agree"),
    PairState.PENDING: ("尚在等待对方记录", "the other side's record may still come"),
    PairState.ORPHAN: ("只有单方记录", "one side has no record"),
    PairState.MISMATCH: ("各方记录不一致", "the sides' records differ"),
}


def _words(one: Pairing, answering: Answering | None, missing: list[str], *, unsure: bool) -> Bilingual:
    zh, en = _STATES[one.state]
    if answering is not None:
        who = answering.department or answering.party
        return Bilingual(f"{zh}; 拟由 {who} 应答: {answering.zh}。", f"{en}; {who} is proposed: {answering.en}.")
    if unsure:
        lacking = ", ".join(missing)
        return Bilingual(
            f"{zh}; 无法判定{f', 缺少 {lacking}' if lacking else ''}。",
            f"{en}; cannot be determined{f', missing: {lacking}' if lacking else ''}.",
        )
    return Bilingual(f"{zh}。", f"{en}.")


def _verdict(pairs: Sequence[PairView]) -> Bilingual:
    counts = Counter(one.state for one in pairs)
    unsure = sum(one.undetermined for one in pairs)
    return Bilingual(
        f"对账 {len(pairs)} 笔: 一致 {counts['paired']}, 不一致 {counts['mismatch']}, 单方 {counts['orphan']}, "
        f"等待 {counts['pending']}; 无法判定 {unsure}。",
        f"{len(pairs)} reconciled: {counts['paired']} agree, {counts['mismatch']} differ, {counts['orphan']} one-sided, "
        f"{counts['pending']} pending; {unsure} cannot be determined.",
    )
