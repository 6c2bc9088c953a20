// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";

/// @dev May it be used? Read off whole terms and a whole history, without any of the contract's short cuts: every test
/// is made, as ledger/policy/conditions.py makes them, and the first that fails is the answer.
library PermitsReference {
    struct Past {
        bool filed;
        uint64 filedAt;
        bool ended;
        uint64 endsAt;
        bool superseded;
        uint64[] suspendedAt;
        uint64[] resumedAt; // as long as suspendedAt, or one shorter: the last one lasts
    }

    struct Question {
        string purpose;
        string[] fields;
        string mode;
        uint64 count;
        uint64 time;
    }

    function answer(IAgreements.Terms memory terms, Past memory past, Question memory q)
        internal
        pure
        returns (IAgreements.Reason)
    {
        if (!past.filed) return IAgreements.Reason.NoAgreement;
        if (bytes(q.purpose).length == 0 || q.fields.length == 0 || q.count == 0) {
            return IAgreements.Reason.UnknownTerm;
        }
        IAgreements.Reason[8] memory failed = [
            _state(terms.period, past, q.time),
            _in(q.purpose, terms.scope.purposes) ? IAgreements.Reason.Permitted : IAgreements.Reason.PurposeNotAgreed,
            _allIn(q.fields, terms.scope.fields) ? IAgreements.Reason.Permitted : IAgreements.Reason.FieldNotAgreed,
            _same(q.mode, terms.scope.mode) ? IAgreements.Reason.Permitted : IAgreements.Reason.ModeNotAgreed,
            _same(q.mode, "api") && terms.limits.callsPerDay == 0
                ? IAgreements.Reason.QuotaUnset
                : IAgreements.Reason.Permitted,
            _same(q.mode, "api") && q.count > terms.limits.callsPerDay
                ? IAgreements.Reason.QuotaExceeded
                : IAgreements.Reason.Permitted,
            !_same(q.mode, "api") && terms.limits.rowsPerDelivery > 0 && q.count > terms.limits.rowsPerDelivery
                ? IAgreements.Reason.RowsExceeded
                : IAgreements.Reason.Permitted,
            IAgreements.Reason.Permitted
        ];
        for (uint256 i = 0; i < failed.length; ++i) {
            if (failed[i] != IAgreements.Reason.Permitted) return failed[i];
        }
        return IAgreements.Reason.Permitted;
    }

    function _state(IAgreements.Period memory period, Past memory past, uint64 time)
        private
        pure
        returns (IAgreements.Reason)
    {
        if (past.ended && time >= past.endsAt) {
            return past.superseded ? IAgreements.Reason.Superseded : IAgreements.Reason.Terminated;
        }
        if (time >= period.useUntil) return IAgreements.Reason.Expired;
        if (time < period.useFrom || time < past.filedAt) return IAgreements.Reason.NotYet;
        for (uint256 i = 0; i < past.suspendedAt.length; ++i) {
            bool lasts = i == past.resumedAt.length;
            if (past.suspendedAt[i] <= time && (lasts || time < past.resumedAt[i])) {
                return IAgreements.Reason.Suspended;
            }
        }
        return IAgreements.Reason.Permitted;
    }

    function _allIn(string[] memory values, string[] memory list) private pure returns (bool) {
        for (uint256 i = 0; i < values.length; ++i) {
            if (!_in(values[i], list)) return false;
        }
        return true;
    }

    function _in(string memory value, string[] memory list) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (_same(value, list[i])) return true;
        }
        return false;
    }

    function _same(string memory left, string memory right) private pure returns (bool) {
        return keccak256(bytes(left)) == keccak256(bytes(right));
    }
}
