// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// terminate.tree
// terminateByAgreement
// ├── refuses every state but Pending, Active, Suspended
// ├── refuses without a reason event, and another nonce
// ├── refuses whatever is not the three heads' signatures over AgreedTermination
// └── Terminated at once
// 
// stopByOwner
// ├── refuses every state but Pending, Active, Suspended
// ├── refuses without a consultation event, and another nonce
// ├── refuses an effect before now, or not before the agreement ends anyway (also by an announced stop)
// ├── refuses whatever is not the owner's and the manager's heads' signatures over OwnerStop
// └── Terminated as of the effect date, as it is until then
// 
// endPurpose
// ├── refuses every state but Pending, Active, Suspended
// ├── refuses without a reason event, and another nonce
// ├── refuses whatever is not the signature of a head of the user over PurposeEnd
// └── Terminated at once

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract AgreedByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[0] = consent;
        agreements.terminateByAgreement(IAgreements.Act(id, REASON, 0), consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("AgreedTermination", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }
}

contract AgreedByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[1] = consent;
        agreements.terminateByAgreement(IAgreements.Act(id, REASON, 0), consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("AgreedTermination", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }
}

contract AgreedByManagerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[2] = consent;
        agreements.terminateByAgreement(IAgreements.Act(id, REASON, 0), consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("AgreedTermination", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }
}

contract StopByOwnerTest is SignedStepTests {
    uint64 private constant STOP = USE_FROM + 30 days;

    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreementLife.OwnerStop memory stop = IAgreementLife.OwnerStop(id, REASON, STOP, 0);
        agreements.stopByOwner(stop, consent, _consent(SJ_HEAD, _structHash()));
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.OwnerStop(id, REASON, STOP, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreementLife.EffectOutOfBounds.selector, STOP, USE_FROM, STOP);
    }
}

contract StopFiledByManagerTest is SignedStepTests {
    uint64 private constant STOP = USE_FROM + 30 days;

    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreementLife.OwnerStop memory stop = IAgreementLife.OwnerStop(id, REASON, STOP, 0);
        agreements.stopByOwner(stop, _consent(MZ_HEAD, _structHash()), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.OwnerStop(id, REASON, STOP, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreementLife.EffectOutOfBounds.selector, STOP, USE_FROM, STOP);
    }
}

contract EndPurposeByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.endPurpose(IAgreements.Act(id, REASON, 0), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("PurposeEnd", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Terminated);
    }
}

contract TerminateTest is LifeFixture {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_EndsByAgreementAtOnceInEveryStateInForce() public {
        IAgreements.Act memory act = _act();
        IAgreements.Consent[3] memory consents = _three(_hash("AgreedTermination", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Terminated(id, IAgreementLife.Ground.Agreed, USE_FROM, REASON);
        agreements.terminateByAgreement(act, consents);
        _assertState(IAgreements.State.Terminated);
        vm.assertEq(agreements.standingOf(id).endsAt, USE_FROM);
    }

    function test_EndsAPendingAgreement() public {
        vm.warp(USE_FROM - 1);
        _terminateByAgreement();
        _assertState(IAgreements.State.Terminated);
        vm.warp(USE_FROM);
        _assertState(IAgreements.State.Terminated);
    }

    function test_EndsASuspendedAgreement() public {
        _suspend(SJ_HEAD);
        _endPurpose();
        _assertState(IAgreements.State.Terminated);
    }

    function test_TheUsersPurposeEndsIt() public {
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(GF_HEAD, _hash("PurposeEnd", act));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Terminated(id, IAgreementLife.Ground.PurposeEnded, USE_FROM, REASON);
        agreements.endPurpose(act, consent);
        _assertState(IAgreements.State.Terminated);
    }

    function test_AStopTakesEffectOnItsDate() public {
        uint64 effectAt = USE_FROM + 30 days;
        IAgreementLife.OwnerStop memory stop = _ownerStop(effectAt);
        IAgreements.Consent[3] memory consents = _three(_hash(stop));
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Terminated(id, IAgreementLife.Ground.OwnerStop, effectAt, REASON);
        agreements.stopByOwner(stop, consents[0], consents[2]);
        vm.warp(effectAt - 1);
        _assertState(IAgreements.State.Active);
        vm.warp(effectAt);
        _assertState(IAgreements.State.Terminated);
    }

    function test_AStopMayTakeEffectNowAndOnlyBeBroughtForward() public {
        _refuseStop(_ownerStop(USE_FROM - 1), _outOfBounds(USE_FROM - 1, USE_UNTIL));
        _refuseStop(_ownerStop(USE_UNTIL), _outOfBounds(USE_UNTIL, USE_UNTIL));
        _stop(USE_UNTIL - 1);
        _stop(USE_FROM + 10);
        _refuseStop(_ownerStop(USE_FROM + 10), _outOfBounds(USE_FROM + 10, USE_FROM + 10));
        _stop(USE_FROM);
        _assertState(IAgreements.State.Terminated);
    }

    function test_AnAnnouncedStopHindersNoEarlierEnd() public {
        _stop(USE_FROM + 10);
        _endPurpose();
        _assertState(IAgreements.State.Terminated);
    }

    function test_RefusesWhatIsOver() public {
        vm.warp(USE_UNTIL);
        _refuseAll(IAgreements.State.Expired);
        vm.warp(USE_FROM);
        _endPurpose();
        _refuseAll(IAgreements.State.Terminated);
    }

    function test_RefusesWithoutAReasonOrUnderAnotherNonce() public {
        bytes memory refusal = abi.encodeWithSelector(IAgreements.ReferenceMissing.selector);
        _refuseAgreed(IAgreements.Act(id, 0, 0), refusal);
        _refusePurpose(IAgreements.Act(id, 0, 0), refusal);
        _refuseStop(IAgreementLife.OwnerStop(id, 0, USE_FROM, 0), refusal);
        refusal = abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 0, 1);
        _refuseAgreed(IAgreements.Act(id, REASON, 1), refusal);
        _refusePurpose(IAgreements.Act(id, REASON, 1), refusal);
        _refuseStop(IAgreementLife.OwnerStop(id, REASON, USE_FROM, 1), refusal);
    }

    /// @dev No unilateral stop: the owner's signature twice is not the manager's filing.
    function test_TheOwnerCannotFileItsOwnStop() public {
        IAgreementLife.OwnerStop memory stop = _ownerStop(USE_FROM + 1);
        IAgreements.Consent memory owner = _consent(MZ_HEAD, _hash(stop));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(MZ_HEAD), SJ));
        agreements.stopByOwner(stop, owner, owner);
    }

    /// @dev The two signatures have to cite the same consultation and the same date.
    function test_BothCiteTheSameConsultation() public {
        IAgreementLife.OwnerStop memory stop = _ownerStop(USE_FROM + 1);
        IAgreements.Consent memory owner = _consent(MZ_HEAD, _hash(stop));
        stop.consultationEvent = keccak256("another");
        IAgreements.Consent memory manager = _consent(SJ_HEAD, _hash(stop));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
        agreements.stopByOwner(stop, owner, manager);
        stop.consultationEvent = REASON;
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(SJ_HEAD)));
        agreements.stopByOwner(stop, owner, manager);
    }

    function _outOfBounds(uint64 effectAt, uint64 end) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAgreementLife.EffectOutOfBounds.selector, effectAt, block.timestamp, end);
    }

    function _refuseAll(IAgreements.State state) private {
        bytes memory refusal = abi.encodeWithSelector(IAgreements.WrongState.selector, id, state);
        _refuseAgreed(_act(), refusal);
        _refusePurpose(_act(), refusal);
        _refuseStop(_ownerStop(uint64(block.timestamp)), refusal);
    }

    function _refuseAgreed(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent[3] memory consents = _three(_hash("AgreedTermination", act));
        vm.expectRevert(refusal);
        agreements.terminateByAgreement(act, consents);
    }

    function _refusePurpose(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(GF_HEAD, _hash("PurposeEnd", act));
        vm.expectRevert(refusal);
        agreements.endPurpose(act, consent);
    }

    function _refuseStop(IAgreementLife.OwnerStop memory stop, bytes memory refusal) private {
        IAgreements.Consent[3] memory consents = _three(_hash(stop));
        vm.expectRevert(refusal);
        agreements.stopByOwner(stop, consents[0], consents[2]);
    }
}
