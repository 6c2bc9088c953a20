"""decide, lineage, accountability: the questions before and after an exchange."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from ledger.cli.events import EVENT
from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.cli.wording import OK, REFUSED, UNDETERMINED
from ledger.errors import InputRefused
from ledger.recording.replaying import Replay, replay

PAGE = 500


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "decide")(decide)
    command(app, "lineage")(lineage)
    command(app, "accountability")(accountability)


def decide(  # noqa: PLR0913, PLR0917 - the members of the question
    session: Session,
    item: Annotated[str | None, typer.Option(help="信息资源代码 · resource code")] = None,
    field: Annotated[list[str] | None, typer.Option(help="数据项, 可重复 · field, repeatable")] = None,
    purpose: Annotated[str | None, typer.Option(help="用途 · purpose")] = None,
    mode: Annotated[str, typer.Option(help="api batch file")] = "file",
    department: Annotated[str | None, typer.Option(help="使用部门, 缺省为本部门 · default: your own")] = None,
    at: Annotated[str | None, typer.Option(help="使用时间, 缺省为现在 · default: now")] = None,
    count: Annotated[int, typer.Option(min=1, help="次数或条数 · calls or rows")] = 1,
    case_ref: Annotated[str, typer.Option("--case", help="办件编号 · case")] = "",
    link: Annotated[list[str] | None, typer.Option(help="拟关联的目录项, 可重复 · item to link, repeatable")] = None,
    record: Annotated[bool, typer.Option("--record", help="记录此判定 · record the decision")] = False,
    again: Annotated[
        str | None, typer.Option("--replay", help="重演所记判定 · event id of a decision to replay")
    ] = None,
) -> int:
    """事前: 可否使用 · before: exit 0 permitted, 1 refused, 2 cannot be determined."""
    client = session.caller()
    if again:
        return _replay(session, again)
    if not item or not field or not purpose:
        raise InputRefused(
            zh="须给出 --item、--field、--purpose, 或 --replay 加判定的事件编号",
            en="name --item, --field and --purpose, or --replay with the event id of a decision",
        )
    question: dict[str, Any] = {
        "department": session.department(department), "item": item, "fields": field, "purpose": purpose, "mode": mode,
        "count": count, "case_ref": case_ref, "linked": link or [],
    }  # fmt: skip
    if at:
        question["at"] = at
    decided = client.decide(question, record=record)
    decision = decided["decision"]
    session.terminal.answer(decided, lambda: _show_decision(session, decided))
    return {"permitted": OK, "refused": REFUSED}.get(decision["answer"], UNDETERMINED)


def _replay(session: Session, event: str) -> int:
    """Exit 0: the same bytes, 1: others, 2: cannot be determined. Nothing but the event comes from the service."""
    shown = session.caller().event(event)
    found = replay(shown["text"], shown["disclosures"])
    if found.event != event:
        raise InputRefused(zh="服务给出的不是所问事件", en="the service gave another event than was asked for")
    facts = {"": found.zh, " ": found.en, "result": found.result.value, "event": found.event}
    session.terminal.answer(asdict(found), lambda: session.terminal.facts(facts))
    return {Replay.SAME: OK, Replay.DIFFERENT: REFUSED}.get(found.result, UNDETERMINED)


def lineage(  # noqa: PLR0913, PLR0917 - the bounds of the question
    session: Session,
    ref: Annotated[str, typer.Argument(help="事件编号或信息资源代码 · event id or resource code")],
    wrong: Annotated[str | None, typer.Argument(help="recall 之后: 有误的事件 · after recall: the wrong event")] = None,
    direction: Annotated[str, typer.Option(help="up 来源 · down 去向")] = "up",
    depth: Annotated[int | None, typer.Option(min=1, help="层数, 缺省不限 · levels, default all")] = None,
    as_of: Annotated[str | None, typer.Option(help="只看此时以前发生的 · what occurred up to then")] = None,
    as_known: Annotated[str | None, typer.Option(help="只看此时以前记录的 · what was recorded up to then")] = None,
    most: Annotated[int, typer.Option("--max", min=1, help="至多列出的事件 · events listed at most")] = 5000,
) -> None:
    """事后: 来龙去脉; lineage recall EVENT 列出每一处持有 · where it came from and went; recall EVENT lists every holder."""
    client = session.caller()
    if wrong is not None:
        _recall(session, ref, wrong)
        return
    page = client.lineage(ref, direction, depth, as_of=as_of, as_known=as_known, limit=min(most, PAGE))
    found = page
    while page["next"] and len(found["nodes"]) + len(found["hidden"]) < most:
        page = client.lineage(ref, direction, depth, as_of=as_of, as_known=as_known, limit=PAGE, cursor=page["next"])
        parts = {name: found[name] + page[name] for name in ("nodes", "edges", "gaps", "hidden", "withheld")}
        found = {**found, **parts, "truncated": page["truncated"], "next": page["next"]}
    session.terminal.answer(found, lambda: _show_lineage(session, found))


def _recall(session: Session, word: str, event: str) -> None:
    if word != "recall":
        raise InputRefused(
            zh=f"不认识 lineage {word}: 应为 lineage REF 或 lineage recall EVENT",
            en=f"there is no lineage {word}: use lineage REF or lineage recall EVENT",
        )
    found = session.caller().recall(event)
    session.terminal.answer(found, lambda: _show_recall(session, found))


def _show_recall(session: Session, found: dict[str, Any]) -> None:
    session.terminal.facts({"": found["verdict"]["zh"], " ": found["verdict"]["en"]})
    rows = [
        {**one, "event": one["event"]["id"], "closed_by": one["closed_by"]["id"] if one["closed_by"] else "-"}
        for one in found["holders"]
    ]
    session.terminal.rows(rows, "level", "department", "holding", "item", "state", "duty", "closed_by", "event")


def accountability(session: Session, event: EVENT) -> None:
    """事后: 谁应答 · after: who answers for an event; a proposal, never a decision."""
    found = session.caller().accountability(event)
    session.terminal.facts(found)


def _show_decision(session: Session, decided: dict[str, Any]) -> None:
    decision = decided["decision"]
    facts: dict[str, Any] = {"": decision["verdict"]["zh"], " ": decision["verdict"]["en"]}
    for number, row in enumerate(decision["missing"], 1):
        facts[f"{number}. {row['code']}"] = f"{row['zh']} · {row['en']} → {row['change']['zh']} · {row['change']['en']}"
    for row in decision.get("warnings", ()):
        facts[row["code"]] = f"{row['zh']} · {row['en']}"
    facts |= {name: decided[name] for name in ("as_of", "recorded") if decided.get(name)}
    session.terminal.facts(facts)


def _show_lineage(session: Session, found: dict[str, Any]) -> None:
    verdict = found["verdict"]
    facts = {"": verdict.get("zh"), " ": verdict.get("en")}
    facts |= {"next": found["next"]} if found["next"] else {}
    session.terminal.facts(facts)
    columns = ("level", "type", "actor", "basis", "same", "proof", "parent", "child")
    session.terminal.rows(found["edges"], *columns)
    if found["gaps"]:
        session.terminal.rows(found["gaps"], "event", "parent")
    if found["hidden"]:
        session.terminal.rows(found["hidden"], "level", "zh", "en")
