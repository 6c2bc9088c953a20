// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../IDepartments.sol";
import {IMandates} from "../departments/IMandates.sol";
import {IReform} from "../departments/IReform.sol";

/// @title EIP-712 struct hashes of what departments sign beyond admission, grant and end of keys
library DepartmentTypedData {
    bytes32 private constant KEY_ROTATION = keccak256(
        "KeyRotation(string department,address key,address successor,uint64 since,uint64 validUntil,string reason,uint256 nonce)"
    );
    bytes32 private constant QUORUM_CHANGE = keccak256("QuorumChange(uint256 votes,uint256 nonce)");
    bytes32 private constant SUCCESSION = keccak256(
        "Succession(string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce)"
    );
    bytes32 private constant RESTORATION = keccak256(
        "Restoration(string department,address head,uint64 validFrom,uint64 validUntil,bytes32 instrument,uint256 nonce)"
    );
    bytes32 private constant ACCREDITATION = keccak256(
        "Accreditation(string auditor,address key,string manager,string subtree,bytes32[] subjects,uint64 validFrom,uint64 validUntil,uint256 nonce)"
    );
    bytes32 private constant ENTRUSTMENT = keccak256(
        "Entrustment(string contractor,string principal,uint64 validFrom,uint64 validUntil,bytes32 approval,uint256 nonce)"
    );
    bytes32 private constant MANDATE_END = keccak256(
        "MandateEnd(bytes32 mandate,string department,uint64 since,string reason,uint256 nonce)"
    );

    function hash(IDepartments.KeyRotation calldata r) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                KEY_ROTATION, _text(r.department), r.key, r.successor, r.since, r.validUntil, _text(r.reason), r.nonce
            )
        );
    }

    function hash(IReform.QuorumChange calldata c) internal pure returns (bytes32) {
        return keccak256(abi.encode(QUORUM_CHANGE, c.votes, c.nonce));
    }

    function hash(IReform.Succession calldata s) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(SUCCESSION, _text(s.department), _text(s.successor), s.instrument, s.effectiveAt, s.nonce)
        );
    }

    function hash(IReform.Restoration calldata r) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(RESTORATION, _text(r.department), r.head, r.validFrom, r.validUntil, r.instrument, r.nonce)
        );
    }

    function hash(IMandates.Accreditation calldata a) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ACCREDITATION,
                _text(a.auditor),
                a.key,
                _text(a.manager),
                _text(a.subtree),
                keccak256(abi.encodePacked(a.subjects)),
                a.validFrom,
                a.validUntil,
                a.nonce
            )
        );
    }

    function hash(IMandates.Entrustment calldata e) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ENTRUSTMENT, _text(e.contractor), _text(e.principal), e.validFrom, e.validUntil, e.approval, e.nonce
            )
        );
    }

    function hash(IMandates.MandateEnd calldata e) internal pure returns (bytes32) {
        return keccak256(abi.encode(MANDATE_END, e.mandate, _text(e.department), e.since, _text(e.reason), e.nonce));
    }

    /// @dev EIP-712: a string stands as the hash of its bytes.
    function _text(string calldata value) private pure returns (bytes32) {
        return keccak256(bytes(value));
    }
}
