"""Intake refuses, by name, what cannot be attributed to a department that may say it."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from ledger.disclosure import Disclosure
from ledger.errors import (
    AgreementUnknown,
    DisclosureRefused,
    EventFromFuture,
    InputRefused,
    ItemUnknown,
    KeyNotAllowed,
    KeyNotOfActor,
    KeyNotValid,
    NotEntrusted,
    PartyNotAllowed,
    QuanzeError,
    SignerUnknown,
)
from ledger.keys import LocalSigner
from ledger.model import format_time
from ledger.recording.pen import Draft, Pen
from ledger.wiring import clock
from tests.ledger.service.conftest import Running
from tests.ledger.service.world import ITEM, MANAGER, OWNER, USER, delivery, eventually, now_text, registration

pytestmark = pytest.mark.chain


def draft_with(running: Running, **changes: object) -> Draft:
    return replace(delivery(running.agreement), **changes)  # type: ignore[arg-type]


ROWS: list[tuple[str, Callable[[Running], tuple[Pen, Draft]], type[QuanzeError]]] = [
    (
        "signed-by-a-stranger",
        lambda r: (r.world.pen(r.worker, OWNER, signer=LocalSigner.generate()), delivery(r.agreement)),
        SignerUnknown,
    ),
    (
        "signed-for-another-chain",
        lambda r: (Pen(OWNER, r.world.heads[OWNER], bytes(32), 0), delivery(r.agreement)),
        SignerUnknown,
    ),
    (
        "signed-by-another-department",
        lambda r: (r.world.pen(r.worker, OWNER, signer=r.world.heads[USER]), delivery(r.agreement)),
        KeyNotOfActor,
    ),
    ("delivered-by-the-user", lambda r: (r.world.pen(r.worker, USER), delivery(r.agreement)), PartyNotAllowed),
    (
        "registered-by-a-second-owner",
        lambda r: (r.world.pen(r.worker, USER), registration()),
        PartyNotAllowed,
    ),
    (
        "under-an-unknown-agreement",
        lambda r: (r.world.pen(r.worker, OWNER), delivery("0x" + "00" * 32)),
        AgreementUnknown,
    ),
    (
        "about-an-unknown-item",
        lambda r: (
            r.world.pen(r.worker, OWNER),
            Draft("classify", now_text(), {"category": "a", "basis": "b"}, item="9/none"),
        ),
        ItemUnknown,
    ),
    (
        "for-a-department-that-entrusted-nothing",
        lambda r: (r.world.pen(r.worker, USER), replace(delivery(r.agreement), on_behalf_of=OWNER)),
        NotEntrusted,
    ),
    (
        "from-the-future",
        lambda r: (r.world.pen(r.worker, OWNER), draft_with(r, occurred_at=format_time(clock() + 3_600_000))),
        EventFromFuture,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("build", "error"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_refuses(running: Running, build: Callable[[Running], tuple[Pen, Draft]], error: type[QuanzeError]) -> None:
    pen, draft = build(running)
    size = running.worker.prover.status().size
    with pytest.raises(error) as caught:
        running.world.intake(running.worker).check(pen.write(draft)[1])
    assert type(caught.value) is error
    assert caught.value.zh
    assert running.worker.prover.status().size <= size + 1  # a checkpoint's own entry may have come, no event has


def test_refuses_a_key_of_the_wrong_role_and_one_that_has_ended(running: Running) -> None:
    world, worker = running.world, running.worker
    gateway = LocalSigner.generate()
    world.enrol(worker, OWNER, gateway.address, 3)
    eventually(lambda: world.directory(worker).key(gateway.address))
    pen = world.pen(worker, OWNER, signer=gateway)
    with pytest.raises(KeyNotAllowed):
        world.intake(worker).check(pen.write(registration())[1])
    world.record(worker, pen, delivery(running.agreement))
    world.end(worker, OWNER, gateway.address, clock() // 1000)
    eventually(lambda: world.directory(worker).key(gateway.address).valid_until_ms)
    with pytest.raises(KeyNotValid):
        world.intake(worker).check(pen.write(delivery(running.agreement))[1])


def test_refuses_a_disclosure_that_the_event_did_not_commit_to(running: Running) -> None:
    _, submission = running.world.pen(running.worker, OWNER).write(delivery(running.agreement))
    changed = {**submission.disclosures, "version": Disclosure(bytes(16), "2")}
    with pytest.raises(DisclosureRefused):
        running.world.intake(running.worker).check(msgspec.structs.replace(submission, disclosures=changed))


def test_a_batch_has_one_actor_and_at_least_one_event(running: Running) -> None:
    world, worker = running.world, running.worker
    intake = world.intake(worker)
    with pytest.raises(InputRefused):
        intake.check_batch([], bytes(65))
    _, ours, signature = world.pen(worker, OWNER).write_batch([delivery(running.agreement)])
    _, theirs, _ = world.pen(worker, USER).write_batch([delivery(running.agreement)])
    with pytest.raises(InputRefused):
        intake.check_batch([*ours, *theirs], signature)


def test_a_changed_event_of_a_batch_refuses_the_batch(running: Running) -> None:
    world, worker = running.world, running.worker
    drafts = [delivery(running.agreement) for _ in range(3)]
    _, events, signature = world.pen(worker, OWNER, lane=5).write_batch(drafts)
    other, _, _ = world.pen(worker, OWNER, lane=5, next_seq=7).write_batch(drafts[:1])
    events[1] = (other[0].raw, {})
    with pytest.raises(SignerUnknown):
        world.intake(worker).check_batch(events, signature)


def test_a_manager_named_by_the_entry_may_publish_and_others_may_not(running: Running) -> None:
    world, worker = running.world, running.worker
    first = world.record(worker, world.pen(worker, OWNER, lane=8), registration()).event_id
    publish = Draft("catalogue.publish", now_text(), {"review_result": "pass"}, item=ITEM, parents=[first])
    with pytest.raises(PartyNotAllowed):
        world.intake(worker).check(world.pen(worker, USER, lane=8).write(publish)[1])
    world.record(worker, world.pen(worker, MANAGER, lane=8), publish)
    eventually(lambda: world.directory(worker).item(ITEM).facts.published)
