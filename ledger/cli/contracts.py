"""contracts: verify, typed-data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.service import DATA, DEFAULT_DATA
from ledger.cli.session import Session, read_json
from ledger.cli.terminal import Terminal, command
from ledger.errors import InputRefused


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="合约 · contracts: verify, typed-data", no_args_is_help=True)
    command(group, "verify", online=False)(verify)
    command(group, "typed-data")(typed_data)
    app.add_typer(group, name="contracts")


def verify(
    terminal: Terminal,
    data: DATA = DEFAULT_DATA,
    trust: Annotated[Path | None, typer.Option(help="信任策略, 代替数据目录 · in place of the data folder")] = None,
    rpc: Annotated[str, typer.Option(help="链的 JSON-RPC · the chain's address, with --trust")] = "",
    sources: Annotated[Path, typer.Option(help="公布的合约源码 · the published sources")] = Path("contracts"),
    node_modules: Annotated[Path, typer.Option(help="npm 包目录 · where npm's packages are")] = Path("node_modules"),
    solc: Annotated[Path | None, typer.Option(help="本机编译器 · a native compiler")] = None,
) -> None:
    """重新编译源码, 与链上代码逐字节比较 · recompile the sources and compare with the code on the chain."""
    from ledger.cli.verifying import compare_contracts

    if trust is not None and not rpc:
        raise InputRefused(zh="--trust 须与 --rpc 同用", en="give --rpc together with --trust")
    rows = compare_contracts(data, trust, rpc, sources, node_modules, solc)
    terminal.rows(rows, "contract", "address", "compiler", "code_hash", "result")


def typed_data(
    session: Session,
    struct: Annotated[str, typer.Argument(help="Admission KeyGrant KeyEnd Opening Terms")],
    file: Annotated[Path, typer.Argument(help="结构内容 JSON · its members")],
) -> None:
    """钱包所签的 EIP-712 结构 · the EIP-712 document that a wallet signs."""
    from ledger.cli.client import camel_names
    from ledger.keys.contract_types import CONTRACT_OF, struct_hash, wallet_json
    from ledger.policy.terms import AgreementTerms

    if struct not in CONTRACT_OF:
        raise InputRefused(
            zh=f"没有结构 {struct}: {', '.join(CONTRACT_OF)}", en=f"no struct {struct}: {', '.join(CONTRACT_OF)}"
        )
    value: Any = read_json(file)
    if not isinstance(value, dict):
        raise InputRefused(zh=f"{file} 须是 JSON 对象", en=f"{file} must be a JSON object")
    message = AgreementTerms.from_json(value).to_message() if struct == "Terms" else camel_names(value)
    struct_hash(struct, message)
    policy = session.public().trust()
    address = policy["contracts"][CONTRACT_OF[struct]]["address"]
    typer.echo(json.dumps(wallet_json(struct, message, policy["chain_id"], address), ensure_ascii=False, indent=2))
