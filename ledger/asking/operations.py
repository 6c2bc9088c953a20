"""Acts of departments on the chain: drafted, checked, and journalled with the signatures that they carry.

The journal is written before anything is sent, so an act that was accepted here reaches the chain sooner or later, also
after the embedded chain was killed and lost its newest blocks (`ledger.recording.submitting`). The service can submit these acts
and forge none of them. Which acts there are says the table `ledger.acts.ACTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.acts import Act, Consent, Party, find_act
from ledger.acts.asking import Asking, Counter, code_of
from ledger.acts.carrying import call_arguments, check_enclosed, fill, identity, own_id, spelled
from ledger.acts.consenting import act_digest, checked_consents
from ledger.chain.contracts import Contract
from ledger.errors import ContractRefused, NotFound, OperationUnknown, Unavailable
from ledger.keys.contract_types import json_message, wallet_json
from ledger.recording.chain_link import ChainLink
from ledger.recording.citing import Citation, Citer
from ledger.storage.operation_journal import OPEN, Operation, OperationState
from ledger.storage.store import Store

Clock = Callable[[], int]
Message = Mapping[str, Any]
_NOBODY = "0x" + "00" * 20


@dataclass(frozen=True)
class Signing:
    """One consent that a draft needs.

    Attributes:
        departments: codes of those of which one has to sign, successors in the place of the succeeded; empty where it
            follows from nothing known (see `party`).
    """

    party: Party
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """An act ready to be signed.

    Attributes:
        message: complete, plain JSON; it is submitted exactly like this.
        typed_data: what each wallet signs (``eth_signTypedData_v4``); None where nobody signs.
        digest: the 32 bytes of it.
        id: of what the act makes or concerns (`Act.makes`), ``0x`` and 64 hex digits.
        signings: who signs, in the order of the consents.
    """

    act: Act
    message: dict[str, Any]
    typed_data: dict[str, Any] | None
    digest: bytes | None
    id: str
    signings: tuple[Signing, ...]


class Operations:
    """Drafts acts, takes signed ones into the journal and tells how far each has come; may be used by any process.

    Args:
        chain: where the contracts are. For acts that need nothing from it, the node need not answer.
        origin: name of the log whose events are cited.
        clock: milliseconds since 1970.
    """

    def __init__(self, store: Store, chain: ChainLink, clock: Clock, *, origin: str) -> None:
        self._store = store
        self._chain = chain
        self._clock = clock
        self._asking = Asking(chain, lambda: clock() // 1000)
        self._citer = Citer(store, origin)

    def draft(self, act_name: str, message: Message, extra: Message | None = None) -> Drafted:
        """Make an act ready for signing: fill in its nonce and what else follows from what is known.

        Args:
            act_name: a name of `ledger.acts.ACTS`.
            message: members of the act's struct; those of `Act.fills` and ``nonce`` may be left out. Terms of an
                agreement as `AgreementTerms.to_message`.
            extra: what is enclosed, see `Act.encloses` and `Act.may_enclose`.

        Raises:
            InputRefused: no such act; a member missing, unknown or out of form.
            EventUnknown, NotAnchoredYet: the event that the act rests on cannot be cited (yet).
            ChainUnreachable: what has to be asked of the chain cannot be.
        """
        act = find_act(act_name)
        enclosed = check_enclosed(act, extra or {})
        filled = fill(act, message, enclosed, self._asking)
        if act.count is not None and "nonce" not in filled:
            filled["nonce"] = self._next(act.count(self._asking, filled))
        whole = json_message(act.struct, filled)
        self._cite(act, whole, enclosed)
        signings = tuple(Signing(party, self._departments(act, party, whole, enclosed)) for party in act.parties)
        typed, digest = None, None
        if act.parties:
            address = self._chain.contracts[act.contract].address
            typed = wallet_json(act.struct, whole, self._chain.chain_id, address)
            digest = act_digest(self._chain, act, whole)
        return Drafted(act, whole, typed, digest, identity(act, whole, enclosed), signings)

    def submit(
        self, act_name: str, message: Message, consents: Sequence[Consent] = (), extra: Message | None = None
    ) -> Operation:
        """Take an act into the journal; the same act again gives the operation that is recorded.

        While nothing else is on its way, the contract is asked at once, so that a refusal is heard here and nothing is
        journalled; otherwise it may depend on what is on its way, and shows in the operation's state.

        Args:
            act_name: as in `draft`.
            message: as in `draft`, complete.
            extra: as in `draft`.
            consents: in the order of `Act.parties`; votes of a quorum in any order.

        Raises:
            InputRefused: as `draft`, or a number of consents that is not the act's, or a signature that is not its
                signer's over this message.
            SignatureRefused: a signature that nobody can have made.
            ContractRefused: the contract would refuse it now.
            EventUnknown, NotAnchoredYet: as `draft`.
            ChainUnreachable: what has to be asked of the chain cannot be.
        """
        act = find_act(act_name)
        enclosed = check_enclosed(act, extra or {})
        whole = json_message(act.struct, spelled(act, message))
        given = checked_consents(self._chain, self._asking, act, whole, consents)
        by = f":{given[0].signer}" if act.each_signer else ""
        key, known = self._find(f"{act.name}:{own_id(act, whole, enclosed)}{by}")
        return known or self._add(act, key, whole, given, enclosed)

    def next_nonce(self, department: str) -> int:
        """The nonce that the department's next act on the register has to carry.

        It counts what the chain holds and what is journalled here on the way there.

        Raises:
            ChainUnreachable: the chain does not answer.
        """
        return self._next(Counter("Departments", "nonceOf", (code_of(department),)))

    def state(self, operation_id: str) -> Operation:
        """How far an act has come.

        Raises:
            OperationUnknown: no such id.
        """
        try:
            with self._store.read() as session:
                return session.operations.get(int(operation_id))
        except (NotFound, ValueError):
            raise OperationUnknown(
                zh=f"没有链上操作 {operation_id}", en=f"there is no chain operation {operation_id}"
            ) from None

    def _add(self, act: Act, key: str, message: Message, consents: Sequence[Consent], enclosed: Message) -> Operation:
        cited = self._cite(act, message, enclosed)
        contract = self._chain.contracts[act.contract]
        data = contract.encode(act.name, *call_arguments(act, message, consents, enclosed, cited))
        description = self._description(act, message, consents, enclosed, cited)
        self._ask_first(contract, data)
        with self._store.begin() as session:
            return session.operations.add(
                kind=act.name,
                idempotency_key=key,
                contract=contract.address,
                calldata=data,
                description=description,
                now=self._clock(),
            )

    def _next(self, counter: Counter) -> int:
        on_chain = self._asking.next_of(counter)
        with self._store.read() as session:
            waiting = session.operations.in_states(OPEN)
        told = [one.description.get("counts") for one in waiting]
        return max([on_chain, *(int(one[1]) + 1 for one in told if one and one[0] == counter.key)])

    def _find(self, key: str) -> tuple[str, Operation | None]:
        """The key under which the act is to be added, or the operation that stands for it.

        A refused act may be sent anew, for example once what it waited for has happened.
        """
        with self._store.read() as session:
            while (known := session.operations.find(key)) is not None:
                if known.state is not OperationState.FAILED:
                    return key, known
                key = f"{key.partition('#')[0]}#{known.id}"
        return key, None

    def _description(
        self, act: Act, message: Message, consents: Sequence[Consent], enclosed: Message, cited: Citation | None
    ) -> dict[str, Any]:
        made = identity(act, message, enclosed)
        told: dict[str, Any] = {"message": dict(message), "signers": [one.signer for one in consents], "id": made}
        told |= {act.makes: made} if act.makes else {}
        told |= enclosed.get("names", {})
        told |= {"cited": {"size": cited.size, "index": cited.index}} if cited else {}
        if act.count is not None:
            told["counts"] = [act.count(self._asking, message).key, int(message["nonce"])]
        elif act.struct == "Mark":
            told["counts"] = [Counter("Accountability", "stepCount", (made,)).key, 0]
        return told

    def _cite(self, act: Act, message: Message, enclosed: Message) -> Citation | None:
        return self._citer.cite(str(enclosed.get("event") or message["eventId"])) if act.cites else None

    def _departments(self, act: Act, party: Party, message: Message, enclosed: Message) -> tuple[str, ...]:
        found = ((path, self._asking.department(path, message, enclosed)) for path in party.at)
        named = ((code, act.takes_successor(path)) for path, code in found if code)
        return tuple(self._asking.acting(code) if successor else code for code, successor in named)

    def _ask_first(self, contract: Contract, data: bytes) -> None:
        with self._store.read() as session:
            if session.operations.open():
                return
        try:
            contract.check(data, _NOBODY)
        except ContractRefused:
            raise
        except Unavailable:
            return
