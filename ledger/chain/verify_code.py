"""Compares the code on the chain, byte for byte, with what the published sources compile to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.errors import ContractCodeMismatch


def verify_deployed(
    code_on_chain: bytes, artifact: Mapping[str, Any], *, expected: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Check deployed code against an artifact.

    The constructor writes immutable variables into the code, so their positions hold zeros in the artifact. They are
    masked in the comparison and handed back, for the caller to judge; those named in `expected` are judged here.

    Args:
        code_on_chain: the answer of `eth_getCode`.
        artifact: as made by `ledger.chain.compiler.compile_contracts`.
        expected: values of immutables by `Contract.variable`; short ones are left-padded to the width in the code.

    Returns:
        The value of every immutable by `Contract.variable`.

    Raises:
        ContractCodeMismatch: a byte differs, the length differs, or an immutable holds another value than expected.
    """
    name = str(artifact["contractName"])
    compiled = bytes.fromhex(str(artifact["deployedBytecode"]).removeprefix("0x"))
    if len(code_on_chain) != len(compiled):
        raise ContractCodeMismatch(
            zh=f"{name} 的链上代码有 {len(code_on_chain)} 字节，源码编译得 {len(compiled)} 字节。",
            en=f"{name} has {len(code_on_chain)} bytes of code on chain; its sources compile to {len(compiled)}.",
            contract=name,
            found=len(code_on_chain),
            expected=len(compiled),
        )
    references: Mapping[str, list[dict[str, int]]] = artifact["immutableReferences"]
    masked = bytearray(code_on_chain)
    for spans in references.values():
        for span in spans:
            masked[span["start"] : span["start"] + span["length"]] = bytes(span["length"])
    if masked != compiled:
        _refuse_offset(name, next(i for i, byte in enumerate(masked) if byte != compiled[i]))
    values = {variable: _value(name, code_on_chain, spans) for variable, spans in sorted(references.items())}
    for variable, value in (expected or {}).items():
        if variable not in values or values[variable] != value.rjust(len(values[variable]), b"\0"):
            _refuse_immutable(name, variable, values.get(variable))
    return values


def _value(name: str, code: bytes, spans: list[dict[str, int]]) -> bytes:
    """The value of one immutable, which stands in the code wherever it is used: the same each time."""
    found = [code[span["start"] : span["start"] + span["length"]] for span in spans]
    for span, value in zip(spans, found, strict=True):
        if value != found[0]:
            _refuse_offset(name, span["start"])
    return found[0]


def _refuse_offset(name: str, offset: int) -> None:
    raise ContractCodeMismatch(
        zh=f"{name} 的链上代码在第 {offset} 字节(从 0 起)与源码编译结果不同。",
        en=f"{name}: the code on chain differs from what its sources compile to at byte {offset} (from 0).",
        contract=name,
        offset=offset,
    )


def _refuse_immutable(name: str, variable: str, found: bytes | None) -> None:
    shown = "nothing" if found is None else "0x" + found.hex()
    raise ContractCodeMismatch(
        zh=f"{name} 部署时写入的 {variable} 不是应有的值，而是 {shown}。",
        en=f"{name} was deployed with another {variable} than expected: {shown}.",
        contract=name,
        variable=variable,
    )
