"""What is shipped fits onto every chain: EIP-170 bounds runtime code, EIP-3860 the code that creates it."""

import pytest

from ledger.chain.artifacts import CONTRACTS, load_artifact

RUNTIME, CREATION = 24_576, 49_152


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_shipped_code_is_within_the_chains_bounds(name: str) -> None:
    artifact = load_artifact(name)
    runtime, creation = (
        len(bytes.fromhex(artifact[part].removeprefix("0x"))) for part in ("deployedBytecode", "bytecode")
    )
    assert 0 < runtime < RUNTIME, f"{name}: {runtime} bytes"
    assert runtime < creation < CREATION, f"{name}: {creation} bytes"
