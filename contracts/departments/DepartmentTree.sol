// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReform} from "./IReform.sol";
import {KeyRegister} from "./KeyRegister.sol";

/// @dev Who stands under whom, at which time. See {IReform}.
abstract contract DepartmentTree is KeyRegister {
    /// @dev Four tiers, each with its people's government, under that its sharing manager, under that its departments.
    uint256 internal constant LEVELS = 12;

    mapping(bytes32 code => bytes32) internal _successors;

    /// @dev A department and those above it, itself first.
    struct Path {
        bytes32[LEVELS] codes;
        uint256 length;
    }

    /// @inheritdoc IReform
    function successorOf(bytes32 code) external view returns (bytes32) {
        return _successors[code];
    }

    /// @inheritdoc IReform
    function resolve(bytes32 code, uint64 time) external view returns (bytes32) {
        return _resolve(code, time);
    }

    /// @inheritdoc IReform
    function ancestor(bytes32 code, uint256 n) external view returns (bytes32) {
        return n < LEVELS ? _pathAt(code, _now()).codes[n] : bytes32(0);
    }

    /// @inheritdoc IReform
    function isWithin(bytes32 code, bytes32 ancestorCode) external view returns (bool) {
        return _isWithin(code, ancestorCode, _now());
    }

    /// @inheritdoc IReform
    function lowestCommonAncestor(bytes32 a, bytes32 b) external view returns (bytes32) {
        return _lowestCommon(a, b, _now());
    }

    /// @dev Ends: a department is named as successor only while it has none itself, so the chain has no circle.
    function _resolve(bytes32 code, uint64 time) internal view returns (bytes32) {
        bytes32 successor = _successors[code];
        while (successor != 0 && _departments[code].until <= time) {
            code = successor;
            successor = _successors[code];
        }
        return code;
    }

    /// @dev Cut off after twelve levels, which only two reforms declared ahead of each other can exceed, for a while.
    function _pathAt(bytes32 code, uint64 time) internal view returns (Path memory path) {
        code = _resolve(code, time);
        while (code != 0 && path.length < LEVELS) {
            path.codes[path.length++] = code;
            code = _resolve(_departments[code].parent, time);
        }
    }

    function _depth(bytes32 code, uint64 time) internal view returns (uint256) {
        return _pathAt(code, time).length;
    }

    function _isWithin(bytes32 code, bytes32 ancestorCode, uint64 time) internal view returns (bool) {
        bytes32 sought = _resolve(ancestorCode, time);
        return sought != 0 && _contains(_pathAt(code, time), sought);
    }

    function _lowestCommon(bytes32 a, bytes32 b, uint64 time) internal view returns (bytes32) {
        Path memory own = _pathAt(a, time);
        Path memory other = _pathAt(b, time);
        for (uint256 i = 0; i < own.length; ++i) {
            if (_contains(other, own.codes[i])) return own.codes[i];
        }
        return 0;
    }

    function _requireStanding(bytes32 code) internal view {
        if (_departments[code].tier == 0 || _successors[code] != 0) revert NotStanding(code);
    }

    function _contains(Path memory path, bytes32 code) private pure returns (bool) {
        for (uint256 i = 0; i < path.length; ++i) {
            if (path.codes[i] == code) return true;
        }
        return false;
    }
}
