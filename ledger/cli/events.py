"""event: record, show, list, types. What all recording commands share is here too."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session
from ledger.cli.terminal import Terminal, command

if TYPE_CHECKING:
    from ledger.recording.pen import Draft

EVENT = Annotated[str, typer.Argument(help="事件编号 · event id")]
LANE = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="编号通道 · lane of the key's numbering")]
PARENTS = Annotated[list[str] | None, typer.Option("--parent", help="所答复或所据事件, 可重复 · event id, repeatable")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="事件 · events: record, show, list, types", no_args_is_help=True)
    command(group, "record")(record)
    command(group, "show")(show)
    command(group, "list")(list_some)
    command(group, "types", online=False)(types)
    app.add_typer(group, name="event")


def record(  # noqa: PLR0913, PLR0917 - the members of an event
    session: Session,
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="事件类型, 见 quanze event types · event type")],
    field: Annotated[
        list[str] | None, typer.Option(help="字段 名=文本 或 名:=JSON, 可重复 · name=text or name:=json, repeatable")
    ] = None,
    agreement: Annotated[str | None, typer.Option(help="协议编号 · agreement id")] = None,
    item: Annotated[str | None, typer.Option(help="信息资源代码 · resource code")] = None,
    parent: PARENTS = None,
    payload: Annotated[
        Path | None, typer.Option(help="数据文件, 只取加盐摘要 · only its salted digest is sent")
    ] = None,
    rows: Annotated[int, typer.Option(min=0, help="数据条数 · rows of the payload")] = 0,
    supersedes: Annotated[str | None, typer.Option(help="所更正的事件 · event that this one corrects")] = None,
    on_behalf_of: Annotated[str | None, typer.Option(help="受其委托的部门 · department it acts for")] = None,
    operator: Annotated[str | None, typer.Option(help="经办人代号 · operator's pseudonym")] = None,
    occurred_at: Annotated[str | None, typer.Option(help="发生时间, 缺省为现在 · default: now")] = None,
    department: DEPARTMENT = None,
    lane: LANE = 0,
) -> None:
    """签署并记录一个事件 · sign and record one event."""
    from ledger.recording.pen import Draft

    values = read_fields(field or [])
    digest = None
    if payload is not None:
        values, digest = salted(kind, values, payload, rows)
    draft = Draft(
        kind, occurred_at or now_text(), values, agreement=agreement, item=item, parents=parent or (), payload=digest,
        supersedes=supersedes, on_behalf_of=on_behalf_of, operator=operator,
    )  # fmt: skip
    send(session, draft, department, lane)


def show(session: Session, event: EVENT) -> None:
    """一个事件及可见字段 · one event with what you may see of it."""
    session.terminal.facts(session.caller().event(event))


def list_some(
    session: Session,
    agreement: Annotated[str | None, typer.Option(help="协议编号 · agreement id")] = None,
    item: Annotated[str | None, typer.Option(help="信息资源代码 · resource code")] = None,
    actor: Annotated[str | None, typer.Option(help="行为部门 · acting department")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="事件类型 · event type")] = None,
    after: Annotated[int, typer.Option(min=-1, help="此索引之后 · after this index")] = -1,
    limit: Annotated[int, typer.Option(min=1, max=500, help="条数 · how many")] = 100,
) -> None:
    """可见的事件 · events you may see."""
    query: dict[str, str | int | None] = {"agreement": agreement, "item": item, "actor": actor, "type": kind}
    page = session.caller().events(**query, after=after, limit=limit)
    terminal, columns = session.terminal, ("index", "type", "actor", "occurred_at", "proof", "id")
    if terminal.as_json:
        terminal.answer(page)
    else:
        terminal.rows(page["events"], *columns)


def types(terminal: Terminal) -> None:
    """事件类型及其要求 · event types and what each needs."""
    from ledger.event_types import EVENT_TYPES

    rows = [
        {"type": row.name, "zh": row.zh, "en": row.en, "stage": row.stage.value, "keys": " ".join(row.keys),
         "needs": " ".join(sorted(row.needs)), "fields": " ".join(row.fields)}
        for row in EVENT_TYPES.values()
    ]  # fmt: skip
    terminal.rows(rows, "type", "zh", "en", "keys", "needs", "fields")


def send(session: Session, draft: Draft, department: str | None, lane: int = 0) -> None:
    """Record a draft with the session's key and print the receipt."""
    pen = session.pen(department, lane)
    session.terminal.facts(asdict(session.public().record(pen, draft)))


def read_fields(given: Sequence[str]) -> dict[str, Any]:
    """Fields from ``name=text`` and ``name:=json``.

    Raises:
        InputRefused: neither form, or no JSON.
    """
    from ledger.errors import InputRefused

    values: dict[str, Any] = {}
    for one in given:
        name, equals, text = one.partition("=")
        try:
            values[name.removesuffix(":")] = json.loads(text) if name.endswith(":") else text
        except ValueError:
            equals = ""
        if not equals:
            raise InputRefused(
                zh=f"字段 {one[:60]!r} 须写成 名=文本 或 名:=JSON",
                en=f"write the field {one[:60]!r} as name=text or name:=json",
            )
    return values


def salted(kind: str, values: Mapping[str, Any], file: Path, rows: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields and payload member for a data file: its salted digest, and the salt where the type has a field for it.

    A salt given as the field ``payload_salt`` is used: that is how two departments record the same version.
    """
    import secrets

    from ledger.disclosure import payload_digest
    from ledger.errors import InputRefused
    from ledger.event_types import EVENT_TYPES

    try:
        content = file.read_bytes()
        salt = bytes.fromhex(str(values.get("payload_salt") or secrets.token_hex(16)))
    except OSError as error:
        raise InputRefused.unreadable(file, error) from error
    except ValueError as error:
        raise InputRefused(zh="payload_salt 须为 32 位十六进制", en="payload_salt is 32 hex digits") from error
    row = EVENT_TYPES.get(kind)
    fields = dict(values)
    if row is None or "payload_salt" in row.fields or "payload_salt" in values:
        fields["payload_salt"] = salt.hex()
    return fields, {"alg": "sha256", "digest": payload_digest("sha256", salt, content), "rows": rows}


def now_text() -> str:
    """The time now, as events write it."""
    from ledger.model import format_time

    return format_time(time.time_ns() // 1_000_000)
