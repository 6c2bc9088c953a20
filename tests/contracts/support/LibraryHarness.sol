// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IEventLog} from "../../../contracts/IEventLog.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {MerkleLog} from "../../../contracts/libraries/MerkleLog.sol";
import {TypedData} from "../../../contracts/libraries/TypedData.sol";

/// @dev Opens the internal libraries to calls from tests.
contract LibraryHarness {
    function leafHash(bytes calldata data) external pure returns (bytes32) {
        return MerkleLog.leafHash(data);
    }

    function verifyInclusion(uint256 index, uint256 size, bytes32 leaf, bytes32[] calldata path, bytes32 root)
        external
        pure
        returns (bool)
    {
        return MerkleLog.verifyInclusion(index, size, leaf, path, root);
    }

    function verifyConsistency(
        uint256 oldSize,
        uint256 newSize,
        bytes32 oldRoot,
        bytes32 newRoot,
        bytes32[] calldata path
    ) external pure returns (bool) {
        return MerkleLog.verifyConsistency(oldSize, newSize, oldRoot, newRoot, path);
    }

    function parse(string calldata code) external pure returns (bytes32) {
        return DepartmentCode.parse(code);
    }

    function hash(IDepartments.Admission calldata a) external pure returns (bytes32) {
        return TypedData.hash(a);
    }

    function hash(IDepartments.KeyGrant calldata g) external pure returns (bytes32) {
        return TypedData.hash(g);
    }

    function hash(IDepartments.KeyEnd calldata e) external pure returns (bytes32) {
        return TypedData.hash(e);
    }

    function hash(IEventLog.Opening calldata o) external pure returns (bytes32) {
        return TypedData.hash(o);
    }

    function hash(IEventLog.Checkpoint calldata c) external pure returns (bytes32) {
        return TypedData.hash(c);
    }

    function hash(IAgreements.Terms calldata t) external pure returns (bytes32) {
        return TypedData.hash(t);
    }
}
