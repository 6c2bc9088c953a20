"""docs/questions.md names every question once, with a command and a call that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from ledger.cli import app
from ledger.cli.questions import TOPICS
from tests.questions.conftest import Year

PAGE = (Path(__file__).resolve().parents[2] / "docs/questions.md").read_text("utf-8")
ROW = re.compile(r"^\| ([0-9]+) \| (.+?) \| `quanze ([^`]+)` \| `(GET|POST) ([^`]+)` \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
TESTS = Path(__file__).resolve().parent


def test_every_question_is_named_once() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 39))


@pytest.mark.parametrize("row", ROWS, ids=[f"q{int(row[0]):02}" for row in ROWS])
def test_its_command_call_and_test_exist(year: Year, row: tuple[str, ...]) -> None:
    number, words, command, method, path = row
    described = year.get("/openapi.json", "SJJ-510100")["paths"]
    assert method.lower() in described[path]
    group, *rest = command.split()
    known = getattr(get_command(app), "commands", {})
    assert group in known, command
    if group == "ask":
        assert TOPICS[rest[0]].replace("{}", "") in re.sub(r"\{[a-z]+\}", "", path)
    elif hasattr(known[group], "commands"):
        assert rest[0] in known[group].commands
    assert "·" in words, "both languages"
    tests = "".join(one.read_text("utf-8") for one in TESTS.glob("test_*.py"))
    asked = words.split(" · ")[0]
    assert f'"""{asked}"""' in tests, "its test carries the question"
    assert f"def test_q{int(number):02}_" in tests


def test_every_topic_of_the_command_stands_on_the_page() -> None:
    assert [topic for topic in TOPICS if f"quanze ask {topic}" not in PAGE] == []
