"""witness: init, run, status. A department that watches other departments' logs runs one, apart from any log of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.terminal import Terminal, command

FOLDER = Annotated[
    Path, typer.Option("--data", envvar="QUANZE_WITNESS_DATA", help="见证方的数据目录 · its data folder")
]
DEFAULT_FOLDER = Path("witness-data")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="见证方 · a witness of others' logs: init, run, status", no_args_is_help=True)
    command(group, "init", online=False)(init)
    command(group, "run", online=False)(run)
    command(group, "status", online=False)(status)
    app.add_typer(group, name="witness")


def init(
    terminal: Terminal,
    name: Annotated[str, typer.Option(help="见证方名称, 永久不变, 如 audit.example/witness · its name, for ever")],
    log: Annotated[
        list[str], typer.Option(help="所见证日志的公钥(log.vkey 的内容), 可多次 · key of a log, repeatable")
    ],
    data: FOLDER = DEFAULT_FOLDER,
    host: Annotated[str, typer.Option(help="监听地址 · where it listens")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="端口 · its port")] = 8643,
    database: Annotated[str, typer.Option(help="数据库 · SQLAlchemy URL")] = "sqlite:///witness.db",
) -> None:
    """建立见证方: 密钥、数据库、witness.toml · make a witness: key, database, witness.toml."""
    from ledger.witnesses.witness_config import found_witness

    config = found_witness(data, name, log, host, port, database)
    terminal.facts(
        {
            "data": str(config.folder),
            "name": config.name,
            "key": str(config.public),
            "url": f"http://{host}:{port}/log",
            "logs": [key.name for key in config.logs],
        }
    )
    terminal.say("将 key 与 url 交给日志运行方; 下一步 · give key and url to whoever runs the log; next: "
                 f"quanze witness run --data {data}")  # fmt: skip


def run(terminal: Terminal, data: FOLDER = DEFAULT_FOLDER) -> None:  # noqa: ARG001 - every command is given one
    """运行见证服务, 直到 Ctrl-C · cosign until Ctrl-C."""
    from ledger.witnesses.witness_config import load_witness

    load_witness(data)
    # the server takes this process's place, so that signals reach it and nobody else
    os.execv(sys.executable, [sys.executable, "-m", "api.witness", str(data)])  # noqa: S606


def status(terminal: Terminal, data: FOLDER = DEFAULT_FOLDER) -> int:
    """各日志最后见证的检查点; 1 表示发现过两份历史 · last cosigned checkpoints; 1: a log showed two histories."""
    from datetime import UTC, datetime

    from ledger.storage.witness_store import open_witness_store
    from ledger.witnesses.witness_config import load_witness

    config = load_witness(data)
    with open_witness_store(config.database) as store:
        store.watch([key.name for key in config.logs])
        heads = [store.head(key.name) for key in config.logs]
        found = store.contradictions()
    rows: list[dict[str, Any]] = [
        {
            "origin": head.origin,
            "size": head.size,
            "root": head.root.hex(),
            "cosigned_at": datetime.fromtimestamp(head.cosigned_at, UTC).isoformat() if head.size else None,
        }
        for head in heads
    ]
    contradictions = [one._asdict() for one in found]
    terminal.answer(
        {"name": config.name, "key": str(config.public), "logs": rows, "contradictions": contradictions},
        lambda: _show(terminal, rows, contradictions),
    )
    return 1 if found else 0


def _show(terminal: Terminal, rows: list[dict[str, Any]], contradictions: list[dict[str, Any]]) -> None:
    terminal.rows(rows, "origin", "size", "root", "cosigned_at")
    for one in contradictions:
        typer.echo(f"✗ {one['origin']} 在大小 {one['size']} 有两份历史 · shows two histories at this size:")
        typer.echo(f"{one['kept']}\n{one['note']}")
