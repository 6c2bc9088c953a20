"""The clause table: every right and duty that the ledger can check, by id (docs/clauses.md is made from it).

Sources: 政务数据共享条例 (国务院令809号, in force 2025-08-01); where another text is the source, the row names it.
"""

from __future__ import annotations

from ledger.errors import NotFound
from ledger.policy.clause import Clause
from ledger.policy.clauses_manager import MANAGER_CLAUSES
from ledger.policy.clauses_others import OTHER_CLAUSES
from ledger.policy.clauses_owner import OWNER_CLAUSES
from ledger.policy.clauses_user import USER_CLAUSES

CLAUSES: dict[str, Clause] = {row.id: row for row in (*OWNER_CLAUSES, *USER_CLAUSES, *MANAGER_CLAUSES, *OTHER_CLAUSES)}


def clause_of(clause_id: str) -> Clause:
    """The clause of that id.

    Raises:
        NotFound: no such clause.
    """
    if clause_id not in CLAUSES:
        raise NotFound(zh=f"没有条款 {clause_id}", en=f"there is no clause {clause_id}", clause=clause_id)
    return CLAUSES[clause_id]
