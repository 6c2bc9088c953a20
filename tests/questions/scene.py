"""One year of sharing between departments of four tiers, December 2025 to November 2026, on a real store.

    GWY-000000 (nation)
      └─ SJJ-510000 (province, data bureau) ─┬─ MZT-510000 (owner of what goes back down)
           ├─ SJT-510000 (auditors)          └─ JW-510000 (supervision)
           ├─ SJJ-510100 (city, manager) ─┬─ MZJ-510100 (owner) ├─ GGFW-510100 (user) ├─ JYJ-510100 (another)
           │                              ├─ JZB-510100 (succeeded by the owner in July)
           │                              └─ SJJ-510104 (county, manager) ── MZJ-510104
           └─ SJJ-510700 (another city, manager) ── WSJ-510700

Only the chain's node is absent; what its contracts said stands in the projections, as the worker would have folded it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.errors import QuanzeError
from ledger.event_types import KeyRole
from ledger.keys import LocalSigner
from ledger.model import format_time
from ledger.recording.pen import Pen
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.workdays import CHINA
from tests.api.deployment import AUDIT, DAY, ENTRY, MANAGER, OTHER, OWNER, SEPARATOR, UPPER, USER, Deployment, payload

NATION, MINISTRY_OF_PROVINCE, SUPERVISION = "GWY-000000", "MZT-510000", "JW-510000"
OLD_OWNER, COUNTY_MANAGER, COUNTY = "JZB-510100", "SJJ-510104", "MZJ-510104"
OTHER_CITY_MANAGER, OTHER_CITY = "SJJ-510700", "WSJ-510700"
_FURTHER = {
    NATION: (None, 1, "000000"),
    MINISTRY_OF_PROVINCE: (UPPER, 2, "510000"),
    SUPERVISION: (UPPER, 2, "510000"),
    OLD_OWNER: (MANAGER, 3, "510100"),
    COUNTY_MANAGER: (MANAGER, 4, "510104"),
    COUNTY: (COUNTY_MANAGER, 4, "510104"),
    OTHER_CITY_MANAGER: (UPPER, 3, "510700"),
    OTHER_CITY: (OTHER_CITY_MANAGER, 3, "510700"),
}
SALT = "00" * 16


def ms(text: str) -> int:
    """Milliseconds of a local time (+08:00) such as ``2026-03-02 09:00``."""
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp() * 1000)


BEGIN, END = ms("2025-12-01 09:00"), ms("2026-11-20 10:00")
YEAR_FROM, YEAR_UNTIL = ms("2025-12-01 00:00") // 1000, ms("2027-01-01 00:00") // 1000


@dataclass
class Shared:
    """An item under an agreement, and what departments do with it."""

    scene: Scene
    item: str
    agreement: str
    owner: str = OWNER
    user: str = USER
    manager: str = MANAGER

    def publish(self, digest: str, version: str = "1", cycle: int = 40, **more: Any) -> str:
        due = format_time(self.scene.clock.now + cycle * DAY)
        values = {"version": version, "payload_salt": SALT, "cycle_due": due}
        return self.scene.say(self.owner, "data.update", values, item=self.item, payload=payload(digest), **more)

    def deliver(self, parent: str, digest: str, version: str = "1") -> str:
        values = {"version": version, "payload_salt": SALT, "share_mode": "file", "outlet": "outlet-1"}
        return self.say(self.owner, "deliver", values, parent, digest=digest, role=KeyRole.GATEWAY)

    def transfer(self, parent: str, taken_in: str, given_out: str) -> str:
        values = {"in_digest": taken_in, "hops": 1}
        return self.say(self.manager, "transfer", values, parent, digest=given_out, role=KeyRole.GATEWAY)

    def receive(self, parent: str, digest: str, rows: int = 3) -> str:
        return self.say(
            self.user, "receipt", {"result": "accept"}, parent, digest=digest, rows=rows, role=KeyRole.GATEWAY
        )

    def handed_over(self, digest: str, version: str = "1", **more: Any) -> tuple[str, str, str]:
        published = self.publish(digest, version, **more)
        delivered = self.deliver(published, digest, version)
        return published, delivered, self.receive(delivered, digest)

    def derive(self, parent: str, into: str, digest: str, **values: str) -> str:
        fields = {"method": "filter", "code_digest": "c0" * 32, "grade": "1", "payload_salt": SALT, **values}
        return self.scene.say(self.user, "derive", fields, item=into, payload=payload(digest), parents=[parent])

    def issue(self, actor: str, *parents: str, item: str | None = None) -> str:
        values = {"dimension": "accuracy", "severity": "high", "description": "地址不实"}
        return self.scene.say(actor, "quality.issue", values, item=item or self.item, parents=sorted(parents))

    def doubt(self, *parents: str) -> str:
        return self.say(self.user, "correction.request", {"records_class": "地址", "evidence": "走访记录"}, *parents)

    def say(self, actor: str, kind: str, values: dict[str, Any], *parents: str, digest: str = "", rows: int = 3,
            role: KeyRole = KeyRole.HEAD, **more: Any) -> str:  # fmt: skip
        carried = {"payload": payload(digest, rows)} if digest else {}
        under = {"item": self.item, "agreement": self.agreement, "parents": sorted(parents), **carried, **more}
        return self.scene.say(actor, kind, values, role=role, **under)


class Scene(Deployment):
    """A deployment whose clock is set by the story; ``told`` keeps the ids of events by name."""

    def __init__(self, folder: Path) -> None:
        self.told: dict[str, str] = {}
        self.secrets: dict[tuple[str, KeyRole], bytes] = {}
        self.agreements: dict[str, str] = {}
        super().__init__(folder)
        with self.store.begin() as session:
            for code, (parent, tier, region) in _FURTHER.items():
                session.projections.put_department(_department(code, parent, tier, region))
            known = session.projections.department(UPPER)
            assert known is not None
            session.projections.put_department(
                replace(known, parent=NATION, facts={**known.facts, "parent": NATION, "since_ms": BEGIN - 9 * DAY})
            )
        for code in _FURTHER:
            for role in (KeyRole.HEAD, KeyRole.GATEWAY, *([KeyRole.SUPERVISOR] if code == SUPERVISION else [])):
                self.enrol(code, role)
        for code in (OWNER, USER, MANAGER, OTHER):
            self.enrol(code, KeyRole.OFFICER)
        self.clock.now = BEGIN

    def enrol(self, code: str, role: KeyRole, until: int | None = None) -> LocalSigner:
        self.secrets[code, role] = secrets.token_bytes(32)
        signer = LocalSigner(self.secrets[code, role])
        with self.store.begin() as session:
            session.projections.put_key(DepartmentKey(signer.address, code, role, BEGIN - 30 * DAY, until))
        self.signers[code, role] = signer
        self.pens[code, role] = Pen(code, signer, SEPARATOR, 0)
        return signer

    def at(self, text: str) -> None:
        """The clock goes on to this local time."""
        moment = ms(text)
        assert moment >= self.clock.now, text
        self.clock.now = moment

    def say(self, actor: str, kind: str, values: dict[str, Any] | None = None, role: KeyRole = KeyRole.HEAD,
            **members: Any) -> str:  # fmt: skip
        """Record an event; the index follows when it is asked for, or with `follow`."""
        members = {name: value for name, value in members.items() if value}
        event, submission = self.pens[actor, role].write(self.draft(kind, values, **members))
        (answer,) = self.writer.record([self.intake.check(submission)])
        if isinstance(answer, QuanzeError):
            raise answer
        if kind.startswith("catalogue.") or kind == "attribution.change":
            self.projector.catch_up()
        return event.id

    def register(
        self, code: str, owner: str = OWNER, manager: str = MANAGER, *, publish: bool = True, **entry: Any
    ) -> str:
        values = {
            "entry": {**ENTRY, "manager": manager, **entry},
            "approved_by": "head",
            "secrecy_assessment": "密审-1",
        }
        event = self.say(owner, "catalogue.register", values, item=code)
        if publish:
            self.say(manager, "catalogue.publish", {"review_result": "pass"}, item=code, parents=[event])
        return event

    def conclude(self, **changes: Any) -> str:
        if not changes:
            return ""  # the agreement that every other deployment begins with has no place in this story
        given = {"use_from": YEAR_FROM, "use_until": YEAR_UNTIL, "retention_until": YEAR_UNTIL + 1200 * 86_400}
        return super().conclude(**(given | changes))

    def share(self, name: str, item: str, **terms: Any) -> Shared:
        """An agreement of this number on one item."""
        agreement = self.conclude(number=name, items=(item,), **terms)
        self.agreements[name] = agreement
        parties = {side: terms[side] for side in ("owner", "user", "manager") if side in terms}
        return Shared(self, item, agreement, **parties)

    def amend_row(self, agreement: str, **changes: Any) -> None:
        """What the chain says of an agreement beside its terms."""
        with self.store.begin() as session:
            known = session.projections.agreement(agreement)
            assert isinstance(known, Agreement)
            session.projections.put_agreement(replace(known, **changes))

    def on_chain(self, *rows: object) -> None:
        """Put rows as they are folded from contract events."""
        with self.store.begin() as session:
            sheet = session.chain.sheet()
            for row in rows:
                sheet.put(row)
            sheet.write()


def _department(code: str, parent: str | None, tier: int, region: str) -> Department:
    facts = {"parent": parent, "tier": tier, "region": region, "kind": 2, "since_ms": BEGIN - 40 * DAY}
    facts |= {"name_zh": code, "name_en": code}
    return Department(code, code, parent, str(tier), region, "active", facts)


__all__ = ["AUDIT", "MANAGER", "OTHER", "OWNER", "UPPER", "USER", "Scene", "Shared", "ms"]
