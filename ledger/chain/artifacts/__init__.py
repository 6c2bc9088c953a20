"""ABI, bytecode and storage layout of the contracts, written by `scripts/artifacts`, shipped in the wheel."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final, TypeAlias

Artifact: TypeAlias = dict[str, Any]
"""Members: contractName, abi, bytecode, deployedBytecode (both 0x-hex), immutableReferences, storageLayout, compiler,
settings, sourceHash. `immutableReferences` maps `Contract.variable` to a list of {"start", "length"} in bytes."""

CONTRACTS: Final = ("Accountability", "Agreements", "Catalogue", "Departments", "EventLog")


def load_artifact(name: str) -> Artifact:
    """The shipped artifact of one of `CONTRACTS`; a `KeyError` names any other."""
    if name not in CONTRACTS:
        raise KeyError(name)
    artifact: Artifact = json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
    return artifact
