"""What the phases share: the departments at work over HTTP, and what they have recorded so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.cli.client import Client
from ledger.config import Config
from ledger.demo.departments import Role
from ledger.demo.divisions import Table
from ledger.demo.show import Show
from ledger.errors import NotFound
from ledger.event_types import KeyRole
from ledger.keys import Signer
from ledger.model import format_time
from ledger.recording.pen import Draft, Pen
from ledger.wiring import clock

ITEM = "307001/000001"
DERIVED = "307099/000001"
FIELDS = ["code", "name", "level", "parent"]
PURPOSE = "政务服务事项受理"


class Desk:
    """One department: its keys, its own connection to the service, its pens."""

    def __init__(self, role: Role, keys: dict[KeyRole, Signer], url: str) -> None:
        self.role = role
        self.keys = keys
        self.client = Client(url)
        self.recorded: list[str] = []
        self._pens: dict[KeyRole, Pen] = {}

    @property
    def head(self) -> Signer:
        """The key that binds the department."""
        return self.keys[KeyRole.HEAD]

    def record(self, key: KeyRole, type_: str, values: dict[str, Any], **members: Any) -> str:
        """Sign and record one event that happens now; its id. ``members`` as `Draft`, parents in any order."""
        event = self.client.record(self._pen(key), draft(type_, values, **members)).event_id
        self.recorded.append(event)
        return event

    def record_batch(self, key: KeyRole, drafts: Sequence[Draft]) -> list[str]:
        """Record many events under one signature; their ids."""
        events = [one.event_id for one in self.client.record_batch(self._pen(key), drafts)]
        self.recorded += events
        return events

    def _pen(self, key: KeyRole) -> Pen:
        if key not in self._pens:
            self._pens[key] = self.client.pen(self.role.code, self.keys[key])
        return self._pens[key]


@dataclass
class Scene:
    """The story so far.

    Attributes:
        older, newer: the two published versions of the real table.
        agreements: id by mode. events: ids by the name that the story gives them.
        decisions: ids of recorded decisions, which the service itself signs.
        outcome: what the closing table and ``--json`` tell.
    """

    folder: Path
    config: Config
    show: Show
    older: Table
    newer: Table
    desks: dict[str, Desk]
    agreements: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    decisions: list[str] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)

    def desk(self, role: Role) -> Desk:
        """The desk of a department."""
        return self.desks[role.code]

    def count(self) -> int:
        """Events recorded so far."""
        return len(self.decisions) + sum(len(desk.recorded) for desk in self.desks.values())

    def close(self) -> None:
        """Close every connection."""
        for desk in self.desks.values():
            desk.client.close()


def draft(type_: str, values: dict[str, Any], **members: Any) -> Draft:
    """A draft of what happens now."""
    members["parents"] = sorted(members.get("parents", ()))
    return Draft(type_, format_time(clock()), values, **members)


def wait_projected(client: Client) -> None:
    """Wait until the answers know everything that was recorded."""

    def reached() -> bool:
        status = client.status()
        return bool(status["projected"] >= status["size"])

    client.wait_until(reached, "the index of events")


def wait_anchored(client: Client) -> dict[str, Any]:
    """Wait until a final anchor covers everything that was recorded; the status then."""

    def covered() -> dict[str, Any] | None:
        status = client.status()
        return status if status["size"] and status["unanchored_count"] == 0 else None

    found: dict[str, Any] = client.wait_until(covered, "the anchor")
    return found


def wait_item(client: Client, code: str, *, published: bool) -> dict[str, Any]:
    """Wait until the catalogue shows an item; the item."""

    def shown() -> dict[str, Any] | None:
        try:
            item = client.item(code)
        except NotFound:
            return None
        return item if item["published"] or not published else None

    found: dict[str, Any] = client.wait_until(shown, f"the catalogue item {code}")
    return found
