"""The catalogue as events tell it: register, update, publish; and what an entry still lacks (条例 13, 15)."""

from __future__ import annotations

from typing import Any

from ledger.errors import QuanzeError
from ledger.events import Event
from ledger.policy.completeness import gaps
from ledger.policy.facts import SHARE_TYPES, ItemFacts
from ledger.storage.projection_rows import Item


def item_row(event: Event, opened: dict[str, Any], known: Item | None) -> Item | None:
    """The projected row after ``event``; None if it changes nothing (its entry is not disclosed, or nothing is known)."""
    name = event.type.name
    if name == "catalogue.publish":
        return None if known is None else _published(known, event, str(opened.get("review_result", "")))
    entry = opened.get("entry")
    if not isinstance(entry, dict):
        return known if known is not None else _bare(event)
    owner = known.owner if known is not None else event.actor
    version = known.version + 1 if known is not None else 1
    return _row(event, entry, owner, version)


def _row(event: Event, entry: dict[str, Any], owner: str, version: int) -> Item:
    decision = _decision_facts(event, entry, owner)
    title = str(entry.get("title", ""))
    facts = {
        "owner": owner,
        "manager": entry.get("manager"),
        "title": title,
        "entry": entry,
        "gaps": gaps(entry),
        "decision": decision.to_json(),
        "event": event.id,
    }
    return Item(
        code=str(event.item),
        title=title,
        owner=owner,
        grade=str(decision.grade),
        share_type=decision.share_type,
        version=version,
        facts=facts,
    )


def _decision_facts(event: Event, entry: dict[str, Any], owner: str) -> ItemFacts:
    given = {
        "code": event.item,
        "owner": owner,
        "share_type": entry.get("share_type") if entry.get("share_type") in SHARE_TYPES else "unknown",
        "grade": entry.get("grade", 0),
        "personal_data": bool(entry.get("personal_data", False)),
        "published": False,
    }
    texts = ("condition", "refusal_basis", "update_cycle")
    given |= {name: entry[name] for name in texts if isinstance(entry.get(name), str) and entry[name]}
    if isinstance(entry.get("fields"), list) and entry["fields"]:
        given["fields"] = entry["fields"]
    try:
        return ItemFacts.from_json(given)
    except QuanzeError:
        # an entry that was signed but says nothing usable stays recorded; decisions on it are undetermined
        return ItemFacts(code=str(event.item), owner=owner, share_type="unknown", published=False)


def _bare(event: Event) -> Item:
    return _row(event, {}, event.actor, 1)


def _published(known: Item, event: Event, result: str) -> Item:
    decision = {**known.facts["decision"], "published": result == "pass"}
    facts = {**known.facts, "decision": decision, "published_by": event.id}
    return Item(known.code, known.title, known.owner, known.grade, known.share_type, known.version, facts)
