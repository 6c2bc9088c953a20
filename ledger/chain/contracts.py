"""Contracts at their addresses: calls, refusals in words, events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eth_abi.exceptions import DecodingError

from ledger.chain.artifacts import CONTRACTS
from ledger.chain.interface import Artifact, ContractEvent, event_arguments, event_topics, unhex
from ledger.chain.reading import ChainLog, Reader
from ledger.chain.refusals import refusal_of
from ledger.chain.rpc import Rpc, RpcError
from ledger.errors import ContractMissing

__all__ = ["Artifact", "Contract", "ContractEvent"]


class Contract:
    """One contract at one address.

    Args:
        rpc: the node.
        artifact: what stands there.
        address: ``0x`` and 40 hex digits.
    """

    def __init__(self, rpc: Rpc, artifact: Artifact, address: str) -> None:
        self._rpc = rpc
        self.artifact = artifact
        self.address = address.lower()

    def encode(self, name: str, *arguments: Any) -> bytes:
        """See `Artifact.encode`."""
        return self.artifact.encode(name, *arguments)

    def call(self, name: str, *arguments: Any, block: str | int = "pending", sender: str | None = None) -> Any:
        """What a function returns without a transaction.

        Args:
            name: of the function.
            arguments: see `Artifact.encode`.
            block: number or tag. ``pending`` sees the newest state at the present time, so that what expired while
                the chain was idle is seen as expired.
            sender: address the call is said to come from.

        Raises:
            ContractRefused: the contract refused, by name and arguments.
            ContractMissing: no contract at this address.
            InputRefused: wrong arguments.
            ChainUnreachable, ChainRefused: the node.
        """
        data = self._call(self.encode(name, *arguments), block, sender)
        if not data and self.artifact.function(name)["outputs"]:
            raise self._missing()
        try:
            return self.artifact.decode_output(name, data)
        except DecodingError as error:
            raise self._missing() from error

    def check(self, data: bytes, sender: str) -> None:
        """Whether a transaction with this call data would be accepted now; raises what it would be refused with.

        Raises:
            ContractRefused: the contract would refuse.
            ChainUnreachable, ChainRefused: the node.
        """
        self._call(data, "pending", sender)

    @staticmethod
    def check_creation(rpc: Rpc, artifact: Artifact, creation: bytes, sender: str) -> None:
        """Whether the constructor would accept its arguments; raises as `check` does."""
        _ask(rpc, artifact, {"from": sender, "data": "0x" + creation.hex()}, "pending")

    def topic(self, event: str) -> str:
        """The topic that logs of this event begin with, ``0x`` and 64 hex digits."""
        return next(topic for topic, entry in event_topics(self.artifact).items() if entry["name"] == event)

    def events(self, from_block: int, to_block: int, topics: Sequence[str] = ()) -> list[ContractEvent]:
        """The contract's events in these blocks, both included, in the chain's order; ``topics`` as `Reader.logs`.

        Raises:
            ChainUnreachable, ChainRefused: the node.
        """
        return list(self.decode_logs(Reader(self._rpc).logs([self.address], from_block, to_block, topics)))

    def decode_logs(self, logs: Iterable[ChainLog]) -> Iterable[ContractEvent]:
        """Decode those of the logs that are this contract's and of its interface."""
        topics = event_topics(self.artifact)
        for log in logs:
            entry = topics.get(log.topics[0]) if log.topics and log.address == self.address else None
            if entry is not None:
                yield ContractEvent(name=entry["name"], arguments=event_arguments(entry, log), log=log)

    def _call(self, data: bytes, block: str | int, sender: str | None) -> bytes:
        call = {"to": self.address, "data": "0x" + data.hex()}
        if sender is not None:
            call["from"] = sender
        return _ask(self._rpc, self.artifact, call, hex(block) if isinstance(block, int) else block)

    def _missing(self) -> ContractMissing:
        return ContractMissing(
            zh=f"地址 {self.address} 上没有合约 {self.artifact.name}：请检查链的地址，或重新部署",
            en=f"no contract {self.artifact.name} at {self.address}: check the chain's address, or deploy again",
            contract=self.artifact.name,
            address=self.address,
        )


def _ask(rpc: Rpc, artifact: Artifact, call: dict[str, str], block: str) -> bytes:
    try:
        answer = rpc.call("eth_call", call, block)
    except RpcError as error:
        refusal = refusal_of(error, (artifact, *map(Artifact.load, CONTRACTS)))
        raise refusal or error from error
    return unhex(answer or "0x")
