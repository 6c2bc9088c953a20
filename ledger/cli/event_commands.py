"""Commands that record one event each, made from the event types: every field an option, every step before named by its role.

What is out of order is refused before anything is signed, with the step that is missing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

from ledger.cli import events
from ledger.cli.event_steps import parents_of, plain, step_flags
from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session, read_json
from ledger.cli.terminal import command
from ledger.errors import InputRefused
from ledger.event_types import EVENT_TYPES, EventType
from ledger.guide.event_table import COMMANDS, GROUPS, MANY
from ledger.guide.event_words import choices_of, kind_of, words_of

PANEL = "记入日志的事件 · events in the log"
# What a field's kind is on the command line; any other is text
_PYTHON: dict[str, Any] = {"flag": bool, "json": Path, "integer": int, "list": list[str] | None, "salt": str | None}
_OPTIONAL = {"list", "salt"}
_STEPS = "所据事件 · steps before"
_MORE = "事件的其他内容 · more of the event"
_ITEM = "信息资源代码 · resource code"
_AGREEMENT = "协议编号 · agreement id"
_KEY = inspect.Parameter.KEYWORD_ONLY


class EventGroup(TyperGroup):
    """A group whose commands of events are made when they are asked for: there are many, and each has many options."""

    kinds: ClassVar[dict[str, str]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """See click."""
        return [*super().list_commands(ctx), *self.kinds]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """See click."""
        if cmd_name not in self.kinds:
            return super().get_command(ctx, cmd_name)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        command(alone, cmd_name, panel=PANEL)(_make(EVENT_TYPES[self.kinds[cmd_name]]))
        return get_command(alone)


def add_to(app: typer.Typer) -> None:
    """Add a command for every event type; to the groups that exist by now, or to new ones."""
    made = {str(group.name): group.typer_instance for group in app.registered_groups if group.typer_instance}
    for group, words in GROUPS.items():
        if group not in made:
            made[group] = typer.Typer(help=" · ".join(words), no_args_is_help=True)
            app.add_typer(made[group], name=group)
        kinds = {name: kind for kind, (place, name) in COMMANDS.items() if place == group}
        made[group].info.cls = type("EventGroup", (EventGroup,), {"kinds": kinds})


def _make(row: EventType) -> Callable[..., None]:
    steps = step_flags(row.name)

    def run(session: Session, **given: Any) -> None:
        from ledger.recording.pen import Draft

        values = {name: _value(row.name, name, given[f"field_{name}"]) for name in row.fields if _said(given, name)}
        values |= events.read_fields(given["field"] or [])
        values, digest = _payload(row, values, given)
        parents = parents_of(session, row.name, {flag: given[f"step_{plain(flag)}"] for flag in steps}, given["parent"])
        draft = Draft(
            row.name, _time("occurred_at", given["occurred_at"] or "now"), values, agreement=given["agreement"],
            item=given["item"], parents=parents, payload=digest, supersedes=given["supersedes"],
            on_behalf_of=given["on_behalf_of"], operator=given["operator"],
        )  # fmt: skip
        events.send(session, draft, given["department"], given["lane"])

    first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Session)
    parameters = [first, *_matter(row), *(_field(row, name) for name in row.fields), *map(_step, steps.items())]
    parameters += [*_payload_options(row), *_shared()]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    keys = "/".join(row.keys)
    run.__name__ = row.name.replace(".", "_")
    run.__doc__ = f"{row.zh} · {row.en} ({row.name}; --key: {keys})"
    return run


def _matter(row: EventType) -> Iterable[inspect.Parameter]:
    for name, text in (("item", _ITEM), ("agreement", _AGREEMENT)):
        needed = name in row.needs
        # the catalogue's commands name their item first, like those that only read it
        info = (
            typer.Argument(help=text)
            if (row.name.startswith("catalogue.")) and name == "item"
            else typer.Option(f"--{name}", help=text)
        )
        kind: Any = str if needed else str | None
        default: Any = inspect.Parameter.empty if needed else None
        yield inspect.Parameter(name, _KEY, default=default, annotation=Annotated[kind, info])


def _field(row: EventType, name: str) -> inspect.Parameter:
    flag, empty = f"--{name.replace('_', '-')}", inspect.Parameter.empty
    if name == "operator":
        flag = "--operator-code"
    text = " · ".join(words_of(row.name, name))
    if choices := choices_of(row.name, name):
        text += f" ({' | '.join(choices)})"
    kind = kind_of(row.name, name)
    if kind == "flag":
        flag = f"{flag}/--no-{name.replace('_', '-')}"
    default: Any = None if kind in _OPTIONAL else "pass" if name == "review_result" else empty
    given: Any = _PYTHON.get(kind, str)
    option = Annotated[given, typer.Option(flag, help=text)]
    return inspect.Parameter(f"field_{name}", _KEY, default=default, annotation=option)


def _step(step: tuple[str, tuple[str, ...]]) -> inspect.Parameter:
    flag, types = step
    named = " / ".join(f"{EVENT_TYPES[name].zh} {name}" for name in types[:MANY]) or "任何事件 · any event"
    text = f"事件编号 · event id: {named}{' …' if len(types) > MANY else ''}"
    info = typer.Option(f"--{flag}", help=text, metavar="EVENT", rich_help_panel=_STEPS)
    return inspect.Parameter(f"step_{plain(flag)}", _KEY, default=None, annotation=Annotated[list[str] | None, info])


def _payload_options(row: EventType) -> Iterable[inspect.Parameter]:
    told = "数据文件, 只取加盐摘要 · data file, only its salted digest is sent"
    options: tuple[tuple[str, Any, Any, str], ...] = (
        ("payload", Path | None, None, told),
        ("digest", str | None, None, "已加盐的 SHA-256 摘要, 代替数据文件 · salted SHA-256, in place of the file"),
        ("rows", int, 0, "数据条数 · rows"),
    )
    for name, kind, default, text in options:
        panel = None if "payload" in row.needs else _MORE
        info = typer.Option(f"--{name}", help=text, rich_help_panel=panel)
        yield inspect.Parameter(name, _KEY, default=default, annotation=Annotated[kind, info])


def _shared() -> Iterable[inspect.Parameter]:
    texts = {
        "supersedes": "所更正的事件 · event that this one corrects",
        "on_behalf_of": "受其委托的部门 · department it acts for",
        "operator": "经办人代号 · operator's pseudonym",
        "occurred_at": "发生时间, 缺省为现在 · when it happened, default: now",
    }
    field = typer.Option("--field", help="另加的字段 名=文本 或 名:=JSON · further field", rich_help_panel=_MORE)
    yield inspect.Parameter("field", _KEY, default=None, annotation=Annotated[list[str] | None, field])
    yield inspect.Parameter("parent", _KEY, default=None, annotation=events.PARENTS)
    for name, text in texts.items():
        info = typer.Option(f"--{name.replace('_', '-')}", help=text, rich_help_panel=_MORE)
        yield inspect.Parameter(name, _KEY, default=None, annotation=Annotated[str | None, info])
    yield inspect.Parameter("department", _KEY, default=None, annotation=DEPARTMENT)
    yield inspect.Parameter("lane", _KEY, default=0, annotation=events.LANE)


def _said(given: Mapping[str, Any], name: str) -> bool:
    return name != "payload_salt" or given["field_payload_salt"] is not None


def _value(kind: str, name: str, given: Any) -> Any:
    """A field's value as the event holds it.

    Raises:
        InputRefused: none of the values it may take, no time, or a file that holds no JSON.
    """
    match kind_of(kind, name):
        case "json":
            return read_json(given)
        case "list":
            return list(given or ())
        case "time":
            return _time(name, given)
        case "choice" if given not in (choices := choices_of(kind, name)):
            one = ", ".join(choices)
            raise InputRefused(
                zh=f"{name} 须为 {one} 之一, 不是 {given}", en=f"{name} is one of {one}, not {given}", field=name
            )
        case _:
            return given


def _time(name: str, text: str) -> str:
    """A time as events write it, from ``now``, or ISO 8601 with its offset.

    Raises:
        InputRefused: neither.
    """
    from ledger.model import format_time

    if text == "now":
        return events.now_text()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputRefused(
            zh=f"{name} 须为 now 或带时区的时间, 如 2026-12-31T18:00:00+08:00",
            en=f"{name} is now, or a time with its offset, such as 2026-12-31T18:00:00+08:00",
            field=name,
        )
    return format_time(round(moment.timestamp() * 1000))


def _payload(
    row: EventType, values: dict[str, Any], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    if given["payload"] is not None:
        return events.salted(row.name, values, given["payload"], given["rows"])
    if given["digest"] is not None:
        return values, {"alg": "sha256", "digest": given["digest"], "rows": given["rows"]}
    if "payload" in row.needs:
        raise InputRefused(
            zh=f"{row.name} 须给出 --payload 文件, 或 --digest 摘要与 --rows",
            en=f"{row.name} needs --payload FILE, or --digest and --rows",
        )
    return values, None
