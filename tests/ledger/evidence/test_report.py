"""A report says what was found, in both languages and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.evidence import (
    TEXTS,
    verify,
)
from tests.ledger.evidence.tampering import (
    check,
    world,
)


class TestReport:
    def test_json_names_steps_findings_and_summary(self) -> None:
        value = check(role=4).to_json()
        assert json.loads(json.dumps(value)) == value
        assert (value["format"], value["result"]) == ("quanze/report/v1", "failed")
        assert [step["step"] for step in value["steps"]] == list(range(1, 14))
        assert value["findings"][0] == {
            "code": "EV-1206",
            "step": 12,
            "kind": "failure",
            "zh": TEXTS["EV-1206"][0],
            "en": TEXTS["EV-1206"][1],
            "details": {"role": 4, "allowed": ["head", "officer", "gateway"]},
        }
        assert value["summary"]["event"] == world().event.id

    def test_times_bound_the_event_from_both_sides(self) -> None:
        summary = check().summary
        assert summary["key_valid_from"] == "2026-11-21T01:28:00.000Z"
        assert summary["anchored_at"] == "2026-11-22T01:28:05.000Z"
        assert (summary["anchor_block"], summary["proved_at_block"]) == (41, 42)
        assert summary["header"] == "unsealed, pinned"
        assert check(seals=1).summary["header"] == "sealed, pinned"

    def test_a_time_beyond_the_calendar_stays_a_number(self) -> None:
        assert check(recorded_at=2**63).summary["recorded_at"] == str(2**63 + 2)

    @pytest.mark.parametrize(
        ("language", "first", "finding"),
        [("zh", "核验不通过", TEXTS["EV-1206"][0]), ("en", "failed", TEXTS["EV-1206"][1])],
    )
    def test_lines_speak_the_readers_language(self, language: Any, first: str, finding: str) -> None:
        lines = check(role=4).lines(language)
        assert lines[0] == first
        assert f"EV-1206 {finding}" in lines

    def test_lines_give_the_cause_of_a_refusal(self) -> None:
        report = verify(b"{", world().policy)
        assert any("not JSON" in line for line in report.lines("en"))
        assert any("不是" in line for line in report.lines("zh"))

    def test_texts_are_in_both_languages(self) -> None:
        assert all(zh and en and zh != en for zh, en in TEXTS.values())
