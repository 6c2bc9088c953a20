"""How each type of event is filled in: its fields in words, who signs it, what must have gone before, under which clauses.

Forms are made from this, so that what the catalogue of types asks for stands in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger.event_types import EVENT_TYPES, EventType
from ledger.guide.event_table import COMMANDS, GROUPS
from ledger.guide.event_words import MAY_BE_EMPTY, choice_words, choices_of, kind_of, words_of
from ledger.policy.clauses import CLAUSES
from ledger.policy.request_terms import FIVE_FIELDS
from ledger.policy.transitions import ANY_PARENT, BEFORE, ONCE

_REPEATABLE = (", 可重复", ", repeatable")  # what only an option of a command has to say
_OFFERED = {("request", "share_mode"): ("deliver", "share_mode")}
"""Fields whose value is free, yet best chosen from those that another one may take: a decision knows no others."""


@dataclass(frozen=True)
class FieldChoice:
    """One value that a field may take."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class FieldGuide:
    """One field. ``kind``: text, choice, time, integer, flag, list, json, or salt, which is made and not asked for.

    ``optional``: it may stay empty; ``five``: one of the five fields of a request (条例 20).
    """

    name: str
    zh: str
    en: str
    kind: str
    choices: list[FieldChoice]
    optional: bool
    five: bool


@dataclass(frozen=True)
class ClauseGuide:
    """A clause that an event meets or bears on."""

    id: str
    article: str
    zh: str
    en: str


@dataclass(frozen=True)
class EventGuide:
    """One type.

    Attributes:
        group: name of the work that it belongs to, ``group_zh`` and ``group_en`` in words.
        signed_by, keys: capacities and key roles that may sign. needs: members beside the fields.
        before: types of which one must be among its parents; any_parent: one of whatever type must be.
        answers: types that start a clause which it meets, so that it usually names one of them.
        once: one parent may have one only.
    """

    name: str
    zh: str
    en: str
    group: str
    group_zh: str
    group_en: str
    stage: str
    signed_by: list[str]
    keys: list[str]
    needs: list[str]
    fields: list[FieldGuide]
    countersigned_by: list[str]
    clauses: list[ClauseGuide]
    before: list[str]
    answers: list[str]
    any_parent: bool
    once: bool


@dataclass(frozen=True)
class EventGuides:
    """All types, in the order of the work."""

    types: list[EventGuide]


@cache
def event_guides() -> EventGuides:
    """The closed catalogue, told for whoever fills it in."""
    return EventGuides([_guide(EVENT_TYPES[name]) for name in COMMANDS])


@cache
def follows(event_type: str) -> tuple[str, ...]:
    """Types that may follow an event of this type: those that meet a clause which it starts, then those it comes before."""
    met = [name for clause in CLAUSES.values() if event_type in clause.triggers for name in clause.fulfilled_by]
    after = [name for name in EVENT_TYPES if event_type in BEFORE.get(name, ())]
    return tuple(dict.fromkeys([*(name for name in met if _may_follow(name, event_type)), *after]))


def _may_follow(name: str, event_type: str) -> bool:
    """Whether the order of the exchange lets a type follow; a clause may be met by the very event that starts it."""
    return name != event_type and (name not in BEFORE or event_type in BEFORE[name])


def _guide(row: EventType) -> EventGuide:
    group = COMMANDS[row.name][0]
    group_zh, group_en = GROUPS[group]
    return EventGuide(
        name=row.name,
        zh=row.zh,
        en=row.en,
        group=group,
        group_zh=group_zh,
        group_en=group_en,
        stage=row.stage.value,
        signed_by=[party.value for party in row.signed_by],
        keys=[key.value for key in row.keys],
        needs=sorted(row.needs),
        fields=[_field(row.name, name) for name in row.fields],
        countersigned_by=[party.value for party in row.countersigned_by],
        clauses=[_clause(name) for name in row.duties],
        before=list(BEFORE.get(row.name, ())),
        answers=[name for name in EVENT_TYPES if row.name in follows(name)],
        any_parent=row.name in ANY_PARENT,
        once=row.name in ONCE,
    )


def _field(event_type: str, name: str) -> FieldGuide:
    zh, en = words_of(event_type, name)
    owner = _OFFERED.get((event_type, name), (event_type, name))
    kind = kind_of(*owner)
    return FieldGuide(
        name=name,
        zh=zh.removesuffix(_REPEATABLE[0]),
        en=en.removesuffix(_REPEATABLE[1]),
        kind=kind,
        choices=[FieldChoice(one, *choice_words(*owner, one)) for one in choices_of(*owner)],
        optional=kind == "list" or name in MAY_BE_EMPTY,
        five=event_type == "request" and name in FIVE_FIELDS,
    )


def _clause(name: str) -> ClauseGuide:
    row = CLAUSES[name]
    return ClauseGuide(row.id, row.articles, row.zh, row.en)
