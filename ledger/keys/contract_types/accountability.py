"""Structs of the contract Accountability (contracts/IAccountability.sol); a `Mark` is signed by nobody."""

from __future__ import annotations

SIGNED: dict[str, str] = {
    "Finding": "bytes32 breach,bytes32 scope,uint8 severity,bytes32 report,bytes32 eventId,uint256 nonce",
    "Order": "bytes32 breach,string department,bytes32 measures,uint64 due,bytes32 eventId,uint256 nonce",
    "Rectification": "bytes32 breach,bytes32 proof,bytes32 eventId,uint256 nonce",
    "Acceptance": "bytes32 breach,string department,bool accepted,bytes32 scope,bytes32 report,bytes32 eventId,"
    "uint256 nonce",
    "DisputeFiling": "bytes32 agreement,string item,string claimant,string respondent,bytes32 claim,bytes32 eventId",
    "Negotiation": "bytes32 dispute,string department,bool settled,bytes32 report,bytes32 previous,bytes32 eventId",
    "Mediation": "bytes32 dispute,string body,bool settled,bytes32 report,bytes32 previous,bytes32 eventId",
    "Decision": "bytes32 dispute,string body,bytes32 ruling,bytes32 previous,bytes32 eventId",
}
PARTS: dict[str, str] = {
    "Mark": "bytes4 clause,bool absence,bytes32 agreement,string item,string department,uint64 dueAt,bytes32 calendar",
}
