"""Indexing: the contracts' events become the projections that queries and intake read.

Rows are put, not added, so reading blocks again changes nothing; that is how a chain that went back is followed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ledger.chain.contracts import ContractEvent
from ledger.chain.reading import BlockRef
from ledger.chain_link import ChainLink
from ledger.directory import CONCLUDED
from ledger.errors import InputRefused
from ledger.event_types import KeyRole
from ledger.policy.terms import AgreementTerms
from ledger.storage.operation_journal import OperationState
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

CURSOR = "chain"
OPEN_UNTIL = 2**64 - 1
LATEST_MS = 2**63 - 1
ROLES = tuple(KeyRole)
_READ_BACK = 256


class ChainIndexer:
    """Follows the contracts' events.

    Args:
        names: code → (zh, en) names of the root departments, which the chain does not hold.
    """

    def __init__(self, store: Store, chain: ChainLink, names: dict[str, dict[str, str]]) -> None:
        self._store = store
        self._chain = chain
        self._names = names
        self._seen: BlockRef | None = None

    def step(self) -> int:
        """Read what is new; the number of contract events read."""
        head = self._chain.reader.head()
        with self._store.read() as session:
            cursor = session.projections.next_index(CURSOR)
        start = self._start(head, cursor)
        if start > head.number:
            return 0
        addresses = [contract.address for contract in self._chain.contracts.values()]
        logs = self._chain.reader.logs(addresses, start, head.number)
        events = [event for one in self._chain.contracts.values() for event in one.decode_logs(logs)]
        events.sort(key=lambda event: (event.log.block_number, event.log.log_index))
        times = {number: self._time(number) for number in {event.log.block_number for event in events}}
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then reading begins anew
            if session.projections.next_index(CURSOR) != cursor:
                return 0
            for event in events:
                self._apply(session, event, times[event.log.block_number] * 1000)
            session.projections.advance(CURSOR, head.number + 1)
        self._seen = head
        return len(events)

    def _start(self, head: BlockRef, cursor: int) -> int:
        if self._seen is None:
            # after a restart the chain may have gone back a little; all the way back shows in its height
            return max(0, cursor - _READ_BACK) if cursor <= head.number + 1 else 0
        if not self._chain.reader.holds(self._seen):
            logger.warning("the chain went back below block %d; it is read again", self._seen.number)
            return 0
        return cursor

    def _time(self, number: int) -> int:
        block = self._chain.reader.block(number)
        return block.time if block else 0

    def _apply(self, session: StoreSession, event: ContractEvent, time_ms: int) -> None:
        arguments = event.arguments
        match event.name:
            case "DepartmentAdmitted":
                self._admit(session, arguments, time_ms)
            case "KeyEnrolled":
                session.projections.put_key(
                    DepartmentKey(
                        address=arguments["key"].lower(),
                        department=code_of(arguments["department"]),
                        role=ROLES[arguments["role"] - 1],
                        valid_from=to_ms(arguments["validFrom"]),
                        valid_until=_until(arguments["validUntil"]),
                    )
                )
            case "KeyEnded":
                self._end_key(session, arguments)
            case "DepartmentSucceeded":
                _succeed(session, arguments)
            case "Concluded":
                self._conclude(session, arguments, event)
            case "Suspended" | "Resumed" | "Terminated" | "Closed" | "Amended":
                _change_agreement(session, event.name, arguments)
            case _:
                # Opened and Anchored are followed by the anchor journal; an agreement that is offered and filed step by
                # step stays unknown here, and so nothing is taken in under it
                return

    def _admit(self, session: StoreSession, arguments: dict[str, Any], time_ms: int) -> None:
        code, parent = code_of(arguments["department"]), code_of(arguments["parent"]) or None
        names = self._names.get(code) or _journalled_names(session, code)
        facts = {
            "parent": parent,
            "tier": arguments["tier"],
            "region": f"{arguments['region']:06d}",
            "kind": arguments["kind"],
            "since_ms": time_ms,
            "name_zh": names.get("zh", code),
            "name_en": names.get("en", code),
        }
        session.projections.put_department(
            Department(
                code=code,
                name=facts["name_zh"],
                parent=parent,
                tier=str(facts["tier"]),
                region=facts["region"],
                status="active",
                facts=facts,
            )
        )

    def _end_key(self, session: StoreSession, arguments: dict[str, Any]) -> None:
        known = session.projections.key(arguments["key"].lower())
        if known is not None:
            ended = DepartmentKey(
                known.address, known.department, known.role, known.valid_from, to_ms(arguments["since"])
            )
            session.projections.put_key(ended)

    def _conclude(self, session: StoreSession, arguments: dict[str, Any], event: ContractEvent) -> None:
        try:
            terms = AgreementTerms.from_message(_texts_as_hex(arguments["terms"]))
        except InputRefused as error:
            # the contract's rules are wider than ours (a leap day, a repeated field): such an agreement stays unknown
            # here, so nothing is taken in under it, and nobody is stopped by it
            logger.error("agreement 0x%s is not followed: %s", arguments["id"].hex(), error)  # noqa: TRY400
            return
        session.projections.put_agreement(
            Agreement(
                id="0x" + arguments["id"].hex(),
                item=terms.items[0],
                owner=terms.owner,
                user=terms.user,
                manager=terms.manager,
                valid_from=to_ms(terms.use_from),
                valid_until=to_ms(terms.use_until),
                state=CONCLUDED,
                terms=terms.to_json(),
                facts={"block": event.log.block_number, "transaction": event.log.transaction_hash},
            )
        )


def to_ms(seconds: int) -> int:
    """Milliseconds of a contract's u64 seconds; times that no store can count are as good as the last one it can."""
    return min(seconds * 1000, LATEST_MS)


def code_of(value: bytes) -> str:
    """A department code from its 32 bytes in the contracts."""
    return value.rstrip(b"\x00").decode("ascii")


def rebuild(store: Store, clock: Callable[[], int]) -> None:
    """Drop all projections; indexer and projector fill them again from chain and log."""
    with store.begin() as session:
        logger.info("projections dropped at %d", clock())
        session.projections.clear()


# what the contract's later steps make of a concluded agreement here; an effect to come counts at once: refusing early
# is mended by asking again, permitting late is not
_STATES = {
    "Suspended": "suspended",
    "Resumed": CONCLUDED,
    "Terminated": "terminated",
    "Closed": "terminated",
    "Amended": "terminated",
}


def _change_agreement(session: StoreSession, name: str, arguments: dict[str, Any]) -> None:
    identity = arguments["previous" if name == "Amended" else "id"]
    known = session.projections.agreement("0x" + identity.hex())
    if known is not None and (known.state, _STATES[name]) != ("terminated", CONCLUDED):
        session.projections.put_agreement(replace(known, state=_STATES[name]))


def _succeed(session: StoreSession, arguments: dict[str, Any]) -> None:
    end = to_ms(arguments["effectiveAt"])
    for key in session.projections.keys_of(code_of(arguments["department"])):
        if key.valid_until is None or key.valid_until > end:
            session.projections.put_key(replace(key, valid_until=end))


def _journalled_names(session: StoreSession, code: str) -> dict[str, str]:
    states = tuple(OperationState)
    for operation in session.operations.in_states(states):
        if operation.kind == "admit" and operation.description["message"]["code"] == code:
            return {name: operation.description.get(name, code) for name in ("zh", "en")}
    return {}


def _until(seconds: int) -> int | None:
    return None if seconds >= OPEN_UNTIL else to_ms(seconds)


def _texts_as_hex(terms: dict[str, Any]) -> dict[str, Any]:
    texts = {name: "0x" + value.hex() for name, value in terms["texts"].items()}
    return {**terms, "texts": texts}
