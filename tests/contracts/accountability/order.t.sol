// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

// order.tree
// ├── no such breach, Rectified or Accepted → WrongBreachState; nonce → WrongNonce
// ├── department malformed → MalformedCode; neither the manager nor above the debtor → MayNotOrder
// ├── due not after now → OrderDuePast
// ├── no head → NotAHead; signature → WrongSignature; event → OtherEvent, NotItsEvent, EventReused, EventNotProven
// └── else from Marked, Found, Ordered: Ordered, CorrectionOrdered
contract OrderTest is SignedCallTests, AccountabilityFixture {
    bytes32 private _breach;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _breach = _marked();
        _cited = _cite("order", CS_HEAD);
    }

    function _order() private view returns (IAccountability.Order memory) {
        return IAccountability.Order(_breach, "CS-330100", "measures", OPEN, "order", 1);
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.order(_order(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_order());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (CS_HEAD, "CS-330100", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongNonce.selector, _breach, 2, 1);
    }

    function test_TheManagerOrdersTheCorrection() public {
        IAccountability.Order memory made = _order();
        made.due = START + 100;
        bytes memory signature = _sign(CS_HEAD, address(accountability), hashes.hash(made));
        vm.expectEmit(address(accountability));
        emit IAccountability.CorrectionOrdered(_breach, CS, START + 100);
        accountability.order(made, _cited, vm.addr(CS_HEAD), signature);
        vm.assertEq(_stateOf(_breach), 3);
        vm.assertEq(accountability.breachOf(_breach).orderDue, START + 100);
        vm.assertEq(accountability.stepOf(_breach, 1).text, bytes32("measures"));
    }

    function test_AFoundBreachAndAnOrderedOneMayBeOrdered() public {
        _found(_breach);
        _ordered(_breach, "order 1");
        _ordered(_breach, "order 2");
        vm.assertEq(_stateOf(_breach), 3);
        vm.assertEq(accountability.stepCount(_breach), 4);
    }

    function test_WhoMayOrder() public {
        bytes32[4] memory may = [CS, ZF_CITY, SJ, ZF];
        bytes32[7] memory mayNot = [MZ, GF, MZ2, CS2, AU, bytes32(0), "NOBODY"];
        for (uint256 i = 0; i < may.length; ++i) vm.assertTrue(accountability.mayOrder(may[i], _breach));
        for (uint256 i = 0; i < mayNot.length; ++i) vm.assertFalse(accountability.mayOrder(mayNot[i], _breach));
        vm.assertFalse(accountability.mayOrder(ZF, "no breach"));
        registry.setSuccessor(CS, CS2, START);
        vm.assertTrue(accountability.mayOrder(CS2, _breach));
        vm.assertTrue(accountability.mayOrder(CS, _breach));
        registry.setSuccessor(MZ, CS2, START);
        vm.assertFalse(accountability.mayOrder(CS2, _breach));
        vm.assertTrue(accountability.mayOrder(SJ, _breach));
    }

    function test_TheManagersOwnBreachIsOrderedFromAbove() public {
        IAccountability.Mark memory mark = _mark();
        mark.clause = "M5";
        mark.department = "CS-330100";
        _breach = accountability.markBreach(mark, _cite("trigger 2", GF_HEAD));
        bytes memory refusal = abi.encodeWithSelector(IAccountabilityErrors.MayNotOrder.selector, CS, CS);
        _refuse(CS_HEAD, _order(), refusal);
        IAccountability.Order memory made = _order();
        made.department = "SJ-330000";
        _cited = _cite("order", SJ_HEAD);
        accountability.order(made, _cited, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(accountability), hashes.hash(made)));
        vm.assertEq(_stateOf(_breach), 3);
    }

    function test_RefusesWhatIsWrongInTheOrder() public {
        IAccountability.Order memory made = _order();
        made.department = "cs";
        _refuse(CS_HEAD, made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "cs"));
        made = _order();
        made.department = "MZ-330100";
        _refuse(MZ_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.MayNotOrder.selector, MZ, MZ));
        made = _order();
        made.due = START;
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.OrderDuePast.selector, START));
        made = _order();
        made.measures = 0;
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
        made = _order();
        made.breach = "x";
        _refuse(CS_HEAD, made, _wrongState("x", 0));
        made = _order();
        made.eventId = "x";
        bytes32 proven = "order";
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.OtherEvent.selector, bytes32("x"), proven));
    }

    function test_WhatIsRectifiedIsNotOrdered() public {
        _rectified(_breach, "rectified");
        IAccountability.Order memory made = _order();
        made.nonce = 2;
        _refuse(CS_HEAD, made, _wrongState(_breach, 4));
        _accepted(_breach, true, "accepted");
        made.nonce = 3;
        _refuse(CS_HEAD, made, _wrongState(_breach, 5));
    }

    function testFuzz_AnOrderLeavesTime(uint64 due, uint64 wait) public {
        vm.warp(START + wait % 900 days);
        IAccountability.Order memory made = _order();
        made.due = due;
        bytes memory signature = _sign(CS_HEAD, address(accountability), hashes.hash(made));
        bool past = due <= block.timestamp;
        if (past) vm.expectRevert(abi.encodeWithSelector(IAccountabilityErrors.OrderDuePast.selector, due));
        accountability.order(made, _cited, vm.addr(CS_HEAD), signature);
        vm.assertEq(_stateOf(_breach), past ? 1 : 3);
    }

    function _wrongState(bytes32 breach, uint8 state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongBreachState.selector, breach, state);
    }

    function _refuse(uint256 key, IAccountability.Order memory made, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hash(made));
        vm.expectRevert(refusal);
        accountability.order(made, _cited, vm.addr(key), signature);
    }
}

// rectify.tree
// ├── no such breach, Rectified or Accepted → WrongBreachState; nonce → WrongNonce; no proof → TextMissing
// ├── no head of the debtor (or its successor) → NotAHead; signature → WrongSignature; event as in order
// └── else from Marked, Found, Ordered: Rectified
contract RectifyTest is SignedCallTests, AccountabilityFixture {
    bytes32 private _breach;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _breach = _marked();
        _cited = _cite("fixed", MZ_HEAD);
    }

    function _rectification() private view returns (IAccountability.Rectification memory) {
        return IAccountability.Rectification(_breach, "proof", "fixed", 1);
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.rectify(_rectification(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_rectification());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", CS_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongNonce.selector, _breach, 2, 1);
    }

    function test_TheDebtorMakesItGood() public {
        _submit(vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(accountability), _structHash()));
        vm.assertEq(_stateOf(_breach), 4);
        vm.assertEq(uint256(accountability.breachOf(_breach).resumes), 1);
        vm.assertEq(uint256(accountability.stepOf(_breach, 1).kind), 4);
        vm.assertEq(accountability.stepOf(_breach, 1).department, MZ);
        IAccountability.Rectification memory again = _rectification();
        again.nonce = 2;
        _refuse(again, abi.encodeWithSelector(IAccountabilityErrors.WrongBreachState.selector, _breach, 4));
    }

    function test_TheSuccessorMakesItGood() public {
        registry.setSuccessor(MZ, MZ2, START);
        _cited = _cite("fixed", MZ2_HEAD);
        _submit(vm.addr(MZ2_HEAD), _sign(MZ2_HEAD, address(accountability), _structHash()));
        vm.assertEq(accountability.breachOf(_breach).department, MZ);
        vm.assertEq(_stateOf(_breach), 4);
    }

    function test_RefusesWithoutProofOrBreach() public {
        IAccountability.Rectification memory made = _rectification();
        made.proof = 0;
        _refuse(made, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
        made = _rectification();
        made.breach = "x";
        _refuse(made, abi.encodeWithSelector(IAccountabilityErrors.WrongBreachState.selector, bytes32("x"), 0));
    }

    function _refuse(IAccountability.Rectification memory made, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(accountability), hashes.hash(made));
        vm.expectRevert(refusal);
        accountability.rectify(made, _cited, vm.addr(MZ_HEAD), signature);
    }
}

// accept.tree
// ├── not Rectified → WrongBreachState; nonce → WrongNonce; no report → TextMissing
// ├── department is the debtor or its successor → OwnCase
// ├── scope named: no auditor of that department → NotAnAuditor; not accredited → NotAccredited
// ├── no scope: may not order → MayNotOrder; no head → NotAHead
// ├── signature → WrongSignature; event as in order
// ├── accepted: Accepted, for good
// └── rejected: back to Marked, Found or Ordered
contract AcceptTest is SignedCallTests, AccountabilityFixture {
    bytes32 private _breach;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _breach = _marked();
        _rectified(_breach, "fixed");
        _cited = _cite("accepted", CS_HEAD);
    }

    function _acceptance() private view returns (IAccountability.Acceptance memory) {
        return IAccountability.Acceptance(_breach, "CS-330100", true, 0, "report", "accepted", 2);
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.accept(_acceptance(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_acceptance());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (CS_HEAD, "CS-330100", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongNonce.selector, _breach, 3, 2);
    }

    function test_TheManagerAccepts() public {
        _submit(vm.addr(CS_HEAD), _sign(CS_HEAD, address(accountability), _structHash()));
        vm.assertEq(_stateOf(_breach), 5);
        vm.assertEq(uint256(accountability.stepOf(_breach, 2).kind), 5);
        IAccountability.Acceptance memory again = _acceptance();
        again.nonce = 3;
        _refuse(CS_HEAD, again, abi.encodeWithSelector(IAccountabilityErrors.WrongBreachState.selector, _breach, 5));
    }

    function test_ARejectionLeadsBackToWhereItStood() public {
        _accepted(_breach, false, "no 1");
        vm.assertEq(_stateOf(_breach), 1);
        _found(_breach);
        _rectified(_breach, "fixed 2");
        _accepted(_breach, false, "no 2");
        vm.assertEq(_stateOf(_breach), 2);
        _ordered(_breach, "ordered");
        _rectified(_breach, "fixed 3");
        _accepted(_breach, false, "no 3");
        vm.assertEq(_stateOf(_breach), 3);
        vm.assertEq(uint256(accountability.stepOf(_breach, accountability.stepCount(_breach) - 1).kind), 6);
        _rectified(_breach, "fixed 4");
        _accepted(_breach, true, "yes");
        vm.assertEq(_stateOf(_breach), 5);
    }

    function test_AnAccreditedAuditorAccepts() public {
        IAccountability.Acceptance memory made = _acceptance();
        made.department = "AU-330000";
        made.scope = MZ;
        _cited = _cite("accepted", AUDITOR);
        bytes memory signature = _sign(AUDITOR, address(accountability), hashes.hash(made));
        accountability.accept(made, _cited, vm.addr(AUDITOR), signature);
        vm.assertEq(_stateOf(_breach), 5);
    }

    function test_TheRectifyingDepartmentNeverAccepts() public {
        IAccountability.Acceptance memory made = _acceptance();
        made.department = "MZ-330100";
        _refuse(MZ_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, MZ));
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 4, 0, END);
        made.scope = MZ;
        _refuse(OFFICER, made, abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, MZ));
        made.department = "AU-330000";
        _refuse(OFFICER, made, abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, MZ));
        registry.setSuccessor(MZ, CS, START);
        _refuse(CS_HEAD, _acceptance(), abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, CS));
    }

    function test_RefusesWhoMayNotAccept() public {
        IAccountability.Acceptance memory made = _acceptance();
        made.department = "GF-330100";
        _refuse(GF_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.MayNotOrder.selector, GF, MZ));
        made = _acceptance();
        made.scope = MZ;
        address cs = vm.addr(CS_HEAD);
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.NotAnAuditor.selector, cs));
        address auditor = vm.addr(AUDITOR);
        _refuse(AUDITOR, made, abi.encodeWithSelector(IAccountabilityErrors.NotAnAuditor.selector, auditor));
        made.department = "AU-330000";
        made.scope = SJ;
        _refuse(AUDITOR, made, abi.encodeWithSelector(IAccountabilityErrors.NotAccredited.selector, auditor, SJ));
        made = _acceptance();
        made.report = 0;
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
    }

    function _refuse(uint256 key, IAccountability.Acceptance memory made, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hash(made));
        vm.expectRevert(refusal);
        accountability.accept(made, _cited, vm.addr(key), signature);
    }
}
