"""The demo: one sharing agreement's whole life on real data, driven over HTTP as departments would.

Before, during, after: a use is refused until an agreement stands; versions are delivered, received, called, corrected; a
tampered delivery raises an alert; lineage and the responsible department are found; evidence is verified offline.
"""

from __future__ import annotations

import signal
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from ledger.cli.wording import exit_code, one_line
from ledger.config import Config
from ledger.demo.after import after, prove
from ledger.demo.before import before
from ledger.demo.departments import AUDIT, CAST
from ledger.demo.divisions import load
from ledger.demo.during import during
from ledger.demo.folder import RESULT, Keys, begin, reopen, was_played
from ledger.demo.registering import register
from ledger.demo.scene import Desk, Scene, wait_anchored
from ledger.demo.show import Show
from ledger.demo.tally import count_events
from ledger.demo.visitors import show_visitors
from ledger.demo.waiting import leave_waiting
from ledger.errors import QuanzeError
from ledger.event_types import KeyRole
from ledger.supervise import Service
from ledger.wiring import write_json

INTERRUPTED = 130
SHOWN = ("events", "anchored", "block", "verified", "tampered_refused", "evidence", "trust", "seconds")


def main(data: Path, once: bool, json_file: Path | None, keep: bool = False) -> int:  # noqa: FBT001, FBT002
    """Play the demo; the exit code of the program.

    Args:
        data: the demo's folder, made anew unless ``keep``.
        once: end after the story; otherwise the service stays open until Ctrl-C.
        json_file: where the result is written as JSON.
        keep: where the folder holds a demo, play nothing again: open what it left, and prove its evidence anew.

    Returns:
        0; 1 if a step is not as promised or something is refused; 3 if a part that is needed does not answer.
    """
    show = Show()
    # a stop from outside is to leave nothing running either; a shell that starts us in the background ignores SIGINT
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _run(show, data.resolve(), json_file, once=once, keep=keep)
    except QuanzeError as error:
        show.console.print(f"✗ {one_line(error)}", markup=False, style="bold red", soft_wrap=True)
        return exit_code(error) or 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _run(show: Show, data: Path, json_file: Path | None, *, once: bool, keep: bool) -> None:
    with ExitStack() as opened:
        service, outcome = (_again if keep and was_played(data) else _story)(opened, show, data)
        result = {**outcome, "seconds": show.seconds}
        write_json(data / RESULT, result)
        if json_file is not None:
            write_json(json_file, {name: value for name, value in result.items() if name in SHOWN})
        _summary(show, service.url, result)
        if not once:
            show_visitors(show, data / "departments", service.url)
            show.say("服务保持开放, 按 Ctrl-C 停止", "the service stays open; Ctrl-C stops it")
            with suppress(KeyboardInterrupt):
                service.wait()


def _story(opened: ExitStack, show: Show, data: Path) -> tuple[Service, dict[str, Any]]:
    older, newer = load()
    with show.phase("start", "〇 启动服务", "0 The service starts"):
        config, keys, opening = begin(data)
        service = _serve(opened, show, config)
    scene = Scene(data, config, show, older, newer, _desks(keys, service.url))
    opened.callback(scene.close)
    register(scene, opening)
    before(scene)
    during(scene)
    leave_waiting(scene)
    after(scene)
    return service, scene.outcome


def _again(opened: ExitStack, show: Show, data: Path) -> tuple[Service, dict[str, Any]]:
    with show.phase("start", "〇 再次启动服务", "0 The service starts again"):
        config, keys, outcome = reopen(data)
        service = _serve(opened, show, config)
        desks = _desks(keys, service.url)
        for desk in desks.values():
            opened.callback(desk.client.close)
        auditor = desks[AUDIT.code]
        auditor.client.sign_in(auditor.keys[KeyRole.AUDITOR])
        status = wait_anchored(auditor.client)
        show.kept(
            # alerts may have been raised since
            count_events(auditor.client, status["anchored_size"]) >= outcome["events"],
            f"上次所记都在: {outcome['events']} 个事件, 全部锚定",
            f"everything recorded before is there: {outcome['events']} events, all anchored",
        )
    with show.phase("after", "四 事后: 离线核验", "4 After: offline proof"):
        outcome |= prove(show, auditor.client, config, outcome["delivery"])
    return service, outcome


def _serve(opened: ExitStack, show: Show, config: Config) -> Service:
    service = opened.enter_context(Service(config))
    show.kept(
        service.url,
        f"一条内置链、一个数据库、一个接口, 同一数据目录 {config.folder}",
        f"one embedded chain, one database, one API at {service.url}",
    )
    return service


def _desks(keys: Keys, url: str) -> dict[str, Desk]:
    return {role.code: Desk(role, keys[role.code], url) for role in CAST}


def _summary(show: Show, url: str, result: dict[str, Any]) -> None:
    seconds = ", ".join(f"{name} {value:.1f} s" for name, value in result["seconds"].items())
    show.summary(
        (
            ("事件 · events recorded", str(result["events"])),
            ("已锚定 · anchored", f"{result['anchored']} (区块 block {result['block']})"),
            ("离线核验 · verified offline", "通过 verified" if result["verified"] else "不通过 failed"),
            ("篡改一字节 · one byte flipped", "拒绝 refused" if result["tampered_refused"] else "?"),
            ("用时 · seconds", seconds),
            ("接口 · API", f"{url}  {url}/openapi.json"),
            ("证据 · evidence", result["evidence"]),
            ("信任策略 · trust policy", result["trust"]),
        )
    )
