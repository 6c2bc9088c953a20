from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.checkpoint import VerifierKey
from ledger.cosignature import CosignerKey
from ledger.errors import TrustRefused
from ledger.evidence import TrustPolicy
from ledger.evidence.quorum import WitnessTrust
from ledger.evidence.trust import MAX_TRUST
from ledger.keys import domain_separator
from tests.ledger.evidence.world import ADDRESS, CHAIN_ID, COSIGNERS, LOG_KEY, ORIGIN, World

POLICY = World().policy


def test_a_policy_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(POLICY.encode())
    assert TrustPolicy.load(path) == TrustPolicy.parse(POLICY.encode()) == POLICY
    assert (POLICY.origin, POLICY.separator) == (ORIGIN, domain_separator(CHAIN_ID, ADDRESS["EventLog"]))


def test_white_space_and_order_are_free() -> None:
    value = json.loads(POLICY.encode())
    assert TrustPolicy.parse(json.dumps(dict(reversed(value.items()))).encode()) == POLICY


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("surplus", 1, id="unknown member"),
        pytest.param("genesis", None, id="member missing"),
        pytest.param("format", "quanze/trust/v2", id="another version"),
        pytest.param("origin", "Demo", id="origin malformed"),
        pytest.param("origin", "demo.quanze/other", id="origin not the key's name"),
        pytest.param("log_key", "demo+00000000+AAAA", id="log key malformed"),
        pytest.param("log_key", 1, id="log key no text"),
        pytest.param("log_key", str(VerifierKey("demo.quanze/other", LOG_KEY.public)), id="log key of another name"),
        pytest.param("chain_id", 0, id="chain id zero"),
        pytest.param("chain_id", True, id="chain id a boolean"),
        pytest.param("chain_id", 1.0, id="chain id a float"),
        pytest.param("chain_id", 2**53, id="chain id too large"),
        pytest.param("genesis", "0x" + "AB" * 32, id="hash in capitals"),
        pytest.param("genesis", 5, id="hash a number"),
        pytest.param("contracts", [], id="contracts no object"),
        pytest.param("contracts.EventLog", None, id="contract missing"),
        pytest.param("contracts.Other", {}, id="contract unknown"),
        pytest.param("contracts.EventLog.address", "0x00", id="address short"),
        pytest.param("contracts.EventLog.code_hash", "0x00", id="code hash short"),
        pytest.param("accept_unsealed", "true", id="accept_unsealed a text"),
        pytest.param("accept_unsealed", 1, id="accept_unsealed a number"),
        pytest.param("blocks", [], id="blocks no object"),
        pytest.param("blocks.042", "0x" + "00" * 32, id="number with a leading zero"),
        pytest.param("blocks.42", "0x", id="block hash short"),
    ],
)
def test_a_malformed_policy_is_refused(path: str, value: object) -> None:
    document: Any = json.loads(POLICY.encode())
    at = document
    *steps, last = path.split(".")
    for step in steps:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    with pytest.raises(TrustRefused):
        TrustPolicy.parse(json.dumps(document).encode())


def test_a_policy_may_name_the_two_proving_contracts_alone() -> None:
    document: Any = json.loads(POLICY.encode())
    document["contracts"] = {name: document["contracts"][name] for name in ("Departments", "EventLog")}
    policy = TrustPolicy.parse(json.dumps(document).encode())
    assert set(policy.contracts) == {"Departments", "EventLog"}
    assert TrustPolicy.parse(policy.encode()) == policy


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"[" * 100_000, id="too large"),
        pytest.param(b"[" * 60_000, id="nested too deep"),
        pytest.param(POLICY.encode().replace(b'"chain_id"', b'"chain_id": 1, "chain_id"'), id="repeated member"),
        pytest.param(POLICY.encode() + b" " * MAX_TRUST, id="padded beyond the cap"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(data)
    with pytest.raises(TrustRefused):
        TrustPolicy.load(path)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrustRefused, match=r"cannot read .*absent\.json"):
        TrustPolicy.load(tmp_path / "absent.json")


def with_witnesses(**changes: object) -> bytes:
    members: dict[str, object] = {"quorum": 2, "keys": [str(key) for key in COSIGNERS]}
    return json.dumps(json.loads(POLICY.encode()) | {"witnesses": members | changes}).encode()


def test_a_policy_that_asks_for_witnesses_is_read_back() -> None:
    policy = TrustPolicy.parse(with_witnesses())
    assert policy.witnesses == WitnessTrust(2, COSIGNERS)
    assert TrustPolicy.parse(policy.encode()) == policy


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"quorum": 0}, id="quorum zero"),
        pytest.param({"quorum": 4}, id="quorum above the number"),
        pytest.param({"quorum": True}, id="quorum a boolean"),
        pytest.param({"keys": []}, id="no witness"),
        pytest.param({"keys": "x"}, id="keys no array"),
        pytest.param({"keys": [1, 2]}, id="keys no texts"),
        pytest.param({"keys": [str(COSIGNERS[0])] * 2}, id="one witness twice"),
        pytest.param(
            {"keys": [str(COSIGNERS[0]), str(CosignerKey("another.example/name", COSIGNERS[0].public))]},
            id="one key under two names",
        ),
        pytest.param({"keys": [str(VerifierKey("a.example/w", LOG_KEY.public))] * 2}, id="a log's key of type 0x01"),
        pytest.param(
            {"quorum": 1, "keys": [str(CosignerKey("a.example/w", LOG_KEY.public))]}, id="the log's own key as witness"
        ),
        pytest.param({"surplus": 1}, id="unknown member"),
        pytest.param(
            {"keys": [str(CosignerKey(f"w.example/{n}", bytes([n]) * 32)) for n in range(33)]}, id="33 witnesses"
        ),
    ],
)
def test_a_malformed_quorum_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(TrustRefused):
        TrustPolicy.parse(with_witnesses(**changes))
