"""What the chain says: the history of a department, an agreement or an item, and what follows from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import CallerDep, ChainReadingDep
from api.described import READ, problems
from api.forms import AgreementId, ChainPlace, DepartmentCode, ItemCode, Time
from ledger.asking.chain_reading import BEGINNING
from ledger.asking.chain_views import AgreementOnChain, DepartmentOnChain, ItemOnChain, UnfollowedPage
from ledger.model import parse_time

router = APIRouter(prefix="/v1/chain", tags=["链上 · on the chain"])
After = Annotated[ChainPlace | None, Query(description="此事件之后 · after this event")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/departments/{code}", summary="链上的部门 · a department on the chain", responses=problems(*READ))
def department(
    code: Annotated[DepartmentCode, Path()],
    caller: CallerDep,
    chain: ChainReadingDep,
    at: Annotated[Time | None, Query(description="委托在此时是否有效 · mandates in force then")] = None,
    after: After = None,
    limit: Limit = 100,
) -> DepartmentOnChain:
    """承继、审计资格与受托、违约与争议、经过 · succession, mandates, breaches and disputes, history."""
    return chain.department(caller, code, parse_time(at) if at else None, _place(after), limit)


@router.get("/agreements/{id}", summary="链上的协议 · an agreement on the chain", responses=problems(*READ))
def agreement(
    id: Annotated[AgreementId, Path()],  # noqa: A002 - the path's own word
    caller: CallerDep,
    chain: ChainReadingDep,
    after: After = None,
    limit: Limit = 100,
) -> AgreementOnChain:
    """版本、状态经过、违约与争议; 要约阶段亦可见 · versions, states, breaches and disputes; offers too."""
    return chain.agreement(caller, id, _place(after), limit)


@router.get("/items/{code:path}", summary="链上的目录项 · an item on the chain", responses=problems(*READ))
def item(
    code: Annotated[ItemCode, Path()],
    caller: CallerDep,
    chain: ChainReadingDep,
    after: After = None,
    limit: Limit = 100,
) -> ItemOnChain:
    """条目各版本、历任归属部门、数源、授权、三级关联 · entries, owners, lead source, grants, links."""
    return chain.item(caller, code, _place(after), limit)


@router.get("/unfollowed", summary="未予遵循的链上事件 · events not followed", responses=problems(*READ))
def unfollowed(
    caller: CallerDep,
    chain: ChainReadingDep,
    before: Annotated[ChainPlace | None, Query(description="此事件之前 · before this event")] = None,
    limit: Limit = 100,
) -> UnfollowedPage:
    """合约接受而本服务不予采信者, 附理由, 由新到旧 · what the contracts took and this service refuses, with the reason."""
    return chain.unfollowed(caller, _place(before) if before else None, limit)


def _place(after: str | None) -> tuple[int, int]:
    if after is None:
        return BEGINNING
    block, _, index = after.partition("-")
    return int(block), int(index)
