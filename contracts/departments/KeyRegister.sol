// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "../IDepartments.sol";

/// @dev Inherited before EIP712, whose own slots would otherwise come first: the keys stand at slot 0 for ever, where
/// storage proofs look for them (docs/formats.md §12).
abstract contract DepartmentsStorage is IDepartments {
    mapping(address key => Key) internal _keys;
}

/// @dev Departments, their keys and nonces, and the gate of every signed change. See {IDepartments}.
abstract contract KeyRegister is DepartmentsStorage, EIP712 {
    uint8 internal constant HEAD = 1;
    uint8 internal constant AUDITOR = 4;
    uint8 private constant LAST_ROLE = 5;
    uint8 private constant LAST_TIER = 4;
    uint8 private constant LAST_KIND = 6;
    uint64 internal constant OPEN = type(uint64).max;
    uint256 private constant REASON_CAP = 256;
    uint256 private constant HEADS_CAP = 16;

    mapping(bytes32 code => Department) internal _departments;
    mapping(bytes32 code => uint256) private _nonces;
    /// @dev Holds every head that is valid now or later; one that is over gives its place to the next.
    // slither-disable-next-line uninitialized-state - filled in _addHead, through a reference
    mapping(bytes32 code => address[]) internal _heads;

    /// @inheritdoc IDepartments
    function department(bytes32 code) external view returns (Department memory) {
        return _departments[code];
    }

    /// @inheritdoc IDepartments
    function keyOf(address key) external view returns (Key memory known) {
        known = _keys[key];
        uint64 until = _departments[known.department].until;
        if (until < known.validUntil) known.validUntil = until;
    }

    /// @inheritdoc IDepartments
    function keyValidAt(address key, uint64 time) external view returns (bool) {
        return _validAt(_keys[key], time);
    }

    /// @inheritdoc IDepartments
    function isHeadAt(address key, bytes32 code, uint64 time) external view returns (bool) {
        return _isHeadAt(key, code, time);
    }

    /// @inheritdoc IDepartments
    function roleAt(address key, bytes32 code, uint64 time) external view returns (uint8) {
        Key storage known = _keys[key];
        return known.department == code && _validAt(known, time) ? known.role : 0;
    }

    /// @inheritdoc IDepartments
    function nonceOf(bytes32 code) external view returns (uint256) {
        return _nonces[code];
    }

    /// @dev The one gate of every change by one department: a head valid now, the next nonce, its signature. Uses the
    /// nonce up.
    function _requireHead(
        bytes32 code,
        uint256 nonce,
        bytes32 structHash,
        address signer,
        bytes calldata signature
    ) internal {
        if (!_isHeadAt(signer, code, _now())) revert NotAHead(signer, code);
        _useNonce(code, nonce);
        _requireSignature(structHash, signer, signature);
    }

    function _useNonce(bytes32 code, uint256 nonce) internal {
        uint256 expected = _nonces[code]++;
        if (nonce != expected) revert WrongNonce(code, expected, nonce);
    }

    function _requireSignature(bytes32 structHash, address signer, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature)) {
            revert WrongSignature(signer);
        }
    }

    function _admit(bytes32 code, Department memory added) internal {
        if (_departments[code].tier != 0) revert DepartmentExists(code);
        if (added.tier == 0 || added.tier > LAST_TIER) revert UnknownTier(added.tier);
        if (added.region != 0 && (added.region < 100_000 || added.region > 999_999)) revert UnknownRegion(added.region);
        if (added.kind == 0 || added.kind > LAST_KIND) revert UnknownKind(added.kind);

        added.since = _notBeforeNow(added.since);
        _departments[code] = added;
        emit DepartmentAdmitted(code, added.parent, added.tier, added.region, added.kind);
    }

    /// @dev No key outlasts its department.
    function _enrol(bytes32 code, Key memory added, address key) internal {
        if (key == address(0)) revert ZeroKey();
        bytes32 holder = _keys[key].department;
        if (holder != 0) revert KeyTaken(key, holder);
        if (added.role == 0 || added.role > LAST_ROLE) revert UnknownRole(added.role);
        added.validFrom = _notBeforeNow(added.validFrom);
        uint64 until = _departments[code].until;
        if (until < added.validUntil) added.validUntil = until;
        if (added.validUntil <= added.validFrom) revert EmptyValidity(added.validFrom, added.validUntil);

        if (added.role == HEAD) _addHead(code, key);
        _keys[key] = added;
        emit KeyEnrolled(code, key, added.role, added.validFrom, added.validUntil);
    }

    function _endKey(bytes32 code, address ended, uint64 since, string calldata reason) internal {
        Key storage key = _keys[ended];
        if (key.department != code) revert NotAKeyOf(ended, code);
        if (since >= key.validUntil) revert EndExtends(ended, key.validUntil, since);
        _requireReason(reason);

        key.validUntil = since;
        emit KeyEnded(code, ended, since, reason);
    }

    function _requireReason(string calldata reason) internal pure {
        uint256 length = bytes(reason).length;
        if (length == 0 || length > REASON_CAP) revert ReasonLength(length);
    }

    function _isHeadAt(address key, bytes32 code, uint64 time) internal view returns (bool) {
        Key storage known = _keys[key];
        return known.role == HEAD && known.department == code && _validAt(known, time);
    }

    function _validAt(Key storage key, uint64 time) internal view returns (bool) {
        return key.validFrom <= time && time < key.validUntil && time < _departments[key.department].until;
    }

    function _notBeforeNow(uint64 time) internal view returns (uint64) {
        uint64 current = _now();
        return time < current ? current : time;
    }

    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }

    function _addHead(bytes32 code, address head) private {
        address[] storage heads = _heads[code];
        uint256 length = heads.length;
        for (uint256 i = 0; i < length; ++i) {
            if (_keys[heads[i]].validUntil <= _now()) {
                heads[i] = head;
                return;
            }
        }
        if (length == HEADS_CAP) revert TooManyHeads(code);
        heads.push(head);
    }
}
