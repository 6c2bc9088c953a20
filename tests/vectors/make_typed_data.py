"""`typed_data.json`: every struct that is signed for the contracts (docs/formats.md §10), hashed by eth-account.

The types are taken from the type strings in contracts/**/*.sol, so that those in ledger/keys are held against them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from tests.vectors.plain import digest

ASCII = False
SOURCES = Path(__file__).parents[2] / "contracts"
CHAIN_ID = 20260101
OPEN = str(2**64 - 1)
START = 1767225600
ADDRESSES = {
    "Departments": "0x5f9494c4d2179e6b024d5238e421c0771eff45f7",
    "EventLog": "0xe6e9fa4320e8cc1688901fa1597f356136ef81a7",
    "Agreements": "0xfa5fda3796088e123c353ba09b6e364fa3e2c112",
    "Catalogue": "0x" + digest("Catalogue")[:40],
    "Accountability": "0x" + digest("Accountability")[:40],
}
ORDER = {
    "Departments": "Admission KeyGrant KeyEnd",
    "EventLog": "Opening Checkpoint",
    "Agreements": "Terms",
}  # in which the first vectors were written, and then the others
LATER = {
    "Departments": "KeyRotation QuorumChange Succession Restoration Accreditation Entrustment MandateEnd",
    "Catalogue": "Entry Publication Refusal AttributionChange SourceAssignment Linking Grant GrantEnd",
    "Agreements": "Offer Amendment Withdrawal Suspension Resumption RectificationRefusal MisuseTermination "
    "AgreedTermination PurposeEnd RectificationOrder OwnerStop Disposal",
    "EventLog": "WitnessStatement",
    "Accountability": "Finding Order Rectification Acceptance DisputeFiling Negotiation Mediation Decision",
}
DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]
MESSAGES: dict[str, Any] = {
    "Admission": {
        "code": "MZ-330100",
        "parent": "SJ-330000",
        "tier": 3,
        "region": 330100,
        "kind": 2,
        "head": "0x9f2e6d33a3717ee826353a404ba4618d1aeeb687",
        "validFrom": 1767225600,
        "validUntil": 1798761600,
        "nonce": 0,
    },
    "KeyGrant": {
        "department": "MZ-330100",
        "key": "0x4ea5ee68fea05586106890ded5733820bb77d919",
        "role": 3,
        "validFrom": 1767225660,
        "validUntil": 1782777600,
        "nonce": 7,
    },
    "KeyEnd": {
        "department": "MZ-330100",
        "key": "0x4ea5ee68fea05586106890ded5733820bb77d919",
        "since": 1767222000,
        "reason": "密钥泄露 key compromised",
        "nonce": 8,
    },
    "Opening": {
        "origin": "quanze.demo/log-1",
        "department": "SJ-330000",
        "logKey": "0xc2621940a0fddc839746b2324702fd92c9711f0d",
        "nonce": 0,
    },
    "Checkpoint": {
        "origin": "quanze.demo/log-1",
        "size": 1024,
        "root": "0x4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2",
        "streamsRoot": "0x02173b2872613aadb4929b01f36487f7f4ac478311606730cc5b01bb22b5a946",
        "recordedAt": 1767225600123,
    },
    "Terms": {
        "number": "浙数享〔2026〕1号",
        "parties": {"owner": "MZ-330100", "user": "GF-330100", "manager": "SJ-330000"},
        "scope": {
            "items": ["330100/division-table", "330100/street-table"],
            "fields": ["code", "name", "parent"],
            "purposes": ["核验办事地址", "verify an address"],
            "mode": "batch",
            "legalBasis": "政务数据共享条例 第二十条",
            "scenario": "一件事一次办",
        },
        "limits": {"callsPerDay": 10000, "rowsPerDelivery": 4000, "grade": 2, "redistribution": "none"},
        "period": {"useFrom": 1767225600, "useUntil": 1798761600, "retentionUntil": 1924905600},
        "texts": {
            "zh": "0x60cae1d01739facc4543771db2e8fbc4d1ebe5fc66284a5b8b4bd1ed585f452e",
            "en": "0xdbd3a49d0d906b4ed9216b73330d2fb080ef2f758c12f3885068222e5e17151c",
            "policy": "0x823412d1eacb67956220e532959f0104603057c88704863ca38e7cd188fda812",
            "calendar": "0x5152790e278eb89039f8bfaa354b944ec1b44c5d3fc144edc5720c3edc045c73",
        },
    },
}
MESSAGES |= {
    "Offer": {"terms": MESSAGES["Terms"], "openUntil": START + 864000},
    "Amendment": {
        "previous": "0x" + digest("previous"),
        "terms": MESSAGES["Terms"] | {"number": "浙数享〔2026〕1号之二"},
    },
}
# what other members hold, by name; the rest follows from name and type
TEXTS = {
    "code": "MZ-330100", "department": "MZ-330100", "owner": "MZ-330100", "from": "MZ-330100", "source": "MZ-330100",
    "claimant": "MZ-330100", "principal": "MZ-330100", "successor": "GF-330100", "user": "GF-330100", "to": "GF-330100",
    "respondent": "GF-330100", "operator": "GF-330100", "contractor": "DSJ-330000", "manager": "SJ-330000",
    "body": "SJ-330000", "subtree": "SJ-330000", "auditor": "SJT-330000", "replaced": "GF-330100",
    "item": "330100/division-table", "origin": "quanze.demo/log-1", "reason": "机构改革 reform",
}  # fmt: skip
TIMES = {"since", "validFrom", "effectiveAt", "obtainedAt", "dueAt", "due", "effectAt", "until"}


def type_strings() -> dict[str, list[dict[str, str]]]:
    """Every struct that stands in a type string of the contracts, with its members."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCES.rglob("*.sol"))}
    found: dict[str, list[dict[str, str]]] = {}
    for text in texts.values():
        for literal in re.findall(r'"((?:[A-Z][A-Za-z]*\([^()"]*\))+)"', text):
            for name, members in re.findall(r"([A-Z][A-Za-z]*)\(([^()]*)\)", literal):
                pairs = [member.split(" ") for member in members.split(",")]
                types = [{"name": member, "type": kind} for kind, member in pairs]
                if found.setdefault(name, types) != types:
                    raise ValueError(f"{name} is written in two ways")
    return found


def needed(struct: str, types: dict[str, Any]) -> set[str]:
    """Structs inside a struct."""
    inner = {member["type"].removesuffix("[]") for member in types[struct]} & types.keys()
    return inner.union(*(needed(one, types) for one in inner))


def sample(struct: str, types: dict[str, Any]) -> dict[str, Any]:
    """A message of the struct."""
    return {member["name"]: value(struct, member["name"], member["type"], types) for member in types[struct]}


def value(struct: str, name: str, kind: str, types: dict[str, Any]) -> Any:
    label = f"{struct}.{name}"
    if kind.endswith("[]"):
        return [value(struct, f"{name}{place}", kind[:-2], types) for place in range(2)]
    if kind in types:
        return sample(kind, types)
    if kind.startswith("uint"):
        number = int(digest(label)[:2], 16)
        return OPEN if name == "validUntil" else START + number if name in TIMES else number % 97
    made = {"bool": True, "bytes32": "0x" + digest(label), "address": "0x" + digest(label)[:40]}
    return TEXTS.get(name, label) if kind == "string" else made[kind]


def row(contract: str, struct: str, types: dict[str, Any]) -> dict[str, Any]:
    """One vector."""
    message = MESSAGES.get(struct) or sample(struct, types)
    domain = {"name": "Quanze", "version": "1", "chainId": CHAIN_ID, "verifyingContract": ADDRESSES[contract]}
    listed = {name: types[name] for name in (struct, *sorted(needed(struct, types)))}
    typed = {
        "primaryType": struct,
        "types": {"EIP712Domain": DOMAIN, **listed},
        "domain": domain,
        "message": message,
    }
    signable = encode_typed_data(full_message=typed)
    digest_ = keccak(b"\x19\x01" + signable.header + signable.body)
    return {"contract": contract, **typed, "structHash": "0x" + signable.body.hex(), "digest": "0x" + digest_.hex()}


def make() -> dict[str, Any]:
    """The file's content."""
    types = type_strings()
    wanted = [(contract, name) for part in (ORDER, LATER) for contract, names in part.items() for name in names.split()]
    return {name: row(contract, name, types) for contract, name in wanted}
