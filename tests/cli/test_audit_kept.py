"""The audit reads what is kept beside the log: a refused second event with its signature, and disclosures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.cli.audit_kept import check_kept
from ledger.errors import LaneConflict
from ledger.event_types import KeyRole
from ledger.recording.pen import Pen
from tests.api.deployment import OWNER, SEPARATOR, Deployment

SIDES = ("alone", "in a batch")
CHANGES = {
    "the event": "UPDATE conflicts SET event = CAST(replace(event, 'incident', 'incidents') AS BLOB)",
    "the event's id": "UPDATE conflicts SET event_id = zeroblob(32)",
    "the signer": "UPDATE conflicts SET signer = zeroblob(20)",
    "the signature": "UPDATE conflicts SET signature = zeroblob(65)",
    "the lane": "UPDATE conflicts SET lane = lane + 1",
    "the number": "UPDATE conflicts SET seq = seq + 1",
    "the place": "UPDATE conflicts SET kept_index = kept_index + 1",
    "what it disclosed": "UPDATE conflicts SET submission = x'7b7d78'",
}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    yield deployment
    deployment.close()


def refuse(here: Deployment, side: str) -> None:
    """Record two events, and send another one with the first one's number."""
    first, second = (_draft(here), _draft(here))
    here.record(OWNER, first)
    here.record(OWNER, second)
    pen = Pen(OWNER, here.signers[OWNER, KeyRole.HEAD], SEPARATOR, 0, here.pens[OWNER, KeyRole.HEAD].next_seq - 2)
    if side == "alone":
        checked = [here.intake.check(pen.write(_draft(here))[1])]
    else:
        _, events, signature = pen.write_batch([_draft(here), _draft(here), _draft(here)])
        checked = here.intake.check_batch(events, signature)
    assert isinstance(here.recorder.submit(checked)[0], LaneConflict)


def _draft(here: Deployment) -> object:
    values = {"kind": "k", "discovered_at": "2026-11-20T00:00:00.000Z", "level": "1", "affected": "a"}
    return here.draft("incident", values)


def found(here: Deployment) -> list[str]:
    findings: list[str] = []
    with here.store.read() as session:
        check_kept(session, SEPARATOR, lambda where, _zh, _en: findings.append(where))
    return findings


@pytest.mark.parametrize("side", SIDES)
def test_a_refused_event_can_be_held_against_its_signature_for_ever(here: Deployment, side: str) -> None:
    refuse(here, side)
    assert found(here) == []


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_conflict_is_found(here: Deployment, side: str, change: str) -> None:
    refuse(here, side)
    with here.store.begin() as session:
        session.connection.execute(text(change))
    assert found(here)


def test_disclosures_of_nothing_are_found(here: Deployment) -> None:
    refuse(here, "alone")
    with here.store.begin() as session:
        session.connection.execute(text('UPDATE disclosures SET "index" = 500 WHERE "index" = 1'))
    assert found(here) == ["disclosures 500"]
