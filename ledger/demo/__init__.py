"""The demo: one sharing agreement's whole life on real data, driven over HTTP as departments would.

Before, during, after: a use is refused until an agreement stands; versions are delivered, received, called, corrected; a
tampered delivery raises an alert; lineage and the responsible department are found; evidence is verified offline.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.cli.wording import exit_code, one_line
from ledger.config import Config
from ledger.demo.after import after, prove
from ledger.demo.before import before
from ledger.demo.departments import AUDIT, CAST
from ledger.demo.divisions import load
from ledger.demo.during import during
from ledger.demo.folder import RESULT, Keys, begin, reopen
from ledger.demo.registering import register
from ledger.demo.scene import Desk, Scene, wait_anchored
from ledger.demo.show import Show
from ledger.errors import QuanzeError
from ledger.event_types import KeyRole
from ledger.supervise import Service

INTERRUPTED = 130


def main(data: Path, once: bool, json_file: Path | None, keep: bool = False) -> int:  # noqa: FBT001, FBT002
    """Play the demo; the exit code of the program.

    Args:
        data: the demo's folder, made anew unless ``keep``.
        once: end after the story; otherwise the service stays open until Ctrl-C.
        json_file: where the result is written as JSON.
        keep: play nothing again: open what the last run left, and prove its evidence anew.

    Returns:
        0; 1 if a step is not as promised or something is refused; 3 if a part that is needed does not answer.
    """
    show = Show()
    try:
        _run(show, data.resolve(), json_file, once=once, keep=keep)
    except QuanzeError as error:
        show.console.print(f"✗ {one_line(error)}", markup=False, style="bold red", soft_wrap=True)
        return exit_code(error) or 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _run(show: Show, data: Path, json_file: Path | None, *, once: bool, keep: bool) -> None:
    with _again(show, data) if keep else _story(show, data) as (service, outcome):
        result = {**outcome, "seconds": show.seconds}
        for file in (data / RESULT, *([json_file] if json_file else [])):
            file.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")
        _summary(show, service.url, result)
        if not once:
            show.say("服务保持开放, 按 Ctrl-C 停止", "the service stays open; Ctrl-C stops it")
            _stay(service)


def _stay(service: Service) -> None:
    try:
        service.wait()
    except KeyboardInterrupt:
        return


@contextmanager
def _story(show: Show, data: Path) -> Iterator[tuple[Service, dict[str, Any]]]:
    older, newer = load()
    with show.phase("start", "零 启动服务", "0 Start the service"):
        config, founded, keys = begin(data)
        service = Service(config).__enter__()
        show.kept(service.url, f"链、存储、接口已启动: {service.url}", "chain, store and API are up")
    with service, _scene(data, config, show, keys, service.url, (older, newer)) as scene:
        register(scene, founded)
        before(scene)
        during(scene)
        after(scene)
        yield service, scene.outcome


@contextmanager
def _again(show: Show, data: Path) -> Iterator[tuple[Service, dict[str, Any]]]:
    ...
