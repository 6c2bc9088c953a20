"""Phase 2, before: refused without an agreement; request, reply, agreement by three heads; then permitted."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from ledger.demo.departments import MANAGER, OWNER, USER
from ledger.demo.scene import FIELDS, ITEM, PURPOSE, Scene
from ledger.errors import AgreementUnknown
from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.policy.terms import earliest_retention
from ledger.wiring import clock
from ledger.workdays import DAY_MS, calendar

HEAD, OFFICER = KeyRole.HEAD, KeyRole.OFFICER
CALLS_PER_DAY = 500
_USE_DAYS = 180


def before(scene: Scene) -> None:
    """Play the phase."""
    with scene.show.phase("before", "二 事前", "2 Before"):
        _refused(scene)
        _request(scene)
        for number, mode in enumerate(("batch", "api"), 1):
            _conclude(scene, number, mode)
        _permitted(scene)


def _refused(scene: Scene) -> None:
    decision = _ask(scene)["decision"]
    missing = [one["code"] for one in decision["missing"]]
    scene.show.kept(
        decision["answer"] == "refused" and missing == ["D-NO-AGREEMENT"],
        f"{decision['verdict']['zh']} 须: {decision['change']['zh']}",
        f"{decision['verdict']['en']} Needed: {decision['change']['en']}",
    )


def _request(scene: Scene) -> None:
    owner, user, bureau = scene.desk(OWNER), scene.desk(USER), scene.desk(MANAGER)
    until = format_time(clock() + _USE_DAYS * DAY_MS)
    asked = user.record(
        HEAD, "request",
        {"legal_basis": "政务数据共享条例 第20条", "scenario": PURPOSE, "scope": FIELDS, "share_mode": "batch, api",
         "use_until": until, "case_type": "行政许可", "volume": len(scene.newer.rows), "drafted_by": "经办岗"},
        item=ITEM,
    )  # fmt: skip
    passed = bureau.record(OFFICER, "review", {"checks": "五项要素齐全", "result": "pass"}, item=ITEM, parents=[asked])
    values = {
        "decision": "approve",
        "reasons": "属受理事项所必需",
        "conditions": "限政务服务事项受理",
        "drafted_by": "经办岗",
    }
    scene.events["reply"] = owner.record(HEAD, "reply", values, item=ITEM, parents=[asked, passed])
    scene.show.kept(
        scene.events["reply"],
        "使用部门申请、数据局审核、归属部门同意, 各由其密钥签名",
        "requested by the user, reviewed by the bureau, consented to by the owner",
    )


def _conclude(scene: Scene, number: int, mode: str) -> None:
    terms = _terms(scene, number, mode)
    heads = [scene.desk(role) for role in (OWNER, USER, MANAGER)]
    consents = [desk.client.sign_terms(terms, desk.head) for desk in heads]
    client = scene.desk(USER).client
    concluded = client.conclude(terms, consents)
    agreement = str(concluded["agreement"])
    block = client.wait_for(concluded["operation"]["id"])["block"]

    def known() -> dict[str, Any] | None:
        try:
            return client.agreement(agreement)
        except AgreementUnknown:
            return None

    shown = client.wait_until(known, f"the agreement {terms['number']}")
    scene.agreements[mode] = agreement
    scene.show.kept(
        shown["state"] == "active",
        f"协议 {terms['number']}({mode}): 三方负责人密钥签名, 在链上订立 (区块 {block})",
        f"agreement {agreement[:12]}… ({mode}): three heads signed; on the chain in block {block}",
    )


def _permitted(scene: Scene) -> None:
    answer = _ask(scene, record=True)
    decision = answer["decision"]
    scene.decisions.append(answer["recorded"])
    scene.show.kept(
        decision["answer"] == "permitted" and decision["agreement"] == scene.agreements["batch"] and answer["recorded"],
        f"{decision['verdict']['zh']} 判定已记为事件 {answer['recorded'][:12]}…",
        f"{decision['verdict']['en']} The decision is recorded as event {answer['recorded'][:12]}…",
    )
    other = _ask(scene, purpose="商业推广")["decision"]
    scene.show.kept(
        other["answer"] == "refused" and other["reason"] == "D-PURPOSE",
        f"换一个目的再问: {other['verdict']['zh']}",
        f"asked again for another purpose: {other['verdict']['en']}",
    )


def _ask(scene: Scene, purpose: str = PURPOSE, *, record: bool = False) -> dict[str, Any]:
    question = {
        "department": USER.code, "item": ITEM, "fields": FIELDS, "purpose": purpose, "mode": "batch",
        "count": len(scene.older.rows),
    }  # fmt: skip
    return scene.desk(USER).client.decide(question, record=record)


def _terms(scene: Scene, number: int, mode: str) -> dict[str, Any]:
    now = clock() // 1000
    until = now + _USE_DAYS * 86_400
    terms: dict[str, Any] = {
        "number": f"示范〔2026〕{number}号", "owner": OWNER.code, "user": USER.code, "manager": MANAGER.code,
        "items": [ITEM], "fields": FIELDS, "purposes": [PURPOSE], "mode": mode,
        "legal_basis": "政务数据共享条例 第20条", "scenario": PURPOSE,
        "calls_per_day": CALLS_PER_DAY if mode == "api" else 0, "rows_per_delivery": 0 if mode == "api" else 1000,
        "grade": 1, "redistribution": "none", "use_from": now - 60, "use_until": until,
        "retention_until": earliest_retention(until),
    }  # fmt: skip
    zh = f"{OWNER.zh}向{USER.zh}提供《行政区划代码表》, 用于{PURPOSE}, 方式 {mode}; {MANAGER.zh}管理。本文为示范。\n"
    en = f"{OWNER.en} shares the table of divisions with {USER.en} ({mode}); {MANAGER.en} manages. For demonstration.\n"
    texts = {"text_zh": zh, "text_en": en, "policy": json.dumps(terms, ensure_ascii=False, sort_keys=True) + "\n"}
    for name, text in texts.items():
        (scene.folder / "files" / f"agreement-{number}.{name}.txt").write_text(text, "utf-8")
    digests = {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return terms | digests | {"calendar": calendar().digest}
