"""Structs that departments sign for the contract Departments (contracts/IDepartments.sol, contracts/departments/)."""

from __future__ import annotations

SIGNED: dict[str, str] = {
    "Admission": "string code,string parent,uint8 tier,uint32 region,uint8 kind,address head,uint64 validFrom,"
    "uint64 validUntil,uint256 nonce",
    "KeyGrant": "string department,address key,uint8 role,uint64 validFrom,uint64 validUntil,uint256 nonce",
    "KeyEnd": "string department,address key,uint64 since,string reason,uint256 nonce",
    "KeyRotation": "string department,address key,address successor,uint64 since,uint64 validUntil,string reason,"
    "uint256 nonce",
    "QuorumChange": "uint256 votes,uint256 nonce",
    "Succession": "string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce",
    "Restoration": "string department,address head,uint64 validFrom,uint64 validUntil,bytes32 instrument,uint256 nonce",
    "Accreditation": "string auditor,address key,string manager,string subtree,bytes32[] subjects,uint64 validFrom,"
    "uint64 validUntil,uint256 nonce",
    "Entrustment": "string contractor,string principal,uint64 validFrom,uint64 validUntil,bytes32 approval,"
    "uint256 nonce",
    "MandateEnd": "bytes32 mandate,string department,uint64 since,string reason,uint256 nonce",
}
PARTS: dict[str, str] = {"KeyClosing": "address[] keys"}  # the argument of closeKeys, signed by nobody
