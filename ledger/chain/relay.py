"""The relay: the service's own key that submits transactions. It speaks for no department.

A use case prepares a transaction, stores its bytes in the journal, and only then sends them; after any crash the same
bytes are sent again. The nonce comes from the chain and one transaction is in flight, so nothing can drift apart.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ledger.chain.reading import BlockRef, Reader
from ledger.chain.rpc import Rpc, RpcError, quantity
from ledger.errors import ConflictRefused, NonceUsed, TransactionPending
from ledger.evidence import rlp
from ledger.keys import Signer, keccak256

_TYPE_1559 = b"\x02"
# Generous and below the per-transaction cap of EIP-7825 (2^24): gas costs nothing on these chains.
_GAS = 12_000_000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.5


@dataclass(frozen=True, slots=True)
class Fees:
    """Fees per gas in wei (EIP-1559); zero on a chain without fees."""

    highest: int = 0
    priority: int = 0


@dataclass(frozen=True, slots=True)
class RawTransaction:
    """A signed transaction: its hash (``0x`` and 64 hex digits), its nonce and the bytes to send."""

    hash: str
    nonce: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class MinedAt:
    """Where a transaction stands in the canonical chain, and whether its call succeeded."""

    block: BlockRef
    succeeded: bool
    gas_used: int
    contract: str | None


class Nonces:
    """The nonces of the next transactions of a key; the chain is asked once the first is taken."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._next: int | None = None

    def take(self) -> int:
        """The next one."""
        nonce = self._relay.nonce() if self._next is None else self._next
        self._next = nonce + 1
        return nonce

    def give_back(self) -> None:
        """The one that was taken last was not used."""
        if self._next is not None:
            self._next -= 1


class Relay:
    """Prepares, sends and follows transactions of one key.

    Args:
        rpc: the node.
        signer: the relay's key.
        chain_id: of the chain; goes into each signature (EIP-155).
        fees: what is offered per gas.
    """

    def __init__(self, rpc: Rpc, signer: Signer, chain_id: int, fees: Fees = Fees()) -> None:
        self.rpc = rpc
        self.chain_id = chain_id
        self._signer = signer
        self._fees = fees

    @property
    def address(self) -> str:
        """The relay key's address."""
        return self._signer.address

    def nonce(self) -> int:
        """The nonce of the next transaction: how many the chain holds of this key."""
        return quantity(self.rpc.call("eth_getTransactionCount", self.address, "latest"))

    def nonces(self) -> Nonces:
        """The nonces of the next transactions."""
        return Nonces(self)

    def affords(self, raised: int) -> bool:
        """Whether the key's balance covers fees that were raised so often; without fees, nothing else is asked of it."""
        most = _raise(self._fees.highest, raised) * _GAS
        return quantity(self.rpc.call("eth_getBalance", self.address, "latest")) >= most

    def prepare(self, to: str | None, data: bytes, nonce: int, gas: int = _GAS, *, raised: int = 0) -> RawTransaction:
        """Sign an EIP-1559 transaction without sending it; equal arguments give equal bytes.

        Args:
            to: address of the contract, ``None`` to create one.
            data: call data or creation code.
            nonce: see `nonce`.
            gas: limit.
            raised: how often the fees were raised, so that nodes take this one in place of another of the same nonce.
        """
        priority, highest = (_raise(fee, raised) for fee in (self._fees.priority, self._fees.highest))
        numbers = (self.chain_id, nonce, priority, highest, gas)
        receiver = b"" if to is None else bytes.fromhex(to.removeprefix("0x"))
        fields: list[rlp.Item] = [*map(rlp.encode_int, numbers), receiver, rlp.encode_int(0), data, []]
        signature = self._signer.sign_digest(keccak256(_TYPE_1559 + rlp.encode(fields)))
        signed = (signature[64] - 27, int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"))
        raw = _TYPE_1559 + rlp.encode([*fields, *map(rlp.encode_int, signed)])
        return RawTransaction(hash=_hash(raw), nonce=nonce, raw=raw)

    def send(self, raw: bytes) -> str:
        """Send prepared bytes, the first time or again; the transaction's hash.

        Raises:
            NonceUsed: another transaction took the nonce; this one can never be mined.
            ChainRefused: the node refuses it for another reason.
            ChainUnreachable: the node; send again later.
        """
        name = _hash(raw)
        try:
            self.rpc.call("eth_sendRawTransaction", "0x" + raw.hex())
        except RpcError as error:
            # Wording differs by node, so ask whether it knows the transaction rather than read the message.
            if self._known(name):
                return name
            if "nonce" in error.message.lower() and "low" in error.message.lower():
                raise _nonce_used(name) from error
            raise
        return name

    def is_mined(self, transaction: str) -> MinedAt | None:
        """Where the transaction stands in the canonical chain; ``None`` if it does not (any more)."""
        receipt = self.rpc.call("eth_getTransactionReceipt", transaction)
        if receipt is None or receipt.get("blockHash") is None:
            return None
        block = Reader(self.rpc).block(quantity(receipt["blockNumber"]))
        if block is None or block.hash != receipt["blockHash"].lower():
            return None
        created = receipt.get("contractAddress")
        return MinedAt(
            block=block,
            succeeded=quantity(receipt["status"]) == 1,
            gas_used=quantity(receipt["gasUsed"]),
            contract=created.lower() if created else None,
        )

    def wait(self, transaction: str, timeout: float = 30.0) -> MinedAt:
        """Wait until the transaction is mined.

        Raises:
            TransactionPending: not within ``timeout`` seconds.
            ChainUnreachable: the node.
        """
        deadline, pause = time.monotonic() + timeout, _FIRST_PAUSE
        while (mined := self.is_mined(transaction)) is None:
            if time.monotonic() >= deadline:
                raise TransactionPending(
                    zh=f"交易 {transaction} 在 {timeout:g} 秒内未入块：稍后会以同样的字节重发",
                    en=f"transaction {transaction} was not mined within {timeout:g} s: send the same bytes again",
                    transaction=transaction,
                )
            time.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        return mined

    def transact(self, to: str | None, data: bytes, timeout: float = 30.0) -> MinedAt:
        """Prepare with the chain's nonce, send, wait, and insist that the call succeeded.

        Raises:
            ConflictRefused: it was mined, but its call failed.
            TransactionPending, ChainUnreachable, ChainRefused: see `send` and `wait`.
        """
        prepared = self.prepare(to, data, self.nonce())
        mined = self.wait(self.send(prepared.raw), timeout)
        if not mined.succeeded:
            raise ConflictRefused(
                zh=f"交易 {prepared.hash} 已入块 {mined.block.number}，但合约调用失败",
                en=f"transaction {prepared.hash} was mined in block {mined.block.number}, but its call failed",
                transaction=prepared.hash,
            )
        return mined

    def _known(self, transaction: str) -> bool:
        return self.rpc.call("eth_getTransactionByHash", transaction) is not None


def created_address(sender: str, nonce: int) -> str:
    """Address of the contract that a key's transaction of this nonce creates (yellow paper, section 7)."""
    return "0x" + keccak256(rlp.encode([bytes.fromhex(sender.removeprefix("0x")), rlp.encode_int(nonce)]))[12:].hex()


def _raise(fee: int, times: int) -> int:
    """By a quarter and a wei each time, so that there is one where there are none: nodes ask for a tenth more."""
    for _ in range(times):
        fee += fee // 4 + 1
    return fee


def _hash(raw: bytes) -> str:
    return "0x" + keccak256(raw).hex()


def _nonce_used(transaction: str) -> NonceUsed:
    return NonceUsed(
        zh=f"交易 {transaction} 的序号已被同一密钥的另一笔交易占用：请按链上序号重新准备",
        en=f"the nonce of transaction {transaction} was taken by another one of the same key: prepare it again with "
        "the chain's nonce",
        transaction=transaction,
    )
