// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {ContractHead} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";

contract EnrolTest is SignedCallTests {
    address private constant GATEWAY = address(0x6A7E);

    function _grant() private pure returns (IDepartments.KeyGrant memory) {
        return IDepartments.KeyGrant("MZ-330100", GATEWAY, 3, START + 10, START + 20, 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.enrol(_grant(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return typed.hash(_grant());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", SJ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 1, 0);
    }

    function test_EnrolsTheKey() public {
        IDepartments.KeyGrant memory grant = _grant();
        bytes memory signature = _sign(MZ_HEAD, address(departments), typed.hash(grant));
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnrolled(MZ, GATEWAY, 3, START + 10, START + 20);
        departments.enrol(grant, vm.addr(MZ_HEAD), signature);

        vm.assertEq(_key(GATEWAY).department, MZ);
        vm.assertEq(_key(GATEWAY).role, 3);
        vm.assertFalse(departments.keyValidAt(GATEWAY, START + 9));
        vm.assertTrue(departments.keyValidAt(GATEWAY, START + 10));
        vm.assertFalse(departments.keyValidAt(GATEWAY, START + 20));
        vm.assertFalse(departments.isHeadAt(GATEWAY, MZ, START + 10));
        vm.assertEq(departments.nonceOf(MZ), 1);
    }

    function testFuzz_NoKeyIsValidBeforeItsEnrolment(uint64 from, uint64 until, uint64 wait, uint8 role) public {
        role = 1 + role % 5;
        uint64 time = START + wait % 500 days;
        vm.warp(time);
        vm.assume(until > time && until > from);
        _enrolAddress("MZ-330100", MZ_HEAD, GATEWAY, role, from, until);
        vm.assertEq(_key(GATEWAY).validFrom, from < time ? time : from);
        vm.assertFalse(departments.keyValidAt(GATEWAY, time - 1));
    }

    function test_EveryRoleFromOneToFive() public {
        for (uint8 role = 1; role <= 5; ++role) {
            _enrolAddress("MZ-330100", MZ_HEAD, address(uint160(0x1000) + role), role, 0, OPEN);
            vm.assertEq(_key(address(uint160(0x1000) + role)).role, role);
        }
    }

    function test_AContractMayBeHead() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        IDepartments.KeyGrant memory grant = _grant();
        grant.nonce = 1;
        bytes memory signature = _sign(STRANGER, address(departments), typed.hash(grant));
        departments.enrol(grant, address(multisig), signature);
        vm.assertTrue(departments.keyValidAt(GATEWAY, START + 10));
    }

    function test_AContractHeadRefusesWhatItsMemberDidNotSign() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        IDepartments.KeyGrant memory grant = _grant();
        grant.nonce = 1;
        bytes memory signature = _sign(MZ_HEAD, address(departments), typed.hash(grant));
        vm.expectRevert(abi.encodeWithSelector(IDepartments.WrongSignature.selector, address(multisig)));
        departments.enrol(grant, address(multisig), signature);
    }

    function test_RefusesMalformedDepartment() public {
        IDepartments.KeyGrant memory grant = _grant();
        grant.department = "MZ 330100";
        _refuse(grant, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "MZ 330100"));
    }

    function test_RefusesUnknownRole() public {
        IDepartments.KeyGrant memory grant = _grant();
        uint8[3] memory rows = [uint8(0), 6, 255];
        for (uint256 i = 0; i < rows.length; ++i) {
            grant.role = rows[i];
            _refuse(grant, abi.encodeWithSelector(IDepartments.UnknownRole.selector, rows[i]));
        }
    }

    function test_RefusesZeroKey() public {
        IDepartments.KeyGrant memory grant = _grant();
        grant.key = address(0);
        _refuse(grant, abi.encodeWithSelector(IDepartments.ZeroKey.selector));
    }

    function test_AnAddressBelongsToOneDepartmentForEver() public {
        IDepartments.KeyGrant memory grant = _grant();
        grant.key = vm.addr(GF_HEAD);
        _refuse(grant, abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(GF_HEAD), GF));
        _endKey("GF-330100", GF_HEAD, GF_HEAD, START);
        _refuse(grant, abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(GF_HEAD), GF));
        grant.key = vm.addr(MZ_HEAD);
        _refuse(grant, abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(MZ_HEAD), MZ));
    }

    function test_RefusesValidityThatIsOver() public {
        IDepartments.KeyGrant memory grant = _grant();
        vm.warp(START + 20);
        _refuse(grant, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 20, START + 20));
    }

    function test_RefusesNonceAhead() public {
        IDepartments.KeyGrant memory grant = _grant();
        grant.nonce = 1;
        _refuse(grant, abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 0, 1));
    }

    function _refuse(IDepartments.KeyGrant memory grant, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(departments), typed.hash(grant));
        vm.expectRevert(refusal);
        departments.enrol(grant, vm.addr(MZ_HEAD), signature);
    }
}
