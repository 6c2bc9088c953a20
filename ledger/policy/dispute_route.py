"""Which body a dispute on sharing goes to (条例 28): computed from explicit tiers and parents, never from digits.

Negotiate; then the manager of the same region, or of the lowest common ancestor of the two regions; then the people's
government of that region. Statistical pseudo-nodes (市辖区, 省直辖县级 and the like) are no government and are skipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import InputRefused, NotFound


class Step(StrEnum):
    """Steps of a dispute, in order."""

    NEGOTIATE = "negotiate"
    MEDIATE = "mediate"
    DECIDE = "decide"


@dataclass(frozen=True)
class Region:
    """An administrative division.

    Attributes:
        code: of the division; parent: code of the one above, empty for the root.
        tier: ``national``, ``province``, ``city`` or ``county``, stored and never inferred.
        pseudo: a node that groups divisions in statistics and has no government.
        manager: department code of its sharing manager; government: of its people's government. Empty if not on record.
    """

    code: str
    parent: str
    tier: str
    pseudo: bool = False
    manager: str = ""
    government: str = ""


@dataclass(frozen=True)
class Route:
    """Where a dispute goes: the region that decides it and its two bodies."""

    region: Region

    def body(self, step: Step) -> str:
        """Department code of the body of that step; empty for negotiation, which has none.

        Raises:
            NotFound: the region has no such body on record.
        """
        if step is Step.NEGOTIATE:
            return ""
        body = self.region.manager if step is Step.MEDIATE else self.region.government
        if not body:
            raise NotFound(
                zh=f"区划 {self.region.code} 没有登记 {step} 环节的机关",
                en=f"no body for the step {step} is on record in region {self.region.code}",
            )
        return body

    def check(self, step: Step, body: str) -> None:
        """Accept a filing to ``body``.

        Raises:
            InputRefused: it is another body's to take.
            NotFound: as `body`.
        """
        if (right := self.body(step)) != body:
            raise InputRefused(
                zh=f"{step} 环节应由 {right} 受理, 不是 {body}",
                en=f"the step {step} belongs to {right}, not to {body}",
                right=right,
            )


def route(one: str, other: str, regions: Mapping[str, Region]) -> Route:
    """The route of a dispute between departments of two regions.

    Raises:
        NotFound: a region is not on record.
        InputRefused: the parents run in a circle, or the two have no common ancestor.
    """
    above = set(_governed(one, regions))
    for code in _governed(other, regions):
        if code in above:
            return Route(regions[code])
    raise InputRefused(
        zh=f"区划 {one} 与 {other} 没有共同上级", en=f"regions {one} and {other} have no common ancestor"
    )


def next_step(failed: Sequence[Step]) -> Step | None:
    """The step that may be taken after these have failed, in order; None after the last.

    Raises:
        InputRefused: a step was left out or taken out of order.
    """
    order = list(Step)
    if list(failed) != order[: len(failed)]:
        raise InputRefused(
            zh=f"争议须依次经过 {[step.value for step in order]}",
            en=f"a dispute goes through {[step.value for step in order]} in order",
        )
    return order[len(failed)] if len(failed) < len(order) else None


def region_chain(code: str, regions: Mapping[str, Region]) -> list[str]:
    """The region and those above it up to the root, pseudo-nodes included.

    Raises:
        NotFound: a region is not on record.
        InputRefused: the parents run in a circle.
    """
    chain: list[str] = []
    while code:
        if code in chain:
            raise InputRefused(zh=f"区划 {code} 的上级成环", en=f"the parents of region {code} run in a circle")
        if code not in regions:
            raise NotFound(zh=f"没有区划 {code}", en=f"region {code} is not on record", region=code)
        chain.append(code)
        code = regions[code].parent
    return chain


def _governed(code: str, regions: Mapping[str, Region]) -> list[str]:
    return [step for step in region_chain(code, regions) if not regions[step].pseudo]
