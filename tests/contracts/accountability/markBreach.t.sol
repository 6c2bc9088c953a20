// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {ResourceCode} from "../../../contracts/libraries/ResourceCode.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

// markBreach.tree
// ├── no such clause → UnknownClause
// ├── department malformed → MalformedCode; never admitted → UnknownDepartment
// ├── both or neither of agreement and item → SubjectUnclear; item malformed → MalformedItem
// ├── no such agreement → UnknownAgreement; clause owed by another party → NotTheDebtor
// ├── no calendar → CalendarMissing; before the due time, or none → NotDue
// ├── bytes are no event entry of this index → NotAnEventEntry
// ├── marked before → AlreadyMarked
// ├── not proven against an anchored checkpoint → EventNotProven
// └── else: Marked, one step, Proven, Recorded, BreachMarked
// articleOf.tree: every clause to its article or None; anything else → UnknownClause
contract MarkBreachTest is AccountabilityFixture {
    IAccountability.Cited private _cited;

    function setUp() public override {
        super.setUp();
        _cited = _cite("trigger", GF_HEAD);
    }

    function test_AnyoneMarksABreachFromItsDueTimeOn() public {
        IAccountability.Mark memory mark = _mark();
        mark.dueAt = START + 50;
        vm.warp(START + 49);
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.NotDue.selector, START + 50));
        vm.warp(START + 50);
        bytes32 expected =
            keccak256(abi.encode(bytes4("O8"), true, agreementId, MZ, START + 50, bytes32("calendar"), bytes32("trigger")));
        address passerby = address(0xBEEF);
        vm.expectEmit(address(accountability));
        emit IAccountability.Proven("trigger", ORIGIN_HASH, vm.addr(GF_HEAD), _cited.size, _cited.index);
        vm.expectEmit(address(accountability));
        emit IAccountability.Recorded(expected, "trigger", 0, IAccountability.StepKind.Mark, 0, "calendar");
        vm.expectEmit(address(accountability));
        emit IAccountability.BreachMarked(expected, agreementId, MZ, "O8", START + 50);
        vm.prank(passerby);
        bytes32 breach = accountability.markBreach(mark, _cited);

        vm.assertEq(breach, expected);
        IAccountability.Breach memory kept = accountability.breachOf(breach);
        vm.assertEq(uint256(kept.state), 1);
        vm.assertEq(kept.subject, agreementId);
        vm.assertEq(kept.department, MZ);
        vm.assertEq(kept.manager, CS);
        vm.assertEq(kept.calendar, bytes32("calendar"));
        vm.assertEq(kept.dueAt, START + 50);
        vm.assertTrue(kept.absence && kept.clause == "O8");
        IAccountability.Step memory step = accountability.stepOf(breach, 0);
        vm.assertEq(step.eventId, bytes32("trigger"));
        vm.assertEq(step.department, bytes32(0));
        vm.assertEq(step.signer, passerby);
        vm.assertEq(step.time, START + 50);
        vm.assertEq(accountability.stepCount(breach), 1);
    }

    function test_ABreachMayConcernAnItem() public {
        IAccountability.Mark memory mark = IAccountability.Mark("O9", false, 0, ITEM_CODE, "MZ-330200", 1, "calendar");
        bytes32 breach = accountability.markBreach(mark, _cited);
        vm.assertEq(accountability.breachOf(breach).subject, keccak256(bytes(ITEM_CODE)));
        vm.assertEq(accountability.breachOf(breach).manager, bytes32(0));
    }

    function test_AWrongMarkDoesNotBlockTheRightOne() public {
        IAccountability.Mark memory mark = _mark();
        mark.dueAt = 1;
        bytes32 first = accountability.markBreach(mark, _cited);
        bytes32 second = accountability.markBreach(_mark(), _cited);
        vm.assertTrue(first != second);
        _refuse(_mark(), abi.encodeWithSelector(IAccountabilityErrors.AlreadyMarked.selector, second));
    }

    function test_TheDebtorIsThePartyOfTheClause() public {
        bytes4[3] memory clauses = [bytes4("O8"), "U7", "M6"];
        string[3] memory debtors = ["MZ-330100", "GF-330100", "CS-330100"];
        for (uint256 i = 0; i < 3; ++i) {
            IAccountability.Mark memory mark = _mark();
            mark.clause = clauses[i];
            mark.department = debtors[(i + 1) % 3];
            bytes32 given = typed.parse(mark.department);
            bytes32 right = typed.parse(debtors[i]);
            _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.NotTheDebtor.selector, right, given));
            mark.department = debtors[i];
            accountability.markBreach(mark, _cited);
        }
        IAccountability.Mark memory other = _mark();
        other.clause = "X2";
        other.department = "MZ-330200";
        accountability.markBreach(other, _cited);
    }

    function test_RefusesWhatIsWrongInTheMark() public {
        IAccountability.Mark memory mark = _mark();
        mark.department = "mz";
        _refuse(mark, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "mz"));
        mark.department = "NOBODY";
        _refuse(mark, abi.encodeWithSelector(IDepartmentSignatures.UnknownDepartment.selector, bytes32("NOBODY")));
        mark = _mark();
        mark.item = ITEM_CODE;
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.SubjectUnclear.selector));
        mark = _mark();
        mark.agreement = 0;
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.SubjectUnclear.selector));
        mark.item = "/";
        _refuse(mark, abi.encodeWithSelector(ResourceCode.MalformedItem.selector, "/"));
        mark = _mark();
        mark.agreement = "x";
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.UnknownAgreement.selector, bytes32("x")));
        mark = _mark();
        mark.calendar = 0;
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.CalendarMissing.selector));
        mark = _mark();
        mark.dueAt = 0;
        _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.NotDue.selector, 0));
    }

    function test_NothingIsWrittenWithoutAProvenEvent() public {
        IAccountability.Cited memory cited = _cited;
        cited.entry[5] ^= 0x01;
        _refuseCited(cited, _notProven(ORIGIN_HASH, cited));
        cited = _cited;
        cited.path[0] ^= bytes32(uint256(1));
        _refuseCited(cited, _notProven(ORIGIN_HASH, cited));
        cited = _cited;
        cited.size -= 1;
        _refuseCited(cited, _notProven(ORIGIN_HASH, cited));
        cited = _cited;
        cited.origin = "quanze.test/another";
        _refuseCited(cited, _notProven(keccak256("quanze.test/another"), cited));
        cited = _cited;
        cited.path = new bytes32[](300);
        _refuseCited(cited, _notProven(ORIGIN_HASH, cited));
    }

    function test_OnlyAnEventEntryOfThisIndexIsAnEvent() public {
        IAccountability.Cited memory cited = _citeEntry(hex"0102", 2);
        _refuseCited(cited, abi.encodeWithSelector(IAccountabilityErrors.NotAnEventEntry.selector, 0));
        cited = _citeEntry(new bytes(137), 4);
        _refuseCited(cited, abi.encodeWithSelector(IAccountabilityErrors.NotAnEventEntry.selector, 0));
        bytes memory streams = _eventEntry("trigger", vm.addr(GF_HEAD), 6, 0);
        streams[0] = 0x02;
        cited = _citeEntry(streams, 6);
        _refuseCited(cited, abi.encodeWithSelector(IAccountabilityErrors.NotAnEventEntry.selector, 6));
        cited = _citeEntry(bytes.concat(_eventEntry("trigger", vm.addr(GF_HEAD), 8, 0), new bytes(3951)), 8);
        _refuseCited(cited, abi.encodeWithSelector(IAccountabilityErrors.NotAnEventEntry.selector, 8));
        cited = _citeEntry(_eventEntry("trigger", vm.addr(GF_HEAD), 9, 0), 10);
        _refuseCited(cited, abi.encodeWithSelector(IAccountabilityErrors.NotAnEventEntry.selector, 10));
        cited = _citeEntry(bytes.concat(_eventEntry("trigger", vm.addr(GF_HEAD), 12, 0), new bytes(3950)), 12);
        accountability.markBreach(_mark(), cited);
    }

    function testFuzz_NoFlippedBitOfTheEntryIsProven(uint256 bit) public {
        IAccountability.Cited memory cited = _cited;
        bit %= cited.entry.length * 8;
        cited.entry[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        try accountability.markBreach(_mark(), cited) {
            vm.assertTrue(false, "an entry that the log does not hold was proven");
        } catch {}
    }

    function test_EveryBreachMapsToItsArticle() public view {
        string[16] memory clauses =
            ["O1", "O2", "O4", "O3", "O15", "O5", "O6", "O8", "O12", "O10", "O11", "U4", "U2", "U3", "U7", "U6"];
        uint8[16] memory articles = [1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 7, 9, 10, 11, 12, 13];
        for (uint256 i = 0; i < 16; ++i) {
            vm.assertEq(uint256(_articleOf(clauses[i])), articles[i], clauses[i]);
        }
        vm.assertEq(uint256(_articleOf("U8")), 14);
        vm.assertEq(uint256(_articleOf("M2")), 15);
        vm.assertEq(uint256(_articleOf("M5")), 16);
        string[20] memory without = [
            "O7", "O9", "O13", "O14", "U1", "U5", "U9", "U10", "M1", "M3",
            "M4", "M6", "M7", "M8", "M9", "A1", "A2", "P1", "X1", "X3"
        ];
        for (uint256 i = 0; i < 20; ++i) vm.assertEq(uint256(_articleOf(without[i])), 0, without[i]);
    }

    function test_RefusesUnknownClauses() public {
        string[15] memory rows =
            ["O0", "O16", "U11", "M10", "A3", "P3", "X4", "Z1", "O01", "O1x", "O123", "O", "", "o1", "Ox"];
        for (uint256 i = 0; i < rows.length; ++i) {
            bytes4 clause = bytes4(bytes(rows[i]));
            vm.expectRevert(abi.encodeWithSelector(IAccountabilityErrors.UnknownClause.selector, clause));
            accountability.articleOf(clause);
            IAccountability.Mark memory mark = _mark();
            mark.clause = clause;
            _refuse(mark, abi.encodeWithSelector(IAccountabilityErrors.UnknownClause.selector, clause));
        }
    }

    function _articleOf(string memory clause) private view returns (IAccountabilityErrors.Article) {
        return accountability.articleOf(bytes4(bytes(clause)));
    }

    function _notProven(bytes32 origin, IAccountability.Cited memory cited) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.EventNotProven.selector, origin, cited.size, cited.index);
    }

    function _refuse(IAccountability.Mark memory mark, bytes memory refusal) private {
        vm.expectRevert(refusal);
        accountability.markBreach(mark, _cited);
    }

    function _refuseCited(IAccountability.Cited memory cited, bytes memory refusal) private {
        vm.expectRevert(refusal);
        accountability.markBreach(_mark(), cited);
    }
}
