"""The shape of one figure: its two sets, how they are counted, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from ledger.policy.figures.book import Book


class Counted(msgspec.Struct, frozen=True, gc=False):
    """One thing that a figure counts.

    Attributes:
        subject: an event id, or the name of what is no event: ``agreement:0x…``, ``agreement:0x…/2026-07`` (one month of
            it), ``item:…``, ``duty:DEPARTMENT/…``.
        department: who is scored by it; empty where the record does not say.
        met: whether it is in the numerator too; None where it could not be counted, as what it takes is not disclosed.
        evidence: ids of the events that show it, or names as in ``subject``.
        group: a part of the figure that is told apart; empty where there is none.
        measure: what a median or a percentile is taken of.
        due_ms: end of its term, where it has one.
    """

    subject: str
    department: str
    met: bool | None
    evidence: tuple[str, ...] = ()
    group: str = ""
    measure: int | None = None
    due_ms: int | None = None


class Kind(StrEnum):
    """What its value is: a share of the denominator; a number of cases; a share that no total is given of."""

    RATIO = "ratio"
    COUNT = "count"
    BALANCE = "balance"


@dataclass(frozen=True)
class Figure:
    """One row of the table of figures.

    Attributes:
        id: K and a number; ``version`` of the formula is raised whenever the same record would give other sets.
        numerator_zh … denominator_en: what is in the two sets.
        articles: where the duty comes from; a bare number is an article of the 政务数据共享条例.
        reads: event types it needs with their disclosures.
        count: the cases of a book.
        measure: what is taken of `Counted.measure`: ``median``, ``p95``, or nothing.
        calls: whether it needs the calls of the period; uses: which agreements were called when; marks: every event's times.
    """

    id: str
    version: int
    zh: str
    en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str
    denominator_en: str
    articles: str
    reads: tuple[str, ...]
    count: Callable[[Book], Iterator[Counted]]
    kind: Kind = Kind.RATIO
    measure: str = ""
    calls: bool = False
    uses: bool = False
    marks: bool = False
