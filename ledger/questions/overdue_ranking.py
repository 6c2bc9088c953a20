"""Who is late most often with replies and deliveries, and why: departments ranked, each case linked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.questions.requests_standing import RequestStanding, Term, requests_standing

_LATE = frozenset({"late", "overdue"})
_REPLY = frozenset({"O5", "O6"})


@dataclass(frozen=True)
class LateCase:
    """One duty that was not met in time: of which request, under which clause, and what class of cause the record shows."""

    request: str
    item: str
    requester: str
    clause: str
    due_at: str | None
    fulfilled_by: str | None
    cause: str


@dataclass(frozen=True)
class Ranked:
    """One department: ``late`` duties out of ``due``; ``causes`` counts the classes."""

    rank: int
    department: str
    due: int
    late: int
    causes: dict[str, int]
    cases: list[LateCase]


@dataclass(frozen=True)
class OverdueRanking(Answer):
    """The answer, most late first."""

    departments: list[Ranked]


def overdue_ranking(inquiry: Inquiry, top: int) -> OverdueRanking:
    """The ranking over all requests that the asker may see."""
    standing = requests_standing(inquiry)
    late: dict[str, list[LateCase]] = {}
    due: Counter[str] = Counter()
    for request in standing.requests:
        for term in request.terms:
            due[request.owner] += 1
            if term.state in _LATE:
                late.setdefault(request.owner, []).append(_case(request, term))
    order = sorted(late, key=lambda code: (-len(late[code]), code))[:top]
    ranked = [
        Ranked(n, code, due[code], len(late[code]), dict(Counter(one.cause for one in late[code])), late[code])
        for n, code in enumerate(order, 1)
    ]
    zh, en = _verdict(ranked)
    members = {
        name: getattr(standing, name) for name in ("as_of", "calendar", "proof", "events", "withheld", "truncated")
    }
    verdict = type(standing.verdict)(zh, en)
    return OverdueRanking(verdict=verdict, **members, departments=ranked)


def _case(request: RequestStanding, term: Term) -> LateCase:
    return LateCase(
        request.request.id,
        request.item,
        request.requester,
        term.clause,
        term.due_at,
        term.fulfilled_by,
        _cause(request, term),
    )


def _cause(request: RequestStanding, term: Term) -> str:
    """What the record shows of the reason."""
    if term.clause in _REPLY:
        if term.fulfilled_by:
            return "replied-late"
        return "extension-not-decided" if request.step == "extension-awaited" else "no-reply"
    return "delivered-late" if term.fulfilled_by else "no-delivery"


def _verdict(ranked: list[Ranked]) -> tuple[str, str]:
    names = ", ".join(f"{one.department} {one.late}" for one in ranked[:3]) or "—"
    return f"答复与提供超期居前: {names}。", f"Most often late with replies and deliveries: {names}."
