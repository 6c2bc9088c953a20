// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IAgreements} from "./IAgreements.sol";
import {IDepartments} from "./IDepartments.sol";
import {DepartmentCode} from "./libraries/DepartmentCode.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @notice See {IAgreements}.
contract Agreements is IAgreements, EIP712 {
    using DepartmentCode for string;

    uint256 private constant LIST_CAP = 64;
    uint256 private constant FIELDS_CAP = 256;
    uint256 private constant NAME_CAP = 128;
    uint256 private constant TEXT_CAP = 1024;
    uint256 private constant RETENTION = 3 * 365 days;

    IDepartments private immutable _departments;

    mapping(bytes32 id => Agreement) private _agreements;

    constructor(IDepartments departments) EIP712("Quanze", "1") {
        _departments = departments;
    }

    /// @inheritdoc IAgreements
    function conclude(Terms calldata terms, Consent[3] calldata consents) external returns (bytes32 id) {
        id = TypedData.hash(terms);
        if (_agreements[id].blockNumber != 0) revert AlreadyConcluded(id);
        _requireScope(terms);
        _requireLimits(terms.limits);
        _requirePeriod(terms.period);
        _requireTexts(terms.texts);
        bytes32[3] memory codes = _distinctCodes(terms.parties);
        bytes32 digest = _hashTypedDataV4(id);
        for (uint256 i = 0; i < 3; ++i) {
            _requireConsent(codes[i], digest, consents[i]);
        }

        _agreements[id] = Agreement(
            codes[0],
            codes[1],
            codes[2],
            terms.period.useFrom,
            terms.period.useUntil,
            terms.period.retentionUntil,
            uint64(block.number)
        );
        emit Concluded(id, codes[0], codes[1], codes[2], terms);
    }

    /// @inheritdoc IAgreements
    function stateOf(bytes32 id) external view returns (State) {
        Agreement storage agreement = _agreements[id];
        if (agreement.blockNumber == 0) return State.None;
        if (block.timestamp < agreement.useFrom) return State.Pending;
        if (block.timestamp < agreement.useUntil) return State.Active;
        return State.Expired;
    }

    /// @inheritdoc IAgreements
    function agreementOf(bytes32 id) external view returns (Agreement memory) {
        return _agreements[id];
    }

    function _requireConsent(bytes32 department, bytes32 digest, Consent calldata consent) private view {
        if (!_departments.isHeadAt(consent.signer, department, uint64(block.timestamp))) {
            revert NotAHead(consent.signer, department);
        }
        if (!SignatureChecker.isValidSignatureNowCalldata(consent.signer, digest, consent.signature)) {
            revert WrongSignature(consent.signer);
        }
    }

    /// @dev An address belongs to one department for ever, so three distinct departments are three distinct signers.
    function _distinctCodes(Parties calldata parties) private pure returns (bytes32[3] memory codes) {
        codes = [parties.owner.parse(), parties.user.parse(), parties.manager.parse()];
        if (codes[0] == codes[1] || codes[0] == codes[2]) revert SameDepartment(codes[0]);
        if (codes[1] == codes[2]) revert SameDepartment(codes[1]);
    }

    function _requireScope(Terms calldata terms) private pure {
        _requireText("number", terms.number, NAME_CAP);
        _requireList("items", terms.scope.items, LIST_CAP, NAME_CAP);
        _requireList("fields", terms.scope.fields, FIELDS_CAP, NAME_CAP);
        _requireList("purposes", terms.scope.purposes, LIST_CAP, TEXT_CAP);
        _requireText("legalBasis", terms.scope.legalBasis, TEXT_CAP);
        _requireText("scenario", terms.scope.scenario, TEXT_CAP);
        bytes32 mode = keccak256(bytes(terms.scope.mode));
        if (mode != keccak256("api") && mode != keccak256("batch") && mode != keccak256("file")) {
            revert UnknownMode(terms.scope.mode);
        }
    }

    function _requireLimits(Limits calldata limits) private pure {
        if (limits.grade == 0 || limits.grade > 3) revert UnknownGrade(limits.grade);
        bytes32 rule = keccak256(bytes(limits.redistribution));
        if (rule != keccak256("none") && rule != keccak256("with-consent")) {
            revert UnknownRedistribution(limits.redistribution);
        }
    }

    function _requirePeriod(Period calldata period) private view {
        if (period.useUntil <= period.useFrom || period.useUntil <= block.timestamp) {
            revert EmptyPeriod(period.useFrom, period.useUntil);
        }
        uint256 required = uint256(period.useUntil) + RETENTION;
        if (period.retentionUntil < required) revert RetentionTooShort(period.retentionUntil, required);
    }

    function _requireTexts(Texts calldata texts) private pure {
        if (texts.zh == 0 || texts.en == 0 || texts.policy == 0 || texts.calendar == 0) revert TextMissing();
    }

    function _requireList(string memory what, string[] calldata values, uint256 cap, uint256 textCap) private pure {
        if (values.length == 0 || values.length > cap) revert ListLength(what, values.length, cap);
        for (uint256 i = 0; i < values.length; ++i) {
            _requireText(what, values[i], textCap);
        }
    }

    function _requireText(string memory what, string calldata value, uint256 cap) private pure {
        uint256 length = bytes(value).length;
        if (length == 0 || length > cap) revert TextLength(what, length, cap);
    }
}
