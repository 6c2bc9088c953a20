"""The whole service of one data folder: the worker in this process; embedded chain, follower and API as its children.

One process group with one lock. The API's listening sockets are opened here and inherited, so a taken port is known before
anything starts, and a child can be replaced without letting the port go. Children are told to stop when this process ends,
however it ends; it stops nothing that it did not start itself.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import httpx

from ledger.chain.supervision import lock_folder
from ledger.children import Child, end_child, let_open, start_child
from ledger.config import Config
from ledger.errors import ConfigRefused, DataFolderInUse, NodeFolderInUse, PortInUse, QuanzeError, ServiceFailed
from ledger.listening import bind, open_port
from ledger.trimming import spare_garbage
from ledger.wiring import write_json
from ledger.worker import Worker

logger = logging.getLogger(__name__)

READY_SECONDS = 90.0
FORMER_SECONDS = 20.0
ROUND_S = 0.2
MAX_RESTARTS, WITHIN_SECONDS = 3, 60.0


class Service:
    """A running service. Entering starts all of it and returns once it answers; leaving stops all of it.

    Use it from one thread: on Linux children are told to stop when the thread that started them ends.

    Raises on entering:
        DataFolderInUse: another service runs on the folder.
        PortInUse: the API's or the embedded chain's port is taken.
        ServiceFailed: the API ended at once or never answered.
        LogDamaged, StoreDamaged, NodeMissing, …: as `Worker`.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.failure: QuanzeError | None = None
        self._worker: Worker | None = None
        self._children: list[Child] = []
        self._follower: Child | None = None
        self._restarts: deque[float] = deque()
        self._lock: IO[str] | None = None
        self._listening: list[socket.socket] = []
        self._marked = False
        self._changing = threading.Lock()
        self._closing = threading.Event()
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{self.config.api.host}:{self.config.api.port}"

    @property
    def worker(self) -> Worker:
        """The worker of this process.

        Raises:
            ServiceFailed: it does not run, or is being started again.
        """
        if self._worker is None:
            raise ServiceFailed(zh="服务没有在运行", en="the service is not running")
        return self._worker

    @property
    def running(self) -> Worker | None:
        """The worker, or None while it is being started again."""
        return self._worker

    @property
    def child_pids(self) -> list[int]:
        """Process ids of the API processes."""
        return [child.pid for child in self._children]

    @property
    def follower_pid(self) -> int | None:
        """Process id of what follows the log; None while the service does not run."""
        return None if self._follower is None else self._follower.pid

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def wait(self) -> None:
        """Block until `stop` is called or a part could not be kept running.

        Raises:
            ServiceFailed, LogDamaged, …: why the service could not go on.
        """
        self._stopped.wait()
        if self.failure is not None:
            raise self.failure

    def stop(self) -> None:
        """Let `wait` return; may be called from a signal handler."""
        self._stopped.set()

    def close(self) -> None:
        """Stop API, follower, worker and chain, in this order, and let the data folder go. May be called twice."""
        self._closing.set()
        self._stopped.set()
        with self._changing:
            for child in self._children:
                end_child(child)
            self._children = []
            if self._follower is not None:
                end_child(self._follower)
                self._follower = None
            for listening in self._listening:
                listening.close()
            if self._worker is not None:
                self._worker.close()
                self._worker = None
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join()
        self._remove_mark()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def _mark(self) -> Path:
        return self.config.run_folder / "service.json"

    @property
    def _api_log(self) -> Path:
        return self.config.run_folder / "api.log"

    def _remove_mark(self) -> None:
        if self._marked:
            with suppress(OSError):
                self._mark.unlink(missing_ok=True)
        self._marked = False

    def _start(self) -> None:
        self._take_folder()
        # found only where a service ended without stopping: its children may need a moment to follow it
        self._listening = self._listen(FORMER_SECONDS if self._mark.exists() else 0.0)
        write_json(self._mark, {"pid": os.getpid(), "url": self.url})
        self._marked = True
        # it tells of the process that was, which nobody watches any more
        self.config.follower_file.unlink(missing_ok=True)
        # they load their program meanwhile
        self._children = [self._start_api(place) for place in range(self.config.api.processes)]
        self._follower = self._start_follower()
        self._worker = Worker(self.config, follow=False).__enter__()
        for child in (*self._children, self._follower):
            let_open(child)
        self._await_ready()
        spare_garbage()
        self._watcher = threading.Thread(target=self._watch, name="supervise", daemon=True)
        self._watcher.start()

    def _take_folder(self) -> None:
        folder = self.config.run_folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = lock_folder(folder / "lock")
        except NodeFolderInUse as error:
            raise DataFolderInUse(
                zh=f"另一个服务正在使用 {self.config.folder}: 先停止它, 或换一个数据目录",
                en=f"another service runs on {self.config.folder}: stop it first, or use another data folder",
                folder=str(self.config.folder),
            ) from error
        except OSError as error:
            raise ConfigRefused(
                zh=f"{self.config.folder} 不可写: {error.strerror}",
                en=f"{self.config.folder} cannot be written: {error.strerror}",
            ) from error

    def _listen(self, patience: float) -> list[socket.socket]:
        """What the API processes listen on, in their order."""
        deadline = time.monotonic() + patience
        while True:
            try:
                if not self.config.chain.url:
                    bind("127.0.0.1", self.config.chain.port).close()
                return open_port(self.config.api.host, self.config.api.port, self.config.api.processes)
            except PortInUse:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(ROUND_S)

    def _start_api(self, place: int) -> Child:
        listening = self._listening[place % len(self._listening)].fileno()
        with self._api_log.open("ab") as output:
            return start_child(self.config.folder, ["api.asgi", str(listening)], output, [listening])

    def _start_follower(self) -> Child:
        """What it says stands with what the worker says, in the same form."""
        return start_child(self.config.folder, ["ledger.follower"])

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(base_url=self.url, timeout=5.0, trust_env=False) as http:
            while time.monotonic() < deadline and not self._closing.is_set():
                if any(child.poll() is not None for child in self._children):
                    raise self._failed(
                        "API 进程启动后即退出", "an API process ended as soon as it was started", self._api_log
                    )
                with suppress(httpx.HTTPError):
                    if http.get("/readyz").is_success:
                        return
                time.sleep(ROUND_S / 4)
        raise self._failed(
            f"API 在 {READY_SECONDS:g} 秒内没有应答",
            f"the API did not answer within {READY_SECONDS:g} s",
            self._api_log,
        )

    def _watch(self) -> None:
        """Replace what ends by itself; give up where that happens too often. Lives as long as what it started."""
        while not self._closing.wait(ROUND_S):
            try:
                with self._changing:
                    self._mend()
            except QuanzeError as error:
                self._give_up(error)
            except Exception as error:
                logger.exception("supervising failed")
                self._give_up(self._failed(f"监管出错: {error}", f"supervising failed: {error}"))
        self._ended.wait()

    def _mend(self) -> None:
        for place, child in enumerate(self._children):
            if child.poll() is None or self._closing.is_set():
                continue
            self._count_restart(f"API 进程 {child.pid}", f"API process {child.pid}", child.returncode, self._api_log)
            self._children[place] = self._start_api(place)
            let_open(self._children[place])
        follower = self._follower
        if follower is not None and follower.poll() is not None and not self._closing.is_set():
            self._count_restart("跟进进程", "the follower", follower.returncode)
            self._follower = self._start_follower()
            let_open(self._follower)
        worker = self._worker
        if worker is not None and worker.node is not None and not worker.node.running and not self._closing.is_set():
            self._count_restart("内置链节点", "the embedded chain node", None)
            # all of it, as at a second start: what the chain lost is compared, deployed and replayed there
            self._worker = None
            worker.close()
            self._worker = Worker(self.config, follow=False).__enter__()

    def _count_restart(self, zh: str, en: str, code: int | None, log: Path | None = None) -> None:
        now = time.monotonic()
        while self._restarts and now - self._restarts[0] > WITHIN_SECONDS:
            self._restarts.popleft()
        if len(self._restarts) >= MAX_RESTARTS:
            raise self._failed(
                f"{zh} 一分钟内第 {MAX_RESTARTS + 1} 次退出, 服务停止",
                f"{en} ended for the {MAX_RESTARTS + 1}th time in a minute; the service stops",
                log,
            )
        self._restarts.append(now)
        logger.warning("%s ended%s and is started again", en, "" if code is None else f" with code {code}")

    def _give_up(self, error: QuanzeError) -> None:
        self.failure = error
        self._closing.set()
        self._stopped.set()

    def _failed(self, zh: str, en: str, log: Path | None = None) -> ServiceFailed:
        """The failure with where more is said: in ``log``, with its last line, else in the service's own log lines."""
        if log is None:
            return ServiceFailed(zh=f"{zh}, 见服务日志", en=f"{en}; see the service's log")
        said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] if log.exists() else []
        last = f": {said[0][:300]}" if said else ""
        return ServiceFailed(zh=f"{zh}, 见 {log}{last}", en=f"{en}; see {log}{last}")
