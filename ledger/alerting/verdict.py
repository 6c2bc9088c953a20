"""What came of judging a part of a matter: which alerts stand, which stand no longer, and when to judge what again.

Only what was judged is decided: an alert about an event that was not among it stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from msgspec.structs import replace

from ledger.alerting.gathering import Gathered, is_event_id
from ledger.alerting.matters import Matter
from ledger.policy.alert import Alert, Raising
from ledger.policy.alerts import next_change, standing
from ledger.storage.alert_rows import AlertRow

DAILY = frozenset({"quota-exceeded", "volume-unusual", "off-hours"})
"""Rules over the calls of a day, of which not all are at hand: whichever call one was raised about first, it stays so."""


class Verdict:
    """The outcome for one matter.

    Args:
        found: what the rules raise over what was gathered.
        known: the alerts of the matter that stand as yet, by id.
    """

    def __init__(
        self, matter: Matter, gathered: Gathered, found: Iterable[Raising], known: Mapping[str, AlertRow]
    ) -> None:
        self._gathered = gathered
        self._known = known
        self._daily = {(row.rule, row.key): row.subject for row in known.values() if row.rule in DAILY}
        mine = (one for one in found if matter.holds(one.alert) and self._decided(one.alert.subject))
        self.raised = [self._as_known(one) for one in mine]

    def stands(self, now: int) -> list[Alert]:
        """The alerts that stand at ``now`` (ms), in order."""
        return standing(self.raised, self._gathered.record, now)

    def closed(self, now: int) -> list[str]:
        """Ids of those that stood and stand no longer."""
        held = {one.id for one in self.stands(now)}
        return [name for name, row in self._known.items() if name not in held and self._decided(row.subject)]

    def next_change(self, now: int) -> int | None:
        """When time alone changes an alert that is not about an event; None if never."""
        return next_change([one for one in self.raised if not is_event_id(one.alert.subject)], now)

    def again(self, indexes: Collection[int], now: int) -> dict[int, int]:
        """Index → when time alone changes an alert about that event; those of which none does are left out."""
        times = {
            event.index: next_change(self._by_subject.get(event.id, ()), now) for event in self._gathered.record.events
        }
        return {index: at for index in indexes if (at := times.get(index)) is not None}

    @cached_property
    def _by_subject(self) -> dict[str, list[Raising]]:
        found: dict[str, list[Raising]] = {}
        for one in self.raised:
            found.setdefault(one.alert.subject, []).append(one)
        return found

    def _as_known(self, one: Raising) -> Raising:
        subject = self._daily.get((one.alert.rule.id, one.alert.key))
        return one if subject is None else replace(one, alert=replace(one.alert, subject=subject))

    def _decided(self, subject: str) -> bool:
        return subject in self._gathered.judged or not is_event_id(subject)
