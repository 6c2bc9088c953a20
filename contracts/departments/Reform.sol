// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReform} from "./IReform.sol";
import {RootQuorum} from "./RootQuorum.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {DepartmentTypedData} from "../libraries/DepartmentTypedData.sol";

/// @dev Successors, and heads given back. See {IReform}.
abstract contract Reform is RootQuorum {
    using DepartmentCode for string;

    uint256 private constant CHAIN_CAP = 16;
    uint64 private constant AHEAD_CAP = 366 days;

    /// @dev The longest chain of reforms that ends in this department.
    mapping(bytes32 code => uint256) private _reforms;

    /// @inheritdoc IReform
    function succeed(Succession calldata succession, Vote[] calldata approvals, Vote calldata acceptance) external {
        bytes32 code = succession.department.parse();
        bytes32 successor = succession.successor.parse();
        _requireStanding(code);
        _requireStanding(successor);
        _requirePlace(code, successor);
        uint64 effectiveAt = _notBeforeNow(succession.effectiveAt);
        if (effectiveAt > _now() + AHEAD_CAP) revert TooFarAhead(effectiveAt, _now() + AHEAD_CAP);
        if (succession.instrument == 0) revert NoInstrument();
        bytes32 structHash = DepartmentTypedData.hash(succession);
        bytes32 authority = _lowestCommon(_departments[code].parent, successor, _now());
        _requireApproval(authority, succession.nonce, structHash, approvals, 0);
        if (!_isHeadAt(acceptance.signer, successor, _now())) revert NotAHead(acceptance.signer, successor);
        _requireSignature(structHash, acceptance.signer, acceptance.signature);

        _successors[code] = successor;
        _departments[code].until = effectiveAt;
        emit DepartmentSucceeded(code, successor, effectiveAt, succession.instrument);
        address[] storage heads = _heads[code];
        for (uint256 i = 0; i < heads.length; ++i) _closeKey(heads[i]);
    }

    /// @inheritdoc IReform
    function closeKeys(address[] calldata keys) external {
        for (uint256 i = 0; i < keys.length; ++i) _closeKey(keys[i]);
    }

    /// @inheritdoc IReform
    function restoreHead(Restoration calldata restoration, Vote[] calldata approvals) external {
        bytes32 code = restoration.department.parse();
        _requireStanding(code);
        address[] storage heads = _heads[code];
        for (uint256 i = 0; i < heads.length; ++i) {
            if (_now() < _keys[heads[i]].validUntil) revert HeadStands(code, heads[i]);
        }
        if (restoration.instrument == 0) revert NoInstrument();
        bytes32 parent = _resolve(_departments[code].parent, _now());
        _requireApproval(parent, restoration.nonce, DepartmentTypedData.hash(restoration), approvals, 1);

        _enrol(code, Key(code, HEAD, restoration.validFrom, restoration.validUntil), restoration.head);
        emit HeadRestored(code, restoration.head, restoration.instrument);
    }

    /// @dev Looks at the tree as it will be when all reforms declared so far have taken effect: there the successor
    /// stands neither under the department (which would also be deeper) nor deeper than it, so no reform ever makes a circle
    /// or a thirteenth level.
    function _requirePlace(bytes32 code, bytes32 successor) private {
        if (_isWithin(successor, code, OPEN)) revert SuccessorWithin(code, successor);
        if (_depth(successor, OPEN) > _depth(code, OPEN)) revert TooDeep(successor);
        uint256 reforms = _reforms[code] + 1;
        if (reforms > CHAIN_CAP) revert TooManySuccessions(successor);
        if (reforms > _reforms[successor]) _reforms[successor] = reforms;
    }

    /// @dev Writes the department's end where the key would last longer.
    function _closeKey(address closed) private {
        Key storage key = _keys[closed];
        uint64 until = _departments[key.department].until;
        if (until >= key.validUntil) return;
        key.validUntil = until;
        emit KeyEnded(key.department, closed, until, "department succeeded");
    }
}
