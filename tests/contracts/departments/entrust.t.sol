// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev entrust, mayActFor
///     ├── a code is malformed → MalformedCode
///     ├── not signed by a head of the principal with its nonce → see SignedCallTests
///     ├── no approval → NoApproval
///     ├── the contractor does not exist, or is the principal → UnknownDepartment, MandateToItself
///     ├── it never holds → EmptyValidity
///     ├── the sixty-fifth for the same two → TooManyMandates
///     └── else the contractor acts from max(validFrom, now) on, while both departments stand
contract EntrustTest is SignedCallTests, ActsFixture {
    function _entrustment() private pure returns (IMandates.Entrustment memory) {
        return IMandates.Entrustment("GF-330100", "MZ-330100", START + 10, START + 20, "approval", 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.entrust(_entrustment(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return acts.hash(_entrustment());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", GF_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 1, 0);
    }

    function test_Entrusts() public {
        bytes32 id = _structHash();
        bytes memory signature = _sign(MZ_HEAD, address(departments), id);
        vm.expectEmit(address(departments));
        emit IMandates.Entrusted(id, GF, MZ, START + 10, START + 20, "approval");
        _submit(vm.addr(MZ_HEAD), signature);
        vm.assertEq(departments.mandate(id).kind, 2);
        uint64[4] memory rows = [START + 9, START + 10, START + 19, START + 20];
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.assertEq(departments.mayActFor(GF, MZ, rows[i]), i == 1 || i == 2, "time");
        }
        vm.assertFalse(departments.mayActFor(MZ, GF, START + 10));
        vm.assertFalse(departments.mayActFor(GF, SJ, START + 10));
        vm.assertFalse(departments.mayActFor("NONE", MZ, START + 10));
    }

    /// @dev An entrustment is no accreditation, and the other way round.
    function test_ActingForIsNotAuditing() public {
        _enrol("GF-330100", GF_HEAD, OFFICER, 4, 0, OPEN);
        _submit(vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(departments), _structHash()));
        vm.assertFalse(departments.accredited(vm.addr(OFFICER), MZ, START + 10));
        _accredit(
            IMandates.Accreditation("GF-330100", address(0), "SJ-330000", "SJ-330000", new bytes32[](0), 0, OPEN, 0),
            SJ_HEAD
        );
        vm.assertFalse(departments.mayActFor(GF, SJ, START + 10));
    }

    function test_NobodyActsForWhatDoesNotStand() public {
        _tree();
        _entrust("OTHER", "CITY", 0xC1);
        _entrust("CITY", "COUNTY", 0xC2);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        for (uint64 time = START + 9; time <= START + 10; ++time) {
            vm.assertEq(departments.mayActFor("OTHER", "CITY", time), time < START + 10, "principal");
            vm.assertEq(departments.mayActFor("CITY", "COUNTY", time), time < START + 10, "contractor");
        }
    }

    function testFuzz_NeverBeforeItWasGiven(uint64 from, uint64 wait) public {
        IMandates.Entrustment memory made = _entrustment();
        vm.warp(START + wait % 19);
        made.validFrom = from % (START + 19);
        departments.entrust(made, vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(departments), acts.hash(made)));
        vm.assertFalse(departments.mayActFor(GF, MZ, uint64(block.timestamp) - 1));
        uint64 start = made.validFrom < block.timestamp ? uint64(block.timestamp) : made.validFrom;
        vm.assertTrue(departments.mayActFor(GF, MZ, start));
    }

    function test_Refuses() public {
        IMandates.Entrustment memory made = _entrustment();
        made.approval = 0;
        _refuse(made, abi.encodeWithSelector(IMandates.NoApproval.selector));
        made = _entrustment();
        made.contractor = "NONE";
        _refuse(made, abi.encodeWithSelector(IMandates.UnknownDepartment.selector, bytes32("NONE")));
        made.contractor = "MZ-330100";
        _refuse(made, abi.encodeWithSelector(IMandates.MandateToItself.selector, MZ));
        made.contractor = "no";
        _refuse(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "no"));
        made = _entrustment();
        made.principal = "no";
        _refuse(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "no"));
        made = _entrustment();
        made.validUntil = START + 10;
        _refuse(made, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 10, START + 10));
    }

    function test_RefusesTheSixtyFifth() public {
        for (uint256 i = 0; i < 64; ++i) _entrust("GF-330100", "MZ-330100", MZ_HEAD);
        IMandates.Entrustment memory made = _entrustment();
        made.nonce = 64;
        _refuse(made, abi.encodeWithSelector(IMandates.TooManyMandates.selector, GF, MZ));
    }

    function _entrust(string memory contractor, string memory principal, uint256 head) private {
        IMandates.Entrustment memory made = IMandates.Entrustment(
            contractor, principal, 0, OPEN, "approval", departments.nonceOf(typed.parse(principal))
        );
        departments.entrust(made, vm.addr(head), _sign(head, address(departments), acts.hash(made)));
    }

    function _refuse(IMandates.Entrustment memory made, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(departments), acts.hash(made));
        vm.expectRevert(refusal);
        departments.entrust(made, vm.addr(MZ_HEAD), signature);
    }
}
