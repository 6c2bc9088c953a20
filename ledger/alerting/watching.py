"""The watcher: reads the log by a cursor and the clock, and keeps what alerts stand. It survives restarts.

1. New events, chain events and the passing of time wake matters; cursor and woken matters are kept in one commit.
2. Each matter that is awake is judged anew: alerts that stand are raised, those that stand no longer are closed.
3. What is not yet recorded as an event is signed and recorded; without a key it stays unsigned, and is shown as such.

After a crash matters are still awake, and judging them again gives the same alerts under the same names.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from ledger.alerting.gathering import CaseBook, Gathering, known_of
from ledger.alerting.matters import LOG, QUIET, Kind, Matter, matters_of
from ledger.alerting.signing import AlertSigning
from ledger.asking.records import Records
from ledger.policy.alert import Alert
from ledger.policy.alerts import next_change, raisings, standing
from ledger.policy.alerts_chain import Health, health_alerts
from ledger.policy.duties import due_duties
from ledger.policy.limits import Limits
from ledger.registers.directory import KEEP_MS, Directory
from ledger.storage.alert_rows import AlertRow
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession
from ledger.workdays import DAY_MS

logger = logging.getLogger(__name__)

CHUNK, MATTERS = 2_000, 8
# Woken in one session: a busy item has agreements by the thousand, and others write meanwhile
WOKEN = 1_000
HEALTH_MS, SOON_MS, AT_LEAST_MS = 10_000, 2_000, DAY_MS
_CURSOR, _BLOCK, _DEPARTMENTS = "events", "chain", "directory"


class AlertWatcher:
    """Keeps the alerts of one deployment; only one may run.

    Args:
        signing: records alerts as events; None where the service has no key for it.
        health: how the ledger itself stands, at once; None while that is not known.
        limits: rule id → threshold, in place of the default of its row. duty_limits: how terms of duties are counted.
        clock: ms since 1970.

    Raises:
        InputRefused: ``limits`` names no rule, or no number.
    """

    def __init__(  # noqa: PLR0913 - what it watches, and what it watches by
        self,
        store: Store,
        directory: Directory,
        origin: str,
        clock: Callable[[], int],
        *,
        signing: AlertSigning | None = None,
        health: Callable[[], Health | None] | None = None,
        limits: Mapping[str, int] | None = None,
        duty_limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._directory = directory
        self._records = Records(origin)
        self._cases = CaseBook(self._records)
        self._clock = clock
        self._signing = signing
        self._health = health
        self._limits = dict(limits or {})
        self._duty_limits = duty_limits or Limits()
        self._health_at = 0
        self.lag = 0

    def step(self, most: int = MATTERS) -> bool:
        """One round over ``most`` matters; whether more is waiting. A round that fails leaves what it did not finish awake."""
        now = self._clock()
        more = self._follow(now)
        if more is None:
            return False
        with self._store.read() as session:
            awake = [Matter.parse(one) for one in session.alerts.awake(now, most)]
        for matter in awake:
            self._judge(matter, now)
        health = self._health() if self._health is not None and now - self._health_at >= HEALTH_MS else None
        if health is not None:
            self._health_at = now
            self._keep(LOG, health_alerts(health, now, self._limits), None, now)
        if self._signing is not None:
            self._signing.record_open()
        return more or len(awake) == most

    def _follow(self, now: int) -> bool | None:
        """Wake the matters that new events and chain events bear on; whether there are more.

        None while the projections are being made again: they say less than is recorded, and would close what stands.
        """
        with self._store.read() as session:
            reach, cursor = session.projections.next_index(EVENTS), session.alerts.mark(_CURSOR)
            if reach < cursor:
                return None
            events = session.events.get(range(cursor, min(reach, cursor + CHUNK)))
            touched = self._touched(session, events)
            chain, block = self._chain(session)
            departments, mark = self._departments(session)
        done = min(reach, cursor + CHUNK)
        self.lag = reach - done
        if done > cursor or chain or departments:
            self._wake({one.text for one in touched | chain}, now)
            with self._store.begin() as session:
                # what the directory keeps in memory may be as old as that
                session.alerts.wake((one.text for one in departments), now + 2 * KEEP_MS)
                session.alerts.set_mark(_CURSOR, done)
                session.alerts.set_mark(_DEPARTMENTS, mark)
                if block is not None:
                    session.alerts.set_mark(_BLOCK, block)
                self._acknowledge(session, events, now)
        return done < reach

    def _wake(self, matters: set[str], now: int) -> None:
        """A crash on the way leaves some awake that are woken again, as the cursor has not moved."""
        wanted = sorted(matters)
        for start in range(0, len(wanted), WOKEN):
            with self._store.begin() as session:
                session.alerts.wake(wanted[start : start + WOKEN], now)

    def _touched(self, session: StoreSession, events: list[IndexedEvent]) -> set[Matter]:
        found = matters_of(events)
        loud = [one.index for one in events if one.type not in QUIET]
        parents = {parent for _, parent in session.events.parents(loud)}
        found |= matters_of(session.events.get(parents))
        codes = {one.name for one in found if one.kind is Kind.ITEM}
        agreements = session.projections.in_force_on(sorted(codes), self._clock()) if codes else []
        return found | {Matter(Kind.AGREEMENT, one) for one in agreements}

    def _chain(self, session: StoreSession) -> tuple[set[Matter], int | None]:
        """Matters that the chain's new blocks tell of; after a reorganisation, those since the fork that are known here."""
        last, seen = session.chain.last_block(), session.alerts.mark(_BLOCK)
        if last is None or last.number == seen:
            return set(), None
        subjects = session.alerts.chain_subjects(min(seen, last.number - 1))
        known = {one for one in subjects if session.projections.department(one) is not None}
        agreements = session.projections.agreement_states([one for one in subjects if one.startswith("0x")])
        found = {Matter(Kind.DEPARTMENT, one) for one in known}
        return found | {Matter(Kind.AGREEMENT, one) for one in agreements}, last.number

    def _departments(self, session: StoreSession) -> tuple[set[Matter], int]:
        """Every department once a key was enrolled or ended: its keys may end soon."""
        mark = session.projections.directory_mark()
        if mark == session.alerts.mark(_DEPARTMENTS):
            return set(), mark
        return {Matter(Kind.DEPARTMENT, row.code) for row in session.projections.departments()}, mark

    def _judge(self, matter: Matter, now: int) -> None:
        with self._store.read() as session:
            gathered = Gathering(session, self._records, self._directory, self._cases, now).matter(matter)
        if gathered is None:
            with self._store.begin() as session:
                session.alerts.sleep(matter.text, now + SOON_MS)
            return
        terms = {one: facts.terms for one, facts in gathered.agreements.items()}
        known = known_of(gathered.around)
        duties = due_duties(gathered.record.events, terms, now, limits=self._duty_limits, known=known)
        found = raisings(gathered.record, terms, now, duties=duties, limits=self._limits, around=gathered.around)
        mine = [one for one in found if matter.holds(one.alert)]
        ends = [agreed.use_until * 1000 for agreed in terms.values() if matter.kind is Kind.AGREEMENT]
        times = [next_change(mine, now), *(end for end in ends if end > now)]
        coming = min((one for one in times if one is not None), default=None)
        alive = bool(mine) or bool(ends and max(ends) > now)
        # a rule that does not say when it changes is asked once a day as long as anything is going on
        wake = min(coming or now + AT_LEAST_MS, now + AT_LEAST_MS) if alive or coming else None
        self._keep(matter, standing(mine, gathered.record, now), wake, now)

    def _keep(self, matter: Matter, found: list[Alert], wake: int | None, now: int) -> None:
        """Hold what stands against what is kept, and sleep until ``wake``."""
        rows = {one.id: self._row(matter, one, now) for one in found}
        with self._store.read() as session:
            known = session.alerts.open_of(matter.text)
        fresh = [row for name, row in rows.items() if name not in known]
        grown = [row for name, row in rows.items() if name in known and _said(row) != _said(known[name])]
        gone = [name for name in known if name not in rows]
        if matter is LOG and not (fresh or grown or gone):
            return
        with self._store.begin() as session:
            for row in fresh:
                session.alerts.raised(row, now)
            for row in grown:
                session.alerts.mend(row)
            for name in gone:
                session.alerts.closed(name, now)
            if matter is not LOG:
                session.alerts.sleep(matter.text, wake)

    def _row(self, matter: Matter, alert: Alert, now: int) -> AlertRow:
        owner = self._directory.acting(alert.owner) if alert.owner else ""
        return AlertRow(
            alert.id, alert.rule.id, alert.subject, alert.key, matter.text, alert.agreement or None,
            alert.item or None, owner, list(alert.values), list(alert.evidence), now,
        )  # fmt: skip

    def _acknowledge(self, session: StoreSession, events: list[IndexedEvent], now: int) -> None:
        """What an alert's own department, or the one in its place, acknowledged is acknowledged."""
        said = {one.index: one for one in events if one.type == "alert.acknowledge"}
        pairs = session.events.parents(said)
        parents = {one.index: one.event_id.hex() for one in session.events.get({parent for _, parent in pairs})}
        for child, parent in pairs:
            alert = session.alerts.of_event(parents[parent])
            event = said[child]
            if alert is not None and self._directory.acting(event.on_behalf_of or event.actor) == alert.owner:
                session.alerts.acknowledged(alert.id, event.event_id.hex(), event.occurred_at, now)


def _said(row: AlertRow) -> tuple[str, list[str], list[str]]:
    return row.owner, list(row.values), list(row.evidence)
