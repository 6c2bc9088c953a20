import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused, NotFound
from ledger.policy.dispute_route import Region, Step, next_step, region_chain, route


def region(code: str, parent: str, tier: str, *, pseudo: bool = False) -> Region:
    return Region(code, parent, tier, pseudo, "" if pseudo else f"M{code}", "" if pseudo else f"G{code}")


ROWS = [
    region("000000", "", "national"),
    region("330000", "000000", "province"),
    region("330100", "330000", "city"),
    region("330102", "330100", "county"),
    region("330200", "330000", "city"),
    region("110000", "000000", "province"),
    region("110100", "110000", "city", pseudo=True),
    region("110101", "110100", "county"),
    region("110105", "110100", "county"),
    region("310000", "000000", "province"),
    region("420000", "000000", "province"),
    region("429000", "420000", "city", pseudo=True),
    region("429004", "429000", "county"),
    region("429005", "429000", "county"),
    region("440000", "000000", "province"),
    region("441900", "440000", "city"),
    region("442000", "440000", "city"),
    region("460000", "000000", "province"),
    region("460400", "460000", "city"),
    region("620000", "000000", "province"),
    region("620200", "620000", "city"),
    region("620201", "620200", "city"),
]
REGIONS = {row.code: row for row in ROWS}
governed = st.sampled_from([row.code for row in ROWS if not row.pseudo])

VECTORS = [
    ("330100", "330100", "330100"),
    ("330100", "330200", "330000"),
    ("330102", "330100", "330100"),
    ("330102", "330200", "330000"),
    ("110000", "310000", "000000"),
    ("110101", "110105", "110000"),
    ("429004", "429005", "420000"),
    ("441900", "442000", "440000"),
    ("460400", "460000", "460000"),
    ("620201", "110101", "000000"),
]


@pytest.mark.parametrize(("one", "other", "expected"), VECTORS, ids=[f"{a} and {b}" for a, b, _ in VECTORS])
def test_the_lowest_common_ancestor_that_is_a_government_decides(one: str, other: str, expected: str) -> None:
    found = route(one, other, REGIONS)
    assert found.region.code == expected
    assert route(other, one, REGIONS) == found
    assert [found.body(step) for step in Step] == ["", f"M{expected}", f"G{expected}"]


def test_a_filing_to_another_body_is_refused_and_the_right_one_named() -> None:
    found = route("330100", "330200", REGIONS)
    found.check(Step.MEDIATE, "M330000")
    with pytest.raises(InputRefused) as refusal:
        found.check(Step.MEDIATE, "M330100")
    assert refusal.value.details == {"right": "M330000"}


def test_a_body_that_is_not_on_record_is_not_guessed() -> None:
    bare = REGIONS | {"330000": Region("330000", "000000", "province")}
    with pytest.raises(NotFound):
        route("330100", "330200", bare).body(Step.DECIDE)


def test_broken_region_data_is_named() -> None:
    with pytest.raises(NotFound):
        route("330100", "990000", REGIONS)
    with pytest.raises(InputRefused):
        region_chain("1", {"1": region("1", "2", "city"), "2": region("2", "1", "city")})
    with pytest.raises(InputRefused):
        route("1", "2", {"1": region("1", "", "national"), "2": region("2", "", "national")})


def test_the_chain_runs_to_the_root_with_its_pseudo_nodes() -> None:
    assert region_chain("110101", REGIONS) == ["110101", "110100", "110000", "000000"]


def test_each_step_needs_the_failed_one_before() -> None:
    order = list(Step)
    assert [next_step(order[:n]) for n in range(4)] == [*order, None]
    for wrong in ([Step.MEDIATE], [Step.NEGOTIATE, Step.DECIDE], [*order, Step.DECIDE]):
        with pytest.raises(InputRefused):
            next_step(wrong)


@given(governed, governed)
def test_the_deciding_region_lies_above_both_and_nothing_lower_does(one: str, other: str) -> None:
    chosen = route(one, other, REGIONS).region
    both = set(region_chain(one, REGIONS)) & set(region_chain(other, REGIONS))
    assert chosen.code in both
    assert not chosen.pseudo
    lower = {code for code in both if chosen.code in region_chain(code, REGIONS)[1:]}
    assert all(REGIONS[code].pseudo for code in lower)
