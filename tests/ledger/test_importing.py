"""Case logs become the same events every time; a bad cell is named and then nothing is taken."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ImportRefused
from ledger.imports.case_log import CaseLog, LogMapping, Row, load_mapping, read_case_log
from ledger.imports.importing import BATCH, Batch, Hand, Plan, lane_of, plan, pseudonym, send
from ledger.keys import LocalSigner, batch_digest, recover
from ledger.merkle import leaf_hash, root
from ledger.model import parse_time
from ledger.recording.intake import Submission

SEPARATOR, SECRET = b"\x11" * 32, b"\x22" * 32
SIGNER, OTHER = LocalSigner(b"\x33" * 32), LocalSigner(b"\x44" * 32)
HANDS = {"": Hand("SJ-330000", SIGNER)}
HEADER = "case,activity,time,actor,due"
MAPPING = """
format = 1
source = "permits"
[columns]
case = "case"
activity = "activity"
time = "time"
actor = "actor"
due = "due"
"""
Read = Callable[..., CaseLog]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def run(*rows: str, header: str = HEADER, mapping: str = MAPPING) -> CaseLog:
        (tmp_path / "mapping.toml").write_text(mapping, "utf-8")
        (tmp_path / "log.csv").write_text("\n".join((header, *rows)) + "\n", "utf-8")
        return read_case_log(tmp_path / "log.csv", load_mapping(tmp_path / "mapping.toml"))

    return run


def test_rows_become_events_whose_parent_is_the_step_before(read: Read) -> None:
    log = read(
        "1,b,2011-10-12T08:26:25.398000+02:00,r1,2011-12-06 13:41:31.788000+01:00",
        "2,a,2011-10-11T13:45:40.276000+02:00,r2,",
        "1,a,2011-10-11T13:45:40.276999+02:00,r1,",
    )
    built = plan(log, HANDS, SEPARATOR, SECRET).built
    late, other, early = (one.event for one in built)
    assert (early.parents, late.parents, other.parents) == ((), (early.id,), ())
    assert [event.seq for event in (late, other, early)] == [0, 1, 2]
    assert early.occurred_ms == parse_time("2011-10-11T11:45:40.276Z")
    opened = {name: one.value for name, one in built[0].disclosures.items()}
    assert opened == {"case_ref": "1", "activity": "b", "due_at": "2011-12-06T12:41:31.788Z"}
    assert late.operator == early.operator == pseudonym("r1", SECRET) != other.operator
    assert "r1" not in late.raw.decode()


def test_the_same_file_gives_the_same_bytes_and_another_secret_others(read: Read) -> None:
    log = read("1,a,2026-01-01T00:00:00Z,r,", "1,a,2026-01-01T00:00:00Z,r,")
    first, again = plan(log, HANDS, SEPARATOR, SECRET), plan(log, HANDS, SEPARATOR, SECRET)
    assert first == again
    assert first.built[0].event.id != first.built[1].event.id
    other = plan(log, HANDS, SEPARATOR, b"\x55" * 32)
    assert {one.event.nonce for one in first.built}.isdisjoint(one.event.nonce for one in other.built)
    assert first.batches[0].lane != other.batches[0].lane


def test_a_changed_cell_changes_nonce_and_salts(read: Read) -> None:
    one, two = (
        plan(read(f"1,{activity},2026-01-01T00:00:00Z,r,"), HANDS, SEPARATOR, SECRET).built[0] for activity in "ab"
    )
    assert one.event.nonce != two.event.nonce
    assert one.disclosures["case_ref"].salt != two.disclosures["case_ref"].salt


def test_batches_carry_one_signature_each_over_consecutive_rows(read: Read) -> None:
    made = plan(read(*(f"{n},a,2026-01-01T00:00:00Z,r," for n in range(BATCH + 1))), HANDS, SEPARATOR, SECRET)
    assert [(batch.first, len(batch.rows)) for batch in made.batches] == [(0, BATCH), (BATCH, 1)]
    for batch in made.batches:
        top = root([leaf_hash(one.event.digest) for one in batch.rows])
        digest = batch_digest(SEPARATOR, actor="SJ-330000", count=len(batch.rows), root=top)
        assert "0x" + recover(digest, batch.signature).hex() == SIGNER.address
        assert isinstance(Submission(*batch.events[0][:1], batch.signature, {}).event, bytes)


def test_each_actor_may_have_a_department_and_key(read: Read) -> None:
    mapping = (
        MAPPING + '[actors.r1]\ndepartment = "AA-1"\nkey = "env:A"\n[actors.r2]\ndepartment = "BB-2"\nkey = "env:B"\n'
    )
    log = read("1,a,2026-01-01T00:00:00Z,r1,", "1,b,2026-01-02T00:00:00Z,r2,", mapping=mapping)
    assert {name: one.department for name, one in log.mapping.hands.items()} == {"r1": "AA-1", "r2": "BB-2"}
    hands = {"r1": Hand("AA-1", SIGNER), "r2": Hand("BB-2", OTHER)}
    made = plan(log, hands, SEPARATOR, SECRET)
    assert [(one.event.actor, one.event.seq) for one in made.built] == [("AA-1", 0), ("BB-2", 0)]
    assert made.built[1].event.parents == (made.built[0].event.id,)
    with pytest.raises(ImportRefused, match="no key for 'r2'"):
        plan(log, {"r1": hands["r1"]}, SEPARATOR, SECRET)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",a,2026-01-01T00:00:00Z,r,", "line 3 case: must not be empty"),
        ("1, ,2026-01-01T00:00:00Z,r,", "line 3 activity: must not be empty"),
        ("1,a,,r,", "line 3 time: must not be empty"),
        ("1,a,yesterday,r,", "line 3 time: 'yesterday' is no time of the form iso"),
        ("1,a,2026-01-01T00:00:00,r,", "line 3 time: '2026-01-01T00:00:00' has no offset"),
        ("1,a,1969-12-31T00:00:00Z,r,", "line 3 time"),
        ("1,a,2026-01-01T00:00:00Z,r,soon", "line 3 due: 'soon'"),
        ("1,a,2026-01-01T00:00:00Z,r", "line 3 : has 4 cells, not 5"),
        ("1,a,2026-01-01T00:00:00Z,r,,x", "line 3 : has 6 cells, not 5"),
        ("1," + "a" * 5000 + ",2026-01-01T00:00:00Z,r,", "longer than 4096"),
        ('1,"a,2026-01-01T00:00:00Z,r,', "no CSV"),
    ],
    ids=["no case", "no activity", "no time", "no date", "no offset", "before 1970", "deadline", "few", "many", "long", "quote"],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_taken(read: Read, row: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read("1,a,2026-01-01T00:00:00Z,r,", row)
    assert says in refused.value.en


def test_all_bad_rows_are_counted_and_the_first_are_quoted(read: Read) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(*("1,a,never,r," for _ in range(9)))
    assert len(refused.value.details["problems"]) == 9
    assert "and 4 more" in refused.value.en


@pytest.mark.parametrize(
    ("header", "says"), [("case,activity,time,actor", "due"), (HEADER + ",case", "repeats")], ids=["missing", "twice"]
)
def test_a_header_without_the_columns_is_refused(read: Read, header: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        read("1,a,2026-01-01T00:00:00Z,r,,", header=header)


def test_a_file_without_rows_or_without_text_is_refused(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no rows"):
        read()
    mapping = load_mapping(tmp_path / "mapping.toml")
    (tmp_path / "log.csv").write_bytes(HEADER.encode() + b"\n\xff\xff\n")
    with pytest.raises(ImportRefused, match="no CSV"):
        read_case_log(tmp_path / "log.csv", mapping)
    with pytest.raises(ImportRefused, match="cannot read"):
        read_case_log(tmp_path / "nothing.csv", mapping)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = 2", "format must be 1"),
        ("nonsense", "no complete mapping"),
        ("format = 1", "no complete mapping"),
        (MAPPING.replace("format = 1", "format = 1\nextra = 1"), "extra"),
        (MAPPING + 'other = "x"', "columns.other"),
        (MAPPING.replace('"permits"', '"Not a name"'), "no complete mapping"),
        (MAPPING + '[event]\ntype = "deliver"', "deliver"),
        (MAPPING + '[time]\nzone = "Moon/Base"', "Moon/Base"),
        (MAPPING + '[operators]\nas = "names"', "pseudonym or none"),
        (MAPPING + '[fields]\n"Bad Name" = "case"', "no complete mapping"),
    ],
    ids=["format", "no TOML", "empty", "member", "column", "source", "type", "zone", "operators", "field"],
)
def test_a_bad_mapping_is_refused(read: Read, text: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(mapping=text)
    assert says in refused.value.en


def test_times_by_a_format_and_a_zone(read: Read) -> None:
    mapping = MAPPING + '[time]\nformat = "%d.%m.%Y %H:%M"\nzone = "Asia/Shanghai"\n'
    log = read("1,a,05.01.2026 08:30,r,", mapping=mapping)
    assert log.rows[0].time_ms == parse_time("2026-01-05T00:30:00.000Z")


class Log:
    """Answers like the log: a batch is recorded once, a lane knows its end."""

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self.asked = 0

    def next_seq(self, _address: str, _lane: int) -> int:
        return len(self.ids)

    def submit(self, batch: Batch) -> list[bool]:
        self.asked += 1
        known = [one.event.id in self.ids for one in batch.rows]
        self.ids |= dict.fromkeys(one.event.id for one in batch.rows)
        return known


def test_sending_again_sends_nothing_that_is_recorded(read: Read) -> None:
    def made(count: int) -> Plan:
        return plan(read(*(f"{n},a,2026-01-01T00:00:00Z,r," for n in range(count))), HANDS, SEPARATOR, SECRET)

    log, seen = Log(), []
    assert send(made(3), log.next_seq, log.submit) == (3, 0)
    assert send(made(5), log.next_seq, log.submit, seen.append) == (2, 3)
    assert seen == [5]
    assert send(made(5), log.next_seq, log.submit) == (0, 5)
    assert (log.asked, len(log.ids)) == (2, 5)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=30), st.integers(0, 30))
def test_a_longer_file_keeps_the_events_of_a_shorter_one_if_cases_go_forward(
    cells: list[tuple[str, int]], cut: int
) -> None:
    mapping = LogMapping(
        "permits", "case", "activity", "time", "", "", "iso", None, "case.step", {}, "utf-8", ",", False, {}, ""
    )  # fmt: skip
    rows = tuple(
        Row(line, case, "x", 1000 * line + step, "", None, {}, bytes([line]))
        for line, (case, step) in enumerate(cells, 2)
    )
    whole = plan(CaseLog(mapping, rows), HANDS, SEPARATOR, SECRET)
    part = plan(CaseLog(mapping, rows[:cut]), HANDS, SEPARATOR, SECRET) if rows[:cut] else Plan((), ())
    count = len(part.built)
    assert part.built == whole.built[:count]
    assert part.digest(count) == whole.digest(count)
    ids = {one.event.id for one in whole.built}
    assert len(ids) == len(rows)
    assert all(parent in ids for one in whole.built for parent in one.event.parents)


@given(st.text(min_size=1, max_size=40), st.binary(min_size=32, max_size=32))
def test_lanes_lie_in_the_upper_half_and_pseudonyms_have_their_form(name: str, secret: bytes) -> None:
    assert 1 << 31 <= lane_of(name, secret) < 1 << 32
    hidden = pseudonym(name, secret)
    assert hidden.startswith("op-")
    assert len(hidden) == 19
