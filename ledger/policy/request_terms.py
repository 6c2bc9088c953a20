"""Where a request stands, whose turn it is, and which conditions of its reply the catalogue does not hold (条例 15, 20–22)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.policy.seen import APPROVE, Record, Seen

FIVE_FIELDS = ("legal_basis", "scenario", "scope", "share_mode", "use_until")
"""The five fields of a request (条例 20)."""
_PARTS = re.compile(r"[;；。\n]+")


@dataclass(frozen=True)
class RequestStep:
    """Where a request stands.

    Attributes:
        name: ``reply-awaited``, ``supplement-awaited``, ``extension-awaited``, ``delivery-awaited``, ``refused``,
            ``delivered``, or ``unknown`` where the decision is not disclosed.
        turn: owner, user, manager, or empty where nothing is awaited.
        since_ms: when it came there. reply: the reply, if there is one.
    """

    name: str
    turn: str
    since_ms: int
    reply: Seen | None = None


def stands_at(record: Record, request: Seen) -> RequestStep:
    """Where this request stands, by what follows from it."""
    reply = _last(record.descendants(request, "reply"))
    if reply is None:
        return _before_reply(record, request)
    decision = reply.text("decision")
    if decision is None:
        return RequestStep("unknown", "", record.judged_ms(reply), reply)
    if decision != APPROVE:
        return RequestStep("refused", "", record.judged_ms(reply), reply)
    delivered = _last(record.descendants(reply, "deliver", "backflow"))
    if delivered is not None:
        return RequestStep("delivered", "", record.judged_ms(delivered), reply)
    return RequestStep("delivery-awaited", "owner", record.judged_ms(reply), reply)


def added_conditions(reply: Seen, condition: str) -> list[str]:
    """The conditions of a reply that stand in no part of the catalogue's own; a condition is a text, or one of a list."""
    given = reply.disclosed.get("conditions")
    parts = given if isinstance(given, (list, tuple)) else _PARTS.split(str(given or ""))
    asked = [str(one).strip() for one in parts]
    return [one for one in asked if one and _plain(one) not in _plain(condition)]


def _before_reply(record: Record, request: Seen) -> RequestStep:
    notice = _last(record.descendants(request, "supplement.notice"))
    if notice is not None and not record.descendants(notice, "supplement.supply"):
        return RequestStep("supplement-awaited", "user", record.judged_ms(notice))
    asked = _last(record.descendants(request, "extension.request"))
    if asked is not None and not record.descendants(asked, "extension.decide"):
        return RequestStep("extension-awaited", "manager", record.judged_ms(asked))
    last = _last(record.descendants(request, "supplement.supply", "review", "extension.decide")) or request
    return RequestStep("reply-awaited", "owner", record.judged_ms(last))


def _plain(text: str) -> str:
    """Without blanks and punctuation, which make no condition."""
    return re.sub(r"[\W_]+", "", text)


def _last(events: list[Seen]) -> Seen | None:
    return events[-1] if events else None
