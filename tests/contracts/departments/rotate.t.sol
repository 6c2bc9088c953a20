// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {ActsFixture, ReentrantHead} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev rotate
///     ├── the code is malformed → MalformedCode
///     ├── not signed by a head of the department with its nonce → see SignedCallTests
///     ├── the key is another department's, or unknown → NotAKeyOf
///     ├── `since` is not before the key's end → EndExtends
///     ├── no reason, or one of more than 256 bytes → ReasonLength
///     ├── the successor is zero, taken, or never valid → ZeroKey, KeyTaken, EmptyValidity
///     └── else the key ends at `since` and the successor starts in its role
///         ├── `since` ahead: no gap and no overlap
///         └── `since` past: the successor starts now
contract RotateTest is SignedCallTests, ActsFixture {
    uint256 private constant GATEWAY = 0x6A7E;
    address private constant NEXT = address(0x6A7F);

    function setUp() public override {
        super.setUp();
        _enrol("MZ-330100", MZ_HEAD, GATEWAY, 3, 0, START + 100);
        vm.warp(START + 50);
    }

    function _rotation() private pure returns (IDepartments.KeyRotation memory) {
        return IDepartments.KeyRotation(
            "MZ-330100", vm.addr(GATEWAY), NEXT, START + 60, START + 200, unicode"例行更换", 1
        );
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.rotate(_rotation(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return acts.hash(_rotation());
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

    function test_EndsOneKeyAndStartsTheOther() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        bytes memory signature = _sign(MZ_HEAD, address(departments), acts.hash(rotation));
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnded(MZ, vm.addr(GATEWAY), START + 60, unicode"例行更换");
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnrolled(MZ, NEXT, 3, START + 60, START + 200);
        vm.expectEmit(address(departments));
        emit IDepartments.KeyRotated(MZ, vm.addr(GATEWAY), NEXT);
        departments.rotate(rotation, vm.addr(MZ_HEAD), signature);
        for (uint64 time = START + 59; time <= START + 60; ++time) {
            vm.assertEq(departments.roleAt(vm.addr(GATEWAY), MZ, time), time < START + 60 ? 3 : 0);
            vm.assertEq(departments.roleAt(NEXT, MZ, time), time < START + 60 ? 0 : 3);
        }
        vm.assertEq(departments.roleAt(NEXT, SJ, START + 60), 0);
    }

    function testFuzz_TheSuccessorIsNeverBackdated(uint64 since, uint64 now_) public {
        since %= START + 100;
        vm.warp(START + now_ % 200);
        IDepartments.KeyRotation memory rotation = _rotation();
        (rotation.since, rotation.validUntil) = (since, OPEN);
        _send(rotation);
        vm.assertEq(_key(vm.addr(GATEWAY)).validUntil, since);
        vm.assertEq(_key(NEXT).validFrom, since < block.timestamp ? block.timestamp : since);
    }

    function test_AHeadReplacesItself() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        rotation.key = vm.addr(MZ_HEAD);
        _send(rotation);
        vm.warp(START + 60);
        vm.assertTrue(departments.isHeadAt(NEXT, MZ, START + 60));
        vm.assertFalse(departments.isHeadAt(vm.addr(MZ_HEAD), MZ, START + 60));
    }

    function test_RefusesKeyOfAnotherDepartmentAndUnknownKey() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        address[2] memory rows = [vm.addr(GF_HEAD), vm.addr(STRANGER)];
        for (uint256 i = 0; i < rows.length; ++i) {
            rotation.key = rows[i];
            _refuse(rotation, abi.encodeWithSelector(IDepartments.NotAKeyOf.selector, rows[i], MZ));
        }
    }

    function test_RefusesAnEndThatExtends() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        rotation.since = START + 100;
        _refuse(
            rotation,
            abi.encodeWithSelector(
                IDepartments.EndExtends.selector, vm.addr(GATEWAY), START + 100, START + 100
            )
        );
    }

    function test_RefusesReasonOfNoOrTooManyBytes() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        rotation.reason = "";
        _refuse(rotation, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 0));
        rotation.reason = string(new bytes(257));
        _refuse(rotation, abi.encodeWithSelector(IDepartments.ReasonLength.selector, 257));
    }

    function test_RefusesASuccessorThatCannotBe() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        rotation.successor = address(0);
        _refuse(rotation, abi.encodeWithSelector(IDepartments.ZeroKey.selector));
        rotation.successor = rotation.key;
        _refuse(rotation, abi.encodeWithSelector(IDepartments.KeyTaken.selector, rotation.key, MZ));
        rotation = _rotation();
        rotation.validUntil = START + 60;
        _refuse(rotation, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 60, START + 60));
    }

    function test_RefusesMalformedDepartment() public {
        IDepartments.KeyRotation memory rotation = _rotation();
        rotation.department = "";
        _refuse(rotation, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, ""));
    }

    function test_AContractHeadCannotEnterAgain() public {
        ReentrantHead head = new ReentrantHead(address(departments));
        _enrolAddress("MZ-330100", MZ_HEAD, address(head), 1, 0, OPEN);
        IDepartments.KeyRotation memory rotation = _rotation();
        (rotation.nonce, rotation.successor) = (3, address(0x6A80));
        head.arm(abi.encodeCall(departments.rotate, (rotation, address(head), "")));
        rotation = _rotation();
        rotation.nonce = 2;
        departments.rotate(rotation, address(head), "");
        vm.assertEq(departments.nonceOf(MZ), 3);
        vm.assertEq(_key(address(0x6A80)).department, bytes32(0));
    }

    function _send(IDepartments.KeyRotation memory rotation) private {
        departments.rotate(rotation, vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(departments), acts.hash(rotation)));
    }

    function _refuse(IDepartments.KeyRotation memory rotation, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(departments), acts.hash(rotation));
        vm.expectRevert(refusal);
        departments.rotate(rotation, vm.addr(MZ_HEAD), signature);
    }
}
