"""Structs that departments sign for the contract Agreements (contracts/IAgreements.sol, agreements/IAgreementLife.sol)."""

from __future__ import annotations

_ACT = "bytes32 agreement,bytes32 reasonEvent,uint256 nonce"

SIGNED: dict[str, str] = {
    "Terms": "string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts",
    "Offer": "Terms terms,uint64 openUntil",
    "Amendment": "bytes32 previous,Terms terms",
    "Withdrawal": _ACT,
    "Suspension": _ACT,
    "Resumption": _ACT,
    "RectificationRefusal": _ACT,
    "MisuseTermination": _ACT,
    "AgreedTermination": _ACT,
    "PurposeEnd": _ACT,
    "RectificationOrder": "bytes32 agreement,uint64 dueAt,bytes32 reasonEvent,uint256 nonce",
    "OwnerStop": "bytes32 agreement,bytes32 consultationEvent,uint64 effectAt,uint256 nonce",
    "Disposal": "bytes32 agreement,bytes32 certificate,bytes32 disposalEvent,uint256 nonce",
}
PARTS: dict[str, str] = {
    "Parties": "string owner,string user,string manager",
    "Scope": "string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario",
    "Limits": "uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution",
    "Period": "uint64 useFrom,uint64 useUntil,uint64 retentionUntil",
    "Texts": "bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar",
}
