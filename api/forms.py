"""Forms of values in requests, as JSON Schema can say them (docs/formats.md §1). What depends on more is checked below."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ledger.model import parse_time

MAX_SECONDS = 2**64 - 1
SAFE = 2**53 - 1
_LARGE = re.compile(r"[1-9][0-9]{15,19}", re.ASCII)
_Number = Annotated[int, Field(ge=0, le=MAX_SECONDS)]
_Text = Annotated[str, Field(pattern=f"^{_LARGE.pattern}$")]


def _read_large(value: object) -> object:
    """An integer beyond 2^53 − 1 may come as decimal text, since JSON readers disagree about such numbers."""
    if isinstance(value, str) and _LARGE.fullmatch(value) and int(value) > SAFE:
        return int(value)
    return value


def _form(pattern: str, example: str, description: str) -> Any:
    return Field(pattern=f"^{pattern}$", description=description, examples=[example])


DepartmentCode = Annotated[str, _form("[0-9A-Z][0-9A-Z-]{1,30}", "MZJ-510100", "部门代码 · department code")]
ItemCode = Annotated[str, _form("[0-9A-Za-z][0-9A-Za-z._/-]{0,63}", "307001/000001", "信息资源代码 · resource code")]
AgreementId = Annotated[str, _form("0x[0-9a-f]{64}", "0x" + "1f" * 32, "协议编号 · agreement id")]
EventId = Annotated[str, _form("[0-9a-f]{64}", "2e" * 32, "事件编号 · event id")]
Address = Annotated[str, _form("0x[0-9a-f]{40}", "0x" + "5a" * 20, "账户地址(小写) · address, lower case")]
Digest = Annotated[str, _form("[0-9a-f]{64}", "3c" * 32, "SHA-256 摘要 · digest")]
Signature = Annotated[str, _form("0x[0-9a-f]{130}", "0x" + "11" * 64 + "1b", "签名 r ‖ s ‖ v · signature")]
Time = Annotated[
    str,
    _form(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z",
        "2026-11-22T01:28:00.000Z",
        "时间(UTC) · time",
    ),
]
EventType = Annotated[str, _form(r"[a-z]{1,20}(\.[a-z]{1,20})?", "deliver", "事件类型 · event type")]
ChainPlace = Annotated[str, _form("[0-9]{1,15}-[0-9]{1,9}", "12-0", "区块号与日志序号 · block number and log index")]
FieldName = Annotated[str, _form("[a-z][a-z0-9_]{0,39}", "version", "字段名 · field name")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")]
Seconds = Annotated[
    int,
    Field(ge=0, le=MAX_SECONDS),
    BeforeValidator(_read_large, json_schema_input_type=_Number | _Text),
    Field(description="Unix 秒, 大数可写成文本 · Unix seconds; large ones may be text", examples=[1790000000]),
]
Index = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Strict(BaseModel):
    """A request body: no unknown member, no value converted from another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EventFilter(BaseModel):
    """Which events are listed."""

    model_config = ConfigDict(extra="forbid")

    agreement: AgreementId | None = None
    item: ItemCode | None = None
    actor: DepartmentCode | None = None
    type: EventType | None = None
    after: Annotated[int, Field(ge=-1, le=2**53 - 1, description="此序号之后 · after this index")] = -1
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ReadFilter(BaseModel):
    """Which readings are listed."""

    model_config = ConfigDict(extra="forbid")

    department: DepartmentCode | None = None
    subject: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class ActsFilter(BaseModel):
    """Whose acts on which day."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="日期(+08:00) · day")]
    operator: Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]{1,64}$", description="经办人代号 · pseudonym")] | None = (
        None
    )


class CaseFilter(BaseModel):
    """Which pairs of activities two persons must do, and which page."""

    model_config = ConfigDict(extra="forbid")

    pair: Annotated[
        list[Annotated[str, Field(max_length=512, pattern=r"^[^\x00]*$")]],
        Field(max_length=32, description="核对步骤=>决定步骤, 可重复 · CHECK=>DECIDE, repeatable"),
    ] = []
    after: Annotated[str, Field(max_length=256, pattern=r"^[^\x00]*$", description="此办件之后 · after this case")] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


class PeriodFilter(BaseModel):
    """A period."""

    model_config = ConfigDict(extra="forbid")

    since: Time
    until: Time

    def period(self) -> tuple[int, int]:
        """From and until, ms since 1970. Raises TimeRefused: no such time."""
        return parse_time(self.since), parse_time(self.until)


class PoolingFilter(PeriodFilter):
    """A period, and from how many uses and departments on an item counts as much and widely used."""

    often: Annotated[int, Field(ge=1, le=2**53 - 1)] = 1000
    many: Annotated[int, Field(ge=1, le=10_000)] = 3


class RequestFilter(BaseModel):
    """Which requests."""

    model_config = ConfigDict(extra="forbid")

    item: ItemCode | None = None
    only: Annotated[
        Literal["open", "backflow"] | None, Field(description="在办的、回流的 · under way, return flow")
    ] = None


Top = Annotated[int, Field(ge=1, le=1000)]


class PersonFilter(PeriodFilter):
    """Whose data: by the keyed reference or by the case, in which period."""

    subject: Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$", description="键控引用 · keyed reference")] = ""
    case: Annotated[str, Field(max_length=256, pattern=r"^[^\x00]*$", description="办件编号 · case")] = ""

    def digest(self) -> str:
        """What the record of readings keeps of the question: nothing by which the person is found."""
        return sha256(f"{self.subject}\0{self.case}".encode()).hexdigest()
