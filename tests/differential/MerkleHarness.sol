// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleLog} from "contracts/libraries/MerkleLog.sol";

/// @dev Opens the library to calls over JSON-RPC.
contract MerkleHarness {
    function leafHash(bytes calldata data) external pure returns (bytes32) {
        return MerkleLog.leafHash(data);
    }

    function nodeHash(bytes32 left, bytes32 right) external pure returns (bytes32) {
        return MerkleLog.nodeHash(left, right);
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
}
