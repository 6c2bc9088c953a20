// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// succession.tree
// the department that acts
// ├── the party itself, before a reform
// └── its successor, from the reform on
//     ├── steps of life by the successor's head; the predecessor's are refused
//     ├── what owner or user offered or signed before the reform is not filed after it
//     ├── amendments name and are signed by the successor; the predecessor in new terms is refused
//     └── where manager and owner became one department it acts as manager

import {Agreements} from "../../../contracts/Agreements.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {RegistryFront} from "../support/RegistryFront.sol";
import {vm} from "../support/Vm.sol";

contract SuccessionTest is LifeFixture {
    uint256 private constant XZ_HEAD = 0xA0FF;
    bytes32 private constant XZ = "XZ-330100";
    uint64 private constant REFORM = USE_FROM + 10;
    RegistryFront private _register;

    function setUp() public override {
        super.setUp();
        IDepartments.Admission memory admission = IDepartments.Admission(
            "XZ-330100", "SJ-330000", 3, 330_100, 2, vm.addr(XZ_HEAD), 0, OPEN, departments.nonceOf(SJ)
        );
        bytes memory signature = _sign(SJ_HEAD, address(departments), typed.hash(admission));
        departments.admit(admission, vm.addr(SJ_HEAD), signature);
        _register = new RegistryFront(address(departments));
        agreements = new Agreements(IDepartments(address(_register)));
        _register.setSuccessor(MZ, XZ, REFORM);
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
        _register.setSuccessor(MZ, SJ, REFORM);
        _suspend(SJ_HEAD);
        vm.assertTrue(uint256(agreements.suspensionsOf(id)[0].by) == 2);
        _resume(SJ_HEAD);
    }

    function test_WhatWasSignedBeforeTheReformIsNotFiledAfterIt() public {
        _signedDraft("owner succeeded");
        _register.setSuccessor(GF, XZ, REFORM + 1);
        IAgreements.Consent memory consent = _consent(SJ_HEAD, id);
        vm.warp(REFORM);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.PartyChanged.selector, XZ, MZ));
        agreements.file(id, consent);
        _register.setSuccessor(MZ, MZ, 0);
        vm.warp(REFORM + 1);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.PartyChanged.selector, XZ, GF));
        agreements.file(id, consent);
    }

    /// @dev Otherwise the manager's one signature would stand for two sides of an agreement in force.
    function test_AManagerThatTookOverAPartyFilesNothingForItself() public {
        _signedDraft("owner merged into the manager");
        _register.setSuccessor(MZ, SJ, REFORM);
        IAgreements.Consent memory consent = _consent(SJ_HEAD, id);
        vm.warp(REFORM - 1);
        _register.setSuccessor(MZ, SJ, REFORM - 1);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.PartyChanged.selector, SJ, MZ));
        agreements.file(id, consent);
        _register.setSuccessor(MZ, SJ, REFORM);
        agreements.file(id, consent);
        _assertState(IAgreements.State.Active);
    }

    function _signedDraft(string memory number) private {
        IAgreements.Terms memory terms = _longTerms();
        terms.number = number;
        id = typed.hash(terms);
        agreements.offer(terms, OPEN_UNTIL, _consent(MZ_HEAD, _offerHash(id, OPEN_UNTIL)));
        agreements.sign(id, _consent(GF_HEAD, id));
    }

    function _refuseSuspension(uint256 key, bytes32 department) private {
        IAgreements.Act memory act = _act();
        IAgreements.Consent memory consent = _consent(key, _hash("Suspension", act));
        _expectNotEntitled(key, department);
        agreements.suspend(act, consent);
    }
}
