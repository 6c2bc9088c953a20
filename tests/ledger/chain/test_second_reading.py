"""What web3.py reads is what our own client and coder read; and whatever the node does wrong is told as ours."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_account import Account
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.address import to_checksum_address
from hexbytes import HexBytes
from web3 import HTTPProvider, Web3
from web3.exceptions import ExtraDataLengthError

from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Deployment
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Fees, Relay
from ledger.chain.rpc import Rpc
from ledger.chain.second_reading import ReadAnchor, ReadKey, read_anchors, read_keys
from ledger.errors import ChainRefused, ChainUnreachable, ContractMissing, InputRefused, QuanzeError
from ledger.evidence.slots import anchor_slots, key_slots
from ledger.keys import LocalSigner, address_bytes
from ledger.keys.contract_types import contract_digest
from ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, root

pytestmark = pytest.mark.chain
CHAIN_ID, ORIGIN, OPEN = 20815, "example/second", 2**64 - 1
CODE = b"BUREAU-1".ljust(32, b"\x00")
LOG_ABI = Artifact.load("EventLog").abi
DEPARTMENTS_ABI = Artifact.load("Departments").abi
RECORDED_AT = 1_767_225_600_000


# a log of three checkpoints and a department of three keys


@dataclass
class Chain:
    """What stands on the chain, and how to read it."""

    url: str
    log: Contract
    departments: Contract
    keys: list[str]

    def anchors(self, url: str | None = None, origin: str = ORIGIN) -> list[ReadAnchor]:
        return read_anchors(url or self.url, self.log.address, LOG_ABI, origin)

    def read_keys(self, url: str | None = None) -> list[ReadKey]:
        return read_keys(url or self.url, self.departments.address, DEPARTMENTS_ABI)


SIZES = (1, 4, 7)


def leaves(size: int) -> list[bytes]:
    """Some log in which every size of `SIZES` ends with its streams entry."""
    return [leaf_hash(streams_entry(index) if index + 1 in SIZES else bytes((index,))) for index in range(size)]


def streams_root(index: int) -> bytes:
    return hashlib.sha256(b"streams %d" % index).digest()


def streams_entry(index: int) -> bytes:
    return b"\x02\x01" + index.to_bytes(8, "big") + RECORDED_AT.to_bytes(8, "big") + streams_root(index)


def act(relay: Relay, contract: Contract, head: LocalSigner, struct: str, function: str, message: Any) -> None:
    signature = head.sign_digest(contract_digest(struct, message, CHAIN_ID, contract.address))
    relay.transact(contract.address, contract.encode(function, message, head.address, signature))


def anchor(relay: Relay, log: Contract, key: LocalSigner, old: int, size: int) -> None:
    checkpoint = {"origin": ORIGIN, "size": size, "root": root(leaves(size)), "streamsRoot": streams_root(size - 1)}
    checkpoint["recordedAt"] = RECORDED_AT
    signature = key.sign_digest(contract_digest("Checkpoint", checkpoint, CHAIN_ID, log.address))
    growth = consistency_proof(old, size, leaves(size)) if old else []
    streams = inclusion_proof(size - 1, size, leaves(size))
    relay.transact(log.address, log.encode("anchor", checkpoint, signature, growth, streams))


@pytest.fixture(scope="module")
def chain(
    shared_node: EmbeddedNode,
    rpc: Rpc,
    deployment: Deployment,
    departments: Contract,
    event_log: Contract,
    head: LocalSigner,
) -> Chain:
    relay, key = Relay(rpc, LocalSigner.generate(), CHAIN_ID), LocalSigner.generate()
    opening = {"origin": ORIGIN, "department": "BUREAU-1", "logKey": key.address, "nonce": 0}
    act(relay, event_log, head, "Opening", "open", opening)
    for old, size in zip((0, *SIZES), SIZES, strict=False):
        anchor(relay, event_log, key, old, size)
    enrolled = [LocalSigner.generate().address for _ in range(2)]
    for place, address in enumerate(enrolled):
        grant = {"department": "BUREAU-1", "key": address, "role": 2 + place, "validFrom": 0, "validUntil": OPEN}
        grant["nonce"] = departments.call("nonceOf", CODE)
        act(relay, departments, head, "KeyGrant", "enrol", grant)
    end = {"department": "BUREAU-1", "key": enrolled[0], "since": Reader(rpc).head().time, "reason": "lost"}
    end["nonce"] = departments.call("nonceOf", CODE)
    act(relay, departments, head, "KeyEnd", "endKey", end)
    return Chain(shared_node.url, event_log, departments, [head.address, *enrolled])


def test_all_anchors_are_read_as_our_own_client_reads_them(chain: Chain) -> None:
    found = chain.anchors()
    assert [anchor.size for anchor in found] == list(SIZES)
    for each in found:
        ours = chain.log.call("anchorAt", ORIGIN, each.size)
        members = ("root", "streamsRoot", "blockNumber", "time")
        assert astuple(each) == (each.size, *(ours[name] for name in members))
        assert each.root == root(leaves(each.size))


def test_a_log_that_was_never_opened_has_no_anchors(chain: Chain) -> None:
    assert chain.anchors(origin="example/nobody") == []


def test_all_keys_are_read_as_our_own_client_reads_them(chain: Chain) -> None:
    found = {key.address: key for key in chain.read_keys()}
    assert set(chain.keys) <= set(found)
    for address, each in found.items():
        ours = chain.departments.call("keyOf", address)
        assert each.department.encode().ljust(32, b"\x00") == ours["department"]
        assert (each.role, each.valid_from, each.valid_until) == (ours["role"], ours["validFrom"], ours["validUntil"])
    assert [found[address].valid_until == OPEN for address in chain.keys] == [True, False, True]


def test_keys_come_in_the_order_of_their_enrolment(chain: Chain) -> None:
    order = [key.address for key in chain.read_keys()]
    assert [address for address in order if address in chain.keys] == chain.keys


def test_who_never_audits_never_loads_web3() -> None:
    program = "import sys, ledger.chain.second_reading; sys.exit('web3' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


# the relay's bytes


def test_a_relayed_transaction_is_the_same_to_web3_and_eth_account(shared_node: EmbeddedNode, rpc: Rpc) -> None:
    relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID, Fees())
    to, data = "0x" + "5a" * 20, bytes(range(40))
    prepared = relay.prepare(to, data, relay.nonce())
    block = relay.wait(relay.send(prepared.raw)).block
    web3 = Web3(HTTPProvider(shared_node.url))
    seen = web3.eth.get_transaction(HexBytes(prepared.hash))
    assert web3.eth.get_raw_transaction(HexBytes(prepared.hash)) == prepared.raw
    decoded = TypedTransaction.from_bytes(HexBytes(prepared.raw)).as_dict()
    assert Account.recover_transaction(prepared.raw).lower() == seen["from"].lower() == relay.address
    assert seen["to"] == to_checksum_address(decoded["to"]) == to_checksum_address(to)
    assert seen["input"] == decoded["data"] == data
    for name in ("chainId", "nonce", "gas", "value", "maxFeePerGas", "maxPriorityFeePerGas"):
        assert seen[name] == decoded[name], name
    assert (seen["type"], seen["nonce"], seen["chainId"]) == (2, prepared.nonce, CHAIN_ID)
    assert (seen["blockNumber"], "0x" + bytes(seen["blockHash"]).hex()) == (block.number, block.hash)


# nodes that answer otherwise


class Between(ThreadingHTTPServer):
    """Stands before the node: passes calls on, and changes the answers or gives one of its own."""

    daemon_threads = True

    def __init__(self, node: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.node = node
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.status = 200
        self.body: str | None = None
        self.change: Callable[[str, Any], Any] = lambda _method, result: result


class _Passing(BaseHTTPRequestHandler):
    server: Between

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.body is None:
            answer = httpx.post(self.server.node, json=asked, trust_env=False).json()
            if "result" in answer:
                answer["result"] = self.server.change(asked["method"], answer["result"])
            body = json.dumps(answer)
        else:
            body = self.server.body.replace("{id}", str(asked["id"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", self.server.node)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def between(shared_node: EmbeddedNode) -> Iterator[Between]:
    with Between(shared_node.url) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_headers_of_proof_of_authority_chains_break_nothing(chain: Chain, between: Between) -> None:
    def lengthened(_method: str, result: Any) -> Any:
        return {**result, "extraData": "0x" + "ab" * 97} if isinstance(result, dict) else result

    between.change = lengthened
    with pytest.raises(ExtraDataLengthError):
        Web3(HTTPProvider(between.url)).eth.get_block("latest")
    assert chain.anchors(between.url) == chain.anchors()
    assert chain.read_keys(between.url) == chain.read_keys()


def hide(place: slice) -> Callable[[str, Any], Any]:
    return lambda method, result: result[place] if method == "eth_getLogs" else result


def rewrite(method: str, result: Any) -> Any:
    """The first word of each event's data is another one."""
    if method != "eth_getLogs":
        return result
    return [{**log, "data": "0x" + f"{int(log['data'][2:66], 16) ^ 1:064x}" + log["data"][66:]} for log in result]


@pytest.mark.parametrize(
    ("read", "change"),
    [
        pytest.param(Chain.anchors, hide(slice(-1)), id="the newest anchor withheld"),
        pytest.param(Chain.anchors, hide(slice(0)), id="all anchors withheld"),
        pytest.param(Chain.read_keys, hide(slice(0)), id="all keys withheld"),
        pytest.param(Chain.anchors, rewrite, id="another root in an event"),
        pytest.param(Chain.read_keys, rewrite, id="another role in an event"),
    ],
)
def test_events_that_storage_contradicts_are_refused(
    chain: Chain, between: Between, read: Callable[[Chain, str], Any], change: Callable[[str, Any], Any]
) -> None:
    between.change = change
    with pytest.raises(ChainRefused, match="contradict"):
        read(chain, between.url)


@pytest.mark.parametrize("read", [Chain.anchors, Chain.read_keys])
def test_storage_that_the_events_contradict_is_refused(chain: Chain, rpc: Rpc, read: Callable[[Chain], Any]) -> None:
    slot = anchor_slots(ORIGIN, 4)[1] if read is Chain.anchors else key_slots(address_bytes(chain.keys[2]))[0]
    contract = chain.log if read is Chain.anchors else chain.departments
    before = rpc.call("eth_getStorageAt", contract.address, "0x" + slot.hex(), "latest")
    rpc.call("anvil_setStorageAt", contract.address, "0x" + slot.hex(), "0x" + "11" * 32)
    rpc.call("evm_mine")
    try:
        with pytest.raises(ChainRefused, match="contradict"):
            read(chain)
    finally:
        rpc.call("anvil_setStorageAt", contract.address, "0x" + slot.hex(), before)
        rpc.call("evm_mine")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(500, "", id="server error"),
        pytest.param(302, "", id="a redirection"),
        pytest.param(200, "<html>", id="not JSON"),
        pytest.param(200, "[]", id="a list"),
        pytest.param(200, '"text"', id="a text"),
        pytest.param(200, "{}", id="nothing in it"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id}}', id="no result"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id},"result":null}', id="null"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id},"result":{}}', id="an object"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id},"result":"text"}', id="no digits"),
    ],
)
def test_what_does_not_speak_json_rpc_is_unreachable(chain: Chain, between: Between, status: int, body: str) -> None:
    between.status, between.body = status, body
    for read in (chain.anchors, chain.read_keys):
        with pytest.raises(ChainUnreachable, match=r"address and port are right"):
            read(between.url)


@pytest.mark.parametrize("method", ["eth_call", "eth_getLogs", "eth_getCode"])
@pytest.mark.parametrize("answer", [None, 7, "text", {}, [7], "0x12"], ids=repr)
def test_one_answer_of_another_shape_ends_in_the_truth_or_in_one_of_our_errors(
    chain: Chain, between: Between, method: str, answer: Any
) -> None:
    between.change = lambda asked, result: answer if asked == method else result
    try:
        assert chain.anchors(between.url) == chain.anchors()
    except QuanzeError as refused:
        assert type(refused) in {ChainUnreachable, ChainRefused, ContractMissing}  # noqa: PT017 (either may be)


def test_an_error_of_the_node_is_a_refusal(chain: Chain, between: Between) -> None:
    between.body = '{"jsonrpc":"2.0","id":{id},"error":{"code":-32000,"message":"missing trie node"}}'
    with pytest.raises(ChainRefused, match="keeps the state"):
        chain.anchors(between.url)


def test_a_node_that_is_not_there_is_unreachable_and_its_password_stays_hidden(chain: Chain, port: int) -> None:
    with pytest.raises(ChainUnreachable, match=f"127.0.0.1:{port}") as refused:
        chain.anchors(f"http://user:secret@127.0.0.1:{port}")
    assert "secret" not in str(refused.value) + str(refused.value.details)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8545", "ws://127.0.0.1:8545", "http://", "file:///etc/passwd"])
def test_only_web_addresses_are_accepted(chain: Chain, url: str) -> None:
    with pytest.raises(InputRefused, match="http"):
        read_keys(url, chain.departments.address, DEPARTMENTS_ABI)


def test_an_address_without_code_is_named(chain: Chain) -> None:
    with pytest.raises(ContractMissing, match="0x" + "12" * 20):
        read_anchors(chain.url, "0x" + "12" * 20, LOG_ABI, ORIGIN)


@pytest.mark.parametrize("address", ["", "0x12", "vitalik.eth", "0x" + "zz" * 20])
def test_what_is_no_address_is_refused(chain: Chain, address: str) -> None:
    with pytest.raises(InputRefused, match="40 hex digits"):
        read_anchors(chain.url, address, LOG_ABI, ORIGIN)


def test_another_contract_at_the_address_is_noticed(chain: Chain) -> None:
    with pytest.raises(ContractMissing):
        read_anchors(chain.url, chain.departments.address, LOG_ABI, ORIGIN)
    with pytest.raises(ContractMissing):
        read_keys(chain.url, chain.log.address, DEPARTMENTS_ABI)


def test_the_abi_of_another_contract_is_refused(chain: Chain) -> None:
    with pytest.raises(InputRefused, match="ABI"):
        read_anchors(chain.url, chain.log.address, DEPARTMENTS_ABI, ORIGIN)
    with pytest.raises(InputRefused, match="ABI"):
        read_keys(chain.url, chain.departments.address, [])
