"""Catalogue items, as their catalogue events tell."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.deps import MaybeCallerDep, ReadingDep
from api.described import READ, problems
from api.forms import ItemCode
from ledger.asking.views import ItemList, ItemView

router = APIRouter(prefix="/v1/items", tags=["目录 · catalogue"])


@router.get("", summary="目录项列表 · catalogue items", responses=problems(*READ))
def list_items(caller: MaybeCallerDep, reading: ReadingDep) -> ItemList:
    """未登录者只见已发布且开放的目录项 · without sign-in: published open items only."""
    return reading.items(caller)


@router.get("/{code:path}", summary="一个目录项 · one catalogue item", responses=problems(*READ))
def read_item(code: Annotated[ItemCode, Path()], caller: MaybeCallerDep, reading: ReadingDep) -> ItemView:
    """归属、共享类型、分级、缺项 · owner, share type, grade, and what its record lacks."""
    return reading.item(caller, code)
