// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../IAgreements.sol";
import {IAgreementLife} from "./IAgreementLife.sol";

/// @title EIP-712 struct hashes of what befalls an agreement
/// @notice The terms themselves are hashed by {TypedData}; their hash is the agreement's id.
library AgreementData {
    bytes32 private constant OFFER = keccak256(
        "Offer(Terms terms,uint64 openUntil)Limits(uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution)Parties(string owner,string user,string manager)Period(uint64 useFrom,uint64 useUntil,uint64 retentionUntil)Scope(string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario)Terms(string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts)Texts(bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar)"
    );
    bytes32 private constant AMENDMENT = keccak256(
        "Amendment(bytes32 previous,Terms terms)Limits(uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution)Parties(string owner,string user,string manager)Period(uint64 useFrom,uint64 useUntil,uint64 retentionUntil)Scope(string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario)Terms(string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts)Texts(bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar)"
    );
    bytes32 internal constant WITHDRAWAL = keccak256(
        "Withdrawal(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant SUSPENSION = keccak256(
        "Suspension(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant RESUMPTION = keccak256(
        "Resumption(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant RECTIFICATION_REFUSAL = keccak256(
        "RectificationRefusal(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant MISUSE_TERMINATION = keccak256(
        "MisuseTermination(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant AGREED_TERMINATION = keccak256(
        "AgreedTermination(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 internal constant PURPOSE_END = keccak256(
        "PurposeEnd(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 private constant RECTIFICATION_ORDER = keccak256(
        "RectificationOrder(bytes32 agreement,uint64 dueAt,bytes32 reasonEvent,uint256 nonce)"
    );
    bytes32 private constant OWNER_STOP = keccak256(
        "OwnerStop(bytes32 agreement,bytes32 consultationEvent,uint64 effectAt,uint256 nonce)"
    );
    bytes32 private constant DISPOSAL = keccak256(
        "Disposal(bytes32 agreement,bytes32 certificate,bytes32 disposalEvent,uint256 nonce)"
    );

    /// @param id Hash of the terms offered.
    function offer(bytes32 id, uint64 openUntil) internal pure returns (bytes32) {
        return keccak256(abi.encode(OFFER, id, openUntil));
    }

    /// @param id Hash of the terms of the new version.
    function amendment(bytes32 previous, bytes32 id) internal pure returns (bytes32) {
        return keccak256(abi.encode(AMENDMENT, previous, id));
    }

    /// @param kind Type hash of the step.
    function hash(IAgreements.Act calldata act, bytes32 kind) internal pure returns (bytes32) {
        return keccak256(abi.encode(kind, act.agreement, act.reasonEvent, act.nonce));
    }

    function hash(IAgreementLife.RectificationOrder calldata o) internal pure returns (bytes32) {
        return keccak256(abi.encode(RECTIFICATION_ORDER, o.agreement, o.dueAt, o.reasonEvent, o.nonce));
    }

    function hash(IAgreementLife.OwnerStop calldata s) internal pure returns (bytes32) {
        return keccak256(abi.encode(OWNER_STOP, s.agreement, s.consultationEvent, s.effectAt, s.nonce));
    }

    function hash(IAgreementLife.Disposal calldata d) internal pure returns (bytes32) {
        return keccak256(abi.encode(DISPOSAL, d.agreement, d.certificate, d.disposalEvent, d.nonce));
    }
}
