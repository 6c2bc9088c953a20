"""Who answers for what went wrong with one delivery: a proposal with its evidence, never a decision.

1. Compare digests along publish → deliver → transfer → receipt → use; each break names its rule.
2. Where the path is whole, look at versions and dates, then at what is claimed.
3. The earliest break is proposed; the others are alternatives. A link that is missing or not anchored makes what
   rests on it "cannot be determined", and is named. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.policy.attribution_rules import ATTRIBUTION_RULES, LABEL_EN, LABEL_ZH, PARTIES_ZH, AttributionRule
from ledger.policy.chain_facts import ChainFacts, Claim, Link


class Outcome(StrEnum):
    """What came of it."""

    PROPOSED = "proposed"
    NO_BREAK = "no-break"
    CANNOT_BE_DETERMINED = "cannot-be-determined"


class Confidence(StrEnum):
    """Strong: every link of the path is on record and one party alone fits. Weak: a link lacks, or another may fit."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True)
class Proposal:
    """One rule that applies, the events that show it, and from when on (ms) where the rule sets a date."""

    rule: AttributionRule
    evidence: tuple[str, ...]
    from_ms: int | None = None


@dataclass(frozen=True)
class Attribution:
    """The answer: what is proposed, what may apply instead, and what is missing."""

    outcome: Outcome
    proposal: Proposal | None
    alternatives: tuple[Proposal, ...]
    missing: tuple[str, ...]
    confidence: Confidence

    @property
    def verdict_zh(self) -> str:
        """One line in Chinese, with its label."""
        gaps = f" 缺少: {', '.join(self.missing)}。" if self.missing else ""
        if self.outcome is Outcome.NO_BREAK:
            return f"各环节一致, 没有可归责的断点。{LABEL_ZH}"
        if self.proposal is None:
            return f"无法判定。{gaps}{LABEL_ZH}"
        rule = self.proposal.rule
        party = "无法判定" if self.outcome is Outcome.CANNOT_BE_DETERMINED else PARTIES_ZH[rule.party]
        return f"{party}: {rule.zh}({', '.join(rule.basis)})。{gaps}{LABEL_ZH}"

    @property
    def verdict_en(self) -> str:
        """The same in English."""
        gaps = f" Missing: {', '.join(self.missing)}." if self.missing else ""
        if self.outcome is Outcome.NO_BREAK:
            return f"Every step agrees: there is no break to attribute. {LABEL_EN}"
        if self.proposal is None:
            return f"Cannot be determined.{gaps} {LABEL_EN}"
        rule = self.proposal.rule
        party = "Cannot be determined" if self.outcome is Outcome.CANNOT_BE_DETERMINED else rule.party.capitalize()
        return f"{party}: {rule.en} ({', '.join(rule.basis)}).{gaps} {LABEL_EN}"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON that `ledger.canonical` accepts."""
        value: dict[str, Any] = {
            "outcome": self.outcome.value,
            "confidence": self.confidence.value,
            "alternatives": [_proposal_json(row) for row in self.alternatives],
            "missing": list(self.missing),
            "verdict": {"zh": self.verdict_zh, "en": self.verdict_en},
            "label": {"zh": LABEL_ZH, "en": LABEL_EN},
        }
        return value | ({"proposal": _proposal_json(self.proposal)} if self.proposal else {})


def attribute(facts: ChainFacts) -> Attribution:
    """Propose who answers for one delivery, from what is on record."""
    missing = facts.missing()
    found = list(_breaks(facts))
    claimed = list(_dates(facts))
    if not found and not missing:
        claimed += _claims(facts)
    every = [*found, *claimed]
    if not every:
        outcome = Outcome.CANNOT_BE_DETERMINED if missing else Outcome.NO_BREAK
        return Attribution(outcome, None, (), missing, Confidence.NONE)
    first, others = every[0], tuple(every[1:])
    if first.rule.party == "both":
        return Attribution(Outcome.CANNOT_BE_DETERMINED, first, others, missing, Confidence.NONE)
    sure = not missing and not first.rule.alternatives
    return Attribution(Outcome.PROPOSED, first, others, missing, Confidence.STRONG if sure else Confidence.WEAK)


def _breaks(facts: ChainFacts) -> Iterator[Proposal]:
    publish, deliver, receipt, use = (facts.usable(step) for step in ("publish", "deliver", "receipt", "use"))
    if publish and deliver and deliver.digest != publish.digest:
        yield _proposal("R-DELIVERED-OTHER", publish, deliver)
    yield from _carriage(facts, deliver, receipt)
    if deliver and facts.receipt is None:
        yield _proposal("R-NO-RECEIPT", deliver)
    if receipt and use and use.digest != receipt.digest:
        yield _proposal("R-USED-OTHER", receipt, use)


def _carriage(facts: ChainFacts, deliver: Link | None, receipt: Link | None) -> Iterator[Proposal]:
    transfer = facts.usable("transfer")
    if transfer and deliver and transfer.digest != deliver.digest:
        taken_in = transfer.in_digest == deliver.digest
        yield _proposal("R-CARRIER-CHANGED" if taken_in else "R-CHANGED-IN-TRANSIT", deliver, transfer)
    if transfer and receipt and receipt.digest != transfer.digest:
        yield _proposal("R-CHANGED-AT-RECEIPT", transfer, receipt)
    if not transfer and deliver and receipt and receipt.digest != deliver.digest:
        yield _proposal("R-CHANGED-IN-TRANSIT", deliver, receipt)


def _dates(facts: ChainFacts) -> Iterator[Proposal]:
    use, newer = facts.usable("use"), facts.usable("newer")
    if use and newer and newer.at_ms < use.at_ms:
        yield _proposal("R-USED-STALE", newer, use)
    publish, due = facts.usable("publish"), facts.cycle_due_ms
    if publish and due is not None and due < (use.at_ms if use else facts.as_of_ms) and facts.newer is None:
        yield _proposal("R-NOT-UPDATED", publish, from_ms=due)
    asked, answered, by = facts.usable("correction"), facts.correction_reply, facts.correction_due_ms
    if asked and by is not None and by < (answered.at_ms if answered else facts.as_of_ms):
        yield _proposal("R-OWNER-SILENT", asked, *([answered] if answered else []), from_ms=by)
    if facts.correction is None and use and facts.known_to_user_ms is not None and facts.known_to_user_ms < use.at_ms:
        yield _proposal("R-USER-SILENT", use, from_ms=facts.known_to_user_ms)


def _claims(facts: ChainFacts) -> Iterator[Proposal]:
    path = [link for step in ("publish", "deliver", "transfer", "receipt", "use") if (link := facts.usable(step))]
    rule = {
        Claim.WRONG_CONTENT: "R-WRONG-AT-SOURCE",
        Claim.MISUSE: "R-MISUSE",
        Claim.WRONG_DERIVED: "R-DERIVED-WRONG",
        Claim.SOURCES_DISAGREE: "R-WRONG-AT-SOURCE" if facts.lead_named else "R-NO-LEAD",
    }.get(facts.claim)
    if rule:
        yield _proposal(rule, *path)


def _proposal(rule: str, *links: Link, from_ms: int | None = None) -> Proposal:
    return Proposal(ATTRIBUTION_RULES[rule], tuple(link.event for link in links), from_ms)


def _proposal_json(row: Proposal) -> dict[str, Any]:
    rule = row.rule
    value: dict[str, Any] = {
        "rule": rule.id,
        "party": rule.party,
        "basis": list(rule.basis),
        "evidence": list(row.evidence),
        "alternative_parties": list(rule.alternatives),
        "zh": rule.zh,
        "en": rule.en,
    }
    return value | ({"from_ms": row.from_ms} if row.from_ms is not None else {})
