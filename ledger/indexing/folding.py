"""Folding: contract events, in the chain's order, become rows. The same events always make the same rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.errors import QuanzeError
from ledger.indexing.values import code_of
from ledger.storage.chain_rows import ChainEvent, Unfollowed
from ledger.storage.chain_store import ChainStore

logger = logging.getLogger(__name__)

Names = Callable[[str], Mapping[str, str]]
"""Labels ``zh`` and ``en`` of a department; the chain does not hold them."""


class Fold:
    """What rules work on.

    Attributes:
        sheet: rows as they stand before the event.
        names: labels of departments.
        previous: the event before this one, for rules of contracts that say one thing in two events.
    """

    def __init__(self, store: ChainStore, names: Names) -> None:
        self.sheet = store.sheet()
        self.names = names
        self.previous: ChainEvent | None = None
        self._store = store
        self._subjects: set[tuple[str, int, int]] = set()

    def concerns(self, event: ChainEvent, *subjects: str) -> None:
        """Say that the event belongs to the history of these subjects."""
        self._subjects.update((subject, event.block, event.log_index) for subject in subjects if subject)

    def write(self) -> None:
        """Write the rows put so far, and whose histories the events belong to."""
        self.sheet.write()
        self._store.add_subjects(sorted(self._subjects))
        self._subjects.clear()


Apply = Callable[[Fold, ChainEvent, dict[str, Any]], None]


@dataclass(frozen=True)
class Rule:
    """What becomes of an event.

    Attributes:
        apply: puts rows, given the fold, the event and its arguments. Raises a QuanzeError, before it puts anything,
            where it refuses the content.
        departments, ids: names of arguments that say whom or what the event is about: department codes, and hashes.
    """

    apply: Apply
    departments: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def take(fold: Fold, rules: Mapping[str, Mapping[str, Rule]], events: Iterable[ChainEvent]) -> None:
    """Apply each event's rule (by contract and name) and write what came of it; one without a rule changes nothing."""
    for event in events:
        rule = rules.get(event.contract, {}).get(event.name)
        if rule is not None:
            _apply(fold, rule, event)
        fold.previous = event
    fold.write()


def _apply(fold: Fold, rule: Rule, event: ChainEvent) -> None:
    given = event.arguments
    fold.concerns(event, *(code_of(given[name]) for name in rule.departments), *(given[name] for name in rule.ids))
    try:
        rule.apply(fold, event, given)
    except QuanzeError as error:
        # contracts allow more than this service does: what it refuses stays on record, and stops nobody
        logger.warning("block %d: %s is not followed: %s", event.block, event.name, error)
        # PostgreSQL knows no NUL in a text, and a refusal may quote one
        zh, en = (text.replace("\x00", "\N{SYMBOL FOR NULL}") for text in (error.zh, error.en))
        fold.sheet.put(Unfollowed(event.block, event.log_index, error.code, zh, en))
