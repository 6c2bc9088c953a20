// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The Merkle tree of RFC 6962 over the SHA-256 precompile
/// @notice Hashes follow RFC 6962 §2.1; the two checks are the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2, which give
/// the same verdicts with an exact path length: one hash too many or too few is refused.
/// @dev The checks answer with a bool and never revert: what a bad proof means (a fork, a missing streams entry, a
/// plain "no") is known to the caller alone, which owns the error that says so.
library MerkleLog {
    /// @notice Hash of a leaf: SHA-256(0x00 ‖ data).
    function leafHash(bytes memory data) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), data));
    }

    /// @notice Hash of an interior node: SHA-256(0x01 ‖ left ‖ right).
    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @notice Whether `leaf` stands at `index` (from 0) in the tree of `size` leaves with this `root`.
    /// @param path Siblings from the leaf upwards.
    function verifyInclusion(
        uint256 index,
        uint256 size,
        bytes32 leaf,
        bytes32[] calldata path,
        bytes32 root
    ) internal pure returns (bool) {
        if (index >= size) return false;
        uint256 node = index;
        uint256 last = size - 1;
        bytes32 hash = leaf;
        for (uint256 i = 0; i < path.length; ++i) {
            if (last == 0) return false;
            if (_isRight(node, last)) {
                hash = nodeHash(path[i], hash);
                (node, last) = _climb(node, last);
            } else {
                hash = nodeHash(hash, path[i]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    /// @notice Whether the tree (`newSize`, `newRoot`) only appends to the tree (`oldSize`, `oldRoot`).
    /// @dev The empty tree (size 0) is a prefix of everything and therefore proves nothing: it is refused. Equal sizes
    /// ask for an empty path and equal roots.
    function verifyConsistency(
        uint256 oldSize,
        uint256 newSize,
        bytes32 oldRoot,
        bytes32 newRoot,
        bytes32[] calldata path
    ) internal pure returns (bool) {
        if (oldSize == 0 || oldSize > newSize) return false;
        if (oldSize == newSize) return path.length == 0 && oldRoot == newRoot;
        uint256 node = oldSize - 1;
        uint256 last = newSize - 1;
        while (node & 1 == 1) {
            node >>= 1;
            last >>= 1;
        }
        // A full old tree (a power of two) is its own first node and is left out of the path.
        uint256 next = node == 0 ? 0 : 1;
        if (path.length < next) return false;
        bytes32 oldHash = node == 0 ? oldRoot : path[0];
        bytes32 newHash = oldHash;
        for (; next < path.length; ++next) {
            if (last == 0) return false;
            if (_isRight(node, last)) {
                oldHash = nodeHash(path[next], oldHash);
                newHash = nodeHash(path[next], newHash);
                (node, last) = _climb(node, last);
            } else {
                newHash = nodeHash(newHash, path[next]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && oldHash == oldRoot && newHash == newRoot;
    }

    /// @dev A node is joined from the left when it is a right child, or the last of its level without a sibling.
    function _isRight(uint256 node, uint256 last) private pure returns (bool) {
        return node & 1 == 1 || node == last;
    }

    /// @dev Skips the levels on which the last node has no sibling and is carried up unchanged. The node is not 0: it is
    /// odd, or the last one of a level that has others.
    function _climb(uint256 node, uint256 last) private pure returns (uint256, uint256) {
        while (node & 1 == 0) {
            node >>= 1;
            last >>= 1;
        }
        return (node, last);
    }
}
