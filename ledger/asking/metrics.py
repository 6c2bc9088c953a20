"""Metrics in the text format that Prometheus reads (version 0.0.4): the standing of the log and the worker's meter.

No label names a department, an item or a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.asking.standing import Status
from ledger.duties.watching import WatchReport

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_HELP = {
    "ack_seconds": "Seconds from a submission to its durable acknowledgement.",
    "commit_seconds": "Seconds that one commit takes.",
    "commit_events": "Events that one commit holds.",
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def exposition(
    status: Status,
    meter: Mapping[str, Any] | None,
    now: int,
    watcher: WatchReport,
    alerts: Mapping[str, int] | None = None,
    webhooks: Mapping[str, int] | None = None,
) -> str:
    """The page; ``meter`` as `ledger.recording.meter.read_meter` gives it, ``now`` in ms, ``watcher`` of duties,
    ``alerts`` rule → how many stand, ``webhooks`` name → changes not yet sent.
    """
    lines = [*_standing(status, now), *_gauge("worker_up", "Whether the worker runs.", meter is not None)]
    lines += _watched(watcher)
    if meter is not None:
        lines += _metered(meter, now)
    lines += _labelled("alerts_open", "Alerts that stand, by rule.", "rule", alerts or {})
    lines += _labelled("webhook_lag_changes", "Changes of alerts not yet sent.", "webhook", webhooks or {})
    return "\n".join(lines) + "\n"


def _standing(status: Status, now: int) -> Iterator[str]:
    yield from _gauge("log_entries", "Entries recorded.", status.size)
    yield from _gauge("checkpoint_entries", "Entries under the newest checkpoint.", status.checkpoint_size)
    yield from _gauge("anchored_entries", "Entries under the newest final anchor.", status.anchored_size)
    yield from _gauge("unanchored_entries", "Entries that wait for an anchor.", status.unanchored_count)
    age = (status.unanchored_age_ms or 0) / 1000
    yield from _gauge("unanchored_age_seconds", "Age of the oldest entry that waits for an anchor.", age)
    yield from _gauge("projection_lag_entries", "Entries not yet projected.", status.size - status.projected)
    yield from _gauge("chain_up", "Whether the chain answers.", status.chain_ok)
    if status.chain_block is not None:
        yield from _gauge("chain_block", "Height of the chain.", status.chain_block)
        yield from _gauge("chain_lag_blocks", "Blocks not yet read.", status.chain_block + 1 - status.chain_read)
    if status.anchored_block is not None:
        yield from _gauge("anchored_block", "Block of the newest final anchor.", status.anchored_block)
    yield from _witnesses(status, now)
    yield from _gauge("frozen", "Whether the log is frozen: nothing is taken in or signed.", status.frozen is not None)


def _watched(watcher: WatchReport) -> Iterator[str]:
    yield from _gauge("watcher_up", "Whether the watcher of duties ran within a minute and keeps up.", watcher.ok)
    yield from _gauge("watcher_lag_entries", "Entries the watcher has not looked at.", watcher.lag_entries)
    if watcher.age_ms is not None:
        yield from _gauge("watcher_age_seconds", "Seconds since the watcher ran.", watcher.age_ms / 1000)
    yield from _gauge("duties_overdue", "Open duties whose time is over.", watcher.overdue)


def _witnesses(status: Status, now: int) -> Iterator[str]:
    yield from _gauge("witness_quorum", "Witnesses that must cosign.", status.witness_quorum)
    yield from _gauge("witnessed_entries", "Entries under the newest checkpoint with a quorum.", status.witnessed_size)
    lags = {one.name: status.checkpoint_size - one.size for one in status.witnesses}
    yield from _labelled("witness_lag_entries", "Entries that a witness has not cosigned.", "witness", lags)
    ages = {one.name: (now - one.cosigned_at) / 1000 for one in status.witnesses if one.cosigned_at is not None}
    yield from _labelled("witness_age_seconds", "Seconds since a witness cosigned last.", "witness", ages)


def _metered(meter: Mapping[str, Any], now: int) -> Iterator[str]:
    if (watched := meter.get("watched")) is not None:
        yield from _gauge(
            "alert_watch_age_seconds", "Seconds since alerts were last watched.", (now - watched[0]) / 1000
        )
        yield from _gauge("alert_watch_lag_entries", "Entries not yet watched for alerts.", watched[1])
    ahead = meter["clock_ahead"] / 1000
    yield from _gauge("clock_ahead_seconds", "How far the clock is ahead of the time since the start.", ahead)
    yield from _gauge("recorder_waiting", "Events that wait to be recorded.", meter["waiting"])
    yield from _head("recorded_events_total", "Events recorded since the worker was started.", "counter")
    yield f"quanze_recorded_events_total {meter['recorded']}"
    for name, one in meter["histograms"].items():
        yield from _histogram(name, one)
    yield from _head("failures_total", "Failed rounds and submissions, by part and code.", "counter")
    for one in meter["failures"]:
        yield f'quanze_failures_total{{part="{_label(one["part"])}",code="{_label(one["code"])}"}} {one["count"]}'


def _histogram(name: str, one: Mapping[str, Any]) -> Iterator[str]:
    yield from _head(name, _HELP[name], "histogram")
    total = 0
    for bound, count in zip([*one["bounds"], "+Inf"], one["counts"], strict=True):
        total += count
        yield f'quanze_{name}_bucket{{le="{bound}"}} {total}'
    yield f"quanze_{name}_sum {one['sum']}"
    yield f"quanze_{name}_count {total}"


def _gauge(name: str, says: str, value: float) -> Iterator[str]:
    yield from _head(name, says, "gauge")
    yield f"quanze_{name} {int(value) if isinstance(value, bool) else value}"


def _labelled(name: str, says: str, label: str, values: Mapping[str, float]) -> Iterator[str]:
    yield from _head(name, says, "gauge")
    for key, value in values.items():
        yield f'quanze_{name}{{{label}="{_label(key)}"}} {value}'


def _head(name: str, says: str, kind: str) -> Iterator[str]:
    yield f"# HELP quanze_{name} {says}"
    yield f"# TYPE quanze_{name} {kind}"


def _label(text: str) -> str:
    return text.translate(_ESCAPES)
