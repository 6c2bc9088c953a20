"""From what was read to what is recorded: catalogue rows, data sets and calls as drafts of events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.errors import InputRefused
from ledger.imports.call_log import CallLog, PairedCall
from ledger.imports.case_log import HandMapping, Problem
from ledger.imports.importing import Ready
from ledger.imports.mapping_file import read_mapping
from ledger.model import check_form, format_time
from ledger.recording.pen import Draft

FORMAT = 1


@dataclass(frozen=True)
class Route:
    """Under which agreement a client calls a service: the agreement, its item, the fields called, and the purpose."""

    agreement: str
    item: str
    fields: tuple[str, ...]
    purpose: str


@dataclass(frozen=True)
class CallMapping:
    """How calls are read.

    Attributes:
        source: name of the system, for ever the same: it decides the lane.
        members: X-Road member → department and key; an empty key means the importing one.
        routes: (client, service) → `Route`.
        digest: SHA-256 of the file.
    """

    source: str
    members: Mapping[str, HandMapping]
    routes: Mapping[tuple[str, str], Route]
    digest: str


def load_call_mapping(path: Path) -> CallMapping:
    """Read a mapping of calls (TOML).

    Raises:
        ImportRefused: unreadable, not TOML, or a member that is missing, unknown or malformed.
    """
    return read_mapping(path, _mapping, ("调用映射", "mapping of calls"))


def _mapping(given: dict[str, Any], digest: str) -> CallMapping:
    if given["format"] != FORMAT or not given.keys() <= {"format", "source", "members", "routes"}:
        raise ValueError("format must be 1, with source, members and routes only")
    members, routes = {}, {}
    for row in given["members"]:
        _only(row, {"name", "department", "key"})
        members[str(row["name"])] = HandMapping(check_form("department", row["department"]), str(row.get("key", "")))
    for row in given["routes"]:
        _only(row, {"client", "service", "agreement", "item", "fields", "purpose"})
        routes[str(row["client"]), str(row["service"])] = Route(
            check_form("agreement", row["agreement"]), check_form("item", row["item"]),
            tuple(str(one) for one in row["fields"]), str(row["purpose"]),
        )  # fmt: skip
    return CallMapping(check_source(str(given["source"])), members, routes, digest)


def check_source(name: str) -> str:
    """The name of a source: it is also that of a file.

    Raises:
        InputRefused: another form.
    """
    if (
        not name
        or len(name) > 64
        or not all(part.isascii() and (part.isalnum() or part in "-_.") for part in name)
        or name[0] in "-."
    ):
        raise InputRefused(
            zh=f"来源名 {name!r} 应由 1 至 64 个字母、数字、-、_、. 组成",
            en=f"the source {name!r} must be 1 to 64 letters, digits, - _ .",
        )
    return name


def _only(row: Mapping[str, Any], known: set[str]) -> None:
    if more := row.keys() - known:
        raise ValueError(f"unknown members: {', '.join(sorted(more))}")


def call_rows(log: CallLog, mapping: CallMapping) -> tuple[list[Ready], list[Problem]]:
    """The calls whose member and route are mapped, and what is missing for the others."""
    ready, problems = [], []
    for one in log.calls:
        lacking = _unmapped(one, mapping)
        if lacking is None:
            ready.append(_call(one, mapping.routes[one.record.client, one.record.service]))
        else:
            problems.append(lacking)
    return ready, problems


def _unmapped(call: PairedCall, mapping: CallMapping) -> Problem | None:
    record = call.record
    if record.member not in mapping.members:
        return Problem(
            record.number, "members", f"映射中没有成员 {record.member}", f"the mapping has no member {record.member}"
        )
    if (record.client, record.service) not in mapping.routes:
        name = f"{record.client} → {record.service}"
        return Problem(record.number, "routes", f"映射中没有 {name} 的协议", f"the mapping has no route {name}")
    return None


def _call(call: PairedCall, route: Route) -> Ready:
    record = call.record
    values = {
        "service": record.service, "called_fields": list(route.fields), "count": 1, "case_ref": record.case,
        "purpose": route.purpose, "message_id": record.message, "success": record.succeeded, "side": record.side,
        "pair": call.pair.value, "pair_differs": list(call.differs),
    }  # fmt: skip
    draft = Draft("call", format_time(record.time_ms), values, agreement=route.agreement, item=route.item)
    return Ready(
        record.number, record.member, draft, _digest([record.side, record.message, dict(record.facts), values])
    )


@dataclass(frozen=True)
class Approval:
    """What stands beside every entry of an import: who approved it, the secrecy assessment, and when (ms)."""

    approved_by: str
    secrecy_assessment: str
    occurred_ms: int


def entry_rows(entries: Iterable[tuple[str, Mapping[str, Any]]], approval: Approval) -> list[Ready]:
    """Registrations of (resource code, entry), in order."""
    return list(_entries(entries, approval))


def _entries(entries: Iterable[tuple[str, Mapping[str, Any]]], approval: Approval) -> Iterator[Ready]:
    beside = {"approved_by": approval.approved_by, "secrecy_assessment": approval.secrecy_assessment}
    for number, (code, entry) in enumerate(entries, 1):
        values = {"entry": dict(entry), **beside}
        draft = Draft("catalogue.register", format_time(approval.occurred_ms), values, item=code)
        yield Ready(number, "", draft, _digest([code, values]))


def _digest(value: Any) -> bytes:
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).digest()
