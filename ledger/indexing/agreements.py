"""Rules for the events of `Agreements` (contracts/IAgreements.sol, contracts/agreements/IAgreementLife.sol).

A row's state leaves time aside. An end counts from the moment it is known here, also one that takes effect later:
refusing early is mended by asking again, permitting late is not. What the chain says of the moment stays in ``facts``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.errors import AgreementUnknown
from ledger.indexing.folding import Fold, Rule
from ledger.indexing.values import code_of, to_ms
from ledger.policy.terms import AgreementTerms
from ledger.storage.chain_rows import ChainEvent
from ledger.storage.projection_rows import Agreement

OFFERED, SIGNED, WITHDRAWN = "offered", "signed", "withdrawn"
CONCLUDED = "concluded"  # and neither suspended nor ended: time alone decides
SUSPENDED, TERMINATED, SUPERSEDED, CLOSED = "suspended", "terminated", "superseded", "closed"
GROUNDS = ("misuse", "agreed", "owner-stop", "purpose-ended")


def _conclude(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    known = fold.sheet.get(Agreement, given["id"])
    _put(fold, known or _made(given), CONCLUDED, _filing(event))


def _offer(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    facts = {"offeror": given["offeror"], "offered_at": event.time, "open_until": to_ms(given["openUntil"])}
    _put(fold, _made(given), OFFERED, facts)


def _sign(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    _put(fold, _known(fold, given), SIGNED, {"signer": given["signer"], "signed_at": event.time})


def _file(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    _put(fold, _known(fold, given), CONCLUDED, _filing(event))


def _withdraw(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    _put(fold, _known(fold, given), WITHDRAWN, {})


def _amend(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    before = fold.sheet.get(Agreement, given["previous"])
    after = fold.sheet.get(Agreement, given["id"])
    if after is not None:
        # the first version may have terms that are not followed here: then it has no row, but is the first all the same
        first = given["previous"] if before is None else before.first or before.id
        fold.sheet.put(replace(after, version=given["version"], first=first, previous=given["previous"]))
    if before is not None:
        _put(fold, before, SUPERSEDED, {"ends_at": event.time, "superseded_by": given["id"]})


def _suspend(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    facts = {"suspended_at": event.time, "suspended_by": code_of(given["department"])}
    _put(fold, _known(fold, given), SUSPENDED, facts)


def _resume(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    known = _known(fold, given)
    left = {name: known.facts[name] for name in known.facts if name not in _OF_A_SUSPENSION}
    fold.sheet.put(replace(known, state=CONCLUDED if known.state == SUSPENDED else known.state, facts=left))


def _order(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    _put(fold, _known(fold, given), SUSPENDED, {"rectify_by": to_ms(given["dueAt"])})


def _refuse(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    _put(fold, _known(fold, given), SUSPENDED, {"rectification_refused": True})


def _terminate(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    facts = {"ends_at": to_ms(given["effectAt"]), "ground": GROUNDS[given["ground"]]}
    _put(fold, _known(fold, given), TERMINATED, facts)


def _close(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    names = {"certificate": "certificate", "disposal_event": "disposalEvent"}
    facts = {ours: given[theirs] for ours, theirs in names.items()} | {"closed_at": event.time}
    _put(fold, _known(fold, given), CLOSED, facts)


RULES = {
    "Concluded": Rule(_conclude, ("owner", "user", "manager"), ids=("id",)),
    "Offered": Rule(_offer, ("owner", "user", "manager"), ids=("id",)),
    "Signed": Rule(_sign, ("department",), ids=("id",)),
    "Filed": Rule(_file, ("department",), ids=("id",)),
    "Withdrawn": Rule(_withdraw, ("department",), ids=("id",)),
    "Amended": Rule(_amend, ids=("previous", "id")),
    "Suspended": Rule(_suspend, ("department",), ids=("id",)),
    "Resumed": Rule(_resume, ("department",), ids=("id",)),
    "RectificationOrdered": Rule(_order, ("department",), ids=("id",)),
    "RectificationRefused": Rule(_refuse, ("department",), ids=("id",)),
    "Terminated": Rule(_terminate, ids=("id",)),
    "Closed": Rule(_close, ids=("id",)),
}

_OF_A_SUSPENSION = ("suspended_at", "suspended_by", "rectify_by", "rectification_refused")
# an announced end outlasts a suspension; a closed agreement stays closed
_WEIGHT = {state: place for place, state in enumerate((SUSPENDED, TERMINATED, SUPERSEDED, CLOSED), 1)}


def _put(fold: Fold, known: Agreement, state: str, facts: dict[str, Any]) -> None:
    heavier = _WEIGHT.get(known.state, 0) > _WEIGHT.get(state, 0)
    fold.sheet.put(replace(known, state=known.state if heavier else state, facts=known.facts | facts))


def _known(fold: Fold, given: dict[str, Any]) -> Agreement:
    known = fold.sheet.get(Agreement, given["id"])
    if known is None:
        raise AgreementUnknown(
            zh=f"协议 {given['id']} 的条款未被采用, 此后各步亦不采用",
            en=f"the terms of agreement {given['id']} are not followed, and so are none of its steps",
        )
    return known


def _made(given: dict[str, Any]) -> Agreement:
    terms = AgreementTerms.from_message(given["terms"])
    return Agreement(
        id=given["id"],
        item=terms.items[0],
        owner=terms.owner,
        user=terms.user,
        manager=terms.manager,
        valid_from=to_ms(terms.use_from),
        valid_until=to_ms(terms.use_until),
        state=OFFERED,
        terms=terms.to_json(),
        facts={},
    )


def _filing(event: ChainEvent) -> dict[str, Any]:
    return {"filed_at": event.time, "block": event.block, "transaction": event.tx_hash}
