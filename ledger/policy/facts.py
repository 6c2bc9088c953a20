"""What a decision works on: the catalogue item and the agreements on record. Plain values, so that anyone can replay it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.policy.circumstances import CalendarFacts, LinkedFacts, SourceFacts, UpstreamFacts
from ledger.policy.question import Question
from ledger.policy.reading import Reader, plain
from ledger.policy.terms import AgreementTerms

__all__ = ["SHARE_TYPES", "STATES", "AgreementFacts", "AgreementTerms", "Facts", "ItemFacts", "Question"]

SHARE_TYPES = ("unconditional", "conditional", "refused", "unknown")
STATES = ("pending", "active", "suspended", "expired", "terminated", "unknown")
RISK = ("recorded", "none", "statutory", "unknown")


@dataclass(frozen=True)
class ItemFacts:
    """A catalogue item as the decision sees it.

    Attributes:
        share_type: ``unconditional``, ``conditional``, ``refused`` or ``unknown``; condition and refusal_basis as filed.
        grade: 1 general, 2 important, 3 core; 0 where it is not known.
        fields: names of its data items; empty where the entry is not at hand.
        published: whether the manager published the entry.
    """

    code: str
    owner: str
    share_type: str
    condition: str = ""
    refusal_basis: str = ""
    grade: int = 0
    fields: tuple[str, ...] = ()
    personal_data: bool = False
    published: bool = True
    update_cycle: str = ""

    @classmethod
    def from_json(cls, value: object) -> ItemFacts:
        """Read strictly; texts that are empty may be absent. Raises InputRefused."""
        optional = ("condition", "refusal_basis", "fields", "update_cycle")
        required = ("code", "owner", "share_type", "grade", "personal_data", "published")
        reader = Reader(value, "item", required, optional)
        return cls(
            code=reader.form("code", "item"),
            owner=reader.form("owner", "department"),
            share_type=reader.choice("share_type", SHARE_TYPES),
            condition=reader.optional_text("condition"),
            refusal_basis=reader.optional_text("refusal_basis"),
            grade=reader.number("grade", 0, 3),
            fields=reader.texts("fields", 1024) if "fields" in reader.value else (),
            personal_data=reader.flag("personal_data"),
            published=reader.flag("published"),
            update_cycle=reader.optional_text("update_cycle"),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; empty texts and lists are left out."""
        return plain(self, "condition", "refusal_basis", "fields", "update_cycle")


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement with its state at the time asked about.

    Attributes:
        policy_terms: names of constraints that its signed policy holds beyond the members of `AgreementTerms`;
            the engine knows none of them, so each makes an answer undetermined.
    """

    id: str
    terms: AgreementTerms
    state: str
    policy_terms: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: object) -> AgreementFacts:
        """Read strictly; ``policy_terms`` may be absent. Raises InputRefused."""
        reader = Reader(value, "agreement", ("id", "terms", "state"), ("policy_terms",))
        return cls(
            id=reader.form("id", "agreement"),
            terms=AgreementTerms.from_json(reader.value["terms"]),
            state=reader.choice("state", STATES),
            policy_terms=reader.texts("policy_terms", 64) if "policy_terms" in reader.value else (),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; inverse of `from_json`."""
        return plain(self, "policy_terms") | {"terms": self.terms.to_json()}


@dataclass(frozen=True)
class Facts:
    """Everything on record that bears on one question.

    Attributes:
        item: None where the catalogue has no such item.
        agreements: all agreements of the asking department that are on record.
        calls_today: agreement id → calls already made on the day (+08:00) asked about; an absent id is unknown.
        closed_cases: case numbers known to be closed.
        risk_assessment: for data graded important or core: ``recorded``, ``none``, ``statutory`` (a statutory duty
            stands in its place) or ``unknown``.
        upstream: what the item was derived from; upstream_whole: False where a parent that is named is not on record.
        linked: the items that the question wants it linked with, as far as the catalogue has them.
        same_title: other catalogue items of the same title.
        calendar: the working days after the time asked about; None stands for the calendar in use.
    """

    item: ItemFacts | None
    agreements: tuple[AgreementFacts, ...] = ()
    calls_today: Mapping[str, int] = field(default_factory=dict)
    closed_cases: tuple[str, ...] = ()
    risk_assessment: str = "unknown"
    upstream: tuple[UpstreamFacts, ...] = ()
    upstream_whole: bool = True
    linked: tuple[LinkedFacts, ...] = ()
    same_title: tuple[SourceFacts, ...] = ()
    calendar: CalendarFacts | None = None

    @classmethod
    def from_json(cls, value: object) -> Facts:
        """Read strictly; every member but ``agreements`` may be absent. Raises InputRefused."""
        reader = Reader(
            value, "facts", ("agreements",), [name for name in cls.__dataclass_fields__ if name != "agreements"]
        )
        calls = reader.value.get("calls_today", {})
        counts = Reader(calls, "calls_today", (), calls if isinstance(calls, Mapping) else ())
        return cls(
            item=ItemFacts.from_json(reader.value["item"]) if "item" in reader.value else None,
            agreements=tuple(AgreementFacts.from_json(row) for row in reader.objects("agreements")),
            calls_today={name: counts.number(name) for name in counts.value},
            closed_cases=reader.texts("closed_cases", 100_000) if "closed_cases" in reader.value else (),
            risk_assessment=reader.choice("risk_assessment", RISK) if "risk_assessment" in reader.value else "unknown",
            upstream=tuple(UpstreamFacts.from_json(row) for row in _rows(reader, "upstream")),
            upstream_whole=reader.flag("upstream_whole") if "upstream_whole" in reader.value else True,
            linked=tuple(LinkedFacts.from_json(row) for row in _rows(reader, "linked")),
            same_title=tuple(SourceFacts.from_json(row) for row in _rows(reader, "same_title")),
            calendar=CalendarFacts.from_json(reader.value["calendar"]) if "calendar" in reader.value else None,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON in one order, whatever the order of the facts; empty members are left out."""
        value: dict[str, Any] = {
            "agreements": [row.to_json() for row in sorted(self.agreements, key=lambda row: row.id)],
            "calls_today": dict(self.calls_today),
            "closed_cases": sorted(self.closed_cases),
            "risk_assessment": self.risk_assessment,
            "upstream": sorted((row.to_json() for row in self.upstream), key=lambda row: (row["item"], row["holder"])),
            "linked": sorted((row.to_json() for row in self.linked), key=lambda row: str(row["item"])),
            "same_title": sorted((row.to_json() for row in self.same_title), key=lambda row: str(row["item"])),
            "calendar": self.calendar.to_json() if self.calendar else {},
        }
        known = {name: member for name, member in value.items() if member or name == "agreements"}
        known |= {} if self.upstream_whole else {"upstream_whole": False}
        return known | ({"item": self.item.to_json()} if self.item else {})


def _rows(reader: Reader, name: str) -> list[Any]:
    return reader.objects(name) if name in reader.value else []
