"""The compiler toolchain: reproducible artifacts, and refusal of any code that is not what the sources compile to."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.artifacts import CONTRACTS, Artifact, load_artifact
from ledger.chain.compiler import compile_contracts, to_text
from ledger.chain.verify_code import verify_deployed
from ledger.errors import CompilerMissing, ContractCodeMismatch, InputRefused

ROOT = Path(__file__).parents[3]
NODE_MODULES = ROOT / "node_modules"
TYPED_DATA: dict[str, Any] = json.loads((ROOT / "tests/vectors/typed_data.json").read_text(encoding="utf-8"))
ADDRESS = bytes(range(20))


@pytest.fixture(scope="module")
def compiled() -> dict[str, Artifact]:
    return compile_contracts(ROOT / "contracts", NODE_MODULES)


@pytest.mark.parametrize("name", CONTRACTS)
def test_shipped_artifacts_are_what_the_sources_compile_to(name: str, compiled: dict[str, Artifact]) -> None:
    shipped = (ROOT / "ledger/chain/artifacts" / f"{name}.json").read_text(encoding="utf-8")
    assert shipped == to_text(compiled[name]), "run scripts/artifacts"
    assert load_artifact(name) == compiled[name]


def test_there_is_no_other_artifact() -> None:
    with pytest.raises(KeyError, match="Treasury"):
        load_artifact("Treasury")


@pytest.mark.parametrize(("name", "variable"), [("Departments", "_keys"), ("EventLog", "_anchors")])
def test_what_offline_verifiers_read_stands_at_slot_zero(name: str, variable: str) -> None:
    slots = {row["label"]: row["slot"] for row in load_artifact(name)["storageLayout"]["storage"]}
    assert slots[variable] == "0"


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        (
            "Agreements",
            "_agreements _standings _drafts _bounds _purposes _fields _lineages _latest _suspensions _closings",
        ),
        ("Catalogue", "_items _nonces _holdings _entries _versions _parents _links _places _itemsOf _joins _grants"),
        ("Accountability", "_steps _cited _breaches _disputes"),
    ],
    ids=["agreements", "catalogue", "accountability"],
)
def test_the_other_contracts_keep_what_they_keep_and_nothing_else(name: str, variables: str) -> None:
    labels = [row["label"] for row in load_artifact(name)["storageLayout"]["storage"]]
    assert labels == ["_nameFallback", "_versionFallback", *variables.split()]


@pytest.mark.parametrize(
    ("name", "struct", "expected"),
    [
        (
            "Departments",
            "struct IDepartments.Key",
            [("department", "0", 0), ("role", "1", 0), ("validFrom", "1", 1), ("validUntil", "1", 9)],
        ),
        (
            "EventLog",
            "struct IEventLog.Anchor",
            [("root", "0", 0), ("streamsRoot", "1", 0), ("blockNumber", "2", 0), ("time", "2", 8)],
        ),
    ],
    ids=["key", "anchor"],
)
def test_structs_are_packed_as_the_formats_say(name: str, struct: str, expected: list[tuple[str, str, int]]) -> None:
    types = load_artifact(name)["storageLayout"]["types"].values()
    members = next(kind["members"] for kind in types if kind["label"] == struct)
    assert [(member["label"], member["slot"], member["offset"]) for member in members] == expected


@pytest.mark.parametrize("row", TYPED_DATA.values(), ids=TYPED_DATA.keys())
def test_typed_data_vectors_are_eth_accounts(row: dict[str, Any]) -> None:
    signable = encode_typed_data(full_message={key: row[key] for key in ("types", "primaryType", "domain", "message")})
    assert "0x" + signable.body.hex() == row["structHash"]
    assert "0x" + keccak(b"\x19\x01" + signable.header + signable.body).hex() == row["digest"]


# code on chain


def deployed(artifact: Artifact) -> bytes:
    """Code as a constructor would leave it: every immutable filled with one value."""
    code = bytearray.fromhex(artifact["deployedBytecode"].removeprefix("0x"))
    for spans in artifact["immutableReferences"].values():
        for span in spans:
            code[span["start"] : span["start"] + span["length"]] = ADDRESS.rjust(span["length"], b"\0")
    return bytes(code)


@pytest.mark.parametrize("name", CONTRACTS)
def test_true_code_is_accepted_and_its_immutables_reported(name: str) -> None:
    artifact = load_artifact(name)
    values = verify_deployed(deployed(artifact), artifact)
    assert values.keys() == artifact["immutableReferences"].keys()
    assert set(values.values()) == {ADDRESS.rjust(32, b"\0")}


def test_an_expected_immutable_is_judged() -> None:
    artifact = load_artifact("EventLog")
    verify_deployed(deployed(artifact), artifact, expected={"EventLog._departments": ADDRESS})
    with pytest.raises(ContractCodeMismatch, match="_departments"):
        verify_deployed(deployed(artifact), artifact, expected={"EventLog._departments": bytes(20)})
    with pytest.raises(ContractCodeMismatch, match="_owner"):
        verify_deployed(deployed(artifact), artifact, expected={"EventLog._owner": ADDRESS})


@given(st.sampled_from(CONTRACTS), st.integers(min_value=0), st.integers(0, 7))
def test_any_flipped_bit_is_refused_or_reported(name: str, position: int, bit: int) -> None:
    artifact = load_artifact(name)
    code = bytearray(deployed(artifact))
    position %= len(code)
    code[position] ^= 1 << bit
    inside = any(
        span["start"] <= position < span["start"] + span["length"]
        for spans in artifact["immutableReferences"].values()
        for span in spans
    )
    if inside:
        try:
            reported = verify_deployed(bytes(code), artifact)
        except ContractCodeMismatch:
            return  # an immutable that stands in several places has to be the same in all of them
        assert set(reported.values()) != {ADDRESS.rjust(32, b"\0")}
    else:
        with pytest.raises(ContractCodeMismatch, match=f"byte {position} "):
            verify_deployed(bytes(code), artifact)


def test_one_immutable_with_two_values_is_refused() -> None:
    spans = [{"start": 1, "length": 2}, {"start": 4, "length": 2}]
    artifact = {"contractName": "X", "deployedBytecode": "0x60000060000060", "immutableReferences": {"X._a": spans}}
    assert verify_deployed(bytes.fromhex("60abcd60abcd60"), artifact) == {"X._a": b"\xab\xcd"}
    with pytest.raises(ContractCodeMismatch, match="byte 4"):
        verify_deployed(bytes.fromhex("60abcd60abce60"), artifact)


@pytest.mark.parametrize("change", [b"", b"\0"], ids=["no code", "a byte more"])
def test_code_of_another_length_is_refused(change: bytes) -> None:
    artifact = load_artifact("Agreements")
    with pytest.raises(ContractCodeMismatch):
        verify_deployed(deployed(artifact) + change if change else b"", artifact)


def test_changed_sources_do_not_match_the_chain(tmp_path: Path) -> None:
    sources = shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    path = sources / "EventLog.sol"
    honest = "if (anchored) revert ForkRefused"
    text = path.read_text(encoding="utf-8")
    assert honest in text
    path.write_text(text.replace(honest, "if (!anchored) revert ForkRefused"), encoding="utf-8")
    changed = compile_contracts(sources, NODE_MODULES, names=["EventLog"])["EventLog"]
    assert changed["sourceHash"] != load_artifact("EventLog")["sourceHash"]
    with pytest.raises(ContractCodeMismatch):
        verify_deployed(deployed(load_artifact("EventLog")), changed)


# bad input


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    sources = shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    (sources / "libraries/MerkleLog.sol").unlink()
    with pytest.raises(InputRefused, match=r"contracts/libraries/MerkleLog\.sol"):
        compile_contracts(sources, NODE_MODULES)


def test_a_source_that_does_not_compile_is_refused(tmp_path: Path) -> None:
    sources = shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    (sources / "Agreements.sol").write_text("contract Agreements {", encoding="utf-8")
    with pytest.raises(InputRefused, match="do not compile"):
        compile_contracts(sources, NODE_MODULES, names=["Agreements"])


@pytest.mark.parametrize("text", [None, "{", "{}", '{"version": "0.8.37", "settings": 1}', "[]"])
def test_unreadable_settings_are_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "compiler.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"compiler\.json"):
        compile_contracts(tmp_path, NODE_MODULES)


def test_another_compiler_version_is_refused(tmp_path: Path) -> None:
    sources = shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    settings = json.loads((sources / "compiler.json").read_text(encoding="utf-8"))
    (sources / "compiler.json").write_text(json.dumps(settings | {"version": "0.8.30"}), encoding="utf-8")
    with pytest.raises(CompilerMissing, match=r"0\.8\.30"):
        compile_contracts(sources, NODE_MODULES)


def test_without_any_compiler_the_remedy_is_named(tmp_path: Path) -> None:
    (tmp_path / "@openzeppelin").symlink_to(NODE_MODULES / "@openzeppelin")
    with pytest.raises(CompilerMissing, match="npm ci"):
        compile_contracts(ROOT / "contracts", tmp_path)


@pytest.mark.parametrize("program", ["missing", "false"])
def test_a_native_compiler_that_does_not_work_is_refused(program: str, tmp_path: Path) -> None:
    solc = Path(shutil.which(program) or tmp_path / program)
    with pytest.raises(CompilerMissing, match="no working Solidity compiler"):
        compile_contracts(ROOT / "contracts", NODE_MODULES, solc=solc)


def test_artifact_text_is_compact_and_sorted() -> None:
    artifact = copy.deepcopy(load_artifact("Departments"))
    assert to_text(dict(reversed(artifact.items()))) == to_text(artifact)
    assert to_text(artifact).count("\n") == 1
