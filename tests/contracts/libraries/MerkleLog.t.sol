// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LibraryHarness} from "../support/LibraryHarness.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {vm} from "../support/Vm.sol";

/// @dev The vectors are the ones that the Python tests read: proofs made in Python are judged alike in Solidity.
contract MerkleLogVectorsTest {
    struct Inclusion {
        string name;
        uint256 index;
        uint256 size;
        bytes32 leafHash;
        bytes32[] path;
        bytes32 root;
        bool ok;
    }

    struct Consistency {
        string name;
        uint256 oldSize;
        uint256 newSize;
        bytes32 oldRoot;
        bytes32 newRoot;
        bytes32[] path;
        bool ok;
    }

    struct Root {
        uint256 size;
        bytes32 root;
    }

    LibraryHarness private _merkle = new LibraryHarness();

    function test_InclusionVectors() public view {
        bytes memory raw = vm.parseJsonTypeArray(
            _file(),
            ".inclusion",
            "Inclusion(string name,uint256 index,uint256 size,bytes32 leaf_hash,bytes32[] path,bytes32 root,bool ok)"
        );
        Inclusion[] memory rows = abi.decode(raw, (Inclusion[]));
        vm.assertTrue(rows.length > 100, "the vector file holds inclusion proofs");
        for (uint256 i = 0; i < rows.length; ++i) {
            Inclusion memory row = rows[i];
            bool ok = _merkle.verifyInclusion(row.index, row.size, row.leafHash, row.path, row.root);
            vm.assertEq(ok, row.ok, row.name);
        }
    }

    function test_ConsistencyVectors() public view {
        bytes memory raw = vm.parseJsonTypeArray(
            _file(),
            ".consistency",
            "Consistency(string name,uint256 old_size,uint256 new_size,bytes32 old_root,bytes32 new_root,bytes32[] path,bool ok)"
        );
        Consistency[] memory rows = abi.decode(raw, (Consistency[]));
        vm.assertTrue(rows.length > 100, "the vector file holds consistency proofs");
        for (uint256 i = 0; i < rows.length; ++i) {
            Consistency memory row = rows[i];
            bool ok = _merkle.verifyConsistency(row.oldSize, row.newSize, row.oldRoot, row.newRoot, row.path);
            vm.assertEq(ok, row.ok, row.name);
        }
    }

    function test_RootVectors() public view {
        string memory json = _file();
        bytes32[] memory leaves = vm.parseJsonBytes32Array(json, ".leaf_hashes");
        Root[] memory rows =
            abi.decode(vm.parseJsonTypeArray(json, ".roots", "Root(uint256 size,bytes32 root)"), (Root[]));
        vm.assertEq(rows.length, leaves.length + 1);
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.assertEq(ReferenceTree.root(leaves, 0, rows[i].size), rows[i].root, "root");
        }
    }

    function _file() private view returns (string memory) {
        return vm.readFile("tests/vectors/merkle.json");
    }
}

contract MerkleLogFuzzTest {
    LibraryHarness private _merkle = new LibraryHarness();

    function test_LeafHashOfTheEmptyLeafIsRfc6962s() public view {
        vm.assertEq(_merkle.leafHash(""), 0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d);
    }

    function testFuzz_EveryInclusionProofHoldsAndNothingElse(uint256 seed, uint256 size, uint256 index) public view {
        size = 1 + size % 64;
        index %= size;
        bytes32[] memory leaves = _leaves(seed, size);
        bytes32 root = ReferenceTree.root(leaves, 0, size);
        bytes32[] memory path = ReferenceTree.inclusion(leaves, index, size);
        vm.assertTrue(_merkle.verifyInclusion(index, size, leaves[index], path, root), "true proof");
        vm.assertFalse(_merkle.verifyInclusion(index, size, ~leaves[index], path, root), "other leaf");
        vm.assertFalse(_merkle.verifyInclusion(index, size, leaves[index], path, ~root), "other root");
        vm.assertFalse(_merkle.verifyInclusion(size, size, leaves[index], path, root), "index = size");
        bytes32[] memory longer = ReferenceTree.append(path, root);
        vm.assertFalse(_merkle.verifyInclusion(index, size, leaves[index], longer, root), "one hash too many");
        if (path.length == 0) return;
        vm.assertFalse(_merkle.verifyInclusion(index, size, leaves[index], _shorter(path), root), "one too few");
        path[seed % path.length] ^= bytes32(1 << (seed >> 248));
        vm.assertFalse(_merkle.verifyInclusion(index, size, leaves[index], path, root), "one bit flipped");
    }

    function testFuzz_AnotherIndexIsRefused(uint256 seed, uint256 size, uint256 index, uint256 other) public view {
        size = 2 + size % 63;
        index %= size;
        other %= size;
        vm.assume(index != other);
        bytes32[] memory leaves = _leaves(seed, size);
        bytes32[] memory path = ReferenceTree.inclusion(leaves, index, size);
        bytes32 root = ReferenceTree.root(leaves, 0, size);
        vm.assertFalse(_merkle.verifyInclusion(other, size, leaves[index], path, root));
    }

    function testFuzz_EveryConsistencyProofHoldsAndNothingElse(uint256 seed, uint256 m, uint256 n) public view {
        n = 1 + n % 64;
        m = 1 + m % n;
        bytes32[] memory leaves = _leaves(seed, n);
        bytes32 oldRoot = ReferenceTree.root(leaves, 0, m);
        bytes32 newRoot = ReferenceTree.root(leaves, 0, n);
        bytes32[] memory path = ReferenceTree.consistency(leaves, m, n);
        vm.assertTrue(_merkle.verifyConsistency(m, n, oldRoot, newRoot, path), "true proof");
        vm.assertFalse(_merkle.verifyConsistency(m, n, ~oldRoot, newRoot, path), "other old root");
        vm.assertFalse(_merkle.verifyConsistency(m, n, oldRoot, ~newRoot, path), "other new root");
        vm.assertFalse(_merkle.verifyConsistency(0, n, oldRoot, newRoot, path), "from the empty tree");
        if (m < n) vm.assertFalse(_merkle.verifyConsistency(n, m, newRoot, oldRoot, path), "shrinking");
        bytes32[] memory longer = ReferenceTree.append(path, newRoot);
        vm.assertFalse(_merkle.verifyConsistency(m, n, oldRoot, newRoot, longer), "one hash too many");
        if (path.length == 0) return;
        vm.assertFalse(_merkle.verifyConsistency(m, n, oldRoot, newRoot, _shorter(path)), "one too few");
        path[seed % path.length] ^= bytes32(1 << (seed >> 248));
        vm.assertFalse(_merkle.verifyConsistency(m, n, oldRoot, newRoot, path), "one bit flipped");
    }

    function testFuzz_AForkIsNeverConsistent(uint256 seed, uint256 m, uint256 n, uint256 changed) public view {
        n = 2 + n % 63;
        m = 1 + m % (n - 1);
        bytes32[] memory leaves = _leaves(seed, n);
        bytes32 oldRoot = ReferenceTree.root(leaves, 0, m);
        leaves[changed % m] ^= bytes32(uint256(1));
        bytes32[] memory path = ReferenceTree.consistency(leaves, m, n);
        vm.assertFalse(_merkle.verifyConsistency(m, n, oldRoot, ReferenceTree.root(leaves, 0, n), path));
    }

    function testFuzz_ArbitraryInputNeverReverts(
        uint256 a,
        uint256 b,
        bytes32 x,
        bytes32 y,
        bytes32[] calldata path
    ) public view {
        _merkle.verifyInclusion(a, b, x, path, y);
        _merkle.verifyConsistency(a, b, x, y, path);
    }

    function _leaves(uint256 seed, uint256 size) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) leaves[i] = keccak256(abi.encode(seed, i));
    }

    function _shorter(bytes32[] memory path) private pure returns (bytes32[] memory cut) {
        cut = new bytes32[](path.length - 1);
        for (uint256 i = 0; i < cut.length; ++i) cut[i] = path[i];
    }
}
