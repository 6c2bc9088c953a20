"""What a contract's ABI says: how calls, answers and events are encoded (Solidity contract ABI specification)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import EncodingError
from eth_utils.abi import (
    abi_to_signature,
    event_abi_to_log_topic,
    function_abi_to_4byte_selector,
    get_abi_input_types,
    get_abi_output_types,
    get_aligned_abi_inputs,
)

from ledger.chain.artifacts import load_artifact
from ledger.chain.reading import ChainLog
from ledger.errors import ArtifactMissing, InputRefused

# Types that an indexed event parameter stores as a hash, not as a value (ABI specification, "Events").
_HASHED_WHEN_INDEXED = ("string", "bytes")


@dataclass(frozen=True, slots=True)
class Artifact:
    """Interface and code of one contract.

    Attributes:
        name: the contract's name.
        abi: its ABI as JSON.
        bytecode: creation code, to which the encoded constructor arguments are appended.
    """

    name: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes

    @classmethod
    def load(cls, name: str) -> Artifact:
        """The artifact that is shipped with this package.

        Raises:
            ArtifactMissing: there is none of that name.
        """
        return _load(name)

    @classmethod
    def parse(cls, name: str, document: dict[str, Any]) -> Artifact:
        """An artifact from a document with ``abi`` and ``bytecode``."""
        return cls(name=name, abi=tuple(document["abi"]), bytecode=unhex(document["bytecode"]))

    def creation(self, *arguments: Any) -> bytes:
        """Creation code with its constructor arguments."""
        constructor = next((entry for entry in self.abi if entry["type"] == "constructor"), None)
        if constructor is None:
            return self.bytecode
        return self.bytecode + _encode(f"{self.name}.constructor", constructor, arguments)

    def function(self, name: str) -> dict[str, Any]:
        """ABI of a function by name, or by signature where a name has several.

        Raises:
            InputRefused: none, or more than one.
        """
        functions = [entry for entry in self.abi if entry["type"] == "function"]
        found = [entry for entry in functions if name in {entry["name"], abi_to_signature(entry)}]  # type: ignore[arg-type]
        if len(found) != 1:
            raise InputRefused(
                zh=f"合约 {self.name} 有 {len(found)} 个名为 {name} 的函数，应恰有一个",
                en=f"contract {self.name} has {len(found)} functions {name}, expected exactly one",
            )
        return found[0]

    def encode(self, name: str, *arguments: Any) -> bytes:
        """Call data: selector and encoded arguments; a struct may be a dict by member names or a tuple.

        Raises:
            InputRefused: no such function, or arguments of the wrong number or type.
        """
        function = self.function(name)
        selector: bytes = function_abi_to_4byte_selector(function)  # type: ignore[arg-type]
        return selector + _encode(f"{self.name}.{name}", function, arguments)

    def decode_output(self, name: str, data: bytes) -> Any:
        """What a function returned: one value, or a tuple of several; a struct is a dict by member names."""
        outputs = self.function(name)["outputs"]
        values = decode(get_abi_output_types({"type": "function", "outputs": outputs}), data)  # type: ignore[arg-type]
        named = tuple(_named(output, value) for output, value in zip(outputs, values, strict=True))
        return named[0] if len(named) == 1 else named


@dataclass(frozen=True, slots=True)
class ContractEvent:
    """One decoded event of a contract and the place where it happened.

    Attributes:
        name: the event's name.
        arguments: by name; an indexed string or bytes is its hash.
        log: the raw fact, with block and transaction.
    """

    name: str
    arguments: dict[str, Any]
    log: ChainLog


@cache
def _load(name: str) -> Artifact:
    try:
        return Artifact.parse(name, load_artifact(name))
    except (KeyError, OSError) as error:
        raise ArtifactMissing(
            zh=f"安装中缺少合约 {name} 的接口与代码：请重新安装，或在源码目录运行 scripts/artifacts",
            en=f"interface and code of contract {name} are missing: install again, or run scripts/artifacts in the "
            "source folder",
            contract=name,
        ) from error


@cache
def _topics_of(events: str) -> dict[str, dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(events)
    return {"0x" + event_abi_to_log_topic(entry).hex(): entry for entry in entries}  # type: ignore[arg-type]


def event_topics(artifact: Artifact) -> dict[str, dict[str, Any]]:
    """ABI entry of each of the contract's events, by the topic that its logs begin with."""
    return _topics_of(json.dumps([entry for entry in artifact.abi if entry["type"] == "event"]))


def event_arguments(entry: dict[str, Any], log: ChainLog) -> dict[str, Any]:
    """The arguments of one log by name; an indexed value that does not fit a word is its hash."""
    indexed = [part for part in entry["inputs"] if part["indexed"]]
    plain = [part for part in entry["inputs"] if not part["indexed"]]
    arguments: dict[str, Any] = {}
    for part, topic in zip(indexed, log.topics[1:], strict=True):
        hashed = part["type"] in _HASHED_WHEN_INDEXED or part["type"].startswith("tuple") or part["type"].endswith("]")
        kind = "bytes32" if hashed else part["type"]
        arguments[part["name"]] = decode([kind], unhex(topic))[0]
    values = decode(get_abi_input_types({"type": "event", "inputs": plain}), log.data)  # type: ignore[typeddict-item]
    arguments.update({part["name"]: _named(part, value) for part, value in zip(plain, values, strict=True)})
    return {part["name"]: arguments[part["name"]] for part in entry["inputs"]}


def _encode(what: str, entry: dict[str, Any], arguments: tuple[Any, ...]) -> bytes:
    try:
        types, aligned = get_aligned_abi_inputs(entry, arguments)  # type: ignore[arg-type]
        if len(types) != len(arguments):
            raise ValueError(f"{len(arguments)} arguments, expected {len(types)}")
        return encode(types, aligned)
    except (EncodingError, TypeError, ValueError, KeyError) as error:
        raise InputRefused(
            zh=f"{what} 的参数不合其接口：{error}",
            en=f"the arguments of {what} do not fit its interface: {error}",
        ) from error


def _named(part: dict[str, Any], value: Any) -> Any:
    """A decoded value with structs as dicts and arrays as lists."""
    if part["type"].endswith("]"):
        inner = {**part, "type": part["type"].rpartition("[")[0]}
        return [_named(inner, each) for each in value]
    if part["type"] == "tuple":
        members = zip(part["components"], value, strict=True)
        return {component["name"]: _named(component, each) for component, each in members}
    return value


def unhex(text: str) -> bytes:
    """The bytes of JSON-RPC data, ``0x`` and hex digits."""
    return bytes.fromhex(text.removeprefix("0x"))
