"""Was the ledger itself changed, and how is that found out without trusting it: what is signed, anchored and witnessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld, calendar_ref
from ledger.asking.proving import Prover
from ledger.asking.records import EventRef, Proof
from ledger.errors import LogDamaged
from ledger.model import format_time, moment
from ledger.storage.store import Store


@dataclass(frozen=True)
class WitnessedBy:
    """A witness and the newest checkpoint that it cosigned; ``size`` 0 for none."""

    name: str
    size: int
    cosigned_at: str | None


@dataclass(frozen=True)
class HowToCheck:
    """A check that anyone makes without this service, or against it: the command, and what it holds against what."""

    command: str
    zh: str
    en: str


@dataclass(frozen=True)
class LogStatement:
    """The answer.

    Attributes:
        stored_agrees: the tree's edge and what came since hash to the last checkpoint (checked while answering).
        checkpoint: the signed note (C2SP) in full. anchored: what the chain holds of it.
        independent: how many others than the operator vouch for the newest anchored size: witnesses that cosigned it.
        trust: the trust policy that an auditor should have obtained elsewhere, to compare.
        limits: what this does not show.
    """

    verdict: Bilingual
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    events: list[EventRef]
    withheld: list[Withheld]
    origin: str
    size: int
    stored_agrees: bool
    checkpoint: str | None
    checkpoint_size: int
    anchored_size: int
    anchored_block: int | None
    anchored_at: str | None
    witnesses: list[WitnessedBy]
    witness_quorum: int
    independent: int
    frozen: dict[str, Any] | None
    trust: dict[str, Any]
    checks: list[HowToCheck]
    limits: list[Bilingual]


CHECKS = (
    HowToCheck("quanze evidence verify FILE --trust TRUST", "离线验证一个事件: 签名、包含、检查点、区块头、密钥",
               "verifies one event offline: signature, inclusion, checkpoint, block header, key"),
    HowToCheck("quanze evidence verify EXTRACT --trust TRUST", "离线验证一段记录无遗漏", "verifies offline that nothing of a stream is left out"),
    HowToCheck("quanze witness run --data W", "自设见证方: 发现两种历史即报警", "a witness of one's own: it notices two histories"),
    HowToCheck("quanze audit --data DIR", "通读全部存储与链, 逐项重验", "reads and verifies again all that is stored, and the chain"),
)  # fmt: skip
_LIMITS = (
    Bilingual("锚定证明此后未改, 不证明内容属实", "an anchor proves unchanged since, not true"),
    Bilingual(
        "信任策略须另行取得, 不可只凭本服务",
        "the trust policy has to be obtained elsewhere, not from this service alone",
    ),
)
_UNSEALED = Bilingual(
    "本链区块头无验证节点签章: 不能约束链的运行者本身",
    "this chain's headers carry no validator seals: they do not bind the operator of the chain itself",
)


def log_statement(store: Store, prover: Prover, now: int) -> LogStatement:
    """The answer; public, because an answer that only insiders see convinces nobody."""
    status, trust = prover.status(), prover.trust()
    agrees = _agrees(store)
    anchored, waiting = status.anchored_size, status.size - status.anchored_size
    # the quorum counts departments other than the one that runs the log
    vouching = [one for one in status.witnesses if one.size >= anchored > 0]
    weakest = Proof.FAILED if not agrees or status.frozen else Proof.WAITING if waiting else Proof.ANCHORED
    return LogStatement(
        verdict=_verdict(anchored, waiting, len(vouching), agrees=agrees and not status.frozen),
        as_of=format_time(now),
        calendar=calendar_ref(),
        proof=ProofState(weakest, anchored, waiting, 0, 0 if agrees else status.size),
        events=[],
        withheld=[],
        origin=status.origin,
        size=status.size,
        stored_agrees=agrees,
        checkpoint=prover.checkpoint() if status.checkpoint_size else None,
        checkpoint_size=status.checkpoint_size,
        anchored_size=anchored,
        anchored_block=status.anchored_block,
        anchored_at=moment(status.anchored_at),
        witnesses=[WitnessedBy(one.name, one.size, moment(one.cosigned_at)) for one in status.witnesses],
        witness_quorum=status.witness_quorum,
        independent=len(vouching),
        frozen=None if status.frozen is None else dict(status.frozen),
        trust=trust,
        checks=list(CHECKS),
        limits=[*_LIMITS, *([_UNSEALED] if trust["accept_unsealed"] else [])],
    )


def _agrees(store: Store) -> bool:
    try:
        with store.read() as session:
            # all of it is read by `quanze audit`: anybody may ask here, so that only the newest part is
            session.check_state(full=False)
    except LogDamaged:
        return False
    return True


def _verdict(anchored: int, waiting: int, vouching: int, *, agrees: bool) -> Bilingual:
    if not agrees:
        return Bilingual(
            "存储与所签不符或日志已冻结: 不可采信。", "What is stored is not what was signed, or the log is frozen."
        )
    zh = f"存储与所签一致; {anchored} 条已锚定上链, {waiting} 条待锚定; 另有 {vouching} 个见证方为其副署"
    en = f"What is stored is what was signed; {anchored} entries are anchored, {waiting} wait; {vouching} witnesses cosigned it"
    if vouching == 0:
        return Bilingual(f"{zh}: 目前只有链为证。", f"{en}: so far the chain alone vouches for it.")
    return Bilingual(f"{zh}。", f"{en}.")
