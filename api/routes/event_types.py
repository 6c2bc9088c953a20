"""What there is to record: the catalogue of event types for whoever fills one in, and what may follow an event."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.deps import CallerDep
from api.described import PUBLIC, READ, problems
from api.forms import EventId
from ledger.guide.event_guide import EventGuides, event_guides
from ledger.guide.next_steps import NextStepping, NextSteps

router = APIRouter(prefix="/v1", tags=["事件 · events"])


@router.get("/event-types", summary="事件类型 · event types", responses=problems(*PUBLIC))
def list_types() -> EventGuides:
    """封闭目录: 字段、可取的值、签署者、须先有的事件、所涉条款 · fields, values, who signs, what goes before, clauses."""
    return event_guides()


@router.get("/events/{id}/next", summary="可接着记录的事件 · what may follow", responses=problems(*READ))
def next_steps(id: Annotated[EventId, Path()], caller: CallerDep, request: Request) -> NextSteps:  # noqa: A002
    """按交换次序、条款与本部门在此事中的身份 · by the order of the exchange, the clauses, and your capacity in the matter."""
    stepping: NextStepping = request.app.state.next_steps
    return stepping.after(caller, id)
