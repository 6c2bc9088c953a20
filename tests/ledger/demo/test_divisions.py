"""The demo's real data: read from two published versions, canonical, and different where the country changed."""

from pathlib import Path

import pytest

from ledger.demo.after import flip
from ledger.demo.divisions import PROVINCE, Division, Table, changes, load
from ledger.errors import DemoBroken, SourceMissing


def test_both_versions_hold_one_province_whole() -> None:
    older, newer = load()
    assert (older.source, newer.source) == ("@vant/area-data 1.5.2", "@vant/area-data 2.1.0")
    assert (len(older.rows), len(newer.rows)) == (194, 193)
    for table in (older, newer):
        codes = {row.code for row in table.rows}
        assert all(row.parent in codes for row in table.rows if row.code != PROVINCE)


def test_versions_differ_where_luoyang_was_divided_anew() -> None:
    names = [(before and before.name, after and after.name) for before, after in changes(*load())]
    assert names == [("吉利区", None), (None, "偃师区"), (None, "孟津区"), ("孟津县", None), ("偃师市", None)]


def test_csv_is_utf8_with_a_header_and_a_row_a_line() -> None:
    older, _ = load()
    lines = older.csv().decode().splitlines()
    assert lines[:2] == ["code,name,level,parent", "410000,河南省,province,"]
    assert len(lines) == len(older.rows) + 1
    assert all(line.count(",") == 3 for line in lines)


def test_derived_table_counts_every_county_once() -> None:
    _, newer = load()
    counted = [int(line.split(",")[2]) for line in newer.per_city().decode().splitlines()[1:]]
    assert sum(counted) == sum(row.level == "county" for row in newer.rows)


def test_renaming_changes_one_row() -> None:
    table = Table("test", (Division("1", "a", "city", ""), Division("2", "b", "city", "")))
    assert [row.name for row in table.renamed("2", "c").rows] == ["a", "c"]
    assert len(changes(table, table.renamed("2", "c"))) == 1


def test_absent_package_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="npm ci"):
        load([tmp_path])


def test_package_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    for name in ("area-data-v1/dist/index.esm.mjs", "@vant/area-data/dist/index.js"):
        file = tmp_path / "node_modules" / name
        file.parent.mkdir(parents=True)
        file.write_text("export {}")
    with pytest.raises(SourceMissing):
        load([tmp_path])


def test_flip_changes_one_bit_of_the_payload_digest() -> None:
    document = b'{"event":"{\\"payload\\":{\\"digest\\":\\"ab\\"}}"}'
    assert flip(document) == document.replace(b"ab", b"`b")


def test_flip_refuses_what_has_no_payload() -> None:
    with pytest.raises(DemoBroken):
        flip(b"{}")
