"""Facts read from the chain, each tied to the block it stands in, so that a reader notices when the chain went back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.rpc import Rpc, RpcError, quantity
from ledger.errors import ChainRefused
from ledger.keys import keccak256

_BLOCKS_PER_QUERY = 2000
_TRIES = 5


@dataclass(frozen=True, slots=True)
class BlockRef:
    """One block: its number, hash (``0x`` and 64 lower-case hex digits) and time (seconds since 1970)."""

    number: int
    hash: str
    time: int


@dataclass(frozen=True, slots=True)
class ChainLog:
    """One EVM log: who emitted it, what, and where it stands."""

    address: str
    topics: tuple[str, ...]
    data: bytes
    block_number: int
    block_hash: str
    transaction_hash: str
    log_index: int


class Reader:
    """Reads blocks, code and logs.

    Args:
        rpc: the node.
        depth: how many blocks a block must have above it to count as final; 0 where a block is final at once
            (QBFT, the embedded node).
    """

    def __init__(self, rpc: Rpc, depth: int = 0) -> None:
        self._rpc = rpc
        self._depth = depth

    def head(self) -> BlockRef:
        """The newest final block."""
        if not self._depth:
            return _block(self._rpc.call("eth_getBlockByNumber", "latest", False))
        newest = quantity(self._rpc.call("eth_blockNumber"))
        found = self.block(max(0, newest - self._depth))
        return found if found is not None else self.head()

    def block(self, number: int) -> BlockRef | None:
        """The canonical block of this number, or ``None`` if the chain has not come so far."""
        found = self._rpc.call("eth_getBlockByNumber", hex(number), False)
        return None if found is None else _block(found)

    def holds(self, block: BlockRef) -> bool:
        """Whether this block is still in the chain; ``False`` after the chain went back, so read again from 0."""
        return self.block(block.number) == block

    def code(self, address: str) -> bytes:
        """Runtime code at an address; empty if no contract stands there."""
        return bytes.fromhex(str(self._rpc.call("eth_getCode", address, "latest")).removeprefix("0x"))

    def code_hash(self, address: str) -> str:
        """keccak256 of the runtime code, ``0x`` and 64 hex digits, as in a trust policy."""
        return "0x" + keccak256(self.code(address)).hex()

    def logs(
        self, addresses: Sequence[str], from_block: int, to_block: int, topics: Sequence[str] = ()
    ) -> list[ChainLog]:
        """All logs of these contracts in these blocks, both included, in the chain's order.

        ``topics`` restricts them to those that begin with these, ``0x`` and 64 hex digits each.

        Blocks to come have no logs yet. Each log's block hash is compared with the chain's, and the last block is
        looked at before and after: a chain that went back meanwhile is read again.

        Raises:
            ChainRefused: the chain kept changing.
            ChainUnreachable: the node.
        """
        for _ in range(_TRIES):
            last = min(to_block, quantity(self._rpc.call("eth_blockNumber")))
            before = self.block(last)
            logs = [
                log for start, end in _ranges(from_block, last) for log in self._range(addresses, start, end, topics)
            ]
            if self.block(last) == before and self._all_canonical(logs):
                return sorted(logs, key=lambda log: (log.block_number, log.log_index))
        raise ChainRefused(
            zh=f"读取区块 {from_block}–{to_block} 时链在不断变化：请检查节点后重试",
            en=f"the chain kept changing while blocks {from_block} to {to_block} were read: check the node, try again",
        )

    def _range(self, addresses: Sequence[str], start: int, end: int, topics: Sequence[str]) -> list[ChainLog]:
        where = {"address": list(addresses), "fromBlock": hex(start), "toBlock": hex(end), "topics": list(topics)}
        try:
            found = self._rpc.call("eth_getLogs", where)
        except RpcError:
            # Nodes limit the number of logs of one answer; halves end at one block.
            if start == end:
                raise
            middle = (start + end) // 2
            return self._range(addresses, start, middle, topics) + self._range(addresses, middle + 1, end, topics)
        return [_log(entry) for entry in found if not entry.get("removed", False)]

    def _all_canonical(self, logs: Sequence[ChainLog]) -> bool:
        hashes = {log.block_number: log.block_hash for log in logs}
        found = self._rpc.batch([("eth_getBlockByNumber", [hex(number), False]) for number in hashes])
        canonical = {quantity(block["number"]): block["hash"].lower() for block in found if block is not None}
        return all(canonical.get(log.block_number) == log.block_hash for log in logs)


def _ranges(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end + 1, _BLOCKS_PER_QUERY):
        yield first, min(end, first + _BLOCKS_PER_QUERY - 1)


def _block(found: dict[str, Any]) -> BlockRef:
    return BlockRef(quantity(found["number"]), str(found["hash"]).lower(), quantity(found["timestamp"]))


def _log(entry: dict[str, Any]) -> ChainLog:
    return ChainLog(
        address=str(entry["address"]).lower(),
        topics=tuple(str(topic).lower() for topic in entry["topics"]),
        data=bytes.fromhex(str(entry["data"]).removeprefix("0x")),
        block_number=quantity(entry["blockNumber"]),
        block_hash=str(entry["blockHash"]).lower(),
        transaction_hash=str(entry["transactionHash"]).lower(),
        log_index=quantity(entry["logIndex"]),
    )
