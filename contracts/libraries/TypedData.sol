// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../IDepartments.sol";
import {IAgreements} from "../IAgreements.sol";
import {IEventLog} from "../IEventLog.sol";

/// @title EIP-712 struct hashes of every struct that a department or a log signs
/// @notice Frozen, with examples, in tests/vectors/typed_data.json.
library TypedData {
    bytes32 private constant ADMISSION = keccak256(
        "Admission(string code,string parent,uint8 tier,uint32 region,uint8 kind,address head,uint64 validFrom,uint64 validUntil,uint256 nonce)"
    );
    bytes32 private constant KEY_GRANT = keccak256(
        "KeyGrant(string department,address key,uint8 role,uint64 validFrom,uint64 validUntil,uint256 nonce)"
    );
    bytes32 private constant KEY_END = keccak256(
        "KeyEnd(string department,address key,uint64 since,string reason,uint256 nonce)"
    );
    bytes32 private constant OPENING = keccak256(
        "Opening(string origin,string department,address logKey,uint256 nonce)"
    );
    bytes32 private constant CHECKPOINT = keccak256(
        "Checkpoint(string origin,uint64 size,bytes32 root,bytes32 streamsRoot,uint64 recordedAt)"
    );
    bytes32 private constant TERMS = keccak256(
        "Terms(string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts)Limits(uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution)Parties(string owner,string user,string manager)Period(uint64 useFrom,uint64 useUntil,uint64 retentionUntil)Scope(string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario)Texts(bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar)"
    );
    bytes32 private constant PARTIES = keccak256("Parties(string owner,string user,string manager)");
    bytes32 private constant SCOPE = keccak256(
        "Scope(string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario)"
    );
    bytes32 private constant LIMITS = keccak256(
        "Limits(uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution)"
    );
    bytes32 private constant PERIOD = keccak256("Period(uint64 useFrom,uint64 useUntil,uint64 retentionUntil)");
    bytes32 private constant TEXTS = keccak256("Texts(bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar)");

    function hash(IDepartments.Admission calldata a) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ADMISSION, _text(a.code), _text(a.parent), a.tier, a.region, a.kind, a.head, a.validFrom, a.validUntil, a.nonce
            )
        );
    }

    function hash(IDepartments.KeyGrant calldata g) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(KEY_GRANT, _text(g.department), g.key, g.role, g.validFrom, g.validUntil, g.nonce)
        );
    }

    function hash(IDepartments.KeyEnd calldata e) internal pure returns (bytes32) {
        return keccak256(abi.encode(KEY_END, _text(e.department), e.key, e.since, _text(e.reason), e.nonce));
    }

    function hash(IEventLog.Opening calldata o) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPENING, _text(o.origin), _text(o.department), o.logKey, o.nonce));
    }

    function hash(IEventLog.Checkpoint calldata c) internal pure returns (bytes32) {
        return keccak256(abi.encode(CHECKPOINT, _text(c.origin), c.size, c.root, c.streamsRoot, c.recordedAt));
    }

    function hash(IAgreements.Terms calldata t) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TERMS, _text(t.number), _parties(t.parties), _scope(t.scope), _limits(t.limits), _period(t.period), _texts(t.texts)
            )
        );
    }

    function _parties(IAgreements.Parties calldata p) private pure returns (bytes32) {
        return keccak256(abi.encode(PARTIES, _text(p.owner), _text(p.user), _text(p.manager)));
    }

    function _scope(IAgreements.Scope calldata s) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                SCOPE, _list(s.items), _list(s.fields), _list(s.purposes), _text(s.mode), _text(s.legalBasis), _text(s.scenario)
            )
        );
    }

    function _limits(IAgreements.Limits calldata l) private pure returns (bytes32) {
        return keccak256(abi.encode(LIMITS, l.callsPerDay, l.rowsPerDelivery, l.grade, _text(l.redistribution)));
    }

    function _period(IAgreements.Period calldata p) private pure returns (bytes32) {
        return keccak256(abi.encode(PERIOD, p.useFrom, p.useUntil, p.retentionUntil));
    }

    function _texts(IAgreements.Texts calldata t) private pure returns (bytes32) {
        return keccak256(abi.encode(TEXTS, t.zh, t.en, t.policy, t.calendar));
    }

    /// @dev EIP-712: a string stands as the hash of its bytes.
    function _text(string calldata value) private pure returns (bytes32) {
        return keccak256(bytes(value));
    }

    /// @dev EIP-712: an array stands as the hash of its members' encodings joined.
    function _list(string[] calldata values) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            hashes[i] = _text(values[i]);
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
