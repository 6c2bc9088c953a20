// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../IAgreements.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";

/// @title Bounds within which terms can be concluded
library TermsForm {
    using DepartmentCode for string;

    uint256 private constant LIST_CAP = 64;
    uint256 private constant FIELDS_CAP = 256;
    uint256 private constant NAME_CAP = 128;
    uint256 private constant TEXT_CAP = 1024;
    uint256 private constant RETENTION = 3 * 365 days;

    bytes32 internal constant API = keccak256("api");

    /// @notice Refuses terms that are out of bounds.
    /// @return codes The departments owner, user, manager.
    /// @dev An address belongs to one department for ever, so three distinct departments are three distinct signers.
    function check(IAgreements.Terms calldata terms) internal view returns (bytes32[3] memory codes) {
        _requireScope(terms);
        _requireLimits(terms.limits);
        _requirePeriod(terms.period);
        _requireTexts(terms.texts);
        codes = [terms.parties.owner.parse(), terms.parties.user.parse(), terms.parties.manager.parse()];
        if (codes[0] == codes[1] || codes[0] == codes[2]) revert IAgreements.SameDepartment(codes[0]);
        if (codes[1] == codes[2]) revert IAgreements.SameDepartment(codes[1]);
    }

    function _requireScope(IAgreements.Terms calldata terms) private pure {
        _requireText("number", terms.number, NAME_CAP);
        _requireList("items", terms.scope.items, LIST_CAP, NAME_CAP);
        _requireList("fields", terms.scope.fields, FIELDS_CAP, NAME_CAP);
        _requireList("purposes", terms.scope.purposes, LIST_CAP, TEXT_CAP);
        _requireText("legalBasis", terms.scope.legalBasis, TEXT_CAP);
        _requireText("scenario", terms.scope.scenario, TEXT_CAP);
        bytes32 mode = keccak256(bytes(terms.scope.mode));
        if (mode != API && mode != keccak256("batch") && mode != keccak256("file")) {
            revert IAgreements.UnknownMode(terms.scope.mode);
        }
    }

    function _requireLimits(IAgreements.Limits calldata limits) private pure {
        if (limits.grade == 0 || limits.grade > 3) revert IAgreements.UnknownGrade(limits.grade);
        bytes32 rule = keccak256(bytes(limits.redistribution));
        if (rule != keccak256("none") && rule != keccak256("with-consent")) {
            revert IAgreements.UnknownRedistribution(limits.redistribution);
        }
    }

    function _requirePeriod(IAgreements.Period calldata period) private view {
        if (period.useUntil <= period.useFrom || period.useUntil <= block.timestamp) {
            revert IAgreements.EmptyPeriod(period.useFrom, period.useUntil);
        }
        uint256 required = uint256(period.useUntil) + RETENTION;
        if (period.retentionUntil < required) revert IAgreements.RetentionTooShort(period.retentionUntil, required);
    }

    function _requireTexts(IAgreements.Texts calldata texts) private pure {
        if (texts.zh == 0 || texts.en == 0 || texts.policy == 0 || texts.calendar == 0) {
            revert IAgreements.TextMissing();
        }
    }

    function _requireList(string memory what, string[] calldata values, uint256 cap, uint256 textCap) private pure {
        if (values.length == 0 || values.length > cap) revert IAgreements.ListLength(what, values.length, cap);
        for (uint256 i = 0; i < values.length; ++i) {
            _requireText(what, values[i], textCap);
        }
    }

    function _requireText(string memory what, string calldata value, uint256 cap) private pure {
        uint256 length = bytes(value).length;
        if (length == 0 || length > cap) revert IAgreements.TextLength(what, length, cap);
    }
}
