"""X-Road operational monitoring as calls: the client's and the provider's record of one message, paired or orphaned.

Both forms are read: raw records (one side each), and the corrector's documents that hold ``client`` and ``producer``
(X-Road Metrics). Each side's record becomes a `call` event of its own department, so that they stand against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.errors import ImportRefused, InputRefused
from ledger.imports.case_log import Problem, refuse_rows
from ledger.model import MAX_TIME

SIDES = {"client": "client", "producer": "provider"}
# What both sides of one message must agree on (X-Road Metrics, corrector)
COMPARED = (
    "clientXRoadInstance", "clientMemberClass", "clientMemberCode", "clientSubsystemCode", "serviceXRoadInstance",
    "serviceMemberClass", "serviceMemberCode", "serviceSubsystemCode", "serviceCode", "serviceVersion", "succeeded",
    "requestSize", "responseSize",
)  # fmt: skip
SKEW_MS = 60_000


class Pair(StrEnum):
    """How the two sides of a message stand: both there and alike, both but not alike, one alone, or more than two."""

    PAIRED = "paired"
    DIFFERING = "differing"
    ORPHAN = "orphan"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class CallRecord:
    """One side's record of one call.

    Attributes:
        number: of the record in its file, from 1; side: ``client`` or ``provider``.
        message: the X-Road message id.
        client, member, service: who called, who recorded it, which was called, slashes between the parts.
        time_ms: when the request came in; case: the issue that the client named, empty where it named none.
    """

    number: int
    side: str
    message: str
    client: str
    member: str
    service: str
    time_ms: int
    succeeded: bool
    case: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class PairedCall:
    """A record with how its message is paired; ``differs`` names the members in which the two sides disagree."""

    record: CallRecord
    pair: Pair
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Unnamed:
    """A failed attempt that names no member and no message (a wrong HTTP method, say): nobody's call."""

    number: int
    fault: str


@dataclass(frozen=True)
class CallLog:
    """A file read from beginning to end."""

    calls: tuple[PairedCall, ...]
    unnamed: tuple[Unnamed, ...]


def read_calls(values: Sequence[Any]) -> CallLog:
    """All records of a file, in its order, each with its pair.

    Raises:
        ImportRefused: naming every record that lacks a member or says something impossible.
    """
    problems: list[Problem] = []
    records: list[CallRecord] = []
    unnamed: list[Unnamed] = []
    for number, (side, given) in enumerate(_sides(values), 1):
        if _names_nobody(given):
            unnamed.append(Unnamed(number, str(given.get("faultCode", ""))[:80]))
            continue
        try:
            records.append(_record(number, side, given))
        except InputRefused as error:
            problems.append(Problem(number, "", error.zh, error.en))
    refuse_rows(problems)
    if not records:
        raise ImportRefused(zh="没有调用记录", en="there are no records of calls")
    return CallLog(tuple(_paired(records)), tuple(unnamed))


def _names_nobody(given: Any) -> bool:
    named = ("messageId", "clientMemberCode", "serviceMemberCode")
    return isinstance(given, Mapping) and given.get("succeeded") is False and not any(given.get(one) for one in named)


def _sides(values: Sequence[Any]) -> Iterable[tuple[str, Any]]:
    """(``client``, ``producer`` or nothing; the record), one for each side of a corrected document."""
    rows = [row for value in values for row in (value if isinstance(value, list) else [value])]
    for row in rows:
        if isinstance(row, Mapping) and ("client" in row or "producer" in row):
            yield from ((side, row[side]) for side in SIDES if row.get(side) is not None)
        else:
            yield "", row


def _record(number: int, side: str, given: Any) -> CallRecord:
    if not isinstance(given, Mapping):
        raise InputRefused(zh="应为对象", en="must be an object")
    told = SIDES.get(str(given.get("securityServerType") or side).lower())
    if told is None or (side and SIDES[side] != told):
        raise InputRefused(
            zh="securityServerType 应为 Client 或 Producer, 并与所在一侧一致",
            en="securityServerType must be Client or Producer, as the side it stands in",
        )
    time_ms, succeeded = given.get("requestInTs"), given.get("succeeded")
    if not isinstance(time_ms, int) or isinstance(time_ms, bool) or not 0 < time_ms < MAX_TIME:
        raise InputRefused(zh="requestInTs 应为毫秒时间", en="requestInTs must be a time in milliseconds")
    if not isinstance(succeeded, bool):
        raise InputRefused(zh="succeeded 应为 true 或 false", en="succeeded must be true or false")
    message, service = _named(given, "messageId"), _service(given)
    party = "client" if told == "client" else "service"
    case = given.get("messageIssue")
    return CallRecord(
        number, told, message, _member(given, "client"), _member(given, party), service, time_ms, succeeded,
        case if isinstance(case, str) else "", {name: given.get(name) for name in COMPARED},
    )  # fmt: skip


def _named(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 256:
        raise InputRefused(
            zh=f"缺少 {name}, 或不是 1 至 256 个字符的文本", en=f"{name} must be a text of 1 to 256 characters"
        )
    return value


def _member(given: Mapping[str, Any], party: str) -> str:
    parts = [_named(given, f"{party}{part}") for part in ("XRoadInstance", "MemberClass", "MemberCode")]
    subsystem = given.get(f"{party}SubsystemCode")
    return "/".join([*parts, subsystem] if isinstance(subsystem, str) and subsystem else parts)


def _service(given: Mapping[str, Any]) -> str:
    version = given.get("serviceVersion")
    parts = [_member(given, "service"), _named(given, "serviceCode")]
    return "/".join([*parts, version] if isinstance(version, str) and version else parts)


def _paired(records: Sequence[CallRecord]) -> list[PairedCall]:
    messages: dict[str, list[CallRecord]] = defaultdict(list)
    for one in records:
        messages[one.message].append(one)
    found = []
    for one in records:
        pair, differs = _pair(messages[one.message])
        found.append(PairedCall(one, pair, differs))
    return found


def _pair(rows: Sequence[CallRecord]) -> tuple[Pair, tuple[str, ...]]:
    if len(rows) == 1:
        return Pair.ORPHAN, ()
    if len(rows) > 2 or {one.side for one in rows} != {"client", "provider"}:
        return Pair.AMBIGUOUS, ()
    first, second = rows
    differs = [name for name in COMPARED if first.facts[name] != second.facts[name]]
    differs += ["requestInTs"] if abs(first.time_ms - second.time_ms) > SKEW_MS else []
    return (Pair.DIFFERING, tuple(differs)) if differs else (Pair.PAIRED, ())
