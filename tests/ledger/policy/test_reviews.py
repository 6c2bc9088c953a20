"""The four reviews name what they found, since when, under which article; what is not disclosed is not certain."""

from __future__ import annotations

import pytest

from ledger.errors import NotFound
from ledger.policy.completeness import FIELD_WORDS, REQUIRED, gaps
from ledger.policy.figures.book import Use
from ledger.policy.figures.reviews import REVIEWS, ReviewRow, review_of
from ledger.policy.seen import Record
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, DAY, ITEM, NOW, OWNER, USER, at, seen
from tests.ledger.policy.test_figures import START, book, entry, says

LATER = NOW + 60 * DAY


def look(name: str, *events: object, **members: object) -> list[ReviewRow]:
    return list(REVIEWS[name].look(book(events, **members)))  # type: ignore[arg-type]


def test_agreements_that_were_applied_for_and_not_used() -> None:
    (row,) = look("unused", now=LATER)
    assert (row.subject, row.department, row.item, row.clause, row.article) == (
        f"agreement:{AGREEMENT}", USER, ITEM, "U6", "29",
    )  # fmt: skip
    assert "生效于 2026-01-01" in row.zh
    (row,) = look("unused", now=NOW + 190 * DAY, last_use={AGREEMENT: Use("c", NOW)})
    assert "last used 2026-03-02" in row.en
    assert row.days > 100
    assert row.evidence == ("c",)
    assert look("unused", now=LATER, last_use={AGREEMENT: Use("c", NOW)}) == []


def test_refusals_without_ground_tell_none_from_bad_and_from_hidden() -> None:
    rows = look(
        "groundless",
        says("1", "reply", decision="refuse", reasons="no"),
        says("2", "reply", decision="refuse", reasons=""),
        says("3", "reply", decision="refuse"),
        says("4", "reply", decision="refuse", reasons="《保密法》"),
    )
    assert [(row.subject, row.certain) for row in rows] == [("1", True), ("2", True), ("3", False)]
    assert "name no law" in rows[0].en
    assert "no reasons" in rows[1].en
    assert "cannot be determined" in rows[2].en
    assert {row.clause for row in rows} == {"O7"}


def test_stale_supply_is_seen_in_the_newest_version_only() -> None:
    old = says("1", "data.update", cycle_due="2026-01-10T00:00:00.000Z")
    due = says("2", "data.update", START + 1, cycle_due="2026-02-01T00:00:00.000Z")
    fine = says("3", "data.update", item="other", cycle_due="2026-12-01T00:00:00.000Z")
    hidden = says("4", "data.update", item="third")
    rows = look("stale", old, due, fine, hidden)
    assert [(row.subject, row.certain) for row in rows] == [(f"item:{ITEM}", True), ("item:third", False)]
    assert rows[0].since_ms == at("2026-02-01T00:00")
    assert "2026-02-01" in rows[0].zh


def test_gaps_are_named_field_by_field_with_their_article() -> None:
    rows = look(
        "gaps", entry(title="", share_type="refused"), entry("e2", item="2"), seen("e3", "catalogue.register", item="3")
    )
    assert [(row.field, row.clause, row.article) for row in rows] == [
        ("title", "O1", "13"),
        ("refusal_basis", "O2", "15"),
    ]
    assert rows[0].zh == "缺少名称(条例第 13 条)"
    assert rows[1].en == "lacks its reason and law for not sharing (article 15)"
    assert rows[0].department == OWNER
    update = replace(entry("u", START + 1, "catalogue.update"), disclosed={"entry": {}, "approved_by": ""})
    fields = [row.field for row in REVIEWS["gaps"].look(replace(book(), record=Record([update])))]
    assert fields == [*REQUIRED, "approved_by"]


def test_every_field_that_can_lack_has_its_words() -> None:
    assert set(gaps({"share_type": "conditional"})) | set(gaps({"share_type": "refused"})) <= FIELD_WORDS.keys()


def test_a_review_is_found_by_its_name() -> None:
    assert [review_of(name).id for name in REVIEWS] == ["unused", "groundless", "stale", "gaps"]
    with pytest.raises(NotFound, match="unheard"):
        review_of("unheard")
