"""decide, lineage, accountability: the questions before and after an exchange."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ledger.cli.events import EVENT
from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.cli.wording import OK, REFUSED, UNDETERMINED


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "decide")(decide)
    command(app, "lineage")(lineage)
    command(app, "accountability")(accountability)


def decide(  # noqa: PLR0913, PLR0917 - the members of the question
    session: Session,
    item: Annotated[str, typer.Option(help="信息资源代码 · resource code")],
    field: Annotated[list[str], typer.Option(help="数据项, 可重复 · field, repeatable")],
    purpose: Annotated[str, typer.Option(help="用途 · purpose")],
    mode: Annotated[str, typer.Option(help="api batch file")] = "file",
    department: Annotated[str | None, typer.Option(help="使用部门, 缺省为本部门 · default: your own")] = None,
    at: Annotated[str | None, typer.Option(help="使用时间, 缺省为现在 · default: now")] = None,
    count: Annotated[int, typer.Option(min=1, help="次数或条数 · calls or rows")] = 1,
    case_ref: Annotated[str, typer.Option("--case", help="办件编号 · case")] = "",
    record: Annotated[bool, typer.Option("--record", help="记录此判定 · record the decision")] = False,
) -> int:
    """事前: 可否使用 · before: exit 0 permitted, 1 refused, 2 cannot be determined."""
    client = session.caller()
    question: dict[str, Any] = {
        "department": session.department(department), "item": item, "fields": field, "purpose": purpose, "mode": mode,
        "count": count, "case_ref": case_ref,
    }  # fmt: skip
    if at:
        question["at"] = at
    decided = client.decide(question, record=record)
    decision = decided["decision"]
    session.terminal.answer(decided, lambda: _show_decision(session, decided))
    return {"permitted": OK, "refused": REFUSED}.get(decision["answer"], UNDETERMINED)


def lineage(
    session: Session,
    ref: Annotated[str, typer.Argument(help="事件编号或信息资源代码 · event id or resource code")],
    direction: Annotated[str, typer.Option(help="up 来源 · down 去向")] = "up",
    depth: Annotated[int, typer.Option(min=1, max=32)] = 8,
) -> None:
    """事后: 来龙去脉 · after: where it came from, where it went."""
    found = session.caller().lineage(ref, direction, depth)
    session.terminal.answer(found, lambda: _show_lineage(session, found))


def accountability(session: Session, event: EVENT) -> None:
    """事后: 谁应答 · after: who answers for an event; a proposal, never a decision."""
    found = session.caller().accountability(event)
    session.terminal.facts(found)


def _show_decision(session: Session, decided: dict[str, Any]) -> None:
    decision = decided["decision"]
    facts: dict[str, Any] = {"": decision["verdict"]["zh"], " ": decision["verdict"]["en"]}
    for number, row in enumerate(decision["missing"], 1):
        facts[f"{number}. {row['code']}"] = f"{row['zh']} · {row['en']} → {row['change']['zh']} · {row['change']['en']}"
    facts |= {name: decided[name] for name in ("as_of", "recorded") if decided.get(name)}
    session.terminal.facts(facts)


def _show_lineage(session: Session, found: dict[str, Any]) -> None:
    verdict = found["verdict"]
    session.terminal.facts({"": verdict.get("zh"), " ": verdict.get("en")})
    columns = ("level", "type", "actor", "basis", "same", "proof", "parent", "child")
    session.terminal.rows(found["edges"], *columns)
    if found["gaps"]:
        session.terminal.rows(found["gaps"], "event", "parent")
