"""work: what is due and who has to sign it; work mark: put an overdue duty on the chain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.act_commands import DRAFT
from ledger.cli.departments import WAIT
from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.errors import InputRefused, NotFound

PAGE = 500


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "work")(work)


def work(  # noqa: PLR0913, PLR0917 - the filters of the list
    session: Session,
    what: Annotated[
        str | None, typer.Argument(metavar="[mark]", help="mark: 标记一项超期 · mark an overdue duty")
    ] = None,
    event: Annotated[
        str | None, typer.Argument(help="mark 之后: 期限由其开始的事件 · the event that started it")
    ] = None,
    state: Annotated[str, typer.Option(help="open overdue due-today")] = "open",
    clause: Annotated[str | None, typer.Option(help="条款, 如 O6 · clause, such as O6")] = None,
    department: Annotated[str | None, typer.Option(help="本部门或其下的一个 · yours or one under it")] = None,
    most: Annotated[int, typer.Option("--max", min=1, help="至多列出 · listed at most")] = 100,
    out: DRAFT = None,
    wait: WAIT = True,
) -> None:
    """待办: 期限、剩余工作日、应签署者; work mark EVENT --clause O6 将超期标记上链 · what is due and who signs; mark: breach."""
    if what is not None:
        _mark(session, what, event, clause, out, wait=wait)
        return
    client = session.caller()
    query: dict[str, str | int | None] = {"state": state, "clause": clause, "department": department}
    page = client.work(**query, limit=min(most, PAGE))
    found = page
    while page["next"] and len(found["duties"]) < most:
        page = client.work(**query, limit=min(most - len(found["duties"]), PAGE), cursor=page["next"])
        found = {**found, "duties": found["duties"] + page["duties"], "next": page["next"]}
    session.terminal.answer(found, lambda: _show(session, found))


def _mark(session: Session, word: str, event: str | None, clause: str | None, out: Path | None, *, wait: bool) -> None:
    if word != "mark" or event is None or clause is None:
        raise InputRefused(
            zh="应为 work, 或 work mark 事件编号 --clause 条款",
            en="use work, or work mark EVENT --clause CLAUSE",
            given=word,
        )
    from ledger.cli.acting import carry_out

    row = _overdue(session, event, clause)
    given = {**row["mark"]["message"], "dueAt": str(row["mark"]["message"]["dueAt"]), ">event": event}
    carry_out(session, row["mark"]["act"], given, out, wait=wait)


def _overdue(session: Session, event: str, clause: str) -> dict[str, Any]:
    client, cursor = session.caller(), None
    while True:
        page = client.work(state="overdue", clause=clause, limit=PAGE, cursor=cursor)
        for row in page["duties"]:
            if row["trigger"]["id"] == event:
                return dict(row)
        if not (cursor := page["next"]):
            raise NotFound(
                zh=f"可见的待办中没有由 {event} 开始而已超期的条款 {clause}: 见 work --state overdue",
                en=f"no overdue duty under {clause} that {event} started is among those you may see: work --state overdue",
                event=event,
                clause=clause,
            )


def _show(session: Session, found: dict[str, Any]) -> None:
    watcher = found["watcher"]
    facts = {"": found["verdict"]["zh"], " ": found["verdict"]["en"], "as_of": found["as_of"]}
    if not watcher["ok"]:
        late = watcher["last_run"] or "-"
        facts["!"] = (
            f"超期巡查不在正常状态(上次 {late}, 落后 {watcher['lag_entries']} 条): 清单可能不全 · "
            f"the watcher is not well (last run {late}, {watcher['lag_entries']} entries behind): the list may lack duties"
        )
    session.terminal.facts(facts)
    rows = [
        {**row, "event": row["trigger"]["id"], "signs": "/".join(row["roles"]), "settled by": " ".join(row["settled_by"]),
         "due_at": (row["due_at"] or "—") + (" ?" if row["provisional"] else "")}
        for row in found["duties"]
    ]  # fmt: skip
    session.terminal.rows(rows, "clause", "department", "due_at", "days_left", "state", "signs", "settled by", "event")
