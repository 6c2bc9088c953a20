"""Figures (考核指标) with the sets that make them, and the four reviews that state auditors begin with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CallerDep, FiguringDep
from api.described import READ, problems
from api.fast_json import fast_json
from api.forms import DepartmentCode, EventId, Time
from ledger.figures.figure_views import Figures, Members, Recount, ReviewAnswer
from ledger.figures.figuring import MAX_PAGE, FigureQuestion
from ledger.model import parse_time
from ledger.sheets.figure_sheets import figures_document, review_document
from ledger.sheets.sheet import Document
from ledger.sheets.written import FORMATS

router = APIRouter(prefix="/v1", tags=["考核 · figures"])
_FIGURE = r"^K[0-9]{1,2}a?$"
FigureId = Annotated[str, Path(pattern=_FIGURE, description="指标 · figure", examples=["K5"])]

ReviewName = Literal["unused", "groundless", "stale", "gaps"]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "文件 · a file", "content": {form.media_type.split(";")[0]: {} for form in FORMATS.values()}}
}


class FigureFilter(BaseModel):
    """Which period, whose, and as of when."""

    model_config = ConfigDict(extra="forbid")

    period: Annotated[
        str, Field(pattern=r"^[0-9]{4}(-(Q[1-4]|[0-9]{2}))?$", description="2026、2026-Q3、2026-07; 缺省为本年 · this year")
    ] | None = None  # fmt: skip
    department: DepartmentCode | None = None
    as_of: Annotated[Time, Field(description="按此时所知 · as known then")] | None = None

    def question(self) -> FigureQuestion:
        """As the use case reads it."""
        as_of = parse_time(self.as_of) if self.as_of else None
        return FigureQuestion(self.period, self.department, as_of)


class ChoiceFilter(FigureFilter):
    """Which figure, if not all."""

    figure: Annotated[str, Field(pattern=_FIGURE, description="只算此指标 · this figure only")] | None = None

    def ids(self) -> list[str]:
        """As the use case reads it."""
        return [self.figure] if self.figure else []


class MemberFilter(FigureFilter):
    """Which set, and which page."""

    set: Literal["numerator", "denominator", "unknown"] = "denominator"
    after: Annotated[str, Field(max_length=1000, description="上一页的 next · the last page's next")] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 100


@router.get("/figures", summary="考核指标 K1–K23 · figures", response_model=Figures, responses=problems(*READ))
def figures(which: Annotated[ChoiceFilter, Query()], caller: CallerDep, figuring: FiguringDep) -> Response:
    """按部门与层级的得分、集合根、无法计入者; 无案例不等于 100% · scores, roots of the sets, what could not be counted."""
    return fast_json(figuring.figures(caller, which.question(), which.ids()))


class ExportFilter(FigureFilter):
    """How it is written down."""

    format: Literal["csv", "xlsx", "html"] = "csv"
    language: Literal["zh", "en"] = "zh"


def _written(document: Document, name: str, asked: ExportFilter) -> Response:
    form = FORMATS[asked.format]
    headers = {"content-disposition": f'attachment; filename="{name}.{asked.format}"'}
    return Response(form.write(document), media_type=form.media_type, headers=headers)


@router.get(
    "/figures/export", summary="导出考核指标 · export", response_class=Response, responses=problems(*READ) | _FILE
)
def export(which: Annotated[ExportFilter, Query()], caller: CallerDep, figuring: FiguringDep) -> Response:
    """CSV、XLSX 或可打印的 HTML, 中文或英文 · CSV, XLSX or a page to print, in Chinese or English."""
    found = figuring.figures(caller, which.question())
    return _written(figures_document(found, which.language), f"figures-{found.period}", which)


@router.get(
    "/reviews/{name}/export", summary="导出审计四查 · export a review", response_class=Response,
    responses=problems(*READ) | _FILE,
)  # fmt: skip
def export_review(
    name: ReviewName, which: Annotated[ExportFilter, Query()], caller: CallerDep, figuring: FiguringDep
) -> Response:
    """同上 · the same for one review."""
    found = figuring.review(caller, name, which.question())
    return _written(review_document(found, which.language), f"review-{name}", which)


@router.get("/figures/recount", summary="复算考核报告 · count a report again", responses=problems(*READ))
def recount(event: Annotated[EventId, Query()], caller: CallerDep, figuring: FiguringDep) -> Recount:
    """按报告所载时点与公式复算: 一致、不一致或无法判定 · as of its moment, by its formulas: same, different, undetermined."""
    return figuring.recount(caller, event)


@router.get(
    "/figures/{id}/events", summary="指标由哪些事件构成 · what a figure counted", response_model=Members,
    responses=problems(*READ),
)  # fmt: skip
def members(
    id: FigureId,  # noqa: A002 - the path's own word
    which: Annotated[MemberFilter, Query()],
    caller: CallerDep,
    figuring: FiguringDep,
) -> Response:
    """分子、分母或无法计入的集合, 分页, 附整个集合的根 · numerator, denominator or unknown, in pages, with the set's root."""
    found = figuring.members(caller, id, which.question(), which.set, which.after, which.limit)
    return fast_json(found)


@router.get(
    "/reviews/{name}", summary="审计四查 · the four reviews", response_model=ReviewAnswer, responses=problems(*READ)
)
def review(
    name: ReviewName,
    which: Annotated[FigureFilter, Query()],
    caller: CallerDep,
    figuring: FiguringDep,
) -> Response:
    """申请不用、无据拒绝、供数滞后、目录缺项, 各附条款与证据 · not used, no ground, stale, gaps; each with its article."""
    return fast_json(figuring.review(caller, name, which.question()))
