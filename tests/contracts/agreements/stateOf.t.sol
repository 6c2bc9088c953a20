// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {AgreementFixture} from "../support/AgreementFixture.sol";
import {vm} from "../support/Vm.sol";

contract StateOfTest is AgreementFixture {
    function test_TimeAloneMovesTheState() public {
        IAgreements.Terms memory terms = _terms();
        bytes32 id = typed.hash(terms);
        _assertState(id, IAgreements.State.None);
        agreements.conclude(terms, _consents(terms));
        _assertState(id, IAgreements.State.Pending);
        vm.warp(terms.period.useFrom - 1);
        _assertState(id, IAgreements.State.Pending);
        vm.warp(terms.period.useFrom);
        _assertState(id, IAgreements.State.Active);
        vm.warp(terms.period.useUntil - 1);
        _assertState(id, IAgreements.State.Active);
        vm.warp(terms.period.useUntil);
        _assertState(id, IAgreements.State.Expired);
    }

    function testFuzz_UnknownIsNone(bytes32 id) public view {
        vm.assertTrue(agreements.stateOf(id) == IAgreements.State.None);
        vm.assertEq(agreements.agreementOf(id).owner, bytes32(0));
    }

    function _assertState(bytes32 id, IAgreements.State expected) private view {
        vm.assertEq(uint256(agreements.stateOf(id)), uint256(expected));
    }
}
