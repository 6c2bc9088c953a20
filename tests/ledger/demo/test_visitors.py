"""The five roles that the demo's end names: each has a key in the cast, and a page of its own to begin with."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from ledger.demo.departments import CAST
from ledger.demo.show import Show
from ledger.demo.visitors import VISITORS, Visitor, show_visitors


@pytest.mark.parametrize("one", VISITORS, ids=lambda one: one.en)
def test_each_visitor_has_the_key_that_is_named(one: Visitor) -> None:
    assert one.role in CAST
    assert one.key in one.role.keys
    assert one.page.startswith("/")


def test_the_end_names_every_key_file_and_page() -> None:
    out = io.StringIO()
    show_visitors(Show(Console(file=out, width=200)), Path("demo/departments"), "http://127.0.0.1:8642")
    said = out.getvalue()
    assert len({(one.role.code, one.key) for one in VISITORS}) == 5
    for one in VISITORS:
        assert f"{one.role.code}/{one.key.value}.json" in said
        assert one.page in said
