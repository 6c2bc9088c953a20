"""Commands made from the rows of `ledger.cli.act_table`: draft, sign with --key and submit, or write a draft with --out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli.act_table import ROWS, STRUCTS, Row
from ledger.cli.departments import WAIT
from ledger.cli.session import Session
from ledger.cli.terminal import command
from ledger.guide.act_words import words_of

PANEL = "链上行为 · acts on the chain"
DRAFT = Annotated[
    Path | None,
    typer.Option("--out", help="只起草, 写入文件供各方 act sign · write a draft for the parties, submit nothing"),
]
_FLAGS = {
    "accepted": "--accepted/--rejected",
    "settled": "--settled/--failed",
    "linked": "--linked/--unlinked",
    "absence": "--absence/--act",
}
_LISTS = ("subjects",)
_FILES = {
    "message": ("消息文件 JSON · the message", ""),
    "terms": ("条款文件, 见 agreement draft · terms", ""),
    ">entry": ("目录条目 JSON, 或 catalogue submit 的应答 · the entry, or the answer of catalogue submit", ""),
}
_EVENT = "表明违约的事件编号 · id of the event that shows the breach"
_OPTION = re.compile(r"(>?\w+)(\*?)(\?|=[^:]*)?(?::(\S+))?")


@dataclass(frozen=True)
class Option:
    """One option of a row; ``default`` None is required, ``left_out`` is filled in by the service where absent."""

    member: str
    flag: str
    argument: bool
    default: str | None
    left_out: bool

    @classmethod
    def parse(cls, text: str) -> Option:
        """From the notation of `ledger.cli.act_table`."""
        found = _OPTION.fullmatch(text)
        assert found is not None, text
        member, argument, more, flag = found.groups()
        default = more[1:] if more and more[0] == "=" else None
        kebab = re.sub(r"([A-Z])", r"-\1", member.lstrip(">")).lower()
        return cls(member, flag or kebab, bool(argument), default, more == "?")

    @property
    def parameter(self) -> str:
        """Name of the parameter; with a prefix, since members may be named like options of every command."""
        return "member_" + self.member.lstrip(">")

    def signature(self, row: Row) -> inspect.Parameter:
        """As typer takes it."""
        kind: Any = str
        empty: Any = inspect.Parameter.empty
        if self.member in _FLAGS:
            kind = bool
        elif self.member in _FILES:
            kind = Path
        elif self.member in _LISTS:
            kind, empty = list[str], []
        if self.left_out:
            kind, empty = kind | None, None
        elif self.default is not None and kind is str:
            empty = self.default
        info = (
            typer.Argument(metavar=self.flag.upper(), help=self._help(row))
            if self.argument
            else typer.Option(_FLAGS.get(self.member, f"--{self.flag}"), help=self._help(row))
        )
        return inspect.Parameter(
            self.parameter, inspect.Parameter.KEYWORD_ONLY, default=empty, annotation=Annotated[kind, info]
        )

    def _help(self, row: Row) -> str:
        if self.member in _FILES:
            return _FILES[self.member][0]
        if self.member == ">event":
            return _EVENT
        return " · ".join(words_of(STRUCTS.get(row.act, ""), self.member))


def add_acts(group: typer.Typer, name: str) -> None:
    """Add the commands of the rows whose group has this name."""
    for row in ROWS:
        if row.group == name:
            command(group, row.name, panel=PANEL)(_make(row))


def options_of(row: Row) -> list[Option]:
    """The row's options."""
    return [Option.parse(text) for text in row.options.split()]


def _make(row: Row) -> Callable[..., None]:
    options = options_of(row)

    def run(session: Session, *, out: Path | None, wait: bool, **given: Any) -> None:
        from ledger.cli.acting import carry_out

        carry_out(session, row.act, {one.member: given[one.parameter] for one in options}, out, wait=wait)

    shared = [
        inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=DRAFT),
        inspect.Parameter("wait", inspect.Parameter.KEYWORD_ONLY, default=True, annotation=WAIT),
    ]
    first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Session)
    run.__signature__ = inspect.Signature([first, *(one.signature(row) for one in options), *shared])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = row.act, f"{row.zh} · {row.en}"
    return run
