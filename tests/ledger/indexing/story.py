"""One of everything that departments can do on the chain, in an order that the contracts allow."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.keys import LocalSigner, keccak256
from tests.ledger.indexing.town import (
    DAY,
    ITEM,
    MANAGER,
    NEXT,
    OPEN,
    OWNER,
    ROOT,
    USER,
    Town,
    some_hash,
    word,
)  # fmt: skip

OTHER_ITEM = "3/07/002/roads"


@dataclass
class Told:
    """What came of the story."""

    town: Town
    officer: str
    rotated: str
    restored: str
    subtree: bytes
    listed: bytes
    entrustment: bytes
    stepwise: bytes
    at_once: bytes
    withdrawn: bytes
    first: bytes
    second: bytes
    stopped: bytes
    closed: bytes
    entry: bytes
    newer: bytes
    refused: bytes
    grant: bytes
    breach: bytes
    dispute: bytes


def tell(town: Town) -> Told:
    """Everything, once."""
    keys = _keys(town)
    agreements = _agreements(town)
    catalogue = _catalogue(town)
    mandates = _mandates(town, agreements["at_once"])
    accountability = _accountability(town, agreements["at_once"])
    town.succeed(OWNER, NEXT, town.now() + DAY)
    return Told(town=town, **keys, **agreements, **catalogue, **mandates, **accountability)


def _keys(town: Town) -> dict[str, str]:
    officer, rotated, successor, restored = (LocalSigner.generate().address for _ in range(4))
    town.enrol(USER, officer)
    town.end_key(USER, officer, town.now() + 5)
    town.enrol(USER, rotated)
    message = {"department": USER, "key": rotated, "successor": successor, "since": 0, "validUntil": OPEN}
    message |= {"reason": "calendar", "nonce": town.nonce(USER)}
    town.act("Departments", "rotate", message, town.heads[USER])
    # a department without a head gets one from above
    town.admit("YY-330000", MANAGER, validUntil=town.now() + DAY)
    town.end_key("YY-330000", town.heads["YY-330000"].address, town.now())
    message = {"department": "YY-330000", "head": restored, "validFrom": 0, "validUntil": OPEN}
    message |= {"instrument": some_hash("restoration"), "nonce": town.nonce(MANAGER)}
    vote = town.sign("Departments", "restoreHead", message, town.heads[MANAGER])
    town.send("Departments", "restoreHead", message, [vote])
    change = {"votes": 1, "nonce": town.nonce("")}
    town.send(
        "Departments", "changeQuorum", change, [town.sign("Departments", "changeQuorum", change, town.heads[ROOT])]
    )
    return {"officer": officer, "rotated": rotated, "restored": restored}


def _mandates(town: Town, agreement: bytes) -> dict[str, bytes]:
    subtree = town.accredit(ROOT, subtree=MANAGER, validUntil=town.now() + 40 * DAY)
    listed = town.accredit(MANAGER, subjects=(agreement,), key=town.auditor.address)
    entrustment = town.entrust("YY-330000", USER)
    ended = town.accredit(ROOT, subtree=OWNER)
    message = {
        "mandate": ended,
        "department": ROOT,
        "since": town.now() + 5,
        "reason": "done",
        "nonce": town.nonce(ROOT),
    }
    town.act("Departments", "endMandate", message, town.heads[ROOT])
    return {"subtree": subtree, "listed": listed, "entrustment": entrustment}


def _agreements(town: Town) -> dict[str, bytes]:
    owner, user, manager = (town.heads[code] for code in (OWNER, USER, MANAGER))
    stepwise = town.offer()
    town.consent("sign", stepwise, user)
    town.consent("file", stepwise, manager)
    withdrawn = town.offer()
    town.step("withdraw", "Withdrawal", withdrawn, owner)
    first = town.conclude()
    second = town.amend(first)
    town.step("suspend", "Suspension", second, manager)
    town.step("resume", "Resumption", second, manager)
    town.step("suspend", "Suspension", second, owner)
    town.order_rectification(second, town.now() + DAY)
    town.step("refuseRectification", "RectificationRefusal", second, user)
    stopped = town.conclude()
    town.stop(stopped, town.now() + 10 * DAY)
    town.step("suspend", "Suspension", stopped, owner)
    town.step("resume", "Resumption", stopped, owner)
    closed = town.conclude()
    town.step("endPurpose", "PurposeEnd", closed, user)
    town.close(closed)
    return {
        "stepwise": stepwise, "withdrawn": withdrawn, "first": first, "second": second, "stopped": stopped,
        "closed": closed, "at_once": town.conclude(),
    }  # fmt: skip


def _catalogue(town: Town) -> dict[str, bytes]:
    entry = town.publish(town.entry(ITEM))
    newer = town.publish(town.entry(ITEM, 2, entry))
    bad = town.entry(OTHER_ITEM)
    refused = town.submit(bad)
    town.review("refuse", "Refusal", bad, {"entry": refused, "reason": "gaps"})
    town.link_item(ITEM)
    town.link_item(ITEM, linked=False)
    message = {"item": ITEM, "source": USER, "replaced": OWNER, "basis": some_hash("basis")}
    town.act("Catalogue", "assignSource", message | {"nonce": town.item_nonce(ITEM, MANAGER)}, town.heads[MANAGER])
    message = {
        "item": ITEM, "operator": NEXT, "vocabulary": 1, "rightType": 2, "scope": some_hash("scope"),
        "until": town.now() + 30 * DAY, "incomeShare": 100, "approval": some_hash("approval"),
        "nonce": town.item_nonce(ITEM, OWNER),
    }  # fmt: skip
    town.act("Catalogue", "grant", message, *(town.heads[code] for code in (OWNER, MANAGER, NEXT)))
    grant = town.id_of("Catalogue", "grant", message)
    end = {"grant": grant, "department": MANAGER, "since": 0, "reason": some_hash("over")}
    town.act("Catalogue", "endGrant", end | {"nonce": town.item_nonce(ITEM, MANAGER)}, town.heads[MANAGER])
    change = {"item": ITEM, "from": OWNER, "to": USER, "manager": MANAGER, "instrument": some_hash("reform")}
    change |= {"nonce": town.item_nonce(ITEM, OWNER)}
    town.act("Catalogue", "changeAttribution", change, *(town.heads[code] for code in (OWNER, USER, MANAGER)))
    return {"entry": entry, "newer": newer, "refused": refused, "grant": grant}


def _accountability(town: Town, agreement: bytes) -> dict[str, bytes]:
    owner, user, manager, auditor = *(town.heads[code] for code in (OWNER, USER, MANAGER)), town.auditor
    town.open_log()
    town.open_log()
    cited = town.anchor([owner, auditor, manager, owner, manager, owner, owner, user, user, manager])
    town.witness(user)
    due = town.now() - 5
    mark = {
        "clause": b"O6\x00\x00", "absence": True, "agreement": agreement, "item": "", "department": OWNER, "dueAt": due,
        "calendar": some_hash("calendar"),
    }  # fmt: skip
    town.send("Accountability", "markBreach", mark, cited[0])
    breach = _last_breach(town)
    finding = {"breach": breach, "scope": word(OWNER), "severity": 2, "report": some_hash("report"), "nonce": 1}
    town.cite("fileFinding", finding, cited[1], auditor)
    order = {"breach": breach, "department": MANAGER, "measures": some_hash("measures"), "due": town.now() + DAY}
    town.cite("order", order | {"nonce": 2}, cited[2], manager)
    town.cite("rectify", {"breach": breach, "proof": some_hash("proof"), "nonce": 3}, cited[3], owner)
    answer = {"breach": breach, "department": MANAGER, "accepted": False, "scope": bytes(32)}
    answer |= {"report": some_hash("no"), "nonce": 4}
    town.cite("accept", answer, cited[4], manager)
    town.cite("rectify", {"breach": breach, "proof": some_hash("again"), "nonce": 5}, cited[5], owner)
    filing = {"agreement": agreement, "item": "", "claimant": USER, "respondent": OWNER, "claim": some_hash("claim")}
    filing |= {"eventId": cited[7]["entry"][4:36]}
    dispute = town.id_of("Accountability", "fileDispute", filing)
    town.cite("fileDispute", filing, cited[7], user)
    step = {"dispute": dispute, "department": USER, "settled": False, "report": some_hash("minutes")}
    town.cite("negotiate", step | {"previous": cited[7]["entry"][4:36]}, cited[8], user)
    return {"breach": breach, "dispute": dispute}


def _last_breach(town: Town) -> bytes:
    contract = town.contract("Accountability")
    (*_, marked) = [one for one in contract.events(0, town.link.reader.head().number) if one.name == "BreachMarked"]
    return bytes(marked.arguments["breach"])


def item_word() -> bytes:
    return keccak256(ITEM.encode())
