from __future__ import annotations

from typing import Any

import pytest
import rlp as oracle
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import RlpRefused
from ledger.evidence import rlp

items = st.recursive(st.binary(max_size=80), lambda inner: st.lists(inner, max_size=5), max_leaves=12)


def deep(levels: int) -> bytes:
    data = b"\xc0"
    for _ in range(levels - 1):
        data = rlp._head(len(data), 0xC0) + data
    return data


@given(items)
def test_encoding_equals_the_rlp_package_and_is_read_back(item: Any) -> None:
    data = rlp.encode(item)
    assert data == oracle.encode(item)
    assert rlp.decode(data) == item


@given(st.binary(max_size=60))
def test_any_bytes_are_accepted_exactly_where_the_rlp_package_accepts_them(data: bytes) -> None:
    try:
        theirs = oracle.decode(data, strict=True)
    except (oracle.DecodingError, IndexError):
        with pytest.raises(RlpRefused):
            rlp.decode(data)
        return
    assert rlp.decode(data) == as_lists(theirs)
    assert rlp.encode(rlp.decode(data)) == data


def as_lists(item: Any) -> Any:
    return item if isinstance(item, bytes) else [as_lists(part) for part in item]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 255, 256, 65_536])
def test_lengths_around_every_boundary(size: int) -> None:
    for item in (b"\xff" * size, [b"\xff" * (size // 2)]):
        assert rlp.encode(item) == oracle.encode(item)
        assert rlp.decode(rlp.encode(item)) == item


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x81\x7f", id="small byte with a head"),
        pytest.param(b"\x80\x00", id="bytes left over"),
        pytest.param(b"\x82\x01", id="string cut short"),
        pytest.param(b"\xc2\x01", id="list cut short"),
        pytest.param(b"\xc1\x82\x01\x02", id="item reaches past its list"),
        pytest.param(b"\xb8\x37" + b"\x01" * 55, id="long form for a short string"),
        pytest.param(b"\xb9\x00\x38" + b"\x01" * 56, id="length with a leading zero"),
        pytest.param(b"\xb8", id="length missing"),
        pytest.param(b"\xb9\x01", id="length cut short"),
        pytest.param(b"\xbf" + b"\xff" * 8, id="length beyond memory"),
        pytest.param(b"\xf8\x01\x00", id="long form for a short list"),
        pytest.param(deep(17), id="nested too deep"),
    ],
)
def test_a_spelling_that_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(RlpRefused):
        rlp.decode(data)


def test_sixteen_levels_are_read() -> None:
    assert rlp.encode(rlp.decode(deep(16))) == deep(16)


@given(st.integers(0, 2**256 - 1))
def test_integers_are_read_back(value: int) -> None:
    assert rlp.decode_int(rlp.encode_int(value)) == value


@pytest.mark.parametrize("item", [[], b"\x00", b"\x00\x01", b"\x01" * 9])
def test_a_malformed_integer_is_refused(item: Any) -> None:
    with pytest.raises(RlpRefused):
        rlp.decode_int(item, 8)
