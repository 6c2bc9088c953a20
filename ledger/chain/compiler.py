"""Compiles the published Solidity sources, so that anyone can compare them with the code on the chain.

The compiler is driven through py-solc-x. Without a native solc it is npm's WebAssembly build, behind `solc_node.mjs`;
both give the same bytecode. Version and settings come from `contracts/compiler.json`, which Hardhat reads too.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import solcx
from solcx.exceptions import SolcError
from solcx.wrapper import get_version_str_from_solc_binary

from ledger.chain.artifacts import CONTRACTS, Artifact
from ledger.errors import CompilerMissing, InputRefused

_IMPORT: Final = re.compile(r"^import\s[^;]*?[\"']([^\"']+)[\"']\s*;", re.MULTILINE)
_OUTPUTS: Final = ["abi", "evm.bytecode.object", "evm.deployedBytecode", "storageLayout"]
_PROJECT: Final = "contracts/"


def compile_contracts(
    sources_dir: Path, node_modules: Path, *, solc: Path | None = None, names: Sequence[str] = CONTRACTS
) -> dict[str, Artifact]:
    """Compile the contracts.

    Args:
        sources_dir: the published `contracts/` folder with `compiler.json`.
        node_modules: where npm put OpenZeppelin's contracts and the compiler.
        solc: a native compiler to use in place of npm's.
        names: the contracts wanted, if not all.

    Returns:
        The artifacts by contract name, the same on every machine.

    Raises:
        CompilerMissing: no compiler of the version that `compiler.json` names.
        InputRefused: the sources are incomplete or do not compile.
    """
    run = run_compiler(sources_dir, node_modules, _OUTPUTS, solc=solc, names=names)
    constant = {
        "compiler": run.version,
        "settings": _read_settings(sources_dir)["settings"],
        "sourceHash": _source_hash(run.job["sources"]),
    }
    immutables = _immutable_names(run.output)
    return {name: _artifact(name, run.output, immutables) | constant for name in names}


@dataclass(frozen=True, slots=True)
class CompilerRun:
    """What the compiler was given and what it answered, both in its standard JSON.

    Attributes:
        version: the compiler's own, with commit and platform.
    """

    version: str
    job: dict[str, Any]
    output: dict[str, Any]


def run_compiler(
    sources_dir: Path,
    node_modules: Path,
    outputs: Sequence[str],
    *,
    solc: Path | None = None,
    names: Sequence[str] = CONTRACTS,
) -> CompilerRun:
    """Run the compiler for these outputs of the named contracts, and the syntax tree of every source.

    Raises:
        CompilerMissing, InputRefused: as `compile_contracts`.
    """
    job = standard_job(sources_dir, node_modules, outputs, names=names)
    wanted = _read_settings(sources_dir)["version"]
    with _compiler(solc, node_modules) as binary:
        version = _version(binary)
        if version.partition("+")[0] != wanted:
            raise CompilerMissing(
                zh=f"编译器版本是 {version}，需要 {wanted}。",
                en=f"The compiler is {version}; {wanted} is needed.",
                found=version,
                needed=wanted,
            )
        return CompilerRun(version, job, _compile(binary, job))


def standard_job(
    sources_dir: Path, node_modules: Path, outputs: Sequence[str], *, names: Sequence[str] = CONTRACTS
) -> dict[str, Any]:
    """The compiler's standard JSON input for the named contracts and all they import.

    Raises:
        InputRefused: the sources are incomplete.
    """
    settings = _read_settings(sources_dir)["settings"]
    selection: dict[str, dict[str, list[str]]] = {"*": {"": ["ast"]}}
    selection |= {f"{_PROJECT}{name}.sol": {name: list(outputs), "": ["ast"]} for name in names}
    sources = _collect_sources(sources_dir, node_modules, names)
    return {
        "language": "Solidity",
        "sources": {unit: {"content": content} for unit, content in sources.items()},
        "settings": {**settings, "outputSelection": selection},
    }


def to_text(artifact: Artifact) -> str:
    """The one spelling in which an artifact is shipped: sorted, compact, one line."""
    return json.dumps(artifact, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def _read_settings(sources_dir: Path) -> dict[str, Any]:
    try:
        wanted = json.loads((sources_dir / "compiler.json").read_bytes())
        return {"version": str(wanted["version"]), "settings": dict(wanted["settings"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputRefused(
            zh="合约源码目录缺少可读的 compiler.json(version、settings)。",
            en="The folder of contract sources has no readable compiler.json with version and settings.",
        ) from error


def _collect_sources(sources_dir: Path, node_modules: Path, names: Sequence[str]) -> dict[str, str]:
    """The contracts and all they import, by source unit name."""
    sources: dict[str, str] = {}
    waiting = [f"{_PROJECT}{name}.sol" for name in names]
    while waiting:
        unit = waiting.pop()
        if unit in sources:
            continue
        inside = unit.startswith(_PROJECT)
        path = sources_dir / unit.removeprefix(_PROJECT) if inside else node_modules / unit
        try:
            sources[unit] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputRefused(
                zh=f"读不到合约源码 {unit}；运行 npm ci 并给出完整的 contracts/ 目录。",
                en=f"The contract source {unit} cannot be read; run npm ci and give the whole contracts/ folder.",
                source=unit,
            ) from error
        waiting += [_resolve(unit, target) for target in _IMPORT.findall(sources[unit])]
    return dict(sorted(sources.items()))


def _resolve(unit: str, target: str) -> str:
    if not target.startswith("."):
        return target
    return posixpath.normpath(posixpath.join(posixpath.dirname(unit), target))


@contextmanager
def _compiler(solc: Path | None, node_modules: Path) -> Iterator[Path]:
    """The native compiler, or a launcher of npm's: py-solc-x calls a program by path, without arguments of ours."""
    if solc is not None:
        yield solc
        return
    node = shutil.which("node")
    package = node_modules / "solc"
    if node is None or not package.is_dir():
        raise CompilerMissing(
            zh="没有 Solidity 编译器：安装 Node.js 后运行 npm ci，或指定本机的 solc。",
            en="There is no Solidity compiler: install Node.js and run npm ci, or name a native solc.",
        )
    with tempfile.TemporaryDirectory(prefix="quanze-solc-") as folder:
        launcher = Path(folder) / "solc"
        command = shlex.join([node, str(Path(__file__).with_name("solc_node.mjs")), str(package.resolve())])
        launcher.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        launcher.chmod(stat.S_IRWXU)
        yield launcher


def _version(binary: Path) -> str:
    try:
        return str(get_version_str_from_solc_binary(binary))
    except (OSError, SolcError, subprocess.CalledProcessError) as error:
        raise CompilerMissing(
            zh=f"{binary} 不是可用的 Solidity 编译器。",
            en=f"{binary} is no working Solidity compiler.",
        ) from error


def _compile(binary: Path, job: dict[str, Any]) -> dict[str, Any]:
    try:
        output: dict[str, Any] = solcx.compile_standard(job, solc_binary=binary)
    except (SolcError, ValueError) as error:
        raise InputRefused(
            zh=f"合约源码不能编译：{error}",
            en=f"The contract sources do not compile: {error}",
        ) from error
    return output


def _artifact(name: str, output: Mapping[str, Any], immutables: Mapping[str, str]) -> Artifact:
    contract = output["contracts"][f"{_PROJECT}{name}.sol"][name]
    deployed = contract["evm"]["deployedBytecode"]
    return {
        "contractName": name,
        "abi": contract["abi"],
        "bytecode": "0x" + contract["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + deployed["object"],
        "immutableReferences": {immutables[key]: spans for key, spans in deployed["immutableReferences"].items()},
        "storageLayout": contract["storageLayout"],
    }


def _immutable_names(output: Mapping[str, Any]) -> dict[str, str]:
    """AST id → `Contract.variable`: the ids of the compiler's references say nothing to a reader."""
    contracts = [
        node
        for source in output["sources"].values()
        for node in source["ast"]["nodes"]
        if node["nodeType"] == "ContractDefinition"
    ]
    return {
        str(member["id"]): f"{contract['name']}.{member['name']}"
        for contract in contracts
        for member in contract["nodes"]
        if member["nodeType"] == "VariableDeclaration" and member["mutability"] == "immutable"
    }


def _source_hash(sources: Mapping[str, Mapping[str, str]]) -> str:
    """SHA-256 over the sorted lines `SHA-256(content) unit`, as `sha256sum` would print them."""
    digests = {unit: hashlib.sha256(source["content"].encode()).hexdigest() for unit, source in sources.items()}
    lines = [f"{digest}  {unit}\n" for unit, digest in digests.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
