"""chain: what the contracts said and this service does not follow."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.session import Session
from ledger.cli.terminal import command


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="链上事件 · events of the contracts", no_args_is_help=True)
    # with a callback a group of one command keeps its name
    group.callback()(lambda: None)
    command(group, "unfollowed")(unfollowed)
    app.add_typer(group, name="chain")


def unfollowed(
    session: Session,
    before: Annotated[str | None, typer.Option(metavar="BLOCK-INDEX", help="此事件之前 · before this event")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="至多几条 · at most so many")] = 100,
) -> None:
    """合约接受而本服务不予采信的事件及理由 · events that the contracts took and this service refuses, with the reason."""
    page = session.caller().unfollowed(before, limit)
    session.terminal.rows(page["events"], "block", "log_index", "contract", "name", "at", "code", "zh", "en")
    if page["next_before"]:
        session.terminal.say(f"还有更早的: --before {page['next_before']} · there are earlier ones")
