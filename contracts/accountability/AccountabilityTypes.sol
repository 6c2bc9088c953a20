// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../IAccountability.sol";

/// @title EIP-712 struct hashes of what departments and auditors sign for the record of accountability
library AccountabilityTypes {
    bytes32 private constant FINDING = keccak256(
        "Finding(bytes32 breach,bytes32 scope,uint8 severity,bytes32 report,bytes32 eventId,uint256 nonce)"
    );
    bytes32 private constant ORDER = keccak256(
        "Order(bytes32 breach,string department,bytes32 measures,uint64 due,bytes32 eventId,uint256 nonce)"
    );
    bytes32 private constant RECTIFICATION = keccak256(
        "Rectification(bytes32 breach,bytes32 proof,bytes32 eventId,uint256 nonce)"
    );
    bytes32 private constant ACCEPTANCE = keccak256(
        "Acceptance(bytes32 breach,string department,bool accepted,bytes32 scope,bytes32 report,bytes32 eventId,uint256 nonce)"
    );
    bytes32 private constant DISPUTE_FILING = keccak256(
        "DisputeFiling(bytes32 agreement,string item,string claimant,string respondent,bytes32 claim,bytes32 eventId)"
    );
    bytes32 private constant NEGOTIATION = keccak256(
        "Negotiation(bytes32 dispute,string department,bool settled,bytes32 report,bytes32 previous,bytes32 eventId)"
    );
    bytes32 private constant MEDIATION = keccak256(
        "Mediation(bytes32 dispute,string body,bool settled,bytes32 report,bytes32 previous,bytes32 eventId)"
    );
    bytes32 private constant DECISION = keccak256(
        "Decision(bytes32 dispute,string body,bytes32 ruling,bytes32 previous,bytes32 eventId)"
    );

    function hash(IAccountability.Finding calldata f) internal pure returns (bytes32) {
        return keccak256(abi.encode(FINDING, f.breach, f.scope, f.severity, f.report, f.eventId, f.nonce));
    }

    function hash(IAccountability.Order calldata o) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER, o.breach, _text(o.department), o.measures, o.due, o.eventId, o.nonce));
    }

    function hash(IAccountability.Rectification calldata r) internal pure returns (bytes32) {
        return keccak256(abi.encode(RECTIFICATION, r.breach, r.proof, r.eventId, r.nonce));
    }

    function hash(IAccountability.Acceptance calldata a) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(ACCEPTANCE, a.breach, _text(a.department), a.accepted, a.scope, a.report, a.eventId, a.nonce)
        );
    }

    function hash(IAccountability.DisputeFiling calldata f) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                DISPUTE_FILING, f.agreement, _text(f.item), _text(f.claimant), _text(f.respondent), f.claim, f.eventId
            )
        );
    }

    function hash(IAccountability.Negotiation calldata n) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(NEGOTIATION, n.dispute, _text(n.department), n.settled, n.report, n.previous, n.eventId)
        );
    }

    function hash(IAccountability.Mediation calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(MEDIATION, m.dispute, _text(m.body), m.settled, m.report, m.previous, m.eventId));
    }

    function hash(IAccountability.Decision calldata d) internal pure returns (bytes32) {
        return keccak256(abi.encode(DECISION, d.dispute, _text(d.body), d.ruling, d.previous, d.eventId));
    }

    /// @dev EIP-712: a string stands as the hash of its bytes.
    function _text(string calldata value) private pure returns (bytes32) {
        return keccak256(bytes(value));
    }
}
