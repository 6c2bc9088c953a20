from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from ledger import merkle
from ledger.entries import EventEntry
from ledger.evidence import (
    TEXTS,
    ContractTrust,
    Evidence,
    Kind,
    Report,
    Status,
    StepOutcome,
    TrustPolicy,
    Verdict,
    verify,
)
from ledger.evidence.verify import STEPS
from ledger.keys import LogKey
from ledger.model import format_time
from tests.ledger.evidence.tampering import (
    DAY,
    HASH,
    all_passed,
    anchor,
    check,
    contract,
    disclosed,
    entry,
    event,
    flip_account,
    flip_slot,
    flipped,
    junk_node,
    member,
    of_unknown_type,
    other_checkpoint,
    reformatted,
    streams,
    swap_slots,
    world,
)
from tests.ledger.evidence.world import (
    CODE,
    RECORDED_MS,
    RECORDED_S,
    STRANGER,
    seed,
    with_member,
)

HONEST = [
    pytest.param({}, id="signed alone"),
    pytest.param({"batch": True}, id="signed in a batch"),
    pytest.param({"pinned": False, "accept_unsealed": True}, id="unsealed header that the policy accepts"),
    pytest.param({"seals": 3}, id="sealed header that the policy pins"),
    pytest.param({"role": 1}, id="head's key"),
    pytest.param({"role": 3}, id="gateway's key"),
    pytest.param({"valid_from": RECORDED_S, "recorded_at": RECORDED_MS - 2}, id="recorded as the key becomes valid"),
    pytest.param({"valid_until": RECORDED_S + 1}, id="key valid to the second after"),
    pytest.param({"anchor_block": 42, "anchor_time": RECORDED_S + 7}, id="header of the anchoring block itself"),
    pytest.param({"anchor_time": RECORDED_S - 299}, id="chain's clock five minutes behind"),
]


@pytest.mark.parametrize("knobs", HONEST)
def test_honest_evidence_is_verified(knobs: dict[str, Any]) -> None:
    report = check(**knobs)
    assert report.codes == []
    assert report.verdict is Verdict.VERIFIED
    assert report.exit_code == 0
    assert all_passed(report)


UNDETERMINED = [
    pytest.param({"with_anchor": False}, ["EV-1081", "EV-1281"], {11, 13}, id="not anchored yet"),
    pytest.param({"pinned": False}, ["EV-1082"], set(), id="unsealed header, not accepted, not pinned"),
    pytest.param({"pinned": False, "seals": 3}, ["EV-1083"], set(), id="sealed header, seals cannot be checked"),
    pytest.param({"pinned": False, "seals": 0}, ["EV-1082"], set(), id="header with an empty list of seals"),
    pytest.param({"quorum": 1}, ["EV-0681"], set(), id="nobody cosigned"),
    pytest.param({"quorum": 2, "cosigned": (1,)}, ["EV-0681"], set(), id="one of three cosigned, two are asked for"),
    pytest.param({"quorum": 2, "cosigned": (1, 1)}, ["EV-0681"], set(), id="one cosigned twice"),
]


@pytest.mark.parametrize(("knobs", "codes", "skipped"), UNDETERMINED)
def test_a_missing_link_is_named_and_not_guessed(knobs: dict[str, Any], codes: list[str], skipped: set[int]) -> None:
    report = check(**knobs)
    assert report.codes == codes
    assert report.verdict is Verdict.UNDETERMINED
    assert report.exit_code == 2
    assert {step.number for step in report.steps if step.status is Status.SKIPPED} == skipped
    open_steps = {finding.step for finding in report.findings}
    assert {step.number for step in report.steps if step.status is Status.UNDETERMINED} == open_steps


DISHONEST_WORLDS = [
    pytest.param({"event_id": HASH}, ["EV-0402"], id="entry records another event"),
    pytest.param({"signer": STRANGER}, ["EV-0502"], id="signed by another key than named"),
    pytest.param({"signer": STRANGER, "batch": True}, ["EV-0502"], id="batch signed by another key than named"),
    pytest.param({"log_key": LogKey.from_seed(seed("other log"))}, ["EV-0601"], id="checkpoint by another log key"),
    pytest.param({"note_origin": "demo.quanze/other"}, ["EV-0602"], id="checkpoint of another origin"),
    pytest.param({"quorum": 1, "cosigned": (0,), "miscosigned": (1,)}, ["EV-0603"], id="cosignature of another text"),
    pytest.param({"index_shift": 1}, ["EV-0701"], id="entry claims a neighbour's index"),
    pytest.param({"index_shift": 1000}, ["EV-0702"], id="entry's index beyond the checkpoint"),
    pytest.param({"streams_index_shift": 1}, ["EV-0802"], id="streams entry claims another index"),
    pytest.param({"streams_trailing": True}, ["EV-0802"], id="a leaf stands behind the streams entry"),
    pytest.param({"streams_root": HASH}, ["EV-0903"] * 4, id="streams root of another map"),
    pytest.param({"positions": (1, 1, 2)}, ["EV-0901"], id="entry lists fewer streams"),
    pytest.param({"positions": (1, 1, 2, 2)}, ["EV-0903"], id="entry claims another place in a stream"),
    pytest.param({"positions": (99, 1, 2, 2)}, ["EV-0902"], id="place beyond the stream's count"),
    pytest.param({"deployed": False}, ["EV-1102", "EV-1202"], id="no contracts at the trusted addresses"),
    pytest.param({"code": HASH}, ["EV-1102", "EV-1202"], id="other code at the trusted addresses"),
    pytest.param({"anchored": False}, ["EV-1104"], id="checkpoint not anchored"),
    pytest.param({"anchor_size_shift": 1}, ["EV-1104"], id="anchored under another size"),
    pytest.param({"anchor_root": HASH}, ["EV-1105"], id="another root anchored"),
    pytest.param({"anchor_streams_root": HASH}, ["EV-1106"], id="another streams root anchored"),
    pytest.param({"anchor_block": 43}, ["EV-1107"], id="anchored in a later block than the header's"),
    pytest.param({"anchor_time": RECORDED_S + 8}, ["EV-1107"], id="anchored at a later time than the header's"),
    pytest.param({"enrolled": False}, ["EV-1204"], id="key not enrolled"),
    pytest.param({"department": "OTHER-DEPT"}, ["EV-1205"], id="key of another department"),
    pytest.param({"role": 4}, ["EV-1206"], id="auditor's key signs a delivery"),
    pytest.param({"role": 6}, ["EV-1206"], id="unknown role"),
    pytest.param({"valid_from": RECORDED_S + 1}, ["EV-1207"], id="key not valid yet"),
    pytest.param(
        {"valid_until": RECORDED_S, "recorded_at": RECORDED_MS - 2}, ["EV-1207"], id="recorded as the key ends"
    ),
    pytest.param({"anchor_time": RECORDED_S - 301}, ["EV-1301"], id="recorded long after its anchoring"),
    pytest.param({"recorded_at": 2**63}, ["EV-1301"], id="recorded beyond the calendar"),
    pytest.param(
        {"role": 5, "department": "OTHER-DEPT", "valid_until": RECORDED_S - DAY, "anchor_root": HASH},
        ["EV-1105", "EV-1205", "EV-1206", "EV-1207"],
        id="all failures are listed",
    ),
]


@pytest.mark.parametrize(("knobs", "codes"), DISHONEST_WORLDS)
def test_a_dishonest_world_is_refused_by_code(knobs: dict[str, Any], codes: list[str]) -> None:
    assert_failed(check(**knobs), codes)


def assert_failed(report: Report, codes: list[str]) -> None:
    assert report.codes == codes
    assert report.verdict is Verdict.FAILED
    assert report.exit_code == 1
    failed = {step.number for step in report.steps if step.status is Status.FAILED}
    assert failed == {finding.step for finding in report.findings if finding.kind is Kind.FAILURE}


ENTRY_BOUND = ["EV-0701", *["EV-0903"] * 4]

TAMPERED = [
    pytest.param(event, ["EV-0402", "EV-0502", "EV-0903"], id="another event"),
    pytest.param(reformatted, ["EV-0201", "EV-0402"], id="event written otherwise"),
    pytest.param(of_unknown_type, ["EV-0201", "EV-0402"], id="event of an unknown type"),
    pytest.param(lambda e: disclosed(e, "version", value="2026-12"), ["EV-0301"], id="disclosed value changed"),
    pytest.param(lambda e: disclosed(e, "version", salt=bytes(16)), ["EV-0301"], id="disclosed salt changed"),
    pytest.param(lambda e: disclosed(e, "invented"), ["EV-0301"], id="field invented"),
    pytest.param(
        lambda e: disclosed(disclosed(e, "version", value=1), "outlet", value=2),
        ["EV-0301", "EV-0301"],
        id="every false field is listed",
    ),
    pytest.param(lambda e: replace(e, entry=e.entry + b"\0"), ["EV-0401"], id="entry with a byte more"),
    pytest.param(lambda e: entry(e, recorded_at=RECORDED_MS), ENTRY_BOUND, id="entry backdated"),
    pytest.param(lambda e: entry(e, signer=bytes(20)), ["EV-0502", *ENTRY_BOUND, "EV-1203"], id="signer replaced"),
    pytest.param(lambda e: entry(e, signature=bytes(65)), ["EV-0501", *ENTRY_BOUND], id="signature zeroed"),
    pytest.param(lambda e: replace(e, checkpoint="x"), ["EV-0602"], id="checkpoint no note"),
    pytest.param(
        lambda e: replace(e, checkpoint=e.checkpoint.replace("\n8\n", "\n9\n")), ["EV-0601"], id="checkpoint's size"
    ),
    pytest.param(other_checkpoint, ["EV-0701", "EV-0803"], id="checkpoint with another root"),
    pytest.param(
        lambda e: replace(e, inclusion=(flipped(e.inclusion[0]), *e.inclusion[1:])), ["EV-0701"], id="inclusion path"
    ),
    pytest.param(lambda e: replace(e, inclusion=(*e.inclusion, HASH)), ["EV-0701"], id="inclusion path too long"),
    pytest.param(lambda e: replace(e, inclusion=e.inclusion[:-1]), ["EV-0701"], id="inclusion path too short"),
    pytest.param(lambda e: streams(e, entry=e.streams.entry[:-1]), ["EV-0801"], id="streams entry malformed"),
    pytest.param(lambda e: streams(e, entry=flipped(e.streams.entry)), ["EV-0803"], id="streams root flipped"),
    pytest.param(lambda e: streams(e, inclusion=()), ["EV-0803"], id="streams entry without path"),
    pytest.param(lambda e: streams(e, members=e.streams.members[:3]), ["EV-0901"], id="a stream left out"),
    pytest.param(
        lambda e: streams(e, members=e.streams.members[::-1]),
        ["EV-0903", "EV-0903", "EV-0902", "EV-0903"],
        id="streams in another order",
    ),
    pytest.param(lambda e: member(e, 0, count=6), ["EV-0903"], id="stream's count raised"),
    pytest.param(lambda e: member(e, 0, count=0), ["EV-0902"], id="stream's count zero"),
    pytest.param(lambda e: member(e, 0, count=2**53 - 1), ["EV-0902"], id="stream's count huge"),
    pytest.param(lambda e: member(e, 0, path=()), ["EV-0902"], id="stream path missing"),
    pytest.param(lambda e: member(e, 1, map=(HASH,)), ["EV-0903"], id="streams map sibling"),
    pytest.param(lambda e: member(e, 1, map=(b"short",)), ["EV-0903"], id="streams map sibling too short"),
    pytest.param(lambda e: anchor(e, header=e.anchor.header[:-1]), ["EV-1001"], id="header cut short"),
    pytest.param(lambda e: anchor(e, header=flipped(e.anchor.header)), ["EV-1002"], id="header differs from the pin"),
    pytest.param(lambda e: contract(e, "log", flip_account), ["EV-1101"], id="EventLog account proof"),
    pytest.param(lambda e: contract(e, "log", junk_node), ["EV-1101"], id="EventLog account proof with a junk node"),
    pytest.param(lambda e: contract(e, "log", flip_slot), ["EV-1103"], id="EventLog storage proof"),
    pytest.param(lambda e: contract(e, "log", swap_slots), ["EV-1103"], id="EventLog slots swapped"),
    pytest.param(lambda e: contract(e, "departments", flip_account), ["EV-1201"], id="Departments account proof"),
    pytest.param(lambda e: contract(e, "departments", flip_slot), ["EV-1203"], id="Departments storage proof"),
    pytest.param(
        lambda e: contract(e, "departments", lambda _: e.anchor.log), ["EV-0101"], id="three slots where two belong"
    ),
    pytest.param(
        lambda e: contract(e, "log", lambda p: replace(p, account=e.anchor.departments.account)),
        ["EV-1101"],
        id="account proof of another contract",
    ),
]


@pytest.mark.parametrize(("tamper", "codes"), TAMPERED)
def test_tampered_evidence_is_refused_by_code(tamper: Callable[[Evidence], Evidence], codes: list[str]) -> None:
    assert_failed(verify(tamper(world().evidence).encode(), world().policy), codes)


def test_a_batch_position_that_is_none_is_refused() -> None:
    built = world(batch=True)
    parsed = EventEntry.parse(built.entry)
    assert parsed.batch
    broken = replace(parsed, batch=structs.replace(parsed.batch, position=parsed.batch.count)).encode()
    assert "EV-0503" in verify(replace(built.evidence, entry=broken).encode(), built.policy).codes


def test_a_path_of_another_event_in_the_batch_is_refused() -> None:
    built = world(batch=True)
    parsed = EventEntry.parse(built.entry)
    other = replace(parsed, batch=built.batch_position(5)).encode()
    codes = verify(replace(built.evidence, entry=other).encode(), built.policy).codes
    assert {"EV-0502", "EV-0701"} <= set(codes) or {"EV-0501", "EV-0701"} <= set(codes)


def with_trust(**change: Any) -> TrustPolicy:
    return replace(world().policy, **change)


def with_contract(name: str, **change: Any) -> TrustPolicy:
    contracts = world().policy.contracts
    return with_trust(contracts={**contracts, name: replace(contracts[name], **change)})  # type: ignore[index]


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        pytest.param(lambda: with_trust(chain_id=1), "EV-0502", id="another chain"),
        pytest.param(lambda: with_contract("EventLog", address=b"\x99" * 20), "EV-0502", id="another EventLog"),
        pytest.param(lambda: with_contract("EventLog", code_hash=HASH), "EV-1102", id="another code of EventLog"),
        pytest.param(lambda: with_contract("Departments", address=b"\x99" * 20), "EV-1201", id="another Departments"),
        pytest.param(lambda: with_contract("Departments", code_hash=HASH), "EV-1202", id="other code of Departments"),
        pytest.param(lambda: with_trust(blocks={42: HASH}), "EV-1002", id="another block pinned"),
    ],
)
def test_evidence_of_another_deployment_is_refused(policy: Callable[[], TrustPolicy], code: str) -> None:
    report = verify(world().evidence.encode(), policy())
    assert code in report.codes
    assert report.verdict is Verdict.FAILED


def test_a_failure_outranks_what_is_undetermined() -> None:
    built = world(pinned=False, role=4)
    report = verify(built.evidence.encode(), built.policy)
    assert report.codes == ["EV-1082", "EV-1206"]
    assert report.verdict is Verdict.FAILED


def test_a_quorum_of_witnesses_is_enough_and_says_by_when() -> None:
    report = check(quorum=2, cosigned=(0, 1, 2))
    assert report.verdict is Verdict.VERIFIED
    assert report.summary["witnesses"] == [f"witness.example/{at}" for at in range(3)]
    assert report.summary["witnessed_at"] == format_time((RECORDED_S + 10) * 1000)


def test_cosignatures_that_nobody_asks_for_are_ignored() -> None:
    report = check(cosigned=(0,), miscosigned=(1,))
    assert report.verdict is Verdict.VERIFIED
    assert "witnesses" not in report.summary


def test_an_unknown_version_has_its_own_code() -> None:
    document = with_member(world().evidence.encode(), "format", "quanze/evidence/v2")
    assert verify(document, world().policy).codes == ["EV-0102"]


@pytest.mark.parametrize("document", [b"", b"{}", b"[]", b"null", b"\xff", b'{"format":"quanze/evidence/v1"}'])
def test_a_document_that_is_no_evidence_fails_and_runs_nothing_else(document: bytes) -> None:
    report = verify(document, world().policy)
    assert report.codes == ["EV-0101"]
    assert [step.status for step in report.steps] == [Status.FAILED] + [Status.SKIPPED] * 12
    assert dict(report.summary) == {}


def test_independent_steps_still_run_behind_a_failure() -> None:
    built = world(role=4)
    report = verify(replace(built.evidence, checkpoint="x").encode(), built.policy)
    statuses = {step.number: step.status for step in report.steps}
    assert report.codes == ["EV-0602", "EV-1206"]
    assert {number for number, status in statuses.items() if status is Status.SKIPPED} == {7, 8, 9, 11, 13}


def test_every_code_has_a_row_that_finds_it() -> None:
    rows = [*DISHONEST_WORLDS, *TAMPERED, *UNDETERMINED]
    found = {code for row in rows for code in row.values[1] or []} | {"EV-0101", "EV-0102", "EV-0503"}
    # of extracts only: tests/ledger/evidence/test_extract.py
    found |= {"EV-0404", "EV-0904", "EV-1401", "EV-1402"}
    assert found == set(TEXTS)


def test_steps_are_numbered_in_order() -> None:
    assert [step.number for step in STEPS] == list(range(1, 14))


def test_verified_needs_every_step_even_without_a_finding() -> None:
    skipped = StepOutcome(1, "", "", Status.SKIPPED)
    assert Report([skipped], [], {}).verdict is Verdict.UNDETERMINED


def test_trusting_other_code_names_is_not_enough() -> None:
    policy = with_trust(
        contracts={name: ContractTrust(bytes(20), CODE[name]) for name in ("EventLog", "Departments", "Agreements")}
    )
    assert verify(world().evidence.encode(), policy).verdict is Verdict.FAILED


def test_a_leaf_is_not_taken_for_a_node() -> None:
    built = world()
    left, right = built.leaves[2], built.leaves[3]
    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)
