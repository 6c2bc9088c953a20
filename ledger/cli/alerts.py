"""alert: list, acknowledge, watch, webhooks; reconcile."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.agreements import AGREEMENT
from ledger.cli.events import LANE, now_text
from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.cli.wording import OK, REFUSED, UNDETERMINED
from ledger.errors import AlertUnrecorded, ServiceUnreachable

if TYPE_CHECKING:
    from ledger.cli.client import Client

ALERT = Annotated[str, typer.Argument(help="预警编号 · alert id")]
AGAIN_S = 2.0


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="预警 · alerts: list, acknowledge, watch, webhooks", no_args_is_help=True)
    command(group, "list")(list_some)
    command(group, "acknowledge")(acknowledge)
    command(group, "watch")(watch)
    command(group, "webhooks")(webhooks)
    app.add_typer(group, name="alert")
    command(app, "reconcile")(reconcile)


def list_some(  # noqa: PLR0913, PLR0917 - what alerts are listed by
    session: Session,
    only_open: Annotated[bool | None, typer.Option("--open/--closed", help="未消除或已消除 · standing or not")] = None,
    owner: Annotated[str | None, typer.Option(help="须处理的部门 · who must act")] = None,
    rule: Annotated[str | None, typer.Option(help="规则 · rule")] = None,
    level: Annotated[str | None, typer.Option(help="notice warning red")] = None,
    agreement: Annotated[str | None, typer.Option(help="协议编号 · agreement id")] = None,
    before: Annotated[int | None, typer.Option(min=0, help="上一页的 next_before · the last page's")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="条数 · how many")] = 100,
) -> None:
    """可见的预警, 最近变动者在前 · alerts you may see, newest change first."""
    query: dict[str, str | int | None] = {
        "owner": owner, "rule": rule, "level": level, "agreement": agreement, "before": before, "limit": limit,
        "open": None if only_open is None else str(only_open).lower(),
    }  # fmt: skip
    page = session.caller().get("/v1/alerts", **query)

    def show() -> None:
        terminal = session.terminal
        terminal.facts({"": page["verdict"]["zh"], " ": page["verdict"]["en"]})
        terminal.rows(page["alerts"], "level", "rule", "owner", "state", "acknowledged_at", "zh", "en", "id")

    session.terminal.answer(page, show)


def acknowledge(
    session: Session,
    alert: ALERT,
    measure: Annotated[str, typer.Option(help="已采取的措施 · what was done")],
    operator: Annotated[str | None, typer.Option(help="经办人代号 · operator's pseudonym")] = None,
    department: DEPARTMENT = None,
    lane: LANE = 0,
) -> None:
    """以签名事件签收 · acknowledge by a signed event; only the department that must act can."""
    from ledger.recording.pen import Draft

    client = session.caller()
    known = client.get(f"/v1/alerts/{alert}")
    if known["event"] is None:
        raise AlertUnrecorded(
            zh="此预警尚未作为事件签署记录, 暂不能签收", en="this alert is not recorded as a signed event yet"
        )
    draft = Draft(
        "alert.acknowledge", now_text(), {"measure": measure}, agreement=known["agreement"], item=known["item"],
        parents=(known["event"],), operator=operator,
    )  # fmt: skip
    _, submission = session.pen(department, lane).write(draft)
    opened = {name: one.to_json() for name, one in submission.disclosures.items()}
    body = {
        "event": submission.event.decode(),
        "signature": "0x" + submission.signature.hex(),
        "disclosures": opened,
    }
    session.terminal.facts(client.post(f"/v1/alerts/{alert}/acknowledgement", body))


def watch(
    session: Session,
    after: Annotated[int | None, typer.Option(min=0, help="从此编号之后, 缺省为最新 · default: what is next")] = None,
    once: Annotated[bool, typer.Option("--once", help="读完已有的即止 · end once all that is there is read")] = False,
) -> None:
    """实时预警, 断线后续接 · live alerts, one a line; resumed where it broke, until interrupted."""
    client = session.caller()
    for moved in _followed(session, client, after, once=once):
        alert = moved["alert"]
        if session.terminal.as_json:
            typer.echo(json.dumps(moved, ensure_ascii=False))
        else:
            words = (moved["seq"], moved["at"], moved["change"], alert["level"], alert["rule"], alert["owner"])
            typer.echo(f"{' '.join(map(str, words))} {alert['zh']} · {alert['en']} [{alert['id']}]")


def webhooks(session: Session) -> None:
    """推送状态, 供运营部门 · how far the receivers of alerts are served; for the operator."""
    rows = session.caller().get("/v1/alerts/webhooks")["webhooks"]
    session.terminal.rows(rows, "name", "sent", "waiting", "tries", "retry_at", "delivered_at", "error", "refused")


def reconcile(
    session: Session,
    agreement: AGREEMENT,
    window: Annotated[int, typer.Option(min=1, max=86_400, help="配对时限, 秒 · seconds to pair within")] = 60,
    state: Annotated[str | None, typer.Option(help="paired mismatch orphan pending")] = None,
    before: Annotated[int | None, typer.Option(min=0, help="上一页的 next_before · the last page's")] = None,
) -> int:
    """事中: 三方对账 · during: three sides' records; exit 0 all agree, 1 some differ, 2 some cannot be determined."""
    query: dict[str, str | int | None] = {"agreement": agreement, "window": window, "state": state, "before": before}
    found = session.caller().get("/v1/reconciliation", **query)

    def show() -> None:
        session.terminal.facts({"": found["verdict"]["zh"], " ": found["verdict"]["en"]})
        rows = [
            {
                **one,
                "zh": one["verdict"]["zh"],
                "en": one["verdict"]["en"],
                "differs": [d["what"] for d in one["differences"]],
            }
            for one in found["pairs"]
        ]
        session.terminal.rows(rows, "kind", "state", "differs", "missing", "zh", "en", "key")

    session.terminal.answer(found, show)
    if any(one["undetermined"] for one in found["pairs"]):
        return UNDETERMINED
    return REFUSED if any(one["responsible"] for one in found["pairs"]) else OK


def _followed(session: Session, client: Client, after: int | None, *, once: bool) -> Iterator[dict[str, Any]]:
    while True:
        try:
            query = {"after": after, "seconds": 0 if once else None}
            for moved in _told(client.lines("/v1/alerts/stream", query)):
                after = int(moved["seq"])
                yield moved
        except ServiceUnreachable as error:
            if once or after is None:
                raise
            session.terminal.say(f"{error.zh} · {error.en}")
        if once:
            return
        time.sleep(AGAIN_S)


def _told(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The changes in a stream of server-sent events; comments and other events are passed over."""
    for line in lines:
        if line.startswith("data: {"):
            yield json.loads(line[6:])
