"""Comparing the contracts on a chain with what their published sources compile to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ledger.chain.artifacts import Artifact
from ledger.chain.compiler import compile_contracts
from ledger.chain.deploy import bound_immutables
from ledger.chain.reading import Reader
from ledger.chain.rpc import Rpc
from ledger.chain.verify_code import verify_deployed
from ledger.config import load_config
from ledger.errors import ConfigRefused, ContractCodeMismatch, ContractMissing
from ledger.evidence.trust import TrustPolicy
from ledger.keys import keccak256
from ledger.wiring import chain_url


def compare_contracts(
    data: Path, trust: Path | None, url: str, sources: Path, node_modules: Path, solc: Path | None
) -> list[dict[str, str]]:
    """One row per contract that agrees; the first that does not is raised.

    Raises:
        ContractCodeMismatch: other code than the sources give, or than the policy names.
        ContractMissing: no code there, or the policy does not name a contract that another is bound to.
        CompilerMissing: nothing to compile with. ChainUnreachable: no node.
    """
    expected, url = _expected(data, trust, url)
    artifacts = compile_contracts(sources, node_modules, solc=solc)
    with Rpc(url) as rpc:
        return compare_code(Reader(rpc), expected, artifacts)


def compare_code(
    reader: Reader, expected: Mapping[str, Mapping[str, str]], artifacts: Mapping[str, Artifact]
) -> list[dict[str, str]]:
    """Compare each contract's code on the chain with its artifact and with the hash that is expected.

    Args:
        reader: the chain.
        expected: by contract name its ``address`` and ``code_hash``, as in a trust policy.
        artifacts: what the sources compile to, by contract name.

    Raises:
        ContractCodeMismatch, ContractMissing, ChainUnreachable: as `compare_contracts`.
    """
    addresses = {name: one["address"] for name, one in expected.items()}
    rows = []
    for name, one in expected.items():
        code = reader.code(one["address"])
        if not code:
            raise ContractMissing(
                zh=f"{one['address']} 上没有 {name}", en=f"there is no {name} at {one['address']}", contract=name
            )
        verify_deployed(code, artifacts[name], expected=bound_immutables(name, addresses))
        found = "0x" + keccak256(code).hex()
        if found != one["code_hash"]:
            raise ContractCodeMismatch(
                zh=f"{name} 的代码散列 {found} 不是策略所列的 {one['code_hash']}",
                en=f"{name} has the code hash {found}, not {one['code_hash']} as the policy says",
                contract=name,
            )
        rows.append({"contract": name, "address": one["address"], "compiler": artifacts[name]["compiler"],
                     "code_hash": found, "result": "same"})  # fmt: skip
    return rows


def _expected(data: Path, trust: Path | None, url: str) -> tuple[dict[str, Any], str]:
    if trust is not None:
        value: dict[str, Any] = json.loads(TrustPolicy.load(trust).encode())
        return dict(value["contracts"]), url
    config = load_config(data)
    try:
        deployment = json.loads(config.deployment_file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigRefused(
            zh=f"{config.deployment_file} 尚不存在: 先运行 quanze serve",
            en=f"{config.deployment_file} is not there yet: run quanze serve first",
        ) from error
    return dict(deployment["contracts"]), url or chain_url(config)
