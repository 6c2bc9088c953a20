"""catalogue: list, show; events in the log come from `event_table`, acts on the chain from `act_table`."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.act_commands import add_acts
from ledger.cli.session import Session
from ledger.cli.terminal import command

ITEM = Annotated[str, typer.Argument(help="信息资源代码 · resource code")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="目录 · catalogue: events in the log, acts on the chain", no_args_is_help=True)
    command(group, "list")(list_all)
    command(group, "show")(show)
    add_acts(group, "catalogue")
    app.add_typer(group, name="catalogue")


def list_all(session: Session) -> None:
    """目录项(不登录只见已公开者) · items; without a session only open ones."""
    client = session.caller() if session.may_sign_in() else session.public()
    session.terminal.rows(client.items(), "code", "title", "owner", "manager", "share_type", "grade", "published")


def show(session: Session, item: ITEM) -> None:
    """一个目录项及其缺项 · one item and what it lacks."""
    client = session.caller() if session.may_sign_in() else session.public()
    session.terminal.facts(client.item(item))
