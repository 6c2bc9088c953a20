// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LibraryHarness} from "../support/LibraryHarness.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {vm} from "../support/Vm.sol";

/// @dev The vectors are the ones that the Python tests read: proofs made in Python are judged alike in Solidity.
contract MerkleLogVectorsTest {
    LibraryHarness private _merkle = new LibraryHarness();
    string private _json;

    function setUp() public {
        _json = vm.readFile("tests/vectors/merkle.json");
    }

    function test_InclusionVectors() public view {
        string memory json = _json;
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("inclusion", i, "name")); ++i) {
            bool ok = _merkle.verifyInclusion(
                vm.parseJsonUint(json, _at("inclusion", i, "index")),
                vm.parseJsonUint(json, _at("inclusion", i, "size")),
                vm.parseJsonBytes32(json, _at("inclusion", i, "leaf_hash")),
                vm.parseJsonBytes32Array(json, _at("inclusion", i, "path")),
                vm.parseJsonBytes32(json, _at("inclusion", i, "root"))
            );
            vm.assertEq(
                ok,
                vm.parseJsonBool(json, _at("inclusion", i, "ok")),
                vm.parseJsonString(json, _at("inclusion", i, "name"))
            );
        }
        vm.assertTrue(i > 100, "the vector file holds inclusion proofs");
    }

    function test_ConsistencyVectors() public view {
        string memory json = _json;
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at("consistency", i, "name")); ++i) {
            bool ok = _merkle.verifyConsistency(
                vm.parseJsonUint(json, _at("consistency", i, "old_size")),
                vm.parseJsonUint(json, _at("consistency", i, "new_size")),
                vm.parseJsonBytes32(json, _at("consistency", i, "old_root")),
                vm.parseJsonBytes32(json, _at("consistency", i, "new_root")),
                vm.parseJsonBytes32Array(json, _at("consistency", i, "path"))
            );
            vm.assertEq(
                ok,
                vm.parseJsonBool(json, _at("consistency", i, "ok")),
                vm.parseJsonString(json, _at("consistency", i, "name"))
            );
        }
        vm.assertTrue(i > 100, "the vector file holds consistency proofs");
    }

    function test_RootVectors() public view {
        string memory json = _json;
        bytes32[] memory leaves = vm.parseJsonBytes32Array(json, ".leaf_hashes");
        for (uint256 i = 0; vm.keyExistsJson(json, _at("roots", i, "size")); ++i) {
            uint256 size = vm.parseJsonUint(json, _at("roots", i, "size"));
            vm.assertEq(
                ReferenceTree.root(leaves, 0, size), vm.parseJsonBytes32(json, _at("roots", i, "root")), "root"
            );
        }
    }

    function _at(string memory list, uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", member);
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
