// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {ContractHead} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

// fileFinding.tree
// ├── no such breach, or not Marked → WrongBreachState; nonce not its number of steps → WrongNonce
// ├── severity not 1 … 3 → UnknownSeverity; no report → TextMissing
// ├── key no auditor, or not valid now → NotAnAuditor; of the debtor or its successor → OwnCase
// ├── scope foreign, or not accredited in it → NotAccredited
// ├── signature not the auditor's → WrongSignature
// ├── event: another than signed → OtherEvent; not of the auditor's department then → NotItsEvent;
// │   used by another step → EventReused; not proven → EventNotProven
// └── else: Found, BreachFound
contract FileFindingTest is AccountabilityFixture {
    bytes32 private _breach;
    IAccountability.Cited private _cited;

    function setUp() public override {
        super.setUp();
        _breach = _marked();
        _cited = _cite("finding", AUDITOR);
    }

    function _finding() private view returns (IAccountability.Finding memory) {
        return IAccountability.Finding(_breach, MZ, 2, "report", "finding", 1);
    }

    function test_AnAccreditedAuditorFindsTheBreach() public {
        IAccountability.Finding memory finding = _finding();
        bytes memory signature = _sign(AUDITOR, address(accountability), hashes.hash(finding));
        vm.prank(address(0xBEEF));
        vm.expectEmit(address(accountability));
        emit IAccountability.BreachFound(_breach, vm.addr(AUDITOR), 2);
        accountability.fileFinding(finding, _cited, vm.addr(AUDITOR), signature);
        vm.assertEq(_stateOf(_breach), 2);
        IAccountability.Step memory step = accountability.stepOf(_breach, 1);
        vm.assertEq(step.department, AU);
        vm.assertEq(step.text, bytes32("report"));
        vm.assertEq(step.signer, vm.addr(AUDITOR));

        vm.expectRevert(abi.encodeWithSelector(IAccountabilityErrors.WrongNonce.selector, _breach, 2, 1));
        accountability.fileFinding(finding, _cited, vm.addr(AUDITOR), signature);
        finding.nonce = 2;
        _refuse(
            finding,
            abi.encodeWithSelector(
                IAccountabilityErrors.WrongBreachState.selector, _breach, IAccountabilityErrors.BreachState.Found
            )
        );
    }

    function test_RefusesUnmarkedBreach() public {
        IAccountability.Finding memory finding = _finding();
        finding.breach = "x";
        _refuse(
            finding,
            abi.encodeWithSelector(
                IAccountabilityErrors.WrongBreachState.selector, bytes32("x"), IAccountabilityErrors.BreachState.None
            )
        );
    }

    function test_RefusesWhatIsWrongInTheFinding() public {
        IAccountability.Finding memory finding = _finding();
        finding.severity = 0;
        _refuse(finding, abi.encodeWithSelector(IAccountabilityErrors.UnknownSeverity.selector, 0));
        finding.severity = 4;
        _refuse(finding, abi.encodeWithSelector(IAccountabilityErrors.UnknownSeverity.selector, 4));
        finding = _finding();
        finding.report = 0;
        _refuse(finding, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
        finding = _finding();
        finding.nonce = 0;
        _refuse(finding, abi.encodeWithSelector(IAccountabilityErrors.WrongNonce.selector, _breach, 1, 0));
    }

    function test_OnlyAValidAuditorsKeyFinds() public {
        uint256[4] memory keys = [STRANGER, AU_HEAD, CS_HEAD, MZ_HEAD];
        for (uint256 i = 0; i < keys.length; ++i) {
            registry.accredit(vm.addr(keys[i]), MZ);
            _refuseKey(keys[i], IAccountabilityErrors.NotAnAuditor.selector);
        }
        vm.warp(END - 1);
        _send(AUDITOR, _finding());
        vm.assertEq(_stateOf(_breach), 2);
    }

    function test_RefusesExpiredAndEndedAuditor() public {
        vm.warp(END);
        _refuseKey(AUDITOR, IAccountabilityErrors.NotAnAuditor.selector);
        vm.warp(START + 10);
        _endKey("AU-330000", AU_HEAD, AUDITOR, START + 10);
        _refuseKey(AUDITOR, IAccountabilityErrors.NotAnAuditor.selector);
    }

    function test_NobodyAuditsItself() public {
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 4, 0, END);
        registry.accredit(vm.addr(OFFICER), MZ);
        _refuseBy(OFFICER, _finding(), abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, MZ));
        registry.setSuccessor(MZ, AU, START);
        _refuseBy(AUDITOR, _finding(), abi.encodeWithSelector(IAccountabilityErrors.OwnCase.selector, MZ));
    }

    function test_TheScopeCoversTheBreach() public {
        bytes32[7] memory scopes = [bytes32(0), "anything", GF, MZ2, AU, agreementId, CS];
        for (uint256 i = 0; i < scopes.length; ++i) {
            if (i < 5) registry.accredit(vm.addr(AUDITOR), scopes[i]);
            _refuseScope(scopes[i]);
        }
        bytes32[5] memory covering = [MZ, CS, ZF_CITY, SJ, ZF];
        for (uint256 i = 1; i < covering.length; ++i) registry.accredit(vm.addr(AUDITOR), covering[i]);
        for (uint256 i = 0; i < covering.length; ++i) {
            IAccountability.Mark memory mark = _mark();
            mark.dueAt = uint64(i + 1);
            _findIn(accountability.markBreach(mark, _cite(bytes32(i + 1), GF_HEAD)), covering[i], bytes32(100 + i));
        }
    }

    function test_TheManagerAccreditsForOneAgreement() public {
        registry.accredit(vm.addr(AUDITOR), keccak256(abi.encode(MZ2, agreementId)));
        _refuseScope(agreementId);
        registry.accredit(vm.addr(AUDITOR), keccak256(abi.encode(CS, agreementId)));
        _findIn(_breach, agreementId, "own event");
    }

    function test_AnUpperManagerAccreditsForOneItem() public {
        bytes32 item = keccak256(bytes(ITEM_CODE));
        IAccountability.Mark memory mark = IAccountability.Mark("O9", false, 0, ITEM_CODE, "MZ-330100", 1, "calendar");
        bytes32 breach = accountability.markBreach(mark, _cite("another", GF_HEAD));
        registry.accredit(vm.addr(AUDITOR), keccak256(abi.encode(SJ, item)));
        _findIn(breach, item, "own event");
    }

    function test_TheEventIsTheOneSignedAndTheAuditorsOwn() public {
        IAccountability.Finding memory finding = _finding();
        finding.eventId = "another";
        _refuse(
            finding,
            abi.encodeWithSelector(IAccountabilityErrors.OtherEvent.selector, bytes32("another"), bytes32("finding"))
        );
        _cited = _cite("foreign", GF_HEAD);
        finding.eventId = "foreign";
        address gf = vm.addr(GF_HEAD);
        _refuse(
            finding, abi.encodeWithSelector(IAccountabilityErrors.NotItsEvent.selector, bytes32("foreign"), gf, AU)
        );
        _cited = _cite("trigger", AUDITOR);
        finding.eventId = "trigger";
        _refuse(
            finding, abi.encodeWithSelector(IAccountabilityErrors.EventReused.selector, _breach, bytes32("trigger"))
        );
    }

    function test_TheEventsKeyWasValidWhenItWasRecorded() public {
        IAccountability.Finding memory finding = _finding();
        address auditor = vm.addr(AUDITOR);
        uint64[2] memory outside = [START * 1000 - 1, END * 1000];
        for (uint256 i = 0; i < 2; ++i) {
            _cited = _citeAt("finding", AUDITOR, outside[i]);
            _refuse(
                finding,
                abi.encodeWithSelector(IAccountabilityErrors.NotItsEvent.selector, bytes32("finding"), auditor, AU)
            );
        }
        _cited = _citeAt("finding", AUDITOR, END * 1000 - 1);
        _send(AUDITOR, finding);
    }

    function test_RefusesUnprovenEvent() public {
        _cited.path[0] ^= bytes32(uint256(1));
        _refuse(
            _finding(),
            abi.encodeWithSelector(
                IAccountabilityErrors.EventNotProven.selector, ORIGIN_HASH, _cited.size, _cited.index
            )
        );
        vm.assertEq(_stateOf(_breach), 1);
    }

    function test_RefusesSignaturesThatAreNotTheAuditorsOverThisFinding() public {
        bytes32 hash = hashes.hash(_finding());
        bytes[6] memory rows = [
            bytes(""),
            _ofVersion("2", AUDITOR, address(accountability), hash),
            _sign(AU_HEAD, address(accountability), hash),
            _sign(AUDITOR, address(agreements), hash),
            _mirrored(AUDITOR, address(accountability), hash),
            _pack(AUDITOR, _digest(block.chainid + 1, address(accountability), hash))
        ];
        address auditor = vm.addr(AUDITOR);
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.WrongSignature.selector, auditor));
            accountability.fileFinding(_finding(), _cited, auditor, rows[i]);
        }
    }

    function test_AnAuditorMayBeAContract() public {
        ContractHead house = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("AU-330000", AU_HEAD, address(house), 4, 0, END);
        registry.accredit(address(house), MZ);
        bytes memory signature = _sign(STRANGER, address(accountability), hashes.hash(_finding()));
        accountability.fileFinding(_finding(), _cited, address(house), signature);
        vm.assertEq(_stateOf(_breach), 2);
    }

    function _findIn(bytes32 breach, bytes32 scope, bytes32 eventId) private {
        _cited = _cite(eventId, AUDITOR);
        _send(AUDITOR, IAccountability.Finding(breach, scope, 1, "report", eventId, 1));
        vm.assertEq(_stateOf(breach), 2);
    }

    function _send(uint256 key, IAccountability.Finding memory finding) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hash(finding));
        accountability.fileFinding(finding, _cited, vm.addr(key), signature);
    }

    function _refuseScope(bytes32 scope) private {
        IAccountability.Finding memory finding = _finding();
        finding.scope = scope;
        address auditor = vm.addr(AUDITOR);
        _refuse(finding, abi.encodeWithSelector(IAccountabilityErrors.NotAccredited.selector, auditor, scope));
    }

    function _refuseKey(uint256 key, bytes4 selector) private {
        _refuseBy(key, _finding(), abi.encodeWithSelector(selector, vm.addr(key)));
    }

    function _refuse(IAccountability.Finding memory finding, bytes memory refusal) private {
        _refuseBy(AUDITOR, finding, refusal);
    }

    function _refuseBy(uint256 key, IAccountability.Finding memory finding, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hash(finding));
        vm.expectRevert(refusal);
        accountability.fileFinding(finding, _cited, vm.addr(key), signature);
    }
}
