"""Alerts on the data itself and how it is shared: old versions, second sources, lowered grades, quality, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.policy.alert import Alert, Raising, View
from ledger.policy.quality import met, said, unmet_at_close
from ledger.policy.seen import Seen

_USES = ("derive", "aggregate", "use.report", "redistribute", "store", "call")
_SOURCES = ("collect", "data.update")
_GRADES = {"1": 1, "2": 2, "3": 3, "一般": 1, "重要": 2, "核心": 3, "general": 1, "important": 2, "core": 3}


def data_raisings(view: View) -> Iterator[Raising]:
    """A6 (old versions), A7, A8, A13 and A14."""
    for rule in (_versions, _sources, _repeated, _grades, _rounds, _measures, _closes, _conditions, _supplements):
        yield from map(Raising, rule(view))


def _versions(view: View) -> Iterator[Alert]:
    lag = view.limits["old-version"]
    for delivery in view.record.of_type("deliver"):
        published = [one for one in view.record.of_type("data.update") if one.item == delivery.item]
        mine = [one for one in published if _is_version(view, delivery, one)]
        if not mine:
            continue
        newer = next((one for one in published if one.recorded_ms > mine[-1].recorded_ms), None)
        if newer is None:
            continue
        for use in (delivery, *view.record.descendants(delivery, *_USES)):
            if use.occurred_ms > newer.recorded_ms + lag:
                version = mine[-1].text("version") or mine[-1].id[:12]
                yield view.alert("old-version", use, version, evidence=(mine[-1], newer))


def _is_version(view: View, delivery: Seen, published: Seen) -> bool:
    version = delivery.text("version")
    named = version is not None and version == published.text("version")
    return named or published in view.record.parents(delivery, "data.update")


def _sources(view: View) -> Iterator[Alert]:
    assigned = {event.item for event in view.record.of_type("source.assign")}
    moved = {event.item for event in view.record.of_type("attribution.change")}
    first: dict[str, Seen] = {}
    for event in view.record.of_type("collect"):
        before = first.setdefault(event.item, event)
        if event.item in assigned or not event.item:
            continue
        if before.actor != event.actor and event.item not in moved:
            yield view.alert("second-source", event, before.actor, evidence=(before,))
        for code, owner in view.around.others.get(event.item, ()):
            if event is before and owner != event.actor and code not in assigned:
                yield view.alert("second-source", event, f"{code} ({owner})", key=code)


def _repeated(view: View) -> Iterator[Alert]:
    for event in view.record.of_type("collect"):
        may_have = view.around.obtained.get(event.actor, frozenset())
        for code, _ in view.around.others.get(event.item, ()):
            if code in may_have:
                yield view.alert("repeat-collection", event, code, key=code)


def _grades(view: View) -> Iterator[Alert]:
    regraded = {event.item for event in view.record.of_type("grade")}
    for event in view.record.of_type("derive", "aggregate"):
        given = grade_of(event.disclosed) or (item.grade if (item := view.around.items.get(event.item)) else 0)
        above = [view.around.items[code].grade for code in _made_from(view, event) if code in view.around.items]
        above += [grade_of(one.disclosed) for one in view.record.parents(event, "derive", "aggregate")]
        if 0 < given < max(above, default=0) and event.item not in regraded:
            yield view.alert("grade-inverted", event, str(given), str(max(above)))


def grade_of(disclosed: Mapping[str, Any]) -> int:
    """The grade 1 … 3 that an event discloses, 0 where it does not."""
    value = disclosed.get("grade")
    return value if value in {1, 2, 3} and not isinstance(value, bool) else _GRADES.get(str(value), 0)


def _made_from(view: View, event: Seen) -> set[str]:
    parents = (view.record.by_id.get(name) for name in event.parents)
    direct = {parent.item for parent in parents if parent and parent.item}
    return (direct | set(view.around.sources.get(event.item, ()))) - {event.item}


def _rounds(view: View) -> Iterator[Alert]:
    """Rounds of one loop are parted by its plan: what was reached once begins to be counted anew."""
    limit = view.limits["quality-unmet"]
    for plan in view.record.of_type("pdma.plan"):
        missed: list[Seen] = []
        for event in view.record.descendants(plan, "pdma.round"):
            reached = said(event, "reached")
            missed = [*missed, event] if reached is False else ([] if reached else missed)
            if limit and len(missed) == limit:
                yield view.alert("quality-unmet", event, str(limit), evidence=missed[:-1])


def _measures(view: View) -> Iterator[Alert]:
    limit = view.limits["quality-unmet"]
    missed: dict[tuple[str, str], list[Seen]] = {}
    for event in view.record.of_type("quality.measure"):
        key = (event.item, event.text("dimension") or "")
        found = met(event)
        if found is None or not key[1]:
            continue
        missed[key] = [] if found else [*missed.get(key, []), event]
        if limit and len(missed[key]) == limit:
            yield view.alert("quality-unmet", event, str(limit), evidence=missed[key][:-1], key=key[1])


def _closes(view: View) -> Iterator[Alert]:
    for event in view.record.of_type("pdma.close"):
        if unmet := unmet_at_close(view.record, event):
            yield view.alert("closed-unmet", event, ", ".join(unmet))


def _conditions(view: View) -> Iterator[Alert]:
    for event in view.record.of_type("reply"):
        item = view.around.items.get(event.item)
        if item is None or item.share_type not in {"unconditional", "conditional"}:
            continue
        for condition in _texts(event, "conditions"):
            if item.share_type == "unconditional" or condition not in item.condition:
                yield view.alert("condition-added", event, condition, key=condition)


def _texts(event: Seen, name: str) -> list[str]:
    value = event.disclosed.get(name)
    parts = value if isinstance(value, list) else [value]
    return [part.strip() for part in parts if isinstance(part, str) and part.strip() and part.strip() not in _NOTHING]


_NOTHING = {"none", "无", "-"}


def _supplements(view: View) -> Iterator[Alert]:
    for request in view.record.of_type("request"):
        for again in view.record.descendants(request, "supplement.notice")[1:]:
            yield view.alert("second-supplement", again, evidence=(request,))
