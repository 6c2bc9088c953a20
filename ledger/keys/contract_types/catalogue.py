"""Structs that departments sign for the contract Catalogue (contracts/ICatalogue.sol)."""

from __future__ import annotations

SIGNED: dict[str, str] = {
    "Entry": "string item,uint64 version,bytes32 previous,Responsible responsible,Content content,Sharing sharing,"
    "Protection protection,Rights rights,string[] derivedFrom",
    "Publication": "bytes32 entry,bytes32 review,bytes32 regrade",
    "Refusal": "bytes32 entry,string reason",
    "AttributionChange": "string item,string from,string to,string manager,bytes32 instrument,uint256 nonce",
    "SourceAssignment": "string item,string source,string replaced,bytes32 basis,uint256 nonce",
    "Linking": "string item,bytes32 duty,bytes32 table,bool linked,uint256 nonce",
    "Grant": "string item,string operator,uint32 vocabulary,uint8 rightType,bytes32 scope,uint64 until,"
    "uint16 incomeShare,bytes32 approval,uint256 nonce",
    "GrantEnd": "bytes32 grant,string department,uint64 since,bytes32 reason,uint256 nonce",
}
PARTS: dict[str, str] = {
    "Responsible": "string owner,string manager,uint8 aggregation",
    "Content": "bytes32 title,bytes32 schema,uint8 formatClass,uint8 modes,uint8 updateCycle",
    "Sharing": "uint8 shareType,bytes32 basis",
    "Protection": "uint8 grade,bool secret,bool personal,bytes32 assessment",
    "Rights": "uint32 vocabulary,uint8 rightType,uint64 obtainedAt,uint64 useUntil,bytes32 others",
}
