"""DCAT catalogues become entries as far as they say; what article 13 asks beyond that is told, never guessed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ImportRefused
from ledger.imports.dcat import read_datasets
from ledger.imports.json_source import read_values
from ledger.model import check_form
from ledger.policy.completeness import REQUIRED
from tests.left_out import leave_out_data

DATA = Path(__file__).resolve().parents[3] / "shared/data"
REAL = {"arm.data.json": 3, "usda.gov.data.json": 3}
FILL = {"*": {"share_type": "unconditional", "grade": 1, "manager": "M-1", "update_cycle": "year", "fields": ["code"]}}
SET: dict[str, Any] = {"identifier": "a-1", "title": "Roads", "description": "All roads"}


@pytest.mark.parametrize(("name", "count"), REAL.items())
def test_real_catalogues_are_read_whole_with_what_they_lack(name: str, count: int) -> None:
    if not (DATA / name).is_file():
        leave_out_data(f"shared/data/{name} beside the repository")
    (document,) = read_values(DATA / name)
    found = read_datasets(document, {})
    assert len(found) == count
    for one in found:
        check_form("item", one.code)
        assert {"share_type", "grade", "manager", "fields"} <= set(one.lacking) <= set(REQUIRED)
        assert one.entry["title"]
        assert one.entry["provider"]
        assert "contactPoint" not in json.dumps(one.entry)
        assert "@" not in one.entry.get("abstract", "")


def test_what_is_filled_in_completes_and_never_replaces() -> None:
    given = {**SET, "distribution": [{"downloadURL": "http://x/a.csv", "mediaType": "text/csv"}]}
    fill = {**FILL, "dcat/a-1": {"title": "Other", "grade": 2}}
    (one,) = read_datasets({"dataset": [given]}, fill)
    assert one.lacking == ()
    assert (one.entry["title"], one.entry["grade"], one.entry["share_mode"]) == ("Roads", 2, "file")


@pytest.mark.parametrize(
    ("more", "member", "value"),
    [
        ({"accrualPeriodicity": "R/P1M"}, "update_cycle", "month"),
        (
            {"accrualPeriodicity": "http://publications.europa.eu/resource/authority/frequency/QUARTERLY"},
            "update_cycle",
            "quarter",
        ),
        ({"accrualPeriodicity": "sometimes"}, "update_cycle", None),
        ({"accessLevel": "public"}, "is_open", True),
        ({"accessLevel": "non-public"}, "is_open", None),
        ({"accessLevel": "public"}, "share_type", None),
        ({"distribution": {"format": "API"}}, "share_mode", "api"),
        ({"distribution": [{"accessURL": "http://x"}]}, "share_mode", None),
        ({"publisher": "Roads office"}, "provider", "Roads office"),
        ({"dct:publisher": {"foaf:name": {"@value": "Office"}}}, "provider", "Office"),
        ({"description": "No description found"}, "abstract", None),
        ({"modified": "2026-07-01T10:00:00Z"}, "issued", "2026-07-01"),
        ({"keyword": ["a", 3, "b"]}, "keywords", ["a", "b"]),
    ],
)
def test_a_member_is_read_as_it_is_meant_or_left_out(more: dict[str, Any], member: str, value: Any) -> None:
    (one,) = read_datasets([{**SET, **more}], {})
    assert one.entry.get(member) == value


def test_an_identifier_that_fits_no_code_gets_a_digest() -> None:
    one, two = read_datasets([{**SET, "identifier": f"http://host/{name}"} for name in ("a?b", "a!b")], {})
    assert one.code.startswith("dcat/http-host-a-b-")
    assert one.code != two.code


def test_linked_data_is_read_from_its_graph() -> None:
    document = {"@graph": [{"@type": "dcat:Catalog"}, {"@type": "dcat:Dataset", "@id": "x-1", "dct:title": "T"}]}
    (one,) = read_datasets(document, {})
    assert (one.code, one.entry["title"]) == ("dcat/x-1", "T")


@pytest.mark.parametrize(
    "document",
    [None, {}, {"dataset": []}, {"dataset": [1]}, [SET, SET], [{"title": "no identifier"}], "text"],
    ids=["null", "empty", "no sets", "no object", "twice", "no identifier", "text"],
)
def test_what_is_no_catalogue_is_refused(document: Any) -> None:
    with pytest.raises(ImportRefused):
        read_datasets(document, {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "publisher", "distribution", "@value", "format", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["title", "description", "publisher", "distribution", "keyword", "accrualPeriodicity", "modified"]), JSON), st.text(min_size=1, max_size=90))  # fmt: skip
def test_any_set_gives_an_entry_whose_code_fits(given_set: dict[str, Any], identifier: str) -> None:
    try:
        (one,) = read_datasets([{**given_set, "identifier": identifier}], FILL)
    except ImportRefused:
        return
    check_form("item", one.code)


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"{", "no JSON"), (b"\xff", "no UTF-8"), (b"[" * 100_000, "nests deeper"), (b'{"a":1}\n{', "no JSON")],
    ids=["cut off", "encoding", "deep", "second line"],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(ImportRefused, match=says):
        read_values(tmp_path / "x.json")
    with pytest.raises(ImportRefused, match="cannot read"):
        read_values(tmp_path / "y.json")


def test_values_may_stand_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"a":1}\n\n{"b":2}\n', "utf-8")
    assert read_values(tmp_path / "x.json") == [{"a": 1}, {"b": 2}]
