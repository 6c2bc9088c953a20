"""Trust policy, state of the service, and probes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.answers import Probe, ReadyProbe, StatusAnswer
from api.deps import LedgerDep
from api.described import PUBLIC, plain, problems
from ledger.alerting.hooks import state_of
from ledger.asking.metrics import CONTENT_TYPE, exposition
from ledger.errors import LogFrozen
from ledger.recording.meter import read_meter, require_watched

router = APIRouter(tags=["状态 · status"])


@router.get("/v1/trust", summary="信任策略 · trust policy", responses=problems(*PUBLIC))
def trust(ledger: LedgerDep) -> dict[str, Any]:
    """docs/formats.md §13; 审计者应另行取得并核对 · an auditor should obtain it independently."""
    return ledger.prover.trust()


@router.get("/v1/status", summary="服务状态 · state", responses=problems(*PUBLIC))
def status(ledger: LedgerDep) -> StatusAnswer:
    """日志大小、检查点、锚定与积压 · size, checkpoint, anchor, backlog."""
    return StatusAnswer.of(ledger.prover.status())


@router.get(
    "/metrics",
    summary="指标 · metrics",
    responses={**plain("text/plain", "Prometheus 0.0.4"), **problems()},
    response_class=Response,
)
def metrics(ledger: LedgerDep) -> Response:
    """供 Prometheus 抓取 · for Prometheus."""
    now = ledger.access.now()
    meter = read_meter(ledger.config.meter_file, now, ledger.config.follower_file)
    with ledger.store.read() as session:
        alerts = session.alerts.counts()
        waiting = {one.name: state_of(session, one.name).waiting for one in ledger.config.webhooks}
    page = exposition(ledger.prover.status(), meter, now, ledger.work.watcher(), alerts, waiting)
    return Response(page, headers={"content-type": CONTENT_TYPE})


@router.get("/healthz", summary="存活 · alive", responses=problems())
def healthz() -> Probe:
    """程序在运行 · the program runs."""
    return Probe(ok=True)


@router.get("/readyz", summary="就绪 · ready", responses=problems())
def readyz(ledger: LedgerDep) -> ReadyProbe:
    """存储可读、日志未冻结、预警有人值守 · the store can be read, the log is not frozen, alerts are being watched;
    the chain may be away, anchors wait. How the watcher of duties is, is said beside.
    """
    frozen = ledger.prover.status().frozen
    if frozen is not None:
        raise LogFrozen(zh=str(frozen["zh"]), en=str(frozen["en"]), cause=frozen["code"], since=frozen["since"])
    now = ledger.access.now()
    require_watched(read_meter(ledger.config.meter_file, now, ledger.config.follower_file), now)
    return ReadyProbe(ok=True, watcher=ledger.work.watcher())
