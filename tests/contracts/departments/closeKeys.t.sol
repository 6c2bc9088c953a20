// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev closeKeys
///     ├── the department has no successor, or the key is unknown or ends before → nothing changes
///     └── else the key's own slot ends with the department
contract CloseKeysTest is ActsFixture {
    function setUp() public override {
        super.setUp();
        _tree();
        _enrol("CITY", 0xC1, OFFICER, 2, 0, OPEN);
        _enrol("CITY", 0xC1, STRANGER, 3, 0, START + 5);
    }

    /// @dev docs/formats.md §12: what an offline verifier reads of the key.
    function _slotUntil(uint256 key) private view returns (uint64) {
        uint256 slot = uint256(keccak256(abi.encode(vm.addr(key), uint256(0))));
        return uint64(uint256(vm.load(address(departments), bytes32(slot + 1))) >> 72);
    }

    function _keys() private pure returns (address[] memory keys) {
        keys = new address[](5);
        (keys[0], keys[1], keys[2]) = (vm.addr(OFFICER), vm.addr(STRANGER), vm.addr(OFFICER));
        (keys[3], keys[4]) = (vm.addr(MZ_HEAD), address(0x404));
    }

    function test_WritesTheEndIntoTheKeys() public {
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.assertEq(_slotUntil(0xC1), START + 10, "heads at once");
        vm.assertEq(_slotUntil(OFFICER), OPEN);
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnded("CITY", vm.addr(OFFICER), START + 10, "department succeeded");
        vm.prank(address(0xBEEF));
        departments.closeKeys(_keys());
        vm.assertEq(_slotUntil(OFFICER), START + 10);
        vm.assertEq(_slotUntil(STRANGER), START + 5);
        vm.assertEq(_slotUntil(MZ_HEAD), END);
        vm.assertEq(_slotUntil(0x404), 0);
    }

    function test_LeavesKeysOfStandingDepartmentsAlone() public {
        departments.closeKeys(_keys());
        vm.assertEq(_slotUntil(OFFICER), OPEN);
        departments.closeKeys(new address[](0));
    }

    function testFuzz_NeverExtends(uint64 until, uint64 effectiveAt) public {
        until = START + 1 + until % 400 days;
        effectiveAt = START + effectiveAt % 300 days;
        _enrol("CITY", 0xC1, 0x77, 4, 0, until);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, effectiveAt);
        address[] memory keys = new address[](1);
        keys[0] = vm.addr(0x77);
        departments.closeKeys(keys);
        vm.assertEq(_slotUntil(0x77), until < effectiveAt ? until : effectiveAt);
    }
}
