"""The short way of events: from the body straight to the intake and the recorder, without a framework between.

It answers what is well formed; everything else it leaves to the routes of `api.routes.events`, which say what is wrong.
Both ways end in the same use cases, and the routes describe both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NoReturn

import msgspec

from api.bodies import MAX_BATCH, MAX_EVENT_TEXT
from api.problems import problem
from api.strict import check_strict
from ledger.disclosure import parse_disclosures
from ledger.errors import QuanzeError
from ledger.event_form import MAX_FIELDS
from ledger.model import fits, format_time
from ledger.recording.intake import Checked, Intake, Submission
from ledger.recording.recorder import Answers, Receipt, Recorder
from ledger.recording.step_order import Ahead

SLICE, TURN = 50, 500
SIGNATURE_TEXT = 132
Answered = tuple[int, bytes]


class _One(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    event: str
    signature: str
    disclosures: dict[str, dict[str, Any]] = {}


class _Member(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    event: str
    disclosures: dict[str, dict[str, Any]] = {}


class _Each(msgspec.Struct, forbid_unknown_fields=True):
    events: list[_One]


class _Once(msgspec.Struct, forbid_unknown_fields=True):
    events: list[_Member]
    signature: str


class _Row(msgspec.Struct):
    index: int
    event_id: str
    recorded_at: str
    duplicate: bool


class _Rows(msgspec.Struct):
    results: list[_Row | dict[str, Any]]


def _no_float(_text: str) -> NoReturn:
    raise ValueError


_Given = tuple[_One, bytes]
_encode = msgspec.json.Encoder().encode
_one = msgspec.json.Decoder(_One, float_hook=_no_float)
_each = msgspec.json.Decoder(_Each, float_hook=_no_float)
_once = msgspec.json.Decoder(_Once, float_hook=_no_float)
_format_time = lru_cache(maxsize=256)(format_time)


class Door:
    """Takes events of one application.

    Args:
        intake: checks them in this process. recorder: records them, here or elsewhere.
    """

    def __init__(self, intake: Intake, recorder: Recorder) -> None:
        self._intake = intake
        self._recorder = recorder
        self._paths = {"/v1/events": self._record_one, "/v1/events/batch": self._record_many}
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[Sequence[Checked], asyncio.Future[Answers]]] = []

    def takes(self, method: str, path: str) -> bool:
        """Whether requests to this path may come in here."""
        return method == "POST" and path in self._paths

    async def answer(self, path: str, body: bytes) -> Answered | None:
        """Status and JSON of the answer; None leaves the request to the routes.

        Raises:
            QuanzeError: the refusal of the request. BodyRefused: its JSON could be read in two ways.
        """
        return await self._paths[path](body)

    async def answer_lines(self, body: bytes) -> Answered | None:
        """As `answer` for a batch given as one JSON object a line."""
        try:
            events = _one.decode_lines(body)
            strict = b"\n".join(map(_encode, events)) == body.rstrip(b"\n")
        except ValueError:
            return None
        if not strict:
            for line in body.splitlines():
                check_strict(line or b"null")
        return await self._record_each(events)

    async def _record_one(self, body: bytes) -> Answered | None:
        one = _read(_one, body)
        given = None if one is None else _well_formed([one])
        if given is None:
            return None
        (answer,) = await self._record([self._intake.check(_submission(given[0]))])
        if isinstance(answer, QuanzeError):
            raise answer
        return 200 if answer.duplicate else 201, _encode(_row(answer))

    async def _record_many(self, body: bytes) -> Answered | None:
        each = _read(_each, body)
        if each is not None:
            return await self._record_each(each.events)
        once = _read(_once, body)
        signature = None if once is None else _signature(once.signature)
        if signature is None or not _fit(once.events):
            return None
        events = [(one.event.encode(), parse_disclosures(one.disclosures)) for one in once.events]
        # one signature covers all of them, so there are no slices to take turns between
        async with self._turn:
            checked = await asyncio.to_thread(self._intake.check_batch, events, signature)
        return _many(await self._record(checked))

    async def _record_each(self, events: Sequence[_One]) -> Answered | None:
        given = _well_formed(events)
        if given is None:
            return None
        found: list[Checked | QuanzeError] = []
        ahead: Ahead = {}
        for at in range(0, len(given), TURN):
            # one batch after the other, so that the recorder has the first while the next is checked
            async with self._turn:
                found += await self._check(given[at : at + TURN], ahead)
        good = [one for one in found if isinstance(one, Checked)]
        receipts = iter(await self._record(good) if good else ())
        return _many([one if isinstance(one, QuanzeError) else next(receipts) for one in found])

    async def _check(self, events: Sequence[_Given], ahead: Ahead) -> list[Checked | QuanzeError]:
        found = self._intake.check_each(events[:SLICE], _submission, ahead)
        for at in range(SLICE, len(events), SLICE):
            # single events get their turn while a batch is checked
            await asyncio.sleep(0)
            found += self._intake.check_each(events[at : at + SLICE], _submission, ahead)
        return found

    async def _record(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """Hand on together what comes in within one turn of the loop, and wait for the commit."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answers] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._hand_on, loop)
        self._waiting.append((checked, answer))
        answers = await answer
        if isinstance(answers, QuanzeError):
            raise answers
        return answers

    def _hand_on(self, loop: asyncio.AbstractEventLoop) -> None:
        jobs, self._waiting = self._waiting, []

        def done(answers: Answers) -> None:
            loop.call_soon_threadsafe(_share, jobs, answers)

        try:
            self._recorder.enqueue([one for checked, _ in jobs for one in checked], done)
        except QuanzeError as error:
            _share(jobs, error)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it; the gate logs it and tells nothing
            for _, answer in jobs:
                answer.set_exception(error)


def _share(jobs: Sequence[tuple[Sequence[Checked], asyncio.Future[Answers]]], answers: Answers) -> None:
    start = 0
    for checked, answer in jobs:
        end = start + len(checked)
        # whoever has gone meanwhile needs no answer; the event is recorded all the same
        if not answer.done():
            answer.set_result(answers if isinstance(answers, QuanzeError) else answers[start:end])
        start = end


def _read(decoder: msgspec.json.Decoder[Any], body: bytes) -> Any:
    try:
        value = decoder.decode(body)
        strict = _encode(value) == body
    except ValueError:
        return None
    if not strict:
        # spaces, another order of members, or a name twice: only a reading of every name tells
        check_strict(body)
    return value


def _well_formed(events: Sequence[_One]) -> list[_Given] | None:
    """The events with their signatures' bytes; None where one is out of form."""
    if not _fit(events):
        return None
    signatures = [_signature(one.signature) for one in events]
    return None if None in signatures else list(zip(events, signatures, strict=True))  # type: ignore[arg-type]


def _fit(events: Sequence[_One] | Sequence[_Member]) -> bool:
    return 1 <= len(events) <= MAX_BATCH and all(
        2 <= len(one.event) <= MAX_EVENT_TEXT and (not one.disclosures or _are_named(one.disclosures)) for one in events
    )


def _are_named(disclosures: dict[str, dict[str, Any]]) -> bool:
    return len(disclosures) <= MAX_FIELDS and all(fits("field", name) for name in disclosures)


def _signature(text: str) -> bytes | None:
    try:
        found = bytes.fromhex(text[2:])
    except ValueError:
        return None
    # capitals and spaces are read too: the one spelling is what it would be written as
    return found if len(text) == SIGNATURE_TEXT and text == "0x" + found.hex() else None


def _submission(given: _Given) -> Submission:
    one, signature = given
    return Submission(one.event.encode(), signature, parse_disclosures(one.disclosures) if one.disclosures else {})


def _row(receipt: Receipt) -> _Row:
    return _Row(receipt.index, receipt.event_id, _format_time(receipt.recorded_at), receipt.duplicate)


def _many(answers: Sequence[Receipt | QuanzeError]) -> Answered:
    rows = [_row(one) if isinstance(one, Receipt) else problem(one) for one in answers]
    return 200, _encode(_Rows(rows))
