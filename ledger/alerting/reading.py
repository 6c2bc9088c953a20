"""Reading alerts as far as the caller may see them, and following their changes by number without a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.alerting.views import AlertMoved, AlertPage, AlertView, alert_view
from ledger.asking.answers import Bilingual, calendar_ref, proof_state
from ledger.asking.records import EventRef, Records, ref
from ledger.errors import AcknowledgementRefused, AlertUnknown, AlertUnrecorded
from ledger.events import Event
from ledger.model import format_time
from ledger.policy.alert_rules import ALERT_RULES
from ledger.policy.permission_table import Access as Right
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import Look, Sight, Subject
from ledger.storage.alert_rows import AlertRow
from ledger.storage.store import Store, StoreSession

SCAN = 2_000
_ID = 64


@dataclass(frozen=True)
class AlertFilter:
    """Which alerts; what is None does not matter. ``before`` is a page's ``next_before``."""

    is_open: bool | None = None
    owner: str | None = None
    rule: str | None = None
    level: str | None = None
    agreement: str | None = None
    before: int | None = None
    limit: int = 100

    @property
    def rules(self) -> set[str] | None:
        """Ids of the rules that rule and level leave, None for all."""
        if self.rule is None and self.level is None:
            return None
        rows = ALERT_RULES.values()
        return {row.id for row in rows if self.rule in {None, row.id} and self.level in {None, row.level.value}}


class AlertReading:
    """The reading side of alerts.

    Args:
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._records = Records(origin)
        self._clock = clock

    def page(self, caller: Caller, asked: AlertFilter) -> AlertPage:
        """The alerts that match and that the caller may see; at most ``limit`` of the next `SCAN`."""
        given = {name: value for name, value in vars(asked).items() if value is not None}
        self._reads.add(caller, "alerts", asked.agreement or "*", given)
        now = self._clock()
        with self._store.read() as session:
            found = session.alerts.find(
                before=asked.before, limit=SCAN, is_open=asked.is_open, rules=asked.rules, owner=asked.owner,
                agreement=asked.agreement,
            )  # fmt: skip
            seen = self._visible(caller, found, self._sight.at(now, session))
            rows = seen[: asked.limit]
            events = self._events(session, [row for row, _ in rows])
        cut = len(seen) > asked.limit
        last = rows[-1][0].changed if cut else found[-1].changed if len(found) == SCAN else None
        shown = [alert_view(row, right) for row, right in rows]
        return AlertPage(
            verdict=_verdict(shown),
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state(events),
            alerts=shown,
            unsigned=sum(one.event is None for one in shown),
            events=events,
            next_before=last,
        )

    def alert(self, caller: Caller, identity: str) -> AlertView:
        """One alert.

        Raises:
            AlertUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "alert", identity)
        return alert_view(*self._find(caller, identity))

    def moved(self, caller: Caller, after: int, limit: int) -> tuple[list[AlertMoved], int]:
        """The next changes after this number that the caller may see, in order, and up to which number all were looked at."""
        with self._store.read() as session:
            changes = session.alerts.changes(after, limit)
            rows = session.alerts.at([one.alert for one in changes])
            look = self._sight.at(self._clock(), session)
            seen = {row.id: (row, right) for row, right in self._visible(caller, list(rows.values()), look)}
        moved = [
            AlertMoved(one.seq, one.change, format_time(one.at), alert_view(*seen[one.alert]))
            for one in changes
            if one.alert in seen
        ]
        return moved, changes[-1].seq if changes else after

    def follow(self, caller: Caller, after: int | None, via: str = "stream") -> int:
        """Begin to follow, as a stream or a webhook of that name; recorded as a reading.

        Returns:
            the number to go on from: the newest one if ``after`` is None.
        """
        self._reads.add(caller, "alerts", via, {} if after is None else {"after": after})
        with self._store.read() as session:
            return session.alerts.last_change() if after is None else after

    def check_acknowledgement(self, caller: Caller, identity: str, event: Event) -> None:
        """Raise unless this event acknowledges this alert for the department that must act.

        Raises:
            AlertUnknown: as `alert`. AlertUnrecorded: there is no event yet that could be acknowledged.
            AcknowledgementRefused: another type, another parent, or another department.
        """
        row, _ = self._find(caller, identity)
        if row.event is None:
            raise AlertUnrecorded(
                zh="此预警尚未作为事件签署记录, 暂不能签收: 服务密钥登记后会补记",
                en="this alert is not recorded as a signed event yet and cannot be acknowledged: it will be once the "
                "service's key is enrolled",
            )
        if event.type.name != "alert.acknowledge" or row.event not in event.parents:
            raise AcknowledgementRefused(
                zh=f"须为 alert.acknowledge 事件, 并以 {row.event} 为 parents",
                en=f"an alert.acknowledge event is needed that names {row.event} among its parents",
                event=row.event,
            )
        if self._directory.acting(event.on_behalf_of or event.actor) != row.owner:
            raise AcknowledgementRefused(
                zh=f"此预警须由 {row.owner} 签收", en=f"this alert is for {row.owner} to acknowledge", owner=row.owner
            )

    def _find(self, caller: Caller, identity: str) -> tuple[AlertRow, Right]:
        with self._store.read() as session:
            row = session.alerts.get(identity)
            seen = self._visible(caller, [row] if row else [], self._sight.at(self._clock(), session))
        if not seen:
            raise AlertUnknown(zh="没有该预警, 或无权查阅", en="no such alert, or none that you may see")
        return seen[0]

    def _visible(self, caller: Caller, rows: Sequence[AlertRow], look: Look) -> list[tuple[AlertRow, Right]]:
        """Who may see a finding in a matter sees its alerts; whoever must act always does."""
        subjects = {row.id: Subject("alert", row.owner, None, row.agreement, row.item) for row in rows}
        rights = look.of_events(caller, subjects.values())
        return [(row, right) for row in rows if (right := rights[subjects[row.id]]) is not Right.NONE]

    def _events(self, session: StoreSession, rows: Sequence[AlertRow]) -> list[EventRef]:
        named = {name for row in rows for name in (row.subject, row.event) if name and len(name) == _ID}
        indexes = session.events.first_indexes(map(bytes.fromhex, named))
        return [ref(one) for one in self._records.load(session, list(indexes.values()))]


def _verdict(alerts: Sequence[AlertView]) -> Bilingual:
    standing = [one for one in alerts if one.state == "open"]
    red = sum(one.level == "red" for one in standing)
    waiting = sum(one.acknowledged_at is None for one in standing)
    return Bilingual(
        f"本页预警 {len(alerts)} 条, 未消除 {len(standing)} 条, 其中红色 {red} 条, 待签收 {waiting} 条。",
        f"{len(alerts)} alerts on this page: {len(standing)} stand, {red} of them red, {waiting} not acknowledged.",
    )
