"""A small client of JSON-RPC 2.0 over HTTP. Evidence is built from its raw answers, never from re-formatted ones."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from ledger.errors import ChainRefused, ChainUnreachable, InputRefused, WrongChain

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_LONGEST_MESSAGE = 300


class RpcError(ChainRefused):
    """The node answered with a JSON-RPC error.

    Attributes:
        rpc_code: the number in the answer.
        message: the node's own words, shortened.
        data: what came with it, for a revert the ABI-encoded error.
    """

    def __init__(self, method: str, rpc_code: int, message: str, data: Any) -> None:
        message = message[:_LONGEST_MESSAGE]
        super().__init__(
            zh=f"链节点拒绝了 {method}：{message}（代码 {rpc_code}）",
            en=f"the chain node refused {method}: {message} (code {rpc_code})",
            method=method,
            rpc_code=rpc_code,
            message=message,
        )
        self.rpc_code = rpc_code
        self.message = message
        self.data = data


class Rpc:
    """Client of one node; may be shared by threads.

    Args:
        url: ``http(s)://…``; a password in it is never shown.
        timeout: seconds for one answer.

    Raises:
        InputRefused: the URL is not http or https.
    """

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputRefused(
                zh="链的地址应为 http:// 或 https:// 开头的网址",
                en="the chain's address must be a URL that begins with http:// or https://",
            )
        self.shown_url = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self._url = url
        self._ids = itertools.count(1)
        # A proxy of the environment has no business with this machine's own node, and loading certificates would be
        # most of the cost of a client that makes plain HTTP connections only (redirects are not followed).
        self._client = httpx.Client(
            timeout=timeout, trust_env=parts.hostname not in _LOOPBACK, verify=parts.scheme == "https"
        )

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def call(self, method: str, *params: Any) -> Any:
        """The ``result`` of one call.

        Raises:
            ChainUnreachable: no answer, or not one of JSON-RPC.
            RpcError: the node refused.
        """
        request = self._request(method, params)
        answer = self._post(request)
        return _result(method, self._matching([answer], [request])[0])

    def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of several calls in one request, in their order; the first refusal is raised.

        Raises:
            ChainUnreachable: no answer, or not one of JSON-RPC.
            RpcError: the node refused one of them.
        """
        if not calls:
            return []
        requests = [self._request(method, params) for method, params in calls]
        answers = self._post(requests)
        if not isinstance(answers, list):
            raise self._not_json_rpc()
        matched = self._matching(answers, requests)
        return [_result(method, answer) for (method, _), answer in zip(calls, matched, strict=True)]

    def chain_id(self) -> int:
        """EIP-155 chain id."""
        return quantity(self.call("eth_chainId"))

    def genesis(self) -> str:
        """Hash of block 0, ``0x`` and 64 hex digits."""
        return str(self.call("eth_getBlockByNumber", "0x0", False)["hash"]).lower()

    def require_chain(self, chain_id: int, genesis: str | None = None) -> None:
        """Make sure that the node serves this chain.

        Raises:
            WrongChain: another chain id, or another genesis block.
        """
        found: dict[str, Any] = {"chain_id": self.chain_id()}
        expected: dict[str, Any] = {"chain_id": chain_id}
        if genesis is not None:
            found["genesis"], expected["genesis"] = self.genesis(), genesis.lower()
        if found != expected:
            raise WrongChain(
                zh=f"{self.shown_url} 上的链是 {found}，应为 {expected}：请检查链的地址",
                en=f"{self.shown_url} serves chain {found}, expected {expected}: check the chain's address",
                expected=expected,
                found=found,
            )

    def _request(self, method: str, params: Sequence[Any]) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": list(params)}

    def _post(self, body: Any) -> Any:
        try:
            response = self._send(body)
            response.raise_for_status()
            return response.json()
        except httpx.HTTPStatusError as error:
            raise self._unreachable(f"HTTP {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise self._unreachable(type(error).__name__) from error
        except ValueError as error:
            raise self._not_json_rpc() from error

    def _send(self, body: Any) -> httpx.Response:
        try:
            return self._client.post(self._url, json=body)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            # A kept connection that a restarted node has closed. Every call made here may be repeated.
            return self._client.post(self._url, json=body)

    def _matching(self, answers: list[Any], requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        by_id = {answer.get("id"): answer for answer in answers if isinstance(answer, dict)}
        try:
            return [by_id[request["id"]] for request in requests]
        except KeyError as error:
            raise self._not_json_rpc() from error

    def _unreachable(self, why: str) -> ChainUnreachable:
        return ChainUnreachable(
            zh=f"链 {self.shown_url} 没有应答（{why}）：请检查节点是否在运行、地址与端口是否正确；已接收的事件不受影响",
            en=f"the chain at {self.shown_url} does not answer ({why}): check that the node runs and that address and "
            "port are right; events already accepted are safe",
            url=self.shown_url,
        )

    def _not_json_rpc(self) -> ChainUnreachable:
        return ChainUnreachable(
            zh=f"{self.shown_url} 有应答，但不是以太坊 JSON-RPC：请检查地址与端口",
            en=f"{self.shown_url} answers, but not as an Ethereum JSON-RPC node: check address and port",
            url=self.shown_url,
        )


def _result(method: str, answer: dict[str, Any]) -> Any:
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    if not isinstance(error, dict):
        return _result(method, {"error": {"message": str(error)}})
    code = error.get("code")
    raise RpcError(method, code if isinstance(code, int) else 0, str(error.get("message", "")), error.get("data"))


def quantity(value: Any) -> int:
    """An integer from its JSON-RPC spelling, ``0x`` and hex digits.

    Raises:
        ChainUnreachable: anything else; whatever answers is not an Ethereum node.
    """
    if isinstance(value, str) and value.startswith("0x"):
        try:
            return int(value, 16)
        except ValueError:
            pass
    raise ChainUnreachable(
        zh="链节点的应答中缺少整数：它不是以太坊 JSON-RPC 节点",
        en="the node's answer lacks an integer: it is not an Ethereum JSON-RPC node",
    )
