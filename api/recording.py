"""From request bodies to what the use cases take: submissions, batches under one signature, signed structs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.bodies import SignedEvent, SignedOnce
from api.forms import Strict
from ledger.disclosure import Disclosure, parse_disclosures
from ledger.errors import QuanzeError
from ledger.recording.intake import Checked, Submission
from ledger.recording.recorder import Receipt
from ledger.wiring import Ledger

Answer = Receipt | QuanzeError


def submission(body: SignedEvent) -> Submission:
    """What the intake takes.

    Raises:
        InputRefused: disclosures or a signature out of form.
    """
    return Submission(body.event.encode(), signature(body.signature), disclosures(body.disclosures))


def record_each(ledger: Ledger, bodies: Sequence[SignedEvent]) -> list[Answer]:
    """Record events signed one by one; each has its own answer, in order.

    Raises:
        Unavailable: the recorder takes nothing now; nothing of the batch is recorded.
    """
    checked = ledger.intake.check_each(bodies, submission, {})
    good = [one for one in checked if isinstance(one, Checked)]
    receipts = iter(ledger.recorder.submit(good)) if good else iter(())
    return [one if isinstance(one, QuanzeError) else next(receipts) for one in checked]


def record_once(ledger: Ledger, body: SignedOnce) -> list[Answer]:
    """Record events of one actor under one signature.

    Raises:
        QuanzeError: the first event that may not be recorded refuses the batch, for the signature covers all of it.
    """
    events = [(one.event.encode(), disclosures(one.disclosures)) for one in body.events]
    return ledger.recorder.submit(ledger.intake.check_batch(events, signature(body.signature)))


def disclosures(value: dict[str, dict[str, Any]]) -> dict[str, Disclosure]:
    """Read the disclosures of one event. Raises DisclosureRefused."""
    return parse_disclosures(value)


def signature(text: str) -> bytes:
    """The 65 bytes of a signature whose form the interface has checked."""
    return bytes.fromhex(text.removeprefix("0x"))


def as_message(body: Strict) -> dict[str, Any]:
    """The EIP-712 message of a signed struct: members named as in contracts/I*.sol."""
    return {_camel(name): value for name, value in body.model_dump().items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
