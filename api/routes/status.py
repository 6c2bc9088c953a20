"""Trust policy, state of the service, and probes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.answers import Probe, StatusAnswer
from api.deps import LedgerDep
from api.described import PUBLIC, problems
from ledger.errors import Unavailable

router = APIRouter(tags=["状态 · status"])


@router.get("/v1/trust", summary="信任策略 · trust policy", responses=problems(*PUBLIC))
def trust(ledger: LedgerDep) -> dict[str, Any]:
    """docs/formats.md §13; 审计者应另行取得并核对 · an auditor should obtain it independently."""
    return ledger.prover.trust()


@router.get("/v1/status", summary="服务状态 · state", responses=problems(*PUBLIC))
def status(ledger: LedgerDep) -> StatusAnswer:
    """日志大小、检查点、锚定与积压 · size, checkpoint, anchor, backlog."""
    return StatusAnswer.of(ledger.prover.status())


@router.get("/healthz", summary="存活 · alive", responses=problems())
def healthz() -> Probe:
    """程序在运行 · the program runs."""
    return Probe(ok=True)


@router.get("/readyz", summary="就绪 · ready", responses=problems())
def readyz(ledger: LedgerDep) -> Probe:
    """存储可读、链可达 · the store can be read and the chain answers."""
    if not ledger.prover.status().chain_ok:
        raise Unavailable(
            zh="链不可达: 仍可查阅与记录, 锚定暂停", en="the chain does not answer; reading goes on, anchors wait"
        )
    return Probe(ok=True)
