"""What an act is: one call of a contract that somebody signs (or nobody), described so that a program can carry it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.acts.asking import Asking, Counter
from ledger.event_types import KeyRole

Message = Mapping[str, Any]
Fill = Callable[[Asking, Message, Message], Any]
CountOf = Callable[[Asking, Message], Counter]


class Consent(NamedTuple):
    """One signature: the address of the key (``0x``, lower case) and its bytes.

    A department that holds a multisig answers on the chain (ERC-1271); the address is the account's then, and the bytes
    are whatever that account takes.
    """

    signer: str
    signature: bytes


@dataclass(frozen=True)
class Party:
    """Who gives one of the consents.

    Attributes:
        zh, en: in words.
        roles: roles of keys that may sign.
        at: where the code of its department is written; several where one of several departments signs, empty where it
            follows from nothing that is known beforehand. ``member.member`` is a path in the message, ``>entry.member``
            in what is enclosed, ``@agreement.owner`` is asked of the chain (`ledger.acts.asking.LOOKUPS`).
        many: any number of such consents, at least one (votes of a quorum).
    """

    zh: str
    en: str
    roles: tuple[KeyRole, ...]
    at: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class Act:
    """One row of the table.

    Attributes:
        name: of the act, and of the contract's function; one name, one act.
        contract: as in `ledger.recording.chain_link.ChainLink.contracts`.
        struct: of the message (`ledger.keys.contract_types.TYPES`); signed unless there are no parties.
        zh, en: what it does.
        parties: who signs, in the order in which consents are given; empty where nobody does.
        arguments: of the function, in its order, blank between them. ``message`` or a member ``message.x``; ``id``, the
            hash of the message; ``signer`` and ``signature`` of the first consent; ``consent``, ``other``: the first and
            the second, ``consents``: all; ``votes``: all, or all but the ``last``; ``entry``: the enclosed catalogue
            entry; ``cited``: the proof of the event that the act rests on, which the service finds itself.
        makes: what the act makes or concerns, whose id the journal names: ``agreement``, ``entry``, ``grant``,
            ``mandate``, ``breach``, ``dispute``, or empty where there is nothing but the act itself.
        encloses: what has to be given beside the message, unsigned: ``entry`` (a message of the struct Entry),
            ``event`` (id of the event on record that shows a breach).
        may_enclose: what may be: ``names`` (``{"zh", "en"}`` of a department; the chain keeps codes only).
        count: which nonce the message carries in ``nonce``; None where it carries none.
        fills: members of the message that follow from what is known, so that `Operations.draft` fills them in where
            they are left out. ``nonce`` is one of them wherever ``count`` is given.
        article: of 政务数据共享条例 that the act rests on, as the contract's documentation gives it; may be empty.
        each_signer: whether several departments do the same act, each for itself.
    """

    name: str
    contract: str
    struct: str
    zh: str
    en: str
    parties: tuple[Party, ...]
    arguments: str
    makes: str = ""
    encloses: tuple[str, ...] = ()
    may_enclose: tuple[str, ...] = ()
    count: CountOf | None = None
    fills: Mapping[str, Fill] = field(default_factory=dict)
    article: str = ""
    each_signer: bool = False

    @property
    def cites(self) -> bool:
        """Whether it rests on an event that has to be anchored."""
        return "cited" in self.arguments.split(" ")

    @property
    def votes(self) -> bool:
        """Whether any number of consents opens the list."""
        return bool(self.parties) and self.parties[0].many

    def takes_successor(self, path: str) -> bool:
        """Whether, after a reform, the successor signs in the place of the department at ``path``.

        Where a department is about to bind itself (register, terms of an agreement) it has to stand itself.
        """
        return self.contract in ("Catalogue", "Accountability") or (self.contract == "Agreements" and path[0] == "@")

    def takes(self, consents: int) -> bool:
        """Whether this is a possible number of consents."""
        return consents >= len(self.parties) if self.votes else consents == len(self.parties)


def table(*acts: Act) -> dict[str, Act]:
    """The acts by name."""
    return {act.name: act for act in acts}
