"""Rules for the events of `Catalogue`: entries, owners, lead sources, links and grants (contracts/ICatalogue.sol)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.errors import ItemUnknown
from ledger.indexing.folding import Fold, Rule
from ledger.indexing.values import code_of, or_none, to_ms
from ledger.storage.chain_rows import CatalogueEntry, CatalogueItem, ChainEvent, Grant, Holding, ItemLink

SUBMITTED, PUBLISHED, REFUSED = "submitted", "published", "refused"


def _submit(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    content = given["content"]
    fold.sheet.put(
        CatalogueEntry(given["entry"], given["item"], content["version"], SUBMITTED, event.time, None, content, {})
    )
    fold.concerns(event, content["responsible"]["manager"])


def _publish(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    entry = _reviewed(fold, event, given, PUBLISHED)
    responsible = entry.content["responsible"]
    fold.concerns(event, responsible["owner"], responsible["manager"])
    known = fold.sheet.get(CatalogueItem, entry.item)
    if known is None:
        owner = responsible["owner"]
        known = CatalogueItem(
            entry.item, entry.content["item"], owner, responsible["manager"], owner, entry.id, 0, 0, holdings=0
        )
        known = _held(fold, event, known, None)
    fold.sheet.put(
        replace(
            known,
            manager=responsible["manager"],
            entry=entry.id,
            version=entry.version,
            published_at=event.time,
        )
    )


def _refuse(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    entry = _reviewed(fold, event, given, REFUSED)
    fold.concerns(event, *(entry.content["responsible"][name] for name in ("owner", "manager")))


def _change_attribution(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    item, owner = _item(fold, given), code_of(given["to"])
    lead = owner if item.lead_source == item.owner else item.lead_source
    fold.sheet.put(_held(fold, event, replace(item, owner=owner, lead_source=lead), given["instrument"]))


def _assign_source(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(replace(_item(fold, given), lead_source=code_of(given["source"])))


def _link(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(ItemLink(given["item"], given["duty"], given["table"], event.time, None))


def _unlink(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    known = fold.sheet.get(ItemLink, given["item"], given["duty"], given["table"])
    if known is not None:
        fold.sheet.put(replace(known, until=event.time))


def _grant(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    terms = given["terms"]
    fold.sheet.put(
        Grant(
            id=given["grant"],
            item=given["item"],
            operator=code_of(given["operator"]),
            right_type=terms["rightType"],
            valid_from=event.time,
            valid_until=to_ms(terms["until"]),
            terms=terms,
            facts={},
        )
    )


def _end_grant(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    known = fold.sheet.get(Grant, given["grant"])
    if known is not None:
        facts = {"ended_at": event.time, "ended_by": code_of(given["department"]), "reason": given["reason"]}
        fold.sheet.put(replace(known, valid_until=to_ms(given["since"]), facts=facts))
        fold.concerns(event, known.item, known.operator)


RULES = {
    "EntrySubmitted": Rule(_submit, ("owner",), ids=("item", "entry")),
    "EntryPublished": Rule(_publish, ids=("item", "entry")),
    "EntryRefused": Rule(_refuse, ids=("item", "entry")),
    "AttributionChanged": Rule(_change_attribution, ("from", "to"), ids=("item",)),
    "SourceAssigned": Rule(_assign_source, ("source", "replaced"), ids=("item",)),
    "Linked": Rule(_link, ids=("item", "duty")),
    "Unlinked": Rule(_unlink, ids=("item", "duty")),
    "Granted": Rule(_grant, ("operator",), ids=("item", "grant")),
    "GrantEnded": Rule(_end_grant, ("department",), ids=("grant",)),
}


def _reviewed(fold: Fold, event: ChainEvent, given: dict[str, Any], state: str) -> CatalogueEntry:
    known = fold.sheet.get(CatalogueEntry, given["entry"])
    if known is None:
        raise ItemUnknown(zh=f"条目 {given['entry']} 未提交过", en=f"the entry {given['entry']} was never submitted")
    names = ("signer", "review", "regrade", "reason")
    facts = {name: given[name] for name in names if name in given and given[name] != _NO_HASH}
    reviewed = replace(known, state=state, reviewed_at=event.time, facts=facts)
    fold.sheet.put(reviewed)
    return reviewed


def _item(fold: Fold, given: dict[str, Any]) -> CatalogueItem:
    known = fold.sheet.get(CatalogueItem, given["item"])
    if known is None:
        raise ItemUnknown(zh=f"目录项 {given['item']} 未发布过", en=f"the item {given['item']} was never published")
    return known


def _held(fold: Fold, event: ChainEvent, item: CatalogueItem, instrument: str | None) -> CatalogueItem:
    fold.sheet.put(Holding(item.id, item.holdings, item.owner, instrument and or_none(instrument), event.time))
    return replace(item, holdings=item.holdings + 1)


_NO_HASH = "0x" + "00" * 32
