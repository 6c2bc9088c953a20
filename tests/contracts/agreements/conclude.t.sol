// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {AgreementFixture} from "../support/AgreementFixture.sol";
import {ContractHead} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";

contract ConcludeTest is AgreementFixture {
    function test_KeepsPartiesPeriodAndBlockAndTellsTheWholeTerms() public {
        vm.roll(77);
        IAgreements.Terms memory terms = _terms();
        bytes32 expected = typed.hash(terms);
        IAgreements.Consent[3] memory consents = _consents(terms);
        vm.expectEmit(address(agreements));
        emit IAgreements.Concluded(expected, MZ, GF, SJ, terms);
        vm.prank(address(0xBEEF));
        bytes32 id = agreements.conclude(terms, consents);
        vm.assertEq(id, expected);
        IAgreements.Agreement memory kept = agreements.agreementOf(id);
        vm.assertEq(kept.owner, MZ);
        vm.assertEq(kept.user, GF);
        vm.assertEq(kept.manager, SJ);
        vm.assertEq(kept.useFrom, terms.period.useFrom);
        vm.assertEq(kept.useUntil, terms.period.useUntil);
        vm.assertEq(kept.retentionUntil, terms.period.retentionUntil);
        vm.assertEq(kept.blockNumber, 77);
    }

    function test_RefusesASecondConclusion() public {
        IAgreements.Terms memory terms = _terms();
        agreements.conclude(terms, _consents(terms));
        _refuse(terms, abi.encodeWithSelector(IAgreements.AlreadyConcluded.selector, typed.hash(terms)));
    }

    function test_EveryModeAndEveryRuleOfRedistribution() public {
        IAgreements.Terms memory terms = _terms();
        string[3] memory modes = ["api", "batch", "file"];
        for (uint256 i = 0; i < modes.length; ++i) {
            terms.scope.mode = modes[i];
            terms.limits.grade = uint8(i + 1);
            terms.limits.redistribution = i == 0 ? "with-consent" : "none";
            agreements.conclude(terms, _consents(terms));
        }
    }

    function test_AContractMayBeAPartysHead() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("GF-330100", GF_HEAD, address(multisig), 1, 0, OPEN);
        IAgreements.Terms memory terms = _terms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        consents[1] =
            IAgreements.Consent(address(multisig), _sign(STRANGER, address(agreements), typed.hash(terms)));
        agreements.conclude(terms, consents);
    }

    function test_RefusesOneDepartmentOnTwoSides() public {
        IAgreements.Terms memory terms = _terms();
        terms.parties = IAgreements.Parties("MZ-330100", "MZ-330100", "SJ-330000");
        _refuse(terms, abi.encodeWithSelector(IAgreements.SameDepartment.selector, MZ));
        terms.parties = IAgreements.Parties("MZ-330100", "SJ-330000", "MZ-330100");
        _refuse(terms, abi.encodeWithSelector(IAgreements.SameDepartment.selector, MZ));
        terms.parties = IAgreements.Parties("MZ-330100", "SJ-330000", "SJ-330000");
        _refuse(terms, abi.encodeWithSelector(IAgreements.SameDepartment.selector, SJ));
    }

    function test_RefusesMalformedParty() public {
        IAgreements.Terms memory terms = _terms();
        terms.parties.user = "gf";
        _refuse(terms, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "gf"));
    }

    function test_RefusesConsentsInAnotherOrder() public {
        IAgreements.Terms memory terms = _terms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        (consents[0], consents[1]) = (consents[1], consents[0]);
        _refuse(terms, consents, abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(GF_HEAD), MZ));
    }

    function test_RefusesOneSignatureThrice() public {
        IAgreements.Terms memory terms = _terms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        consents[1] = consents[2] = consents[0];
        _refuse(terms, consents, abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(MZ_HEAD), GF));
    }

    function test_RefusesSignersThatAreNoHeadNow() public {
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 2, 0, OPEN);
        _refuseSigner(OFFICER);
        _refuseSigner(STRANGER);
        _enrol("MZ-330100", MZ_HEAD, 0xF00, 1, START + 1, OPEN);
        _refuseSigner(0xF00);
        _endKey("MZ-330100", MZ_HEAD, MZ_HEAD, START);
        _refuseSigner(MZ_HEAD);
    }

    function test_RefusesExpiredHead() public {
        _enrol("MZ-330100", MZ_HEAD, 0xF00, 1, 0, START + 50);
        vm.warp(START + 50);
        _refuseSigner(0xF00);
    }

    function test_RefusesSignaturesThatAreNotOverTheseTerms() public {
        IAgreements.Terms memory terms = _terms();
        bytes32 hash = typed.hash(terms);
        for (uint256 party = 0; party < 3; ++party) {
            uint256 key = [MZ_HEAD, GF_HEAD, SJ_HEAD][party];
            _refuseSignature(terms, party, _sign(key, address(departments), hash));
            _refuseSignature(terms, party, _pack(key, _digest(block.chainid + 1, address(agreements), hash)));
            _refuseSignature(terms, party, _ofVersion("2", key, address(agreements), hash));
            _refuseSignature(terms, party, _sign(STRANGER, address(agreements), hash));
            _refuseSignature(terms, party, _mirrored(key, address(agreements), hash));
            _refuseSignature(terms, party, "");
        }
    }

    function testFuzz_RefusesAnyFlippedBit(uint256 party, uint256 bit) public {
        party %= 3;
        bit %= 520;
        IAgreements.Terms memory terms = _terms();
        bytes memory signature = _consents(terms)[party].signature;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuseSignature(terms, party, signature);
    }

    /// @dev Whatever member is changed after signing, the signatures do not cover it.
    function testFuzz_RefusesChangedTerms(uint256 member) public {
        IAgreements.Terms memory terms = _terms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        member %= 18;
        if (member == 0) terms.number = "other";
        if (member == 1) terms.scope.items[1] = "other";
        if (member == 2) terms.scope.fields[2] = "other";
        if (member == 3) terms.scope.purposes[0] = "other";
        if (member == 4) terms.scope.mode = "api";
        if (member == 5) terms.scope.legalBasis = "other";
        if (member == 6) terms.scope.scenario = "other";
        if (member == 7) terms.limits.callsPerDay += 1;
        if (member == 8) terms.limits.rowsPerDelivery += 1;
        if (member == 9) terms.limits.grade = 3;
        if (member == 10) terms.limits.redistribution = "with-consent";
        if (member == 11) terms.period.useFrom += 1;
        if (member == 12) terms.period.useUntil -= 1;
        if (member == 13) terms.period.retentionUntil += 1;
        if (member == 14) terms.texts.zh = "other";
        if (member == 15) terms.texts.en = "other";
        if (member == 16) terms.texts.policy = "other";
        if (member == 17) terms.texts.calendar = "other";
        _refuse(terms, consents, abi.encodeWithSelector(IAgreements.WrongSignature.selector, vm.addr(MZ_HEAD)));
    }

    function test_RefusesListsOfNoOrTooManyMembers() public {
        IAgreements.Terms memory terms = _terms();
        terms.scope.items = _list(0, "");
        _refuseList(terms, "items", 0, 64);
        terms.scope.items = _list(65, "x");
        _refuseList(terms, "items", 65, 64);
        terms = _terms();
        terms.scope.fields = _list(0, "");
        _refuseList(terms, "fields", 0, 256);
        terms.scope.fields = _list(257, "x");
        _refuseList(terms, "fields", 257, 256);
        terms = _terms();
        terms.scope.purposes = _list(0, "");
        _refuseList(terms, "purposes", 0, 64);
        terms.scope.purposes = _list(65, "x");
        _refuseList(terms, "purposes", 65, 64);
    }

    function test_AcceptsListsAtTheirCaps() public {
        IAgreements.Terms memory terms = _terms();
        terms.scope.items = _list(64, "x");
        terms.scope.fields = _list(256, "x");
        terms.scope.purposes = _list(64, "x");
        agreements.conclude(terms, _consents(terms));
    }

    function test_RefusesTextsOfNoOrTooManyBytes() public {
        for (uint256 length = 0; length <= 1025; length += 1025) {
            IAgreements.Terms memory terms = _terms();
            terms.scope.scenario = string(new bytes(length));
            _refuseText(terms, "scenario", length, 1024);
            terms.scope.legalBasis = terms.scope.scenario;
            _refuseText(terms, "legalBasis", length, 1024);
            terms.scope.purposes[0] = terms.scope.scenario;
            _refuseText(terms, "purposes", length, 1024);
            terms.scope.fields[2] = terms.scope.scenario;
            _refuseText(terms, "fields", length, 128);
            terms.scope.items[1] = terms.scope.scenario;
            _refuseText(terms, "items", length, 128);
            terms.number = terms.scope.scenario;
            _refuseText(terms, "number", length, 128);
        }
    }

    function test_RefusesUnknownMode() public {
        IAgreements.Terms memory terms = _terms();
        string[3] memory rows = ["", "API", "stream"];
        for (uint256 i = 0; i < rows.length; ++i) {
            terms.scope.mode = rows[i];
            _refuse(terms, abi.encodeWithSelector(IAgreements.UnknownMode.selector, rows[i]));
        }
    }

    function test_RefusesUnknownRedistribution() public {
        IAgreements.Terms memory terms = _terms();
        terms.limits.redistribution = "free";
        _refuse(terms, abi.encodeWithSelector(IAgreements.UnknownRedistribution.selector, "free"));
    }

    function test_RefusesUnknownGrade() public {
        IAgreements.Terms memory terms = _terms();
        uint8[2] memory rows = [uint8(0), 4];
        for (uint256 i = 0; i < rows.length; ++i) {
            terms.limits.grade = rows[i];
            _refuse(terms, abi.encodeWithSelector(IAgreements.UnknownGrade.selector, rows[i]));
        }
    }

    function test_RefusesAPeriodThatIsEmptyOrOver() public {
        IAgreements.Terms memory terms = _terms();
        terms.period.useUntil = terms.period.useFrom;
        _refuse(terms, abi.encodeWithSelector(IAgreements.EmptyPeriod.selector, START + 100, START + 100));
        terms = _terms();
        terms.period.useFrom = 0;
        terms.period.useUntil = START;
        _refuse(terms, abi.encodeWithSelector(IAgreements.EmptyPeriod.selector, 0, START));
    }

    function test_RecordsAreKeptThreeYearsAfterUse() public {
        IAgreements.Terms memory terms = _terms();
        uint64 required = terms.period.useUntil + 3 * 365 days;
        terms.period.retentionUntil = required - 1;
        _refuse(terms, abi.encodeWithSelector(IAgreements.RetentionTooShort.selector, required - 1, required));
        terms.period.retentionUntil = required;
        agreements.conclude(terms, _consents(terms));
        terms.period.useUntil = OPEN;
        terms.period.retentionUntil = OPEN;
        _refuse(
            terms,
            abi.encodeWithSelector(IAgreements.RetentionTooShort.selector, OPEN, uint256(OPEN) + 3 * 365 days)
        );
    }

    function test_RefusesAMissingText() public {
        for (uint256 i = 0; i < 4; ++i) {
            IAgreements.Terms memory terms = _terms();
            if (i == 0) terms.texts.zh = 0;
            if (i == 1) terms.texts.en = 0;
            if (i == 2) terms.texts.policy = 0;
            if (i == 3) terms.texts.calendar = 0;
            _refuse(terms, abi.encodeWithSelector(IAgreements.TextMissing.selector));
        }
    }

    function _refuseSigner(uint256 key) private {
        IAgreements.Terms memory terms = _terms();
        IAgreements.Consent[3] memory consents = _consents(terms);
        consents[0] = IAgreements.Consent(vm.addr(key), _sign(key, address(agreements), typed.hash(terms)));
        _refuse(terms, consents, abi.encodeWithSelector(IAgreements.NotAHead.selector, vm.addr(key), MZ));
    }

    function _refuseSignature(IAgreements.Terms memory terms, uint256 party, bytes memory signature) private {
        IAgreements.Consent[3] memory consents = _consents(terms);
        consents[party].signature = signature;
        bytes memory refusal = abi.encodeWithSelector(IAgreements.WrongSignature.selector, consents[party].signer);
        _refuse(terms, consents, refusal);
    }

    function _refuseList(IAgreements.Terms memory terms, string memory what, uint256 length, uint256 cap) private {
        _refuse(terms, abi.encodeWithSelector(IAgreements.ListLength.selector, what, length, cap));
    }

    function _refuseText(IAgreements.Terms memory terms, string memory what, uint256 length, uint256 cap) private {
        _refuse(terms, abi.encodeWithSelector(IAgreements.TextLength.selector, what, length, cap));
    }

    function _refuse(IAgreements.Terms memory terms, bytes memory refusal) private {
        _refuse(terms, _consents(terms), refusal);
    }

    function _refuse(
        IAgreements.Terms memory terms,
        IAgreements.Consent[3] memory consents,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        agreements.conclude(terms, consents);
    }
}
