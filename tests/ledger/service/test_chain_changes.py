"""What departments do on the chain by another way than this service counts here as well."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.chain.contracts import Contract
from ledger.chain.relay import Relay
from ledger.errors import KeyNotValid
from ledger.keys import LocalSigner, Signer, compile_struct, digest, domain_separator
from ledger.wiring import clock
from tests.ledger.service.conftest import Running
from tests.ledger.service.world import MANAGER, OWNER, USER, delivery, eventually

pytestmark = pytest.mark.chain
ACT = "bytes32 agreement,bytes32 reasonEvent,uint256 nonce"
SUCCESSION = "string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce"


def signed(
    running: Running, contract: Contract, struct: str, members: str, message: dict[str, Any], by: Signer
) -> bytes:
    types = [dict(zip(("type", "name"), member.split(" "), strict=True)) for member in members.split(",")]
    separator = domain_separator(running.worker.chain.chain_id, contract.address)
    return by.sign_digest(digest(separator, compile_struct(struct, {struct: types}).hash_struct(message)))


def relayed(running: Running, contract: Contract, function: str, *arguments: Any) -> None:
    """Through a relay of its own: anybody may submit what departments signed."""
    chain = running.worker.chain
    relay = Relay(chain.rpc, LocalSigner.generate(), chain.chain_id)
    relay.transact(contract.address, contract.encode(function, *arguments))


def test_a_suspension_and_a_resumption_on_the_chain_take_effect_here(running: Running) -> None:
    world, worker = running.world, running.worker
    contract, agreement = worker.chain.agreements, world.conclude(worker, number="挂起")
    head = world.heads[MANAGER]
    for nonce, (function, struct, state) in enumerate(
        [("suspend", "Suspension", "suspended"), ("resume", "Resumption", "active")]
    ):
        act = {"agreement": bytes.fromhex(agreement[2:]), "reasonEvent": b"\x01" * 32, "nonce": nonce}
        signature = signed(running, contract, struct, ACT, act, head)
        relayed(running, contract, function, act, (head.address, signature))
        eventually(lambda state=state: world.directory(worker).agreement(agreement).state == state)


def test_keys_of_a_department_that_was_succeeded_are_not_valid_any_more(running: Running) -> None:
    world, worker = running.world, running.worker
    contract = worker.chain.departments
    succession = {
        "department": OWNER, "successor": USER, "instrument": b"\x02" * 32, "effectiveAt": clock() // 1000,
        "nonce": contract.call("nonceOf", MANAGER.encode().ljust(32, b"\x00")),
    }  # fmt: skip
    votes = [
        (signer.address, signed(running, contract, "Succession", SUCCESSION, succession, signer))
        for signer in (world.heads[MANAGER], world.heads[USER])
    ]
    relayed(running, contract, "succeed", succession, votes[:1], votes[1])
    eventually(lambda: world.directory(worker).key(world.heads[OWNER].address).valid_until_ms)
    with pytest.raises(KeyNotValid):
        world.intake(worker).check(world.pen(worker, OWNER, lane=70).write(delivery(running.agreement))[1])
