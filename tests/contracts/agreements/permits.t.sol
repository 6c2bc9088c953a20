// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// permits.tree
// permits
// ├── NoAgreement: unknown, offered, signed, withdrawn
// ├── UnknownTerm: no purpose, no field, count 0
// ├── Terminated, Superseded: from the end on, not before
// ├── Expired: from useUntil on
// ├── NotYet: before useFrom, before filing
// ├── Suspended: while it was, not before or after
// ├── PurposeNotAgreed, FieldNotAgreed (any of them), ModeNotAgreed
// ├── api: QuotaUnset at 0 calls a day, QuotaExceeded above
// ├── batch, file: RowsExceeded above the rows of a delivery, 0 is no bound
// └── Permitted otherwise

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {PermitsReference} from "../support/PermitsReference.sol";
import {vm} from "../support/Vm.sol";

contract PermitsTest is LifeFixture {
    uint64 private constant DAY = USE_FROM + 1 days;

    function test_PermitsWhatIsAgreed() public {
        _concluded("batch", 0, 4000);
        _assertAnswer(IAgreements.Reason.Permitted, _question());
    }

    function test_NoAgreementBeforeItIsFiled() public {
        PermitsReference.Question memory q = _question();
        _assertAnswer(IAgreements.Reason.NoAgreement, q);
        _offer(MZ_HEAD);
        _assertAnswer(IAgreements.Reason.NoAgreement, q);
        agreements.sign(id, _consent(GF_HEAD, id));
        _assertAnswer(IAgreements.Reason.NoAgreement, q);
        IAgreements.Act memory act = _act();
        agreements.withdraw(act, _consent(GF_HEAD, _hash("Withdrawal", act)));
        _assertAnswer(IAgreements.Reason.NoAgreement, q);
    }

    function test_WhatTheQuestionLeavesOpenIsNeverPermitted() public {
        _concluded("batch", 0, 0);
        PermitsReference.Question memory q = _question();
        q.purpose = "";
        _assertAnswer(IAgreements.Reason.UnknownTerm, q);
        q = _question();
        q.fields = new string[](0);
        _assertAnswer(IAgreements.Reason.UnknownTerm, q);
        q = _question();
        q.count = 0;
        _assertAnswer(IAgreements.Reason.UnknownTerm, q);
    }

    function test_UseIsFromUseFromOnAndBeforeUseUntil() public {
        _concluded("batch", 0, 0);
        _assertAt(IAgreements.Reason.NotYet, 0);
        _assertAt(IAgreements.Reason.NotYet, USE_FROM - 1);
        _assertAt(IAgreements.Reason.Permitted, USE_FROM);
        _assertAt(IAgreements.Reason.Permitted, USE_UNTIL - 1);
        _assertAt(IAgreements.Reason.Expired, USE_UNTIL);
        _assertAt(IAgreements.Reason.Expired, OPEN);
    }

    function test_FilingPermitsNothingBeforeIt() public {
        vm.warp(DAY);
        _concluded("batch", 0, 0);
        _assertAt(IAgreements.Reason.NotYet, DAY - 1);
        _assertAt(IAgreements.Reason.Permitted, DAY);
    }

    function test_SuspensionsCountForAsLongAsTheyLasted() public {
        _concluded("batch", 0, 0);
        vm.warp(DAY);
        _suspend(MZ_HEAD);
        _assertAt(IAgreements.Reason.Permitted, DAY - 1);
        _assertAt(IAgreements.Reason.Suspended, DAY);
        _assertAt(IAgreements.Reason.Suspended, DAY + 5 days);
        vm.warp(DAY + 10);
        _resume(MZ_HEAD);
        _assertAt(IAgreements.Reason.Suspended, DAY + 9);
        _assertAt(IAgreements.Reason.Permitted, DAY + 10);
        vm.warp(DAY + 20);
        _suspend(SJ_HEAD);
        _resume(SJ_HEAD);
        _assertAt(IAgreements.Reason.Permitted, DAY + 20);
        _suspend(SJ_HEAD);
        _assertAt(IAgreements.Reason.Suspended, DAY + 20);
        _assertAt(IAgreements.Reason.Permitted, DAY + 19);
        _assertAt(IAgreements.Reason.Suspended, DAY + 9);
    }

    function test_WhatIsEndedPermitsNothingFromThenOn() public {
        _concluded("batch", 0, 0);
        _stop(DAY);
        _assertAt(IAgreements.Reason.Permitted, DAY - 1);
        _assertAt(IAgreements.Reason.Terminated, DAY);
        _assertAt(IAgreements.Reason.Terminated, USE_UNTIL);
        vm.warp(DAY);
        _close();
        _assertAt(IAgreements.Reason.Terminated, DAY);
        _assertAt(IAgreements.Reason.Permitted, DAY - 1);
    }

    function test_WhatIsSupersededPermitsNothingFromThenOn() public {
        _concluded("batch", 0, 0);
        vm.warp(DAY);
        IAgreements.Terms memory terms = _agreed("batch", 0, 0);
        terms.number = "second";
        bytes32 second = _amend(terms);
        _assertAt(IAgreements.Reason.Permitted, DAY - 1);
        _assertAt(IAgreements.Reason.Superseded, DAY);
        id = second;
        _assertAt(IAgreements.Reason.NotYet, DAY - 1);
        _assertAt(IAgreements.Reason.Permitted, DAY);
    }

    function test_OnlyWhatIsNamed() public {
        _concluded("file", 0, 0);
        PermitsReference.Question memory q = _question();
        _assertAnswer(IAgreements.Reason.ModeNotAgreed, q);
        q.mode = "FILE";
        _assertAnswer(IAgreements.Reason.ModeNotAgreed, q);
        q.fields[1] = "phone";
        _assertAnswer(IAgreements.Reason.FieldNotAgreed, q);
        q.purpose = "audit ";
        _assertAnswer(IAgreements.Reason.PurposeNotAgreed, q);
    }

    function test_CallsOfADay() public {
        _concluded("api", 100, 1);
        PermitsReference.Question memory q = _question();
        q.mode = "api";
        q.count = 100;
        _assertAnswer(IAgreements.Reason.Permitted, q);
        q.count = 101;
        _assertAnswer(IAgreements.Reason.QuotaExceeded, q);
        q.count = OPEN;
        _assertAnswer(IAgreements.Reason.QuotaExceeded, q);
    }

    function test_ACallNeedsAQuota() public {
        _concluded("api", 0, 0);
        PermitsReference.Question memory q = _question();
        q.mode = "api";
        _assertAnswer(IAgreements.Reason.QuotaUnset, q);
    }

    function test_RowsOfADelivery() public {
        _concluded("batch", 1, 4000);
        PermitsReference.Question memory q = _question();
        q.count = 4000;
        _assertAnswer(IAgreements.Reason.Permitted, q);
        q.count = 4001;
        _assertAnswer(IAgreements.Reason.RowsExceeded, q);
    }

    function test_NoBoundOfRowsIsNoBound() public {
        _concluded("batch", 1, 0);
        PermitsReference.Question memory q = _question();
        q.count = OPEN;
        _assertAnswer(IAgreements.Reason.Permitted, q);
    }

    /// @dev An array far beyond what can be agreed is answered, not refused by a limit of gas.
    function test_AnswersOversizedArrays() public {
        _concluded("batch", 0, 0);
        PermitsReference.Question memory q = _question();
        q.fields = _list(2000, "name");
        _assertAnswer(IAgreements.Reason.Permitted, q);
        q.fields[1999] = "phone";
        _assertAnswer(IAgreements.Reason.FieldNotAgreed, q);
    }

    /// @dev Every answer is the one read naively off the whole terms; so "permitted" says that every term is met.
    function testFuzz_AnswersAsTheWholeTermsRead(uint256 terms, uint256 question, uint64 time, uint64 count) public {
        IAgreements.Terms memory agreed =
            _agreed(_mode(terms % 3), uint64((terms / 3) % 3), uint64((terms / 9) % 3));
        id = typed.hash(agreed);
        agreements.conclude(agreed, _consents(agreed));
        PermitsReference.Past memory past;
        (past.filed, past.filedAt) = (true, START);
        PermitsReference.Question memory q = _question();
        q.mode = _mode(question % 5);
        q.purpose = ["audit", "verify", "", "verify an address", "sell"][(question / 5) % 5];
        q.fields = new string[]((question / 25) % 4);
        for (uint256 i = 0; i < q.fields.length; ++i) {
            q.fields[i] = ["name", "code", "name", "code", "phone"][(question / (100 * 5 ** i)) % 5];
        }
        q.count = count % 4;
        q.time = question % 2 == 0 ? DAY : time % (USE_UNTIL + 1 days);
        _assertAnswer(PermitsReference.answer(agreed, past, q), q);
    }

    function _mode(uint256 index) private pure returns (string memory) {
        return ["api", "batch", "file", "", "stream"][index];
    }

    function _agreed(string memory mode, uint64 calls, uint64 rows)
        private
        pure
        returns (IAgreements.Terms memory terms)
    {
        terms = _longTerms();
        terms.scope.mode = mode;
        terms.scope.fields = _list(2, "name");
        terms.scope.fields[1] = "code";
        terms.scope.purposes = _list(2, "verify");
        terms.scope.purposes[1] = "audit";
        terms.limits.callsPerDay = calls;
        terms.limits.rowsPerDelivery = rows;
    }

    function _concluded(string memory mode, uint64 calls, uint64 rows) private {
        IAgreements.Terms memory terms = _agreed(mode, calls, rows);
        id = agreements.conclude(terms, _consents(terms));
    }

    function _question() private pure returns (PermitsReference.Question memory q) {
        q.purpose = "audit";
        q.fields = _list(2, "name");
        q.fields[1] = "code";
        q.mode = "batch";
        q.count = 1;
        q.time = DAY;
    }

    function _assertAt(IAgreements.Reason expected, uint64 time) private view {
        PermitsReference.Question memory q = _question();
        q.time = time;
        _assertAnswer(expected, q);
    }

    function _assertAnswer(IAgreements.Reason expected, PermitsReference.Question memory q) private view {
        vm.assertEq(
            uint256(agreements.permits(id, q.purpose, q.fields, q.mode, q.count, q.time)), uint256(expected), "reason"
        );
    }
}
