from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.event_types import EVENT_TYPES
from ledger.policy.alerts import Alert, alerts
from ledger.policy.duties import due_duties
from ledger.policy.seen import Seen
from ledger.workdays import add_workdays
from tests.ledger.policy.scene import AGREEMENT, DAY, NOW, PLATFORM, USER, at, seen, terms

A, B = "a" * 64, "b" * 64
TERMS = {AGREEMENT: terms(rows_per_delivery=50)}
END = at("2027-01-01T00:00")


def published(**members: Any) -> Seen:
    return seen(
        "p", "data.update", NOW - 9, **({"digest": A, "agreement": "", "disclosed": {"version": "1"}} | members)
    )


def sent(**members: Any) -> Seen:
    return seen("d", "deliver", NOW, **({"digest": A, "rows": 9} | members))


def received(**members: Any) -> Seen:
    return seen("r", "receipt", NOW + 1, **({"digest": A, "rows": 9, "parents": ("d",)} | members))


def called(name: str = "c", when: int = NOW, **members: Any) -> Seen:
    disclosed = members.pop("disclosed", {"case_ref": "C1", "called_fields": ["code"], "purpose": "address-form"})
    return seen(name, "call", when, disclosed=disclosed, **members)


DUE = add_workdays(NOW, 2).due_ms
STOP = seen("s", "agreement.suspend", NOW - 5)
ROWS: dict[str, tuple[list[Seen], int, list[tuple[str, str]]]] = {
    "an exchange in order": ([published(), sent(parents=("p",)), received(), called()], NOW + 2, []),
    "delivered is not the published parent": ([published(digest=B), sent(parents=("p",)), received()], NOW + 2, [("d", "deliver-mismatch")]),
    "delivered is not the published version": ([published(digest=B), sent(disclosed={"version": "1"}), received()], NOW + 2, [("d", "deliver-mismatch")]),
    "another version says nothing": ([published(digest=B), sent(disclosed={"version": "2"}), received()], NOW + 2, []),
    "an undisclosed version says nothing": ([published(digest=B), sent(), received()], NOW + 2, []),
    "changed in transit": ([sent(), seen("t", "transfer", NOW, digest=B, actor=PLATFORM, parents=("d",)), received()], NOW + 2, [("t", "transfer-mismatch")]),
    "carried unchanged": ([sent(), seen("t", "transfer", NOW, digest=A, actor=PLATFORM, parents=("d",)), received()], NOW + 2, []),
    "transfer of a delivery not on record": ([seen("t", "transfer", NOW, digest=B, actor=PLATFORM, parents=("z",))], NOW + 2, []),
    "received another digest": ([sent(), received(digest=B)], NOW + 2, [("r", "receipt-mismatch")]),
    "received fewer rows": ([sent(), received(rows=8)], NOW + 2, [("r", "receipt-mismatch")]),
    "receipt of a delivery not on record": ([received()], NOW + 2, []),
    "one hour without receipt": ([sent()], NOW + 3_600_000, []),
    "more than an hour without receipt": ([sent()], NOW + 3_600_001, [("d", "orphan-delivery")]),
    "the last day for the receipt": ([sent()], DUE, [("d", "due-last"), ("d", "orphan-delivery")]),
    "receipt overdue": ([sent()], DUE + 1, [("d", "orphan-delivery"), ("d", "overdue")]),
    "too many rows": ([sent(rows=51), received(rows=51)], NOW + 2, [("d", "rows-exceeded")]),
    "as many rows as agreed": ([sent(rows=50), received(rows=50)], NOW + 2, []),
    "no case": ([called(disclosed={"case_ref": ""})], NOW, [("c", "no-case")]),
    "undisclosed fields raise nothing": ([called(disclosed={})], NOW, []),
    "field outside, as a list": ([called(disclosed={"called_fields": ["code", "sex"]})], NOW, [("c", "field-outside")]),
    "field outside, as text": ([called(disclosed={"called_fields": "code, sex"})], NOW, [("c", "field-outside")]),
    "fields of another kind raise nothing": ([called(disclosed={"called_fields": 7})], NOW, []),
    "purpose outside": ([called(disclosed={"purpose": "marketing"})], NOW, [("c", "purpose-outside")]),
    "terms not known": ([called(agreement="0x", disclosed={"purpose": "marketing"}), seen("e", "deliver", rows=99, agreement="0x"), received(parents=("e",), rows=99, digest="")], NOW + 1, []),
    "quota met": ([called(disclosed={"count": 100})], NOW, []),
    "quota exceeded": ([called(disclosed={"count": 60}), called("e", NOW + 1, disclosed={"count": 41})], NOW + 1, [("e", "quota-exceeded")]),
    "both sides' records are not added up": ([called(disclosed={"count": 60}), called("e", NOW + 1, actor=PLATFORM, disclosed={"count": 60})], NOW + 1, []),
    "two days are not added up": ([called(disclosed={"count": 60}), called("e", NOW + DAY, disclosed={"count": 60})], NOW + DAY, []),
    "no quota agreed": ([called(disclosed={"count": 101}, agreement="0x")], NOW, []),
    "call at the end": ([called(when=END)], END, [("c", "use-after-end")]),
    "call before the start": ([called(when=at("2025-12-31T00:00"))], NOW, [("c", "use-after-end")]),
    "call while suspended": ([STOP, called()], NOW, [("s", "stop"), ("c", "use-after-end")]),
    "call claimed before the suspension": ([STOP, called(when=NOW - 6, recorded_ms=NOW)], NOW, [("s", "stop")]),
    "call after resumption": ([STOP, seen("u", "agreement.resume", NOW - 4, parents=("s",)), called()], NOW, []),
    "redistributed without consent": ([seen("x", "redistribute", actor=USER)], NOW, [("x", "no-consent")]),
    "redistributed with consent": ([seen("k", "consent", NOW - 1), seen("x", "redistribute", actor=USER, parents=("k",))], NOW, []),
    "recorded in time": ([seen("g", "drill", recorded_ms=add_workdays(NOW, 1).due_ms)], NOW, []),
    "backdated": ([seen("g", "drill", recorded_ms=add_workdays(NOW, 1).due_ms + 1)], NOW, [("g", "backdated")]),
    "clocks five minutes apart": ([seen("g", "drill", recorded_ms=NOW - 300_000)], NOW, []),
    "future": ([seen("g", "drill", recorded_ms=NOW - 300_001)], NOW, [("g", "future-dated")]),
    "supplement awaited": ([seen("q", "request"), seen("n", "supplement.notice", parents=("q",))], END, []),
    "due in more than three days": ([seen("q", "correction.request")], NOW, []),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_exchange(row: tuple[list[Seen], int, list[tuple[str, str]]]) -> None:
    events, now, expected = row
    found = [(alert.subject, alert.rule.id) for alert in alerts(events, TERMS, now)]
    assert found == expected


def test_an_alert_says_what_it_saw() -> None:
    (alert,) = alerts([called(disclosed={"count": 101})], TERMS, NOW)
    assert alert.en == "101 calls in one day, 100 agreed"
    assert alert.zh == "当日调用 101 次, 约定 100 次"
    assert alert.evidence == ("c",)


def test_thresholds_can_be_set() -> None:
    assert [row.rule.id for row in alerts([sent()], TERMS, NOW + 2, limits={"orphan-delivery": 1, "due-soon": 0})] == [
        "orphan-delivery"
    ]


def test_duties_counted_elsewhere_are_taken_as_they_are() -> None:
    known = due_duties([sent()], TERMS, DUE + 1)
    assert [row.rule.id for row in alerts([], TERMS, DUE + 1, duties=known)] == ["overdue"]
    assert alerts([], TERMS, DUE + 1, duties=()) == []


values = st.one_of(
    st.integers(0, 200), st.sampled_from(["", "x", "code sex"]), st.lists(st.sampled_from(["code", "sex"]))
)
names = st.sampled_from("abcdef")
events = st.lists(
    st.builds(
        lambda name, kind, when, late, parents, digest, disclosed: seen(
            name, kind, NOW + when, recorded_ms=NOW + when + late, parents=tuple(parents), digest=digest, rows=1,
            disclosed=disclosed,
        ),
        names, st.sampled_from(sorted(EVENT_TYPES)), st.integers(0, 9 * DAY), st.integers(-DAY, 5 * DAY),
        st.lists(names, max_size=2), st.sampled_from([A, B]),
        st.dictionaries(st.sampled_from(["count", "called_fields", "purpose", "case_ref", "version", "decision"]), values),
    ),
    unique_by=lambda event: event.id,
)  # fmt: skip


@given(events, st.integers(NOW, NOW + 9 * DAY))
def test_any_record_has_an_answer_whatever_its_order(found: list[Seen], now: int) -> None:
    raised: list[Alert] = alerts(found, TERMS, now)
    assert alerts(found[::-1], TERMS, now) == raised
    assert {alert.subject for alert in raised} <= {event.id for event in found}
    assert all(alert.zh and alert.en for alert in raised)
