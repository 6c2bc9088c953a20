"""One version's way: published by the owner, delivered, carried by the platform, received by the user."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from ledger.demo.departments import MANAGER, OWNER, USER
from ledger.demo.divisions import Table
from ledger.demo.scene import ITEM, Scene, wait_projected
from ledger.disclosure import SALT_SIZE, payload_digest
from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.wiring import clock
from ledger.workdays import DAY_MS

GATEWAY = KeyRole.GATEWAY
_YEAR_MS = 366 * DAY_MS


@dataclass(frozen=True)
class Version:
    """One version as published: its label, content and salt; ``event`` is the id of its `data.update`."""

    label: str
    content: bytes
    salt: bytes
    event: str

    def payload(self, content: bytes | None = None) -> dict[str, Any]:
        """The payload member for this content, or for what somebody else holds in its place."""
        data = self.content if content is None else content
        return {"alg": "sha256", "digest": payload_digest("sha256", self.salt, data), "rows": data.count(b"\n") - 1}


def publish(scene: Scene, label: str, content: bytes, **members: Any) -> Version:
    """Write a version of the table to the folder and record its publication by the owner."""
    (scene.folder / "files" / f"divisions-{label}.csv").write_bytes(content)
    version = Version(label, content, secrets.token_bytes(SALT_SIZE), "")
    values = {"version": label, "payload_salt": version.salt.hex(), "cycle_due": format_time(clock() + _YEAR_MS)}
    owner = scene.desk(OWNER)
    event = owner.record(GATEWAY, "data.update", values, item=ITEM, payload=version.payload(), **members)
    return Version(label, content, version.salt, event)


def exchange(scene: Scene, version: Version, arrived: bytes, outlet: str) -> tuple[str, str]:
    """Deliver, carry and receive; ``arrived`` is what came out of the carrier. Ids of delivery and receipt."""
    under = {"agreement": scene.agreements["batch"], "item": ITEM}
    values = {"version": version.label, "payload_salt": version.salt.hex(), "share_mode": "batch", "outlet": outlet}
    sent = scene.desk(OWNER).record(
        GATEWAY, "deliver", values, payload=version.payload(), parents=[version.event], **under
    )
    carried = scene.desk(MANAGER).record(
        GATEWAY, "transfer", {"in_digest": version.payload()["digest"], "hops": 1},
        payload=version.payload(arrived), parents=[sent], **under,
    )  # fmt: skip
    result = "accept" if version.payload(arrived) == version.payload() else "dispute"
    receipt = scene.desk(USER).record(
        GATEWAY, "receipt", {"result": result}, payload=version.payload(arrived), parents=[sent, carried], **under
    )
    return sent, receipt


def accepted(scene: Scene, version: Version, zh: str, en: str, table: Table) -> str:
    """Deliver a version that arrives whole; the id of its receipt."""
    sent, receipt = exchange(scene, version, version.content, "outlet-1")
    scene.events[f"deliver {version.label}"], scene.events[f"receipt {version.label}"] = sent, receipt
    wait_projected(scene.desk(USER).client)
    found = _delivery(scene, sent)
    scene.show.kept(
        found["same"] is True,
        f"{zh} {found['rows']} 行 ({table.source}): 提供、传输、签收的摘要一致",
        f"{en}, {found['rows']} rows: delivered, carried, received; the digests agree",
    )
    return receipt


def _delivery(scene: Scene, sent: str) -> dict[str, Any]:
    activity = scene.desk(USER).client.activity(scene.agreements["batch"])
    found: dict[str, Any] = next(one for one in activity["deliveries"] if one["delivered"]["id"] == sent)
    return found
