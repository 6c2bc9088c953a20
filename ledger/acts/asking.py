"""What the table of acts asks of the chain: nonces, and who a message concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ledger.errors import InputRefused
from ledger.keys import keccak256
from ledger.model import check_form

if TYPE_CHECKING:
    from ledger.recording.chain_link import ChainLink

ZERO = bytes(32)
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Counter:
    """One sequence of nonces on the chain: the question that gives the next one.

    Attributes:
        member: of the answer, where it is a struct.
    """

    contract: str
    function: str
    arguments: tuple[bytes | str, ...]
    member: str = ""

    @property
    def key(self) -> str:
        """Names the sequence, in the journal."""
        told = [one if isinstance(one, str) else "0x" + one.hex() for one in self.arguments]
        return f"{self.contract}.{self.function}({', '.join(told)})"


class Asking:
    """Questions to the contracts.

    Raises everywhere: ChainUnreachable, ChainRefused, ContractMissing.
    """

    def __init__(self, chain: ChainLink, seconds: Callable[[], int]) -> None:
        self._chain = chain
        self._seconds = seconds

    def call(self, contract: str, function: str, *arguments: Any) -> Any:
        """A contract's answer."""
        return self._chain.contracts[contract].call(function, *arguments)

    def next_of(self, counter: Counter) -> int:
        """The next nonce by what the chain holds."""
        answer = self.call(counter.contract, counter.function, *counter.arguments)
        return int(answer[counter.member] if counter.member else answer)

    def standing(self, code: bytes) -> bytes:
        """The department that stands in the place of this one now."""
        return bytes(self.call("Departments", "resolve", code, self._seconds()))

    def acting(self, code: str) -> str:
        """`standing`, as text."""
        return text_of(self.standing(code_of(code))) or code

    def read(self, path: str, message: Row, enclosed: Row) -> Any:
        """The value at a path as `ledger.acts.act.Party.at` writes it; None where there is none."""
        first, *rest = path.lstrip("@>").split(".")
        if path.startswith("@"):
            value: Any = LOOKUPS[first](self, message)
        else:
            value = (enclosed if path.startswith(">") else message).get(first)
        for name in rest:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def department(self, path: str, message: Row, enclosed: Row) -> str | None:
        """The department code at a path; None where none is written."""
        value = self.read(path, message, enclosed)
        return text_of(value) if isinstance(value, bytes) else value or None


def bytes_of(value: bytes | str) -> bytes:
    """32 bytes of ``0x`` text."""
    return value if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("0x"))


def code_of(code: str) -> bytes:
    """A department's code as the contracts keep it, 32 bytes.

    Raises:
        InputRefused: no department code.
    """
    return check_form("department", code).encode().ljust(32, b"\0")


def text_of(code: bytes) -> str | None:
    """The department's code as text; None of zero."""
    return code.rstrip(b"\0").decode("ascii", "replace") or None


def item_id(item: str) -> bytes:
    """The id under which the contracts keep an item: keccak256 of its resource code.

    Raises:
        InputRefused: no resource code.
    """
    return keccak256(check_form("item", item).encode())


def of_department(path: str) -> Callable[[Asking, Row], Counter]:
    """The nonce of the department at ``path``, which an act on the register uses up; of the quorum where there is none."""

    def count(asking: Asking, message: Row) -> Counter:
        code = asking.department(path, message, {})
        return Counter("Departments", "nonceOf", (code_of(code) if code else ZERO,))

    return count


def of_quorum(_: Asking, __: Row) -> Counter:
    """The nonce of the root quorum."""
    return Counter("Departments", "nonceOf", (ZERO,))


def of_item(path: str) -> Callable[[Asking, Row], Counter]:
    """The nonce at the message's item of the department at ``path``."""

    def count(asking: Asking, message: Row) -> Counter:
        item = LOOKUPS["granted"](asking, message)["id"] if "grant" in message else item_id(message["item"])
        code = asking.department(path, message, {})
        if code is None:
            raise InputRefused(zh="目录中没有已发布的该项数据", en="nothing of this item is published in the catalogue")
        return Counter("Catalogue", "nonceOf", (item, code_of(code)))

    return count


def of_agreement(_: Asking, message: Row) -> Counter:
    """The nonce of the message's agreement."""
    return Counter("Agreements", "nonceOf", (bytes_of(message["agreement"]),))


def of_origin(_: Asking, message: Row) -> Counter:
    """The nonce of the next opening of the message's log."""
    return Counter("EventLog", "logOf", (str(message["origin"]),), "nonce")


def of_breach(_: Asking, message: Row) -> Counter:
    """The number of steps that the message's breach has."""
    return Counter("Accountability", "stepCount", (bytes_of(message["breach"]),))


def last_event(asking: Asking, message: Row, _: Row) -> str:
    """The event of the dispute's last step on the chain."""
    dispute = bytes_of(message["dispute"])
    count = asking.call("Accountability", "stepCount", dispute)
    step = asking.call("Accountability", "stepOf", dispute, count - 1) if count else {"eventId": ZERO}
    return "0x" + step["eventId"].hex()


def _dispute(asking: Asking, message: Row) -> Row:
    known = asking.call("Accountability", "disputeOf", bytes_of(message["dispute"]))
    sides = (known["claimant"], known["respondent"], known["manager"])
    mediator, decider = asking.call("Accountability", "routeOf", *sides)
    return {**known, "mediator": mediator, "decider": decider}


def _granted(asking: Asking, message: Row) -> Row:
    item = asking.call("Catalogue", "grantOf", bytes_of(message["grant"]))["item"]
    return {**asking.call("Catalogue", "itemOf", item), "id": item}


def _succession(asking: Asking, message: Row) -> Row:
    """Who decides on a succession: the lowest department above both, where there is one (contracts/departments/Reform.sol)."""
    parent = asking.call("Departments", "department", code_of(message["department"]))["parent"]
    successor = code_of(message["successor"])
    return {"authority": asking.call("Departments", "lowestCommonAncestor", parent, successor)}


def _restoration(asking: Asking, message: Row) -> Row:
    parent = asking.call("Departments", "department", code_of(message["department"]))["parent"]
    return {"authority": asking.standing(parent)}


LOOKUPS: dict[str, Callable[[Asking, Row], Row]] = {
    "agreement": lambda asking, message: asking.call("Agreements", "agreementOf", bytes_of(message["agreement"])),
    "item": lambda asking, message: asking.call("Catalogue", "itemOf", item_id(message["item"])),
    "granted": _granted,
    "breach": lambda asking, message: asking.call("Accountability", "breachOf", bytes_of(message["breach"])),
    "dispute": _dispute,
    "succession": _succession,
    "restoration": _restoration,
}
