"""init, serve, demo, log open, sign-in, sign-out: beginning a deployment, running it, being known to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.session import Session
from ledger.cli.terminal import Terminal, command

DATA = Annotated[Path, typer.Option("--data", envvar="QUANZE_DATA", help="数据目录 · data folder")]
DEFAULT_DATA = Path("quanze-data")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "init", online=False)(init)
    command(app, "serve", online=False)(serve)
    command(app, "demo", online=False)(demo)
    command(app, "sign-in")(sign_in)
    command(app, "sign-out")(sign_out)
    log = typer.Typer(help="开立日志 · opening the log", no_args_is_help=True)
    command(log, "open", online=False)(open_log)
    app.add_typer(log, name="log")


def init(  # noqa: PLR0913, PLR0917 - one option per choice that is made once and for ever
    terminal: Terminal,
    data: DATA = DEFAULT_DATA,
    department: Annotated[str, typer.Option(help="运行服务的部门代码 · operating department")] = "SJ-000000",
    name_zh: Annotated[str, typer.Option(help="部门中文名 · its Chinese name")] = "数据主管部门",
    name_en: Annotated[str, typer.Option(help="部门英文名 · its English name")] = "Data bureau",
    tier: Annotated[int, typer.Option(min=1, max=4, help="1 国 2 省 3 市 4 县 · tier")] = 2,
    region: Annotated[int, typer.Option(min=0, max=999_999, help="行政区划代码 · region")] = 0,
    kind: Annotated[int, typer.Option(min=1, max=6, help="部门类别 · kind of department")] = 2,
    origin: Annotated[str, typer.Option(help="日志名, 永久不变 · the log's name, for ever")] = "quanze.local/log",
    head_key: Annotated[str, typer.Option(help="负责人密钥 file:/env: · the head's key, if it is at hand")] = "",
    root_head: Annotated[str, typer.Option(help="负责人密钥地址(密钥在别处) · head's address, key elsewhere")] = "",
    passphrase_file: Annotated[
        str, typer.Option(envvar="QUANZE_PASSPHRASE_FILE", help="其口令文件 · its passphrase")
    ] = "",
    host: Annotated[str, typer.Option(help="API 监听地址 · where the API listens")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="API 端口 · its port")] = 8642,
    database: Annotated[str, typer.Option(help="数据库 · SQLAlchemy URL")] = "sqlite:///quanze.db",
    chain_url: Annotated[str, typer.Option(help="链的 JSON-RPC, 缺省为内置链 · empty: embedded chain")] = "",
    chain_id: Annotated[int, typer.Option(min=1, help="链号 · chain id")] = 20_815,
) -> None:
    """建立数据目录: 密钥、配置、待上链的开立与登记 · make a data folder, ready for quanze serve."""
    from ledger.cli import beginning

    choice = beginning.Choice(
        department=department, name_zh=name_zh, name_en=name_en, tier=tier, region=region, kind=kind, origin=origin,
        host=host, port=port, database=database, chain_url=chain_url, chain_id=chain_id,
    )  # fmt: skip
    begun = beginning.begin(data, choice, beginning.Head(head_key, root_head, passphrase_file))
    terminal.facts(begun.facts)
    terminal.say(begun.next_step)


def open_log(
    terminal: Terminal,
    data: DATA = DEFAULT_DATA,
    head_key: Annotated[str, typer.Option(help="负责人密钥 file:/env: · the head's key")] = "",
    passphrase_file: Annotated[
        str, typer.Option(envvar="QUANZE_PASSPHRASE_FILE", help="其口令文件 · its passphrase")
    ] = "",
    opening: Annotated[str, typer.Option(help="对 Opening.json 的签名 · signature over it")] = "",
    grant: Annotated[str, typer.Option(help="对 KeyGrant.json 的签名 · signature over it")] = "",
    signer: Annotated[str, typer.Option(help="签名者地址 · the signer's address")] = "",
) -> None:
    """交负责人在别处所作的签名: 开立日志, 登记服务密钥 · hand in the head's signatures made elsewhere."""
    from ledger.cli import beginning

    calls = beginning.complete(data, beginning.Head(head_key, signer, passphrase_file), opening, grant)
    terminal.rows(
        [{"id": str(one.id), "kind": one.kind, "state": str(one.state)} for one in calls], "id", "kind", "state"
    )


def serve(
    terminal: Terminal,
    data: DATA = DEFAULT_DATA,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="显示运行记录 · show what goes on")] = False,
) -> None:
    """运行服务: 接口、写入、锚定、内置链 · run API, worker and embedded chain until Ctrl-C."""
    from ledger.cli.running import run

    run(terminal, data, verbose=verbose)


def demo(
    terminal: Terminal,  # noqa: ARG001 - every command is given one
    data: Annotated[Path, typer.Option(help="演示目录, 每次新建 · the demo's folder, made anew")] = Path("demo-data"),
    once: Annotated[bool, typer.Option("--once", help="演示完即结束 · end when it is done")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="结果写入文件 · write the results to a file")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="沿用上次的目录, 重新核验 · open the last run's")] = False,
    as_json: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: ARG001 - here --json names a file
) -> int:
    """用真实数据走一遍: 协议、交换、预警、溯源、证据 · the whole story on real data."""
    from ledger.demo import main

    return main(data, once, json_file, keep)


def sign_in(session: Session) -> None:
    """以密钥登录并保存令牌 · sign in with a key and keep the session."""
    session.terminal.facts(session.sign_in())


def sign_out(session: Session) -> None:
    """结束保存的登录 · end the kept session."""
    session.sign_out()
    session.terminal.say("已退出 · signed out")
