"""Which data to pool physically: how often it is used, by how many departments; advice, for nothing is moved here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ledger.asking.event_queries import calls_between
from ledger.asking.inquiry import Answer, Inquiry
from ledger.model import format_time
from ledger.policy.permission_table import Access as Right

_QUADRANTS = {
    (True, True): ("pool", "宜物理汇聚: 用得多, 用的部门也多", "pool physically: much used, by many departments"),
    (True, False): ("serve", "宜逻辑汇聚、专线服务: 用得多, 部门少", "serve logically: much used, by few departments"),
    (False, True): (
        "publish",
        "宜批量提供或开放: 用得少, 部门多",
        "deliver in batches or open it: seldom used, by many",
    ),
    (False, False): ("leave", "维持现状", "leave as it is: seldom used, by few"),
}


@dataclass
class _Use:
    calls: int = 0
    deliveries: int = 0
    users: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class PoolingRow:
    """One item: uses in the period and distinct departments that made them; ``mode`` as the catalogue says now."""

    item: str
    title: str
    owner: str
    mode: str | None
    calls: int
    deliveries: int
    users: int
    quadrant: str
    zh: str
    en: str


@dataclass(frozen=True)
class Pooling(Answer):
    """The answer, most used first; an item is much used from ``often`` uses on, by many from ``many`` departments on."""

    since: str
    until: str
    often: int
    many: int
    items: list[PoolingRow]


def pooling(inquiry: Inquiry, since_ms: int, until_ms: int, often: int, many: int) -> Pooling:
    """The answer for a period, over the items and agreements that the asker may see."""
    uses: dict[str, _Use] = defaultdict(_Use)
    for agreement, calls in calls_between(inquiry.session, since_ms, until_ms).items():
        facts = inquiry.look.agreement(agreement)
        if (
            facts is not None
            and inquiry.look.of_agreement(inquiry.caller, facts.terms, agreement=facts.id) is not Right.NONE
        ):
            for item in facts.terms.items:
                uses[item].calls += calls
                uses[item].users.add(inquiry.directory.acting(facts.terms.user))
    rows = inquiry.between(since_ms, until_ms, types=("deliver",))
    for row in rows:
        facts = inquiry.look.agreement(row.event.agreement) if row.event.agreement else None
        if facts is not None and row.event.item:
            uses[row.event.item].deliveries += 1
            uses[row.event.item].users.add(inquiry.directory.acting(facts.terms.user))
    found = [_row(inquiry, item, uses[item], often, many) for item in uses]
    found.sort(key=lambda one: (-(one.calls + one.deliveries), one.item))
    pool = [one.item for one in found if one.quadrant == "pool"]
    return Pooling(
        **inquiry.head(*_verdict(pool, len(found)), rows[-100:]),
        since=format_time(since_ms),
        until=format_time(until_ms),
        often=often,
        many=many,
        items=found,
    )


def _row(inquiry: Inquiry, code: str, use: _Use, often: int, many: int) -> PoolingRow:
    entry = inquiry.look.item(code)
    quadrant, zh, en = _QUADRANTS[use.calls + use.deliveries >= often, len(use.users) >= many]
    mode = entry.entry.get("aggregation_mode") if entry is not None else None
    return PoolingRow(
        item=code,
        title=entry.title if entry is not None else "",
        owner=entry.owner if entry is not None else "",
        mode=mode if isinstance(mode, str) else None,
        calls=use.calls,
        deliveries=use.deliveries,
        users=len(use.users),
        quadrant=quadrant,
        zh=zh,
        en=en,
    )


def _verdict(pool: list[str], count: int) -> tuple[str, str]:
    names = ", ".join(pool[:5]) or "—"
    return (
        f"{count} 个目录项有使用, 宜物理汇聚: {names}。",
        f"{count} items were used; to be pooled physically: {names}.",
    )
