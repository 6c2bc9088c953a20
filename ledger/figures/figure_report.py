"""Reports of figures (`kpi.report`): what such an event says, and whether it comes out the same when counted again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, calendar_ref, proof_state
from ledger.asking.records import EventRef
from ledger.errors import InputRefused
from ledger.figures.figure_views import Recount
from ledger.model import format_time, parse_time
from ledger.policy.figures.figure import Figure
from ledger.policy.figures.period import Period
from ledger.policy.figures.sets import FigureRow, report_root
from ledger.policy.figures.table import FIGURES
from ledger.policy.figures.tally import Tally


@dataclass(frozen=True)
class Report:
    """The disclosed fields of a `kpi.report`.

    Attributes:
        size: number of entries it was counted from.
        formulas: figure → version; departments: who is scored, as ``addressees`` names them.
        values: (figure, department) → [numerator, denominator, unknown].
    """

    period: str
    as_of: int
    size: int
    formulas: Mapping[str, int]
    departments: Collection[str]
    values: Mapping[tuple[str, str], list[int]]
    root: str

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Report | None:
        """Read them; None where one is missing or says something else."""
        try:
            Period.parse(fields["period"])
            return cls(
                fields["period"],
                parse_time(fields["as_of"]),
                int(fields["size"]),
                {str(name): int(version) for name, version in fields["formulas"].items()},
                frozenset(fields["addressees"]),
                {(row[0], row[1]): [int(one) for one in row[2:]] for row in fields["values"]},
                str(fields["event_set_root"]),
            )
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, InputRefused):
            return None

    @property
    def outdated(self) -> list[str]:
        """Figures whose formula this service does not know in that version."""
        return [
            name for name, version in self.formulas.items() if name not in FIGURES or FIGURES[name].version != version
        ]


def report_fields(found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `kpi.report` from the answer of ``GET /v1/figures``."""
    return {
        "period": found["period"],
        "as_of": found["as_of"],
        "size": found["complete_to"],
        "formulas": {one["id"]: one["version"] for one in found["figures"]},
        "values": [
            [score["figure"], whose["department"], score["numerator"], score["denominator"], score["unknown"]]
            for whose in found["departments"]
            for score in whose["scores"]
        ],
        "event_set_root": found["event_set_root"],
        "addressees": {
            one["department"]: [to for to in (one["line"], one["block"]) if to] for one in found["departments"]
        },
    }


def recounted(
    event: EventRef, report: Report | None, counted: Sequence[tuple[Figure, str, Tally]] | None, now: int
) -> Recount:
    """The verdict, as of ``now`` (ms); ``counted`` None where nothing could be counted."""
    head = (format_time(now), calendar_ref(), proof_state([event]), event)
    if report is None:
        return _undetermined(head, None, "报告未向你披露, 或内容不全", "it is not disclosed to you, or not whole")
    if counted is None:
        names = ", ".join(report.outdated)
        return _undetermined(
            head, report.root, f"本服务没有该版本的公式: {names}", f"formulas of another version: {names}"
        )
    rows = [
        FigureRow(one.id, one.version, report.period, code, found.roots) for one, code, found in counted if found.roots
    ]
    root = report_root(rows).hex()
    found_now = {(one.id, code): [found.numerator, found.denominator, found.unknown] for one, code, found in counted}
    places = sorted(found_now.keys() | report.values.keys())
    differing = [
        f"{figure} {code}"
        for figure, code in places
        if found_now.get((figure, code)) != report.values.get((figure, code))
    ]
    if root == report.root and not differing:
        said = Bilingual(f"复算一致: {len(rows)} 行。", f"counted again to the same: {len(rows)} rows.")
        return Recount(said, *head, "same", report.root, root, [])
    said = Bilingual(
        f"复算不一致: {len(differing)} 行数值不同, 集合根{'相同' if root == report.root else '不同'}。",
        f"counted again to something else: {len(differing)} rows differ, the root "
        f"{'is the same' if root == report.root else 'differs'}.",
    )
    return Recount(said, *head, "different", report.root, root, differing)


def _undetermined(head: tuple[str, CalendarRef, ProofState, EventRef], root: str | None, zh: str, en: str) -> Recount:
    said = Bilingual(f"无法复算: {zh}。", f"cannot be counted again: {en}.")
    return Recount(said, *head, "cannot-be-determined", root, None, [])
