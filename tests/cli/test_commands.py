"""The whole story told by commands: each does what its line says and answers JSON."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ITEM, MANAGER, OWNER, USER, Quanze
from tests.left_out import leave_out

ENTRY = {
    "title": "行政区划代码表", "fields": ["code", "name"], "format": "电子表格", "update_cycle": "年",
    "share_type": "unconditional", "share_mode": "batch", "grade": 1, "manager": MANAGER,
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogued(parties: Quanze) -> str:
    """The owner's item, registered and published; the id of the event that registered it."""
    entry = parties.folder / "entry.json"
    entry.write_text(json.dumps(ENTRY), "utf-8")
    given = ("--entry", str(entry), "--approved-by", "文 1")
    registered = parties.json("catalogue", "register", ITEM, *given, "--secrecy-assessment", "无", key="owner")
    parties.json(
        "catalogue", "update", ITEM, *given, "--reason", "改题", "--parent", registered["event_id"], key="owner"
    )
    parties.json("catalogue", "publish", ITEM, "--parent", registered["event_id"], key="head")
    return str(registered["event_id"])


@pytest.fixture(scope="module")
def agreement(parties: Quanze, catalogued: str) -> str:
    """An agreement whose terms and consents went from hand to hand as files."""
    folder = parties.folder
    for name in ("zh", "en", "policy"):
        (folder / f"{name}.txt").write_text(f"text {name}", "utf-8")
    terms = str(folder / "terms.json")
    parties("agreement", "draft", "--number", "示范1号", "--owner", OWNER, "--user", USER, "--manager", MANAGER,
            "--item", ITEM, "--field", "code", "--field", "name", "--purpose", "行政审批", "--legal-basis", "条例20",
            "--scenario", "示范", "--text-zh", str(folder / "zh.txt"), "--text-en", str(folder / "en.txt"),
            "--policy", str(folder / "policy.txt"), "--mode", "batch", "--out", terms)  # fmt: skip
    consents = []
    for key in ("owner", "user", "head"):
        consents.append(str(folder / f"{key}.consent.json"))
        parties("agreement", "sign", terms, "--out", consents[-1], key=key)
    concluded = parties.json("agreement", "conclude", terms, *consents)
    assert concluded["operation"]["state"] == "final"
    return str(concluded["agreement"])


@pytest.fixture(scope="module")
def delivered(parties: Quanze, agreement: str) -> str:
    payload = parties.folder / "divisions.csv"
    payload.write_text("110000,北京市\n", "utf-8")
    receipt = parties.json(
        "event", "record", "deliver", "--agreement", agreement, "--item", ITEM, "--payload", str(payload), "--rows", "1",
        "--field", "version=1", "--field", "share_mode=batch", "--field", "outlet=gate", key="owner",
    )  # fmt: skip
    return str(receipt["event_id"])


@pytest.fixture(scope="module")
def proof(parties: Quanze, delivered: str) -> Path:
    file = parties.folder / "evidence.json"
    assert parties.json("evidence", "get", delivered, "--out", str(file), key="owner")["anchored"] is True
    return file


def test_init_leaves_a_log_that_is_opened_and_a_service_key_that_is_enrolled(quanze: Quanze) -> None:
    keys = quanze.json("department", "show", MANAGER)["keys"]
    assert sorted(key["role"] for key in keys) == ["gateway", "head"]


def test_departments_are_listed(parties: Quanze) -> None:
    assert {row["code"] for row in parties.json("department", "list")} >= {MANAGER, OWNER, USER}
    assert OWNER in parties("department", "list").stdout


def test_a_key_is_enrolled_signs_and_is_ended(parties: Quanze) -> None:
    address = parties.new_key("officer")
    assert parties.json("key", "show", key="officer") == {"address": address}
    assert parties.json("key", "enrol", address, "--role", "officer", key="owner")["state"] == "final"
    parties("event", "record", "case.step", "--field", "case_ref=1", "--field", "activity=收件", key="officer")
    assert parties.json("key", "end", address, "--reason", "调离", key="owner")["state"] == "final"


def test_the_catalogue_shows_the_item_with_and_without_a_session(parties: Quanze, catalogued: str) -> None:
    assert [row["code"] for row in parties.json("catalogue", "list", key="user")] == [ITEM]
    assert parties.json("catalogue", "show", ITEM, key="owner")["owner"] == OWNER
    parties("catalogue", "list")


def test_an_agreement_is_listed_shown_and_followed(parties: Quanze, agreement: str, delivered: str) -> None:
    assert agreement in [row["id"] for row in parties.json("agreement", "list", key="user")]
    assert parties.json("agreement", "show", agreement, key="owner")["number"] == "示范1号"
    activity = parties.json("agreement", "activity", agreement, key="owner")
    assert [row["delivered"]["id"] for row in activity["deliveries"]] == [delivered]


def test_an_event_is_shown_and_listed(parties: Quanze, agreement: str, delivered: str) -> None:
    assert parties.json("event", "show", delivered, key="owner")["disclosures"]["version"] is not None
    page = parties.json("event", "list", "--agreement", agreement, "--type", "deliver", key="owner")
    assert [row["id"] for row in page["events"]] == [delivered]
    assert delivered in parties("event", "list", "--agreement", agreement, key="owner").stdout


def test_event_types_are_told_without_a_service(parties: Quanze) -> None:
    rows = parties.json("event", "types", QUANZE_URL="http://127.0.0.1:1")
    assert {"deliver", "case.step"} <= {row["type"] for row in rows}


@pytest.mark.parametrize(
    ("purpose", "code", "answer"), [("行政审批", 0, "permitted"), ("营销", 1, "refused")], ids=["permitted", "refused"]
)
def test_a_decision_is_an_exit_code(parties: Quanze, agreement: str, purpose: str, code: int, answer: str) -> None:
    question = ("--item", ITEM, "--field", "code", "--purpose", purpose, "--mode", "batch")
    decided = parties.json("decide", *question, key="user", code=code)
    assert decided["decision"]["answer"] == answer
    assert decided["decision"]["verdict"]["zh"] in parties("decide", *question, key="user", code=code).stdout


def test_a_recorded_decision_replays_to_the_same_bytes(parties: Quanze, agreement: str) -> None:
    question = ("--item", ITEM, "--field", "code", "--purpose", "行政审批", "--mode", "batch", "--record")
    recorded = parties.json("decide", *question, key="user")["recorded"]
    replayed = parties.json("decide", "--replay", recorded, key="user")
    assert (replayed["result"], replayed["event"]) == ("same", recorded)
    parties("decide", "--replay", "00" * 32, key="user", code=1)
    parties("decide", "--item", ITEM, key="user", code=1)


def test_lineage_and_accountability_answer(parties: Quanze, delivered: str) -> None:
    assert parties.json("lineage", delivered, key="owner")["nodes"][0]["event"]["id"] == delivered
    assert parties.json("lineage", "recall", delivered, key="owner")["ref"] == delivered
    parties("lineage", "recall", delivered, key="owner")
    parties("lineage", "withdraw", delivered, key="owner", code=1)
    parties("lineage", delivered, "--as-of", "2020-01-01T00:00:00.000Z", key="owner", code=1)
    parties("lineage", ITEM, "--direction", "down", key="owner")
    assert parties.json("accountability", delivered, key="owner")["event"]["id"] == delivered


def test_evidence_is_verified_offline(parties: Quanze, proof: Path) -> None:
    trust = str(parties.folder / "data/trust.json")
    assert parties.json("evidence", "verify", str(proof), "--trust", trust)["result"] == "verified"
    assert "verified" in parties("evidence", "verify", str(proof), "--trust", trust).stdout


def test_one_byte_changed_is_a_failure(parties: Quanze, proof: Path, tmp_path: Path) -> None:
    tampered = tmp_path / "tampered.json"
    tampered.write_bytes(proof.read_bytes().replace(b"batch", b"batcH", 1))
    trust = str(parties.folder / "data/trust.json")
    assert parties.json("evidence", "verify", str(tampered), "--trust", trust, code=1)["findings"]


def test_evidence_without_an_anchor_cannot_be_determined(parties: Quanze, proof: Path, tmp_path: Path) -> None:
    document = json.loads(proof.read_bytes())
    del document["anchor"]
    file = tmp_path / "unanchored.json"
    file.write_text(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False), "utf-8")
    trust = str(parties.folder / "data/trust.json")
    assert parties.json("evidence", "verify", str(file), "--trust", trust, code=2)["result"] == "undetermined"


def test_a_service_is_held_against_a_checkpoint_kept_earlier(parties: Quanze, proof: Path) -> None:
    trust, kept = str(parties.folder / "data/trust.json"), str(parties.folder / "checkpoint")
    size = parties.json("verify", "--trust", trust, "--save", kept)["size"]
    receipt = parties("event", "record", "case.step", "--field", "case_ref=2", "--field", "activity=办结", key="owner")
    assert receipt.exit_code == 0
    grown = parties.json("verify", "--trust", trust, "--older", kept)
    assert (grown["older_size"], grown["consistency"]) == (size, "verified")


def test_another_trust_policy_is_a_failure(parties: Quanze, tmp_path: Path) -> None:
    policy = json.loads((parties.folder / "data/trust.json").read_text("utf-8"))
    policy["genesis"] = "0x" + "00" * 32
    other = tmp_path / "trust.json"
    other.write_text(json.dumps(policy), "utf-8")
    assert "genesis" in parties("verify", "--trust", str(other), code=1).stderr


def test_anchor_status_tells_how_far_it_has_come(parties: Quanze, proof: Path) -> None:
    status = parties.json("anchor", "status")
    assert status["chain_ok"] is True
    assert status["anchored_size"] > 0


def test_typed_data_is_what_the_key_signs(parties: Quanze, tmp_path: Path) -> None:
    message = {"department": OWNER, "key": "0x" + "11" * 20, "role": 2, "valid_from": 0, "valid_until": 9, "nonce": 7}
    file = tmp_path / "grant.json"
    file.write_text(json.dumps(message), "utf-8")
    wallet = tmp_path / "wallet.json"
    wallet.write_text(parties("contracts", "typed-data", "KeyGrant", str(file)).stdout, "utf-8")
    signed = parties.json("key", "sign", str(wallet), key="owner")
    assert signed["signer"] == parties.json("key", "show", key="owner")["address"]
    assert len(signed["signature"]) == 132


def test_the_contracts_are_what_their_sources_compile_to(parties: Quanze) -> None:
    root = Path(__file__).resolve().parents[2]
    if shutil.which("node") is None or not (root / "node_modules/solc").is_dir():
        leave_out("Node.js and npm's solc", "run scripts/setup")
    paths = ("--sources", str(root / "contracts"), "--node-modules", str(root / "node_modules"))
    rows = parties.json("contracts", "verify", "--data", str(parties.folder / "data"), *paths)
    assert {(row["contract"], row["result"]) for row in rows} == {
        (name, "same") for name in ("Accountability", "Agreements", "Catalogue", "Departments", "EventLog")
    }


def test_an_audit_of_a_running_service_finds_everything_in_order(parties: Quanze, proof: Path) -> None:
    found = parties.json("audit", "--data", str(parties.folder / "data"))
    assert (found["result"], found["findings"]) == ("ok", [])
    assert found["anchors"] > 0


def test_a_session_is_kept_in_a_private_file_until_sign_out(parties: Quanze) -> None:
    assert parties.json("sign-in", key="user")["department"] == USER
    file = parties.folder / "user.session"
    assert file.stat().st_mode & 0o077 == 0
    token = json.loads(file.read_text("utf-8"))[parties.url]["token"]
    nameless = {"QUANZE_TOKEN_FILE": str(file)}
    assert parties.json("agreement", "list", **nameless) is not None
    parties("sign-out", key="user")
    assert token not in file.read_text("utf-8")
    assert "sign in" in parties("agreement", "list", code=1, **nameless).stderr
