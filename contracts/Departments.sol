// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "./IDepartments.sol";
import {DepartmentCode} from "./libraries/DepartmentCode.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @dev Inherited before EIP712, whose own slots would otherwise come first: the keys stand at slot 0 for ever, where
/// storage proofs look for them (docs/formats.md §12).
abstract contract DepartmentsStorage is IDepartments {
    mapping(address key => Key) internal _keys;
}

/// @notice See {IDepartments}.
contract Departments is DepartmentsStorage, EIP712 {
    using DepartmentCode for string;

    uint8 private constant HEAD = 1;
    uint8 private constant LAST_ROLE = 5;
    uint8 private constant LAST_TIER = 4;
    uint8 private constant LAST_KIND = 6;
    uint64 private constant OPEN = type(uint64).max;
    uint256 private constant REASON_CAP = 256;

    mapping(bytes32 code => Department) private _departments;
    mapping(bytes32 code => uint256) private _nonces;

    constructor(Root[] memory roots) EIP712("Quanze", "1") {
        if (roots.length == 0) revert NoRoots();
        for (uint256 i = 0; i < roots.length; ++i) {
            Root memory root = roots[i];
            bytes32 code = root.code.parse();
            _admit(code, Department(0, 0, OPEN, root.region, root.tier, root.kind));
            _enrol(code, Key(code, HEAD, 0, root.validUntil), root.head);
        }
    }

    /// @inheritdoc IDepartments
    function admit(Admission calldata admission, address signer, bytes calldata signature) external {
        bytes32 parent = admission.parent.parse();
        bytes32 code = admission.code.parse();
        _requireHead(parent, admission.nonce, TypedData.hash(admission), signer, signature);
        uint8 parentTier = _departments[parent].tier;
        if (admission.tier < parentTier) revert TierAboveParent(admission.tier, parentTier);

        _admit(code, Department(parent, admission.validFrom, OPEN, admission.region, admission.tier, admission.kind));
        _enrol(code, Key(code, HEAD, admission.validFrom, admission.validUntil), admission.head);
    }

    /// @inheritdoc IDepartments
    function enrol(KeyGrant calldata grant, address signer, bytes calldata signature) external {
        bytes32 code = grant.department.parse();
        _requireHead(code, grant.nonce, TypedData.hash(grant), signer, signature);

        _enrol(code, Key(code, grant.role, grant.validFrom, grant.validUntil), grant.key);
    }

    /// @inheritdoc IDepartments
    function endKey(KeyEnd calldata end, address signer, bytes calldata signature) external {
        bytes32 code = end.department.parse();
        _requireHead(code, end.nonce, TypedData.hash(end), signer, signature);
        Key storage key = _keys[end.key];
        if (key.department != code) revert NotAKeyOf(end.key, code);
        if (end.since >= key.validUntil) revert EndExtends(end.key, key.validUntil, end.since);
        uint256 length = bytes(end.reason).length;
        if (length == 0 || length > REASON_CAP) revert ReasonLength(length);

        key.validUntil = end.since;
        emit KeyEnded(code, end.key, end.since, end.reason);
    }

    /// @inheritdoc IDepartments
    function department(bytes32 code) external view returns (Department memory) {
        return _departments[code];
    }

    /// @inheritdoc IDepartments
    function keyOf(address key) external view returns (Key memory) {
        return _keys[key];
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
    function nonceOf(bytes32 code) external view returns (uint256) {
        return _nonces[code];
    }

    /// @dev The one gate of every change: the department's next nonce, a head valid now, its signature. Uses the nonce up.
    function _requireHead(
        bytes32 code,
        uint256 nonce,
        bytes32 structHash,
        address signer,
        bytes calldata signature
    ) private {
        if (!_isHeadAt(signer, code, _now())) revert NotAHead(signer, code);
        uint256 expected = _nonces[code]++;
        if (nonce != expected) revert WrongNonce(code, expected, nonce);
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature)) {
            revert WrongSignature(signer);
        }
    }

    function _admit(bytes32 code, Department memory added) private {
        if (_departments[code].tier != 0) revert DepartmentExists(code);
        if (added.tier == 0 || added.tier > LAST_TIER) revert UnknownTier(added.tier);
        if (added.region != 0 && (added.region < 100_000 || added.region > 999_999)) revert UnknownRegion(added.region);
        if (added.kind == 0 || added.kind > LAST_KIND) revert UnknownKind(added.kind);

        added.since = _notBeforeNow(added.since);
        _departments[code] = added;
        emit DepartmentAdmitted(code, added.parent, added.tier, added.region, added.kind);
    }

    function _enrol(bytes32 code, Key memory added, address key) private {
        if (key == address(0)) revert ZeroKey();
        bytes32 holder = _keys[key].department;
        if (holder != 0) revert KeyTaken(key, holder);
        if (added.role == 0 || added.role > LAST_ROLE) revert UnknownRole(added.role);
        added.validFrom = _notBeforeNow(added.validFrom);
        if (added.validUntil <= added.validFrom) revert EmptyValidity(added.validFrom, added.validUntil);

        _keys[key] = added;
        emit KeyEnrolled(code, key, added.role, added.validFrom, added.validUntil);
    }

    function _isHeadAt(address key, bytes32 code, uint64 time) private view returns (bool) {
        Key storage known = _keys[key];
        return known.role == HEAD && known.department == code && _validAt(known, time);
    }

    function _validAt(Key storage key, uint64 time) private view returns (bool) {
        return key.validFrom <= time && time < key.validUntil;
    }

    function _notBeforeNow(uint64 time) private view returns (uint64) {
        uint64 current = _now();
        return time < current ? current : time;
    }

    function _now() private view returns (uint64) {
        return uint64(block.timestamp);
    }
}
