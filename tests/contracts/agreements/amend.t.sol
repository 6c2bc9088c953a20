// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// amend.tree
// amend
// ├── refuses a previous version that is not Pending or Active
// ├── refuses terms concluded, withdrawn or lapsed already, or out of bounds
// ├── refuses other parties (successors: succession.t.sol)
// ├── refuses whatever is not the three heads' signatures over Amendment(previous, terms)
// └── previous Superseded as of now, new version concluded and linked; emits Concluded and Amended

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract AmendByOwnerTest is SignedStepTests {
    bytes32 private _amendment;

    function setUp() public override {
        super.setUp();
        _conclude();
        _amendment = _amendmentHash(id, typed.hash(_next()));
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Terms memory terms = _next();
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[0] = consent;
        agreements.amend(id, terms, consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _amendment;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Superseded);
    }

    function _next() private pure returns (IAgreements.Terms memory terms) {
        terms = _longTerms();
        terms.number = "second";
    }
}

contract AmendByUserTest is SignedStepTests {
    bytes32 private _amendment;

    function setUp() public override {
        super.setUp();
        _conclude();
        _amendment = _amendmentHash(id, typed.hash(_next()));
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Terms memory terms = _next();
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[1] = consent;
        agreements.amend(id, terms, consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _amendment;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", SJ_HEAD, SJ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Superseded);
    }

    function _next() private pure returns (IAgreements.Terms memory terms) {
        terms = _longTerms();
        terms.number = "second";
    }
}

contract AmendByManagerTest is SignedStepTests {
    bytes32 private _amendment;

    function setUp() public override {
        super.setUp();
        _conclude();
        _amendment = _amendmentHash(id, typed.hash(_next()));
    }

    function _send(IAgreements.Consent memory consent) internal override {
        IAgreements.Terms memory terms = _next();
        IAgreements.Consent[3] memory consents = _three(_structHash());
        consents[2] = consent;
        agreements.amend(id, terms, consents);
    }

    function _structHash() internal view override returns (bytes32) {
        return _amendment;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Superseded);
    }

    function _next() private pure returns (IAgreements.Terms memory terms) {
        terms = _longTerms();
        terms.number = "second";
    }
}

contract AmendTest is LifeFixture {
    function setUp() public override {
        super.setUp();
        _activate();
    }

    function test_LinksVersionsAndKeepsTheOldOneReadable() public {
        bytes32 first = id;
        IAgreements.Terms memory terms = _version("second");
        bytes32 second = typed.hash(terms);
        IAgreements.Consent[3] memory consents = _three(_amendmentHash(id, second));
        vm.warp(USE_FROM + 50);
        vm.expectEmit(address(agreements));
        emit IAgreements.Concluded(second, MZ, GF, SJ, terms);
        vm.expectEmit(address(agreements));
        emit IAgreements.Amended(first, second, 2);
        vm.assertEq(agreements.amend(first, terms, consents), second);
        _assertState(IAgreements.State.Superseded);
        vm.assertEq(agreements.agreementOf(first).owner, MZ);
        vm.assertEq(agreements.standingOf(first).endsAt, USE_FROM + 50);
        id = second;
        _assertState(IAgreements.State.Active);
        vm.assertEq(agreements.agreementOf(second).blockNumber, block.number);
        bytes32 third = _amend(_version("third"));
        bytes32[3] memory versions = [first, second, third];
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(agreements.latestOf(versions[i]), third);
            vm.assertEq(agreements.previousOf(versions[i]), i == 0 ? bytes32(0) : versions[i - 1]);
            vm.assertEq(agreements.versionsOf(versions[i]), 3);
        }
    }

    function test_APendingVersionMayBeAmended() public {
        vm.warp(START);
        _amend(_version("second"));
        _assertState(IAgreements.State.Superseded);
    }

    function test_RefusesAPreviousThatIsSupersededSuspendedOrOver() public {
        _suspend(MZ_HEAD);
        _refuse(_version("second"), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Suspended
        ));
        _resume(MZ_HEAD);
        _amend(_version("second"));
        _refuse(_version("third"), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.Superseded
        ));
        id = keccak256("unknown");
        _refuse(_version("third"), abi.encodeWithSelector(
            IAgreements.WrongState.selector, id, IAgreements.State.None
        ));
    }

    function test_RefusesTermsThatAreConcludedAlready() public {
        _refuse(_longTerms(), abi.encodeWithSelector(IAgreements.AlreadyConcluded.selector, id));
    }

    function test_RefusesTermsOutOfBounds() public {
        IAgreements.Terms memory terms = _version("second");
        terms.limits.grade = 4;
        _refuse(terms, abi.encodeWithSelector(IAgreements.UnknownGrade.selector, 4));
    }

    function test_RefusesOtherParties() public {
        IAgreements.Terms memory terms = _version("second");
        terms.parties = IAgreements.Parties("GF-330100", "MZ-330100", "SJ-330000");
        _refuse(terms, abi.encodeWithSelector(IAgreements.PartyChanged.selector, MZ, GF));
    }

    /// @dev Other version: consent to the terms alone, or to an amendment of another agreement, amends nothing.
    function test_RefusesConsentsToAnotherVersion() public {
        IAgreements.Terms memory terms = _version("second");
        bytes32 next = typed.hash(terms);
        bytes32[3] memory rows = [next, _amendmentHash(next, id), _amendmentHash(bytes32(0), next)];
        for (uint256 i = 0; i < rows.length; ++i) {
            IAgreements.Consent[3] memory consents = _three(rows[i]);
            vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
            agreements.amend(id, terms, consents);
        }
        IAgreements.Consent[3] memory amendment = _three(_amendmentHash(id, next));
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
        agreements.conclude(terms, amendment);
    }

    function _version(string memory number) private pure returns (IAgreements.Terms memory terms) {
        terms = _longTerms();
        terms.number = number;
    }

    function _refuse(IAgreements.Terms memory terms, bytes memory refusal) private {
        IAgreements.Consent[3] memory consents = _three(_amendmentHash(id, typed.hash(terms)));
        vm.expectRevert(refusal);
        agreements.amend(id, terms, consents);
    }
}
