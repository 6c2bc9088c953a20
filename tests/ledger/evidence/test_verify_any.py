from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical
from ledger.evidence import (
    Verdict,
    verify,
)
from tests.ledger.evidence.tampering import (
    anchor,
    flipped,
    world,
)
from tests.ledger.evidence.world import (
    World,
)


class TestEveryByteCounts:
    """A block number changed to one that is not pinned leaves the verdict open; every other change is a failure."""

    document = World().evidence.encode()
    policy = World().policy

    def assert_refused(self, changed: bytes) -> None:
        report = verify(changed, self.policy)
        assert report.verdict is Verdict.FAILED or report.codes == ["EV-1082"]

    def test_no_byte_can_be_changed_unseen(self) -> None:
        # a prime stride keeps the run short; the next test draws from all bytes
        for at in range(0, len(self.document), 41):
            self.assert_refused(self.document[:at] + bytes((self.document[at] ^ 1,)) + self.document[at + 1 :])

    @given(st.data())
    def test_no_change_of_any_kind_goes_unseen(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.document) - 1))
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != self.document[at]))
        self.assert_refused(self.document[:at] + bytes((byte,)) + self.document[at + 1 :])

    @given(st.integers(0, 11_000), st.integers(1, 50), st.binary(max_size=20))
    def test_no_splice_goes_unseen_or_unreported(self, at: int, length: int, piece: bytes) -> None:
        changed = self.document[:at] + piece + self.document[at + length :]
        if changed != self.document:
            self.assert_refused(changed)

    def test_without_a_pin_only_an_unsealed_header_is_malleable(self) -> None:
        built = World(pinned=False, accept_unsealed=True)
        assert built.evidence.anchor
        header = flipped(built.evidence.anchor.header)
        report = verify(anchor(built.evidence, header=header).encode(), built.policy)
        assert report.verdict is Verdict.VERIFIED
        assert report.summary["header"] == "unsealed"


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
json_values = st.recursive(
    st.booleans() | st.integers(0, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def test_fields_may_be_withheld() -> None:
    withheld = replace(world().evidence, disclosures={})
    assert verify(withheld.encode(), world().policy).verdict is Verdict.VERIFIED


@st.composite
def broken_documents(draw: st.DrawFn) -> bytes:
    """The honest document with a value somewhere replaced by any other JSON value."""
    document = json.loads(world().evidence.encode())
    at: Any = document
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
            at = at[key]
            continue
        at[key] = draw(json_values.filter(lambda value, old=at[key]: value != old))
        break
    return canonical(document)


@given(broken_documents())
def test_any_replaced_value_is_refused_without_a_crash(document: bytes) -> None:
    honest, changed = json.loads(world().evidence.encode()), json.loads(document)
    report = verify(document, world().policy)
    if changed["disclosures"] == {} and changed == honest | {"disclosures": {}}:
        # withholding every field is not tampering
        assert report.verdict is Verdict.VERIFIED
    else:
        assert report.verdict is Verdict.FAILED
