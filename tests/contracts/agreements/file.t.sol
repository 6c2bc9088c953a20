// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// file.tree
// file
// ├── refuses every state but Signed
// ├── refuses if the key that offered or signed was not valid when it did, by what is known now
// ├── refuses if owner or user was succeeded meanwhile (succession.t.sol)
// ├── refuses whatever is not the signature of a head of the manager over the terms
// └── concludes: Pending before useFrom, Active from then on; emits Filed

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract FileByManagerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _offer(MZ_HEAD);
        agreements.sign(id, _consent(GF_HEAD, id));
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.file(id, consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return id;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(SJ_HEAD, "SJ-330000", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Pending);
    }
}

contract FileTest is LifeFixture {
    function setUp() public override {
        super.setUp();
        _enrol("MZ-330100", MZ_HEAD, SECOND_KEY, 1, 0, START + 20);
        _offer(SECOND_KEY);
        vm.warp(START + 10);
    }

    function test_ConcludesWithTheBlockOfFiling() public {
        agreements.sign(id, _consent(GF_HEAD, id));
        vm.warp(START + 30); // the offeror's key has expired, its offer has not
        vm.roll(99);
        IAgreements.Consent memory consent = _consent(SJ_HEAD, id);
        vm.expectEmit(address(agreements));
        emit IAgreements.Filed(id, SJ, vm.addr(SJ_HEAD));
        agreements.file(id, consent);
        _assertState(IAgreements.State.Pending);
        vm.assertEq(agreements.agreementOf(id).blockNumber, 99);
        vm.assertEq(agreements.standingOf(id).filedAt, START + 30);
        vm.assertEq(agreements.latestOf(id), id);
        vm.assertEq(agreements.previousOf(id), 0);
        vm.assertEq(agreements.versionsOf(id), 1);
        vm.warp(USE_FROM);
        _assertState(IAgreements.State.Active);
    }

    function test_LateFilingIsActiveAtOnceAndExpiresInTime() public {
        agreements.sign(id, _consent(GF_HEAD, id));
        vm.warp(USE_FROM + 1);
        agreements.file(id, _consent(SJ_HEAD, id));
        _assertState(IAgreements.State.Active);
        vm.warp(USE_UNTIL - 1);
        _assertState(IAgreements.State.Active);
        vm.warp(USE_UNTIL);
        _assertState(IAgreements.State.Expired);
    }

    function test_RefusesWhatIsNotSigned() public {
        _refuse(abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Offered));
        agreements.sign(id, _consent(GF_HEAD, id));
        vm.warp(OPEN_UNTIL);
        _refuse(abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Withdrawn));
    }

    function test_RefusesAnOfferorWhoseKeyHadBeenLost() public {
        agreements.sign(id, _consent(GF_HEAD, id));
        _endKey("MZ-330100", MZ_HEAD, SECOND_KEY, START);
        _refuse(abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(SECOND_KEY), MZ));
    }

    function test_RefusesASignerWhoseKeyHadBeenLost() public {
        _enrol("GF-330100", GF_HEAD, OFFICER, 1, 0, OPEN);
        agreements.sign(id, _consent(OFFICER, id));
        _endKey("GF-330100", GF_HEAD, OFFICER, START + 10);
        _refuse(abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(OFFICER), GF));
    }

    function test_AKeyEndedAfterItSignedHasSigned() public {
        agreements.sign(id, _consent(GF_HEAD, id));
        _endKey("MZ-330100", MZ_HEAD, SECOND_KEY, START + 1);
        agreements.file(id, _consent(SJ_HEAD, id));
    }

    function _refuse(bytes memory refusal) private {
        IAgreements.Consent memory consent = _consent(SJ_HEAD, id);
        vm.expectRevert(refusal);
        agreements.file(id, consent);
    }
}
