"""What a command says: JSON or tables on stdout, one line for a refusal on stderr, and the exit code.

`command` gives every command the same options and the same ending; what a command needs of the service is in `Session`.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Annotated, Any

import typer

from ledger.cli.session import DEFAULT_URL, Session
from ledger.cli.wording import REFUSED, as_problem, exit_code, one_line
from ledger.errors import QuanzeError

_WIDE = 200
INTERRUPTED = 130
_PANEL = "共用 · common"
_OPTIONS: dict[str, Any] = {
    "as_json": Annotated[bool, typer.Option("--json", help="以 JSON 输出 · print JSON", rich_help_panel=_PANEL)],
    "debug": Annotated[bool, typer.Option("--debug", help="出错时显示调用栈 · show the stack", rich_help_panel=_PANEL)],
}
_ONLINE: dict[str, Any] = {
    "url": Annotated[
        str, typer.Option("--url", envvar="QUANZE_URL", help="服务地址 · the service", rich_help_panel=_PANEL)
    ],
    "key": Annotated[
        str,
        typer.Option(
            "--key", envvar="QUANZE_KEY", help="file:路径 或 env:变量名 · whose key signs", rich_help_panel=_PANEL
        ),
    ],
    "passphrase_file": Annotated[
        str,
        typer.Option(
            "--passphrase-file",
            envvar="QUANZE_PASSPHRASE_FILE",
            help="密钥库口令文件 · file with the keystore's passphrase",
            rich_help_panel=_PANEL,
        ),
    ],
    "token_file": Annotated[
        str,
        typer.Option(
            "--token-file",
            envvar="QUANZE_TOKEN_FILE",
            help="登录令牌文件 · where sessions are kept",
            rich_help_panel=_PANEL,
        ),
    ],
    "trust": Annotated[
        str,
        typer.Option("--trust", help="另行取得的信任策略 · trust policy obtained elsewhere", rich_help_panel=_PANEL),
    ],
}
_DEFAULTS: dict[str, Any] = {
    "as_json": False, "debug": False, "url": DEFAULT_URL, "key": "", "passphrase_file": "", "token_file": "", "trust": "",
}  # fmt: skip


class Terminal:
    """Where a command's answer goes."""

    def __init__(self, *, as_json: bool = False, debug: bool = False) -> None:
        self.as_json = as_json
        self.debug = debug

    def answer(self, value: Any, show: Callable[[], None] | None = None) -> None:
        """The command's answer: as JSON if so asked, else by ``show`` (or as JSON, indented)."""
        if self.as_json:
            typer.echo(json.dumps(value, ensure_ascii=False, default=str))
        elif show is None:
            typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        else:
            show()

    def rows(self, rows: Sequence[Mapping[str, Any]], *columns: str) -> None:
        """Rows as a table, or as JSON."""
        self.answer(list(rows), lambda: _print_table(rows, columns))

    def facts(self, facts: Mapping[str, Any]) -> None:
        """One thing, member by member, or as JSON."""
        self.answer(dict(facts), lambda: _print_facts(facts))

    def say(self, text: str) -> None:
        """A remark for people: not part of the answer, hence on stderr."""
        typer.echo(text, err=True)

    def refuse(self, error: QuanzeError) -> None:
        """The refusal, on stderr."""
        if self.as_json:
            typer.echo(json.dumps(as_problem(error), ensure_ascii=False, default=str), err=True)
        else:
            typer.echo(f"✗ {one_line(error)}", err=True)

    @contextmanager
    def progress(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A bar on stderr while something long goes on; call what is given with how many are done."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, disable=self.as_json or not console.is_terminal) as bar:
            task = bar.add_task(title, total=total)
            yield lambda done: bar.update(task, completed=done)


def command(
    app: typer.Typer, name: str, *, online: bool = True, panel: str | None = None
) -> Callable[[Callable[..., int | None]], Any]:
    """Register a command. Its first parameter is a `Session` (online) or a `Terminal`; it returns an exit code or None.

    ``panel`` is the heading under which the group's help lists it.
    """

    def register(function: Callable[..., int | None]) -> Any:
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]
        shared = {**(_ONLINE if online else {}), **_OPTIONS}
        shared = {option: kind for option, kind in shared.items() if option not in {one.name for one in own}}
        extra = [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS[option], annotation=kind)
            for option, kind in shared.items()
        ]

        @wraps(function)
        def run(**given: Any) -> None:
            common = {option: given.pop(option) for option in shared}
            terminal = Terminal(as_json=common.pop("as_json", False), debug=common.pop("debug"))
            if not online:
                raise typer.Exit(ended(terminal, lambda: function(terminal, **given)))
            with Session(terminal, **common) as session:
                raise typer.Exit(ended(terminal, lambda: function(session, **given)))

        keywords = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
        run.__signature__ = inspect.Signature([*keywords, *extra])  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in (*keywords, *extra)}
        return app.command(name, rich_help_panel=panel)(run)

    return register


def ended(terminal: Terminal, run: Callable[[], int | None]) -> int:
    """Run a command's body and say its refusal in one line; the exit code."""
    try:
        return run() or 0
    except QuanzeError as error:
        if terminal.debug:
            raise
        terminal.refuse(error)
        return exit_code(error)
    except typer.Exit as error:
        return error.exit_code
    except (typer.BadParameter, typer.Abort):
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if terminal.debug:
            raise
        kind = type(error).__name__
        typer.echo(f"✗ 内部错误 {kind}: 加 --debug 查看 · internal error {kind}: add --debug [internal]", err=True)
        return REFUSED


def _console() -> Any:
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_text(row.get(column))) for column in columns))
    _console().print(table)


def _print_facts(facts: Mapping[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        table.add_row(Text(name, style="bold"), Text(_text(value)))
    _console().print(table)


def _text(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
