"""Records of calls are paired by message; each side's own record becomes its own event, orphans included."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ImportRefused
from ledger.imports.call_log import Pair, read_calls
from ledger.imports.import_drafts import call_rows, load_call_mapping
from ledger.imports.importing import Hand, plan_ready
from ledger.imports.json_source import read_values
from ledger.keys import LocalSigner
from tests.left_out import leave_out_data

DATA = Path(__file__).resolve().parents[3] / "shared/data"
REAL = {
    "xroad_opmon_original_documents.json": ({Pair.PAIRED: 10}, 0),
    "xroad_raw_messages_batch_1.json": ({Pair.PAIRED: 10, Pair.DIFFERING: 2, Pair.ORPHAN: 3}, 2),
}
BOTH = {
    "messageId": "m-1", "requestInTs": 1_670_257_876_688, "succeeded": True, "requestSize": 10, "responseSize": 20,
    "clientXRoadInstance": "CN", "clientMemberClass": "GOV", "clientMemberCode": "1", "clientSubsystemCode": "app",
    "serviceXRoadInstance": "CN", "serviceMemberClass": "GOV", "serviceMemberCode": "2", "serviceCode": "check",
    "serviceVersion": "v1",
}  # fmt: skip
CLIENT, PRODUCER = {**BOTH, "securityServerType": "Client"}, {**BOTH, "securityServerType": "Producer"}
AGREEMENT = "0x" + "0a" * 32
MAPPING = f"""
format = 1
source = "xroad"
[[members]]
name = "CN/GOV/1/app"
department = "GGFW-510100"
[[members]]
name = "CN/GOV/2"
department = "MZJ-510100"
key = "env:OWNER"
[[routes]]
client = "CN/GOV/1/app"
service = "CN/GOV/2/check/v1"
agreement = "{AGREEMENT}"
item = "307001/000001"
fields = ["code"]
purpose = "核验"
"""


def pairs(*records: dict[str, Any]) -> list[Pair]:
    return [one.pair for one in read_calls(list(records)).calls]


@pytest.mark.parametrize(("name", "expected"), REAL.items())
def test_real_records_pair_as_they_should(name: str, expected: tuple[dict[Pair, int], int]) -> None:
    if not (DATA / name).is_file():
        leave_out_data(f"shared/data/{name} beside the repository")
    log = read_calls(read_values(DATA / name))
    assert (Counter(one.pair for one in log.calls), len(log.unnamed)) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([CLIENT, PRODUCER], [Pair.PAIRED, Pair.PAIRED]),
        ([PRODUCER, CLIENT], [Pair.PAIRED, Pair.PAIRED]),
        ([{"client": CLIENT, "producer": PRODUCER}], [Pair.PAIRED, Pair.PAIRED]),
        ([{"client": CLIENT, "producer": None}], [Pair.ORPHAN]),
        ([CLIENT], [Pair.ORPHAN]),
        ([CLIENT, {**PRODUCER, "messageId": "m-2"}], [Pair.ORPHAN, Pair.ORPHAN]),
        ([CLIENT, CLIENT], [Pair.AMBIGUOUS, Pair.AMBIGUOUS]),
        ([CLIENT, PRODUCER, PRODUCER], [Pair.AMBIGUOUS] * 3),
        ([CLIENT, {**PRODUCER, "responseSize": 21}], [Pair.DIFFERING, Pair.DIFFERING]),
        ([CLIENT, {**PRODUCER, "requestInTs": BOTH["requestInTs"] + 60_001}], [Pair.DIFFERING, Pair.DIFFERING]),  # type: ignore[operator]
    ],
    ids=["both", "the other way round", "corrected document", "half a document", "alone", "two messages", "twice one side",
         "three", "sizes differ", "a minute apart"],
)  # fmt: skip
def test_a_message_pairs_or_does_not(records: list[dict[str, Any]], expected: list[Pair]) -> None:
    assert pairs(*records) == expected


def test_a_difference_is_named() -> None:
    calls = read_calls([CLIENT, {**PRODUCER, "succeeded": False}]).calls
    assert [one.differs for one in calls] == [("succeeded",), ("succeeded",)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"messageId": ""}, "messageId"),
        ({"messageId": "x" * 300}, "messageId"),
        ({"requestInTs": "now"}, "requestInTs"),
        ({"requestInTs": 2**60}, "requestInTs"),
        ({"requestInTs": True}, "requestInTs"),
        ({"succeeded": 1}, "succeeded"),
        ({"securityServerType": "Both"}, "securityServerType"),
        ({"serviceMemberCode": None}, "serviceMemberCode"),
        ({"serviceCode": 5}, "serviceCode"),
    ],
)
def test_a_record_that_says_too_little_is_named_and_nothing_is_taken(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ImportRefused, match=says) as refused:
        read_calls([CLIENT, {**PRODUCER, **change}])
    assert "line 2" in refused.value.en


def test_a_side_that_contradicts_its_place_and_what_is_no_record_are_refused() -> None:
    for bad in ({"client": PRODUCER}, 7, "text"):
        with pytest.raises(ImportRefused):
            read_calls([bad])
    with pytest.raises(ImportRefused, match="no records"):
        read_calls([[]])


def test_a_failed_attempt_that_names_nobody_is_nobodys_call() -> None:
    log = read_calls([CLIENT, {"securityServerType": "Client", "succeeded": False, "faultCode": "Client.X"}])
    assert [(one.number, one.fault) for one in log.unnamed] == [(2, "Client.X")]
    assert len(log.calls) == 1


def test_each_side_becomes_an_event_of_its_own_department(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
    mapping = load_call_mapping(tmp_path / "m.toml")
    log = read_calls([{**CLIENT, "messageIssue": "case-7"}, PRODUCER, {**CLIENT, "messageId": "x", "serviceCode": "other"},
                      {**CLIENT, "messageId": "y", "clientMemberCode": "9"}])  # fmt: skip
    ready, problems = call_rows(log, mapping)
    assert [(one.line, one.column) for one in problems] == [(3, "routes"), (4, "members")]
    hands = {"CN/GOV/1/app": Hand("GGFW-510100", LocalSigner(b"\x01" * 32)), "CN/GOV/2": Hand("MZJ-510100", LocalSigner(b"\x02" * 32))}  # fmt: skip
    built = plan_ready(ready, mapping.source, hands, b"\x03" * 32, b"\x04" * 32)
    assert [one.event.actor for one in built.built] == ["GGFW-510100", "MZJ-510100"]
    assert {one.event.agreement for one in built.built} == {AGREEMENT}
    opened = [{name: field.value for name, field in one.disclosures.items()} for one in built.built]
    assert [one["case_ref"] for one in opened] == ["case-7", ""]
    assert {(one["message_id"], one["pair"], one["success"]) for one in opened} == {("m-1", "paired", True)}
    assert built == plan_ready(ready, mapping.source, hands, b"\x03" * 32, b"\x04" * 32)


@pytest.mark.parametrize(
    "text",
    ["format = 2", "nonsense", 'format = 1\nsource = "x"', MAPPING + "other = 1", MAPPING.replace("GGFW", "ggfw"),
     MAPPING.replace('"xroad"', '"../x"'), MAPPING.replace(AGREEMENT, "0x0a"), MAPPING.replace("purpose", "aim")],
    ids=["format", "no TOML", "incomplete", "unknown member", "department", "source", "agreement", "member of a route"],
)  # fmt: skip
def test_a_bad_mapping_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.toml").write_text(text, "utf-8")
    with pytest.raises(ImportRefused, match="mapping of calls"):
        load_call_mapping(tmp_path / "m.toml")


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot read"):
        load_call_mapping(tmp_path / "m.toml")


@given(
    st.lists(
        st.sampled_from([CLIENT, PRODUCER, {**CLIENT, "messageId": "b"}, {**PRODUCER, "messageId": "b"}]),
        min_size=1,
        max_size=8,
    )
)
def test_pairing_does_not_depend_on_the_order(records: list[dict[str, Any]]) -> None:
    assert Counter(pairs(*records)) == Counter(pairs(*reversed(records)))
