// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";
import {DisputeFixture} from "./DisputeFixture.sol";

// routeOf.tree
// ├── same tier and region, with a manager that is no side → the manager
// ├── else the lowest government body above both, or none
// └── decider: the nearest government body above the mediator that is no side, or none
contract RouteTest is DisputeFixture {
    function test_RoutesByRow() public view {
        _row(MZ, GF, CS, CS, ZF_CITY, "same region, with a manager");
        _row(MZ, GF, SJ, SJ, ZF, "same region, agreed upper manager");
        _row(MZ, GF, 0, CS, ZF_CITY, "same region, no agreement");
        _row(MZ, MZ2, CS, SJ, ZF, "two regions");
        _row(MZ2, MZ, 0, SJ, ZF, "two regions, the other way round");
        _row(MZ, CS, 0, ZF_CITY, SJ, "a manager as a side");
        _row(MZ, SJ, CS, ZF, 0, "another tier");
        _row(SJ, AU, 0, ZF, 0, "under the root");
        _row(MZ, ZF, 0, 0, 0, "the root as a side");
        _row("NOBODY", MZ, 0, 0, 0, "not admitted");
        _row(MZ, ZF_CITY, CS, CS, SJ, "the government as a side does not decide");
    }

    function test_BodiesThatAreNoGovernmentArePassedBy() public {
        _admitUnder("GF-330100", GF_HEAD, "X-1", 0xB001, 4, 330_102, 2);
        _admitUnder("GF-330100", GF_HEAD, "X-2", 0xB002, 4, 330_104, 2);
        _row("X-1", "X-2", 0, CS, ZF_CITY, "a public institution mediates nothing");
    }

    function test_SuccessorsStandInTheRoute() public {
        registry.setSuccessor(CS, CS2, START);
        _row(MZ, GF, CS, CS2, SJ, "the manager's successor");
        registry.setSuccessor(MZ, CS2, START);
        _row(MZ, GF, CS2, SJ, ZF, "a manager merged with a side");
        _row(GF, MZ, CS2, SJ, ZF, "the other way round");
        registry.setSuccessor(CS, CS, START);
        registry.setSuccessor(MZ, CS, START);
        _row(MZ, GF, CS, ZF_CITY, SJ, "a manager of the same place merged with a side");
        _row(GF, MZ, CS, ZF_CITY, SJ, "and with the other side");
    }

    function testFuzz_NobodyMediatesOrDecidesItsOwnCase(uint8 a, uint8 b, uint8 c) public view {
        bytes32[9] memory all = [ZF, SJ, AU, ZF_CITY, CS, MZ, GF, CS2, MZ2];
        bytes32 one = all[a % 9];
        bytes32 other = all[b % 9];
        (bytes32 mediator, bytes32 decider) = accountability.routeOf(one, other, c % 10 == 9 ? bytes32(0) : all[c % 10]);
        vm.assertTrue(mediator == 0 || (mediator != one && mediator != other), "mediates its own case");
        vm.assertTrue(decider == 0 || (decider != one && decider != other && decider != mediator), "decides its own");
    }

    function _row(bytes32 one, bytes32 other, bytes32 manager, bytes32 mediator, bytes32 decider, string memory name)
        private
        view
    {
        (bytes32 m, bytes32 d) = accountability.routeOf(one, other, manager);
        vm.assertEq(m, mediator, name);
        vm.assertEq(d, decider, name);
    }
}
