import string
from typing import Any

import pytest

from ledger.chain.artifacts import CONTRACTS
from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Deployment
from ledger.chain.refusals import decode_refusal, has_words
from ledger.chain.refusals.provisions import PROVISIONS
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc, RpcError
from ledger.errors import ArtifactMissing, ContractMissing, ContractRefused, InputRefused
from ledger.keys import LocalSigner, keccak256

pytestmark = pytest.mark.chain
CODE = b"BUREAU-1".ljust(32, b"\x00")
OPEN = 2**64 - 1


def grant(**changes: Any) -> dict[str, Any]:
    made = {
        "department": "BUREAU-1",
        "key": "0x" + "ab" * 20,
        "role": 2,
        "validFrom": 0,
        "validUntil": OPEN,
        "nonce": 0,
    }
    return made | changes


def test_a_struct_comes_back_by_member_names(departments: Contract, head: LocalSigner) -> None:
    assert departments.call("department", CODE)["tier"] == 1
    key = departments.call("keyOf", head.address)
    assert (key["department"], key["role"], key["validUntil"]) == (CODE, 1, OPEN)


def test_several_values_come_back_as_a_tuple(event_log: Contract) -> None:
    size, anchor = event_log.call("headOf", "example/log")
    assert (size, anchor["root"]) == (0, bytes(32))


def test_events_are_decoded_with_their_place(departments: Contract, deployment: Deployment, head: LocalSigner) -> None:
    admitted, enrolled = departments.events(0, deployment.block)
    assert (admitted.name, admitted.arguments["department"]) == ("DepartmentAdmitted", CODE)
    assert (enrolled.name, enrolled.arguments["key"]) == ("KeyEnrolled", head.address)
    assert admitted.log.transaction_hash == enrolled.log.transaction_hash
    assert (admitted.log.log_index, enrolled.log.log_index) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        pytest.param({"nonce": 7}, "WrongNonce", "expects 0", id="nonce"),
        pytest.param({}, "WrongSignature", "sign again", id="signature"),
        pytest.param({"department": "NOBODY"}, "NotAHead", "NOBODY", id="no head of it"),
        pytest.param({"department": "no code"}, "MalformedCode", "'no code'", id="malformed code"),
    ],
)
def test_a_refusal_of_the_contract_is_told_in_words(
    departments: Contract, head: LocalSigner, changes: dict[str, Any], error: str, says: str
) -> None:
    data = departments.encode("enrol", grant(**changes), head.address, bytes(65))
    with pytest.raises(ContractRefused, match=says) as refused:
        departments.check(data, LocalSigner.generate().address)
    assert refused.value.error == refused.value.details["error"] == error
    assert refused.value.zh


ERRORS = [(name, entry) for name in CONTRACTS for entry in Artifact.load(name).abi if entry["type"] == "error"]


@pytest.mark.parametrize(("contract", "entry"), ERRORS, ids=[f"{name}.{entry['name']}" for name, entry in ERRORS])
def test_every_error_of_every_contract_has_words_that_fit_its_arguments(contract: str, entry: dict[str, Any]) -> None:
    assert has_words(contract, entry["name"])
    signature = f"{entry['name']}({','.join(part['type'] for part in entry['inputs'])})"
    words = b"".join(_example(part["type"], len(entry["inputs"]), place) for place, part in enumerate(entry["inputs"]))
    refused = decode_refusal(keccak256(signature.encode())[:4] + words + bytes(32), [Artifact.load(contract)])
    assert refused is not None
    assert refused.error == entry["name"]
    assert not set("{}") & set(refused.en + refused.zh), refused.en
    assert any(character not in string.printable for character in refused.zh)


def test_a_refusal_names_the_provision_it_rests_on_and_states_in_words() -> None:
    known = {f"{name}.{entry['name']}" for name, entry in ERRORS}
    assert set(PROVISIONS) <= known
    data = keccak256(b"Incomplete(uint8)")[:4] + (7).to_bytes(32, "big")
    refused = decode_refusal(data, [Artifact.load("Catalogue")])
    assert refused is not None
    assert (refused.details["article"], refused.details["clause"]) == ("13", "O1")
    assert refused.en.endswith("condition or legal basis: complete it and sign again (Regulations Art. 13, clause O1)")
    assert "条例第 13 条" in refused.zh
    assert "不予共享依据" in refused.zh
    data = keccak256(b"WrongState(bytes32,uint8)")[:4] + bytes(32) + (4).to_bytes(32, "big")
    refused = decode_refusal(data, [Artifact.load("Agreements")])
    assert refused is not None
    assert "is suspended" in refused.en
    assert refused.details["arguments"]["state"] == 4


def test_one_error_name_has_the_words_of_the_contract_that_refused() -> None:
    data = keccak256(b"TextMissing()")[:4]
    said = [decode_refusal(data, [Artifact.load(name)]) for name in ("Agreements", "Accountability")]
    assert [one.en.split(" ")[0] for one in said if one is not None] == ["terms", "the"]


def _example(kind: str, count: int, place: int) -> bytes:
    if kind == "bytes4":
        return b"O1".ljust(32, b"\x00")
    if kind == "string":
        return (32 * count).to_bytes(32, "big")  # all strings at one place, of length 0
    return bytes(31) + bytes((place + 1,))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(bytes.fromhex("4e487b71") + (17).to_bytes(32, "big"), "Panic", id="panic"),
        pytest.param(bytes.fromhex("08c379a0") + (32).to_bytes(32, "big") + bytes(32), "Error", id="a reason in words"),
    ],
)
def test_errors_of_the_compiler_are_known(data: bytes, error: str) -> None:
    refused = decode_refusal(data, [])
    assert refused is not None
    assert refused.error == error


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xde\xad\xbe\xef", bytes.fromhex("4e487b71") + b"\x01"])
def test_unknown_revert_data_is_no_refusal_we_know(data: bytes) -> None:
    assert decode_refusal(data, []) is None


def test_a_revert_without_words_stays_the_nodes_error(rpc: Rpc, relay: Relay) -> None:
    mute = relay.transact(None, bytes.fromhex("645f5ffd0000" + "600052" + "6005601bf3")).contract
    assert mute is not None
    with pytest.raises(RpcError):
        Contract(rpc, Artifact.load("EventLog"), mute).call("logOf", "example/log")


def test_an_empty_address_is_named(rpc: Rpc) -> None:
    with pytest.raises(ContractMissing, match="0x" + "12" * 20):
        Contract(rpc, Artifact.load("Departments"), "0x" + "12" * 20).call("keyOf", "0x" + "00" * 20)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("nothing", (), id="no such function"),
        pytest.param("keyOf", (), id="too few"),
        pytest.param("keyOf", ("0x" + "00" * 20, 1), id="too many"),
        pytest.param("keyOf", ("0x12",), id="no address"),
        pytest.param("keyValidAt", ("0x" + "00" * 20, -1), id="negative"),
        pytest.param("keyValidAt", ("0x" + "00" * 20, 2**64), id="beyond u64"),
        pytest.param("enrol", ({"department": "X"}, "0x" + "00" * 20, b""), id="a member missing"),
    ],
)
def test_wrong_arguments_are_refused_before_any_call(name: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(InputRefused):
        Artifact.load("Departments").encode(name, *arguments)


def test_an_artifact_that_is_not_shipped_is_named() -> None:
    with pytest.raises(ArtifactMissing, match="Nothing"):
        Artifact.load("Nothing")
