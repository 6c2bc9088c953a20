"""Alerts on the ledger's own health: anchors, chain, witnesses, freezing, and the calendar it counts with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.policy.alert import Alert
from ledger.policy.alert_rules import ALERT_RULES, thresholds
from ledger.workdays import CHINA

LOG = "log"


@dataclass(frozen=True)
class Health:
    """How the log and what witnesses it stand; None where it cannot be told.

    Attributes:
        unanchored_ms: age of the oldest entry that waits for an anchor.
        chain_ok: whether the chain answers. blocks_behind: blocks that were not read yet.
        witnesses_behind: entries under the newest checkpoint that a quorum of witnesses has not cosigned.
        frozen: why the log is frozen, in Chinese and English.
        last_year: the last year that the calendar knows.
    """

    operator: str
    unanchored_ms: int | None = None
    chain_ok: bool | None = None
    blocks_behind: int | None = None
    witnesses_behind: int | None = None
    frozen: tuple[str, str] | None = None
    last_year: int | None = None


def health_alerts(health: Health, now: int, limits: Mapping[str, int] | None = None) -> list[Alert]:
    """A15: every alert on the ledger's health that stands at ``now`` (ms).

    Raises:
        InputRefused: ``limits`` names no rule, or no number.
    """
    return list(_raised(health, now, thresholds(limits or {})))


def _raised(health: Health, now: int, limits: Mapping[str, int]) -> Iterator[Alert]:
    waited = None if health.unanchored_ms is None else health.unanchored_ms // 1000
    for rule, found in (
        ("anchor-late", waited),
        ("chain-behind", health.blocks_behind),
        ("witness-behind", health.witnesses_behind),
    ):
        if found is not None and found > limits[rule]:
            yield _alert(rule, health, str(found))
    if health.chain_ok is False:
        yield _alert("chain-away", health)
    if health.frozen is not None:
        yield _alert("log-frozen", health, *health.frozen)
    soon = datetime.fromtimestamp(now / 1000 + limits["calendar-unpublished"] * 86_400, CHINA).year
    if health.last_year is not None and soon > health.last_year:
        yield _alert("calendar-unpublished", health, str(health.last_year + 1), key=str(health.last_year + 1))


def _alert(rule: str, health: Health, *values: str, key: str = "") -> Alert:
    return Alert(ALERT_RULES[rule], LOG, (), values, key, health.operator)
