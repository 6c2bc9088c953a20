"""Projections say what log and chain say, and can be dropped and made again to the same rows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from ledger.asking.extracting import Extractor, Interval, Sights
from ledger.evidence.documents import verify_document
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.recording.pen import Draft
from ledger.recording.rebuilding import rebuild
from ledger.recording.recorder import Receipt
from ledger.storage import tables_projection as t
from ledger.wiring import clock
from tests.ledger.service.conftest import Running
from tests.ledger.service.world import ENTRY, ITEM, OWNER, USER, delivery, eventually, now_text

pytestmark = pytest.mark.chain


def receipt_of(agreement: str, parent: str) -> Draft:
    payload = {"alg": "sha256", "digest": "ab" * 32, "rows": 3}
    values = {"result": "accept"}
    return Draft("receipt", now_text(), values, agreement=agreement, item=ITEM, parents=[parent], payload=payload)


def projected(running: Running) -> None:
    eventually(lambda: running.worker.prover.status().projected >= running.worker.prover.status().size)


def test_a_parent_becomes_an_edge_and_a_correction_points_at_what_it_corrects(running: Running) -> None:
    world, worker = running.world, running.worker
    owner, user = world.pen(worker, OWNER, lane=50), world.pen(worker, USER, lane=50)
    delivered = world.record(worker, owner, delivery(running.agreement))
    received = world.record(worker, user, receipt_of(running.agreement, delivered.event_id))
    corrected = world.record(
        worker,
        owner,
        Draft(**{**vars(delivery(running.agreement)), "supersedes": delivered.event_id}),
    )
    projected(running)
    with worker.store.read() as session:
        assert session.events.parents([received.index]) == [(received.index, delivered.index)]
        assert session.events.children([delivered.index]) == [(received.index, delivered.index)]
        (found,) = session.events.get([corrected.index])
    assert found.supersedes == delivered.index
    assert (found.actor, found.agreement, found.item) == (OWNER, running.agreement, ITEM)


def test_events_signed_once_for_all_are_each_provable_alone(running: Running) -> None:
    world, worker = running.world, running.worker
    pen = world.pen(worker, OWNER, lane=51)
    _, events, signature = pen.write_batch([delivery(running.agreement) for _ in range(5)])
    answers = worker.recorder.submit(world.intake(worker).check_batch(events, signature))
    receipts = [one for one in answers if isinstance(one, Receipt)]
    assert len(receipts) == 5
    eventually(lambda: worker.prover.is_anchored(receipts[-1].index))
    trust = TrustPolicy.load(world.config.trust_file)
    for receipt in receipts:
        assert verify(worker.prover.evidence(receipt.event_id), trust).exit_code == 0


def test_evidence_opens_only_the_fields_asked_for_and_still_verifies(running: Running) -> None:
    world, worker = running.world, running.worker
    receipt = world.record(worker, world.pen(worker, OWNER, lane=52), delivery(running.agreement))
    eventually(lambda: worker.prover.is_anchored(receipt.index))
    trust = TrustPolicy.load(world.config.trust_file)
    everything = worker.prover.evidence(receipt.event_id)
    little = worker.prover.evidence(receipt.event_id, ["version"])
    assert b'"outlet":{"salt"' in everything
    assert b'"outlet":{"salt"' not in little
    assert verify(little, trust).exit_code == 0


def test_an_extract_of_each_kind_of_stream_is_anchored_and_verifies(running: Running) -> None:
    world, worker = running.world, running.worker
    receipt = world.record(worker, world.pen(worker, OWNER, lane=60), delivery(running.agreement))
    eventually(lambda: worker.prover.is_anchored(receipt.index))
    trust = TrustPolicy.load(world.config.trust_file)
    extractor = Extractor(worker.store, worker.prover)
    for stream in (f"agreement:{running.agreement}", f"item:{ITEM}", f"department:{OWNER}"):
        document = extractor.extract(stream, Interval(), lambda _event: Sights(content=True, fields=True))
        report = verify_document(document, trust)
        assert (report.codes, report.exit_code) == ([], 0)
        count = report.summary["stream_count"]
        assert report.summary["positions"] == f"0–{count - 1}"


def test_an_entry_that_lacks_what_the_law_asks_for_shows_its_gaps(running: Running) -> None:
    world, worker = running.world, running.worker
    entry: dict[str, Any] = {"title": "不全的条目", "share_type": "refused", "grade": 2}
    values = {"entry": entry, "approved_by": "head", "secrecy_assessment": "none"}
    world.record(
        worker, world.pen(worker, OWNER, lane=53), Draft("catalogue.register", now_text(), values, item="3/99/bare")
    )
    projected(running)
    with worker.store.read() as session:
        item = session.projections.item("3/99/bare")
    assert item is not None
    assert set(item.facts["gaps"]) == {"fields", "format", "update_cycle", "share_mode", "manager", "refusal_basis"}
    assert item.owner == OWNER


def test_an_entry_of_the_wrong_shape_is_recorded_and_decides_nothing(running: Running) -> None:
    world, worker = running.world, running.worker
    for place, entry in enumerate(["text", {**ENTRY, "grade": "high", "fields": [1], "share_type": ["x"]}]):
        values = {"entry": entry, "approved_by": "head", "secrecy_assessment": "none"}
        code = f"3/98/{place}"
        world.record(
            worker,
            world.pen(worker, OWNER, lane=54 + place),
            Draft("catalogue.register", now_text(), values, item=code),
        )
        found = eventually(lambda code=code: world.directory(worker).item(code))
        assert found.facts.share_type == "unknown"


def test_rebuilt_projections_are_the_same_rows(running: Running) -> None:
    worker = running.worker
    told: list[int] = []
    found = rebuild(worker.store, clock, lambda: worker.prover.status().settled, done=told.append)
    assert {one.table for one in found if one.before.rows} >= {
        "departments", "department_keys", "items", "agreements", "event_index", "edges", "event_ids",
    }  # fmt: skip
    assert [one for one in found if not one.same] == []
    assert told[-1] >= worker.prover.status().size


def test_a_row_that_nobody_recorded_shows_in_the_comparison(running: Running) -> None:
    worker = running.worker
    eventually(lambda: worker.prover.status().settled)
    with worker.store.begin() as session:
        row = session.connection.execute(select(t.items)).mappings().first()
        assert row is not None
        session.connection.execute(insert(t.items).values({**row, "code": "invented/item"}))
    found = {one.table: one for one in rebuild(worker.store, clock, lambda: True)}
    assert not found["items"].same
    assert found["items"].before.rows == found["items"].after.rows + 1
    assert found["departments"].same
