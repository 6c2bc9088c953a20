"""Every act of the table: refused by the wrong keys with the contract's own error, done by the right ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.acts import ACTS, terms_message
from ledger.keys import LocalSigner
from tests.ledger.service.stage import (
    AUDITOR,
    CONTRACTOR,
    GOVERNMENT,
    LOST,
    MANAGER,
    NATION,
    OPEN,
    ORIGIN,
    OWNER,
    REFORMED,
    STRANGER,
    USER,
    Stage,
    admission,
    grant,
    now,
)
from tests.ledger.service.world import terms_of

pytestmark = pytest.mark.chain
HASH = "0x" + "ab" * 32
ITEM = "3/07/001/division"
PARTIES = (OWNER, USER, MANAGER)
REGISTER = "admit admitRoot enrol endKey rotate changeQuorum accredit entrust endMandate restoreHead succeed closeKeys"
CATALOGUE = "submit publish refuse changeAttribution assignSource link grant endGrant"
AGREEMENTS = (
    "conclude offer sign file withdraw amend suspend resume orderRectification refuseRectification terminateForMisuse "
    "terminateByAgreement stopByOwner endPurpose close"
)
LOG = "open witness"
CASES = "markBreach fileFinding order rectify accept fileDispute negotiate mediate decide"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("acts") / "data") as made:
        made.settle()
        yield made


def test_every_act_of_the_table_is_gone_through_below() -> None:
    assert set(f"{REGISTER} {CATALOGUE} {AGREEMENTS} {LOG} {CASES}".split()) == set(ACTS)


def test_the_register_of_departments(stage: Stage) -> None:
    by = stage.act
    by("admit", admission("CX-330000", LocalSigner.generate()), [GOVERNMENT], [MANAGER], "NotAHead")
    third = LocalSigner.generate()
    root = admission("ZR-000000", third, parent="")
    by("admitRoot", root, [GOVERNMENT, NATION], [GOVERNMENT, MANAGER], "NotARootHead")
    old, new = LocalSigner.generate(), LocalSigner.generate()
    by("enrol", grant(OWNER, old, 3), [OWNER], [USER], "NotAHead")
    rotation = {"department": OWNER, "key": old.address, "successor": new.address, "since": now()}
    by("rotate", rotation | {"validUntil": OPEN, "reason": "换"}, [OWNER], [stage.officer], "NotAHead")
    end = {"department": OWNER, "key": new.address, "since": now(), "reason": "停"}
    by("endKey", end, [OWNER], [GOVERNMENT], "NotAHead")
    assert stage.refusal("changeQuorum", {"votes": 2}, NATION, GOVERNMENT) == "QuorumNotReached"
    by("changeQuorum", {"votes": 2}, [NATION, third, GOVERNMENT], [NATION, third, MANAGER], "NotARootHead")
    scope = {"auditor": AUDITOR, "key": stage.auditor.address, "manager": GOVERNMENT, "subtree": OWNER, "subjects": []}
    mandate = by("accredit", scope | {"validFrom": 0, "validUntil": OPEN}, [GOVERNMENT], [AUDITOR], "NotAHead")
    trust = {"contractor": CONTRACTOR, "principal": OWNER, "validFrom": 0, "validUntil": OPEN, "approval": HASH}
    by("entrust", trust, [OWNER], [CONTRACTOR], "NotAHead")
    other = stage.run("accredit", scope | {"validFrom": 1, "validUntil": OPEN}, GOVERNMENT)
    assert other.description["mandate"] != mandate.description["mandate"]
    end = {"mandate": other.description["mandate"], "department": GOVERNMENT, "since": now(), "reason": "止"}
    by("endMandate", end, [GOVERNMENT], [OWNER], "NotAHead")
    end = {"department": LOST, "key": stage.heads[LOST].address, "since": now() - 1, "reason": "失"}
    stage.run("endKey", end, LOST)
    restored = {"department": LOST, "head": LocalSigner.generate().address, "validFrom": 0, "validUntil": OPEN}
    by("restoreHead", restored | {"instrument": HASH}, [GOVERNMENT], [MANAGER], "NotAHead")
    assert stage.done >= set(REGISTER.split()) - {"succeed", "closeKeys"}


def test_a_succession_is_followed_by_the_end_of_every_key(stage: Stage) -> None:
    gateway = LocalSigner.generate()
    stage.run("enrol", grant(REFORMED, gateway, 3), REFORMED)
    message = {"department": REFORMED, "successor": STRANGER, "instrument": HASH, "effectiveAt": now()}
    assert stage.refusal("succeed", message, MANAGER, STRANGER) == "NotAHead"
    assert stage.refusal("succeed", message, GOVERNMENT, MANAGER) == "NotAHead"
    stage.run("succeed", message, GOVERNMENT, STRANGER)
    departments = stage.worker.chain.departments
    topics = [departments.topic("KeyEnded"), "0x" + REFORMED.encode().ljust(32, b"\0").hex()]
    ended = departments.events(0, stage.worker.chain.reader.head().number, topics)
    assert {event.arguments["key"] for event in ended} == {stage.heads[REFORMED].address, gateway.address}
    # what is closed already may be closed again, by anybody
    stage.run("closeKeys", {"keys": [gateway.address]})


def entry(**changes: Any) -> dict[str, Any]:
    made = {
        "item": ITEM,
        "responsible": {"owner": OWNER, "manager": MANAGER, "aggregation": 2},
        "content": {"title": HASH, "schema": HASH, "formatClass": 2, "modes": 2, "updateCycle": 6},
        "sharing": {"shareType": 2, "basis": HASH},
        "protection": {"grade": 1, "secret": False, "personal": False, "assessment": HASH},
        "rights": {"vocabulary": 1, "rightType": 1, "obtainedAt": 1, "useUntil": OPEN, "others": HASH},
        "derivedFrom": [],
    }
    return made | changes


def test_the_catalogue(stage: Stage) -> None:
    by = stage.act
    by("submit", entry(item="X/1"), [OWNER], [USER], "NotAHead")
    sent = stage.sign("submit", entry(item="X/1"), OWNER)[0]
    by("refuse", {"reason": "不全"}, [MANAGER], [OWNER], "NotAReviewer", {"entry": sent})
    sent = stage.sign("submit", entry(), OWNER)[0]
    stage.run("submit", sent, OWNER)
    published = by("publish", {"review": HASH}, [MANAGER], [OWNER], "NotAReviewer", {"entry": sent})
    second = stage.sign("submit", entry(), OWNER)[0]
    assert (second["version"], second["previous"]) == (2, published.description["entry"])
    source = {"item": ITEM, "source": USER, "basis": HASH}
    by("assignSource", source, [MANAGER], [OWNER], "NotAHead")
    link = {"item": ITEM, "duty": HASH, "table": HASH, "linked": True}
    by("link", link, [OWNER], [MANAGER], "NotAHead")
    right = {"item": ITEM, "operator": CONTRACTOR, "vocabulary": 1, "rightType": 3, "scope": HASH, "until": OPEN}
    right |= {"incomeShare": 500, "approval": HASH}
    given = by("grant", right, [OWNER, MANAGER, CONTRACTOR], [OWNER, MANAGER, USER], "NotAHead")
    end = {"grant": given.description["grant"], "department": MANAGER, "since": now() + 60, "reason": HASH}
    by("endGrant", end, [MANAGER], [CONTRACTOR], "NotAHead")
    moved = {"item": ITEM, "from": OWNER, "to": STRANGER, "manager": MANAGER, "instrument": HASH}
    by("changeAttribution", moved, [OWNER, STRANGER, MANAGER], [OWNER, USER, MANAGER], "NotAHead")
    assert stage.done >= set(CATALOGUE.split())


def terms(number: str, **changes: Any) -> dict[str, Any]:
    sides = {"owner": OWNER, "user": USER, "manager": MANAGER}
    return terms_message(terms_of(number=number, items=[ITEM], **sides, **changes))


def test_agreements_from_the_offer_to_the_end(stage: Stage) -> None:
    by, reason = stage.act, {"reasonEvent": HASH}
    agreed = by("conclude", terms("1"), PARTIES, (OWNER, USER, STRANGER), "NotAHead").description["agreement"]
    amended = {"previous": agreed, "terms": terms("1之二")}
    agreed = by("amend", amended, PARTIES, (OWNER, STRANGER, MANAGER), "NotAHead").description["agreement"]
    act = {"agreement": agreed, **reason}
    by("suspend", act, [stage.officer], [USER], "NotEntitled")
    by("resume", act, [MANAGER], [USER], "NotEntitled")
    stage.run("suspend", act, MANAGER)
    by("orderRectification", act | {"dueAt": now() + 900}, [MANAGER], [stage.officer], "NotAHead")
    by("refuseRectification", act, [USER], [OWNER], "NotAHead")
    by("terminateForMisuse", act, [OWNER], [USER], "NotEntitled")
    disposal = {"agreement": agreed, "certificate": HASH, "disposalEvent": HASH}
    by("close", disposal, [USER, stage.officer], [USER, MANAGER], "NotAnOfficer")


def test_agreements_step_by_step_and_their_other_endings(stage: Stage) -> None:
    by, reason = stage.act, {"reasonEvent": HASH}
    second = terms("2")
    by("offer", {"terms": second, "openUntil": now() + 900}, [OWNER], [MANAGER], "NotEntitled")
    by("sign", second, [USER], [OWNER], "NotAHead")
    agreed = by("file", second, [MANAGER], [STRANGER], "NotAHead").description["agreement"]
    by("terminateByAgreement", {"agreement": agreed, **reason}, PARTIES, (OWNER, USER, STRANGER), "NotAHead")
    declined = stage.run("offer", {"terms": terms("3"), "openUntil": now() + 900}, USER).description["agreement"]
    by("withdraw", {"agreement": declined, **reason}, [OWNER], [MANAGER], "NotEntitled")
    agreed = stage.run("conclude", terms("4"), *PARTIES).description["agreement"]
    stop = {"agreement": agreed, "consultationEvent": HASH, "effectAt": now() + 900}
    by("stopByOwner", stop, [OWNER, MANAGER], [OWNER, USER], "NotAHead")
    by("endPurpose", {"agreement": agreed, **reason}, [USER], [OWNER], "NotAHead")
    assert stage.done >= set(AGREEMENTS.split()) - {
        "conclude", "amend", "suspend", "resume", "close", "orderRectification", "refuseRectification",
        "terminateForMisuse",
    }  # fmt: skip


def test_the_log_is_opened_anew_and_witnessed(stage: Stage) -> None:
    opening = {"origin": "quanze.test/other", "department": OWNER, "logKey": LocalSigner.generate().address}
    stage.act("open", opening, [OWNER], [USER], "NotAHead")
    stage.anchored(GOVERNMENT)
    size, anchor = stage.worker.chain.event_log.call("headOf", ORIGIN)
    seen = {"origin": ORIGIN, "size": size, "root": "0x" + anchor["root"].hex()}
    stage.act("witness", seen, [USER], [GOVERNMENT], "OwnWitness")
    assert stage.run("witness", seen, stage.auditor).description["signers"] == [stage.auditor.address]
    assert stage.worker.chain.event_log.call("witnessCount", ORIGIN, size) == 2


def test_a_breach_from_its_mark_to_its_acceptance(stage: Stage) -> None:
    by = stage.act
    agreed = stage.run("conclude", terms("5"), *PARTIES).description["agreement"]
    scope = {"auditor": AUDITOR, "key": stage.auditor.address, "manager": GOVERNMENT, "subtree": OWNER, "subjects": []}
    stage.run("accredit", scope | {"validFrom": 2, "validUntil": OPEN}, GOVERNMENT)
    mark = {"clause": "O8", "absence": True, "agreement": agreed, "item": "", "department": OWNER, "dueAt": now() - 1}
    mark |= {"calendar": HASH}
    started = {"event": stage.anchored(USER)}
    assert stage.refusal("markBreach", mark | {"department": USER}, extra=started) == "NotTheDebtor"
    breach = stage.run("markBreach", mark, extra=started).description["breach"]
    owed = "0x" + OWNER.encode().ljust(32, b"\0").hex()
    found = {"breach": breach, "scope": owed, "severity": 2, "report": HASH}
    found |= {"eventId": stage.anchored(AUDITOR, stage.auditor)}
    by("fileFinding", found, [stage.auditor], [MANAGER], "NotAnAuditor")
    order = {"breach": breach, "department": MANAGER, "measures": HASH, "due": now() + 900}
    by("order", order | {"eventId": stage.anchored(MANAGER)}, [MANAGER], [USER], "NotAHead")
    done = {"breach": breach, "proof": HASH, "eventId": stage.anchored(OWNER)}
    by("rectify", done, [OWNER], [MANAGER], "NotAHead")
    accepted = {"breach": breach, "department": MANAGER, "accepted": True, "report": HASH}
    by("accept", accepted | {"eventId": stage.anchored(MANAGER)}, [MANAGER], [OWNER], "NotAHead")
    assert stage.worker.chain.contracts["Accountability"].call("stepCount", bytes.fromhex(breach[2:])) == 5


def test_a_dispute_along_its_route(stage: Stage) -> None:
    by = stage.act
    agreed = stage.run("conclude", terms("6"), *PARTIES).description["agreement"]
    filing = {"agreement": agreed, "item": "", "claimant": USER, "respondent": OWNER, "claim": HASH}
    filed = by("fileDispute", filing | {"eventId": stage.anchored(USER)}, [USER], [STRANGER], "NotAHead")
    step = {"dispute": filed.description["dispute"], "settled": False, "report": HASH}
    negotiated = step | {"department": OWNER, "eventId": stage.anchored(OWNER)}
    by("negotiate", negotiated, [OWNER], [MANAGER], "NotAHead")
    by("mediate", step | {"eventId": stage.anchored(MANAGER)}, [MANAGER], [GOVERNMENT], "NotAHead")
    ruling = {"dispute": step["dispute"], "ruling": HASH, "eventId": stage.anchored(GOVERNMENT)}
    by("decide", ruling, [GOVERNMENT], [MANAGER], "NotAHead")
