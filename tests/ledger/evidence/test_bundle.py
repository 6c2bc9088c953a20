from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import ledger.evidence
from ledger.canonical import canonical
from ledger.errors import EvidenceRefused
from ledger.evidence import MAX_EVIDENCE, Evidence
from tests.ledger.evidence.world import World

DOCUMENT = World().evidence.encode()


@pytest.mark.parametrize("knobs", [{}, {"batch": True}, {"with_anchor": False}], ids=["alone", "batch", "no anchor"])
def test_evidence_is_read_back(knobs: dict[str, Any]) -> None:
    evidence = World(**knobs).evidence
    assert Evidence.parse(evidence.encode()) == evidence
    assert Evidence.parse(evidence.encode()).encode() == evidence.encode()


def change(path: str, value: object) -> bytes:
    """The document with the member at ``path`` replaced, or removed where the value is None."""
    document: Any = json.loads(DOCUMENT)
    at = document
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value(at[last]) if callable(value) else value
    return canonical(document)


def extended(items: list[Any]) -> list[Any]:
    return [*items, items[0]]


def loose_bits(text: str) -> str:
    """Another spelling of the same 32 bytes: the last letter before the padding has two unused bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:42] + alphabet[alphabet.index(text[42]) | 1] + text[43:]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("surplus", 1, id="unknown member"),
        pytest.param("anchor.surplus", 1, id="unknown member within"),
        pytest.param("entry", None, id="member missing"),
        pytest.param("streams.members.0.map", None, id="member missing within"),
        pytest.param("format", 1, id="format no text"),
        pytest.param("event", 1, id="event no text"),
        pytest.param("checkpoint", [], id="checkpoint no text"),
        pytest.param("disclosures", [], id="disclosures no object"),
        pytest.param("disclosures.version", {"salt": "00"}, id="disclosure without value"),
        pytest.param("disclosures.version.salt", "00", id="salt short"),
        pytest.param("disclosures.Version", {"salt": "00" * 16, "value": 1}, id="field name malformed"),
        pytest.param("entry", lambda text: text + "=", id="base64 with more padding"),
        pytest.param("entry", lambda text: text.replace(text[4], "-", 1), id="base64 of the URL alphabet"),
        pytest.param("entry", "é", id="base64 not ASCII"),
        pytest.param("entry", "A" * 4000, id="entry too large"),
        pytest.param("inclusion", "x", id="path no array"),
        pytest.param("inclusion.0", loose_bits, id="base64 with loose bits"),
        pytest.param("inclusion.0", "A" * 48, id="hash too long"),
        pytest.param("inclusion", ["AAAA"] * 65, id="path too long"),
        pytest.param("streams", [], id="streams no object"),
        pytest.param("streams.members", extended, id="five streams"),
        pytest.param("streams.members.0.count", "1", id="count a text"),
        pytest.param("streams.members.0.count", True, id="count a boolean"),
        pytest.param("streams.members.0.map", ["AAAA"] * 257, id="257 siblings"),
        pytest.param("anchor", [], id="anchor no object"),
        pytest.param("anchor.header", "A" * 12_000, id="header too large"),
        pytest.param("anchor.log.storage", extended, id="four slots of EventLog"),
        pytest.param("anchor.departments.storage", lambda items: items[:1], id="one slot of Departments"),
        pytest.param("anchor.log.account", ["AAAA"] * 66, id="too many nodes"),
        pytest.param("anchor.log.account.0", "A" * 1_500, id="node too large"),
    ],
)
def test_a_document_of_another_shape_is_refused(path: str, value: object | Callable[[Any], Any]) -> None:
    with pytest.raises(EvidenceRefused):
        Evidence.parse(change(path, value))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="array"),
        pytest.param(DOCUMENT + b"\n", id="final newline"),
        pytest.param(DOCUMENT.replace(b":", b": ", 1), id="white space"),
        pytest.param(DOCUMENT.replace(b'"entry"', b'"entry":"","entry"', 1), id="repeated member"),
        pytest.param(b" " * (MAX_EVIDENCE + 1), id="too large"),
    ],
)
def test_another_spelling_is_refused(document: bytes) -> None:
    with pytest.raises(EvidenceRefused):
        Evidence.parse(document)


def test_another_version_is_named_as_such() -> None:
    with pytest.raises(EvidenceRefused) as caught:
        Evidence.parse(change("format", "quanze/evidence/v2"))
    assert caught.value.details == {"rule": "version"}


def test_exported_names_exist() -> None:
    assert all(hasattr(ledger.evidence, name) for name in ledger.evidence.__all__)
