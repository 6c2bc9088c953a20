// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev restoreHead
///     ├── the code is malformed → MalformedCode
///     ├── the department does not exist, or its successor is named → NotStanding
///     ├── one of its heads is valid now or later → HeadStands
///     ├── no instrument → NoInstrument
///     ├── a root: fewer votes than the quorum of the other roots takes → QuorumNotReached
///     ├── else: not exactly one approval by a head of the parent that stands now → OneApprovalNeeded, NotAHead, …
///     ├── the key is refused as in enrol → as in enrol
///     └── else it is a head from max(validFrom, now) on
contract RestoreHeadTest is ActsFixture {
    address private constant NEXT = address(0x5EAD);

    function setUp() public override {
        super.setUp();
        _tree();
    }

    function _made(string memory code, bytes32 authority) private view returns (IReform.Restoration memory) {
        return IReform.Restoration(code, NEXT, START + 10, OPEN, "instrument", departments.nonceOf(authority));
    }

    function test_TheParentGivesANewHead() public {
        _endKey("CITY", 0xC1, 0xC1, START);
        IReform.Restoration memory made = _made("CITY", SJ);
        IReform.Vote[] memory approvals = _one(SJ_HEAD, acts.hash(made));
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnrolled("CITY", NEXT, 1, START + 10, OPEN);
        vm.expectEmit(address(departments));
        emit IReform.HeadRestored("CITY", NEXT, "instrument");
        departments.restoreHead(made, approvals);
        vm.assertFalse(departments.isHeadAt(NEXT, "CITY", START + 9));
        vm.assertTrue(departments.isHeadAt(NEXT, "CITY", START + 10));
        _refuse(made, approvals, _stands("CITY", NEXT));
    }

    function test_TheNewHeadIsNeverBackdated() public {
        _endKey("CITY", 0xC1, 0xC1, START);
        vm.warp(START + 99);
        IReform.Restoration memory made = _made("CITY", SJ);
        departments.restoreHead(made, _one(SJ_HEAD, acts.hash(made)));
        vm.assertEq(_key(NEXT).validFrom, START + 99);
    }

    function test_TheSuccessorOfTheParentGivesIt() public {
        _endKey("COUNTY", 0xC2, 0xC2, START);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.warp(START + 10);
        IReform.Restoration memory made = _made("COUNTY", "OTHER");
        bytes memory refusal = abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(0xC1), bytes32("OTHER"));
        _refuse(made, _one(0xC1, acts.hash(made)), refusal);
        departments.restoreHead(made, _one(0xC4, acts.hash(made)));
        vm.assertTrue(departments.isHeadAt(NEXT, "COUNTY", START + 10));
    }

    function test_NeverWhileAHeadIsValidNowOrLater() public {
        _refuseSigned(_made("CITY", SJ), SJ_HEAD, _stands("CITY", vm.addr(0xC1)));
        _enrol("CITY", 0xC1, OFFICER, 1, START + 50, START + 60);
        _endKey("CITY", 0xC1, 0xC1, START);
        _refuseSigned(_made("CITY", SJ), SJ_HEAD, _stands("CITY", vm.addr(OFFICER)));
        vm.warp(START + 59);
        _refuseSigned(_made("CITY", SJ), SJ_HEAD, _stands("CITY", vm.addr(OFFICER)));
        vm.warp(START + 60);
        IReform.Restoration memory made = _made("CITY", SJ);
        departments.restoreHead(made, _one(SJ_HEAD, acts.hash(made)));
    }

    function test_OfficersAreNoHeads() public {
        _enrol("CITY", 0xC1, OFFICER, 2, 0, OPEN);
        _endKey("CITY", 0xC1, 0xC1, START);
        IReform.Restoration memory made = _made("CITY", SJ);
        departments.restoreHead(made, _one(SJ_HEAD, acts.hash(made)));
    }

    function test_TheOtherRootsRestoreARoot() public {
        _endKey("MZ-330100", MZ_HEAD, MZ_HEAD, START);
        IReform.Restoration memory made = _made("MZ-330100", 0);
        bytes32 hash = acts.hash(made);
        _refuse(made, _one(GF_HEAD, hash), abi.encodeWithSelector(IReform.QuorumNotReached.selector, 2, 1));
        departments.restoreHead(made, _two(GF_HEAD, SJ_HEAD, hash));
        vm.assertTrue(departments.isHeadAt(NEXT, MZ, START + 10));
        vm.assertEq(departments.nonceOf(0), 1);
    }

    function test_RefusesWhatIsNotStanding() public {
        bytes memory refusal = abi.encodeWithSelector(IReform.NotStanding.selector, bytes32("NONE"));
        _refuseSigned(_made("NONE", SJ), SJ_HEAD, refusal);
        _endKey("COUNTY", 0xC2, 0xC2, START);
        _succeed("COUNTY", "CITY", 0xC1, 0xC1, START + 10);
        refusal = abi.encodeWithSelector(IReform.NotStanding.selector, bytes32("COUNTY"));
        _refuseSigned(_made("COUNTY", "CITY"), 0xC1, refusal);
    }

    function test_RefusesMalformedCode() public {
        bytes memory refusal = abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "?");
        _refuseSigned(_made("?", SJ), SJ_HEAD, refusal);
    }

    function test_RefusesNoInstrument() public {
        _endKey("CITY", 0xC1, 0xC1, START);
        IReform.Restoration memory made = _made("CITY", SJ);
        made.instrument = 0;
        _refuseSigned(made, SJ_HEAD, abi.encodeWithSelector(IReform.NoInstrument.selector));
    }

    function test_RefusesWhoIsNotTheParentsHead() public {
        _endKey("CITY", 0xC1, 0xC1, START);
        IReform.Restoration memory made = _made("CITY", SJ);
        uint256[4] memory rows = [MZ_HEAD, 0xC1, 0xC2, STRANGER];
        for (uint256 i = 0; i < rows.length; ++i) {
            _refuseSigned(made, rows[i], abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(rows[i]), SJ));
        }
        bytes32 hash = acts.hash(made);
        bytes memory refusal = abi.encodeWithSelector(IReform.OneApprovalNeeded.selector, 2);
        _refuse(made, _two(SJ_HEAD, MZ_HEAD, hash), refusal);
        IReform.Vote[] memory approvals = _one(SJ_HEAD, hash);
        approvals[0].signature = _ofVersion("2", SJ_HEAD, address(departments), hash);
        _refuse(made, approvals, abi.encodeWithSelector(IDepartments.WrongSignature.selector, vm.addr(SJ_HEAD)));
        made.nonce = 0;
        _refuseSigned(made, SJ_HEAD, abi.encodeWithSelector(IDepartments.WrongNonce.selector, SJ, 2, 0));
    }

    function test_RefusesAKeyThatCannotBe() public {
        _endKey("CITY", 0xC1, 0xC1, START);
        IReform.Restoration memory made = _made("CITY", SJ);
        made.head = vm.addr(0xC1);
        bytes memory refusal = abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(0xC1), bytes32("CITY"));
        _refuseSigned(made, SJ_HEAD, refusal);
        made = _made("CITY", SJ);
        made.validUntil = START + 10;
        refusal = abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 10, START + 10);
        _refuseSigned(made, SJ_HEAD, refusal);
    }

    /// @dev So that looking for a valid head stays bounded, however many heads a department has over the years.
    function test_SixteenHeadsAtATimeAndAnyNumberOneAfterTheOther() public {
        for (uint160 i = 1; i < 16; ++i) _enrolAddress("CITY", 0xC1, address(0x9000 + i), 1, 0, START + 10);
        IDepartments.KeyGrant memory grant =
            IDepartments.KeyGrant("CITY", address(0x9999), 1, 0, OPEN, departments.nonceOf("CITY"));
        bytes memory signature = _sign(0xC1, address(departments), typed.hash(grant));
        vm.expectRevert(abi.encodeWithSelector(IDepartments.TooManyHeads.selector, bytes32("CITY")));
        departments.enrol(grant, vm.addr(0xC1), signature);
        vm.warp(START + 10);
        departments.enrol(grant, vm.addr(0xC1), signature);
        for (uint160 i = 1; i < 15; ++i) _enrolAddress("CITY", 0xC1, address(0xA000 + i), 1, 0, OPEN);
    }

    function _stands(bytes32 code, address head) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.HeadStands.selector, code, head);
    }

    function _refuseSigned(IReform.Restoration memory made, uint256 head, bytes memory refusal) private {
        _refuse(made, _one(head, acts.hash(made)), refusal);
    }

    function _refuse(IReform.Restoration memory made, IReform.Vote[] memory approvals, bytes memory refusal) private {
        vm.expectRevert(refusal);
        departments.restoreHead(made, approvals);
    }
}
