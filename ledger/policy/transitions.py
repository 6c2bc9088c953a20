"""Order of the exchange: which event types must have gone before. The link is a parent of the event.

A record of a wrong is not refused for being wrong: redistribution without consent has its place here and its alert there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

_DATA = ("collect", "store", "data.update", "deliver", "receipt", "call", "verify", "derive", "aggregate", "mask",
         "migrate", "backup", "transfer", "backflow", "redistribute")  # fmt: skip
_ENTRY = ("catalogue.register", "catalogue.update", "catalogue.publish")

BEFORE: dict[str, tuple[str, ...]] = {
    "catalogue.update": _ENTRY,
    "catalogue.publish": ("catalogue.register", "catalogue.update"),
    "operate.revoke": ("operate.grant",),
    "migrate": ("collect", "store", "data.update", "backup", "migrate", "mask"),
    "mask": ("collect", "store", "data.update", "derive", "aggregate", "migrate"),
    "supplement.notice": ("request",),
    "supplement.supply": ("supplement.notice",),
    "review": ("request", "supplement.supply"),
    "extension.request": ("request", "supplement.supply"),
    "extension.decide": ("extension.request",),
    "reply": ("request", "supplement.supply"),
    "agreement.amend": ("agreement.sign", "agreement.file"),
    "agreement.resume": ("agreement.suspend",),
    "agreement.terminate": ("consult", "rectify.order", "purpose.end", "dispute.decide"),
    "transfer": ("deliver", "transfer"),
    "receipt": ("deliver", "transfer"),
    "redistribute": ("receipt", "deliver", "derive", "aggregate", "redistribute"),
    "record.disclose": ("record.read",),
    "derive": _DATA,
    "aggregate": _DATA,
    "link": (*_DATA, "link"),
    "correction.request": ("quality.issue", *_DATA),
    "correction.reply": ("correction.request",),
    "correction.close": ("correction.reply",),
    "pdma.round": ("pdma.plan", "pdma.round"),
    "pdma.close": ("pdma.plan", "pdma.round"),
    "incident.report": ("incident",),
    "incident.remedy": ("incident", "incident.report"),
    "complaint.close": ("complaint",),
    "dispute.negotiate": ("dispute.file",),
    "dispute.mediate": ("dispute.negotiate",),
    "dispute.decide": ("dispute.mediate",),
    "finding.rectify": ("finding", "order", "rectify.order"),
    "finding.verify": ("finding.rectify",),
    "rectify.order": ("agreement.suspend", "finding", "breach.mark"),
    "order": ("breach.mark", "finding"),
    "notice": ("order", "breach.mark", "finding", "inspection"),
    "sanction.ref": ("order", "finding", "breach.mark"),
    "open.withdraw": ("open.publish",),
    "accreditation.expire": ("accreditation.grant",),
    "alert.acknowledge": ("alert",),
}
"""Event type → types of which at least one must be among its parents. A type without a row may come first."""

ANY_PARENT = frozenset({"finding", "countersign"})
"""Types that need a parent of whatever type: evidence, or the event that is countersigned."""

ONCE = frozenset({"supplement.notice"})
"""Types of which one parent may have one only (条例 21: supplements are asked for once)."""

ORDERED = frozenset(BEFORE) | ANY_PARENT
"""Types that do not come first."""

AWAITING = frozenset({"migrate", "mask", "transfer", "receipt", "redistribute", "derive", "aggregate", "link"})
"""Types that say what was done with data: it was done, whether or not another department has recorded the step before yet.
Until that is recorded it is a gap, which every answer that meets it names.
"""


@dataclass(frozen=True)
class MissingStep:
    """Why an event is out of order: the steps of which one should have gone before (empty: this was done already)."""

    event_type: str
    expected: tuple[str, ...]
    zh: str
    en: str


def missing_step(
    event_type: str, parent_types: Collection[str], sibling_types: Collection[str] = ()
) -> MissingStep | None:
    """What is missing before an event of this type, or None if it is in order.

    Args:
        event_type: name in the closed catalogue.
        parent_types: types of its parents.
        sibling_types: types of the events on record that share a parent with it.
    """
    expected = BEFORE.get(event_type, ())
    if expected and not set(expected) & set(parent_types):
        names = ", ".join(expected)
        return MissingStep(
            event_type,
            expected,
            f"{event_type} 之前须有下列之一并作为 parents: {names}",
            f"{event_type} must follow one of these, named among its parents: {names}",
        )
    if event_type in ANY_PARENT and not parent_types:
        return MissingStep(
            event_type,
            (),
            f"{event_type} 须以已记录的事件为 parents",
            f"{event_type} must name a recorded event among its parents",
        )
    if event_type in ONCE and event_type in sibling_types:
        return MissingStep(
            event_type, (), f"{event_type} 只能有一次(条例 21)", f"{event_type} may be sent once only (article 21)"
        )
    return None
