// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Departments} from "../../../contracts/Departments.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {Fixture} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";

contract DepartmentsConstructorTest is Fixture {
    function test_WritesRootsAndTheirHeads() public view {
        IDepartments.Department memory known = departments.department(SJ);
        vm.assertEq(known.parent, bytes32(0));
        vm.assertEq(known.since, START);
        vm.assertEq(known.until, OPEN);
        vm.assertEq(known.region, 330_000);
        vm.assertEq(known.tier, 2);
        vm.assertEq(known.kind, 2);
        IDepartments.Key memory key = _key(vm.addr(SJ_HEAD));
        vm.assertEq(key.department, SJ);
        vm.assertEq(key.role, 1);
        vm.assertEq(key.validFrom, START);
        vm.assertEq(key.validUntil, END);
    }

    function test_UnknownIsZero() public view {
        vm.assertEq(departments.department("XX").since, 0);
        vm.assertEq(_key(address(1)).department, bytes32(0));
        vm.assertFalse(departments.keyValidAt(address(1), START));
        vm.assertEq(departments.nonceOf("XX"), 0);
    }

    function test_ValidityIncludesItsStartAndExcludesItsEnd() public view {
        address head = vm.addr(SJ_HEAD);
        vm.assertFalse(departments.keyValidAt(head, START - 1));
        vm.assertTrue(departments.keyValidAt(head, START));
        vm.assertTrue(departments.keyValidAt(head, END - 1));
        vm.assertFalse(departments.keyValidAt(head, END));
        vm.assertFalse(departments.isHeadAt(head, SJ, START - 1));
        vm.assertTrue(departments.isHeadAt(head, SJ, START));
        vm.assertFalse(departments.isHeadAt(head, SJ, END));
        vm.assertFalse(departments.isHeadAt(head, MZ, START));
    }

    /// @dev docs/formats.md §12: offline verifiers read these very slots.
    function test_KeysStandAtSlotZeroPackedAsTheFormatsSay() public view {
        address head = vm.addr(SJ_HEAD);
        bytes32 slot = keccak256(abi.encode(head, uint256(0)));
        vm.assertEq(vm.load(address(departments), slot), SJ);
        uint256 packed = uint256(1) | uint256(START) << 8 | uint256(END) << 72;
        vm.assertEq(vm.load(address(departments), bytes32(uint256(slot) + 1)), bytes32(packed));
    }

    function test_RefusesNoRoots() public {
        _refuse(new IDepartments.Root[](0), abi.encodeWithSelector(IDepartments.NoRoots.selector));
    }

    function test_RefusesTheSameRootTwice() public {
        IDepartments.Root[] memory roots = _roots();
        roots[1].code = roots[0].code;
        _refuse(roots, abi.encodeWithSelector(IDepartments.DepartmentExists.selector, SJ));
    }

    function test_RefusesTheSameHeadTwice() public {
        IDepartments.Root[] memory roots = _roots();
        roots[1].head = roots[0].head;
        _refuse(roots, abi.encodeWithSelector(IDepartments.KeyTaken.selector, roots[0].head, SJ));
    }

    function test_RefusesMalformedCode() public {
        IDepartments.Root[] memory roots = _roots();
        roots[0].code = "sj";
        _refuse(roots, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "sj"));
    }

    function test_RefusesHeadThatIsOver() public {
        IDepartments.Root[] memory roots = _roots();
        roots[0].validUntil = START;
        _refuse(roots, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START, START));
    }

    function _refuse(IDepartments.Root[] memory roots, bytes memory refusal) private {
        vm.expectRevert(refusal);
        new Departments(roots);
    }
}
