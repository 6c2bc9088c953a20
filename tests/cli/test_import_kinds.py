"""``quanze import catalogue | dcat | calls`` and ``quanze figures``, ``quanze review`` against a running service."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ledger.imports.dcat import PREFIX
from tests.cli.conftest import MANAGER, OWNER, USER, Quanze
from tests.left_out import leave_out_data

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("信息资源代码", "信息资源名称", "信息项", "格式", "共享类型", "共享方式", "更新周期", "分级")
ROWS = [
    (f"30700{number}/000001", f"登记信息{number}", "姓名、日期", "csv", "无条件", "批量交换", "每月", "一般")
    for number in range(1, 4)
]
APPROVED = ("--approved-by", "文 1", "--secrecy-assessment", "无密")
ITEM = ROWS[0][0]


def sheet(folder: Path, *rows: tuple[str, ...], name: str = "items.xlsx") -> Path:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def run(quanze: Quanze, *arguments: str, code: int = 0, **more: Any) -> Any:
    given = ("--memory", str(quanze.folder / "kinds"))
    return quanze.json("import", *arguments, *given, key="owner", code=code, **more)


@pytest.fixture(scope="module")
def registered(parties: Quanze) -> dict[str, Any]:
    """The answer to the first import of a right sheet."""
    found: dict[str, Any] = run(
        parties, "catalogue", str(sheet(parties.folder, *ROWS)), "--manager", MANAGER, "--department", OWNER, *APPROVED
    )
    return found


def test_every_row_of_a_right_sheet_is_registered_exactly_once(parties: Quanze, registered: dict[str, Any]) -> None:
    assert (registered["recorded"], registered["recorded_before"], registered["skipped"]) == (3, 0, [])
    again = run(parties, "catalogue", str(parties.folder / "items.xlsx"), "--manager", MANAGER, *APPROVED)
    assert (again["recorded"], again["recorded_before"]) == (0, 3)
    shown = parties.json("catalogue", "show", ITEM, key="owner")
    assert shown["title"] == "登记信息1"


def test_a_bad_cell_is_named_and_nothing_is_recorded(
    parties: Quanze, registered: dict[str, Any], tmp_path: Path
) -> None:
    bad = sheet(tmp_path, ROWS[0], ("x", *ROWS[1][1:]), name="bad.xlsx")
    refused = parties("import", "catalogue", str(bad), "--manager", MANAGER, *APPROVED, "--memory", str(tmp_path), key="owner", code=1)  # fmt: skip
    assert "Sheet!A3" in refused.stderr
    assert "307001/000001" in refused.stderr


def test_bad_rows_are_left_out_if_asked_and_listed(parties: Quanze, registered: dict[str, Any], tmp_path: Path) -> None:
    rows = (("x", *ROWS[1][1:]), ("307009/000001", "另一登记", *ROWS[0][2:]))
    mixed = sheet(tmp_path, *rows, name="mixed.xlsx")
    found = run(parties, "catalogue", str(mixed), "--manager", MANAGER, *APPROVED, "--skip-bad")
    assert found["recorded"] == 1
    assert [one["place"] for one in found["skipped"]] == ["Sheet!A2"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--manager", MANAGER), "--approved-by"),
        (("--manager", MANAGER, *APPROVED, "--source", "../x"), "letters"),
        (("--manager", MANAGER, *APPROVED, "--source", "second"), "update them instead"),
        (APPROVED, "lacks its manager"),
    ],
    ids=["no approval", "source", "registered already", "no manager"],
)
def test_what_must_not_be_registered_is_refused(
    parties: Quanze, registered: dict[str, Any], arguments: tuple[str, ...], says: str
) -> None:
    given = ("--memory", str(parties.folder / "others"))
    refused = parties(
        "import", "catalogue", str(parties.folder / "items.xlsx"), *arguments, *given, key="owner", code=1
    )
    assert says in refused.stderr


def test_a_real_dcat_catalogue_tells_what_it_lacks_and_is_registered_once_complete(
    parties: Quanze, tmp_path: Path
) -> None:
    file = ROOT.parent / "shared/data/arm.data.json"
    if not file.is_file():
        leave_out_data("shared/data/arm.data.json beside the repository")
    told = run(parties, "dcat", str(file), "--dry-run", "--drafts", str(tmp_path / "drafts.json"))
    assert (told["datasets"], len(told["incomplete"]), told["sound"]) == (3, 3, 0)
    assert {one["article"] for one in told["incomplete"][0]["lacks"]} == {"13"}
    assert len(json.loads((tmp_path / "drafts.json").read_text("utf-8"))) == 3
    refused = parties("import", "dcat", str(file), *APPROVED, "--memory", str(tmp_path), key="owner", code=1)
    assert "--fill" in refused.stderr
    fill = tmp_path / "fill.json"
    lacking = {
        "fields": ["value"],
        "share_type": "unconditional",
        "share_mode": "file",
        "grade": 1,
        "update_cycle": "year",
    }
    fill.write_text(json.dumps({"*": lacking}), "utf-8")
    found = run(parties, "dcat", str(file), "--fill", str(fill), "--manager", MANAGER, *APPROVED)
    assert (found["recorded"], found["incomplete"]) == (3, [])
    assert parties.json("catalogue", "show", f"{PREFIX}/avhrr12", key="owner")["title"].startswith("AVHRR")


@pytest.fixture(scope="module")
def agreement(parties: Quanze, registered: dict[str, Any]) -> str:
    folder = parties.folder
    for name in ("z", "e", "p"):
        (folder / f"{name}.text").write_text(name, "utf-8")
    terms = str(folder / "kinds.json")
    parties("agreement", "draft", "--number", "接口1号", "--owner", OWNER, "--user", USER, "--manager", MANAGER, "--item", ITEM,
            "--field", "姓名", "--purpose", "核验", "--legal-basis", "条例20", "--scenario", "示范", "--text-zh", str(folder / "z.text"),
            "--text-en", str(folder / "e.text"), "--policy", str(folder / "p.text"), "--mode", "api", "--calls-per-day", "9",
            "--out", terms)  # fmt: skip
    consents = []
    for key in ("owner", "user", "head"):
        consents.append(str(folder / f"{key}.kinds.json"))
        parties("agreement", "sign", terms, "--out", consents[-1], key=key)
    return str(parties.json("agreement", "conclude", terms, *consents)["agreement"])


def test_both_sides_of_a_call_are_recorded_as_their_own(parties: Quanze, agreement: str, tmp_path: Path) -> None:
    both = {
        "messageId": "m-1", "requestInTs": 1_790_000_000_000, "succeeded": True, "requestSize": 1, "responseSize": 2,
        "clientXRoadInstance": "CN", "clientMemberClass": "GOV", "clientMemberCode": "1", "serviceXRoadInstance": "CN",
        "serviceMemberClass": "GOV", "serviceMemberCode": "2", "serviceCode": "check", "messageIssue": "case-1",
    }  # fmt: skip
    lone = {**both, "messageId": "m-2", "securityServerType": "Client"}
    records = [{**both, "securityServerType": "Client"}, {**both, "securityServerType": "Producer"}, lone]
    (tmp_path / "calls.json").write_text(json.dumps(records), "utf-8")
    (tmp_path / "calls.toml").write_text(f"""
format = 1
source = "xroad"
members = [
  {{ name = "CN/GOV/1", department = "{USER}", key = "env:KEY_user" }},
  {{ name = "CN/GOV/2", department = "{OWNER}", key = "env:KEY_owner" }},
]
routes = [
  {{ client = "CN/GOV/1", service = "CN/GOV/2/check", agreement = "{agreement}", item = "{ITEM}", fields = ["姓名"], purpose = "核验" }},
]
""", "utf-8")  # fmt: skip
    asked = ("figures", "events", "K13", "--period", "2026")
    before = parties.json(*asked, key="head")["members"]
    given = ("calls", str(tmp_path / "calls.json"), "--mapping", str(tmp_path / "calls.toml"))
    found = run(parties, *given)
    assert (found["recorded"], found["pairs"]) == (3, {"orphan": 1, "paired": 2})
    assert run(parties, *given)["recorded"] == 0
    members = [one for one in parties.json(*asked, key="head")["members"] if one not in before]
    assert sorted((one["department"], one["met"]) for one in members) == [(USER, False), (USER, True), (OWNER, True)]


def test_figures_are_shown_exported_reported_and_counted_again(
    parties: Quanze, registered: dict[str, Any], tmp_path: Path
) -> None:
    shown = parties.json("figures", "show", "K3", key="head")
    assert (shown["figures"][0]["total"]["value"], shown["figures"][0]["id"]) == ("100.00", "K3")
    assert "K3" in parties("figures", "show", "K3", key="head").stdout
    for name in ("out.csv", "out.xlsx", "out.html"):
        parties("figures", "export", str(tmp_path / name), "--language", "en", key="head")
    rows = list(csv.reader(StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    assert rows[1][0] == "figure"
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == ["figures", "departments", "tiers"]
    event = parties.json("figures", "report", key="head")["event_id"]
    found = parties.json("figures", "recount", event, key="head")
    assert (found["result"], found["reported_root"]) == ("same", found["counted_root"])
    assert parties.json("review", "gaps", key="head")["rows"] == []
    parties("review", "stale", "--out", str(tmp_path / "stale.xlsx"), key="head")
    assert "[input-refused]" in parties("figures", "export", str(tmp_path / "x.pdf"), key="head", code=1).stderr


@pytest.mark.parametrize(
    "arguments",
    [("import", "nothing", "x"), ("import", "x.csv"), ("import", "calls", "x")],
    ids=["kind", "cases", "calls"],
)
def test_a_kind_that_is_none_and_a_missing_mapping_are_wrong_usage(parties: Quanze, arguments: tuple[str, ...]) -> None:
    parties(*arguments, key="owner", code=2)
