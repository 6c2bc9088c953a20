// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {WitnessFixture} from "./WitnessFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev requireIncluded
///     ├── nothing is anchored at this size → NotAnchored
///     ├── the path does not prove the leaf at this index → NotIncluded
///     └── else it returns
contract RequireIncludedTest is WitnessFixture {
    function test_ReturnsForEveryLeaf() public view {
        for (uint64 index = 0; index < 6; ++index) {
            eventLog.requireIncluded(ORIGIN, 6, index, leaves[index], ReferenceTree.inclusion(leaves, index, 6));
        }
    }

    function test_RefusesWhatIsNotAnchored() public {
        bytes32[] memory path = ReferenceTree.inclusion(leaves, 0, 5);
        vm.expectRevert(abi.encodeWithSelector(IEventLog.NotAnchored.selector, ORIGIN_HASH, 5));
        eventLog.requireIncluded(ORIGIN, 5, 0, leaves[0], path);
        vm.expectRevert(abi.encodeWithSelector(IEventLog.NotAnchored.selector, keccak256("none"), 6));
        eventLog.requireIncluded("none", 6, 0, leaves[0], path);
    }

    function testFuzz_AgreesWithIncludes(uint64 index, uint64 claimed, uint256 flipped, bytes32 leaf) public {
        (index, claimed) = (index % 6, claimed % 8);
        bytes32[] memory path = ReferenceTree.inclusion(leaves, index, 6);
        if (flipped % 2 == 0) leaf = leaves[index];
        else if (path.length > 0 && flipped % 3 == 0) path[flipped % path.length] ^= bytes32(uint256(1));
        if (!eventLog.includes(ORIGIN, 6, claimed, leaf, path)) {
            vm.expectRevert(abi.encodeWithSelector(IEventLog.NotIncluded.selector, ORIGIN_HASH, 6, claimed, leaf));
        }
        eventLog.requireIncluded(ORIGIN, 6, claimed, leaf, path);
    }

    function test_RefusesAnOversizedPath() public {
        bytes32[] memory path = new bytes32[](5000);
        vm.expectRevert(abi.encodeWithSelector(IEventLog.NotIncluded.selector, ORIGIN_HASH, 6, 0, leaves[0]));
        eventLog.requireIncluded(ORIGIN, 6, 0, leaves[0], path);
    }
}
