// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// succession.tree
// the department that acts
// ├── the party itself, where the register knows no succession, reverts, answers nothing, zero, or something malformed
// └── its successor, from the reform on
//     ├── steps of life by the successor's head; the predecessor's are refused
//     ├── amendments name and are signed by the successor; the predecessor in new terms is refused
//     └── where manager and owner became one department it acts as manager

import {Agreements} from "../../../contracts/Agreements.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev A register with a reform: everything but `resolve` is answered by the register of departments.
contract ReformedRegister {
    enum Answer {
        Successor,
        Refusal,
        Nothing,
        Zero,
        Short,
        Long
    }

    address private immutable _departments;
    Answer public kind;
    bytes32 private _before;
    bytes32 private _after;
    uint64 private _since;

    constructor(address departments) {
        _departments = departments;
    }

    function reform(bytes32 before, bytes32 successor, uint64 since) external {
        (_before, _after, _since) = (before, successor, since);
    }

    function answerWith(Answer kind_) external {
        kind = kind_;
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        if (bytes4(call[:4]) != bytes4(keccak256("resolve(bytes32,uint64)"))) {
            (, bytes memory answer) = _departments.staticcall(call);
            return answer;
        }
        (bytes32 code, uint64 time) = abi.decode(call[4:], (bytes32, uint64));
        if (kind == Answer.Refusal) revert();
        if (kind == Answer.Nothing) return "";
        if (kind == Answer.Zero) return abi.encode(bytes32(0));
        if (kind == Answer.Short) return new bytes(31);
        if (kind == Answer.Long) return abi.encode(_after, _after);
        return abi.encode(code == _before && time >= _since ? _after : code);
    }
}

contract SuccessionTest is LifeFixture {
    uint256 private constant XZ_HEAD = 0xA0FF;
    bytes32 private constant XZ = "XZ-330100";
    uint64 private constant REFORM = USE_FROM + 10;
    ReformedRegister private _register;

    function setUp() public override {
        super.setUp();
        IDepartments.Admission memory admission = IDepartments.Admission(
            "XZ-330100", "SJ-330000", 3, 330_100, 2, vm.addr(XZ_HEAD), 0, OPEN, departments.nonceOf(SJ)
        );
        bytes memory signature = _sign(SJ_HEAD, address(departments), typed.hash(admission));
        departments.admit(admission, vm.addr(SJ_HEAD), signature);
        _register = new ReformedRegister(address(departments));
        agreements = new Agreements(IDepartments(address(_register)));
        _register.reform(MZ, XZ, REFORM);
        _activate();
    }

    function test_TheSuccessorActsFromTheReformOn() public {
        _refuseSuspension(XZ_HEAD, XZ);
        vm.warp(REFORM);
        _refuseSuspension(MZ_HEAD, MZ);
        _suspend(XZ_HEAD);
        _resume(XZ_HEAD);
        IAgreements.Act memory act = _act();
        bytes32 hash = _hash("AgreedTermination", act);
        IAgreements.Consent[3] memory consents = _three(hash);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(MZ_HEAD), XZ));
        agreements.terminateByAgreement(act, consents);
        consents[0] = _consent(XZ_HEAD, hash);
        agreements.terminateByAgreement(act, consents);
        _assertState(IAgreements.State.Terminated);
        vm.assertEq(agreements.agreementOf(id).owner, MZ); // history stays as it was signed
    }

    function test_TheSuccessorStandsInNewVersions() public {
        vm.warp(REFORM);
        IAgreements.Terms memory terms = _longTerms();
        terms.number = "second";
        bytes32 hash = _amendmentHash(id, typed.hash(terms));
        IAgreements.Consent[3] memory consents = _three(hash);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.PartyChanged.selector, XZ, MZ));
        agreements.amend(id, terms, consents);
        terms.parties.owner = "XZ-330100";
        hash = _amendmentHash(id, typed.hash(terms));
        consents = _three(hash);
        consents[0] = _consent(XZ_HEAD, hash);
        bytes32 second = agreements.amend(id, terms, consents);
        vm.assertEq(agreements.agreementOf(second).owner, XZ);
        vm.assertEq(agreements.latestOf(id), second);
    }

    function test_ASuccessorOfTwoPartiesActsAsTheManager() public {
        vm.warp(REFORM);
        _register.reform(MZ, SJ, REFORM);
        _suspend(SJ_HEAD);
        vm.assertTrue(uint256(agreements.suspensionsOf(id)[0].by) == 2);
        _resume(SJ_HEAD);
    }

    function test_WithoutAGoodAnswerEveryDepartmentIsItself() public {
        vm.warp(REFORM);
        for (uint256 i = 1; i < 6; ++i) {
            _register.answerWith(ReformedRegister.Answer(i));
            _refuseSuspension(XZ_HEAD, XZ);
            _suspend(MZ_HEAD);
            _resume(MZ_HEAD);
        }
        IAgreements.Terms memory terms = _longTerms();
        terms.parties.owner = "XZ-330100";
        bytes32 hash = _amendmentHash(id, typed.hash(terms));
        IAgreements.Consent[3] memory consents = _three(hash);
        consents[0] = _consent(XZ_HEAD, hash);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.PartyChanged.selector, MZ, XZ));
        agreements.amend(id, terms, consents);
    }

    function _refuseSuspension(uint256 key, bytes32 department) private {
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(key, _hash("Suspension", act));
        _expectNotEntitled(key, department);
        agreements.suspend(act, consent);
    }
}
