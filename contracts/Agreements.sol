// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IAgreements} from "./IAgreements.sol";
import {IDepartments} from "./IDepartments.sol";
import {AgreementsEnding} from "./agreements/AgreementsEnding.sol";
import {AgreementsMaking} from "./agreements/AgreementsMaking.sol";
import {AgreementsSuspending} from "./agreements/AgreementsSuspending.sol";
import {IAgreementLife} from "./agreements/IAgreementLife.sol";
import {TermsForm} from "./agreements/TermsForm.sol";

/// @notice See {IAgreements}: making, suspending and ending stand in `agreements/`, what is asked of agreements stands here.
contract Agreements is AgreementsMaking, AgreementsSuspending, AgreementsEnding {
    IDepartments private immutable _departments;

    constructor(IDepartments departments) EIP712("Quanze", "1") {
        _departments = departments;
    }

    /// @inheritdoc IAgreements
    function stateOf(bytes32 id) external view returns (State) {
        return _stateNow(id);
    }

    /// @inheritdoc IAgreements
    function agreementOf(bytes32 id) external view returns (Agreement memory) {
        return _agreements[id];
    }

    /// @inheritdoc IAgreements
    function draftOf(bytes32 id) external view returns (Draft memory) {
        return _drafts[id];
    }

    /// @inheritdoc IAgreements
    function latestOf(bytes32 id) external view returns (bytes32) {
        return _latestOf(id);
    }

    /// @inheritdoc IAgreements
    function previousOf(bytes32 id) external view returns (bytes32) {
        return _lineages[id].previous;
    }

    /// @inheritdoc IAgreements
    function versionsOf(bytes32 id) external view returns (uint64) {
        bytes32 latest = _latestOf(id);
        if (latest == 0) return 0;
        uint64 version = _lineages[latest].version;
        return version == 0 ? 1 : version;
    }

    /// @inheritdoc IAgreements
    function nonceOf(bytes32 id) external view returns (uint256) {
        return _standings[id].nonce;
    }

    /// @inheritdoc IAgreementLife
    function standingOf(bytes32 id) external view returns (Standing memory) {
        return _standings[id];
    }

    /// @inheritdoc IAgreementLife
    function suspensionsOf(bytes32 id) external view returns (Suspension[] memory) {
        return _suspensions[id];
    }

    /// @inheritdoc IAgreementLife
    function closingOf(bytes32 id) external view returns (Closing memory) {
        return _closings[id];
    }

    /// @inheritdoc IAgreements
    function permits(
        bytes32 id,
        string calldata purpose,
        string[] calldata fields,
        string calldata mode,
        uint64 count,
        uint64 time
    ) external view returns (Reason reason) {
        if (_standings[id].filedAt == 0) return Reason.NoAgreement;
        if (bytes(purpose).length == 0 || fields.length == 0 || count == 0) return Reason.UnknownTerm;
        reason = _reasonOfState(_stateAt(id, time));
        if (reason != Reason.Permitted) return reason;
        if (!_purposes[id][keccak256(bytes(purpose))]) return Reason.PurposeNotAgreed;
        for (uint256 i = 0; i < fields.length; ++i) {
            if (!_fields[id][keccak256(bytes(fields[i]))]) return Reason.FieldNotAgreed;
        }
        return _reasonOfBounds(_bounds[id], keccak256(bytes(mode)), count);
    }

    function _registry() internal view override returns (IDepartments) {
        return _departments;
    }

    function _latestOf(bytes32 id) private view returns (bytes32) {
        if (_standings[id].filedAt == 0) return 0;
        bytes32 first = _lineages[id].first;
        if (first == 0) first = id;
        bytes32 latest = _latest[first];
        return latest == 0 ? first : latest;
    }

    function _reasonOfState(State state) private pure returns (Reason) {
        if (state == State.Active) return Reason.Permitted;
        if (state == State.Expired) return Reason.Expired;
        if (state == State.Suspended) return Reason.Suspended;
        if (state == State.Terminated) return Reason.Terminated;
        return state == State.Superseded ? Reason.Superseded : Reason.NotYet;
    }

    /// @dev 0 calls a day is a term that was left open; 0 rows a delivery is a bound that was not agreed.
    function _reasonOfBounds(Bounds storage bounds, bytes32 modeHash, uint64 count) private view returns (Reason) {
        if (modeHash != bounds.modeHash) return Reason.ModeNotAgreed;
        if (modeHash == TermsForm.API) {
            if (bounds.callsPerDay == 0) return Reason.QuotaUnset;
            return count > bounds.callsPerDay ? Reason.QuotaExceeded : Reason.Permitted;
        }
        bool tooMany = bounds.rowsPerDelivery != 0 && count > bounds.rowsPerDelivery;
        return tooMany ? Reason.RowsExceeded : Reason.Permitted;
    }
}
