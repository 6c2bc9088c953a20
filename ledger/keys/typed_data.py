"""EIP-712 typed data, compiled once from its type list.

`compile_struct` turns type definitions into closures, so that hashing a message does no parsing of types.
Supported: string, bytes, bytes1 … bytes32, uint8 … uint256, bool, address, structs, and arrays of all these.
Source: EIP-712, "Definition of hashStruct", "encodeType" and "encodeData".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.errors import TypedDataRefused
from ledger.keys.keccak import keccak256

Types = Mapping[str, Sequence[Mapping[str, str]]]
_Encode = Callable[[Any], bytes]

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader reads alike."""
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_ARRAY = re.compile(r"(.+)\[([1-9][0-9]{0,3})?\]", re.ASCII)
_SIZED = re.compile(r"(bytes|uint)([1-9][0-9]{0,2})", re.ASCII)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_LARGE = re.compile(r"[1-9][0-9]{15,77}", re.ASCII)
_HEX = re.compile(r"0x(?:[0-9a-fA-F]{2})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class StructEncoder:
    """One struct type, ready to hash messages.

    Attributes:
        encoded_type: the text of EIP-712 encodeType, referenced structs sorted behind the primary one.
        type_hash: keccak256 of it, 32 bytes.
    """

    encoded_type: str
    type_hash: bytes
    _members: tuple[tuple[str, _Encode], ...]

    def hash_struct(self, message: Any) -> bytes:
        """hashStruct(message), 32 bytes.

        ``message`` is a mapping of member names to values. Binary values may be given as bytes or as ``0x`` text; integers as int,
        those beyond 2^53 − 1 also as decimal text, since a JavaScript number cannot hold them.

        Raises:
            TypedDataRefused: a member is missing, unknown, or not a value of its type.
        """
        if not isinstance(message, Mapping) or set(message) != {name for name, _ in self._members}:
            wanted = ", ".join(name for name, _ in self._members)
            raise _refused(f"结构成员须恰为 {wanted}", f"the struct must hold exactly {wanted}")
        return keccak256(self.type_hash + b"".join(encode(message[name]) for name, encode in self._members))


def compile_struct(primary: str, types: Types) -> StructEncoder:
    """Compile struct ``primary``; ``types`` maps a struct's name to its ``[{"name", "type"}, …]``.

    Raises:
        TypedDataRefused: an unknown type, a malformed or repeated name, or a struct that contains itself.
    """
    return _compile(primary, types, ())


def domain_separator(chain_id: int, contract: bytes | str) -> bytes:
    """Hash of Quanze's EIP-712 domain (docs/formats.md §6) for one chain and contract, 32 bytes.

    Raises:
        TypedDataRefused: a chain id or an address out of form.
    """
    return _DOMAIN.hash_struct({"name": "Quanze", "version": "1", "chainId": chain_id, "verifyingContract": contract})


def digest(separator: bytes, struct_hash: bytes) -> bytes:
    """What is signed: keccak256(0x1901 ‖ domain separator ‖ struct hash), 32 bytes (EIP-712, EIP-191 version 1)."""
    return keccak256(b"\x19\x01" + separator + struct_hash)


def referenced_structs(primary: str, types: Types) -> list[str]:
    """Names of the structs that ``primary`` holds, at any depth, each once, in alphabetical order, without itself."""
    return sorted(set(_referenced(primary, types)) - {primary})


def _compile(name: str, types: Types, outer: tuple[str, ...]) -> StructEncoder:
    if name in outer:
        raise _refused(f"结构 {name} 包含自身", f"struct {name} contains itself")
    if name not in types or not _NAME.fullmatch(name):
        raise _refused(f"未知类型 {name}", f"unknown type {name}")
    members = [(member["name"], member["type"]) for member in types[name]]
    names = [member for member, _ in members]
    if len(set(names)) != len(names) or not all(map(_NAME.fullmatch, names)):
        raise _refused(f"结构 {name} 的成员名有误", f"struct {name} has malformed or repeated member names")
    encoders = tuple((member, _encoder(kind, types, (*outer, name))) for member, kind in members)
    text = _encode_type(name, types)
    return StructEncoder(text, keccak256(text.encode()), encoders)


def _encode_type(primary: str, types: Types) -> str:
    return "".join(_signature(name, types) for name in (primary, *referenced_structs(primary, types)))


def _signature(name: str, types: Types) -> str:
    members = ",".join(f"{member['type']} {member['name']}" for member in types[name])
    return f"{name}({members})"


def _referenced(name: str, types: Types) -> Iterator[str]:
    for member in types[name]:
        kind = member["type"].partition("[")[0]
        if kind in types:
            yield kind
            yield from _referenced(kind, types)


def _encoder(kind: str, types: Types, outer: tuple[str, ...]) -> _Encode:
    if array := _ARRAY.fullmatch(kind):
        return _array(_encoder(array[1], types, outer), int(array[2]) if array[2] else None)
    if kind in types:
        return _compile(kind, types, outer).hash_struct
    if kind in _ATOMS:
        return _ATOMS[kind]
    if sized := _SIZED.fullmatch(kind):
        size = int(sized[2])
        if sized[1] == "bytes" and size <= 32:
            return _fixed_bytes(size)
        if sized[1] == "uint" and size <= 256 and size % 8 == 0:
            return _uint(size)
    raise _refused(f"未知类型 {kind}", f"unknown type {kind}")


def _array(encode: _Encode, length: int | None) -> _Encode:
    def encode_array(value: Any) -> bytes:
        if not isinstance(value, list | tuple) or length not in (None, len(value)):
            raise _refused("数组或其长度不对", "not an array of the declared length")
        return keccak256(b"".join(map(encode, value)))

    return encode_array


def _uint(bits: int) -> _Encode:
    limit = 1 << bits

    def encode_uint(value: Any) -> bytes:
        number = int(value) if isinstance(value, str) and _LARGE.fullmatch(value) else value
        if type(number) is not int or not 0 <= number < limit or (number is not value and number <= SAFE_INTEGER):
            raise _refused(f"须为 uint{bits}", f"not a uint{bits}")
        return number.to_bytes(32, "big")

    return encode_uint


def _fixed_bytes(size: int) -> _Encode:
    def encode_fixed(value: Any) -> bytes:
        data = _to_bytes(value)
        if len(data) != size:
            raise _refused(f"须恰为 {size} 字节", f"bytes{size} needs exactly {size} bytes")
        return data.ljust(32, b"\x00")

    return encode_fixed


def _encode_bytes(value: Any) -> bytes:
    return keccak256(_to_bytes(value))


def _encode_string(value: Any) -> bytes:
    if not isinstance(value, str):
        raise _refused("须为字符串", "not a string")
    try:
        return keccak256(value.encode())
    except UnicodeEncodeError:
        raise _refused("字符串不能编码为 UTF-8", "the string cannot be written in UTF-8") from None


def _encode_bool(value: Any) -> bytes:
    if not isinstance(value, bool):
        raise _refused("须为布尔值", "not a boolean")
    return int(value).to_bytes(32, "big")


def _encode_address(value: Any) -> bytes:
    if isinstance(value, bytes) and len(value) == 20:
        return value.rjust(32, b"\x00")
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        return bytes.fromhex(value[2:]).rjust(32, b"\x00")
    raise _refused("地址须为 20 字节或 0x 加 40 位十六进制", "an address is 20 bytes, or 0x and 40 hex digits")


def _to_bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and _HEX.fullmatch(value):
        return bytes.fromhex(value[2:])
    raise _refused("须为字节或 0x 十六进制", "neither bytes nor 0x hex text")


def _refused(zh: str, en: str) -> TypedDataRefused:
    return TypedDataRefused(zh=zh, en=en)


_ATOMS: dict[str, _Encode] = {
    "string": _encode_string,
    "bytes": _encode_bytes,
    "bool": _encode_bool,
    "address": _encode_address,
}

_DOMAIN = compile_struct(
    "EIP712Domain",
    {
        "EIP712Domain": [
            {"name": "name", "type": "string"},
            {"name": "version", "type": "string"},
            {"name": "chainId", "type": "uint256"},
            {"name": "verifyingContract", "type": "address"},
        ]
    },
)
