"""``quanze ask``: every question with a call of its own is asked at the command line too, of the same year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from ledger.cli import app
from ledger.cli.questions import TOPICS
from ledger.event_types import KeyRole
from tests.api.deployment import AUDIT, MANAGER, OWNER, USER
from tests.questions.conftest import Year
from tests.questions.scene import OLD_OWNER
from tests.questions.story import ALLOWANCES, MARRIAGES

Ask = Callable[..., Result]
PERIOD = ("--with", "since=2025-12-01T00:00:00.000Z", "--with", "until=2026-11-20T00:00:00.000Z")


@pytest.fixture(scope="module")
def ask(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    url, stop = year.serve()
    with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
        assert client.get(f"{url}/healthz").status_code == 200
    folder: Path = tmp_path_factory.mktemp("sessions")

    def run(who: str, *arguments: str, role: KeyRole = KeyRole.HEAD) -> Result:
        environ = {"QUANZE_URL": url, "QUANZE_TOKEN_FILE": str(folder / f"{who}-{role}"), "QUANZE_KEY": "env:KEY"}
        return CliRunner().invoke(app, ["ask", *arguments], env={**environ, "KEY": year.scene.secrets[who, role].hex()})

    yield run
    stop()


def about(year: Year) -> dict[str, tuple[str, KeyRole, tuple[str, ...]]]:
    """Topic → who asks, with which key, and what."""
    head, auditor, agreement = KeyRole.HEAD, KeyRole.AUDITOR, year.agreements["协-1"]
    question = (
        "--with",
        "fields=id_code,status",
        "--with",
        "purpose=社保待遇审核",
        "--with",
        "mode=api",
        "--with",
        "case_ref=x",
    )
    return {
        "item": (USER, head, (ALLOWANCES,)),
        "versions": (OWNER, head, (ALLOWANCES,)),
        "fields": (USER, head, (MARRIAGES, *question)),
        **dict.fromkeys(("hand-over", "signatures", "disposal", "disputes", "activity"), (OWNER, head, (agreement,))),
        "record": (OWNER, head, (USER,)),
        "succession": (OWNER, head, (OLD_OWNER,)),
        "coverage": (AUDIT, auditor, (USER,)),
        "acts": (AUDIT, auditor, (USER, "--with", "day=2026-03-05", "--with", "operator=op-7")),
        "cases": (OWNER, head, (OWNER, "--with", "pair=核对=>决定", "--with", "pair=受理=>决定")),
        "origin": (USER, head, (year.told["sheet received"],)),
        "liability": (USER, head, (year.told["R-USED-STALE"],)),
        "uses": (USER, head, ("--with", "case=办-2026-03", *PERIOD)),
        "requests": (OWNER, head, ("--with", "only=open")),
        "ranking": (MANAGER, head, ()),
        **dict.fromkeys(("corrections", "settlement"), (OWNER, head, (agreement,))),
        "bare-calls": (USER, head, PERIOD),
        "linkage": (USER, head, (ALLOWANCES,)),
        "pooling": (MANAGER, head, (*PERIOD, "--with", "often=10")),
        "incident": (USER, head, (year.told["incident"],)),
        "rectification": (OWNER, head, (year.told["put right"],)),
        "log": (USER, head, ()),
    }


def test_every_topic_is_asked_below(year: Year) -> None:
    assert set(about(year)) == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_answered_for_people_and_as_json(year: Year, ask: Ask, topic: str) -> None:
    who, role, arguments = about(year)[topic]
    result = ask(who, topic, *arguments, "--json", role=role)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    shown = ask(who, topic, *arguments, role=role)
    assert shown.exit_code == 0, shown.output
    assert found["verdict"]["zh"][:8] in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("weather",), "there is no topic weather"),
        (("item",), "say what item is asked about"),
        (("item", ALLOWANCES, "--with", "x"), "NAME=VALUE"),
        (("item", "999999/1"), "no such item"),
        (("uses", "--with", "case=", *PERIOD), "name a subject or a case"),
    ],
    ids=["topic", "nothing asked about", "pair", "unknown item", "nobody"],
)
def test_what_cannot_be_asked_is_said(ask: Ask, arguments: tuple[str, ...], says: str) -> None:
    result = ask(USER, *arguments)
    assert result.exit_code == 1
    assert says in result.stderr
