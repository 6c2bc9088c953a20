from __future__ import annotations

from typing import Any

import pytest
from eth_account._utils.encode_typed_data.encoding_and_hashing import hash_domain
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import TypedDataRefused
from ledger.keys import compile_struct, digest, domain_separator

CONTRACT = "0x" + "ab" * 20
TREE = {
    "Mail": [
        {"name": "from", "type": "Person"},
        {"name": "to", "type": "Person[]"},
        {"name": "contents", "type": "string"},
    ],
    "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
}


def atoms() -> st.SearchStrategy[tuple[str, st.SearchStrategy[Any]]]:
    sizes = st.integers(1, 32)
    return st.one_of(
        st.just(("string", st.text(max_size=20))),
        st.just(("bytes", st.binary(max_size=40))),
        st.just(("bool", st.booleans())),
        st.just(("address", st.binary(min_size=20, max_size=20).map(lambda b: "0x" + b.hex()))),
        sizes.map(lambda n: (f"bytes{n}", st.binary(min_size=n, max_size=n))),
        sizes.map(lambda n: (f"uint{8 * n}", st.integers(0, 2 ** (8 * n) - 1))),
    )


@st.composite
def members(draw: st.DrawFn, structs: list[str], values: dict[str, dict[str, Any]]) -> tuple[list[Any], dict[str, Any]]:
    fields, message = [], {}
    for index in range(draw(st.integers(1, 4))):
        name = f"m{index}"
        if structs and draw(st.booleans()):
            kind = draw(st.sampled_from(structs))
            source: st.SearchStrategy[Any] = st.just(values[kind])
        else:
            kind, source = draw(atoms())
        for _ in range(draw(st.integers(0, 2))):
            length = draw(st.integers(1, 3))
            kind += draw(st.sampled_from(["[]", f"[{length}]"]))
            source = st.lists(source, min_size=length, max_size=length)
        fields.append({"name": name, "type": kind})
        message[name] = draw(source)
    return fields, message


@st.composite
def typed_messages(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[str, Any]]:
    types: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for index in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(["Alpha", "Zeta", "Mid"])) + str(index)
        types[name], values[name] = draw(members(sorted(types), values))
    primary = name
    return primary, types, values[primary]


@settings(max_examples=150, deadline=None)
@given(typed_messages(), st.integers(1, 2**40))
def test_digest_equals_eth_account_on_random_types_and_values(
    typed: tuple[str, dict[str, Any], dict[str, Any]], chain_id: int
) -> None:
    primary, types, message = typed
    reachable = reachable_types(primary, types)
    domain = {"name": "Quanze", "version": "1", "chainId": chain_id, "verifyingContract": CONTRACT}
    theirs = _hash_eip191_message(encode_typed_data(domain, reachable, message))
    ours = digest(domain_separator(chain_id, CONTRACT), compile_struct(primary, types).hash_struct(message))
    assert ours == theirs


def reachable_types(primary: str, types: dict[str, Any]) -> dict[str, Any]:
    found, queue = {}, [primary]
    while queue:
        name = queue.pop()
        if name in types and name not in found:
            found[name] = types[name]
            queue += [member["type"].partition("[")[0] for member in types[name]]
    return found


def test_domain_separator_equals_eth_account() -> None:
    domain = {"name": "Quanze", "version": "1", "chainId": 7, "verifyingContract": CONTRACT}
    assert domain_separator(7, CONTRACT) == domain_separator(7, bytes.fromhex(CONTRACT[2:])) == hash_domain(domain)


def test_encoded_type_sorts_referenced_structs_behind_the_primary_one() -> None:
    assert compile_struct("Mail", TREE).encoded_type == (
        "Mail(Person from,Person[] to,string contents)Person(string name,address wallet)"
    )


def test_binary_values_may_be_hex_text() -> None:
    encoder = compile_struct("T", {"T": [{"name": "a", "type": "bytes4"}, {"name": "b", "type": "bytes"}]})
    assert encoder.hash_struct({"a": "0x01020304", "b": "0xFF"}) == encoder.hash_struct(
        {"a": b"\x01\x02\x03\x04", "b": b"\xff"}
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("uint8", 256, id="uint too large"),
        pytest.param("uint8", -1, id="uint negative"),
        pytest.param("uint8", True, id="bool as uint"),
        pytest.param("uint8", "1", id="text as uint"),
        pytest.param("uint64", str(2**53 - 1), id="text as a uint that a number can hold"),
        pytest.param("uint64", str(2**64), id="text as a uint too large"),
        pytest.param("uint64", "0" + str(2**63), id="text with a leading zero as uint"),
        pytest.param("bytes4", b"\x01\x02\x03", id="bytes4 short"),
        pytest.param("bytes4", "0x010203", id="bytes4 hex short"),
        pytest.param("bytes", "0x0", id="hex of odd length"),
        pytest.param("bytes", "ff", id="hex without prefix"),
        pytest.param("bytes", 1, id="number as bytes"),
        pytest.param("string", b"a", id="bytes as string"),
        pytest.param("string", "\ud800", id="lone surrogate"),
        pytest.param("bool", 1, id="number as bool"),
        pytest.param("address", b"\x00" * 19, id="address short"),
        pytest.param("address", "0x" + "00" * 21, id="address long"),
        pytest.param("address", 5, id="number as address"),
        pytest.param("uint8[2]", [1], id="array of another length"),
        pytest.param("uint8[]", "ab", id="text as array"),
        pytest.param("uint8[]", [1, 300], id="array with a bad item"),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, value: object) -> None:
    with pytest.raises(TypedDataRefused):
        compile_struct("T", {"T": [{"name": "a", "type": kind}]}).hash_struct({"a": value})


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({}, id="missing"),
        pytest.param({"a": 1, "b": 2}, id="surplus"),
        pytest.param([("a", 1)], id="no mapping"),
    ],
)
def test_a_struct_takes_exactly_its_members(message: object) -> None:
    with pytest.raises(TypedDataRefused, match="must hold exactly a"):
        compile_struct("T", {"T": [{"name": "a", "type": "uint8"}]}).hash_struct(message)


@pytest.mark.parametrize(
    "types",
    [
        pytest.param({"T": [{"name": "a", "type": "int8"}]}, id="unsupported"),
        pytest.param({"T": [{"name": "a", "type": "uint7"}]}, id="uint7"),
        pytest.param({"T": [{"name": "a", "type": "uint264"}]}, id="uint264"),
        pytest.param({"T": [{"name": "a", "type": "bytes33"}]}, id="bytes33"),
        pytest.param({"T": [{"name": "a", "type": "uint8[0]"}]}, id="array of none"),
        pytest.param({"T": [{"name": "a", "type": "T[]"}]}, id="contains itself"),
        pytest.param({"T": [{"name": "a", "type": "bool"}, {"name": "a", "type": "bool"}]}, id="repeated name"),
        pytest.param({"T": [{"name": "a b", "type": "bool"}]}, id="malformed name"),
        pytest.param({"U": []}, id="unknown primary"),
        pytest.param({"T": [{"name": "a", "type": "U-"}], "U-": []}, id="malformed struct name"),
    ],
)
def test_types_that_cannot_be_compiled_are_refused(types: dict[str, Any]) -> None:
    with pytest.raises(TypedDataRefused):
        compile_struct("T", types)
