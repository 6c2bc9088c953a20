"""Evidence: files that prove something to anyone, offline."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.deps import CallerDep, ExportsDep, ReadingDep
from api.described import READ, plain, problems
from api.forms import AgreementId, DepartmentCode, EventId, Index, ItemCode, Time
from ledger.asking.extracting import Interval
from ledger.errors import RequestRefused
from ledger.model import parse_time

router = APIRouter(prefix="/v1", tags=["证据 · evidence"])
Names = Annotated[
    str | None,
    Query(
        pattern=r"^([a-z][a-z0-9_]{0,39}(,[a-z][a-z0-9_]{0,39}){0,63})?$",
        description="披露的字段, 逗号分隔, 缺省为所见全部 · fields to disclose; all the caller may see if absent",
        examples=["version,rows"],
    ),
]


@router.get(
    "/events/{id}/evidence",
    summary="证据文件 · evidence file",
    responses={**plain("application/json", "docs/formats.md §11"), **problems(*READ)},
    response_class=Response,
)
def read_evidence(
    id: Annotated[EventId, Path()],  # noqa: A002 - the path's own word
    caller: CallerDep,
    reading: ReadingDep,
    disclose: Names = None,
) -> Response:
    """离线可验证: quanze evidence verify · verifiable offline."""
    wanted = None if disclose is None else [name for name in disclose.split(",") if name]
    return Response(reading.evidence(caller, id, wanted), media_type="application/json")


@router.get(
    "/events/{id}/tlog-proof",
    summary="C2SP 包含证明文件 · C2SP tlog-proof",
    responses={**plain("text/plain; charset=utf-8", "C2SP tlog-proof"), **problems(*READ)},
    response_class=Response,
)
def read_tlog_proof(id: Annotated[EventId, Path()], caller: CallerDep, exports: ExportsDep) -> Response:  # noqa: A002
    """条目、路径与检查点, 各家工具可读 · entry, path and checkpoint, readable by other log tools."""
    return Response(exports.tlog_proof(caller, id), media_type="text/plain; charset=utf-8")


@router.get(
    "/extract",
    summary="摘录 · extract of a stream",
    responses={**plain("application/json", "docs/formats.md §15"), **problems(*READ)},
    response_class=Response,
)
def read_extract(  # noqa: PLR0913, PLR0917 - one parameter per member of the query
    caller: CallerDep,
    exports: ExportsDep,
    agreement: Annotated[AgreementId | None, Query()] = None,
    item: Annotated[ItemCode | None, Query()] = None,
    department: Annotated[DepartmentCode | None, Query()] = None,
    start: Annotated[Index | None, Query(alias="from")] = None,
    end: Annotated[Index | None, Query(alias="to")] = None,
    since: Annotated[Time | None, Query()] = None,
    until: Annotated[Time | None, Query()] = None,
) -> Response:
    """一份协议、目录项或部门的连续记录, 并证明无一遗漏 · consecutive entries, none left out; verifiable offline."""
    asked = {"agreement": agreement, "item": item, "department": department}
    names = [f"{kind}:{name}" for kind, name in asked.items() if name is not None]
    if len(names) != 1:
        raise RequestRefused(zh="须恰给 agreement、item、department 之一", en="give one of agreement, item, department")
    interval = Interval(start, end, *(None if time is None else parse_time(time) for time in (since, until)))
    return Response(exports.extract(caller, names[0], interval), media_type="application/json")
