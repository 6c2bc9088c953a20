"""Calls that both sides recorded, where the other side's record lies outside what is at hand."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from ledger.asking.records import Recorded
from ledger.storage.alert_rows import AlertRow
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import StoreSession
from ledger.storage.tables_projection import event_index

RULE = "orphan-call"


class _Text(msgspec.Struct):
    value: object = None


class _Opened(msgspec.Struct):
    message_id: _Text = msgspec.field(default_factory=_Text)


_read = msgspec.json.Decoder(_Opened).decode


class Calls:
    """The calls under one agreement that are judged now.

    Args:
        judged: the events that are judged; those that are no calls do not count.
        known: the alerts of the agreement that stand as yet.
    """

    def __init__(
        self, session: StoreSession, agreement: str, judged: Iterable[Recorded], known: Iterable[AlertRow]
    ) -> None:
        self._session = session
        self._agreement = agreement
        told = ((row, row.values.get("message_id")) for row in judged if row.event.type.name == "call")
        self._told = {text: row for row, text in told if isinstance(text, str)}
        self._alone = {row.values[0]: row.subject for row in known if row.rule == RULE}

    def answered(self) -> set[int]:
        """Indexes of calls that stood alone and that one of these may be the other side of."""
        ids = [bytes.fromhex(subject) for message, subject in self._alone.items() if message in self._told]
        return set(self._session.events.first_indexes(ids).values())

    def paired(self, rows: Iterable[Recorded], now: int) -> frozenset[str]:
        """Message ids that another side recorded as long before as has passed since, or since then, beside ``rows``."""
        at_hand = {row.index for row in rows}
        mine = {message: row for message, row in self._told.items() if message not in self._alone}
        if not mine:
            return frozenset()
        since = 2 * min(row.recorded_ms for row in mine.values()) - now
        first = self._session.lineage.reach_at(since - 1, self._session.projections.next_index(EVENTS))
        c = event_index.c
        where = (c.agreement == self._agreement) & (c.type == "call") & (c.index >= first)
        found = self._session.connection.execute(select(c.index, c.actor).where(where))
        actors = {index: actor for index, actor in found if index not in at_hand}
        opened = self._session.log.disclosures_at(actors)
        sides = ((_read(raw).message_id.value, actors[index]) for index, raw in opened.items())
        return frozenset(
            message
            for message, actor in sides
            if isinstance(message, str) and message in mine and mine[message].event.actor != actor
        )
