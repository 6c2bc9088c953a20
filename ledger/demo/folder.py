"""The demo's folder: made anew for every run, and never another folder than one the demo made."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

from ledger.cli.opening import STRUCTS, Opening
from ledger.config import DEFAULT_PORT, Config, RootConfig, load_config
from ledger.demo.departments import CAST, GOVERNMENT, MANAGER, PROVINCE_TIER, REGION, make_keys
from ledger.errors import ConfigRefused
from ledger.event_types import KeyRole
from ledger.founding import Founding, found, free_port
from ledger.keys import Signer, open_signer

ORIGIN = "demo.quanze/410000"
RESULT = "result.json"
_MARK = "quanze-demo"
Keys = dict[str, dict[KeyRole, Signer]]


def begin(folder: Path) -> tuple[Config, Keys, list[str]]:
    """An empty folder with a founded deployment and new keys for every department.

    The third is the calls by which the manager's head opens the log; the service sends them at its first start.

    Raises:
        ConfigRefused: the folder holds something that the demo did not make, or cannot be written.
    """
    _clear(folder)
    try:
        (folder / "files").mkdir(parents=True)
        (folder / _MARK).write_text("quanze demo\n", "utf-8")
    except OSError as error:
        raise ConfigRefused(zh=f"{folder} 不可写: {error}", en=f"{folder} cannot be written: {error}") from error
    keys = {role.code: make_keys(_desk(folder, role.code), role) for role in CAST}
    roots = tuple(
        RootConfig(
            role.code, PROVINCE_TIER, REGION, GOVERNMENT, keys[role.code][KeyRole.HEAD].address, role.zh, role.en
        )
        for role in CAST
        if role.root
    )
    founded = found(folder / "service", Founding(ORIGIN, MANAGER.code, roots, port=_port(), checkpoint_ms=200))
    config = load_config(folder / "service")
    opening, head = Opening(config, founded), keys[MANAGER.code][KeyRole.HEAD]
    calls = opening.journal(head.address, {struct: opening.sign(struct, head) for struct in STRUCTS})
    return config, keys, [str(call.id) for call in calls]


def was_played(folder: Path) -> bool:
    """Whether the folder was made by the demo, finished or not."""
    return (folder / _MARK).is_file()


def reopen(folder: Path) -> tuple[Config, Keys, dict[str, Any]]:
    """The deployment, keys and result of a run before this one.

    Raises:
        ConfigRefused: the folder holds no finished demo.
    """
    try:
        result: dict[str, Any] = json.loads((folder / RESULT).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigRefused(
            zh=f"{folder} 中没有完成过的示范: 不带 --keep 运行一次",
            en=f"{folder} holds no finished demo: run it once without --keep",
        ) from error
    keys = {role.code: _open_keys(_desk(folder, role.code), role.keys) for role in CAST}
    return load_config(folder / "service"), keys, result


def _open_keys(folder: Path, roles: tuple[KeyRole, ...]) -> dict[KeyRole, Signer]:
    passphrase = folder / "passphrase"
    return {role: open_signer(f"file:{folder}/{role.value}.json", passphrase_file=passphrase) for role in roles}


def _port() -> int:
    """The usual port where it is free, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", DEFAULT_PORT))
        except OSError:
            return free_port()
    return DEFAULT_PORT


def _desk(folder: Path, code: str) -> Path:
    return folder / "departments" / code


def _clear(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not was_played(folder):
        raise ConfigRefused(
            zh=f"{folder} 不是示范程序所建, 不会清空: 请换一个目录",
            en=f"{folder} was not made by the demo and is not emptied: choose another folder",
        )
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise ConfigRefused(zh=f"{folder} 不能清空: {error}", en=f"{folder} cannot be emptied: {error}") from error
