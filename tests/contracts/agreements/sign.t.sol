// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// sign.tree
// sign
// ├── refuses every state but Offered
// ├── refuses whatever is not the signature of a head of the side that did not offer over the terms
// └── keeps the signer, emits Signed

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {SignedStepTests} from "../support/SignedStepTests.sol";
import {vm} from "../support/Vm.sol";

contract SignByUserTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _offer(MZ_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.sign(id, consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return id;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(GF_HEAD, "GF-330100", MZ_HEAD, MZ);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Signed);
    }
}

contract SignByOwnerTest is SignedStepTests {
    function setUp() public override {
        super.setUp();
        _offer(GF_HEAD);
    }

    function _send(IAgreements.Consent memory consent) internal override {
        agreements.sign(id, consent);
    }

    function _structHash() internal view override returns (bytes32) {
        return id;
    }

    function _signer() internal pure override returns (Signer memory) {
        return Signer(MZ_HEAD, "MZ-330100", GF_HEAD, GF);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAgreements.WrongState.selector, id, IAgreements.State.Signed);
    }
}

contract SignTest is LifeFixture {
    function test_KeepsTheSigner() public {
        _offer(MZ_HEAD);
        vm.warp(START + 7);
        IAgreements.Consent memory consent = _consent(GF_HEAD, id);
        vm.expectEmit(address(agreements));
        emit IAgreements.Signed(id, GF, vm.addr(GF_HEAD));
        agreements.sign(id, consent);
        _assertState(IAgreements.State.Signed);
        vm.assertEq(agreements.draftOf(id).signer, vm.addr(GF_HEAD));
        vm.assertEq(agreements.draftOf(id).signedAt, START + 7);
    }

    function test_RefusesWhatIsNotOpen() public {
        _refuse(IAgreements.State.None);
        _offer(MZ_HEAD);
        vm.warp(OPEN_UNTIL);
        _refuse(IAgreements.State.Withdrawn);
        vm.warp(START);
        _conclude();
        _refuse(IAgreements.State.Pending);
    }

    function _refuse(IAgreements.State state) private {
        IAgreements.Consent memory consent = _consent(GF_HEAD, id);
        _expectWrongState(state);
        agreements.sign(id, consent);
    }
}
