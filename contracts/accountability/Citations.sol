// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../IAccountability.sol";
import {IAgreements} from "../IAgreements.sol";
import {IDepartments} from "../IDepartments.sol";
import {IEventLog} from "../IEventLog.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {DepartmentSignatures} from "../libraries/DepartmentSignatures.sol";
import {MerkleLog} from "../libraries/MerkleLog.sol";
import {ResourceCode} from "../libraries/ResourceCode.sol";

/// @dev Steps and the events they rest on. {_record} is the only place that writes a step, and it writes none without
/// a proven event.
abstract contract Citations is IAccountability, DepartmentSignatures {
    using DepartmentCode for string;
    using ResourceCode for string;

    bytes1 private constant EVENT = 0x01;
    uint256 private constant ENTRY_FLOOR = 138;
    uint256 private constant ENTRY_CAP = 4096;

    /// @dev Who takes a step, and with what.
    struct Act {
        bytes32 id;
        bytes32 department;
        bytes32 text;
        bytes32 eventId;
        address signer;
        StepKind kind;
    }

    IAgreements private immutable _agreements;
    IEventLog private immutable _eventLog;

    mapping(bytes32 id => Step[]) private _steps;
    mapping(bytes32 id => mapping(bytes32 eventId => bool)) private _cited;

    constructor(IAgreements agreements, IEventLog eventLog) {
        _agreements = agreements;
        _eventLog = eventLog;
    }

    /// @inheritdoc IAccountability
    function stepCount(bytes32 id) public view returns (uint256) {
        return _steps[id].length;
    }

    /// @inheritdoc IAccountability
    function stepOf(bytes32 id, uint256 number) external view returns (Step memory) {
        return _steps[id][number];
    }

    /// @dev Writes a step that a department signed: the event that it names is the proven one, and its own.
    function _recordSigned(Act memory act, Cited calldata cited) internal {
        bytes32 proven = _eventIdOf(cited.entry);
        if (act.eventId != proven) revert OtherEvent(act.eventId, proven);
        _requireEventOf(act.department, cited.entry);
        _record(act, cited);
    }

    function _record(Act memory act, Cited calldata cited) internal {
        _requireProven(cited);
        if (act.text == 0) revert TextMissing();
        if (_cited[act.id][act.eventId]) revert EventReused(act.id, act.eventId);

        _cited[act.id][act.eventId] = true;
        uint256 number = _steps[act.id].length;
        _steps[act.id].push(Step(act.eventId, act.department, act.text, act.signer, _now(), act.kind));
        emit Proven(
            act.eventId, keccak256(bytes(cited.origin)), _eventSignerOf(cited.entry), cited.size, cited.index
        );
        emit Recorded(act.id, act.eventId, act.department, act.kind, number, act.text);
    }

    /// @dev Event id of an event entry; reverts if the bytes are none, so it stands before every use of the entry.
    function _eventIdOf(bytes calldata entry) internal pure returns (bytes32) {
        if (entry.length < ENTRY_FLOOR || entry.length > ENTRY_CAP || entry[0] != EVENT) {
            revert NotAnEventEntry(entry.length < 64 ? 0 : _indexOf(entry));
        }
        return bytes32(entry[4:36]);
    }

    /// @dev The last step's event.
    function _lastEvent(bytes32 id) internal view returns (bytes32) {
        return _steps[id][_steps[id].length - 1].eventId;
    }

    /// @return id The agreement's id or keccak256 of the resource code.
    function _subjectOf(
        bytes32 agreement,
        string calldata item
    ) internal view returns (bytes32 id, IAgreements.Agreement memory known) {
        if ((agreement == 0) == (bytes(item).length == 0)) revert SubjectUnclear();
        if (agreement == 0) return (item.idOf(), known);
        known = _agreements.agreementOf(agreement);
        if (known.blockNumber == 0) revert UnknownAgreement(agreement);
        return (agreement, known);
    }

    function _requireProven(Cited calldata cited) private view {
        if (_indexOf(cited.entry) != cited.index) revert NotAnEventEntry(cited.index);
        bytes32 leaf = MerkleLog.leafHash(cited.entry);
        if (!_eventLog.includes(cited.origin, cited.size, cited.index, leaf, cited.path)) {
            revert EventNotProven(keccak256(bytes(cited.origin)), cited.size, cited.index);
        }
    }

    function _requireEventOf(bytes32 department, bytes calldata entry) private view {
        address signer = _eventSignerOf(entry);
        IDepartments.Key memory key = _departments.keyOf(signer);
        uint64 recordedAt = uint64(bytes8(entry[64:72])) / 1000;
        bool own = key.department == department || key.department == _standing(department);
        if (!own || recordedAt < key.validFrom || recordedAt >= key.validUntil) {
            revert NotItsEvent(_eventIdOf(entry), signer, department);
        }
    }

    function _eventSignerOf(bytes calldata entry) private pure returns (address) {
        return address(bytes20(entry[36:56]));
    }

    function _indexOf(bytes calldata entry) private pure returns (uint64) {
        return uint64(bytes8(entry[56:64]));
    }
}
