"""ask: the questions of docs/questions.md, one call each. A new question with an address is a new row of `TOPICS`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

import typer

from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.errors import InputRefused

FIELDS = "fields"
TOPICS: dict[str, str] = {
    "item": "/v1/items/{}/standing",
    "versions": "/v1/items/{}/versions",
    FIELDS: "/v1/decisions/fields",
    "hand-over": "/v1/agreements/{}/hand-over",
    "signatures": "/v1/agreements/{}/signatures",
    "disposal": "/v1/agreements/{}/disposal",
    "disputes": "/v1/agreements/{}/disputes",
    "activity": "/v1/agreements/{}/activity",
    "record": "/v1/departments/{}/record",
    "succession": "/v1/departments/{}/succession",
    "coverage": "/v1/departments/{}/coverage",
    "acts": "/v1/departments/{}/acts",
    "cases": "/v1/departments/{}/cases",
    "origin": "/v1/events/{}/origin",
    "liability": "/v1/events/{}/liability",
    "uses": "/v1/uses",
    "requests": "/v1/requests",
    "ranking": "/v1/requests/ranking",
    "corrections": "/v1/agreements/{}/corrections",
    "settlement": "/v1/agreements/{}/settlement",
    "bare-calls": "/v1/calls/without-case",
    "linkage": "/v1/items/{}/linkage",
    "pooling": "/v1/pooling",
    "incident": "/v1/events/{}/incident",
    "rectification": "/v1/events/{}/rectification",
    "log": "/v1/log/statement",
}
_HEAD = ("verdict", "events", "withheld", "calendar", "proof", "as_of")
_EVENT = ("index", "type", "actor", "signer", "occurred_at", "anchored_at", "proof", "id")


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "ask")(ask)


def ask(
    session: Session,
    topic: Annotated[str, typer.Argument(help=" ".join(TOPICS))],
    about: Annotated[str, typer.Argument(help="目录项、协议、部门或事件 · item, agreement, department or event")] = "",
    given: Annotated[
        list[str] | None, typer.Option("--with", help="参数 名=值, 可重复 · NAME=VALUE, repeatable")
    ] = None,
) -> None:
    """三十八问: 结论、证据、时点与不得查阅之处 · the 38 questions (docs/questions.md): verdict, proof, what is withheld."""
    path, query = _path(topic, about), _members(given or ())
    client = session.caller() if topic != "log" else session.public()
    if topic == FIELDS:
        fields = [one for one in str(query.pop("fields", "")).split(",") if one]
        body = {"mode": "file", **query, "department": query.get("department") or session.department()}
        found = client.post(path, {**body, "item": about, "fields": fields})
    else:
        found = client.get(path, **query)
    session.terminal.answer(found, lambda: _show(session, found))


def _path(topic: str, about: str) -> str:
    path = TOPICS.get(topic)
    if path is None:
        raise InputRefused(
            zh=f"没有这一问 {topic}: 可问 {' '.join(TOPICS)}",
            en=f"there is no topic {topic}; ask one of {' '.join(TOPICS)}",
        )
    if ("{}" in path or topic == FIELDS) and not about:
        raise InputRefused(zh=f"{topic} 须指明所问何物", en=f"say what {topic} is asked about")
    return path.format(quote(about))


def _members(given: Sequence[str]) -> dict[str, Any]:
    """The parameters; a name that is given several times holds a list."""
    found: dict[str, list[str]] = {}
    for name, value in (_pair(one) for one in given):
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise InputRefused(zh=f"--with 应为 名=值, 不是 {text!r}", en=f"--with takes NAME=VALUE, not {text!r}")
    return name, value


def _show(session: Session, found: dict[str, Any]) -> None:
    proof = found.get("proof", {})
    facts: dict[str, Any] = {"": found["verdict"]["zh"], " ": found["verdict"]["en"]}
    facts |= {name: value for name, value in found.items() if name not in _HEAD}
    facts |= {"proof": proof.get("weakest"), "as_of": found.get("as_of"), "withheld": found.get("withheld") or None}
    session.terminal.facts(facts)
    if found.get("events"):
        session.terminal.rows(found["events"], *_EVENT)
