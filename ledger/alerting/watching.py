"""The watcher: reads the log by a cursor and the clock, and keeps what alerts stand. It survives restarts.

1. New events and chain events are noted as to be judged, each in its matter; cursor and notes are kept in one commit.
2. Of each matter that is awake, what is due is judged: its alerts that stand are raised, those that stand no longer are
   closed, and it is noted when time alone will change them.
3. What is not yet recorded as an event is signed and recorded; without a key it stays unsigned, and is shown as such.

After a crash what was due still is, and judging it again gives the same alerts under the same names. An event is judged
when it comes, when another one answers it and when its time comes, so what it costs does not grow with its matter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from ledger.alerting.gathering import CaseBook, Gathering
from ledger.alerting.matters import BULK, CALLS, LOG, QUIET, RECEIPT, Kind, Matter, matters_of
from ledger.alerting.running_duties import running_duties
from ledger.alerting.signing import AlertSigning
from ledger.alerting.verdict import Verdict
from ledger.asking.records import Records
from ledger.policy.alert import Alert
from ledger.policy.alerts import raisings
from ledger.policy.alerts_chain import Health, health_alerts
from ledger.registers.directory import KEEP_MS, Directory
from ledger.storage.alert_rows import AlertRow
from ledger.storage.alert_store import CURSOR
from ledger.storage.alert_waits import WHOLE
from ledger.storage.duty_store import DUTIES
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession
from ledger.workdays import DAY_MS

logger = logging.getLogger(__name__)

# Of a matter so many parts at a time, each of so many events: more than one look at the log can make due
CHUNK, MATTERS, JUDGED, PARTS = 2_000, 8, 1_000, 4
# Woken in one session: a busy item has agreements by the thousand, and others write meanwhile
WOKEN = 1_000
HEALTH_MS, SOON_MS, AT_LEAST_MS = 10_000, 2_000, DAY_MS
_BLOCK, _DEPARTMENTS = "chain", "directory"


class AlertWatcher:
    """Keeps the alerts of one deployment; only one may run.

    Args:
        signing: records alerts as events; None where the service has no key for it.
        health: how the ledger itself stands, at once; None while that is not known.
        limits: rule id → threshold, in place of the default of its row.
        clock: ms since 1970.

    Raises:
        InputRefused: ``limits`` names no rule, or no number.
    """

    def __init__(
        self,
        store: Store,
        directory: Directory,
        origin: str,
        clock: Callable[[], int],
        *,
        signing: AlertSigning | None = None,
        health: Callable[[], Health | None] | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        self._store = store
        self._directory = directory
        self._records = Records(origin)
        self._cases = CaseBook(self._records)
        self._clock = clock
        self._signing = signing
        self._health = health
        self._limits = dict(limits or {})
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
            for _ in range(PARTS):
                if not self._judge(matter, now):
                    break
        health = self._health() if self._health is not None and now - self._health_at >= HEALTH_MS else None
        if health is not None:
            self._health_at = now
            self._judge_log(health, now)
        if self._signing is not None:
            self._signing.record_open()
        return more or len(awake) == most

    def _follow(self, now: int) -> bool | None:
        """Note what new events and chain events bear on; whether there are more.

        None while the projections are being made again: they say less than is recorded, and would close what stands.
        """
        with self._store.read() as session:
            # a duty has to be there before its trigger is judged
            reach = min(session.projections.next_index(EVENTS), session.projections.next_index(DUTIES))
            cursor = session.alerts.mark(CURSOR)
            if reach < cursor:
                return None
            events = session.events.get(range(cursor, min(reach, cursor + CHUNK)))
            wanted = self._touched(session, events)
            chain, block = self._chain(session)
            departments, mark = self._departments(session)
        done = min(reach, cursor + CHUNK)
        self.lag = reach - done
        if done > cursor or chain or departments:
            for matter in chain:
                wanted.setdefault(matter.text, set()).add(WHOLE)
            self._ask(wanted, now)
            with self._store.begin() as session:
                # what the directory keeps in memory may be as old as that
                session.waits.ask({one.text: [WHOLE] for one in departments}, now + 2 * KEEP_MS)
                session.alerts.set_mark(CURSOR, done)
                session.alerts.set_mark(_DEPARTMENTS, mark)
                if block is not None:
                    session.alerts.set_mark(_BLOCK, block)
                self._acknowledge(session, events, now)
        return done < reach

    def _ask(self, wanted: Mapping[str, set[int]], now: int) -> None:
        """A crash on the way leaves some that are asked for again, as the cursor has not moved."""
        matters = sorted(wanted)
        for start in range(0, len(matters), WOKEN):
            with self._store.begin() as session:
                session.waits.ask({one: wanted[one] for one in matters[start : start + WOKEN]}, now)

    def _touched(self, session: StoreSession, events: list[IndexedEvent]) -> dict[str, set[int]]:
        """Matter → what is to be judged in it because of these events: they themselves, what they answer, or all of it."""
        found: dict[str, set[int]] = {}
        answering = [one.index for one in events if one.type not in (*QUIET, *BULK) or one.type == RECEIPT]
        answered = session.events.get({parent for _, parent in session.events.parents(answering)})
        for matter, own in matters_of((*events, *answered)).items():
            found[matter.text] = {one.index for one in own}
        whole = matters_of(one for one in events if one.type not in (*BULK, *CALLS)).keys()
        codes = sorted(one.name for one in whole if one.kind is Kind.ITEM)
        agreements = session.projections.in_force_on(codes, self._clock()) if codes else []
        for matter in whole | {Matter(Kind.AGREEMENT, one) for one in agreements}:
            found.setdefault(matter.text, set()).add(WHOLE)
        return found

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

    def _judge(self, matter: Matter, now: int) -> bool:
        """Judge what is due in a matter; what is too much at once stays due, and True says so."""
        with self._store.read() as session:
            due = session.waits.due(matter.text, now, JUDGED)
            known = session.alerts.open_of(matter.text)
            gathering = Gathering(session, self._records, self._directory, self._cases, known, now)
            wanted = sorted({*due, *(gathering.standing(matter) if WHOLE in due else ())} - {WHOLE})
            part, rest = wanted[:JUDGED], wanted[JUDGED:]
            read = session.waits.at(matter.text, [*part, *({WHOLE} & due.keys())])
            gathered = gathering.matter(matter, part)
            duties = running_duties(session, part, gathered.record, now) if gathered else ()
        if gathered is None:
            with self._store.begin() as session:
                session.waits.rest(matter.text, now + SOON_MS)
            return False
        terms = {one: facts.terms for one, facts in gathered.agreements.items()}
        found = raisings(gathered.record, terms, now, duties=duties, limits=self._limits, around=gathered.around)
        verdict = Verdict(matter, gathered, found, known)
        ends = [agreed.use_until * 1000 for agreed in terms.values() if matter.kind is Kind.AGREEMENT]
        again = verdict.again(part, now)
        if WHOLE in due and (rest or verdict.raised or max(ends, default=0) > now):
            # a rule that does not say when it changes is asked once a day as long as anything is going on
            again[WHOLE] = now + AT_LEAST_MS
        times = [verdict.next_change(now), *(end for end in ends if end > now)]
        rows = {one.id: self._row(matter, one, now) for one in verdict.stands(now)}
        with self._store.begin() as session:
            self._keep(session, rows, known, verdict.closed(now), now)
            session.waits.judged(matter.text, read, again)
            session.waits.ask({matter.text: rest} if rest else {}, now)
            session.waits.sleep(matter.text, min((one for one in times if one is not None), default=None))
        return bool(rest) or len(due) == JUDGED

    def _judge_log(self, health: Health, now: int) -> None:
        rows = {one.id: self._row(LOG, one, now) for one in health_alerts(health, now, self._limits)}
        with self._store.read() as session:
            known = session.alerts.open_of(LOG.text)
        gone = [name for name in known if name not in rows]
        if gone or any(name not in known or _said(row) != _said(known[name]) for name, row in rows.items()):
            with self._store.begin() as session:
                self._keep(session, rows, known, gone, now)

    def _keep(
        self,
        session: StoreSession,
        rows: Mapping[str, AlertRow],
        known: Mapping[str, AlertRow],
        gone: Iterable[str],
        now: int,
    ) -> None:
        """Keep what stands, beside what is ``known`` to, and close what is ``gone``."""
        for name, row in rows.items():
            if name not in known:
                session.alerts.raised(row, now)
            elif _said(row) != _said(known[name]):
                session.alerts.mend(row)
        for name in gone:
            session.alerts.closed(name, now)

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
