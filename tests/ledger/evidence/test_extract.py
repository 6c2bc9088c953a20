"""Extracts: nothing of a stream can be left out, added, moved or altered unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle
from ledger.canonical import canonical
from ledger.checkpoint import Checkpoint, VerifierKey, sign_note
from ledger.disclosure import Disclosure, field_digest
from ledger.entries import EventEntry, StreamsEntry
from ledger.errors import EvidenceRefused
from ledger.events import build_event
from ledger.evidence import (
    AnchorProof,
    ContractProof,
    ContractTrust,
    Extract,
    Report,
    Status,
    Told,
    TrustPolicy,
    Verdict,
    anchor_slots,
    decode_header,
    key_slots,
    verify_document,
    verify_extract,
)
from ledger.evidence.findings import TEXTS
from ledger.keys import LocalSigner, address_bytes, event_digest
from ledger.streams import StreamsMap, stream_key
from ledger.subset_proof import subset_ranges
from tests.ledger.evidence import world as w
from tests.ledger.evidence.test_verify import check

ITEM = "310/area"
STREAM = f"item:{ITEM}"
SIGNERS = [LocalSigner(w.seed(f"extract {number}")) for number in range(2)]
STEP_MS = 1000


class Scene:
    """A log of ``count`` events of one item, every third of which is signed by another key, anchored by a made-up chain."""

    def __init__(self, count: int = 12, times: Callable[[int], int] = lambda n: n * STEP_MS) -> None:
        self.leaves: list[bytes] = []
        self.streams: dict[str, list[tuple[int, bytes]]] = {}
        self.told: list[Told] = []
        for number in range(count):
            self._append(number, times(number))
        streams = StreamsMap()
        for name, members in self.streams.items():
            streams = streams.put(stream_key(name), len(members), merkle.root([leaf for _, leaf in members]))
        self.map = streams
        self.last = StreamsEntry(len(self.leaves), w.RECORDED_MS, streams.root).encode()
        self.leaves.append(merkle.leaf_hash(self.last))
        self.size, self.root = len(self.leaves), merkle.root(self.leaves)
        self.body = Checkpoint(w.ORIGIN, self.size, self.root).body()
        self.note = sign_note(self.body, w.ORIGIN, w.LOG_KEY.public, w.LOG_KEY.sign)
        self._chain()

    def _append(self, number: int, time: int) -> None:
        if number % 4 == 1:
            # what lies between belongs to other streams
            self.leaves.append(merkle.leaf_hash(b"other %d" % number))
        signer = SIGNERS[number % 3 == 0]
        values = {"version": str(number), "payload_salt": "00" * 16, "cycle_due": "2027-01-01T00:00:00.000Z"}
        fields = {name: field_digest(name, w.salt(name), value) for name, value in values.items()}
        event = build_event(
            type="data.update", actor=w.ACTOR, lane=0, seq=number, occurred_at="2026-11-22T01:28:00.000Z",
            nonce=w.seed(f"nonce {number}")[:16], fields=fields, item=ITEM,
            payload={"alg": "sha256", "digest": "00" * 32, "rows": 3},
        )  # fmt: skip
        digest = event_digest(
            w.SEPARATOR, event_type=event.type.name, actor=event.actor, agreement=None, item=ITEM,
            occurred_at=event.occurred_at, event_id=event.digest,
        )  # fmt: skip
        entry = EventEntry(
            event_id=event.digest, signer=address_bytes(signer.address), index=len(self.leaves),
            recorded_at=w.RECORDED_MS + time, signature=signer.sign_digest(digest),
            positions=tuple(len(self.streams.get(name, [])) for name in event.streams()),
        ).encode()  # fmt: skip
        leaf = merkle.leaf_hash(entry)
        for name in event.streams():
            self.streams.setdefault(name, []).append((len(self.leaves), leaf))
        self.leaves.append(leaf)
        disclosed = {"version": Disclosure(w.salt("version"), str(number))}
        self.told.append(Told(entry, event.raw, disclosed))

    def _chain(self) -> None:
        place = (41 | (w.RECORDED_S + 500) << 64).to_bytes(32, "big")
        values = (self.root, self.map.root, place)
        self.log_trie = w.storage_trie(dict(zip(anchor_slots(w.ORIGIN, self.size), values, strict=True)))
        packed = (2 | (w.RECORDED_S - 86_400) << 8 | w.OPEN << 72).to_bytes(32, "big")
        slots = [slot for one in SIGNERS for slot in key_slots(address_bytes(one.address))]
        code = w.ACTOR.encode().ljust(32, b"\0")
        self.key_trie = w.storage_trie(dict(zip(slots, [code, packed] * 2, strict=True)))
        state = w.HexaryTrie({})
        w.put_account(state, w.ADDRESS["EventLog"], self.log_trie.root_hash, w.CODE["EventLog"])
        w.put_account(state, w.ADDRESS["Departments"], self.key_trie.root_hash, w.CODE["Departments"])
        fields = w.header_fields(state.root_hash, 42, w.RECORDED_S + 600, b"test", bytes(32))
        self.header = w.rlp_oracle.encode(fields)
        self.state = state

    def extract(self, start: int = 0, end: int | None = None, hidden: tuple[int, ...] = (), **changes: Any) -> Extract:
        members = self.streams[STREAM]
        end = len(members) if end is None else end
        told = [Told(one.entry) if at in hidden else one for at, one in enumerate(self.told)][start:end]
        signers = sorted({EventEntry.parse(one.entry).signer for one in told if one.event is not None})
        keys = tuple(slot for signer in signers for slot in key_slots(signer))
        proof = self.map.prove(stream_key(STREAM))
        assert isinstance(proof, tuple)
        anchor = AnchorProof(
            self.header,
            ContractProof(
                w.nodes(self.state, w.ADDRESS["EventLog"]),
                w.storage_nodes(self.log_trie, anchor_slots(w.ORIGIN, self.size)),
            ),
            ContractProof(w.nodes(self.state, w.ADDRESS["Departments"]), w.storage_nodes(self.key_trie, keys)),
        )
        hashes = [leaf for _, leaf in members]
        made = Extract(
            stream=STREAM, start=start, count=len(members), checkpoint=self.note, streams_entry=self.last,
            streams_inclusion=tuple(merkle.inclusion_proof(self.size - 1, self.size, self.leaves)),
            map_path=tuple(proof[1]), stream_hashes=_roots(hashes, range(start, end)),
            log_hashes=_roots(self.leaves, [index for index, _ in members[start:end]]),
            entries=tuple(told), keys=len(signers), anchor=anchor,
        )  # fmt: skip
        return replace(made, **changes)

    @property
    def policy(self) -> TrustPolicy:
        return TrustPolicy(
            log_key=VerifierKey(w.ORIGIN, w.LOG_KEY.public),
            chain_id=w.CHAIN_ID,
            genesis=bytes(32),
            contracts={name: ContractTrust(w.ADDRESS[name], w.CODE[name]) for name in w.ADDRESS},  # type: ignore[misc]
            blocks={42: decode_header(self.header).hash},
        )

    def verify(self, extract: Extract) -> Report:
        return verify_extract(extract.encode(), self.policy)


def _roots(leaves: list[bytes], indexes: Any) -> tuple[bytes, ...]:
    return tuple(merkle.root(leaves[low:high]) for low, high in subset_ranges(len(leaves), indexes))


@cache
def scene() -> Scene:
    return Scene()


@given(st.data())
@settings(max_examples=25)
def test_every_interval_verifies(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 11))
    end = data.draw(st.integers(start + 1, 12))
    hidden = tuple(data.draw(st.sets(st.integers(0, 11), max_size=4)))
    report = scene().verify(scene().extract(start, end, hidden))
    assert report.codes == []
    assert report.verdict is Verdict.VERIFIED
    withheld = len([at for at in hidden if start <= at < end])
    assert (report.summary["positions"], report.summary["withheld"]) == (f"{start}–{end - 1}", withheld)


@given(st.data())
@settings(max_examples=60)
def test_no_entry_can_be_left_out_moved_repeated_or_altered(data: st.DataObject) -> None:
    """Whoever tampers holds every byte of the log, recomputes what he likes, and has no key."""
    start = data.draw(st.integers(0, 8))
    end = data.draw(st.integers(start + 2, 12))
    honest = scene().extract(start, end)
    entries = list(honest.entries)
    at, other = (data.draw(st.integers(0, len(entries) - 1)) for _ in range(2))
    kind = data.draw(st.sampled_from(["left out", "swapped", "repeated", "altered", "another", "hidden bytes"]))
    if kind == "left out":
        del entries[at]
    elif kind == "swapped":
        entries[at], entries[other] = entries[other], entries[at]
    elif kind == "repeated":
        entries.insert(at, entries[other])
    elif kind == "another":
        entries[at] = entries[other]
    else:
        raw = bytearray(entries[at].entry if kind == "altered" else entries[at].event or b"")
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 127))
        changed = {"entry": bytes(raw)} if kind == "altered" else {"event": bytes(raw)}
        entries[at] = replace(entries[at], **changed)  # type: ignore[arg-type]
    if tuple(entries) == honest.entries or not entries:
        return
    recomputed = data.draw(st.booleans())
    forged = replace(honest, entries=tuple(entries))
    if recomputed:
        leaves = [leaf for _, leaf in scene().streams[STREAM]]
        shown = range(start, min(start + len(entries), len(leaves)))
        forged = replace(forged, stream_hashes=_roots(leaves, shown), start=data.draw(st.integers(0, 12)))
    try:
        document = forged.encode()
    except (UnicodeDecodeError, EvidenceRefused):
        return
    report = verify_extract(document, scene().policy)
    if report.verdict is Verdict.VERIFIED:
        # the one thing left to do is to give an honest extract of a smaller interval, and then it says so
        assert forged.entries == tuple(scene().told[forged.start : forged.start + len(entries)])
    else:
        assert report.verdict is Verdict.FAILED


def other_scene() -> Scene:
    return Scene(times=lambda number: (20 - number) * STEP_MS)


def at(extract: Extract, position: int, **changes: Any) -> Extract:
    entries = list(extract.entries)
    entries[position] = replace(entries[position], **changes)
    return replace(extract, entries=tuple(entries))


FORGED = [
    pytest.param(lambda e: replace(e, stream="item:310/other"), ["EV-0404", "EV-0904"], id="another stream's name"),
    pytest.param(lambda e: replace(e, start=e.start + 1), ["EV-0404", "EV-0904"], id="places moved by one"),
    pytest.param(lambda e: replace(e, count=e.count + 1), ["EV-0904"], id="stream said to be longer"),
    pytest.param(lambda e: replace(e, count=e.count - 1), ["EV-0904"], id="stream said to be shorter"),
    pytest.param(lambda e: replace(e, entries=e.entries[:-1]), ["EV-0701", "EV-0904"], id="last one left out"),
    pytest.param(lambda e: replace(e, entries=e.entries[1:]), ["EV-0404", "EV-0701", "EV-0904"], id="first left out"),
    pytest.param(lambda e: replace(e, stream_hashes=e.stream_hashes[:-1]), ["EV-0904"], id="a hash fewer"),
    pytest.param(lambda e: replace(e, log_hashes=e.log_hashes[1:]), ["EV-0701"], id="a hash of the log fewer"),
    pytest.param(lambda e: replace(e, log_hashes=(bytes(32), *e.log_hashes[1:])), ["EV-0701"], id="another hash"),
    pytest.param(lambda e: replace(e, map_path=(*e.map_path, bytes(32))), ["EV-0904"], id="another map"),
    pytest.param(lambda e: replace(e, streams_entry=b"\x02"), ["EV-0801"], id="no streams entry"),
    pytest.param(
        lambda e: replace(e, checkpoint=e.checkpoint.replace("demo", "demi")), ["EV-0602"], id="another origin"
    ),
    pytest.param(lambda e: at(e, 0, entry=b"\x01"), ["EV-0401", "EV-0904"], id="no entry"),
    pytest.param(lambda e: at(e, 0, entry=b"\x01", event=None, disclosures={}), ["EV-0401"], id="no withheld entry"),
    pytest.param(lambda e: at(e, 1, event=b"{}"), ["EV-0201", "EV-0402"], id="no event"),
    pytest.param(
        lambda e: at(e, 1, disclosures={"version": Disclosure(w.salt("version"), "9")}),
        ["EV-0301"],
        id="disclosed value",
    ),
    pytest.param(lambda e: replace(e, keys=e.keys - 1, anchor=_fewer_keys(e)), ["EV-1203"], id="a key fewer"),
]


def _fewer_keys(extract: Extract) -> AnchorProof:
    assert extract.anchor is not None
    departments = replace(extract.anchor.departments, storage=extract.anchor.departments.storage[2:])
    return replace(extract.anchor, departments=departments)


@pytest.mark.parametrize(("forge", "codes"), FORGED)
def test_a_forged_extract_fails_with_its_code(forge: Callable[[Extract], Extract], codes: list[str]) -> None:
    report = scene().verify(forge(scene().extract(2, 9)))
    assert report.verdict is Verdict.FAILED
    assert set(codes) <= set(report.codes)


def test_an_entry_beyond_the_checkpoint_is_named() -> None:
    short, long = Scene(3), Scene(12)
    mixed = replace(long.extract(2, 9), checkpoint=short.note)
    assert "EV-0702" in verify_extract(mixed.encode(), scene().policy).codes


def time(number: float) -> int:
    return w.RECORDED_MS + int(number * STEP_MS)


INTERVALS = [
    pytest.param({"since": time(3), "until": time(6)}, 2, 7, [], id="neighbours on both sides"),
    pytest.param({"since": time(0), "until": time(99)}, 0, 12, [], id="the whole stream"),
    pytest.param({"since": time(3)}, 2, 12, [], id="open end"),
    pytest.param({"until": time(6)}, 0, 7, [], id="open start"),
    pytest.param({"since": time(3.5), "until": time(3.6)}, 3, 5, [], id="nothing between two neighbours"),
    pytest.param({"since": time(3), "until": time(6)}, 3, 7, ["EV-1401"], id="nothing shown before the start"),
    pytest.param({"since": time(3), "until": time(6)}, 2, 6, ["EV-1401"], id="nothing shown after the end"),
    pytest.param({"since": time(3), "until": time(6)}, 5, 6, ["EV-1401", "EV-1401"], id="neither end shown"),
]


@pytest.mark.parametrize(("times", "start", "end", "codes"), INTERVALS)
def test_an_interval_of_times_shows_its_ends(times: dict[str, int], start: int, end: int, codes: list[str]) -> None:
    assert scene().verify(scene().extract(start, end, **times)).codes == codes


def test_times_that_go_back_are_found() -> None:
    other = other_scene()
    assert other.verify(other.extract()).codes == ["EV-1402"]


def test_without_an_anchor_it_cannot_be_determined() -> None:
    report = scene().verify(scene().extract(anchor=None, keys=0))
    assert (report.codes, report.verdict) == (["EV-1081", "EV-1281"], Verdict.UNDETERMINED)
    assert {step.number for step in report.steps if step.status is Status.SKIPPED} == {11, 13}


def test_every_code_of_extracts_has_a_row_that_finds_it() -> None:
    rows = {code for row in FORGED for code in row.values[1]} | {"EV-1401", "EV-1402"}  # type: ignore[union-attr]
    assert {"EV-0404", "EV-0904", "EV-1401", "EV-1402"} <= rows & set(TEXTS)


MALFORMED = [
    pytest.param(lambda v: v | {"format": "quanze/extract/v2"}, "EV-0102", id="version"),
    pytest.param(lambda v: v | {"surplus": 1}, "EV-0101", id="unknown member"),
    pytest.param(lambda v: v | {"entries": []}, "EV-0101", id="no entries"),
    pytest.param(lambda v: v | {"count": "12"}, "EV-0101", id="count no integer"),
    pytest.param(lambda v: {k: x for k, x in v.items() if k != "keys"}, "EV-0101", id="anchor without keys"),
    pytest.param(lambda v: v | {"keys": 10_001}, "EV-0101", id="too many keys"),
    pytest.param(lambda v: v | {"keys": 1}, "EV-0101", id="keys not those of the anchor"),
    pytest.param(lambda v: v | {"since": "yesterday"}, "EV-0101", id="time malformed"),
    pytest.param(lambda v: v | {"stream": "x" * 201}, "EV-0101", id="name too long"),
    pytest.param(lambda v: v | {"entries": [{"entry": "AA==", "event": "{}"}]}, "EV-0101", id="event alone"),
    pytest.param(lambda v: v | {"map": ["A" * 48]}, "EV-0101", id="hash of 36 bytes"),
]


@pytest.mark.parametrize(("change", "code"), MALFORMED)
def test_a_malformed_extract_has_its_code(change: Callable[[dict[str, Any]], dict[str, Any]], code: str) -> None:
    document = canonical(change(json.loads(scene().extract().encode())))
    assert verify_document(document, scene().policy).codes == [code]


@pytest.mark.parametrize("document", [b"", b"[]", b'{"format":"quanze/extract/v1"}', b" " * 70_000_000], ids=len)
def test_what_is_no_document_fails(document: bytes) -> None:
    assert verify_document(document, scene().policy).codes == ["EV-0101"]
    assert verify_extract(document, scene().policy).codes == ["EV-0101"]


def test_evidence_is_told_from_extracts() -> None:
    world = w.World()
    assert verify_document(world.evidence.encode(), world.policy).to_json() == check().to_json()
    assert Extract.parse(scene().extract(hidden=(1,)).encode()) == scene().extract(hidden=(1,))
