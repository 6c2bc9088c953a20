"""Chain operations: what became of a call that speaks for a department."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.answers import OperationAnswer
from api.deps import LedgerDep
from api.described import PUBLIC, problems

router = APIRouter(prefix="/v1/operations", tags=["链上操作 · chain operations"])


@router.get("/{id}", summary="链上操作的状态 · state of a chain operation", responses=problems(*PUBLIC))
def read_operation(id: Annotated[str, Path(pattern="^[0-9]{1,18}$")], ledger: LedgerDep) -> OperationAnswer:  # noqa: A002
    """公开: 链上数据本就可读 · public: the chain can be read anyway."""
    return OperationAnswer.of(ledger.operations.state(id))
