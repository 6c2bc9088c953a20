// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";

contract EndKeyTest is SignedCallTests {
    uint256 private constant GATEWAY = 0x6A7E;

    function setUp() public override {
        super.setUp();
        _enrol("MZ-330100", MZ_HEAD, GATEWAY, 3, 0, START + 100);
        vm.warp(START + 50);
    }

    function _end() private pure returns (IDepartments.KeyEnd memory) {
        return IDepartments.KeyEnd("MZ-330100", vm.addr(GATEWAY), START + 30, unicode"密钥泄露", 1);
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.endKey(_end(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return typed.hash(_end());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", SJ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 2, 1);
    }

    function test_EndsTheKeyEvenInThePast() public {
        IDepartments.KeyEnd memory end = _end();
        bytes memory signature = _sign(MZ_HEAD, address(departments), typed.hash(end));
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnded(MZ, vm.addr(GATEWAY), START + 30, unicode"密钥泄露");
        departments.endKey(end, vm.addr(MZ_HEAD), signature);
        vm.assertTrue(departments.keyValidAt(vm.addr(GATEWAY), START + 29));
        vm.assertFalse(departments.keyValidAt(vm.addr(GATEWAY), START + 30));
        vm.assertEq(_key(vm.addr(GATEWAY)).department, MZ);
    }

    function test_MayEndInTheFutureAndBeforeTheStart() public {
        _endKey("MZ-330100", MZ_HEAD, GATEWAY, START + 99);
        vm.assertTrue(departments.keyValidAt(vm.addr(GATEWAY), START + 98));
        _endKey("MZ-330100", MZ_HEAD, GATEWAY, 0);
        vm.assertFalse(departments.keyValidAt(vm.addr(GATEWAY), START));
    }

    function testFuzz_NeverExtends(uint64 since) public {
        IDepartments.KeyEnd memory end = _end();
        end.since = START + 100 + since % (OPEN - START - 100);
        _refuse(
            end,
            abi.encodeWithSelector(
                IDepartments.EndExtends.selector, vm.addr(GATEWAY), START + 100, end.since
            )
        );
    }

    function test_RefusesKeyOfAnotherDepartmentAndUnknownKey() public {
        IDepartments.KeyEnd memory end = _end();
        address[2] memory rows = [vm.addr(GF_HEAD), vm.addr(STRANGER)];
        for (uint256 i = 0; i < rows.length; ++i) {
            end.key = rows[i];
            _refuse(end, abi.encodeWithSelector(IDepartments.NotAKeyOf.selector, rows[i], MZ));
        }
    }

    function test_RefusesReasonOfNoOrTooManyBytes() public {
        IDepartments.KeyEnd memory end = _end();
        end.reason = "";
        _refuse(end, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 0));
        end.reason = string(new bytes(257));
        _refuse(end, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 257));
    }

    function test_RefusesMalformedDepartment() public {
        IDepartments.KeyEnd memory end = _end();
        end.department = "M";
        _refuse(end, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "M"));
    }

    function _refuse(IDepartments.KeyEnd memory end, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(departments), typed.hash(end));
        vm.expectRevert(refusal);
        departments.endKey(end, vm.addr(MZ_HEAD), signature);
    }
}
