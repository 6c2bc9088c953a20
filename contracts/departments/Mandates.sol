// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMandates} from "./IMandates.sol";
import {DepartmentTree} from "./DepartmentTree.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {DepartmentTypedData} from "../libraries/DepartmentTypedData.sol";

/// @dev Accredited auditors and entrusted contractors. See {IMandates}.
abstract contract Mandates is DepartmentTree {
    using DepartmentCode for string;

    uint8 private constant ACCREDITATION = 1;
    uint8 private constant ENTRUSTMENT = 2;
    uint256 private constant SUBJECTS_CAP = 64;
    uint256 private constant MANDATES_CAP = 64;

    mapping(bytes32 id => Mandate) private _mandates;
    /// @dev Ids by keccak256(kind ‖ holder ‖ scope). Only the departments in charge of a scope add to its list.
    mapping(bytes32 place => bytes32[]) private _mandateIds;

    /// @inheritdoc IMandates
    function accredit(Accreditation calldata accreditation, address signer, bytes calldata signature) external {
        bytes32 manager = accreditation.manager.parse();
        bytes32 auditor = accreditation.auditor.parse();
        bytes32 id = DepartmentTypedData.hash(accreditation);
        _requireHead(manager, accreditation.nonce, id, signer, signature);
        address key = accreditation.key;
        if (key != address(0) && _keys[key].department != auditor) revert NotAKeyOf(key, auditor);
        Mandate memory added = Mandate(
            manager, auditor, key, ACCREDITATION, _notBeforeNow(accreditation.validFrom), accreditation.validUntil
        );
        _record(id, added);
        bytes32 subtree = _addScope(id, added, accreditation);
        emit Accredited(
            id, auditor, manager, key, subtree, accreditation.subjects, added.validFrom, added.validUntil
        );
    }

    /// @inheritdoc IMandates
    function entrust(Entrustment calldata entrustment, address signer, bytes calldata signature) external {
        bytes32 principal = entrustment.principal.parse();
        bytes32 contractor = entrustment.contractor.parse();
        bytes32 id = DepartmentTypedData.hash(entrustment);
        _requireHead(principal, entrustment.nonce, id, signer, signature);
        if (entrustment.approval == 0) revert NoApproval();
        (uint64 from, uint64 until) = (_notBeforeNow(entrustment.validFrom), entrustment.validUntil);
        _record(id, Mandate(principal, contractor, address(0), ENTRUSTMENT, from, until));
        _add(id, ENTRUSTMENT, contractor, principal);
        emit Entrusted(id, contractor, principal, from, until, entrustment.approval);
    }

    /// @inheritdoc IMandates
    function endMandate(MandateEnd calldata end, address signer, bytes calldata signature) external {
        bytes32 code = end.department.parse();
        _requireHead(code, end.nonce, DepartmentTypedData.hash(end), signer, signature);
        Mandate storage known = _mandates[end.mandate];
        if (_resolve(known.giver, _now()) != code) revert NotTheGiver(end.mandate, code);
        if (end.since >= known.validUntil) revert MandateEndExtends(end.mandate, known.validUntil, end.since);
        _requireReason(end.reason);

        known.validUntil = end.since;
        emit MandateEnded(end.mandate, end.since, end.reason);
    }

    /// @inheritdoc IMandates
    function mandate(bytes32 id) external view returns (Mandate memory) {
        return _mandates[id];
    }

    /// @inheritdoc IMandates
    function accredited(address auditorKey, bytes32 scope, uint64 time) external view returns (bool) {
        return _accredited(auditorKey, scope, time);
    }

    /// @inheritdoc IMandates
    function mayAudit(address auditorKey, bytes32 manager, bytes32 subject, uint64 time) external view returns (bool) {
        return _accredited(auditorKey, subjectScope(manager, subject), time) || _accredited(auditorKey, manager, time);
    }

    /// @inheritdoc IMandates
    function mayActFor(bytes32 contractor, bytes32 principal, uint64 time) external view returns (bool) {
        return time < _departments[contractor].until && time < _departments[principal].until
            && _holds(ENTRUSTMENT, contractor, address(0), principal, time);
    }

    /// @inheritdoc IMandates
    function subjectScope(bytes32 manager, bytes32 subject) public pure returns (bytes32) {
        return keccak256(abi.encode(manager, subject));
    }

    function _addScope(bytes32 id, Mandate memory added, Accreditation calldata accreditation)
        private
        returns (bytes32 subtree)
    {
        bytes32[] calldata subjects = accreditation.subjects;
        bool listed = bytes(accreditation.subtree).length == 0;
        if (listed ? subjects.length == 0 || subjects.length > SUBJECTS_CAP : subjects.length != 0) {
            revert ScopeUnclear(accreditation.subtree, subjects.length);
        }
        if (listed) {
            for (uint256 i = 0; i < subjects.length; ++i) {
                _add(id, ACCREDITATION, added.holder, subjectScope(added.giver, subjects[i]));
            }
            return 0;
        }
        subtree = accreditation.subtree.parse();
        _requireStanding(subtree);
        if (!_isWithin(subtree, added.giver, _now())) revert OutsideScope(subtree, added.giver);
        _add(id, ACCREDITATION, added.holder, subtree);
    }

    /// @dev The nonce inside the id makes it new.
    function _record(bytes32 id, Mandate memory added) private {
        if (_departments[added.holder].tier == 0) revert UnknownDepartment(added.holder);
        if (added.holder == added.giver) revert MandateToItself(added.giver);
        if (added.validUntil <= added.validFrom) revert EmptyValidity(added.validFrom, added.validUntil);
        _mandates[id] = added;
    }

    function _add(bytes32 id, uint8 kind, bytes32 holder, bytes32 scope) private {
        bytes32[] storage ids = _mandateIds[_place(kind, holder, scope)];
        if (ids.length == MANDATES_CAP) revert TooManyMandates(holder, scope);
        ids.push(id);
    }

    /// @dev A department is in scope by a mandate over it or over one above it; anything else only by itself.
    function _accredited(address auditorKey, bytes32 scope, uint64 time) private view returns (bool) {
        Key storage known = _keys[auditorKey];
        if (known.role != AUDITOR || !_validAt(known, time)) return false;
        Path memory path = _pathAt(scope, time);
        for (uint256 i = 0; i < path.length; ++i) {
            if (_holds(ACCREDITATION, known.department, auditorKey, path.codes[i], time)) return true;
        }
        return false;
    }

    function _holds(uint8 kind, bytes32 holder, address key, bytes32 scope, uint64 time) private view returns (bool) {
        bytes32[] storage ids = _mandateIds[_place(kind, holder, scope)];
        for (uint256 i = 0; i < ids.length; ++i) {
            Mandate storage known = _mandates[ids[i]];
            bool fits = known.key == address(0) || known.key == key;
            if (fits && known.validFrom <= time && time < known.validUntil) return true;
        }
        return false;
    }

    function _place(uint8 kind, bytes32 holder, bytes32 scope) private pure returns (bytes32) {
        return keccak256(abi.encode(kind, holder, scope));
    }
}
