"""The report of one verification: a three-valued verdict, every step's outcome, and all findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from ledger.evidence.findings import Finding, Kind

FORMAT = "quanze/report/v1"
Language = Literal["zh", "en"]


class Verdict(StrEnum):
    """What the evidence amounts to. A failure outranks everything that is merely unproved."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNDETERMINED = "undetermined"


class Status(StrEnum):
    """Outcome of one step; skipped means that what it needs was not established."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"


_EXIT_CODES = {Verdict.VERIFIED: 0, Verdict.FAILED: 1, Verdict.UNDETERMINED: 2}
_VERDICT_TEXTS = {
    Verdict.VERIFIED: ("核验通过", "verified"),
    Verdict.FAILED: ("核验不通过", "failed"),
    Verdict.UNDETERMINED: ("无法判定", "cannot be determined"),
}
_STATUS_TEXTS = {
    Status.PASSED: ("通过", "passed"),
    Status.FAILED: ("不通过", "failed"),
    Status.UNDETERMINED: ("无法判定", "cannot be determined"),
    Status.SKIPPED: ("未执行", "not run"),
}
_SUMMARY_TEXTS = {
    "event": ("事件", "event"),
    "type": ("类型", "type"),
    "actor": ("行为部门", "actor"),
    "signer": ("签名者", "signer"),
    "origin": ("日志", "log"),
    "index": ("日志索引", "index"),
    "checkpoint_size": ("检查点大小", "checkpoint size"),
    "stream": ("流", "stream"),
    "positions": ("流中位置", "positions in the stream"),
    "stream_count": ("流的条目总数", "entries of the stream"),
    "shown": ("已示内容的事件", "events shown"),
    "withheld": ("未示内容的条目", "entries whose content is withheld"),
    "since": ("区间自", "interval from"),
    "until": ("区间至", "interval until"),
    "first_recorded_at": ("首条入账", "first recorded at"),
    "last_recorded_at": ("末条入账", "last recorded at"),
    "witnesses": ("已见证", "cosigned by"),
    "witnessed_at": ("不晚于(法定数见证方签名时间)", "not after (the time by which a quorum had cosigned)"),
    "streams": ("所在的流", "streams"),
    "occurred_at": ("发生时间(自述)", "occurred at (claimed)"),
    "recorded_at": ("入账时间(服务时钟)", "recorded at (the service's clock)"),
    "key_valid_from": ("不早于(密钥生效)", "not before (key valid from)"),
    "anchored_at": ("不晚于(锚定区块时间)", "not after (time of the anchoring block)"),
    "anchor_block": ("锚定区块", "anchoring block"),
    "proved_at_block": ("证明所据区块", "proved at block"),
    "header": ("区块头", "header"),
}


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """One step of the verification: its number, title in both languages, and status."""

    number: int
    zh: str
    en: str
    status: Status


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found.

    Attributes:
        steps: one outcome per step, in order.
        findings: all failures and open points, in order of their steps.
        summary: what is known of the event and its times; a member is absent where it could not be established.
    """

    steps: Sequence[StepOutcome]
    findings: Sequence[Finding]
    summary: Mapping[str, Any]

    @property
    def verdict(self) -> Verdict:
        """FAILED if anything failed, VERIFIED if every step passed, else UNDETERMINED."""
        if any(finding.kind is Kind.FAILURE for finding in self.findings):
            return Verdict.FAILED
        passed = all(step.status is Status.PASSED for step in self.steps)
        return Verdict.VERIFIED if passed else Verdict.UNDETERMINED

    @property
    def exit_code(self) -> int:
        """0 verified, 1 failed, 2 cannot be determined."""
        return _EXIT_CODES[self.verdict]

    @property
    def codes(self) -> list[str]:
        """The codes of all findings, in order."""
        return [finding.code for finding in self.findings]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "format": FORMAT,
            "result": self.verdict.value,
            "steps": [
                {"step": step.number, "zh": step.zh, "en": step.en, "status": step.status.value} for step in self.steps
            ],
            "findings": [finding.to_json() for finding in self.findings],
            "summary": dict(self.summary),
        }

    def lines(self, language: Language) -> list[str]:
        """The report for a reader: verdict, steps, findings, summary."""
        at = 0 if language == "zh" else 1
        return [
            _VERDICT_TEXTS[self.verdict][at],
            *(f"{step.number:>2}. {(step.zh, step.en)[at]}: {_STATUS_TEXTS[step.status][at]}" for step in self.steps),
            *(_finding_line(finding, language) for finding in self.findings),
            *(f"{_SUMMARY_TEXTS[name][at]}: {_shown(value)}" for name, value in self.summary.items()),
        ]


def _finding_line(finding: Finding, language: Language) -> str:
    text = finding.zh if language == "zh" else finding.en
    cause = finding.details.get(f"cause_{language}")
    return f"{finding.code} {text}" + (f" ({cause})" if cause else "")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
