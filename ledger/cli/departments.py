"""department: list, show, admit, and the acts on the register."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.session import Session
from ledger.cli.terminal import command

CODE = Annotated[str, typer.Argument(help="部门代码 · department code")]
WAIT = Annotated[bool, typer.Option("--wait/--no-wait", help="等到上链 · until the chain holds it")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    from ledger.cli.act_commands import add_acts

    group = typer.Typer(help="部门 · departments: list, show, admit, and acts on the register", no_args_is_help=True)
    command(group, "list")(list_all)
    command(group, "show")(show)
    command(group, "admit")(admit)
    add_acts(group, "department")
    app.add_typer(group, name="department")


def list_all(session: Session) -> None:
    """所有部门 · all departments."""
    rows = session.public().departments()
    session.terminal.rows(rows, "code", "name_zh", "name_en", "parent", "tier", "region", "since")


def show(session: Session, code: CODE) -> None:
    """一个部门及其密钥 · one department with its keys."""
    session.terminal.facts(session.public().department(code))


def admit(  # noqa: PLR0913, PLR0917 - the members of the signed struct
    session: Session,
    code: CODE,
    parent: Annotated[str, typer.Option(help="上级部门, 其负责人签名 · the parent, whose head signs")],
    head: Annotated[str, typer.Option(help="新部门负责人密钥地址 · address of its head key")],
    name_zh: Annotated[str, typer.Option(help="中文名 · Chinese name")],
    name_en: Annotated[str, typer.Option(help="英文名 · English name")],
    tier: Annotated[int, typer.Option(min=1, max=4, help="1 国 2 省 3 市 4 县 · tier")],
    region: Annotated[int, typer.Option(min=0, max=999_999, help="行政区划代码 · region")],
    kind: Annotated[int, typer.Option(min=1, max=6, help="部门类别 · kind")] = 2,
    wait: WAIT = True,
) -> None:
    """接纳下级部门 · admit a department under a parent; --key is the parent's head key."""
    body = {"code": code, "parent": parent, "tier": tier, "region": region, "kind": kind, "head": head.lower()}
    client = session.public()
    operation = client.admit(body, {"zh": name_zh, "en": name_en}, session.signer())
    session.terminal.facts(client.wait_for(operation["id"]) if wait else operation)
