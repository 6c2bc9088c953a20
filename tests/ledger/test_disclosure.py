"""A disclosed field is the one committed to, or it is refused (docs/formats.md §4, §5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.disclosure import Disclosure, check_disclosures, field_digest, parse_disclosures, payload_digest
from ledger.errors import DisclosureRefused, InputRefused, QuanzeError
from tests.vectors.read import rows, vectors

SALTS = st.binary(min_size=16, max_size=16)
VALUES = st.booleans() | st.integers(0, 2**53 - 1) | st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("row", vectors("disclosure")["fields"], ids=lambda row: row["field"])
def test_field_digest_of_vector(row: dict[str, Any]) -> None:
    assert field_digest(row["field"], bytes.fromhex(row["salt"]), row["value"]) == row["digest"]


@pytest.mark.parametrize("row", vectors("disclosure")["payloads"], ids=lambda row: f"{row['alg']} {row['content'][:8]}")
def test_payload_digest_of_vector(row: dict[str, Any]) -> None:
    assert payload_digest(row["alg"], bytes.fromhex(row["salt"]), bytes.fromhex(row["content"])) == row["digest"]


@pytest.mark.parametrize("row", rows("disclosure", "checks"))
def test_disclosure_against_commitment(row: dict[str, Any]) -> None:
    opened = parse_disclosures(row["disclosures"])
    if row["ok"]:
        check_disclosures(row["digests"], opened)
        return
    with pytest.raises(InputRefused):
        check_disclosures(row["digests"], opened)


@pytest.mark.parametrize("row", rows("disclosure", "refused_shapes"))
def test_refuses_shape(row: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        parse_disclosures(row["disclosures"])


def test_refusal_names_the_field() -> None:
    with pytest.raises(DisclosureRefused) as refusal:
        check_disclosures({}, {"purpose": Disclosure(bytes(16), 1)})
    assert refusal.value.details == {"field": "purpose"}
    assert "purpose" in refusal.value.zh


@given(SALTS, VALUES, SALTS, VALUES)
def test_digest_binds_salt_and_value(salt: bytes, value: Any, other_salt: bytes, other: Any) -> None:
    same = (salt, type(value), value) == (other_salt, type(other), other)
    assert (field_digest("a", salt, value) == field_digest("a", other_salt, other)) == same
    assert field_digest("a", salt, value) != field_digest("b", salt, value)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), st.builds(Disclosure, SALTS, VALUES), max_size=5
    )
)
def test_any_subset_may_be_disclosed(opened: dict[str, Disclosure]) -> None:
    digests = {name: field_digest(name, item.salt, item.value) for name, item in opened.items()}
    written = {name: item.to_json() for name, item in opened.items()}
    assert parse_disclosures(written) == opened
    check_disclosures(digests, opened)
    for name in opened:
        check_disclosures(digests, {other: item for other, item in opened.items() if other != name})


@given(
    ANY_JSON
    | st.dictionaries(st.text(max_size=3), st.fixed_dictionaries({"salt": ANY_JSON, "value": ANY_JSON}), max_size=2)
)
def test_any_json_is_refused_by_our_own_error_or_read(value: Any) -> None:
    try:
        check_disclosures({}, parse_disclosures(value))
    except QuanzeError:
        return
    assert value == {}


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)], ids=["none", "15 bytes", "17 bytes"])
def test_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(DisclosureRefused):
        field_digest("a", salt, 1)
    with pytest.raises(DisclosureRefused):
        payload_digest("sha256", salt, b"")


@pytest.mark.parametrize("alg", ["", "md5", "SM3", "sha256 "])
def test_unknown_payload_digest_is_refused(alg: str) -> None:
    with pytest.raises(DisclosureRefused):
        payload_digest(alg, bytes(16), b"")
