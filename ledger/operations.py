"""Chain calls that speak for a department: each carries that department's signature, is journalled, relayed, and replayed.

The journal is written before anything is sent, so a call that was accepted here reaches the chain sooner or later, also
after the embedded chain was killed and lost its newest blocks. The relay can submit these calls and forge none of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledger.chain.relay import Relay
from ledger.chain_link import ChainLink
from ledger.errors import ContractRefused, InputRefused, NonceUsed, NotFound, OperationUnknown
from ledger.keys import recover
from ledger.keys.contract_types import CONTRACT_OF, contract_digest, struct_hash
from ledger.model import check_form
from ledger.policy.terms import AgreementTerms
from ledger.storage.operation_journal import OPEN, Operation, OperationState
from ledger.storage.store import Store

logger = logging.getLogger(__name__)

Clock = Callable[[], int]
_CHECKED_BACK = 64
# kind of call → the member of its message that names the department whose nonce it uses up (contracts/IDepartments.sol)
_NUMBERED = {"admit": "parent", "enrol": "department", "endKey": "department"}


class Operations:
    """Accepts signed calls into the journal and tells how far each has come; may be used by any process.

    Args:
        chain: where the contracts are; only addresses and ids are used here, the node need not answer.
    """

    def __init__(self, store: Store, chain: ChainLink, clock: Clock) -> None:
        self._store = store
        self._chain = chain
        self._clock = clock

    def admit(self, admission: Mapping[str, Any], signer: str, signature: bytes, names: Mapping[str, str]) -> Operation:
        """Admit a department; ``names`` are its labels ``zh`` and ``en``.

        Raises:
            InputRefused: the signature is not ``signer``'s over this admission.
        """
        return self._signed("Admission", "admit", admission, signer, signature, dict(names))

    def enrol(self, grant: Mapping[str, Any], signer: str, signature: bytes) -> Operation:
        """Enrol a key of a department; errors as `admit`."""
        return self._signed("KeyGrant", "enrol", grant, signer, signature, {})

    def end_key(self, end: Mapping[str, Any], signer: str, signature: bytes) -> Operation:
        """End a key of a department; errors as `admit`."""
        return self._signed("KeyEnd", "endKey", end, signer, signature, {})

    def open_log(self, opening: Mapping[str, Any], signer: str, signature: bytes) -> Operation:
        """Open a log or replace its anchoring key; errors as `admit`."""
        return self._signed("Opening", "open", opening, signer, signature, {})

    def conclude(self, terms: Mapping[str, Any], consents: Sequence[Mapping[str, Any]]) -> Operation:
        """Conclude an agreement with the consents of owner, user and manager, in this order.

        ``terms`` as `AgreementTerms.from_json`; each consent is ``{"signer": address, "signature": 65 bytes}``.

        Raises:
            InputRefused: malformed terms, not three consents, or a signature that is not its signer's.
        """
        message = AgreementTerms.from_json(dict(terms)).to_message()
        if len(consents) != 3:
            raise InputRefused(zh="须有归属、使用、管理三方签名", en="owner, user and manager each have to sign")
        for consent in consents:
            self._check_signature("Terms", message, str(consent["signer"]), bytes(consent["signature"]))
        data = self._chain.agreements.encode(
            "conclude", _hashes_as_bytes(message), [(consent["signer"], consent["signature"]) for consent in consents]
        )
        agreement = "0x" + struct_hash("Terms", message).hex()
        return self._add("conclude", "Agreements", data, {"agreement": agreement, "terms": dict(terms)}, agreement)

    def next_nonce(self, department: str) -> int:
        """The nonce that the department's next admission, key grant or key end has to carry.

        It counts what the chain holds and what is journalled here on the way there.

        Raises:
            ChainUnreachable: the chain does not answer.
        """
        code = check_form("department", department).encode().ljust(32, b"\0")
        on_chain = int(self._chain.departments.call("nonceOf", code))
        with self._store.read() as session:
            waiting = session.operations.in_states(OPEN)
        used = [
            int(one.description["message"]["nonce"])
            for one in waiting
            if one.kind in _NUMBERED and one.description["message"][_NUMBERED[one.kind]] == department
        ]
        return max([on_chain, *(nonce + 1 for nonce in used)])

    def state(self, operation_id: str) -> Operation:
        """How far a call has come.

        Raises:
            OperationUnknown: no such id.
        """
        try:
            with self._store.read() as session:
                return session.operations.get(int(operation_id))
        except (NotFound, ValueError):
            raise OperationUnknown(
                zh=f"没有链上操作 {operation_id}", en=f"there is no chain operation {operation_id}"
            ) from None

    def _signed(
        self,
        struct: str,
        function: str,
        message: Mapping[str, Any],
        signer: str,
        signature: bytes,
        extra: dict[str, Any],
    ) -> Operation:
        self._check_signature(struct, message, signer, signature)
        name = CONTRACT_OF[struct]
        data = self._chain.contracts[name].encode(function, dict(message), signer, signature)
        key = "0x" + struct_hash(struct, message).hex()
        return self._add(function, name, data, {"message": dict(message), "signer": signer, **extra}, key)

    def _check_signature(self, struct: str, message: Mapping[str, Any], signer: str, signature: bytes) -> None:
        address = self._chain.contracts[CONTRACT_OF[struct]].address
        digest = contract_digest(struct, message, self._chain.chain_id, address)
        # A department that holds a multisig answers on chain (ERC-1271); only what looks like a key's is checked here
        if len(signature) == 65 and "0x" + recover(digest, signature).hex() != signer.lower():
            raise InputRefused(
                zh=f"签名不是 {signer} 对该 {struct} 所签: 检查内容、链号与合约地址",
                en=f"the signature is not {signer}'s over this {struct}: check its content, the chain id and contract",
                signer=signer,
            )

    def _add(self, kind: str, contract: str, data: bytes, description: dict[str, Any], key: str) -> Operation:
        with self._store.begin() as session:
            known = session.operations.find(f"{kind}:{key}")
            # a refused call may be sent anew, for example with the right nonce of another relayer's doing
            if known is not None and known.state is not OperationState.FAILED:
                return known
            suffix = f"#{known.id}" if known else ""
            return session.operations.add(
                kind=kind,
                idempotency_key=f"{kind}:{key}{suffix}",
                contract=self._chain.contracts[contract].address,
                calldata=data,
                description=description,
                now=self._clock(),
            )


class Submitter:
    """Brings journalled calls to the chain; runs in the one process that owns the relay key."""

    def __init__(self, store: Store, chain: ChainLink, relay: Relay, clock: Clock) -> None:
        self._store = store
        self._chain = chain
        self._relay = relay
        self._clock = clock

    def replay_lost(self, set_clock: Callable[[int], None] | None) -> int:
        """Send the newest calls again that the chain no longer holds; how many. To be called at start.

        Args:
            set_clock: gives the next block a time (seconds), where the chain is the embedded one: a key enrolled anew
                at its old time stays valid for what it signed since.
        """
        lost = self._reopen_lost()
        for identity in lost if set_clock else ():
            with self._store.read() as session:
                operation = session.operations.get(identity)
            if operation.block_time is not None and set_clock is not None:
                set_clock(operation.block_time)
            self._send(operation, self._relay.nonce())
            with self._store.read() as session:
                sent = session.operations.get(identity)
            self._relay.wait(str(sent.tx_hash))
            self._follow(sent)
        return len(lost)

    def _reopen_lost(self) -> list[int]:
        ended = (OperationState.MINED, OperationState.FINAL)
        with self._store.read() as session:
            newest = session.operations.in_states(ended)[-_CHECKED_BACK:]
        lost = [one.id for one in newest if one.tx_hash and self._relay.is_mined(one.tx_hash) is None]
        if lost:
            logger.warning("the chain lost %d calls; they are sent again", len(lost))
            with self._store.begin() as session:
                session.operations.reopen(lost, self._clock())
        return lost

    def follow(self) -> None:
        """See how far what was sent has come; send again what the chain does not know."""
        with self._store.read() as session:
            waiting = session.operations.in_states((OperationState.SENT, OperationState.MINED))
        for operation in waiting:
            self._follow(operation)

    def send(self, nonce: int) -> int:
        """Send what is new, in the order recorded, from ``nonce`` on; the next free nonce."""
        with self._store.read() as session:
            waiting = session.operations.in_states((OperationState.RECORDED,))
        for operation in waiting:
            nonce = self._send(operation, nonce)
        return nonce

    def in_flight(self) -> bool:
        """Whether a call was sent and has not ended."""
        with self._store.read() as session:
            return bool(session.operations.in_states((OperationState.SENT, OperationState.MINED)))

    def _send(self, operation: Operation, nonce: int) -> int:
        prepared = self._relay.prepare(operation.contract, operation.calldata, nonce)
        # journalled before it is sent: a crash between the two leaves bytes that `_follow` sends again
        with self._store.begin() as session:
            session.operations.record_sent(
                operation.id, raw_tx=prepared.raw, tx_hash=prepared.hash, nonce=nonce, now=self._clock()
            )
        self._relay.send(prepared.raw)
        return nonce + 1

    def _follow(self, operation: Operation) -> None:
        assert operation.raw_tx is not None and operation.tx_hash is not None  # what SENT and MINED mean  # noqa: PT018
        mined = self._relay.is_mined(operation.tx_hash)
        now = self._clock()
        if mined is None:
            self._send_again(operation)
            return
        reason = None if mined.succeeded else self._reason(operation, mined.block.number)
        final = self._chain.reader.head().number >= mined.block.number
        with self._store.begin() as session:
            session.operations.record_mined(
                operation.id, mined.block.number, mined.block.hash, now, block_time=mined.block.time
            )
            if reason is not None:
                session.operations.record_failed(operation.id, reason, now)
            elif final:
                session.operations.record_final(operation.id, now)

    def _send_again(self, operation: Operation) -> None:
        try:
            self._relay.send(operation.raw_tx or b"")
        except NonceUsed:
            with self._store.begin() as session:
                session.operations.reopen([operation.id], self._clock())

    def _reason(self, operation: Operation, block: int) -> str:
        contract = next(one for one in self._chain.contracts.values() if one.address == operation.contract)
        try:
            contract.check(operation.calldata, self._relay.address)
        except ContractRefused as error:
            return str(error)
        return f"refused in block {block} / 在区块 {block} 中被拒"


def _hashes_as_bytes(terms: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: bytes.fromhex(value.removeprefix("0x")) for name, value in terms["texts"].items()}
    return {**terms, "texts": texts}
