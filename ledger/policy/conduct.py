"""Acts held against the clauses that bind them, with or without a clock: kept to, broken, or not to be determined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.policy.clauses import CLAUSES
from ledger.policy.conduct_others import OTHER_ACTS
from ledger.policy.conduct_owner import OWNER_ACTS
from ledger.policy.conduct_user import USER_ACTS
from ledger.policy.context import Context
from ledger.policy.seen import Seen
from ledger.policy.verdicts import ActRule, Outcome

ACT_RULES: tuple[ActRule, ...] = (*OWNER_ACTS, *USER_ACTS, *OTHER_ACTS)
_ACTORS = frozenset({"actor", "any", "contractor", "platform", "auditor"})
_BY_TYPE: dict[str, list[ActRule]] = {}
for _rule in ACT_RULES:
    for _name in _rule.types or ("",):
        _BY_TYPE.setdefault(_name, []).append(_rule)


@dataclass(frozen=True)
class Finding:
    """One act under one clause, and the department that answers for it (empty where the record does not name it)."""

    clause: str
    event: Seen
    department: str
    outcome: Outcome
    why: str
    about: str


def judged_acts(context: Context) -> Iterator[Finding]:
    """Every act of the context's record under every clause that binds it."""
    for event in context.record.events:
        for rule in (*_BY_TYPE.get(event.type, ()), *_BY_TYPE[""]):
            verdict = rule.judge(context, event)
            if verdict is not None:
                party = rule.party or CLAUSES[rule.clause].party
                who = event.acting if party in _ACTORS else context.department(party, event)
                yield Finding(rule.clause, event, who, verdict.outcome, verdict.why, verdict.about)
