"""The ports a service listens on."""

from __future__ import annotations

import socket
import sys

from ledger.errors import PortInUse

BACKLOG = 512


def open_port(host: str, port: int, processes: int) -> list[socket.socket]:
    """Sockets that listen on one port. On Linux one for each process, among which the kernel shares out connections evenly:
    of several that wait on one socket, the same one takes nearly all. What waits on the socket of a process that ended is
    answered by the one that takes its place.

    Raises:
        PortInUse: see `bind`.
    """
    # by itself first, which also finds a port that another service shares out
    found = [bind(host, port)]
    if sys.platform == "linux" and processes > 1:
        found.pop().close()
        found = [bind(host, port, shared=True) for _ in range(processes)]
    for one in found:
        one.listen(BACKLOG)
    return found


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket bound to a port; ``shared`` lets others that say so bind to it too (``SO_REUSEPORT``).

    Raises:
        PortInUse: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise PortInUse(
            zh=f"不能在 {host}:{port} 监听({error.strerror}): 请停止占用该端口的程序, 或在 config.toml 中换一个端口",
            en=f"cannot listen on {host}:{port} ({error.strerror}): stop the program that holds the port, or set another "
            "one in config.toml",
            port=port,
        ) from error
    return found
