// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {ActsFixture, ReentrantHead} from "./ActsFixture.sol";
import {QuorumCallTests} from "./QuorumCallTests.sol";
import {vm} from "../support/Vm.sol";

/// @dev Roots are succeeded by the quorum.
contract SucceedRootTest is QuorumCallTests {
    function _made() private pure returns (IReform.Succession memory) {
        return IReform.Succession("GF-330100", "SJ-330000", "instrument", START + 10, 0);
    }

    function _submit(IReform.Vote[] memory votes) internal override {
        departments.succeed(_made(), votes, _vote(SJ_HEAD, _structHash()));
    }

    /// @dev `expectRevert` waits for the next call, which has to be the contract's.
    function _structHash() internal pure override returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Succession(string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce)"
                ),
                keccak256("GF-330100"), keccak256("SJ-330000"), bytes32("instrument"), START + 10, uint256(0)
            )
        );
    }

    /// @dev A department is succeeded once: that is seen before any nonce.
    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IReform.NotStanding.selector, GF);
    }

    function test_TheRootLosesItsVoteWhenItEnds() public {
        _submit(_allRoots(_structHash()));
        IReform.QuorumChange memory change = IReform.QuorumChange(2, 1);
        IReform.Vote[] memory votes = _allRoots(acts.hash(change));
        vm.warp(START + 10);
        vm.expectRevert(abi.encodeWithSelector(IReform.NotARootHead.selector, vm.addr(GF_HEAD)));
        departments.changeQuorum(change, votes);
        departments.changeQuorum(change, _two(MZ_HEAD, SJ_HEAD, acts.hash(change)));
    }

    function test_RefusesAChildAsSuccessorOfARoot() public {
        _child("CITY", 0xC1, "SJ-330000", SJ_HEAD);
        IReform.Succession memory made = _succession("GF-330100", "CITY", START, 0);
        bytes32 hash = acts.hash(made);
        (IReform.Vote[] memory votes, IReform.Vote memory acceptance) = (_allRoots(hash), _vote(0xC1, hash));
        vm.expectRevert(abi.encodeWithSelector(IReform.TooDeep.selector, bytes32("CITY")));
        departments.succeed(made, votes, acceptance);
    }

    function test_ADepartmentOfAnotherRootIsTakenOverByTheQuorum() public {
        _child("CITY", 0xC1, "SJ-330000", SJ_HEAD);
        _succeedRoot("CITY", "MZ-330100", MZ_HEAD, START);
        vm.assertEq(departments.resolve("CITY", START), MZ);
    }
}

/// @dev succeed
///     ├── a code is malformed → MalformedCode
///     ├── one of both does not exist, or has its successor already → NotStanding
///     ├── the successor stands under the department, or is it → SuccessorWithin
///     │   └── also by reforms that are declared and not in effect yet
///     ├── the successor stands deeper → TooDeep
///     ├── more than sixteen reforms in a chain → TooManySuccessions
///     ├── in effect more than 366 days from now → TooFarAhead
///     ├── no instrument → NoInstrument
///     ├── no common ancestor → the quorum decides (SucceedRootTest)
///     ├── not exactly one approval → OneApprovalNeeded
///     ├── the approval is not by a head of the lowest common ancestor, over this, with its nonce → NotAHead, WrongNonce,
///     │   WrongSignature
///     ├── the acceptance is not by a head of the successor over this → NotAHead, WrongSignature
///     └── else the successor stands from effectiveAt (never earlier than now) on
contract SucceedTest is ActsFixture {
    function setUp() public override {
        super.setUp();
        _tree();
    }

    function test_TheSuccessorStandsFromThenOn() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START + 10, SJ);
        bytes32 hash = acts.hash(made);
        (IReform.Vote[] memory approvals, IReform.Vote memory acceptance) = (_one(SJ_HEAD, hash), _vote(0xC4, hash));
        vm.expectEmit(address(departments));
        emit IReform.DepartmentSucceeded("CITY", "OTHER", START + 10, "instrument");
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnded("CITY", vm.addr(0xC1), START + 10, "department succeeded");
        vm.prank(address(0xBEEF));
        departments.succeed(made, approvals, acceptance);

        vm.assertEq(departments.successorOf("CITY"), bytes32("OTHER"));
        vm.assertEq(departments.resolve("CITY", START + 9), bytes32("CITY"));
        vm.assertEq(departments.resolve("CITY", START + 10), bytes32("OTHER"));
        vm.assertEq(departments.department("CITY").until, START + 10);
        vm.assertEq(departments.ancestor("COUNTY", 1), bytes32("CITY"));
        vm.warp(START + 10);
        vm.assertEq(departments.ancestor("COUNTY", 1), bytes32("OTHER"));
        vm.assertEq(departments.department("COUNTY").parent, bytes32("CITY"), "history stays readable");
        vm.assertTrue(departments.isHeadAt(vm.addr(0xC1), "CITY", START + 9));
        vm.assertFalse(departments.isHeadAt(vm.addr(0xC1), "CITY", START + 10));
    }

    function test_TakesEffectNoEarlierThanNow() public {
        vm.warp(START + 99);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, 1);
        vm.assertEq(departments.department("CITY").until, START + 99);
    }

    function test_TheParentMayTakeOver() public {
        _succeed("COUNTY", "CITY", 0xC1, 0xC1, START);
        vm.assertEq(departments.ancestor("TOWN", 1), bytes32("CITY"));
        vm.assertEq(departments.ancestor("TOWN", 2), SJ);
    }

    function test_FollowsAChain() public {
        _succeed("COUNTY", "CITY", 0xC1, 0xC1, START + 10);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 20);
        vm.assertEq(departments.resolve("COUNTY", START + 9), bytes32("COUNTY"));
        vm.assertEq(departments.resolve("COUNTY", START + 10), bytes32("CITY"));
        vm.assertEq(departments.resolve("COUNTY", START + 20), bytes32("OTHER"));
        vm.assertEq(departments.resolve("COUNTY", OPEN), bytes32("OTHER"));
    }

    /// @dev The end that comes first counts, also where the chain was declared the other way round.
    function test_ASuccessorMayEndBeforeItTakesOver() public {
        _succeed("COUNTY", "CITY", 0xC1, 0xC1, START + 20);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.assertEq(departments.resolve("COUNTY", START + 19), bytes32("COUNTY"));
        vm.assertEq(departments.resolve("COUNTY", START + 20), bytes32("OTHER"));
    }

    function test_NoKeyOutlastsItsDepartment() public {
        _enrol("CITY", 0xC1, OFFICER, 2, 0, OPEN);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.assertTrue(departments.keyValidAt(vm.addr(OFFICER), START + 9));
        vm.assertFalse(departments.keyValidAt(vm.addr(OFFICER), START + 10));
        vm.assertEq(_key(vm.addr(OFFICER)).validUntil, START + 10);
        _enrol("CITY", 0xC1, STRANGER, 2, 0, OPEN);
        vm.assertEq(_key(vm.addr(STRANGER)).validUntil, START + 10);
        vm.warp(START + 10);
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(0xC1), bytes32("CITY")));
        departments.enrol(
            IDepartments.KeyGrant("CITY", address(9), 2, 0, OPEN, 9), vm.addr(0xC1), ""
        );
    }

    function test_RefusesWhatIsNotStanding() public {
        _refuse(_succession("NONE", "OTHER", START, SJ), 0xC4, _standing("NONE"));
        _refuse(_succession("CITY", "NONE", START, SJ), 0xC4, _standing("NONE"));
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        _refuse(_succession("CITY", "OTHER", START, SJ), 0xC4, _standing("CITY"));
        _refuse(_succession("OTHER", "CITY", START, SJ), 0xC1, _standing("CITY"));
    }

    function test_RefusesMalformedCodes() public {
        _refuse(
            _succession("city", "OTHER", START, SJ), 0xC4, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "city")
        );
        _refuse(_succession("CITY", "", START, SJ), 0xC4, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, ""));
    }

    function test_RefusesASuccessorUnderTheDepartment() public {
        _refuse(_succession("CITY", "CITY", START, SJ), 0xC1, _within("CITY", "CITY"));
        _refuse(_succession("CITY", "TOWN", START, SJ), 0xC3, _within("CITY", "TOWN"));
    }

    /// @dev OTHER will stand in the place of CITY and so above TOWN, though not yet: were OTHER to be succeeded by
    /// TOWN, both would end up above each other.
    function test_RefusesACircleOfReformsDeclaredAhead() public {
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 100);
        vm.assertFalse(departments.isWithin("TOWN", "OTHER"));
        _refuse(_succession("OTHER", "TOWN", START + 50, SJ), 0xC3, _within("OTHER", "TOWN"));
    }

    function test_RefusesADeeperSuccessor() public {
        _refuse(
            _succession("OTHER", "COUNTY", START, SJ), 0xC2, abi.encodeWithSelector(IReform.TooDeep.selector, bytes32("COUNTY"))
        );
    }

    function test_RefusesTheSeventeenthReformOfAChain() public {
        bytes memory code = "D00";
        _child("D00", 0xD00, "SJ-330000", SJ_HEAD);
        for (uint256 i = 1; i <= 17; ++i) {
            string memory before = string(bytes.concat(code));
            (code[1], code[2]) = (bytes1(uint8(48 + i / 10)), bytes1(uint8(48 + i % 10)));
            _child(string(code), 0xD00 + i, "SJ-330000", SJ_HEAD);
            if (i <= 16) _succeed(before, string(code), 0xD00 + i, SJ_HEAD, START);
            else _refuse(_succession("D16", "D17", START, SJ), 0xD11, _tooMany());
        }
        vm.assertEq(departments.resolve("D00", START), bytes32("D16"));
    }

    function test_RefusesMoreThanAYearAhead() public {
        _refuse(
            _succession("CITY", "OTHER", START + 366 days + 1, SJ),
            0xC4,
            abi.encodeWithSelector(IReform.TooFarAhead.selector, START + 366 days + 1, START + 366 days)
        );
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 366 days);
    }

    function test_RefusesNoInstrument() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        made.instrument = 0;
        _refuse(made, 0xC4, abi.encodeWithSelector(IReform.NoInstrument.selector));
    }

    function test_RefusesAnyOtherNumberOfApprovals() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        bytes32 hash = acts.hash(made);
        _refuseWith(made, new IReform.Vote[](0), _vote(0xC4, hash), _oneNeeded(0));
        _refuseWith(made, _two(SJ_HEAD, MZ_HEAD, hash), _vote(0xC4, hash), _oneNeeded(2));
    }

    function test_RefusesApprovalsThatAreNotTheCommonAncestors() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        bytes32 hash = acts.hash(made);
        uint256[5] memory rows = [MZ_HEAD, 0xC1, 0xC2, 0xC4, STRANGER];
        for (uint256 i = 0; i < rows.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(rows[i]), SJ);
            _refuseWith(made, _one(rows[i], hash), _vote(0xC4, hash), refusal);
        }
        IReform.Vote[] memory approvals = _one(SJ_HEAD, hash);
        approvals[0].signature = _sign(0xC4, address(departments), hash);
        _refuseWith(made, approvals, _vote(0xC4, hash), _wrong(SJ_HEAD));
    }

    function test_RefusesAnotherNonce() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        made.nonce = 7;
        _refuse(made, 0xC4, abi.encodeWithSelector(IDepartments.WrongNonce.selector, SJ, 2, 7));
    }

    function test_RefusesAcceptancesThatAreNotTheSuccessors() public {
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        bytes32 hash = acts.hash(made);
        uint256[4] memory rows = [SJ_HEAD, 0xC1, 0xC2, STRANGER];
        for (uint256 i = 0; i < rows.length; ++i) {
            bytes memory refusal =
                abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(rows[i]), bytes32("OTHER"));
            _refuseWith(made, _one(SJ_HEAD, hash), _vote(rows[i], hash), refusal);
        }
        IReform.Vote memory acceptance = _vote(0xC4, ~hash);
        _refuseWith(made, _one(SJ_HEAD, hash), acceptance, _wrong(0xC4));
        acceptance.signature = _mirrored(0xC4, address(departments), hash);
        _refuseWith(made, _one(SJ_HEAD, hash), acceptance, _wrong(0xC4));
        acceptance.signature = _ofVersion("2", 0xC4, address(departments), hash);
        _refuseWith(made, _one(SJ_HEAD, hash), acceptance, _wrong(0xC4));
    }

    function test_AContractHeadThatAcceptsCannotEnterAgain() public {
        ReentrantHead head = new ReentrantHead(address(departments));
        _enrolAddress("OTHER", 0xC4, address(head), 1, 0, OPEN);
        IReform.Succession memory made = _succession("CITY", "OTHER", START, SJ);
        IReform.Vote[] memory approvals = _one(SJ_HEAD, acts.hash(made));
        made.nonce += 1;
        IReform.Vote[] memory next = _one(SJ_HEAD, acts.hash(made));
        head.arm(abi.encodeCall(departments.succeed, (made, next, IReform.Vote(vm.addr(0xC4), ""))));
        made.nonce -= 1;
        departments.succeed(made, approvals, IReform.Vote(address(head), ""));
        vm.assertEq(departments.nonceOf(SJ), made.nonce + 1);
        vm.assertEq(departments.successorOf("CITY"), bytes32("OTHER"));
    }

    function testFuzz_ThePastNeverResolvesOtherwise(uint64 first, uint64 second, uint64 asked) public {
        first = START + first % 300 days;
        second = START + second % 300 days;
        asked = START - 10 + asked % 400 days;
        _succeed("COUNTY", "CITY", 0xC1, 0xC1, first);
        bytes32 before = departments.resolve("COUNTY", asked);
        vm.warp(first);
        uint64 end = second < first ? first : second;
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, second);
        vm.assertEq(departments.resolve("COUNTY", asked), asked < end ? before : bytes32("OTHER"));
    }

    function _standing(bytes32 code) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.NotStanding.selector, code);
    }

    function _within(bytes32 code, bytes32 successor) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.SuccessorWithin.selector, code, successor);
    }

    function _tooMany() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.TooManySuccessions.selector, bytes32("D17"));
    }

    function _oneNeeded(uint256 given) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.OneApprovalNeeded.selector, given);
    }

    function _wrong(uint256 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongSignature.selector, vm.addr(key));
    }

    function _refuse(IReform.Succession memory made, uint256 successorHead, bytes memory refusal) private {
        bytes32 hash = acts.hash(made);
        _refuseWith(made, _one(SJ_HEAD, hash), _vote(successorHead, hash), refusal);
    }

    function _refuseWith(
        IReform.Succession memory made,
        IReform.Vote[] memory approvals,
        IReform.Vote memory acceptance,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        departments.succeed(made, approvals, acceptance);
    }
}
