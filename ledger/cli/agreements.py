"""agreement: draft, sign, conclude, list, show, activity, and acts. Terms and consents travel between parties as files."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.act_commands import PANEL, add_acts
from ledger.cli.departments import WAIT
from ledger.cli.session import Session, read_json, write_text
from ledger.cli.terminal import Terminal, command

AGREEMENT = Annotated[str, typer.Argument(help="协议编号 · agreement id")]
TERMS = Annotated[Path, typer.Argument(help="条款文件 · the terms")]
OUT = Annotated[Path | None, typer.Option("--out", help="写入文件 · write to this file")]
DAY = 86_400


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(
        help="协议 · agreements: terms and consents; acts on the chain from offer to close", no_args_is_help=True
    )
    command(group, "draft", online=False)(draft)
    command(group, "sign")(sign)
    command(group, "conclude")(conclude)
    command(group, "list")(list_all)
    command(group, "show")(show)
    command(group, "activity")(activity)
    command(group, "quality")(quality)
    add_acts(group, "agreement")
    ending = typer.Typer(
        help="终止(链上) · end on the chain: misuse, agreed, owner-stop, purpose-end", no_args_is_help=True
    )
    add_acts(ending, "agreement terminate")
    group.add_typer(ending, name="terminate", rich_help_panel=PANEL)
    app.add_typer(group, name="agreement")


def draft(  # noqa: PLR0913, PLR0917 - the members of the terms
    terminal: Terminal,
    number: Annotated[str, typer.Option(help="协议文号 · filing number")],
    owner: Annotated[str, typer.Option(help="归属部门 · owner")],
    user: Annotated[str, typer.Option(help="使用部门 · user")],
    manager: Annotated[str, typer.Option(help="管理部门 · manager")],
    item: Annotated[list[str], typer.Option(help="信息资源代码, 可重复 · repeatable")],
    field: Annotated[list[str], typer.Option(help="数据项, 可重复 · field, repeatable")],
    purpose: Annotated[list[str], typer.Option(help="用途, 可重复 · purpose, repeatable")],
    legal_basis: Annotated[str, typer.Option(help="法律依据 · legal basis")],
    scenario: Annotated[str, typer.Option(help="使用场景 · scenario")],
    text_zh: Annotated[Path, typer.Option(help="协议中文文本 · Chinese text, bound by its digest")],
    text_en: Annotated[Path, typer.Option(help="协议英文文本 · English text")],
    policy: Annotated[Path, typer.Option(help="ODRL 策略文件 · ODRL policy")],
    mode: Annotated[str, typer.Option(help="api batch file")] = "file",
    calls_per_day: Annotated[int, typer.Option(min=0)] = 0,
    rows_per_delivery: Annotated[int, typer.Option(min=0)] = 0,
    grade: Annotated[int, typer.Option(min=1, max=3)] = 1,
    redistribution: Annotated[str, typer.Option(help="none with-consent")] = "none",
    use_from: Annotated[int, typer.Option(min=0, help="Unix 秒, 0 为现在 · Unix seconds; 0: now")] = 0,
    days: Annotated[int, typer.Option(min=1, help="使用天数 · days of use")] = 365,
    out: OUT = None,
) -> None:
    """起草条款 · write the terms that three departments will sign."""
    from ledger.policy.terms import AgreementTerms, earliest_retention
    from ledger.workdays import calendar

    begin = use_from or int(time.time())
    end = begin + days * DAY
    terms = AgreementTerms.from_json({
        "number": number, "owner": owner, "user": user, "manager": manager, "items": item, "fields": field,
        "purposes": purpose, "mode": mode, "legal_basis": legal_basis, "scenario": scenario,
        "calls_per_day": calls_per_day, "rows_per_delivery": rows_per_delivery, "grade": grade,
        "redistribution": redistribution, "use_from": begin, "use_until": end,
        "retention_until": earliest_retention(end) + DAY, "text_zh": file_digest(text_zh),
        "text_en": file_digest(text_en), "policy": file_digest(policy), "calendar": calendar().digest,
    })  # fmt: skip
    _write(terminal, terms.to_json(), out)


def sign(session: Session, terms: TERMS, out: OUT = None) -> None:
    """以 --key 同意条款 · consent to terms; the file goes to whoever concludes."""
    _write(session.terminal, session.public().sign_terms(read_json(terms), session.signer()), out)


def conclude(
    session: Session,
    terms: TERMS,
    consents: Annotated[list[Path], typer.Argument(help="归属、使用、管理三方签名 · consents of owner, user, manager")],
    wait: WAIT = True,
) -> None:
    """提交条款与三方签名 · conclude; anyone may submit."""
    client = session.public()
    concluded = client.conclude(read_json(terms), [read_json(one) for one in consents])
    operation = concluded["operation"]
    if wait:
        operation = client.wait_for(operation["id"])
    session.terminal.facts({"agreement": concluded["agreement"], "operation": operation})


def list_all(session: Session) -> None:
    """可见的协议 · agreements you may see."""
    rows = session.caller().agreements()
    session.terminal.rows(rows, "number", "owner", "user", "manager", "state", "use_until", "id")


def show(session: Session, agreement: AGREEMENT) -> None:
    """一份协议 · one agreement."""
    session.terminal.facts(session.caller().agreement(agreement))


def activity(session: Session, agreement: AGREEMENT) -> None:
    """事中: 提供、签收、限额、义务、预警 · during: deliveries, receipts, limits, duties, alerts."""
    session.terminal.facts(session.caller().activity(agreement))


def quality(session: Session, agreement: AGREEMENT) -> None:
    """事中: 质量目标、轮次与闭环 · during: quality targets, rounds, and how they were closed."""
    found = session.caller().get(f"/v1/agreements/{agreement}/quality")

    def show() -> None:
        session.terminal.facts({"": found["verdict"]["zh"], " ": found["verdict"]["en"]})
        rows = [
            {**target, "item": loop["item"], "state": loop["state"], "rounds": len(loop["rounds"])}
            for loop in found["loops"]
            for target in loop["targets"] or [{}]
        ]
        session.terminal.rows(rows, "item", "dimension", "target", "measured", "met", "rounds", "state")

    session.terminal.answer(found, show)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, 64 hex digits.

    Raises:
        InputRefused: it cannot be read.
    """
    from ledger.errors import InputRefused

    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputRefused.unreadable(path, error) from error


def _write(terminal: Terminal, value: dict[str, Any], out: Path | None) -> None:
    import json

    if out is not None:
        write_text(out, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    terminal.facts(value)
