"""figures: list, events, report, check; review: the four findings that state auditors look for first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session, write_bytes
from ledger.cli.terminal import command
from ledger.cli.wording import OK, REFUSED, UNDETERMINED
from ledger.errors import InputRefused

PERIOD = Annotated[str | None, typer.Option(help="2026、2026-Q3、2026-07, 缺省本年 · default: this year")]
WHOSE = Annotated[str | None, typer.Option(help="只看此部门 · one department only")]
AS_OF = Annotated[str | None, typer.Option(help="按此时所知 · as known then")]
LANGUAGE = Annotated[str, typer.Option(help="zh | en")]
SETS = ("numerator", "denominator", "unknown")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="考核指标 K1–K23 · figures: show, events, export, report, recount", no_args_is_help=True)
    command(group, "show")(show)
    command(group, "events")(events)
    command(group, "export")(export)
    command(group, "report")(report)
    command(group, "recount")(recount)
    app.add_typer(group, name="figures")
    command(app, "review")(review)


def show(
    session: Session,
    figure: Annotated[str | None, typer.Argument(help="K5 …, 缺省全部 · default: all")] = None,
    period: PERIOD = None,
    department: WHOSE = None,
    as_of: AS_OF = None,
) -> None:
    """各指标的值及各部门得分; 无案例不等于 100% · values and scores by department; no cases is not 100 %."""
    asked = {"period": period, "department": department, "as_of": as_of}
    found = session.caller().get("/v1/figures", figure=figure, **asked)
    session.terminal.answer(found, lambda: _show(session, found, by_department=figure is not None))


def events(
    session: Session,
    figure: Annotated[str, typer.Argument(help="K5 …")],
    which: Annotated[str, typer.Option("--set", help=" | ".join(SETS))] = "denominator",
    period: PERIOD = None,
    department: WHOSE = None,
    as_of: AS_OF = None,
    most: Annotated[int, typer.Option("--max", min=1, help="至多列出 · listed at most")] = 1000,
) -> None:
    """指标由哪些事件构成, 可复算 · the events that make a figure, so that it can be counted again."""
    asked = {"period": period, "department": department, "as_of": as_of, "set": which}
    found = page = session.caller().get(f"/v1/figures/{figure}/events", **asked, limit=min(most, 1000))
    asked["as_of"] = found["as_of"]  # further pages are of the same moment
    while page["next"] and len(found["members"]) < most:
        page = session.caller().get(f"/v1/figures/{figure}/events", **asked, limit=1000, after=page["next"])
        found = {**found, "members": found["members"] + page["members"], "next": page["next"]}
    session.terminal.answer(found, lambda: _show_members(session, found))


def report(session: Session, period: PERIOD = None, as_of: AS_OF = None, department: DEPARTMENT = None) -> None:
    """记录考核报告(kpi.report), 含各集合的根 · record a report that commits to what was counted; --key is a head's key."""
    from ledger.cli.events import now_text, send
    from ledger.figures.figure_report import report_fields
    from ledger.recording.pen import Draft

    found = session.caller().get("/v1/figures", period=period, as_of=as_of)
    send(session, Draft("kpi.report", now_text(), report_fields(found)), department)


def recount(session: Session, event: Annotated[str, typer.Argument(help="kpi.report 事件 · event")]) -> int:
    """复算考核报告: 0 一致, 1 不一致, 2 无法判定 · count a report again: exit 0 same, 1 different, 2 undetermined."""
    found = session.caller().get("/v1/figures/recount", event=event)
    facts = {"": found["verdict"]["zh"], " ": found["verdict"]["en"]}
    facts |= {name: found[name] for name in ("result", "reported_root", "counted_root", "differences")}
    session.terminal.answer(found, lambda: session.terminal.facts(facts))
    return {"same": OK, "different": REFUSED}.get(found["result"], UNDETERMINED)


def export(
    session: Session,
    file: Annotated[Path, typer.Argument(help="文件.csv | .xlsx | .html")],
    period: PERIOD = None,
    department: WHOSE = None,
    as_of: AS_OF = None,
    language: LANGUAGE = "zh",
) -> None:
    """导出 CSV、XLSX 或可打印的 HTML · write CSV, XLSX or a page to print, by the file's suffix."""
    asked = {"period": period, "department": department, "as_of": as_of, "language": language}
    _write(session, file, "/v1/figures/export", asked)


def _write(session: Session, file: Path, path: str, asked: dict[str, Any]) -> None:
    form = file.suffix.removeprefix(".")
    if form not in {"csv", "xlsx", "html"}:
        raise InputRefused(
            zh=f"{file} 的后缀应为 .csv、.xlsx 或 .html", en=f"the suffix of {file} must be .csv, .xlsx or .html"
        )
    content = session.caller().request("GET", path, query={**asked, "format": form}).content
    write_bytes(file, content)
    session.terminal.facts({"file": str(file), "bytes": len(content)})


def review(
    session: Session,
    name: Annotated[str, typer.Argument(help="unused | groundless | stale | gaps")],
    period: PERIOD = None,
    department: WHOSE = None,
    as_of: AS_OF = None,
    out: Annotated[Path | None, typer.Option(help="导出到 .csv | .xlsx | .html · write to a file")] = None,
    language: LANGUAGE = "zh",
) -> None:
    """审计四查: 申请不用、无据拒绝、供数滞后、目录缺项 · four reviews: unused, groundless, stale, gaps."""
    asked = {"period": period, "department": department, "as_of": as_of}
    if out is not None:
        _write(session, out, f"/v1/reviews/{name}/export", {**asked, "language": language})
        return
    found = session.caller().get(f"/v1/reviews/{name}", **asked)
    session.terminal.answer(found, lambda: _show_review(session, found))


def _show(session: Session, found: dict[str, Any], *, by_department: bool) -> None:
    session.terminal.facts({"": found["verdict"]["zh"], " ": found["verdict"]["en"], "as_of": found["as_of"]})
    rows = [{**one, **one["total"], "value": _value(one["total"])} for one in found["figures"]]
    session.terminal.rows(rows, "id", "zh", "en", "value", "numerator", "denominator", "unknown", "measure")
    if by_department:
        rows = [
            {**whose, **score, "value": _value(score)} for whose in found["departments"] for score in whose["scores"]
        ]
        session.terminal.rows(rows, "department", "value", "numerator", "denominator", "unknown", "block", "line")


def _value(score: dict[str, Any]) -> str:
    return str(score["value"] or score["standing"])


def _show_members(session: Session, found: dict[str, Any]) -> None:
    figure = found["figure"]
    facts = {"": found["verdict"]["zh"], " ": found["verdict"]["en"], "version": figure["version"]}
    session.terminal.facts({**facts, found["which"]: figure["denominator"]["zh"], "root": found["root"]})
    session.terminal.rows(found["members"], "subject", "department", "met", "due_at", "group", "evidence")


def _show_review(session: Session, found: dict[str, Any]) -> None:
    session.terminal.facts({"": found["verdict"]["zh"], " ": found["verdict"]["en"], "as_of": found["as_of"]})
    session.terminal.rows(found["rows"], "department", "item", "days", "clause", "zh", "en", "subject")
