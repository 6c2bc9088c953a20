"""A decision: the answer, everything it rests on, and its two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.policy.changes import sentence_en, sentence_zh
from ledger.policy.clause import cite_en, cite_zh
from ledger.policy.conditions import Missing
from ledger.policy.onward import CAUTIONS, Caution
from ledger.policy.reasons import Answer, Reason

_ANSWER_ZH = {Answer.PERMITTED: "可以", Answer.UNDETERMINED: "无法判定", Answer.REFUSED: "不可以"}


@dataclass(frozen=True)
class Decision:
    """Answer to one question.

    Attributes:
        reason, values: the deciding reason and what was found.
        agreement: id of the agreement that decides; empty where there is none.
        missing: every condition that is not met, not only the deciding one.
        days: working days that the changes may take by law; None where it fixes no term, or nothing has to change.
        due_ms: end of the last of them, counted from the time asked about; provisional where a year without a
            published calendar is touched.
        calendar_version, calendar_digest: of the working-day calendar.
        inputs_digest: SHA-256 over the canonical question and facts (64 hex digits).
        rules: digest of the rules that decided (`ledger.policy.rules`); cautions: what to heed, which decides nothing.
    """

    answer: Answer
    reason: Reason
    values: tuple[str, ...]
    agreement: str
    missing: tuple[Missing, ...]
    days: int | None
    due_ms: int | None
    provisional: bool
    calendar_version: str
    calendar_digest: str
    inputs_digest: str
    rules: str = ""
    cautions: tuple[Caution, ...] = ()

    @property
    def change_zh(self) -> str:
        """The smallest change found that would make it permitted, in Chinese; empty where none is needed."""
        return "; ".join(dict.fromkeys(sentence_zh(row.change) for row in self.missing))

    @property
    def change_en(self) -> str:
        """The same in English."""
        return "; ".join(dict.fromkeys(sentence_en(row.change) for row in self.missing))

    @property
    def verdict_zh(self) -> str:
        """One line in Chinese."""
        more = f" 另有 {len(self.missing) - 1} 项不满足。" if len(self.missing) > 1 else ""
        law = f"(条款 {self.reason.clause}, {cite_zh(self.reason.article)})"
        return f"{_ANSWER_ZH[self.answer]}: {self.reason.zh.format(*self.values)}{law}。{more}"

    @property
    def verdict_en(self) -> str:
        """One line in English."""
        more = f" {len(self.missing) - 1} further condition(s) are not met." if len(self.missing) > 1 else ""
        law = f" (clause {self.reason.clause}, {cite_en(self.reason.article)})"
        return f"{self.answer.capitalize()}: {self.reason.en.format(*self.values)}{law}.{more}"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON that `ledger.canonical` accepts; members that do not apply are left out."""
        value: dict[str, Any] = {
            "answer": self.answer.value,
            "reason": self.reason.code,
            "clause": self.reason.clause,
            "article": self.reason.article,
            "verdict": {"zh": self.verdict_zh, "en": self.verdict_en},
            "missing": [_missing_json(row) for row in self.missing],
            "calendar": {"version": self.calendar_version, "digest": self.calendar_digest},
            "inputs_digest": self.inputs_digest,
            "rules": self.rules,
        }
        if self.cautions:
            value["warnings"] = [_caution_json(row) for row in self.cautions]
        if self.agreement:
            value["agreement"] = self.agreement
        if self.missing:
            value["change"] = {"zh": self.change_zh, "en": self.change_en}
        if self.days is not None and self.due_ms is not None:
            value["working_days"] = {"days": self.days, "due_ms": self.due_ms, "provisional": self.provisional}
        return value


def _caution_json(row: Caution) -> dict[str, Any]:
    clause, article, zh, en = CAUTIONS[row.code]
    return {
        "code": row.code, "clause": clause, "article": article, "values": list(row.values),
        "zh": zh.format(*row.values), "en": en.format(*row.values),
    }  # fmt: skip


def _missing_json(row: Missing) -> dict[str, Any]:
    reason = row.reason
    return {
        "code": row.code,
        "answer": reason.answer.value,
        "clause": reason.clause,
        "article": reason.article,
        "values": list(row.values),
        "zh": reason.zh.format(*row.values),
        "en": reason.en.format(*row.values),
        "change": {
            "kind": row.change.kind,
            "values": list(row.change.values),
            "zh": sentence_zh(row.change),
            "en": sentence_en(row.change),
        },
    }
