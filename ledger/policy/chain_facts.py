"""What one delivery left on record along publish → deliver → transfer → receipt → use, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Link:
    """One step of a delivery.

    Attributes:
        event: id; at_ms: its time; digest: of the payload that left this step.
        in_digest: of the payload that came in, where the step says so (transfer); empty otherwise.
        version: version label; empty where none was disclosed.
        anchored: whether the chain witnesses it; evidence that is not anchored counts as missing.
    """

    event: str
    at_ms: int
    digest: str
    in_digest: str = ""
    version: str = ""
    anchored: bool = True


class Claim(StrEnum):
    """What is said to be wrong, beyond what the digests show."""

    NONE = "none"
    WRONG_CONTENT = "wrong-content"
    MISUSE = "misuse"
    WRONG_DERIVED = "wrong-derived"
    SOURCES_DISAGREE = "sources-disagree"


@dataclass(frozen=True)
class ChainFacts:
    """The facts of one delivery; a link that is not on record is None.

    Attributes:
        via_platform: whether a platform carried it, so that a transfer is to be expected.
        newer: the publication that superseded the delivered version, if any.
        cycle_due_ms: when the update cycle asked for a newer version; None where it is not known.
        correction, correction_reply: request to correct this version, and its answer; correction_due_ms: when due.
        known_to_user_ms: when the user is shown to have known of the error.
        lead_named: whether a lead source is assigned for the item.
        claim: what is said to be wrong.
        as_of_ms: time of the question.
    """

    as_of_ms: int
    publish: Link | None = None
    deliver: Link | None = None
    transfer: Link | None = None
    receipt: Link | None = None
    use: Link | None = None
    via_platform: bool = False
    newer: Link | None = None
    cycle_due_ms: int | None = None
    correction: Link | None = None
    correction_reply: Link | None = None
    correction_due_ms: int | None = None
    known_to_user_ms: int | None = None
    lead_named: bool = True
    claim: Claim = Claim.NONE

    def usable(self, step: str) -> Link | None:
        """The link of that name if it is on record and anchored."""
        link: Link | None = getattr(self, step)
        return link if link and link.anchored else None

    def missing(self) -> tuple[str, ...]:
        """Names of the links that this delivery should have and lacks; " (unanchored)" where only the anchor lacks.

        A use is not demanded: data may be received and not used.
        """
        steps = ["publish", "deliver", *(["transfer"] if self.via_platform else []), "receipt"]
        absent = [step for step in steps if getattr(self, step) is None]
        loose = [step for step in (*steps, "use") if getattr(self, step) and self.usable(step) is None]
        return (*absent, *(f"{step} (unanchored)" for step in loose))
