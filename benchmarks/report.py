"""What every benchmark prints and writes: each figure, the limit measured in the same run, and the ratio of the two.

A figure without its limit says nothing on another machine; the ratio does. A benchmark is a program
`benchmarks/NAME.py` with ``if __name__ == "__main__"``; `scripts/bench` finds it by that line.

    report = Report("gas", quick=options.quick)
    report.add("conclude", 412_345, "gas", limit=("the same bytes sent to nobody", 58_000))
    report.finish(options.json)
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value beside what bounds it.

    Attributes:
        unit: such as ``gas``, ``events/s``, ``ms``.
        limit_is: what was measured as the limit, in words; its value is ``limit``, in the same unit.
        ratio: value / limit.
        goal: what the design asks for, with its sense, such as ``<= 100``.
        kept: whether it is.
        low, high: the extremes of several runs of which ``value`` is the median.
    """

    name: str
    value: float
    unit: str
    limit_is: str | None = None
    limit: float | None = None
    ratio: float | None = None
    goal: str | None = None
    kept: bool | None = None
    low: float | None = None
    high: float | None = None

    def line(self) -> str:
        """The figure as it is printed."""
        parts = [f"{self.name:<44} {_number(self.value):>13} {self.unit}"]
        if self.low is not None and self.high is not None:
            parts.append(f"({_number(self.low)} … {_number(self.high)})")
        if self.limit is not None:
            parts.append(f"| {self.limit_is}: {_number(self.limit)} | ratio {self.ratio:.3g}")
        if self.goal is not None:
            parts.append(f"| goal {self.goal}: {'kept' if self.kept else 'missed'}")
        return " ".join(parts)


class Report:
    """The figures of one run; each is printed when it is added.

    Args:
        name: the benchmark's.
        quick: whether the run was a shortened one.
    """

    def __init__(self, name: str, *, quick: bool = False) -> None:
        self.name = name
        self.quick = quick
        self.figures: list[Figure] = []
        print(f"{name}{' (quick)' if quick else ''} · {_machine()}")

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        limit: tuple[str, float] | None = None,
        goal: tuple[str, float] | None = None,
        spread: tuple[float, float] | None = None,
    ) -> None:
        """Add one figure.

        Args:
            name: what was measured, unique in the report.
            value: a median where there were several runs.
            unit: of the value, the limit and the goal.
            limit: what bounds it, in words, and its value as measured in this run.
            goal: ``("<=", 100)`` or ``(">=", 20_000)``.
            spread: lowest and highest of the runs.
        """
        met = None if goal is None else (value <= goal[1] if goal[0] == "<=" else value >= goal[1])
        figure = Figure(
            name=name,
            value=value,
            unit=unit,
            limit_is=limit[0] if limit else None,
            limit=limit[1] if limit else None,
            ratio=value / limit[1] if limit else None,
            goal=f"{goal[0]} {_number(goal[1])}" if goal else None,
            kept=met,
            low=spread[0] if spread else None,
            high=spread[1] if spread else None,
        )
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def finish(self, path: Path | None) -> None:
        """Write the report as JSON, if a file is named."""
        if path is None:
            return
        figures = [{key: value for key, value in asdict(one).items() if value is not None} for one in self.figures]
        document = {"benchmark": self.name, "quick": self.quick, "machine": _machine(), "figures": figures}
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def arguments(description: str | None) -> argparse.Namespace:
    """The arguments every benchmark takes: ``--quick`` (seconds, to see that it runs) and ``--json FILE``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a shortened run / 缩短的运行")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON / 另存为 JSON")
    return parser.parse_args()


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.3g}"
