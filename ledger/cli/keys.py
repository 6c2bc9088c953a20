"""key: new, show, sign, enrol, end. Private keys never leave this machine: only addresses and signatures do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.departments import WAIT
from ledger.cli.session import Session, ask_passphrase, read_json
from ledger.cli.terminal import Terminal, command

ROLES = ("head", "officer", "gateway", "auditor", "supervisor")
ADDRESS = Annotated[str, typer.Argument(help="密钥地址 0x… · the key's address")]
DEPARTMENT = Annotated[str | None, typer.Option("--department", help="部门, 缺省为密钥所属 · default: the key's own")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="密钥 · keys: new, show, sign, enrol, end", no_args_is_help=True)
    command(group, "new", online=False)(new)
    command(group, "show")(show)
    command(group, "sign")(sign)
    command(group, "enrol")(enrol)
    command(group, "end")(end)
    app.add_typer(group, name="key")


def new(
    terminal: Terminal,
    file: Annotated[Path, typer.Argument(help="新的密钥库文件 · the new keystore")],
    passphrase_file: Annotated[
        Path | None, typer.Option(envvar="QUANZE_PASSPHRASE_FILE", help="口令文件 · file with the passphrase")
    ] = None,
) -> None:
    """生成密钥并写入新的密钥库 · make a key in a new keystore; prints its address."""
    from ledger.keys import LocalSigner, create_keystore, find_passphrase, new_secret

    secret = new_secret()
    create_keystore(file, secret, find_passphrase(ask_passphrase(), passphrase_file))
    terminal.facts({"address": LocalSigner(secret).address, "key": f"file:{file}"})


def show(session: Session) -> None:
    """--key 的地址 · the address of --key."""
    session.terminal.facts({"address": session.signer().address})


def sign(session: Session, file: Annotated[Path, typer.Argument(help="待签结构(JSON) · typed data")]) -> None:
    """签署合约所认的结构(Opening.json 等) · sign typed data of the contracts, and nothing else."""
    from ledger.errors import InputRefused
    from ledger.keys.contract_types import CONTRACT_OF, contract_digest, wallet_json

    request = read_json(file)
    try:
        struct, domain = request["primaryType"], request["domain"]
        known = wallet_json(struct, request["message"], domain["chainId"], domain["verifyingContract"])
    except (KeyError, TypeError):
        known = None
    if known is None or known != {**request, "message": known["message"]}:
        allowed = ", ".join(CONTRACT_OF)
        raise InputRefused(
            zh=f"{file} 不是可签的结构, 须为 {allowed} 之一", en=f"{file} is not typed data of the contracts: {allowed}"
        )
    digest = contract_digest(struct, request["message"], domain["chainId"], domain["verifyingContract"])
    signer = session.signer()
    session.terminal.facts({"signer": signer.address, "signature": "0x" + signer.sign_digest(digest).hex()})


def enrol(
    session: Session,
    address: ADDRESS,
    role: Annotated[str, typer.Option(help="head officer gateway auditor supervisor")],
    department: DEPARTMENT = None,
    valid_until: Annotated[int, typer.Option(min=0, help="失效时刻(Unix 秒), 0 为不限 · Unix seconds; 0: open")] = 0,
    wait: WAIT = True,
) -> None:
    """登记密钥 · enrol a key; --key is a head key of the department."""
    if role not in ROLES:
        raise typer.BadParameter(f"{role}: {', '.join(ROLES)}")
    grant: dict[str, Any] = {"department": session.department(department), "key": address.lower()}
    grant["role"] = ROLES.index(role) + 1
    if valid_until:
        grant["valid_until"] = valid_until
    _send(session, session.public().enrol(grant, session.signer()), wait=wait)


def end(
    session: Session,
    address: ADDRESS,
    reason: Annotated[str, typer.Option(help="原因 · why")],
    department: DEPARTMENT = None,
    since: Annotated[int, typer.Option(min=0, help="自何时起(Unix 秒), 0 为现在 · Unix seconds; 0: now")] = 0,
    wait: WAIT = True,
) -> None:
    """终止密钥 · end a key; it is never deleted."""
    body = {"department": session.department(department), "key": address.lower(), "reason": reason}
    # a whole second later: what was recorded in this second was recorded with a valid key
    operation = session.public().end_key({**body, "since": since or int(time.time()) + 1}, session.signer())
    _send(session, operation, wait=wait)


def _send(session: Session, operation: dict[str, Any], *, wait: bool) -> None:
    session.terminal.facts(session.public().wait_for(operation["id"]) if wait else operation)
