"""Where a dispute goes: `Accountability.routeOf` over the chain of admissions, `ledger.policy.dispute_route` over regions.

Both say the same where every region's sharing manager is a government body under the people's government of its region,
and that under the manager of the region above, as docs/contracts/Accountability.md asks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations, product

import pytest

from ledger.chain.deploy import RootDepartment
from ledger.chain.relay import Relay
from ledger.errors import InputRefused
from ledger.keys import LocalSigner
from ledger.policy.dispute_route import Region, Step, route
from tests.differential.acts import Stage, word

pytestmark = pytest.mark.chain
TIERS = ("national", "province", "city", "county")
GOVERNMENT, INSTITUTION = 2, 5


@dataclass
class Realm:
    """Regions as Python knows them, and their departments as the chain does."""

    stage: Stage
    chance: random.Random
    regions: dict[str, Region] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)  # ordinary departments, by code: their region

    def grow(self, root: str, tier: int, government: str, size: int) -> None:
        """A tree of regions below a root whose government is admitted already; tiers may be left out."""
        self._govern(root, "", tier, government)
        below = [root]
        while len(below) < size:
            above = self.chance.choice([code for code in below if self._tier(code) < 4])
            code = f"{root}{len(below):02d}"
            if self.chance.random() < 0.25:  # a pseudo-node groups divisions and governs nothing
                self.regions[code] = Region(code, above, self.regions[above].tier, pseudo=True)
            else:
                tier = self.chance.randint(self._tier(above) + 1, 4)
                self._govern(code, above, tier, f"ZF-{code}")
            below.append(code)
        for code in below:
            if not self.regions[code].pseudo:
                self._settle(code)

    def _govern(self, code: str, parent: str, tier: int, government: str) -> None:
        manager, number = f"SJ-{code}", self._number(len(self.regions))
        if parent:
            self.stage.admit(government, self.regions[self._governed(parent)].manager, tier, number, GOVERNMENT)
        self.stage.admit(manager, government, tier, number, GOVERNMENT)
        self.regions[code] = Region(code, parent, TIERS[tier - 1], manager=manager, government=government)

    def _settle(self, code: str) -> None:
        """Ordinary departments under the region's manager, some of them under an institution that is none itself."""
        region, number = self.regions[code], self._number(list(self.regions).index(code))
        above = region.manager
        if self.chance.random() < 0.3:
            above = f"YX-{code}"
            self.stage.admit(above, region.manager, self._tier(code), number, INSTITUTION)
        for name in ("MZ", "GF"):
            kind = self.chance.choice((1, 2, 3, 5, 6))
            self.stage.admit(f"{name}-{code}", above, self._tier(code), number, kind)
            self.placed[f"{name}-{code}"] = code

    def _tier(self, code: str) -> int:
        return TIERS.index(self.regions[code].tier) + 1

    @staticmethod
    def _number(place: int) -> int:
        return 100_000 + place if place else 0  # the first one is the whole country

    def _governed(self, code: str) -> str:
        while self.regions[code].pseudo:
            code = self.regions[code].parent
        return code

    def expected(self, one: str, other: str) -> tuple[bytes, bytes]:
        """Mediator and decider by Python; zero twice where nothing is above both."""
        try:
            found = route(self.placed[one], self.placed[other], self.regions)
        except InputRefused:
            return bytes(32), bytes(32)
        return word(found.body(Step.MEDIATE)), word(found.body(Step.DECIDE))

    def asked(self, rows: list[tuple[str, str, str]]) -> list[tuple[bytes, bytes]]:
        """Mediator and decider by the contract, for rows of one side, the other and the agreement's manager."""
        words = [(word(one), word(other), word(manager)) for one, other, manager in rows]
        return list(map(tuple, self.stage.ask("Accountability")("routeOf", words)))


@pytest.fixture(scope="module", params=range(4))
def realm(courier: Relay, request: pytest.FixtureRequest) -> Realm:
    """Two trees of regions that know nothing of each other."""
    heads = {code: LocalSigner.generate() for code in ("ZF-A", "ZF-B")}
    places = {"ZF-A": (1, 0), "ZF-B": (2, 100_009)}
    roots = [RootDepartment(code, *places[code], GOVERNMENT, heads[code].address) for code in heads]
    made = Realm(Stage.found(courier, roots, heads), random.Random(request.param))
    made.grow("A", 1, "ZF-A", 9)
    made.grow("B", 2, "ZF-B", 4)
    return made


def test_without_an_agreement_every_pair_goes_the_same_way(realm: Realm) -> None:
    pairs = list(combinations(realm.placed, 2))
    routes = realm.asked([(one, other, "") for one, other in pairs])
    assert dict(zip(pairs, routes, strict=True)) == {pair: realm.expected(*pair) for pair in pairs}
    assert len(set(routes)) > 3
    assert (bytes(32), bytes(32)) in routes


def test_under_an_agreement_of_the_regions_manager_every_pair_goes_the_same_way(realm: Realm) -> None:
    pairs = list(combinations(realm.placed, 2))
    rows = [(one, other, realm.regions[realm.placed[one]].manager) for one, other in pairs]
    assert realm.asked(rows) == [realm.expected(*pair) for pair in pairs]


def test_the_order_of_the_sides_changes_nothing(realm: Realm) -> None:
    pairs = list(product(realm.placed, realm.placed))
    forth, back = realm.asked([(a, b, "") for a, b in pairs]), realm.asked([(b, a, "") for a, b in pairs])
    assert forth == back


# where the two differ, by name


def test_an_agreements_own_manager_mediates_between_two_of_one_region(realm: Realm) -> None:
    """Python knows regions, not agreements: it names the region's manager. The decider is then above that manager."""
    one, other = "MZ-A", "GF-A"
    foreign = "SJ-B"
    ((mediator, decider),) = realm.asked([(one, other, foreign)])
    assert (mediator, decider) == (word(foreign), word("ZF-B"))
    assert realm.expected(one, other) == (word("SJ-A"), word("ZF-A"))


def test_no_body_mediates_its_own_case(realm: Realm) -> None:
    """Python is asked about regions and cannot see that a side is the body itself; the contract goes on upwards."""
    region = next(code for code, one in realm.regions.items() if one.parent == "A" and not one.pseudo)
    bodies = realm.regions[region]
    rows = [(bodies.manager, f"MZ-{region}", ""), (bodies.government, f"MZ-{region}", ""), ("SJ-A", "MZ-A", "")]
    above = (word("SJ-A"), word("ZF-A"))
    # The government above the side mediates at the manager's place; nothing stands above the root's government.
    assert realm.asked(rows) == [(word(bodies.government), word("SJ-A")), above, (word("ZF-A"), bytes(32))]
