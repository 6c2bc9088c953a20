// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// close.tree
// close
// ├── refuses every state but Expired and Terminated
// ├── refuses without certificate or disposal event, and another nonce
// ├── refuses whatever is not the user's head's signature over Disposal
// ├── refuses whatever is not the signature of the owner's head or officer over the same Disposal
// └── Closed for ever, proof kept; emits Closed with the end of retention

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract CloseByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _endPurpose();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreementLife.Disposal memory disposal = IAgreementLife.Disposal(id, CERTIFICATE, REASON, 1);
        agreements.close(disposal, consent, _consent(MZ_HEAD, _structHash()));
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.Disposal(id, CERTIFICATE, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Closed);
    }
}

contract CloseAcceptedByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _activate();
        _endPurpose();
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreementLife.Disposal memory disposal = IAgreementLife.Disposal(id, CERTIFICATE, REASON, 1);
        agreements.close(disposal, _consent(GF_HEAD, _structHash()), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash(IAgreementLife.Disposal(id, CERTIFICATE, REASON, 1));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Closed);
    }

    function _officerMay() internal pure override returns (bool) {
        return true;
    }
}

contract CloseTest is LifeFixture {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_ClosesWhatWasEnded() public {
        _endPurpose();
        IAgreementLife.Disposal memory disposal = _disposal();
        IAgreements.Consent[3] memory consents = _three(_hash(disposal));
        vm.warp(USE_FROM + 5);
        vm.expectEmit(address(agreements));
        emit IAgreementLife.Closed(id, CERTIFICATE, REASON, USE_UNTIL + 3 * 365 days);
        agreements.close(disposal, consents[1], consents[0]);
        _assertState(IAgreements.State.Closed);
        IAgreementLife.Closing memory closing = agreements.closingOf(id);
        vm.assertEq(closing.certificate, CERTIFICATE);
        vm.assertEq(closing.disposalEvent, REASON);
        vm.assertEq(closing.closedAt, USE_FROM + 5);
    }

    function test_ClosesWhatExpired() public {
        vm.warp(START + 5);
        _enrol("MZ-330100", MZ_HEAD, SECOND_KEY, 1, 0, OPEN);
        _enrol("GF-330100", GF_HEAD, OFFICER, 1, 0, OPEN);
        vm.warp(USE_UNTIL);
        IAgreementLife.Disposal memory disposal = _disposal();
        agreements.close(disposal, _consent(OFFICER, _hash(disposal)), _consent(SECOND_KEY, _hash(disposal)));
        _assertState(IAgreements.State.Closed);
    }

    function test_RefusesWhatIsNotOver() public {
        _refuse(_disposal(), abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Active));
        _stop(USE_FROM + 1);
        _refuse(_disposal(), abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Active));
        IAgreements.Terms memory terms = _longTerms();
        terms.number = "second";
        _amend(terms);
        _refuse(_disposal(), abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Superseded));
    }

    function test_RefusesWithoutProofOrUnderAnotherNonce() public {
        _endPurpose();
        bytes memory refusal = abi.encodeWithSelector(IAgreements.ReferenceMissing.selector);
        _refuse(IAgreementLife.Disposal(id, 0, REASON, 1), refusal);
        _refuse(IAgreementLife.Disposal(id, CERTIFICATE, 0, 1), refusal);
        _refuse(
            IAgreementLife.Disposal(id, CERTIFICATE, REASON, 0),
            abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 1, 0)
        );
    }

    function _refuse(IAgreementLife.Disposal memory disposal, bytes memory refusal) private {
        IAgreements.Consent[3] memory consents = _three(_hash(disposal));
        vm.expectRevert(refusal);
        agreements.close(disposal, consents[1], consents[0]);
    }
}
