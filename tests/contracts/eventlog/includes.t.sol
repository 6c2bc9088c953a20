// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogFixture} from "../support/LogFixture.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {vm} from "../support/Vm.sol";

contract IncludesTest is LogFixture {
    function setUp() public override {
        super.setUp();
        _open();
        _anchor(_grow(5, "one"));
        _anchor(_grow(5, "two"));
    }

    function test_EveryLeafIsIncludedInEveryAnchorThatHoldsIt() public view {
        for (uint64 size = 6; size <= 12; size += 6) {
            for (uint64 index = 0; index < size; ++index) {
                bytes32[] memory path = ReferenceTree.inclusion(leaves, index, size);
                vm.assertTrue(eventLog.includes(ORIGIN, size, index, leaves[index], path));
                vm.assertFalse(eventLog.includes(ORIGIN, size, index, ~leaves[index], path));
                vm.assertFalse(eventLog.includes(ORIGIN, size, size, leaves[index], path));
            }
        }
    }

    function test_NothingIsIncludedWhereNothingIsAnchored() public view {
        vm.assertFalse(eventLog.includes(ORIGIN, 1, 0, 0, new bytes32[](0)), "size without an anchor");
        vm.assertFalse(eventLog.includes("quanze.test/none", 1, 0, 0, new bytes32[](0)), "unknown origin");
        vm.assertFalse(eventLog.includes(ORIGIN, 0, 0, 0, new bytes32[](0)), "the empty log");
    }
}
