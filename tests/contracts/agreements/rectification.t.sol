// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// rectification.tree
// orderRectification
// ├── refuses every state but Suspended
// ├── refuses without a reason event, due now or earlier, a second order, another nonce
// ├── refuses a signer of the user or of no party
// ├── refuses whatever is not the signature of a head of owner or manager over RectificationOrder
// └── keeps when it is due, emits RectificationOrdered
// 
// refuseRectification
// ├── refuses every state but Suspended
// ├── refuses without a reason event, without an order, another nonce
// ├── refuses whatever is not the signature of a head of the user over RectificationRefusal
// └── keeps the refusal, emits RectificationRefused
// 
// terminateForMisuse
// ├── refuses every state but Suspended
// ├── refuses without a reason event, without an order, another nonce
// ├── refuses up to and including the second in which rectification is due, unless the user refused it
// ├── refuses whatever is not the signature of a head of owner or manager over MisuseTermination
// └── Terminated at once, emits Terminated on the ground of misuse

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract OrderByOwnerTest is SignedStepTests {
    uint64 private constant DUE = USE_FROM + 30 days;

    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.orderRectification(IAgreementLife.RectificationOrder(id, DUE, REASON, 1), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.RectificationOrder(id, DUE, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreementLife.RectificationStands.selector, DUE);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract OrderByManagerTest is SignedStepTests {
    uint64 private constant DUE = USE_FROM + 30 days;

    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.orderRectification(IAgreementLife.RectificationOrder(id, DUE, REASON, 1), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.RectificationOrder(id, DUE, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", GF_HEAD, GF);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreementLife.RectificationStands.selector, DUE);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract RefuseRectificationByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
        _orderRectification(SJ_HEAD, USE_FROM + 30 days);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.refuseRectification(IAgreements.Act(id, REASON, 2), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("RectificationRefusal", IAgreements.Act(id, REASON, 2));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 3, 2);
    }
}

contract MisuseByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
        _orderRectification(SJ_HEAD, USE_FROM + 1);
        vm.warp(USE_FROM + 2);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.terminateForMisuse(IAgreements.Act(id, REASON, 2), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("MisuseTermination", IAgreements.Act(id, REASON, 2));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract MisuseByManagerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
        _orderRectification(SJ_HEAD, USE_FROM + 1);
        vm.warp(USE_FROM + 2);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.terminateForMisuse(IAgreements.Act(id, REASON, 2), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("MisuseTermination", IAgreements.Act(id, REASON, 2));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract RectificationTest is LifeFixture {
    uint64 private constant DUE = USE_FROM + 30 days;

    function setUp() public override {
        super.setUp();
        _activate();
        _suspend(MZ_HEAD);
    }

    function test_KeepsTheOrderAndTheRefusal() public {
        IAgreementLife.RectificationOrder memory order = _rectification(DUE);
        IAgreements.Consent memory consent = _consent(SJ_HEAD, _hash(order));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.RectificationOrdered(id, SJ, vm.addr(SJ_HEAD), DUE, REASON);
        agreements.orderRectification(order, consent);
        vm.assertEq(agreements.standingOf(id).rectifyBy, DUE);
        vm.assertFalse(agreements.standingOf(id).refused);
        IAgreements.Act memory act = _act();
        consent = _consent(GF_HEAD, _hash("RectificationRefusal", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.RectificationRefused(id, GF, vm.addr(GF_HEAD), REASON);
        agreements.refuseRectification(act, consent);
        vm.assertTrue(agreements.standingOf(id).refused);
        _assertState(IAgreements.State.Suspended);
    }

    function test_MisuseEndsTheAgreementOnceTheTimeIsOver() public {
        _orderRectification(SJ_HEAD, DUE);
        vm.warp(DUE);
        _refuseMisuse(_act(), abi.encodeWithSelector(IAgreementLife.RectificationNotOver.selector, DUE));
        vm.warp(DUE + 1);
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("MisuseTermination", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Terminated(id, IAgreementLife.Ground.Misuse, DUE + 1, REASON);
        agreements.terminateForMisuse(act, consent);
        _assertState(IAgreements.State.Terminated);
        vm.warp(USE_UNTIL);
        _assertState(IAgreements.State.Terminated);
    }

    function test_MisuseEndsTheAgreementAtOnceWhenTheUserRefuses() public {
        _orderRectification(SJ_HEAD, DUE);
        _refuseRectification();
        _terminateForMisuse(SJ_HEAD);
        _assertState(IAgreements.State.Terminated);
    }

    function test_NoTerminationWithoutAnOrder() public {
        _refuseMisuse(_act(), abi.encodeWithSelector(IAgreementLife.NoRectification.selector, id));
    }

    function test_AnOrderEndsWithItsSuspension() public {
        _orderRectification(SJ_HEAD, DUE);
        _resume(SJ_HEAD);
        vm.warp(DUE + 1);
        _suspend(SJ_HEAD);
        _refuseMisuse(_act(), abi.encodeWithSelector(IAgreementLife.NoRectification.selector, id));
    }

    function test_RefusesOtherStates() public {
        _resume(MZ_HEAD);
        bytes memory refusal = abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Active);
        _refuseOrder(_rectification(DUE), refusal);
        _refuseRefusal(_act(), refusal);
        _refuseMisuse(_act(), refusal);
    }

    function test_RefusesWithoutAReason() public {
        bytes memory refusal = abi.encodeWithSelector(IAgreements.ReferenceMissing.selector);
        IAgreementLife.RectificationOrder memory order = _rectification(DUE);
        order.reasonEvent = 0;
        _refuseOrder(order, refusal);
        IAgreements.Act memory act = IAgreements.Act(id, 0, 1);
        _refuseRefusal(act, refusal);
        _refuseMisuse(act, refusal);
    }

    function test_RefusesAnotherNonce() public {
        IAgreementLife.RectificationOrder memory order = _rectification(DUE);
        order.nonce = 0;
        _refuseOrder(order, abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 1, 0));
        _orderRectification(SJ_HEAD, DUE);
        IAgreements.Act memory act = IAgreements.Act(id, REASON, 3);
        _refuseRefusal(act, abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 2, 3));
        _refuseRectification();
        act.nonce = 2;
        _refuseMisuse(act, abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 3, 2));
    }

    function test_RefusesAnOrderThatIsDueAlready() public {
        _refuseOrder(_rectification(USE_FROM), abi.encodeWithSelector(IAgreementLife.DueInThePast.selector, USE_FROM));
    }

    function test_RefusesARefusalOfNothing() public {
        _refuseRefusal(_act(), abi.encodeWithSelector(IAgreementLife.NoRectification.selector, id));
    }

    function _refuseOrder(IAgreementLife.RectificationOrder memory order, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash(order));
        vm.expectRevert(refusal);
        agreements.orderRectification(order, consent);
    }

    function _refuseRefusal(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(GF_HEAD, _hash("RectificationRefusal", act));
        vm.expectRevert(refusal);
        agreements.refuseRectification(act, consent);
    }

    function _refuseMisuse(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("MisuseTermination", act));
        vm.expectRevert(refusal);
        agreements.terminateForMisuse(act, consent);
    }
}
