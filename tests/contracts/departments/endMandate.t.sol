// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev endMandate
///     ├── the code is malformed → MalformedCode
///     ├── not signed by a head of the department with its nonce → see SignedCallTests
///     ├── the department neither gave it nor stands in the giver's place now → NotTheGiver
///     ├── `since` is not before its end → MandateEndExtends
///     ├── no reason, or one of more than 256 bytes → ReasonLength
///     └── else it does not hold from `since` on
contract EndMandateTest is SignedCallTests, ActsFixture {
    uint256 private constant AUDITOR = 0xAAD1;
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _enrol("GF-330100", GF_HEAD, AUDITOR, 4, 0, OPEN);
        _id = _accredit(
            IMandates.Accreditation("GF-330100", address(0), "MZ-330100", "MZ-330100", new bytes32[](0), 0, START + 100, 0),
            MZ_HEAD
        );
        vm.warp(START + 50);
    }

    function _end() private view returns (IMandates.MandateEnd memory) {
        return IMandates.MandateEnd(_id, "MZ-330100", START + 30, unicode"违反独立性", 1);
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.endMandate(_end(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return acts.hash(_end());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", GF_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 2, 1);
    }

    function test_EndsTheMandateEvenInThePast() public {
        bytes memory signature = _sign(MZ_HEAD, address(departments), _structHash());
        vm.expectEmit(address(departments));
        emit IMandates.MandateEnded(_id, START + 30, unicode"违反独立性");
        _submit(vm.addr(MZ_HEAD), signature);
        vm.assertTrue(departments.accredited(vm.addr(AUDITOR), MZ, START + 29));
        vm.assertFalse(departments.accredited(vm.addr(AUDITOR), MZ, START + 30));
        vm.assertEq(departments.mandate(_id).holder, GF);
    }

    function test_TheSuccessorOfTheGiverEndsIt() public {
        _succeedRoot("MZ-330100", "SJ-330000", SJ_HEAD, START + 60);
        IMandates.MandateEnd memory end = _end();
        (end.department, end.nonce) = ("SJ-330000", 0);
        _refuse(end, SJ_HEAD, abi.encodeWithSelector(IMandates.NotTheGiver.selector, _id, SJ));
        vm.warp(START + 60);
        departments.endMandate(end, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(departments), acts.hash(end)));
        vm.assertEq(departments.mandate(_id).validUntil, START + 30);
    }

    function testFuzz_NeverExtends(uint64 since) public {
        IMandates.MandateEnd memory end = _end();
        end.since = START + 100 + since % (OPEN - START - 100);
        bytes memory refusal =
            abi.encodeWithSelector(IMandates.MandateEndExtends.selector, _id, START + 100, end.since);
        _refuse(end, MZ_HEAD, refusal);
    }

    function test_RefusesMandatesOfOthersAndUnknownOnes() public {
        IMandates.MandateEnd memory end = _end();
        (end.department, end.nonce) = ("GF-330100", 1);
        _refuse(end, GF_HEAD, abi.encodeWithSelector(IMandates.NotTheGiver.selector, _id, GF));
        end = _end();
        end.mandate = "unknown";
        _refuse(end, MZ_HEAD, abi.encodeWithSelector(IMandates.NotTheGiver.selector, bytes32("unknown"), MZ));
    }

    function test_RefusesReasonOfNoOrTooManyBytes() public {
        IMandates.MandateEnd memory end = _end();
        end.reason = "";
        _refuse(end, MZ_HEAD, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 0));
        end.reason = string(new bytes(257));
        _refuse(end, MZ_HEAD, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 257));
    }

    function test_RefusesMalformedDepartment() public {
        IMandates.MandateEnd memory end = _end();
        end.department = "M";
        _refuse(end, MZ_HEAD, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "M"));
    }

    function _refuse(IMandates.MandateEnd memory end, uint256 head, bytes memory refusal) private {
        bytes memory signature = _sign(head, address(departments), acts.hash(end));
        vm.expectRevert(refusal);
        departments.endMandate(end, vm.addr(head), signature);
    }
}
