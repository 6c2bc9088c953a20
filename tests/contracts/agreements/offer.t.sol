// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// offer.tree
// offer
// ├── refuses terms concluded already
// ├── refuses terms offered, signed, withdrawn or lapsed already
// ├── refuses terms out of bounds (all bounds: conclude.t.sol)
// ├── refuses an offer that ends now or earlier, or after the use
// ├── refuses a signer of the manager or of no party
// ├── refuses whatever is not the signature of a head of owner or user over Offer(terms, openUntil)
// └── keeps terms and draft, emits Offered
//     └── by the owner / by the user

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract OfferByOwnerTest is SignedStepTests {
    function _send(IAgreements.Consent memory consent) internal override {
        agreements.offer(_longTerms(), OPEN_UNTIL, consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _offerHash(id, OPEN_UNTIL);
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Offered);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract OfferByUserTest is SignedStepTests {
    function _send(IAgreements.Consent memory consent) internal override {
        agreements.offer(_longTerms(), OPEN_UNTIL, consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return _offerHash(id, OPEN_UNTIL);
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Offered);
    }

    function _sided() internal pure override returns (bool) {
        return true;
    }
}

contract OfferTest is LifeFixture {
    function test_KeepsTheDraftAndTellsTheWholeTerms() public {
        IAgreements.Terms memory terms = _longTerms();
        IAgreements.Consent memory consent = _consent(GF_HEAD, _offerHash(id, OPEN_UNTIL));
        vm.expectEmit(address(agreements));
        emit IAgreements.Offered(id, MZ, GF, SJ, vm.addr(GF_HEAD), OPEN_UNTIL, terms);
        vm.assertEq(agreements.offer(terms, OPEN_UNTIL, consent), id);
        _assertState(IAgreements.State.Offered);
        IAgreements.Draft memory draft = agreements.draftOf(id);
        vm.assertEq(draft.offeror, vm.addr(GF_HEAD));
        vm.assertEq(draft.offeredAt, START);
        vm.assertEq(draft.signer, address(0));
        vm.assertEq(draft.openUntil, OPEN_UNTIL);
        vm.assertEq(agreements.agreementOf(id).owner, MZ);
        vm.assertEq(agreements.agreementOf(id).blockNumber, 0);
        vm.assertEq(agreements.versionsOf(id), 0);
        vm.assertEq(agreements.latestOf(id), 0);
    }

    function test_LapsesWhenItsTimeIsOver() public {
        _offer(MZ_HEAD);
        vm.warp(OPEN_UNTIL - 1);
        _assertState(IAgreements.State.Offered);
        vm.warp(OPEN_UNTIL);
        _assertState(IAgreements.State.Withdrawn);
    }

    function test_RefusesWhatIsConcluded() public {
        _conclude();
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.AlreadyConcluded.selector, id));
        agreements.offer(_longTerms(), OPEN_UNTIL, consent);
    }

    function test_RefusesWhatLapsed() public {
        IAgreements.Terms memory terms = _longTerms();
        agreements.offer(terms, START + 10, _consent(MZ_HEAD, _offerHash(id, START + 10)));
        vm.warp(START + 10);
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.offer(terms, OPEN_UNTIL, consent);
        IAgreements.Consent[3] memory consents = _consents(terms);
        _expectWrongState(IAgreements.State.Withdrawn);
        agreements.conclude(terms, consents);
    }

    function test_RefusesTermsOutOfBounds() public {
        IAgreements.Terms memory terms = _longTerms();
        terms.scope.mode = "stream";
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _offerHash(typed.hash(terms), OPEN_UNTIL));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.UnknownMode.selector, "stream"));
        agreements.offer(terms, OPEN_UNTIL, consent);
    }

    function test_RefusesAnOfferThatIsOverOrOutlivesTheUse() public {
        uint64[3] memory rows = [START, 0, USE_UNTIL + 1];
        for (uint256 i = 0; i < rows.length; ++i) {
            IAgreements.Consent memory consent = _consent(MZ_HEAD, _offerHash(id, rows[i]));
            vm.expectRevert(abi.encodeWithSelector(IAgreements.OfferPeriod.selector, rows[i], USE_UNTIL));
            agreements.offer(_longTerms(), rows[i], consent);
        }
        agreements.offer(_longTerms(), USE_UNTIL, _consent(MZ_HEAD, _offerHash(id, USE_UNTIL)));
    }

    /// @dev A relayer can neither lengthen nor shorten an offer, nor pass it for a consent of another step.
    function testFuzz_TheOfferorSetsTheTime(uint64 openUntil) public {
        openUntil = START + 1 + openUntil % (USE_UNTIL - START);
        vm.assume(openUntil != OPEN_UNTIL);
        IAgreements.Consent memory consent = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
        agreements.offer(_longTerms(), openUntil, consent);
    }

    function test_AnOfferIsNoConsentToConclude() public {
        IAgreements.Terms memory terms = _longTerms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        consents[0] = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
        agreements.conclude(terms, consents);
    }

    function test_ThreeFullConsentsConcludeWhatIsOnlyOffered() public {
        _offer(MZ_HEAD);
        _conclude();
        _assertState(IAgreements.State.Pending);
    }

    /// @dev Front-run: the user's offer of the same terms comes first. It is the user that offered, by its own key, and
    /// the owner's offer is refused; nobody's signature is taken for another's.
    function test_AFrontRunOfferChangesNobodysPart() public {
        IAgreements.Consent memory owners = _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL));
        _offer(GF_HEAD);
        _expectWrongState(IAgreements.State.Offered);
        agreements.offer(_longTerms(), OPEN_UNTIL, owners);
        vm.assertEq(agreements.draftOf(id).offeror, vm.addr(GF_HEAD));
        IAgreements.Consent memory again = _consent(GF_HEAD, id);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(GF_HEAD), MZ));
        agreements.sign(id, again);
        agreements.sign(id, _consent(MZ_HEAD, id));
    }
}
