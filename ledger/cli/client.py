"""A department's HTTP client: every route of the API, and the signatures that a department makes before it asks.

Keys stay here: a signer signs, and only its signature is sent. What the service refuses is raised as the same class of
`QuanzeError` that the service raised.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ledger.cli.connection import Connection, Json
from ledger.cli.wording import read_problem
from ledger.disclosure import Disclosure
from ledger.errors import InputRefused, OperationFailed, QuanzeError, Unavailable
from ledger.keys import Signer, domain_separator
from ledger.keys.contract_types import CONTRACT_OF, contract_digest
from ledger.keys.personal import personal_digest
from ledger.policy.terms import AgreementTerms
from ledger.recording.intake import Submission
from ledger.recording.pen import Draft, Pen
from ledger.registers.sign_in_message import SignInMessage

OPEN_END = 2**64 - 1
POLL_S = 0.1
_ENDED = ("final", "failed")


@dataclass(frozen=True)
class Recorded:
    """Where an event stands in the log; ``recorded_at`` as docs/formats.md §1."""

    index: int
    event_id: str
    recorded_at: str
    duplicate: bool


class Client(Connection):
    """One connection to one service. Use as a context manager, or `close` it.

    Args:
        url: of the service, such as ``http://127.0.0.1:8642``.
        token: of a session opened before; `sign_in` sets it.
        trust: trust policy (docs/formats.md §13) to sign for; None asks the service for its own. Given one that was
            obtained elsewhere, a lying service cannot have anything signed for another chain or contract.
        timeout: seconds to wait for an answer.

    Every method raises what the service refuses with, and `ServiceUnreachable` where none answers.
    """

    def __init__(self, url: str, token: str | None = None, trust: Json | None = None, timeout: float = 60.0) -> None:
        super().__init__(url, token, timeout)
        self._trust = trust

    # who I am

    def sign_in(self, signer: Signer) -> Json:
        """Open a session with a key: ``{"token", "expires_at", "caller"}``; later calls use its token.

        Raises:
            InputRefused: the service asks to sign something that is no sign-in message of this address.
            NotSignedIn: the key is no department's valid key.
        """
        message = self.post("/v1/sign-in/challenge", {"address": signer.address})["message"]
        if SignInMessage.parse(message).address != signer.address:
            raise InputRefused(zh="登录文本所列地址不是本密钥", en="the sign-in message names another address")
        signature = signer.sign_digest(personal_digest(message.encode()))
        answer = self.post("/v1/sign-in", {"message": message, "signature": _hex(signature)})
        self.token = answer["token"]
        return answer

    def sign_out(self) -> None:
        """End the session."""
        self.request("POST", "/v1/sign-out")
        self.token = None

    def me(self) -> Json:
        """The caller: address, department, role, tier, region."""
        return self.get("/v1/me")

    # departments and keys

    def departments(self) -> list[Json]:
        """All departments."""
        return list(self.get("/v1/departments")["departments"])

    def department(self, code: str) -> Json:
        """One department with its ``keys``."""
        return self.get(f"/v1/departments/{quote(code)}")

    def next_nonce(self, code: str) -> int:
        """The nonce that the department's next admission, key grant or key end has to carry."""
        return int(self.get(f"/v1/departments/{quote(code)}/nonce")["nonce"])

    def admit(self, admission: Mapping[str, Any], names: Mapping[str, str], signer: Signer) -> Json:
        """Admit a department; the operation.

        Args:
            admission: ``code parent tier region kind head``, optionally ``valid_from valid_until nonce``.
            names: ``zh`` and ``en``.
            signer: a head of the parent.
        """
        body = self._numbered(admission, str(admission["parent"]))
        return self.post(
            "/v1/departments", {"admission": body, "names": dict(names), **self.sign("Admission", body, signer)}
        )

    def enrol(self, grant: Mapping[str, Any], signer: Signer) -> Json:
        """Enrol a key: ``department key role``, optionally ``valid_from valid_until nonce``; the operation."""
        body = self._numbered(grant, str(grant["department"]))
        path = f"/v1/departments/{quote(str(body['department']))}/keys"
        return self.post(path, {"grant": body, **self.sign("KeyGrant", body, signer)})

    def end_key(self, end: Mapping[str, Any], signer: Signer) -> Json:
        """End a key: ``department key since reason``, optionally ``nonce``; the operation."""
        body = {"nonce": self.next_nonce(str(end["department"])), **end} if "nonce" not in end else dict(end)
        path = f"/v1/departments/{quote(str(body['department']))}/keys/{quote(str(body['key']))}/end"
        return self.post(path, {"end": body, **self.sign("KeyEnd", body, signer)})

    def sign(self, struct: str, body: Mapping[str, Any], signer: Signer) -> dict[str, str]:
        """``{"signer", "signature"}`` over one of the contracts' structs; ``body`` as the API takes it (for Terms, flat)."""
        trust = self.trust()
        message = AgreementTerms.from_json(dict(body)).to_message() if struct == "Terms" else camel_names(body)
        contract = trust["contracts"][CONTRACT_OF[struct]]["address"]
        digest = contract_digest(struct, message, trust["chain_id"], contract)
        return {"signer": signer.address, "signature": _hex(signer.sign_digest(digest))}

    # catalogue and agreements

    def items(self) -> list[Json]:
        """Catalogue items."""
        return list(self.get("/v1/items")["items"])

    def item(self, code: str) -> Json:
        """One catalogue item."""
        return self.get(f"/v1/items/{quote(code)}")

    def unfollowed(self, before: str | None = None, limit: int = 100) -> Json:
        """Contract events that the service refuses to follow, newest first, and where the next page starts."""
        return self.get("/v1/chain/unfollowed", before=before, limit=limit)

    def agreements(self) -> list[Json]:
        """Agreements that the caller may see."""
        return list(self.get("/v1/agreements")["agreements"])

    def agreement(self, agreement: str) -> Json:
        """One agreement."""
        return self.get(f"/v1/agreements/{quote(agreement)}")

    def activity(self, agreement: str) -> Json:
        """What is in flight under an agreement."""
        return self.get(f"/v1/agreements/{quote(agreement)}/activity")

    def sign_terms(self, terms: Mapping[str, Any], signer: Signer) -> dict[str, str]:
        """A party's consent to the terms (flat, as `AgreementTerms.to_json`)."""
        return self.sign("Terms", terms, signer)

    def conclude(self, terms: Mapping[str, Any], consents: Sequence[Mapping[str, str]]) -> Json:
        """Conclude with the consents of owner, user and manager, in this order: ``{"operation", "agreement"}``."""
        return self.post("/v1/agreements", {"terms": dict(terms), "consents": [dict(one) for one in consents]})

    # events

    def next_seq(self, address: str, lane: int) -> int:
        """The next number in a key's lane."""
        return int(self.get(f"/v1/lanes/{quote(address)}/{lane}")["next_seq"])

    def separator(self) -> bytes:
        """The EIP-712 domain separator that events are signed under, 32 bytes."""
        trust = self.trust()
        return domain_separator(trust["chain_id"], trust["contracts"]["EventLog"]["address"])

    def pen(self, actor: str, signer: Signer, lane: int = 0) -> Pen:
        """A pen of this key that goes on where its lane ends."""
        return Pen(actor, signer, self.separator(), lane, self.next_seq(signer.address, lane))

    def record(self, pen: Pen, draft: Draft) -> Recorded:
        """Write, sign and record one event; a refusal gives its number back to the lane."""
        seq = pen.next_seq
        try:
            _, submission = pen.write(draft)
            return self.submit(submission)
        except Unavailable:
            raise
        except QuanzeError:
            pen.next_seq = seq
            raise

    def record_batch(self, pen: Pen, drafts: Sequence[Draft]) -> list[Recorded]:
        """Write many events under one signature and record all of them, or none."""
        seq = pen.next_seq
        try:
            _, events, signature = pen.write_batch(drafts)
            return self.submit_batch(events, signature)
        except Unavailable:
            raise
        except QuanzeError:
            pen.next_seq = seq
            raise

    def submit(self, submission: Submission) -> Recorded:
        """Record one signed event; sending it again gives the same answer."""
        return Recorded(**self.post("/v1/events", _signed_event(submission)))

    def submit_each(self, submissions: Sequence[Submission]) -> list[Recorded | QuanzeError]:
        """Record events signed one by one; each has its own answer, in order."""
        return self._batch({"events": [_signed_event(one) for one in submissions]})

    def submit_batch(
        self, events: Sequence[tuple[bytes, Mapping[str, Disclosure]]], signature: bytes
    ) -> list[Recorded]:
        """Record events under one signature; raises the first refusal, for a batch stands or falls as one."""
        bodies = [{"event": raw.decode(), "disclosures": _opened(opened)} for raw, opened in events]
        answers = self._batch({"events": bodies, "signature": _hex(signature)})
        for answer in answers:
            if isinstance(answer, QuanzeError):
                raise answer
        return [answer for answer in answers if isinstance(answer, Recorded)]

    def events(self, **query: str | int | None) -> Json:
        """A page of the index: ``{"events", "next_after"}``; ``agreement item actor type after limit``."""
        return self.get("/v1/events", **query)

    def event(self, event_id: str) -> Json:
        """One event with what the caller may see of it."""
        return self.get(f"/v1/events/{quote(event_id)}")

    def evidence(self, event_id: str, disclose: Sequence[str] | None = None) -> bytes:
        """The evidence document of an event; ``disclose`` None opens all that the caller may see."""
        wanted = None if disclose is None else ",".join(disclose)
        return self.request("GET", f"/v1/events/{quote(event_id)}/evidence", query={"disclose": wanted}).content

    # before, after, reads

    def decide(self, question: Mapping[str, Any], *, record: bool = False) -> Json:
        """The question before; ``question`` as the API's body without ``record``."""
        return self.post("/v1/decisions", {**question, "record": record})

    def lineage(self, ref: str, direction: str = "up", depth: int | None = None, **query: str | int | None) -> Json:
        """Where an event or item came from (``up``) or went to (``down``); ``as_of as_known limit cursor``, one page."""
        return self.get(f"/v1/lineage/{quote(ref)}", direction=direction, depth=depth, **query)

    def recall(self, event_id: str) -> Json:
        """Every holder downstream of a wrong record, its duty, and what closed it."""
        return self.get("/v1/recall", event=event_id)

    def accountability(self, event_id: str) -> Json:
        """Who answers for an event."""
        return self.get("/v1/accountability", event=event_id)

    def work(self, **query: str | int | None) -> Json:
        """What is due for the caller's department and those under it; ``state clause department limit cursor``, one page."""
        return self.get("/v1/work", **query)

    def reads(self, **query: str | int | None) -> list[Json]:
        """Who read what; ``department subject limit``."""
        return list(self.get("/v1/reads", **query)["reads"])

    # log, trust, state

    def trust(self) -> Json:
        """The trust policy in use; the service's own, asked for once, unless another was given."""
        if self._trust is None:
            self._trust = self.published_trust()
        return self._trust

    def published_trust(self) -> Json:
        """The trust policy that the service publishes."""
        return self.get("/v1/trust")

    def status(self) -> Json:
        """How far log, checkpoints and anchors have come."""
        return self.get("/v1/status")

    def ready(self) -> bool:
        """Whether the service answers and its chain does."""
        try:
            return bool(self.get("/readyz")["ok"])
        except Unavailable:
            return False

    def extract(self, query: Mapping[str, Any]) -> bytes:
        """The extract of a stream; ``query``: agreement, item or department, and from, to, since, until."""
        return self.request("GET", "/v1/extract", query=query).content

    def tlog_proof(self, event: str) -> str:
        """The C2SP tlog-proof of an event's entry."""
        return self.request("GET", f"/v1/events/{quote(event)}/tlog-proof").text

    def checkpoint(self) -> str:
        """The latest signed note."""
        return self.request("GET", "/v1/log/checkpoint").text

    def inclusion(self, index: int, size: int) -> list[str]:
        """Inclusion path, base64 each."""
        return list(self.get("/v1/log/inclusion", index=index, size=size)["path"])

    def consistency(self, old: int, new: int) -> list[str]:
        """Consistency path, base64 each."""
        return list(self.get("/v1/log/consistency", old=old, new=new)["path"])

    def tile(self, level: int | str, path: str) -> bytes:
        """A C2SP tile; ``level`` may be ``"entries"``."""
        return self.request("GET", f"/log/tile/{level}/{path}").content

    def operation(self, operation_id: str) -> Json:
        """State of a chain call."""
        return self.get(f"/v1/operations/{quote(operation_id)}")

    def wait_for(self, operation_id: str, seconds: float = 60.0) -> Json:
        """Wait until a chain call has ended; the operation.

        Raises:
            OperationFailed: the contract refused it. Unavailable: not ended in this time; it goes on by itself.
        """
        found = self.wait_until(lambda: self._ended(operation_id), f"operation {operation_id}", seconds)
        if found["state"] == "failed":
            raise OperationFailed(
                zh=f"链上操作 {operation_id} 被拒: {found['error']}",
                en=f"the chain refused operation {operation_id}: {found['error']}",
                operation=found,
            )
        return dict(found)

    def wait_until(self, found: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
        """Ask again and again until ``found`` gives something true; that.

        Raises:
            Unavailable: it did not in this time; ``what`` names it.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if answer := found():
                return answer
            time.sleep(POLL_S)
        raise Unavailable(
            zh=f"{seconds:g} 秒内未等到 {what}: 稍后再查",
            en=f"{what} did not come within {seconds:g} s: ask again later",
        )

    def _ended(self, operation_id: str) -> Json | None:
        found = self.operation(operation_id)
        return found if found["state"] in _ENDED else None

    def _numbered(self, body: Mapping[str, Any], department: str) -> Json:
        nonce = body["nonce"] if "nonce" in body else self.next_nonce(department)
        return {"valid_from": 0, "valid_until": OPEN_END, **body, "nonce": nonce}

    def _batch(self, body: Json) -> list[Recorded | QuanzeError]:
        answers = self.post("/v1/events/batch", body)["results"]
        return [read_problem(one) if "code" in one else Recorded(**one) for one in answers]


def camel_names(body: Mapping[str, Any]) -> Json:
    """The EIP-712 message of a signed struct whose members are written with underscores."""
    return {_camel(name): value for name, value in body.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _hex(signature: bytes) -> str:
    return "0x" + signature.hex()


def _opened(disclosures: Mapping[str, Disclosure]) -> Json:
    return {name: one.to_json() for name, one in disclosures.items()}


def _signed_event(submission: Submission) -> Json:
    return {
        "event": submission.event.decode(),
        "signature": _hex(submission.signature),
        "disclosures": _opened(submission.disclosures),
    }
