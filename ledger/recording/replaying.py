"""Replaying a recorded decision: the same inputs through the same rules must give the same bytes. Needs no service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.canonical import canonical
from ledger.disclosure import check_disclosures, parse_disclosures
from ledger.errors import InputRefused
from ledger.events import Event
from ledger.policy.decide import decide
from ledger.policy.facts import Facts, Question
from ledger.policy.rules import rules_digest

_NEEDED = ("question", "facts", "answer", "inputs_digest")


class Replay(StrEnum):
    """What came of it."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_BE_DETERMINED = "cannot-be-determined"


@dataclass(frozen=True)
class Replayed:
    """The result; ``recorded`` and ``again`` are the two answers, None where one is not to be had."""

    result: Replay
    event: str
    zh: str
    en: str
    missing: list[str]
    recorded: dict[str, Any] | None = None
    again: dict[str, Any] | None = None


def replay(text: str, disclosures: Mapping[str, Any]) -> Replayed:
    """Decide again what a `decision` event recorded.

    Args:
        text: the canonical text of the event, as signed.
        disclosures: field → ``{"salt", "value"}``, whatever is open of it; each must be what the event committed to.

    Raises:
        InputRefused: another type of event. EventRefused, NotCanonical: not an event.
        DisclosureRefused: a field that is not the one the event committed to.
    """
    event = Event.parse(text.encode())
    if event.type.name != "decision":
        raise InputRefused(
            zh=f"{event.id} 是 {event.type.name}, 不是 decision 事件: 请给出判定的事件编号",
            en=f"{event.id} is a {event.type.name}, no decision: name the event of a decision",
        )
    check_disclosures(event.fields, parse_disclosures(dict(disclosures)))
    if missing := [name for name in _NEEDED if name not in disclosures]:
        return _open_end(event.id, missing)
    values = {name: disclosures[name]["value"] for name in _NEEDED}
    return _again(event.id, values)


def _again(event: str, values: Mapping[str, Any]) -> Replayed:
    question, facts = Question.from_json(values["question"]), Facts.from_json(values["facts"])
    again, recorded = decide(question, facts).to_json(), values["answer"]
    same = canonical(again) == canonical(recorded) and again["inputs_digest"] == values["inputs_digest"]
    if same:
        zh, en = "重演所得与所记逐字节相同", "the replay gives the recorded bytes"
        return Replayed(Replay.SAME, event, zh, en, [], recorded, again)
    if isinstance(recorded, dict) and recorded.get("rules") != rules_digest():
        zh = f"所记判定依规则 {recorded.get('rules')}, 本程序的规则是 {rules_digest()}: 请用当时的版本重演"
        en = f"decided under the rules {recorded.get('rules')}, this program has {rules_digest()}: use the release of then"
        return Replayed(Replay.CANNOT_BE_DETERMINED, event, zh, en, ["rules"], recorded, again)
    zh, en = "规则相同而结论不同: 所记判定有误或被改动", "the rules are the same and the answer differs"
    return Replayed(Replay.DIFFERENT, event, zh, en, [], recorded, again)


def _open_end(event: str, missing: list[str]) -> Replayed:
    names = ", ".join(missing)
    zh, en = f"无法判定: 未披露 {names}", f"cannot be determined: {names} not disclosed"
    return Replayed(Replay.CANNOT_BE_DETERMINED, event, zh, en, missing)
