// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {ActsFixture, ReentrantHead} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev accredit
///     ├── a code is malformed → MalformedCode
///     ├── not signed by a head of the manager with its nonce → see SignedCallTests
///     ├── the key named is not the auditor's → NotAKeyOf
///     ├── the auditor does not exist, or is the manager → UnknownDepartment, MandateToItself
///     ├── it never holds → EmptyValidity
///     ├── both or neither of subtree and 1 … 64 subjects → ScopeUnclear
///     ├── the subtree does not stand, or not within the manager → NotStanding, OutsideScope
///     ├── the sixty-fifth over the same scope → TooManyMandates
///     └── else it holds from max(validFrom, now) on
contract AccreditTest is SignedCallTests, ActsFixture {
    uint256 private constant AUDITOR = 0xAAD1;

    function setUp() public override {
        super.setUp();
        _enrol("GF-330100", GF_HEAD, AUDITOR, 4, 0, OPEN);
    }

    function _accreditation() private pure returns (IMandates.Accreditation memory) {
        return IMandates.Accreditation(
            "GF-330100", address(0), "MZ-330100", "MZ-330100", new bytes32[](0), START + 10, START + 20, 0
        );
    }

    function _submit(address signer, bytes memory signature) internal override {
        departments.accredit(_accreditation(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return acts.hash(_accreditation());
    }

    function _target() internal view override returns (address) {
        return address(departments);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", GF_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, MZ, 1, 0);
    }

    function test_AccreditsForASubtree() public {
        bytes32 id = _structHash();
        bytes memory signature = _sign(MZ_HEAD, address(departments), id);
        vm.expectEmit(address(departments));
        emit IMandates.Accredited(id, GF, MZ, address(0), MZ, new bytes32[](0), START + 10, START + 20);
        _submit(vm.addr(MZ_HEAD), signature);
        IMandates.Mandate memory known = departments.mandate(id);
        vm.assertEq(known.giver, MZ);
        vm.assertEq(known.holder, GF);
        vm.assertEq(known.key, address(0));
        vm.assertEq(known.kind, 1);
        vm.assertEq(known.validFrom, START + 10);
        vm.assertEq(known.validUntil, START + 20);
    }

    function test_AccreditsForListedSubjects() public {
        IMandates.Accreditation memory made = _accreditation();
        (made.subtree, made.subjects) = ("", _subjects(64));
        bytes32 id = acts.hash(made);
        bytes memory signature = _sign(MZ_HEAD, address(departments), id);
        vm.expectEmit(address(departments));
        emit IMandates.Accredited(id, GF, MZ, address(0), 0, made.subjects, START + 10, START + 20);
        departments.accredit(made, vm.addr(MZ_HEAD), signature);
    }

    function test_RefusesAScopeThatIsUnclear() public {
        IMandates.Accreditation memory made = _accreditation();
        made.subjects = _subjects(1);
        _refuse(made, abi.encodeWithSelector(IMandates.ScopeUnclear.selector, "MZ-330100", 1));
        (made.subtree, made.subjects) = ("", _subjects(0));
        _refuse(made, abi.encodeWithSelector(IMandates.ScopeUnclear.selector, "", 0));
        made.subjects = _subjects(65);
        _refuse(made, abi.encodeWithSelector(IMandates.ScopeUnclear.selector, "", 65));
        made.subjects = _subjects(5000);
        _refuse(made, abi.encodeWithSelector(IMandates.ScopeUnclear.selector, "", 5000));
    }

    function test_RefusesASubtreeOfSomebodyElse() public {
        _tree();
        IMandates.Accreditation memory made = _accreditation();
        made.subtree = "CITY";
        _refuse(made, abi.encodeWithSelector(IMandates.OutsideScope.selector, bytes32("CITY"), MZ));
        made.subtree = "NONE";
        _refuse(made, abi.encodeWithSelector(IReform.NotStanding.selector, bytes32("NONE")));
        made.subtree = "!";
        _refuse(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "!"));
    }

    function test_RefusesAKeyThatIsNotTheAuditors() public {
        IMandates.Accreditation memory made = _accreditation();
        address[3] memory rows = [vm.addr(SJ_HEAD), vm.addr(MZ_HEAD), vm.addr(STRANGER)];
        for (uint256 i = 0; i < rows.length; ++i) {
            made.key = rows[i];
            _refuse(made, abi.encodeWithSelector(IDepartments.NotAKeyOf.selector, rows[i], GF));
        }
    }

    function test_RefusesUnknownAuditorAndTheManagerItself() public {
        IMandates.Accreditation memory made = _accreditation();
        made.auditor = "NONE";
        _refuse(made, abi.encodeWithSelector(IMandates.UnknownDepartment.selector, bytes32("NONE")));
        made.auditor = "MZ-330100";
        _refuse(made, abi.encodeWithSelector(IMandates.MandateToItself.selector, MZ));
        made.auditor = "mz";
        _refuse(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "mz"));
        made = _accreditation();
        made.manager = "mz";
        _refuse(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "mz"));
    }

    function test_RefusesWhatNeverHolds() public {
        IMandates.Accreditation memory made = _accreditation();
        made.validUntil = made.validFrom;
        _refuse(made, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 10, START + 10));
        vm.warp(START + 20);
        made.validUntil = START + 20;
        _refuse(made, abi.encodeWithSelector(IDepartments.EmptyValidity.selector, START + 20, START + 20));
    }

    function test_RefusesTheSixtyFifthOverOneScope() public {
        IMandates.Accreditation memory made = _accreditation();
        for (uint256 i = 0; i < 64; ++i) _accredit(made, MZ_HEAD);
        made.nonce = 64;
        _refuse(made, abi.encodeWithSelector(IMandates.TooManyMandates.selector, GF, MZ));
    }

    function test_AContractHeadCannotEnterAgain() public {
        ReentrantHead head = new ReentrantHead(address(departments));
        _enrolAddress("MZ-330100", MZ_HEAD, address(head), 1, 0, OPEN);
        IMandates.Accreditation memory made = _accreditation();
        made.nonce = 2;
        head.arm(abi.encodeCall(departments.accredit, (made, address(head), "")));
        made.nonce = 1;
        departments.accredit(made, address(head), "");
        vm.assertEq(departments.nonceOf(MZ), 2);
    }

    function _refuse(IMandates.Accreditation memory made, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(departments), acts.hash(made));
        vm.expectRevert(refusal);
        departments.accredit(made, vm.addr(MZ_HEAD), signature);
    }
}
