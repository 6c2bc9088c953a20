"""From cases to values: by department and over all; a figure without cases has no value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from ledger.policy.figures.figure import Counted, Figure, Kind
from ledger.policy.figures.sets import SetRoots, set_root


class Standing(StrEnum):
    """Whether there is a value: cases were counted; there were none; none could be counted."""

    COUNTED = "counted"
    NO_CASES = "no-cases"
    UNDETERMINED = "cannot-be-determined"


@dataclass(frozen=True)
class Tally:
    """The value of one figure over some cases.

    Attributes:
        value: percent with two decimals (half away from zero), or a number for a count; None without cases, and for a
            balance over several departments.
        measure: median or p95 of what was measured, None where nothing was.
        groups: part → (numerator, denominator).
        roots: of its sets; None where they were not asked for.
    """

    standing: Standing
    numerator: int
    denominator: int
    unknown: int
    value: str | None
    measure: str | None
    groups: dict[str, tuple[int, int]]
    roots: SetRoots | None


def tally(figure: Figure, cases: Sequence[Counted], *, whole: bool, roots: bool = True) -> Tally:
    """Count cases; ``whole``: of all departments together; ``roots``: whether to hash the sets too."""
    known = [one for one in cases if one.met is not None]
    met = [one for one in known if one.met]
    unknown = {one.subject for one in cases if one.met is None}
    numerator, denominator = {one.subject for one in met}, {one.subject for one in known}
    above, below = len(numerator), len(denominator)
    if figure.kind is Kind.BALANCE and whole:
        value = None
    elif figure.kind is Kind.COUNT:
        value = str(above) if known else None
    else:
        value = percent(above, below)
    standing = Standing.COUNTED if known else Standing.UNDETERMINED if unknown else Standing.NO_CASES
    return Tally(
        standing, above, below, len(unknown), value, _measure(figure, known), _groups(known),
        _roots(numerator, denominator, unknown) if roots else None,
    )  # fmt: skip


def _roots(numerator: set[str], denominator: set[str], unknown: set[str]) -> SetRoots:
    below = set_root(denominator)
    return SetRoots(below if numerator == denominator else set_root(numerator), below, set_root(unknown))


def percent(part: int, whole: int) -> str | None:
    """``part`` of ``whole`` as percent with two decimals, rounded half up; None of nothing."""
    if whole == 0:
        return None
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def by_department(cases: Iterable[Counted]) -> dict[str, list[Counted]]:
    """Department → its cases, ascending; those of no known department under the empty name."""
    found: dict[str, list[Counted]] = defaultdict(list)
    for one in cases:
        found[one.department].append(one)
    return dict(sorted(found.items()))


def _measure(figure: Figure, known: Sequence[Counted]) -> str | None:
    values = sorted(one.measure for one in known if one.measure is not None)
    if not figure.measure or not values:
        return None
    if figure.measure == "median":
        return f"{median(values):g}"
    return str(values[(len(values) * 95 + 99) // 100 - 1])  # nearest rank


def _groups(known: Iterable[Counted]) -> dict[str, tuple[int, int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in known:
        if one.group:
            found[one.group][0] += one.met is True
            found[one.group][1] += 1
    return {name: (met, whole) for name, (met, whole) in sorted(found.items())}
