// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// suspend.tree
// suspend
// ├── refuses every state but Active
// ├── refuses without a reason event, and another nonce
// ├── refuses a signer of the user or of no party
// ├── refuses whatever is not the signature of a head or officer of owner or manager over Suspension
// └── Suspended by that side, emits Suspended
// 
// resume
// ├── refuses every state but Suspended
// ├── refuses without a reason event, and another nonce
// ├── refuses the owner where the manager suspended, the user, a stranger
// ├── refuses whatever is not the signature of a head or officer over Resumption
// └── Active again; the rectification order falls away; emits Resumed

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract SuspendByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.suspend(IAgreements.Act(id, REASON, 0), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Suspension", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Suspended);
    }

    function _officerMay() internal pure override returns (bool) {
        return true;
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract SuspendByManagerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.suspend(IAgreements.Act(id, REASON, 0), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Suspension", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Suspended);
    }

    function _officerMay() internal pure override returns (bool) {
        return true;
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract ResumeByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.resume(IAgreements.Act(id, REASON, 1), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Resumption", IAgreements.Act(id, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Active);
    }

    function _officerMay() internal pure override returns (bool) {
        return true;
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract ResumeByManagerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(SJ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.resume(IAgreements.Act(id, REASON, 1), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Resumption", IAgreements.Act(id, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Active);
    }

    function _officerMay() internal pure override returns (bool) {
        return true;
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract SuspendTest is LifeFixture {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_SuspendsAndResumes() public {
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(SJ_HEAD, _hash("Suspension", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Suspended(id, SJ, vm.addr(SJ_HEAD), REASON);
        agreements.suspend(act, consent);
        _assertState(IAgreements.State.Suspended);
        vm.assertEq(agreements.nonceOf(id), 1);
        vm.warp(USE_FROM + 9);
        act = _act();
        consent = _consent(SJ_HEAD, _hash("Resumption", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Resumed(id, SJ, vm.addr(SJ_HEAD), REASON);
        agreements.resume(act, consent);
        _assertState(IAgreements.State.Active);
        _suspend(MZ_HEAD);
        IAgreementLife.Suspension[] memory kept = agreements.suspensionsOf(id);
        vm.assertEq(kept.length, 2);
        vm.assertTrue(kept[0].since == USE_FROM && kept[0].until == USE_FROM + 9);
        vm.assertTrue(kept[0].by == IAgreementLife.Side.Manager);
        vm.assertTrue(kept[1].since == USE_FROM + 9 && kept[1].until == 0);
        vm.assertTrue(kept[1].by == IAgreementLife.Side.Owner);
    }

    function test_TheManagerMayLiftTheOwnersSuspension() public {
        _suspend(MZ_HEAD);
        _resume(SJ_HEAD);
        _assertState(IAgreements.State.Active);
    }

    function test_ResumingDropsTheRectificationOrder() public {
        _suspend(MZ_HEAD);
        _orderRectification(MZ_HEAD, USE_FROM + 100);
        _refuseRectification();
        _resume(MZ_HEAD);
        vm.assertEq(agreements.standingOf(id).rectifyBy, 0);
        vm.assertFalse(agreements.standingOf(id).refused);
    }

    function test_RefusesOtherStates() public {
        _refuseResume(_act(), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Active
        ));
        vm.warp(USE_FROM - 1);
        _refuseSuspend(_act(), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Pending
        ));
        vm.warp(USE_UNTIL - 1);
        _enrolLateHead();
        _suspend(SECOND_KEY);
        vm.warp(USE_UNTIL);
        _assertState(IAgreements.State.Expired);
        _refuseResume(_act(), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Expired
        ));
        _refuseSuspend(_act(), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Expired
        ));
    }

    function test_RefusesWithoutAReason() public {
        bytes memory refusal = abi.encodeWithSelector(IAgreements.ReferenceMissing.selector);
        _refuseSuspend(IAgreements.Act(id, 0, 0), refusal);
        _suspend(MZ_HEAD);
        _refuseResume(IAgreements.Act(id, 0, 1), refusal);
    }

    function testFuzz_RefusesAnotherNonce(uint256 nonce) public {
        vm.assume(nonce > 1);
        _refuseSuspend(
            IAgreements.Act(id, REASON, nonce),
            abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 0, nonce)
        );
        _suspend(MZ_HEAD);
        _refuseResume(
            IAgreements.Act(id, REASON, nonce),
            abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 1, nonce)
        );
    }

    /// @dev Replay in a state that would allow it again.
    function test_AnOldSuspensionIsSpent() public {
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("Suspension", act));
        agreements.suspend(act, consent);
        _resume(MZ_HEAD);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 2, 0));
        agreements.suspend(act, consent);
    }

    function _enrolLateHead() private {
        vm.warp(START + 5);
        _enrol("MZ-330100", MZ_HEAD, SECOND_KEY, 1, 0, OPEN);
        vm.warp(USE_UNTIL - 1);
    }

    function _refuseSuspend(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("Suspension", act));
        vm.expectRevert(refusal);
        agreements.suspend(act, consent);
    }

    function _refuseResume(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("Resumption", act));
        vm.expectRevert(refusal);
        agreements.resume(act, consent);
    }
}
