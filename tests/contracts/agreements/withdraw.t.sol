// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// withdraw.tree
// withdraw
// ├── refuses every state but Offered and Signed
// ├── refuses without a reason event, and another nonce
// ├── refuses a signer of the manager or of no party
// ├── refuses whatever is not the signature of a head of owner or user over Withdrawal
// └── Withdrawn, for ever: neither offered, signed, filed nor concluded again

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract WithdrawByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _offer(MZ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.withdraw(IAgreements.Act(id, REASON, 0), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Withdrawal", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Withdrawn);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract WithdrawByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _offer(MZ_HEAD);
        agreements.sign(id, _consent(GF_HEAD, id));
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.withdraw(IAgreements.Act(id, REASON, 0), consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _hash("Withdrawal", IAgreements.Act(id, REASON, 0));
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Withdrawn);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract WithdrawTest is LifeFixture {
    function test_IsFinal() public {
        IAgreements.Terms memory terms = _longTerms();
        IAgreements.Consent memory offer = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        IAgreements.Consent[3] memory consents = _consents(terms);
        agreements.offer(terms, OPEN_UNTIL, offer);
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(GF_HEAD, _hash("Withdrawal", act));
        vm.expectEmit(address(agreements));
        emit IAgreements.Withdrawn(id, GF, vm.addr(GF_HEAD), REASON);
        agreements.withdraw(act, consent);
        _assertState(IAgreements.State.Withdrawn);
        vm.assertEq(agreements.nonceOf(id), 1);
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.offer(terms, OPEN_UNTIL, offer);
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.sign(id, consents[1]);
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.file(id, consents[2]);
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.conclude(terms, consents);
    }

    function test_RefusesWhatIsFiled() public {
        _conclude();
        _refuse(_act(), abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Pending));
    }

    function test_RefusesWithoutAReason() public {
        _offer(MZ_HEAD);
        _refuse(IAgreements.Act(id, 0, 0), abi.encodeWithSelector(IAgreements.ReferenceMissing.selector));
    }

    function test_RefusesAnotherNonce() public {
        _offer(MZ_HEAD);
        _refuse(IAgreements.Act(id, REASON, 1), abi.encodeWithSelector(IAgreements.WrongNonce.selector, id, 0, 1));
    }

    function _refuse(IAgreements.Act memory act, bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _hash("Withdrawal", act));
        vm.expectRevert(refusal);
        agreements.withdraw(act, consent);
    }
}
