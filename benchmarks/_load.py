"""A load generator that costs little: prebuilt requests over keep-alive connections, one under way on each."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count


@dataclass
class Result:
    """What came of a run: events acknowledged and refused, seconds, and seconds of each request."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    first_refusal: bytes = b""
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Events acknowledged a second."""
        return self.accepted / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Connection:
    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.rest = memoryview(b"")
        self.received = b""
        self.began = 0.0


def run(address: tuple[str, int], path: str, bodies: Sequence[bytes], connections: int) -> Result:
    """Post every body once, at most ``connections`` at a time; the clock runs from the first byte to the last answer."""
    head = f"POST {path} HTTP/1.1\r\nhost: {address[0]}\r\ncontent-type: application/json\r\ncontent-length: "
    requests = [head.encode() + b"%d\r\n\r\n" % len(body) + body for body in bodies]
    opened = []
    for _ in range(min(connections, len(requests))):
        opened.append(_Connection(*address))
        # the server's processes accept in turn only if they are not all woken for one long queue
        time.sleep(0.01)
    result, following = Result(), count()
    with selectors.DefaultSelector() as selector:
        began, spent = time.perf_counter(), time.process_time()
        left = len(requests)
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            _send_next(connection, requests, next(following), selector)
        while left:
            for key, mask in selector.select(30.0):
                connection = key.data
                if mask & selectors.EVENT_WRITE:
                    _push(connection, selector)
                if mask & selectors.EVENT_READ and _read(connection, result):
                    left -= 1
                    _send_next(connection, requests, next(following), selector)
        result.seconds = time.perf_counter() - began
        result.cpu_seconds = time.process_time() - spent
    for connection in opened:
        connection.socket.close()
    return result


def _send_next(
    connection: _Connection, requests: Sequence[bytes], number: int, selector: selectors.BaseSelector
) -> None:
    if number >= len(requests):
        return
    connection.began = time.perf_counter()
    connection.rest = memoryview(requests[number])
    _push(connection, selector)


def _push(connection: _Connection, selector: selectors.BaseSelector) -> None:
    with suppress(BlockingIOError):
        connection.rest = connection.rest[connection.socket.send(connection.rest) :]
    writing = selectors.EVENT_WRITE if connection.rest else 0
    if selector.get_key(connection.socket).events != selectors.EVENT_READ | writing:
        selector.modify(connection.socket, selectors.EVENT_READ | writing, connection)


def _read(connection: _Connection, result: Result) -> bool:
    """Whether the answer is complete."""
    data = connection.socket.recv(1 << 18)
    if not data:
        raise ConnectionError(connection.received[:300])
    connection.received += data
    head, separator, body = connection.received.partition(b"\r\n\r\n")
    if not separator or len(body) < int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
        return False
    result.latencies.append(time.perf_counter() - connection.began)
    accepted = body.count(b'"duplicate":false') if head[9:12] in (b"200", b"201") else 0
    refused = body.count(b'"type":"urn') + body.count(b'"duplicate":true') + (head[9:12] not in (b"200", b"201"))
    result.accepted += accepted
    result.refused += refused
    if refused and not result.first_refusal:
        result.first_refusal = connection.received[:600]
    connection.received = b""
    return True
