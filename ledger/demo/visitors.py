"""Who may sign in to the console that the demo leaves open: five roles, the key of each, and the page to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger.demo.departments import AUDIT, MANAGER, OWNER, SUPERVISOR, USER, Role
from ledger.demo.show import Show
from ledger.event_types import KeyRole


@dataclass(frozen=True)
class Visitor:
    """One of the five: whose key, and what to look at first."""

    role: Role
    key: KeyRole
    zh: str
    en: str
    page: str
    look_zh: str
    look_en: str


VISITORS = (
    Visitor(OWNER, KeyRole.OFFICER, "归属部门经办", "owner's officer", "/events?type=request",
            "打开一项申请, 从“接下来可以”起草答复", "open a request and draft the reply from “What comes next”"),
    Visitor(USER, KeyRole.HEAD, "使用部门负责人", "user's head", "/record/request",
            "提出申请: 边填边答能不能用", "ask for data: whether it may be used is answered while you type"),
    Visitor(MANAGER, KeyRole.HEAD, "管理部门", "manager", "/agreements",
            "看协议履行、预警与超期", "see agreements, alerts and what is overdue"),
    Visitor(AUDIT, KeyRole.AUDITOR, "审计方", "auditor", "/lineage/307001%2F000001?direction=down",
            "溯源一个目录项, 下载证据并在浏览器内核验", "trace an item, take its evidence and verify it in the browser"),
    Visitor(SUPERVISOR, KeyRole.SUPERVISOR, "监督机关", "supervisor", "/",
            "看全区待办、预警与考核", "see what is due, alerts and figures of the region"),
)  # fmt: skip


def show_visitors(show: Show, folder: Path, url: str) -> None:
    """Print how each signs in: key file, passphrase file, and the page to begin with."""
    show.say(
        f"控制台 {url} : 登录时选择密钥文件, 口令在同一目录的 passphrase 文件中",
        f"console: choose a key file to sign in; its passphrase is in the file passphrase beside it ({folder})",
    )
    columns = ("角色 · role", "密钥文件 · key file", "先看 · begin with")
    rows = [
        (
            f"{one.zh} {one.role.zh}\n{one.en}",
            f"{one.role.code}/{one.key.value}.json",
            f"{one.page}\n{one.look_zh}\n{one.look_en}",
        )
        for one in VISITORS
    ]
    show.table(columns, rows)
