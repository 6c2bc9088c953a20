"""The attribution rules, each with a fault that shows it: planted in an exchange of its own, on an item of its own."""

from __future__ import annotations

from collections.abc import Callable

from ledger.event_types import KeyRole
from ledger.model import format_time
from tests.api.deployment import DAY, MANAGER, OTHER, OWNER, USER
from tests.questions.scene import Scene, Shared

A, B, C, MADE = "aa" * 32, "bb" * 32, "cc" * 32, "dd" * 32
YEAR = 300
Plant = Callable[[Shared], str]


def delivered_other(at: Shared) -> str:
    delivered = at.deliver(at.publish(A, cycle=YEAR), B)
    at.receive(delivered, B)
    return delivered


def carrier_changed(at: Shared) -> str:
    return at.receive(at.transfer(at.deliver(at.publish(A, cycle=YEAR), A), A, B), B)


def changed_in_transit(at: Shared) -> str:
    return at.receive(at.deliver(at.publish(A, cycle=YEAR), A), B)


def changed_at_receipt(at: Shared) -> str:
    return at.receive(at.transfer(at.deliver(at.publish(A, cycle=YEAR), A), A, A), B)


def no_receipt(at: Shared) -> str:
    return at.deliver(at.publish(A, cycle=YEAR), A)


def used_other(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=YEAR)[2]
    return at.say(USER, "redistribute", {"third_party": OTHER, "consent": "无"}, receipt, digest=C)


def used_stale(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=YEAR)[2]
    at.publish(C, "2", cycle=YEAR)
    return at.derive(receipt, at.item + ".d", MADE)


def not_updated(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=1)[2]
    at.scene.clock.now += 3 * DAY
    return at.derive(receipt, at.item + ".d", MADE)


def wrong_at_source(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=YEAR)[2]
    at.say(
        OWNER, "correction.reply", {"result": "corrected", "fix_version": "2"}, at.doubt(receipt), role=KeyRole.OFFICER
    )
    return receipt


def misuse(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=YEAR)[2]
    found = format_time(at.scene.clock.now - 5 * 3_600_000)
    values = {"kind": "leak", "discovered_at": found, "level": "general", "affected": at.agreement}
    incident = at.scene.say(USER, "incident", values, agreement=at.agreement, parents=[receipt])
    values = {"reported_to": MANAGER, "reported_at": format_time(at.scene.clock.now)}
    at.scene.say(USER, "incident.report", values, agreement=at.agreement, parents=[incident])
    at.scene.told["incident"] = incident
    return receipt


def owner_silent(at: Shared) -> str:
    return at.doubt(at.handed_over(A, cycle=YEAR)[2])


def user_silent(at: Shared) -> str:
    receipt = at.handed_over(A, cycle=YEAR)[2]
    at.issue(USER)
    at.scene.clock.now += DAY
    return at.derive(receipt, at.item + ".d", MADE)


def derived_wrong(at: Shared) -> str:
    made = at.derive(at.handed_over(A, cycle=YEAR)[2], at.item + ".d", MADE)
    at.issue(OTHER, made, item=at.item + ".d")
    return made


def no_lead(at: Shared) -> str:
    published, _, receipt = at.handed_over(A, cycle=YEAR)
    at.scene.register(at.item + ".s", OTHER, title=at.item)
    second = Shared(at.scene, at.item + ".s", "", owner=OTHER).publish(C, cycle=YEAR)
    at.scene.told["second source"] = at.issue(USER, published, second)
    return receipt


FAULTS: dict[str, tuple[Plant, str | None]] = {
    "R-DELIVERED-OTHER": (delivered_other, OWNER),
    "R-CARRIER-CHANGED": (carrier_changed, MANAGER),
    "R-CHANGED-IN-TRANSIT": (changed_in_transit, USER),
    "R-CHANGED-AT-RECEIPT": (changed_at_receipt, USER),
    "R-NO-RECEIPT": (no_receipt, None),
    "R-USED-OTHER": (used_other, USER),
    "R-USED-STALE": (used_stale, USER),
    "R-NOT-UPDATED": (not_updated, OWNER),
    "R-WRONG-AT-SOURCE": (wrong_at_source, OWNER),
    "R-MISUSE": (misuse, USER),
    "R-OWNER-SILENT": (owner_silent, OWNER),
    "R-USER-SILENT": (user_silent, USER),
    "R-DERIVED-WRONG": (derived_wrong, USER),
    "R-NO-LEAD": (no_lead, MANAGER),
}


def item_of(rule: str) -> str:
    """The item in whose exchange the fault lies."""
    return f"309001/{rule}"


def plant(scene: Scene) -> None:
    """Plant all of them; ``scene.told`` gets the event that each is asked about, by rule."""
    for rule, (fault, _) in FAULTS.items():
        item = item_of(rule)
        scene.register(item, title=item)
        if fault in {used_stale, not_updated, user_silent, derived_wrong}:
            scene.register(item + ".d", USER, title=item + ".d")
        scene.told[rule] = fault(scene.share(f"协-{rule}", item))
