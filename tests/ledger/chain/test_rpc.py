import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.node import EmbeddedNode
from ledger.chain.rpc import Rpc, RpcError, quantity
from ledger.errors import ChainRefused, ChainUnreachable, InputRefused, WrongChain


class Answers(ThreadingHTTPServer):
    """A server that gives one fixed answer; ``{id}`` in it becomes the request's id."""

    status = 200
    body = ""


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Answers)
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        first = request[0] if isinstance(request, list) else request
        body = self.server.body.replace("{id}", str(first["id"])).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Answers]:
    with Answers(("127.0.0.1", 0), _Answer) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def client(server: Answers) -> Iterator[Rpc]:
    with Rpc(f"http://user:secret@127.0.0.1:{server.server_address[1]}/path") as rpc:
        yield rpc


def test_no_answer_is_unreachable_and_says_what_to_check(port: int) -> None:
    with Rpc(f"http://user:secret@127.0.0.1:{port}") as rpc, pytest.raises(ChainUnreachable) as refused:
        rpc.call("eth_chainId")
    assert f"127.0.0.1:{port}" in refused.value.en
    assert "check that the node runs" in refused.value.en
    assert "secret" not in str(refused.value) + str(refused.value.details)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(500, "", id="server error"),
        pytest.param(401, "", id="no access"),
        pytest.param(200, "<html>", id="not JSON"),
        pytest.param(200, "[]", id="a list"),
        pytest.param(200, '"text"', id="a text"),
        pytest.param(200, '{"jsonrpc":"2.0","id":-1,"result":"0x1"}', id="another id"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id},"result":7}', id="an integer in another spelling"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id},"result":"0x"}', id="no digits"),
        pytest.param(200, '{"jsonrpc":"2.0","id":{id}}', id="no result"),
    ],
)
def test_what_does_not_speak_json_rpc_is_unreachable(server: Answers, client: Rpc, status: int, body: str) -> None:
    server.status, server.body = status, body
    with pytest.raises(ChainUnreachable) as refused:
        client.chain_id()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        pytest.param('{"code":-32601,"message":"Method not found"}', -32601, "Method not found", id="as specified"),
        pytest.param('{"code":"x","message":"m"}', 0, "m", id="a code that is no integer"),
        pytest.param('"plain words"', 0, "plain words", id="no object"),
        pytest.param('{"code":3,"message":"' + "m" * 999 + '"}', 3, "m" * 300, id="endless words"),
    ],
)
def test_an_error_of_the_node_is_told(server: Answers, client: Rpc, error: str, code: int, message: str) -> None:
    server.body = '{"jsonrpc":"2.0","id":{id},"error":' + error + "}"
    with pytest.raises(ChainRefused) as refused:
        client.call("eth_nope")
    assert isinstance(refused.value, RpcError)
    assert (refused.value.rpc_code, refused.value.message) == (code, message)
    assert refused.value.details["method"] == "eth_nope"


@pytest.mark.parametrize("body", ["{}", '[{"id":-1,"result":1}]', "[1]"])
def test_a_batch_answered_otherwise_is_unreachable(server: Answers, client: Rpc, body: str) -> None:
    server.body = body
    with pytest.raises(ChainUnreachable):
        client.batch([("eth_chainId", [])])


@pytest.mark.parametrize("url", ["", "127.0.0.1:8545", "ws://127.0.0.1:8545", "http://", "file:///etc/passwd"])
def test_only_web_addresses_are_accepted(url: str) -> None:
    with pytest.raises(InputRefused, match="http"):
        Rpc(url)


@pytest.mark.chain
def test_a_batch_answers_in_the_order_asked(rpc: Rpc) -> None:
    asked = [("eth_chainId", []), ("eth_getBlockByNumber", ["0x0", False]), ("eth_gasPrice", [])]
    chain_id, block, price = rpc.batch(asked)
    assert (chain_id, block["number"], price) == ("0x514f", "0x0", "0x0")
    assert rpc.batch([]) == []


@pytest.mark.chain
def test_a_batch_with_a_refusal_is_refused(rpc: Rpc) -> None:
    with pytest.raises(RpcError, match="eth_nope"):
        rpc.batch([("eth_chainId", []), ("eth_nope", [])])


@pytest.mark.chain
@pytest.mark.parametrize(
    ("chain_id", "genesis"), [pytest.param(1, None, id="chain id"), pytest.param(20815, "0x" + "00" * 32, id="genesis")]
)
def test_another_chain_is_refused(rpc: Rpc, chain_id: int, genesis: str | None) -> None:
    with pytest.raises(WrongChain, match="expected"):
        rpc.require_chain(chain_id, genesis)


@pytest.mark.chain
def test_the_right_chain_is_accepted(rpc: Rpc) -> None:
    rpc.require_chain(20815)
    rpc.require_chain(20815, rpc.genesis().upper().replace("0X", "0x"))


@pytest.mark.chain
def test_a_client_outlives_a_restart_of_the_node(anvil: Path, tmp_path: Path, port: int) -> None:
    node = EmbeddedNode(tmp_path, port, 60, executable=anvil)
    with Rpc(node.url) as rpc:
        for _ in range(2):
            with node:
                assert rpc.chain_id() == 20815


@given(st.integers(0, 2**256 - 1))
def test_every_quantity_is_read_back(number: int) -> None:
    assert quantity(hex(number)) == number


@pytest.mark.parametrize("value", [None, 7, "7", "0x", "0xg", "", ["0x1"]])
def test_anything_else_is_no_quantity(value: object) -> None:
    with pytest.raises(ChainUnreachable):
        quantity(value)
