"""act: list, show, draft, sign, submit: any signed call of the contracts. Everyday ones have commands of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.act_commands import DRAFT, add_acts
from ledger.cli.departments import WAIT
from ledger.cli.session import Session, read_json, write_text
from ledger.cli.terminal import Terminal, command

NAME = Annotated[str, typer.Argument(help="行为名称, 见 act list · name of the act")]
FILE = Annotated[Path, typer.Argument(metavar="DRAFT", help="草稿 · the draft")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="任一链上行为 · any act on the chain: draft, sign, submit", no_args_is_help=True)
    command(group, "list", online=False)(list_all)
    command(group, "show", online=False)(show)
    command(group, "draft")(draft)
    command(group, "sign")(sign)
    command(group, "submit")(submit)
    app.add_typer(group, name="act")
    for name, text in (
        ("breach", "违约(链上) · breaches, on the chain: mark, find, order, rectify, accept"),
        ("dispute", "争议(链上) · disputes, on the chain: file, negotiate, mediate, decide"),
    ):
        acts = typer.Typer(help=text, no_args_is_help=True)
        add_acts(acts, name)
        app.add_typer(acts, name=name)


def list_all(terminal: Terminal) -> None:
    """全部链上行为 · all acts, of all contracts."""
    from ledger.acts import ACTS

    rows = [{"name": act.name, "contract": act.contract, "zh": act.zh, "en": act.en} for act in ACTS.values()]
    terminal.rows(rows, "name", "contract", "zh", "en")


def show(terminal: Terminal, name: NAME) -> None:
    """由谁签名, 附什么, 消息有哪些成员 · who signs, what is enclosed, what the message holds."""
    from ledger.acts import find_act
    from ledger.acts.schema import message_schema

    act = find_act(name)
    drafted = message_schema(act, draft=True)
    signs = [{"zh": one.zh, "en": one.en, "roles": [role.value for role in one.roles]} for one in act.parties]
    facts: dict[str, Any] = {
        "name": act.name,
        "contract": act.contract,
        "zh": act.zh,
        "en": act.en,
        "article": act.article,
    }
    facts |= {"signs": signs, "encloses": list(act.encloses), "may_enclose": list(act.may_enclose), "makes": act.makes}
    members = {member: schema["description"] for member, schema in drafted["properties"].items()}
    filled = [member for member in members if member not in drafted["required"]]

    def tell() -> None:
        Terminal().facts({**facts, "filled": filled, **{f"message.{one}": text for one, text in members.items()}})

    terminal.answer({**facts, "filled": filled, "message": message_schema(act)}, tell)


def draft(
    session: Session,
    name: NAME,
    message: Annotated[Path, typer.Option(help="消息 JSON, 可缺自动填写的成员 · without what is filled in")],
    extra: Annotated[Path | None, typer.Option(help="附件 JSON · what is enclosed")] = None,
    out: DRAFT = None,
) -> None:
    """起草: 补全序号等, 指明签署方 · fill in the nonce and what else follows, tell who signs."""
    from ledger.acts import find_act
    from ledger.cli import acting

    whole = acting.whole_message(find_act(name).struct, read_json(message))
    enclosed: Any = {} if extra is None else read_json(extra)
    acting.write_draft(session, acting.draft(session.public(), name, whole, enclosed), out)


def sign(
    session: Session,
    file: FILE,
    out: Annotated[Path | None, typer.Option("--out", help="写入文件 · write the consent to this file")] = None,
) -> None:
    """以 --key 签署草稿, 先列出所签内容 · sign a draft with --key; what is signed is shown first."""
    from ledger.cli import acting

    drafted = read_draft(file)
    session.terminal.say(json.dumps({drafted["act"]: drafted["message"]}, ensure_ascii=False, indent=2))
    consent = acting.sign(session.public(), drafted, session.signer())
    if out is not None:
        write_text(out, json.dumps(consent, indent=2) + "\n")
    session.terminal.facts(consent)


def submit(
    session: Session,
    file: FILE,
    consents: Annotated[list[Path] | None, typer.Argument(metavar="CONSENT…", help="各方签名 · their consents")] = None,
    wait: WAIT = True,
) -> None:
    """提交草稿与各方签名, 任何人可代为提交 · submit a draft with its consents; anyone may."""
    from ledger.cli import acting

    drafted = read_draft(file)
    acted = acting.submit(session.public(), drafted, [read_json(one) for one in consents or ()])
    acting.show_acted(session, drafted, acted, wait=wait)


def read_draft(file: Path) -> dict[str, Any]:
    """A draft from its file.

    Raises:
        InputRefused: it is none.
    """
    from ledger.errors import InputRefused

    drafted = read_json(file)
    if not isinstance(drafted, dict) or not {"act", "message", "digest", "signs"} <= drafted.keys():
        raise InputRefused(zh=f"{file} 不是草稿: 由 --out 写出", en=f"{file} is no draft: --out writes one")
    return drafted
