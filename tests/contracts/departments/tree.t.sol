// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev ancestor, isWithin, lowestCommonAncestor
///     ├── an unknown department stands alone: no ancestors, within itself only
///     ├── a department stands within itself and all above it, never within a sibling or one below
///     ├── the lowest common ancestor of two is the lowest that both stand within; zero under two roots
///     ├── a succeeded department stands where its successor does
///     └── twelve levels, the thirteenth is refused
contract TreeTest is ActsFixture {
    bytes32 private constant CITY = "CITY";
    bytes32 private constant COUNTY = "COUNTY";
    bytes32 private constant TOWN = "TOWN";
    bytes32 private constant OTHER = "OTHER";

    function setUp() public override {
        super.setUp();
        _tree();
    }

    function test_Ancestors() public view {
        bytes32[5] memory rows = [TOWN, COUNTY, CITY, SJ, bytes32(0)];
        for (uint256 i = 0; i < rows.length; ++i) vm.assertEq(departments.ancestor(TOWN, i), rows[i]);
        vm.assertEq(departments.ancestor(TOWN, 12), bytes32(0));
        vm.assertEq(departments.ancestor(TOWN, type(uint256).max), bytes32(0));
        vm.assertEq(departments.ancestor("NONE", 1), bytes32(0));
    }

    function test_Within() public view {
        bytes32[5] memory rows = [TOWN, COUNTY, CITY, SJ, OTHER];
        bool[5][5] memory within = [
            [true, true, true, true, false],
            [false, true, true, true, false],
            [false, false, true, true, false],
            [false, false, false, true, false],
            [false, false, false, true, true]
        ];
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                vm.assertEq(departments.isWithin(rows[i], rows[j]), within[i][j], "within");
            }
        }
        vm.assertFalse(departments.isWithin(TOWN, MZ));
        vm.assertFalse(departments.isWithin(SJ, 0), "nothing is the parent of a root");
        vm.assertFalse(departments.isWithin(0, 0));
    }

    function test_LowestCommonAncestors() public view {
        vm.assertEq(departments.lowestCommonAncestor(TOWN, TOWN), TOWN);
        vm.assertEq(departments.lowestCommonAncestor(TOWN, CITY), CITY);
        vm.assertEq(departments.lowestCommonAncestor(CITY, TOWN), CITY);
        vm.assertEq(departments.lowestCommonAncestor(TOWN, OTHER), SJ);
        vm.assertEq(departments.lowestCommonAncestor(OTHER, COUNTY), SJ);
        vm.assertEq(departments.lowestCommonAncestor(TOWN, MZ), bytes32(0));
        vm.assertEq(departments.lowestCommonAncestor(0, TOWN), bytes32(0));
    }

    function test_ASucceededDepartmentStandsWhereItsSuccessorDoes() public {
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.assertEq(departments.lowestCommonAncestor(TOWN, OTHER), SJ);
        vm.warp(START + 10);
        vm.assertEq(departments.lowestCommonAncestor(TOWN, OTHER), OTHER);
        vm.assertEq(departments.lowestCommonAncestor(CITY, OTHER), OTHER);
        vm.assertTrue(departments.isWithin(TOWN, OTHER));
        vm.assertTrue(departments.isWithin(TOWN, CITY), "the one that stands in its place");
        vm.assertEq(departments.ancestor(CITY, 0), OTHER);
    }

    function test_TwelveLevels() public {
        _levels();
        vm.assertEq(departments.ancestor("LC", 11), SJ);
        vm.assertTrue(departments.isWithin("LC", SJ));
        IDepartments.Admission memory made =
            IDepartments.Admission("LD", "LC", 4, 330_102, 2, address(0x999), 0, OPEN, 0);
        bytes memory signature = _sign(0x10C, address(departments), typed.hash(made));
        vm.expectRevert(abi.encodeWithSelector(IReform.TooDeep.selector, bytes32("LD")));
        departments.admit(made, vm.addr(0x10C), signature);
    }

    /// @dev LC will stand on the eleventh level in the shape of LB, but not yet.
    function test_ALevelGainedByAReformCountsWhenItIsInEffect() public {
        _levels();
        _succeed("LC", "LB", 0x10B, 0x10B, START + 10);
        IDepartments.Admission memory made =
            IDepartments.Admission("LD", "LC", 4, 330_102, 2, address(0x999), 0, OPEN, 0);
        bytes memory signature = _sign(0x10C, address(departments), typed.hash(made));
        vm.expectRevert(abi.encodeWithSelector(IReform.TooDeep.selector, bytes32("LD")));
        departments.admit(made, vm.addr(0x10C), signature);
    }

    /// @dev L4 has gone, so LC stands on the ninth level; but it will end in the shape of MC, which stands on the twelfth.
    function test_ALevelLostToADeclaredReformCountsAtOnce() public {
        _levels();
        _child("M4", 0x204, "L3", 0x103);
        for (uint256 i = 5; i <= 12; ++i) _child(_level("M", i), 0x200 + i, _level("M", i - 1), 0x1FF + i);
        _succeed("LC", "MC", 0x20C, 0x103, START + 100);
        _succeed("L4", "SJ-330000", SJ_HEAD, SJ_HEAD, START);
        vm.assertEq(departments.ancestor("LC", 8), SJ);
        IDepartments.Admission memory made =
            IDepartments.Admission("LD", "LC", 4, 330_102, 2, address(0x999), 0, OPEN, 0);
        bytes memory signature = _sign(0x10C, address(departments), typed.hash(made));
        vm.expectRevert(abi.encodeWithSelector(IReform.TooDeep.selector, bytes32("LD")));
        departments.admit(made, vm.addr(0x10C), signature);
    }

    /// @dev LB will rise with LA, and on that ground takes over COUNTY earlier: until then HAMLET is on a thirteenth level,
    /// and the views, which look no further than twelve, answer no.
    function test_TheViewsLookNoFurtherThanTwelveLevels() public {
        _levels();
        _child("HAMLET", 0xC5, "TOWN", 0xC3);
        _succeed("LA", "OTHER", 0xC4, SJ_HEAD, START + 100);
        _succeed("COUNTY", "LB", 0x10B, 0xC1, START + 10);
        vm.assertTrue(departments.isWithin("HAMLET", SJ));
        vm.warp(START + 10);
        vm.assertEq(departments.ancestor("HAMLET", 2), bytes32("LB"));
        vm.assertEq(departments.ancestor("HAMLET", 11), CITY);
        vm.assertFalse(departments.isWithin("HAMLET", SJ));
        vm.warp(START + 100);
        vm.assertEq(departments.ancestor("HAMLET", 3), OTHER);
        vm.assertTrue(departments.isWithin("HAMLET", SJ));
    }

    /// @dev SJ ─ CITY ─ L3 ─ … ─ L9 ─ LA ─ LB ─ LC, heads 0x103 … 0x10C.
    function _levels() private {
        _child("L3", 0x103, "CITY", 0xC1);
        for (uint256 i = 4; i <= 12; ++i) {
            _child(_level("L", i), 0x100 + i, _level("L", i - 1), 0xFF + i);
        }
    }

    function _level(bytes1 branch, uint256 i) private pure returns (string memory) {
        return string(bytes.concat(branch, bytes("0123456789ABC")[i]));
    }
}
