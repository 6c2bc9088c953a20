"""What the contracts' own errors mean, in words: what was wrong, what would be right, and by which provision.

Errors of one name may mean different things in different contracts, so each contract has its own texts; what all of
them refuse alike stands in `shared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_abi_to_4byte_selector

from ledger.chain.interface import Artifact
from ledger.chain.refusals import accountability, agreements, catalogue, departments, event_log, shared
from ledger.chain.refusals.provisions import PROVISIONS
from ledger.chain.refusals.values import in_words
from ledger.chain.rpc import RpcError
from ledger.errors import ContractRefused

_BUILT_IN: tuple[dict[str, Any], ...] = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)  # errors that the Solidity compiler itself emits
_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Departments": departments.TEXTS,
    "Catalogue": catalogue.TEXTS,
    "Agreements": agreements.TEXTS,
    "EventLog": event_log.TEXTS,
    "Accountability": accountability.TEXTS,
}
_UNKNOWN = ("合约以 {error} 拒绝：{arguments}", "the contract refused with {error}: {arguments}")


def refusal_of(error: RpcError, contracts: Iterable[Artifact]) -> ContractRefused | None:
    """The contract's refusal behind a node's error, or ``None`` if the error carries none that these contracts know."""
    data = error.data.get("data") if isinstance(error.data, dict) else error.data
    if not isinstance(data, str) or not data.startswith("0x"):
        return None
    return decode_refusal(bytes.fromhex(data[2:]), contracts)


def decode_refusal(data: bytes, contracts: Iterable[Artifact]) -> ContractRefused | None:
    """The refusal in a call's revert data (Solidity custom errors: selector, then encoded arguments).

    ``contracts`` are those that may have refused, the one that was called first.
    """
    for contract, entry in _candidates(data[:4], contracts):
        inputs = entry["inputs"]
        try:
            values = decode([part["type"] for part in inputs], data[4:])
        except DecodingError:
            return None
        return _refused(contract, entry["name"], inputs, [_shown(each) for each in values])
    return None


def has_words(contract: str, error: str) -> bool:
    """Whether there is a text for this error of this contract."""
    return error in _TEXTS.get(contract, {}) or error in shared.TEXTS


def _candidates(selector: bytes, contracts: Iterable[Artifact]) -> Iterator[tuple[str, dict[str, Any]]]:
    for contract in contracts:
        for entry in contract.abi:
            if entry["type"] == "error" and _selector(entry) == selector:
                yield contract.name, entry
    for entry in _BUILT_IN:
        if _selector(entry) == selector:
            yield "", entry


def _selector(entry: Mapping[str, Any]) -> bytes:
    selector: bytes = function_abi_to_4byte_selector(entry)  # type: ignore[arg-type]
    return selector


def _refused(contract: str, name: str, inputs: list[dict[str, Any]], values: list[Any]) -> ContractRefused:
    arguments = {part["name"]: value for part, value in zip(inputs, values, strict=True)}
    zh, en = _TEXTS.get(contract, {}).get(name) or shared.TEXTS.get(name, _UNKNOWN)
    words: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for part, value in zip(inputs, values, strict=True):
        spoken = in_words(part.get("internalType", ""), part["name"], value) or (value, value)
        for language in (0, 1):
            words[language][part["name"]] = spoken[language]
    general = {"error": name, "arguments": arguments}
    article, clause = PROVISIONS.get(f"{contract}.{name}", ("", ""))
    return ContractRefused(
        zh=zh.format(**general, **words[0]) + _provision("（", "条例第 {} 条", "条款 {}", "）", article, clause),
        en=en.format(**general, **words[1])
        + _provision(" (", "Regulations Art. {}", "clause {}", ")", article, clause),
        error=name,
        arguments=arguments,
        article=article,
        clause=clause,
    )


def _provision(before: str, of_law: str, of_terms: str, after: str, article: str, clause: str) -> str:
    parts = [form.format(one) for form, one in ((of_law, article), (of_terms, clause)) if one]
    return f"{before}{', '.join(parts)}{after}" if parts else ""


def _shown(value: Any) -> Any:
    """A JSON-able value; a bytes32 that holds a department code is shown as that code."""
    if not isinstance(value, bytes):
        return value
    text = value.rstrip(b"\x00")
    if text.isascii() and text.decode().isprintable() and (len(text) >= 2 or len(value) == 4) and len(text) < 32:
        return text.decode()
    return "0x" + value.hex()
