"""What the demo prints: Chinese first, English below, readable without colour; one screenful a phase at most."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ledger.errors import DemoBroken


class Show:
    """The screen, and the seconds that each phase took."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, emoji=False)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, zh: str, en: str) -> Iterator[None]:
        """A phase: its rule, its steps, its time; the time is kept under ``name``."""
        self.console.rule(Text(f"{zh} · {en}", style="bold"), align="left", characters="─")
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 2)
        self.console.print(Text(f"  {self.seconds[name]:.2f} s", style="dim"))

    def kept(self, promise: object, zh: str, en: str) -> None:
        """A step that promises something; shown if it holds.

        Raises:
            DemoBroken: it does not hold.
        """
        if not promise:
            raise DemoBroken(zh=f"这一步没有如约: {zh}", en=f"this step is not as promised: {en}")
        self._line("✓", zh, en, "green")

    def alert(self, promise: object, zh: str, en: str) -> None:
        """As `kept`, for something that went wrong and was noticed."""
        if not promise:
            raise DemoBroken(zh=f"应有的预警没有出现: {zh}", en=f"an alert is missing: {en}")
        self._line("!", zh, en, "bold red")

    def say(self, zh: str, en: str) -> None:
        """A remark."""
        self._line("·", zh, en, "dim")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A small table."""
        table = Table(box=None, pad_edge=False, header_style="dim")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print(Padding(table, (0, 0, 0, 4)))

    def summary(self, rows: Sequence[tuple[str, str]]) -> None:
        """The closing table."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows:
            table.add_row(name, Text(value))
        self.console.print(Panel(table, title="结果 · Result", title_align="left"))

    def _line(self, mark: str, zh: str, en: str, style: str) -> None:
        table = Table.grid(padding=(0, 1))
        table.add_column(width=3, justify="right", style=style)
        table.add_column(overflow="fold")
        table.add_row(mark, Text(zh))
        table.add_row("", Text(en, style="dim"))
        self.console.print(table)
