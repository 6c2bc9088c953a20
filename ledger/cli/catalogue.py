"""catalogue: list, show; register, update, publish record events in the log; the acts of `act_table` go to the chain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.act_commands import add_acts
from ledger.cli.events import PARENTS, now_text, send
from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session, read_json
from ledger.cli.terminal import command

IN_THE_LOG = "记入日志的事件 · events in the log"
ITEM = Annotated[str, typer.Argument(help="信息资源代码 · resource code")]
ENTRY = Annotated[Path, typer.Option(help="目录条目 JSON · the entry")]
APPROVED = Annotated[str, typer.Option(help="审批人或文号 · who approved it")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="目录 · catalogue: events in the log, acts on the chain", no_args_is_help=True)
    command(group, "list")(list_all)
    command(group, "show")(show)
    command(group, "register", panel=IN_THE_LOG)(register)
    command(group, "update", panel=IN_THE_LOG)(update)
    command(group, "publish", panel=IN_THE_LOG)(publish)
    add_acts(group, "catalogue")
    app.add_typer(group, name="catalogue")


def register(
    session: Session,
    item: ITEM,
    entry: ENTRY,
    approved_by: APPROVED,
    secrecy_assessment: Annotated[str, typer.Option(help="保密审查结论 · secrecy assessment")],
    department: DEPARTMENT = None,
) -> None:
    """记入日志: 登记目录项 · in the log: register an item; --key is a head key of the owner."""
    from ledger.pen import Draft

    values = {"entry": read_json(entry), "approved_by": approved_by, "secrecy_assessment": secrecy_assessment}
    send(session, Draft("catalogue.register", now_text(), values, item=item), department)


def update(
    session: Session,
    item: ITEM,
    entry: ENTRY,
    approved_by: APPROVED,
    reason: Annotated[str, typer.Option(help="原因 · why")],
    parent: PARENTS = None,
    department: DEPARTMENT = None,
) -> None:
    """记入日志: 更新目录项 · in the log: update an item; --parent is the event that it replaces."""
    from ledger.pen import Draft

    values = {"entry": read_json(entry), "approved_by": approved_by, "reason": reason}
    send(session, Draft("catalogue.update", now_text(), values, item=item, parents=parent or ()), department)


def publish(
    session: Session,
    item: ITEM,
    parent: PARENTS = None,
    review_result: Annotated[str, typer.Option(help="审核结论 · result of the review")] = "pass",
    department: DEPARTMENT = None,
) -> None:
    """记入日志: 审核发布目录项 · in the log: review and publish an item; --key is a key of the manager."""
    from ledger.pen import Draft

    values = {"review_result": review_result}
    send(session, Draft("catalogue.publish", now_text(), values, item=item, parents=parent or ()), department)


def list_all(session: Session) -> None:
    """目录项(不登录只见已公开者) · items; without a session only open ones."""
    client = session.caller() if session.may_sign_in() else session.public()
    session.terminal.rows(client.items(), "code", "title", "owner", "manager", "share_type", "grade", "published")


def show(session: Session, item: ITEM) -> None:
    """一个目录项及其缺项 · one item and what it lacks."""
    client = session.caller() if session.may_sign_in() else session.public()
    session.terminal.facts(client.item(item))
