"""``quanze import``: a municipality's real case log, to the last event, each exactly once."""

import csv
import json
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ledger.cli.client import Client
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.imports.importing import lane_of
from ledger.keys import open_signer
from tests.cli.conftest import MANAGER, Quanze
from tests.left_out import leave_out_data

ROOT = Path(__file__).resolve().parents[2]
RECEIPT = ROOT.parent / "shared/data/receipt.csv"
MAPPING = ROOT / "tests/receipt_mapping.toml"
EVENTS = 8577


@pytest.fixture(scope="module")
def imported(quanze: Quanze, request: pytest.FixtureRequest) -> dict[str, object]:
    """The answer to the first import, which tells the seconds it took."""
    if not RECEIPT.is_file():
        leave_out_data("shared/data/receipt.csv beside the repository")
    begun = time.monotonic()
    answer = run(quanze)
    seconds = time.monotonic() - begun
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n{EVENTS} events imported in {seconds:.1f} s")
    return {**answer, "seconds": seconds}


def run(quanze: Quanze, *more: str, code: int = 0) -> dict[str, object]:
    given = ("--mapping", str(MAPPING), "--memory", str(quanze.folder / "import"))
    return dict(quanze.json("import", str(RECEIPT), *given, *more, key="head", code=code))


@pytest.fixture
def client(quanze: Quanze) -> Iterator[Client]:
    with Client(quanze.url) as client:
        client.sign_in(open_signer("env:KEY_head", environ=quanze.environ))
        yield client


def steps(client: Client) -> list[str]:
    """Ids of all case steps, page by page."""
    found: list[str] = []
    after: int | None = -1
    while after is not None:
        page = client.events(type="case.step", after=after, limit=500)
        found += [row["id"] for row in page["events"]]
        after = page["next_after"]
    return found


def test_every_row_is_in_the_log_exactly_once(quanze: Quanze, imported: dict[str, object], client: Client) -> None:
    assert (imported["recorded"], imported["recorded_before"]) == (EVENTS, 0)
    secret = bytes.fromhex((quanze.folder / "import/secret").read_text("utf-8").strip())
    lane = lane_of("receipt", secret)
    signer = open_signer("env:KEY_head", environ=quanze.environ)
    assert client.next_seq(signer.address, lane) == EVENTS
    ids = steps(client)
    assert len(ids) == len(set(ids)) >= EVENTS
    sample = [client.event(one) for one in ids[-EVENTS :: EVENTS // 4]]
    assert {json.loads(one["text"])["lane"] for one in sample} == {lane}
    assert all(one["disclosures"]["activity"] for one in sample)


def test_a_second_run_adds_none_with_or_without_its_memory(
    quanze: Quanze, imported: dict[str, object], client: Client
) -> None:
    size = client.status()["size"]
    assert (run(quanze)["recorded"], run(quanze)["recorded_before"]) == (0, EVENTS)
    (quanze.folder / "import/receipt.json").unlink()
    assert run(quanze)["recorded"] == 0
    assert client.status()["size"] == size


def test_a_sample_of_it_is_provable(quanze: Quanze, imported: dict[str, object], client: Client) -> None:
    ids = steps(client)[-EVENTS:]
    trust = TrustPolicy.load(quanze.folder / "data/trust.json")
    client.wait_until(lambda: client.status()["unanchored_count"] == 0, "the anchor")
    for one in (*ids[:: EVENTS // 5], ids[-1]):
        assert verify(client.evidence(one), trust).verdict == "verified"


PAIRS = (
    ("T02 Check confirmation of receipt", "T04 Determine confirmation of receipt"),
    ("T12 Check document X request unlicensed", "T14 Determine document X request unlicensed"),
    ("T17 Check report Y to stop indication", "T19 Determine report Y to stop indication"),
)


def truth() -> tuple[dict[str, set[str]], set[str]]:
    """By plain reading of the file: cases over their deadline, by how they show it; cases of which one person both checked
    and decided.
    """
    with RECEIPT.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    cases: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        cases.setdefault(row["case:concept:name"], []).append(row)
    late: dict[str, set[str]] = {"step-after-due": set(), "closed-after-due": set(), "open-after-due": set()}
    for case, steps in cases.items():
        due, end = datetime.fromisoformat(steps[0]["case:deadline"]), steps[0]["case:enddate"]
        if max(datetime.fromisoformat(step["time:timestamp"]) for step in steps) > due:
            late["step-after-due"].add(case)
        elif end and datetime.fromisoformat(end) > due:
            late["closed-after-due"].add(case)
        elif not end:
            late["open-after-due"].add(case)  # the newest deadline of the file lies in 2012
    both = set()
    for case, steps in cases.items():
        by = {
            name: {step["org:resource"] for step in steps if step["concept:name"] == name}
            for pair in PAIRS
            for name in pair
        }
        if any(by[check] & by[decide] for check, decide in PAIRS):
            both.add(case)
    return late, both


def test_overdue_cases_and_cases_of_one_hand_are_those_of_the_file(
    quanze: Quanze, imported: dict[str, object], request: pytest.FixtureRequest
) -> None:
    late, both = truth()
    given = [part for check, decide in PAIRS for part in ("--with", f"pair={check}=>{decide}")]
    overdue: dict[str, set[str]] = {reason: set() for reason in late}
    same, after, pages = set(), "", 0
    while after is not None:
        more = ("--with", f"after={after}", "--with", "limit=700")
        found = quanze.json("ask", "cases", MANAGER, *given, *more, key="head")
        for one in found["overdue"]:
            overdue[one["reason"]].add(one["case_ref"])
        same |= {one["case_ref"] for one in found["same_person"]}
        after, pages = found["next"], pages + 1
    assert pages > 1
    assert overdue == late
    assert same == both
    assert found["overdue_by_reason"] == {reason: len(cases) for reason, cases in late.items()}
    assert (found["overdue_count"], found["same_person_count"]) == (sum(map(len, late.values())), len(both))
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\noverdue {found['overdue_by_reason']}, checked and decided by one person {len(both)}")


def test_a_row_changed_since_is_refused_and_nothing_is_recorded(
    quanze: Quanze, imported: dict[str, object], client: Client, tmp_path: Path
) -> None:
    run(quanze)
    size = client.status()["size"]
    changed = tmp_path / "receipt.csv"
    changed.write_text(RECEIPT.read_text("utf-8").replace("task-42933", "task-0", 1), "utf-8")
    given = ("--mapping", str(MAPPING), "--memory", str(quanze.folder / "import"))
    refused = quanze("import", str(changed), *given, key="head", code=1)
    assert "[import-refused]" in refused.stderr
    assert client.status()["size"] == size


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(quanze: Quanze, tmp_path: Path, client: Client) -> None:
    rows = [
        "case,activity,time",
        *(f"c{number // 3},step,2026-01-01T00:00:{number % 60:02d}Z" for number in range(700)),
    ]
    mapping = tmp_path / "mapping.toml"
    columns = 'case = "case"\nactivity = "activity"\ntime = "time"\n'
    mapping.write_text(f'format = 1\nsource = "small"\n[columns]\n{columns}', "utf-8")
    given = ("--mapping", str(mapping), "--memory", str(tmp_path / "memory"))
    for known, count in ((0, 500), (500, 700), (700, 700)):
        file = tmp_path / f"{count}.csv"
        file.write_text("\n".join(rows[: count + 1]) + "\n", "utf-8")
        answer = quanze.json("import", str(file), *given, key="head")
        assert (answer["recorded"], answer["recorded_before"]) == (count - known, known)
    shutil.rmtree(tmp_path / "memory")


def test_an_unreachable_service_leaves_nothing_half_imported(quanze: Quanze, tmp_path: Path) -> None:
    file, mapping = tmp_path / "log.csv", tmp_path / "mapping.toml"
    file.write_text("case,activity,time\n1,x,2026-01-01T00:00:00Z\n", "utf-8")
    columns = 'case = "case"\nactivity = "activity"\ntime = "time"\n'
    mapping.write_text(f'format = 1\nsource = "away"\n[columns]\n{columns}', "utf-8")
    given = ("--mapping", str(mapping), "--memory", str(tmp_path / "memory"), "--url", "http://127.0.0.1:1")
    assert "[service-unreachable]" in quanze("import", str(file), *given, key="head", code=3).stderr
