"""A proxy between the service and its node, in a process of its own: it swallows answers, spoils them, or asks another node.

Told what to do through ``POST /fault`` with ``{"after": n, "what": …, "count": n}``: from the n-th request on, for so many
requests. Everything else goes through as it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, local
from typing import Any, Self
from urllib.parse import urlsplit

FOR_EVER = 1 << 30
_connections = local()


class _State:
    """What the next requests get; ``seen`` answers are kept for the mode ``stale``."""

    def __init__(self, node: str, other: str) -> None:
        self.lock = Lock()
        self.node, self.other = node, other
        self.after, self.what, self.count = 0, "pass", 0
        self.seen: dict[str, bytes] = {}

    def next(self) -> str:
        with self.lock:
            if self.after > 0:
                self.after -= 1
                return "pass"
            if self.count <= 0:
                return "pass"
            self.count -= 1
            return self.what


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet
    disable_nagle_algorithm = True
    state: _State

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/fault":
            told = json.loads(body)
            with self.state.lock:
                self.state.after, self.state.what, self.state.count = told["after"], told["what"], told["count"]
            self._answer(200, b"{}")
            return
        what = self.state.next()
        self.close_connection = what in ("refuse", "swallow")
        with suppress(HTTPException, OSError):  # a node or a service that is gone: nobody to answer
            answer = b"" if what == "refuse" else self._asked(body, what)
            if not self.close_connection:
                self._answer(502 if what == "error" else 200, answer)
            return
        self.close_connection = True

    def _asked(self, body: bytes, what: str) -> bytes:
        """What the node answers, spoiled as asked."""
        answer = _ask(self.state.other if what == "other" else self.state.node, body)
        asked = json.loads(body)
        match what:
            case "pass" if isinstance(asked, dict):
                self.state.seen[_name(asked)] = answer
            case "stale" if isinstance(asked, dict) and (old := self.state.seen.get(_name(asked))) is not None:
                return json.dumps({**json.loads(old), "id": asked["id"]}).encode()
            case "null" if isinstance(asked, dict):
                return json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": None}).encode()
            case "garbage" | "error":
                return b"<html>maintenance</html>"
            case "cut":
                return answer[: len(answer) // 2]
        return answer

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the base class calls it so
        pass


class Between:
    """The proxy as the runner sees it."""

    def __init__(self, node: str, other: str) -> None:
        command = [sys.executable, str(Path(__file__)), node, other]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()

    def strike(self, what: str, after: int = 0, count: int = FOR_EVER) -> None:
        """Let requests go wrong, from one of the next on."""
        body = json.dumps({"what": what, "after": after, "count": count}).encode()
        with closing(_connect(self.url)) as connection:
            _exchange(connection, "/fault", body)

    def heal(self) -> None:
        """Let everything through again."""
        self.strike("pass", count=0)


def _ask(url: str, body: bytes) -> bytes:
    kept: HTTPConnection | None = getattr(_connections, url, None)
    if kept is None:
        kept = _connect(url)
        setattr(_connections, url, kept)
    try:
        return _exchange(kept, "/", body)
    except (HTTPException, OSError):
        # the node was started again since
        kept.close()
        return _exchange(kept, "/", body)


def _connect(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    return HTTPConnection(str(parts.hostname), parts.port)


def _exchange(kept: HTTPConnection, path: str, body: bytes) -> bytes:
    kept.request("POST", path, body, {"Content-Type": "application/json"})
    return kept.getresponse().read()


def _name(asked: dict[str, Any]) -> str:
    return json.dumps([asked["method"], asked["params"]])


def main() -> None:
    """Serve on a free port, which is printed."""
    _Handler.state = _State(sys.argv[1], sys.argv[2])
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
