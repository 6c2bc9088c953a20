"""Structs that departments, log keys and witnesses sign for the contract EventLog (contracts/IEventLog.sol)."""

from __future__ import annotations

SIGNED: dict[str, str] = {
    "Opening": "string origin,string department,address logKey,uint256 nonce",
    "Checkpoint": "string origin,uint64 size,bytes32 root,bytes32 streamsRoot,uint64 recordedAt",
    "WitnessStatement": "string origin,uint64 size,bytes32 root",
}
PARTS: dict[str, str] = {}
