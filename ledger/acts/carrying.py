"""Carrying out an act: its message made whole, its id, and the call that the contract takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eth_abi.abi import encode

from ledger.acts.act import Act, Consent, Message
from ledger.acts.asking import Asking, bytes_of, code_of, item_id
from ledger.errors import InputRefused
from ledger.keys import compile_struct, keccak256
from ledger.keys.contract_types import TYPES, abi_message, json_message, struct_hash
from ledger.policy.clauses import clause_of
from ledger.policy.reading import Reader
from ledger.policy.terms import AgreementTerms
from ledger.recording.citing import Citation


def check_enclosed(act: Act, enclosed: Message) -> dict[str, Any]:
    """What is enclosed, as plain JSON.

    Raises:
        InputRefused: something is missing, unknown or out of form.
    """
    missing = [name for name in act.encloses if name not in enclosed]
    unknown = [name for name in enclosed if name not in (*act.encloses, *act.may_enclose)]
    if missing or unknown:
        needed = ", ".join((*act.encloses, *(f"[{name}]" for name in act.may_enclose))) or "-"
        raise InputRefused(
            zh=f"{act.name} 须附 {needed}; 缺少 {missing}, 多余 {unknown}",
            en=f"{act.name} encloses {needed}; missing {missing}, unknown {unknown}",
            act=act.name,
        )
    read: dict[str, Callable[[Any], Any]] = {
        "entry": lambda value: json_message("Entry", value),
        "names": _names,
        "event": str,
    }
    return {name: read[name](value) for name, value in enclosed.items()}


def fill(act: Act, message: Message, enclosed: Message, asking: Asking) -> dict[str, Any]:
    """The message with those members filled in that follow from what is known.

    Raises:
        InputRefused: a member that has to be given is missing, unknown or out of form.
        ChainUnreachable: the chain has to be asked and does not answer.
    """
    given = spelled(act, message)
    members = [member["name"] for member in TYPES[act.struct]]
    unknown = sorted(set(given) - set(members))
    missing = [name for name in members if name not in given and name not in act.fills and not _counted(act, name)]
    if missing or unknown:
        raise InputRefused(
            zh=f"{act.struct} 缺少 {missing}, 多余 {unknown}",
            en=f"{act.struct} lacks {missing}; unknown {unknown}",
            act=act.name,
        )
    present = [member for member in TYPES[act.struct] if member["name"] in given]
    compile_struct(act.struct, {**TYPES, act.struct: present}).hash_struct(given)
    filled = {name: make(asking, given, enclosed) for name, make in act.fills.items() if name not in given}
    return given | filled


def spelled(act: Act, message: Message) -> dict[str, Any]:
    """The message with terms of an agreement checked by our rules, and a clause written by its id read.

    Raises:
        InputRefused: the terms break a rule of ours that the contract does not know (records are kept three calendar
            years, no field is named twice). NotFound: there is no such clause.
    """
    given = dict(message)
    if act.struct == "Terms":
        return AgreementTerms.from_message(given).to_message()
    if "terms" in given:
        given["terms"] = AgreementTerms.from_message(given["terms"]).to_message()
    if act.struct == "Mark" and not str(given.get("clause", "0x")).startswith("0x"):
        given["clause"] = "0x" + clause_of(str(given["clause"])).id.encode().ljust(4, b"\0").hex()
    return given


def identity(act: Act, message: Message, enclosed: Message) -> str:
    """The id of what the act makes or concerns, ``0x`` and 64 hex digits: see `Act.makes`."""
    if act.makes == "agreement" and "terms" in message:
        return "0x" + struct_hash("Terms", message["terms"]).hex()
    return str(message[act.makes]) if act.makes in message else own_id(act, message, enclosed)


def own_id(act: Act, message: Message, enclosed: Message) -> str:
    """The id of the act itself: the hash of what is signed, or the breach where nobody signs."""
    if act.struct == "Mark":
        return "0x" + breach_id(message, str(enclosed["event"])).hex()
    return "0x" + struct_hash(act.struct, message).hex()


def breach_id(mark: Message, event_id: str) -> bytes:
    """The id of a marked breach, 32 bytes (contracts/accountability/Breaches.sol, markBreach)."""
    told = abi_message("Mark", mark)
    subject = told["agreement"] if any(told["agreement"]) else item_id(told["item"])
    kinds = ["bytes4", "bool", "bytes32", "bytes32", "uint64", "bytes32", "bytes32"]
    values = [told["clause"], told["absence"], subject, code_of(told["department"]), told["dueAt"], told["calendar"]]
    return keccak256(encode(kinds, [*values, bytes_of(event_id)]))


def call_arguments(
    act: Act, message: Message, consents: Sequence[Consent], enclosed: Message, cited: Citation | None
) -> list[Any]:
    """The function's arguments, as `Act.arguments` lists them."""
    told = abi_message(act.struct, message)
    pairs = [tuple(one) for one in consents]
    split = len(pairs) - 1 if "last" in act.arguments.split(" ") else len(pairs)
    values: Mapping[str, Any] = {
        "message": told,
        "id": struct_hash(act.struct, message),
        "signer": pairs[0][0] if pairs else None,
        "signature": pairs[0][1] if pairs else None,
        "consent": pairs[0] if pairs else None,
        "other": pairs[-1] if pairs else None,
        "consents": pairs,
        "votes": pairs[:split],
        "last": pairs[-1] if pairs else None,
        "entry": abi_message("Entry", enclosed["entry"]) if "entry" in enclosed else None,
        "cited": cited.to_abi() if cited else None,
    }
    return [told[name.partition(".")[2]] if "." in name else values[name] for name in act.arguments.split(" ")]


def _names(value: object) -> dict[str, str]:
    reader = Reader(value, "names", ("zh", "en"))
    return {name: reader.text(name, 300) for name in ("zh", "en")}


def _counted(act: Act, member: str) -> bool:
    return member == "nonce" and act.count is not None
