// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";

contract AdmitTest is SignedCallTests {
    bytes32 private constant RS = "RS-330102";
    address private constant HEAD = address(0x5EAD);

    function _admission() private pure returns (IDepartments.Admission memory) {
        return IDepartments.Admission("RS-330102", "SJ-330000", 4, 330_102, 2, HEAD, START + 10, OPEN, 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.admit(_admission(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return typed.hash(_admission());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (SJ_HEAD, "SJ-330000", MZ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, SJ, 1, 0);
    }

    function test_AdmitsTheDepartmentWithItsHead() public {
        IDepartments.Admission memory admission = _admission();
        bytes memory signature = _sign(SJ_HEAD, address(departments), typed.hash(admission));
        vm.expectEmit(address(departments));
        emit IDepartments.DepartmentAdmitted(RS, SJ, 4, 330_102, 2);
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnrolled(RS, HEAD, 1, START + 10, OPEN);
        departments.admit(admission, vm.addr(SJ_HEAD), signature);

        IDepartments.Department memory known = departments.department(RS);
        vm.assertEq(known.parent, SJ);
        vm.assertEq(known.since, START + 10);
        vm.assertEq(known.until, OPEN);
        vm.assertEq(known.tier, 4);
        vm.assertEq(departments.nonceOf(SJ), 1);
        vm.assertEq(departments.nonceOf(RS), 0);
        vm.assertFalse(departments.isHeadAt(HEAD, RS, START + 9));
        vm.assertTrue(departments.isHeadAt(HEAD, RS, START + 10));
    }

    function test_StartsNoEarlierThanNow() public {
        vm.warp(START + 99);
        _submit(vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(departments), _structHash()));
        vm.assertEq(departments.department(RS).since, START + 99);
        vm.assertEq(_key(HEAD).validFrom, START + 99);
    }

    function test_AcceptsNationalRegionAndEqualTier() public {
        IDepartments.Admission memory admission = _admission();
        admission.region = 0;
        admission.tier = 2;
        departments.admit(admission, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(departments), typed.hash(admission)));
        vm.assertEq(departments.department(RS).region, 0);
    }

    function test_RefusesMalformedCodes() public {
        IDepartments.Admission memory admission = _admission();
        admission.code = "rs";
        _refuse(admission, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "rs"));
        admission = _admission();
        admission.parent = "";
        _refuse(admission, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, ""));
    }

    function test_RefusesUnknownParent() public {
        IDepartments.Admission memory admission = _admission();
        admission.parent = "XX";
        _refuse(
            admission, abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(SJ_HEAD), bytes32("XX"))
        );
    }

    function test_RefusesExistingDepartment() public {
        IDepartments.Admission memory admission = _admission();
        admission.code = "MZ-330100";
        _refuse(admission, abi.encodeWithSelector(IDepartments.DepartmentExists.selector, MZ));
    }

    function test_RefusesUnknownTier() public {
        IDepartments.Admission memory admission = _admission();
        admission.tier = 5;
        _refuse(admission, abi.encodeWithSelector(IDepartments.UnknownTier.selector, 5));
    }

    function test_RefusesTierAboveParent() public {
        IDepartments.Admission memory admission = _admission();
        for (uint8 tier = 0; tier < 2; ++tier) {
            admission.tier = tier;
            _refuse(admission, abi.encodeWithSelector(IDepartments.TierAboveParent.selector, tier, 2));
        }
    }

    function test_RefusesUnknownRegion() public {
        IDepartments.Admission memory admission = _admission();
        uint32[3] memory rows = [uint32(1), 99_999, 1_000_000];
        for (uint256 i = 0; i < rows.length; ++i) {
            admission.region = rows[i];
            _refuse(admission, abi.encodeWithSelector(IDepartments.UnknownRegion.selector, rows[i]));
        }
    }

    function test_RefusesUnknownKind() public {
        IDepartments.Admission memory admission = _admission();
        uint8[2] memory rows = [uint8(0), 7];
        for (uint256 i = 0; i < rows.length; ++i) {
            admission.kind = rows[i];
            _refuse(admission, abi.encodeWithSelector(IDepartments.UnknownKind.selector, rows[i]));
        }
    }

    function test_RefusesZeroHead() public {
        IDepartments.Admission memory admission = _admission();
        admission.head = address(0);
        _refuse(admission, abi.encodeWithSelector(IDepartments.ZeroKey.selector));
    }

    function test_RefusesHeadOfAnotherDepartment() public override {
        super.test_RefusesHeadOfAnotherDepartment();
        IDepartments.Admission memory admission = _admission();
        admission.head = vm.addr(MZ_HEAD);
        _refuse(admission, abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(MZ_HEAD), MZ));
    }

    function test_RefusesEmptyValidity() public {
        IDepartments.Admission memory admission = _admission();
        admission.validUntil = admission.validFrom;
        _refuse(
            admission, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 10, START + 10)
        );
    }

    function test_ARefusalLeavesTheNonce() public {
        IDepartments.Admission memory admission = _admission();
        admission.kind = 0;
        _refuse(admission, abi.encodeWithSelector(IDepartments.UnknownKind.selector, 0));
        vm.assertEq(departments.nonceOf(SJ), 0);
    }

    function _refuse(IDepartments.Admission memory admission, bytes memory refusal) private {
        bytes memory signature = _sign(SJ_HEAD, address(departments), typed.hash(admission));
        vm.expectRevert(refusal);
        departments.admit(admission, vm.addr(SJ_HEAD), signature);
    }
}
