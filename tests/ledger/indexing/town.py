"""Departments that act on a chain with all five contracts, each act signed as the contract's own interface types it.

ZF-330000 ─┬─ SJ-330000 ─┬─ MZ-330000   (owner)
   (root)  │             ├─ GG-330000   (user)
           │             └─ XX-330000   (successor of the owner)
           └─ AU-330000   (auditors)
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from ledger import merkle
from ledger.chain.contracts import Contract
from ledger.chain.deploy import Plan, RootDepartment, deploy
from ledger.chain.reading import Reader
from ledger.chain.relay import MinedAt, Relay
from ledger.chain.rpc import Rpc
from ledger.entries import EventEntry, StreamsEntry
from ledger.keys import LocalSigner, address_bytes, compile_struct, digest, domain_separator, keccak256
from ledger.recording.chain_link import ChainLink, deployment_json
from tests.ledger.chain.conftest import CHAIN_ID

ROOT, MANAGER, OWNER, USER, AUDITORS, NEXT = (
    "ZF-330000", "SJ-330000", "MZ-330000", "GG-330000", "AU-330000", "XX-330000",
)  # fmt: skip
ITEM, OPEN, DAY = "3/07/001/division", 2**64 - 1, 86_400
ORIGIN = "town.test/log"
ACT = [{"name": "agreement", "type": "bytes32"}, {"name": "reasonEvent", "type": "bytes32"}]
ACT += [{"name": "nonce", "type": "uint256"}]
Types = dict[str, list[dict[str, str]]]


def word(code: str) -> bytes:
    return code.encode().ljust(32, b"\x00")


def some_hash(*parts: object) -> bytes:
    return keccak256(repr(parts).encode())


def typed(part: dict[str, Any], types: Types) -> str:
    """The EIP-712 name of an ABI parameter's type; structs are added to ``types``."""
    if not part["type"].startswith("tuple"):
        return str(part["type"])
    name = part["internalType"].split(".")[-1].split(" ")[-1]
    base = name.split("[")[0]
    types[base] = []
    types[base] += [{"name": one["name"], "type": typed(one, types)} for one in part["components"]]
    return str(name)


@dataclass
class Town:
    rpc: Rpc
    relay: Relay
    link: ChainLink
    heads: dict[str, LocalSigner]
    auditor: LocalSigner
    log_key: LocalSigner
    numbers: Any = field(default_factory=itertools.count)
    seeds: str = ""

    @classmethod
    def found(cls, rpc: Rpc) -> Town:
        heads = {code: LocalSigner.generate() for code in (ROOT, MANAGER, OWNER, USER, AUDITORS, NEXT)}
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        made = deploy(relay, Plan([RootDepartment(ROOT, 2, 330000, 2, heads[ROOT].address)]))
        link = ChainLink.connect(rpc, deployment_json(made), 0)
        return cls(rpc, relay, link, heads, LocalSigner.generate(), LocalSigner.generate())

    def settle(self) -> Town:
        """Admit everybody; the auditors' house enrols its auditor."""
        for code, parent in [(MANAGER, ROOT), (AUDITORS, ROOT), (OWNER, MANAGER), (USER, MANAGER), (NEXT, MANAGER)]:
            self.admit(code, parent)
        self.enrol(AUDITORS, self.auditor.address, role=4)
        return self

    def now(self) -> int:
        return Reader(self.rpc).head().time

    def contract(self, name: str) -> Contract:
        return self.link.contracts[name]

    def digest(self, contract: str, struct: str, types: Types, message: dict[str, Any]) -> bytes:
        separator = domain_separator(CHAIN_ID, self.contract(contract).address)
        return digest(separator, compile_struct(struct, types).hash_struct(message))

    def struct_of(self, contract: str, function: str) -> tuple[str, Types]:
        types: Types = {}
        return typed(self.contract(contract).artifact.function(function)["inputs"][0], types), types

    def send(self, contract: str, function: str, *arguments: Any) -> MinedAt:
        target = self.contract(contract)
        data = target.encode(function, *arguments)
        target.check(data, self.relay.address)
        return self.relay.transact(target.address, data)

    def sign(self, contract: str, function: str, message: dict[str, Any], by: LocalSigner) -> tuple[str, bytes]:
        struct, types = self.struct_of(contract, function)
        return by.address, by.sign_digest(self.digest(contract, struct, types, message))

    def act(self, contract: str, function: str, message: dict[str, Any], *by: LocalSigner) -> MinedAt:
        """One signer: (message, signer, signature); several: (message, consents)."""
        signed = [self.sign(contract, function, message, one) for one in by]
        return self.send(contract, function, message, *(signed[0] if len(by) == 1 else [signed]))

    def id_of(self, contract: str, function: str, message: dict[str, Any]) -> bytes:
        struct, types = self.struct_of(contract, function)
        return compile_struct(struct, types).hash_struct(message)

    # Departments

    def nonce(self, code: str) -> int:
        return int(self.contract("Departments").call("nonceOf", word(code) if code else bytes(32)))

    def admit(self, code: str, parent: str, **changes: Any) -> None:
        message = {
            "code": code, "parent": parent, "tier": 2, "region": 330000, "kind": 2,
            "head": self.heads.setdefault(code, LocalSigner.generate()).address, "validFrom": 0, "validUntil": OPEN,
            "nonce": self.nonce(parent),
        }  # fmt: skip
        self.act("Departments", "admit", message | changes, self.heads[parent])

    def enrol(self, code: str, address: str, role: int = 2, until: int = OPEN) -> None:
        message = {"department": code, "key": address, "role": role, "validFrom": 0, "validUntil": until}
        self.act("Departments", "enrol", message | {"nonce": self.nonce(code)}, self.heads[code])

    def end_key(self, code: str, address: str, since: int, reason: str = "lost") -> None:
        message = {"department": code, "key": address, "since": since, "reason": reason, "nonce": self.nonce(code)}
        self.act("Departments", "endKey", message, self.heads[code])

    def accredit(self, manager: str, *, subtree: str = "", subjects: tuple[bytes, ...] = (), **changes: Any) -> bytes:
        message = {
            "auditor": AUDITORS, "key": "0x" + "00" * 20, "manager": manager, "subtree": subtree,
            "subjects": list(subjects), "validFrom": 0, "validUntil": OPEN, "nonce": self.nonce(manager),
        } | changes  # fmt: skip
        self.act("Departments", "accredit", message, self.heads[manager])
        return self.id_of("Departments", "accredit", message)

    def entrust(self, contractor: str, principal: str, until: int = OPEN) -> bytes:
        message = {
            "contractor": contractor, "principal": principal, "validFrom": 0, "validUntil": until,
            "approval": some_hash("approval"), "nonce": self.nonce(principal),
        }  # fmt: skip
        self.act("Departments", "entrust", message, self.heads[principal])
        return self.id_of("Departments", "entrust", message)

    def succeed(self, code: str, successor: str, at: int) -> None:
        message = {"department": code, "successor": successor, "instrument": some_hash("reform"), "effectiveAt": at}
        message |= {"nonce": self.nonce(MANAGER)}
        votes = [self.sign("Departments", "succeed", message, self.heads[one]) for one in (MANAGER, successor)]
        self.send("Departments", "succeed", message, votes[:1], votes[1])

    # Agreements

    def terms(self, **changes: Any) -> dict[str, Any]:
        now = self.now()
        return {
            "number": f"示范{self.seeds}{next(self.numbers)}号",
            "parties": {"owner": OWNER, "user": USER, "manager": MANAGER},
            "scope": {
                "items": [ITEM], "fields": ["code", "name"], "purposes": ["行政审批"], "mode": "batch",
                "legalBasis": "条例20", "scenario": "一网通办",
            },
            "limits": {"callsPerDay": 0, "rowsPerDelivery": 0, "grade": 1, "redistribution": "none"},
            "period": {"useFrom": now - 60, "useUntil": now + 30 * DAY, "retentionUntil": now + 30 * DAY + 1200 * DAY},
            "texts": {name: some_hash(name) for name in ("zh", "en", "policy", "calendar")},
        } | changes  # fmt: skip

    def conclude(self, **changes: Any) -> bytes:
        terms = self.terms(**changes)
        self.act("Agreements", "conclude", terms, *(self.heads[code] for code in terms["parties"].values()))
        return self.id_of("Agreements", "conclude", terms)

    def offer(self, **changes: Any) -> bytes:
        terms = self.terms(**changes)
        struct, types = self.struct_of("Agreements", "offer")
        until = terms["period"]["useUntil"]
        message = {"terms": terms, "openUntil": until}
        shape = {"Offer": [{"name": "terms", "type": struct}, {"name": "openUntil", "type": "uint64"}]} | types
        head = self.heads[terms["parties"]["owner"]]
        signature = head.sign_digest(self.digest("Agreements", "Offer", shape, message))
        self.send("Agreements", "offer", terms, until, (head.address, signature))
        return self.id_of("Agreements", "offer", terms)

    def consent(self, function: str, identity: bytes, by: LocalSigner) -> None:
        """`sign` or `file`: the signature is over the terms, whose hash the id is."""
        separator = domain_separator(CHAIN_ID, self.contract("Agreements").address)
        self.send("Agreements", function, identity, (by.address, by.sign_digest(digest(separator, identity))))

    def step(self, function: str, struct: str, identity: bytes, *by: LocalSigner) -> None:
        """One of the steps that are signed as an `Act` of another name."""
        message = {"agreement": identity, "reasonEvent": some_hash(struct), "nonce": self.agreement_nonce(identity)}
        signed = [
            (one.address, one.sign_digest(self.digest("Agreements", struct, {struct: ACT}, message))) for one in by
        ]
        self.send("Agreements", function, message, signed[0] if len(by) == 1 else signed)

    def agreement_nonce(self, identity: bytes) -> int:
        return int(self.contract("Agreements").call("nonceOf", identity))

    def order_rectification(self, identity: bytes, due: int) -> None:
        message = {"agreement": identity, "dueAt": due, "reasonEvent": some_hash("misuse")}
        message |= {"nonce": self.agreement_nonce(identity)}
        self.send(
            "Agreements", "orderRectification", message,
            self.sign("Agreements", "orderRectification", message, self.heads[OWNER]),
        )  # fmt: skip

    def amend(self, previous: bytes, **changes: Any) -> bytes:
        terms = self.terms(**changes)
        struct, types = self.struct_of("Agreements", "conclude")
        shape = {"Amendment": [{"name": "previous", "type": "bytes32"}, {"name": "terms", "type": struct}]} | types
        value = self.digest("Agreements", "Amendment", shape, {"previous": previous, "terms": terms})
        heads = [self.heads[code] for code in terms["parties"].values()]
        self.send("Agreements", "amend", previous, terms, [(one.address, one.sign_digest(value)) for one in heads])
        return self.id_of("Agreements", "conclude", terms)

    def stop(self, identity: bytes, at: int) -> None:
        message = {"agreement": identity, "consultationEvent": some_hash("consulted"), "effectAt": at}
        message |= {"nonce": self.agreement_nonce(identity)}
        signed = [self.sign("Agreements", "stopByOwner", message, self.heads[code]) for code in (OWNER, MANAGER)]
        self.send("Agreements", "stopByOwner", message, *signed)

    def close(self, identity: bytes) -> None:
        message = {"agreement": identity, "certificate": some_hash("certificate"), "disposalEvent": some_hash("gone")}
        message |= {"nonce": self.agreement_nonce(identity)}
        signed = [self.sign("Agreements", "close", message, self.heads[code]) for code in (USER, OWNER)]
        self.send("Agreements", "close", message, *signed)

    # Catalogue

    def entry(self, code: str, version: int = 1, previous: bytes = bytes(32), **changes: Any) -> dict[str, Any]:
        return {
            "item": code, "version": version, "previous": previous,
            "responsible": {"owner": OWNER, "manager": MANAGER, "aggregation": 1},
            "content": {"title": some_hash("title"), "schema": some_hash("schema"), "formatClass": 3, "modes": 2,
                        "updateCycle": 4},
            "sharing": {"shareType": 1, "basis": bytes(32)},
            "protection": {"grade": 1, "secret": False, "personal": False, "assessment": some_hash("assessment")},
            "rights": {"vocabulary": 1, "rightType": 1, "obtainedAt": 1, "useUntil": self.now() + 900 * DAY,
                       "others": some_hash("others")},
            "derivedFrom": [],
        } | changes  # fmt: skip

    def submit(self, entry: dict[str, Any]) -> bytes:
        self.act("Catalogue", "submit", entry, self.heads[entry["responsible"]["owner"]])
        return self.id_of("Catalogue", "submit", entry)

    def review(self, function: str, struct: str, entry: dict[str, Any], message: dict[str, Any]) -> None:
        """`publish` and `refuse` take the entry and a struct of their own."""
        types: Types = {}
        typed(self.contract("Catalogue").artifact.function(function)["inputs"][1], types)
        head = self.heads[MANAGER]
        signature = head.sign_digest(self.digest("Catalogue", struct, types, message))
        self.send("Catalogue", function, entry, message, head.address, signature)

    def publish(self, entry: dict[str, Any]) -> bytes:
        identity = self.submit(entry)
        message = {"entry": identity, "review": some_hash("review"), "regrade": bytes(32)}
        self.review("publish", "Publication", entry, message)
        return identity

    def item_nonce(self, code: str, department: str) -> int:
        return int(self.contract("Catalogue").call("nonceOf", keccak256(code.encode()), word(department)))

    def link_item(self, code: str, *, linked: bool = True) -> None:
        message = {"item": code, "duty": some_hash("duty"), "table": some_hash("table"), "linked": linked}
        self.act("Catalogue", "link", message | {"nonce": self.item_nonce(code, OWNER)}, self.heads[OWNER])

    # EventLog and Accountability

    def open_log(self, origin: str = ORIGIN) -> None:
        nonce = int(self.contract("EventLog").call("logOf", origin)["nonce"])
        message = {"origin": origin, "department": MANAGER, "logKey": self.log_key.address, "nonce": nonce}
        self.act("EventLog", "open", message, self.heads[MANAGER])

    def anchor(self, signers: list[LocalSigner], origin: str = ORIGIN) -> list[dict[str, Any]]:
        """Anchor a log of one event by each signer; what a step of accountability cites of each."""
        recorded = self.now() * 1000
        entries = [
            EventEntry(some_hash(origin, place), address_bytes(one.address), place, recorded, bytes(65), (0,)).encode()
            for place, one in enumerate(signers)
        ]
        size = len(entries) + 1
        entries.append(StreamsEntry(size - 1, recorded, some_hash("streams")).encode())
        leaves = [merkle.leaf_hash(one) for one in entries]
        checkpoint = {"origin": origin, "size": size, "root": merkle.root(leaves), "streamsRoot": some_hash("streams")}
        checkpoint |= {"recordedAt": recorded}
        _, paths = merkle.root_with_proofs(leaves)
        _, signature = self.sign("EventLog", "anchor", checkpoint, self.log_key)
        self.send("EventLog", "anchor", checkpoint, signature, [], paths[-1])
        return [
            {"origin": origin, "size": size, "index": place, "entry": entry, "path": paths[place]}
            for place, entry in enumerate(entries[:-1])
        ]

    def witness(self, by: LocalSigner, origin: str = ORIGIN) -> None:
        size, anchor = self.contract("EventLog").call("headOf", origin)
        message = {"origin": origin, "size": size, "root": anchor["root"]}
        self.act("EventLog", "witness", message, by)

    def cite(self, function: str, message: dict[str, Any], cited: dict[str, Any], by: LocalSigner) -> None:
        """A signed step that rests on a proven event."""
        message |= {"eventId": cited["entry"][4:36]}
        self.send("Accountability", function, message, cited, *self.sign("Accountability", function, message, by))
