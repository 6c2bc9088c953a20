"""Carrying out acts on the chain from the command line: the service drafts, the key signs here, anyone submits.

What is signed is hashed here from the draft's message, for the chain and contracts of the trust policy, after the draft was
compared with what was asked for: a service that drafts something else gets no signature.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.acts import find_act, terms_message
from ledger.acts.asking import code_of
from ledger.acts.carrying import spelled
from ledger.cli.client import Client
from ledger.cli.connection import Json
from ledger.cli.session import Session, read_json, write_text
from ledger.errors import InputRefused
from ledger.keys import Signer, compile_struct
from ledger.keys.contract_types import TYPES, contract_digest
from ledger.keys.typed_data import SAFE_INTEGER

OPEN_END = 2**64 - 1
_OWN = ("department", "manager", "principal", "claimant")
_DIGEST = re.compile(r"(0x)?[0-9a-fA-F]{64}", re.ASCII)


def carry_out(session: Session, act: str, given: Mapping[str, Any], out: Path | None, *, wait: bool) -> None:
    """Draft an act from what a command was given; with ``out`` write the draft, else sign with --key and submit."""
    message, extra = read_given(session, act, given)
    client = session.public()
    drafted = draft(client, act, message, extra)
    if out is not None:
        write_draft(session, drafted, out)
        return
    if len(drafted["signs"]) > 1:
        who = "; ".join(f"{one['zh']} · {one['en']}" for one in drafted["signs"])
        raise InputRefused(
            zh=f"须由多方签名({who}): 请用 --out 写出草稿, 各方 quanze act sign 后再 act submit",
            en=f"several sign ({who}): write a draft with --out, have each run quanze act sign, then act submit",
            act=act,
        )
    consents = [sign(client, drafted, session.signer())] if drafted["signs"] else []
    show_acted(session, drafted, submit(client, drafted, consents), wait=wait)


def write_draft(session: Session, drafted: Json, out: Path | None) -> None:
    """Write a draft for the parties, and say what it is."""
    if out is not None:
        write_text(out, json.dumps(drafted, ensure_ascii=False, indent=2) + "\n")
    session.terminal.facts({name: drafted[name] for name in ("act", "id", "message", "signs")})


def show_acted(session: Session, drafted: Json, acted: Json, *, wait: bool) -> None:
    """Say what became of a submitted act, with its message: a catalogue entry is needed again for its review."""
    operation = session.public().wait_for(acted["operation"]["id"]) if wait else acted["operation"]
    session.terminal.facts({"id": acted["id"], "operation": operation, "message": drafted["message"]})


def draft(client: Client, act_name: str, message: Json, extra: Json) -> Json:
    """What the service makes of a message: the answer of the API, with ``extra``.

    Raises:
        InputRefused: it drafted something else than was asked for.
    """
    act = find_act(act_name)
    asked = spelled(act, message)
    drafted = client.post(f"/v1/acts/{act.name}/draft", {"message": asked, "extra": extra})
    present = [member for member in TYPES[act.struct] if member["name"] in asked]
    encoder = compile_struct(act.struct, {**TYPES, act.struct: present})
    answered = {name: drafted["message"].get(name) for name in asked}
    if encoder.hash_struct(asked) != encoder.hash_struct(answered):
        raise InputRefused(
            zh="服务起草的内容与所给不同: 不予签名, 请检查服务地址",
            en="the service drafted something else than was asked for: nothing is signed, check its address",
            act=act.name,
        )
    return {**drafted, "extra": extra}


def sign(client: Client, drafted: Json, signer: Signer) -> Json:
    """A key's consent to a draft: ``{"act", "digest", "signer", "signature"}``.

    Raises:
        InputRefused: it is no draft, or one for another chain or contract than the trust policy names.
    """
    act, trust = find_act(str(drafted.get("act"))), client.trust()
    address = trust["contracts"][act.contract]["address"]
    digest = contract_digest(act.struct, drafted["message"], trust["chain_id"], address)
    if drafted.get("digest") != "0x" + digest.hex():
        raise InputRefused(
            zh="草稿的摘要与其内容不符, 或是为另一条链或合约所起草: 不予签名",
            en="the draft's digest is not that of its message on this chain and contract: nothing is signed",
            act=act.name,
        )
    signature = "0x" + signer.sign_digest(digest).hex()
    return {"act": act.name, "digest": drafted["digest"], "signer": signer.address, "signature": signature}


def submit(client: Client, drafted: Json, consents: Sequence[Json]) -> Json:
    """Submit a draft with its consents: ``{"operation", "id"}``.

    Raises:
        InputRefused: a consent is to something else.
    """
    for one in consents:
        if one.get("digest") != drafted["digest"]:
            raise InputRefused(
                zh=f"{one.get('signer')} 的签名不是对此草稿的", en=f"{one.get('signer')} consented to another draft"
            )
    signatures = [{name: one[name] for name in ("signer", "signature")} for one in _in_order(client, drafted, consents)]
    body = {"message": drafted["message"], "consents": signatures, "extra": drafted.get("extra", {})}
    return client.post(f"/v1/acts/{drafted['act']}", body)


def read_given(session: Session, act_name: str, given: Mapping[str, Any]) -> tuple[Json, Json]:
    """The message and what is enclosed, from a command's options by member; those that are None are left out.

    Raises:
        InputRefused: a value out of form, a file that cannot be read.
    """
    struct = find_act(act_name).struct
    if "message" in given:
        return whole_message(struct, read_json(given["message"])), {}
    kinds = {member["name"]: member["type"] for member in TYPES[struct]}
    present = {name: value for name, value in given.items() if value is not None}
    if struct in ("Finding", "Acceptance") and "scope" in present:
        present["scope"] = _scope(present["scope"])
    message = {name: _value(session, kinds[name], name, value) for name, value in present.items() if name[0] != ">"}
    extra = {name[1:]: value for name, value in present.items() if name[0] == ">"}
    if "entry" in extra:
        entry = read_json(extra["entry"])
        extra["entry"] = entry.get("message", entry) if isinstance(entry, dict) else entry
    return message, extra


def whole_message(struct: str, value: Any) -> Json:
    """The message in a file; terms of an agreement may be flat, as ``agreement draft`` writes them.

    Raises:
        InputRefused: no JSON object, or terms out of form.
    """
    if not isinstance(value, dict):
        raise InputRefused(zh=f"{struct} 的消息须是 JSON 对象", en=f"the message of {struct} is a JSON object")
    if struct == "Terms" and "parties" not in value:
        return terms_message(value)
    return {**value, "terms": whole_message("Terms", value["terms"])} if "terms" in value else dict(value)


def _value(session: Session, kind: str, name: str, value: Any) -> Any:
    if name == "terms":
        return whole_message("Terms", read_json(value))
    if kind.endswith("[]"):
        return [_value(session, kind[:-2], name, one) for one in value]
    if kind == "string":
        return session.department() if value == "own" and name in _OWN else value
    if kind == "address":
        return value.lower()
    if kind == "bytes32":
        return _hash(name, value)
    return _number(name, value) if kind.startswith("uint") else value


def _hash(name: str, text: str) -> str:
    """A hash as it is given, or ``@FILE``: the SHA-256 of the file."""
    if text.startswith("@"):
        from ledger.cli.agreements import file_digest

        return "0x" + file_digest(Path(text[1:]))
    if not _DIGEST.fullmatch(text):
        raise InputRefused(
            zh=f"{name} 须为 64 位十六进制, 或 @文件(取其 SHA-256)",
            en=f"{name} is 64 hex digits, or @FILE for the SHA-256 of a file",
            member=name,
        )
    return "0x" + text.lower().removeprefix("0x")


def _scope(text: str) -> str:
    """An accredited scope: a department's code, as the contracts keep it, or the id of a subject."""
    return text if _DIGEST.fullmatch(text) else "0x" + code_of(text).hex()


def _number(name: str, text: str) -> int | str:
    """An integer; a time may be ``now``, ``open`` or ISO 8601 with its offset."""
    if text == "now":
        # a whole second later: what was recorded in this second was recorded with a valid key
        return int(time.time()) + 1
    try:
        number = OPEN_END if text == "open" else int(text) if text.isdecimal() else _seconds(text)
    except ValueError:
        raise InputRefused(
            zh=f"{name} 须为整数、now、open 或带时区的时间, 如 2026-12-31T18:00:00+08:00",
            en=f"{name} is an integer, now, open, or a time with its offset, such as 2026-12-31T18:00:00+08:00",
            member=name,
        ) from None
    return number if number <= SAFE_INTEGER else str(number)


def _seconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return int(moment.timestamp())


def _in_order(client: Client, drafted: Json, consents: Sequence[Json]) -> list[Json]:
    """The consents in the order of the parties, where it is known which department each has to come from."""
    signs = drafted["signs"]
    if len(signs) < 2 or len(signs) != len(consents) or not all(one["departments"] for one in signs):
        return list(consents)
    codes = {code for one in signs for code in one["departments"]}
    of_key = {key["address"]: code for code in codes for key in client.department(code)["keys"]}
    places = [code for one in signs for code in one["departments"][:1]]
    return sorted(consents, key=lambda one: places.index(code) if (code := of_key.get(one["signer"])) in places else 99)
