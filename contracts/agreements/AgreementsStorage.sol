// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "../IDepartments.sol";
import {IAgreementLife} from "./IAgreementLife.sol";

/// @dev What is kept of agreements, their state by time, and who may act.
abstract contract AgreementsStorage is IAgreementLife, EIP712 {
    /// @dev What {permits} needs of the terms beside their lists.
    struct Bounds {
        bytes32 modeHash;
        uint64 callsPerDay;
        uint64 rowsPerDelivery;
    }

    /// @dev Kept for versions after the first one only.
    struct Lineage {
        bytes32 first;
        bytes32 previous;
        uint64 version;
    }

    uint8 private constant HEAD = 1;
    uint8 private constant OFFICER = 2;
    uint256 internal constant IN_FORCE =
        (1 << uint256(State.Pending)) | (1 << uint256(State.Active)) | (1 << uint256(State.Suspended));

    mapping(bytes32 id => Agreement) internal _agreements;
    mapping(bytes32 id => Standing) internal _standings;
    mapping(bytes32 id => Draft) internal _drafts;
    mapping(bytes32 id => Bounds) internal _bounds;
    mapping(bytes32 id => mapping(bytes32 nameHash => bool)) internal _purposes;
    mapping(bytes32 id => mapping(bytes32 nameHash => bool)) internal _fields;
    mapping(bytes32 id => Lineage) internal _lineages;
    mapping(bytes32 first => bytes32) internal _latest;
    mapping(bytes32 id => Suspension[]) internal _suspensions;
    mapping(bytes32 id => Closing) internal _closings;

    /// @dev The register of departments, an immutable of {Agreements}.
    function _registry() internal view virtual returns (IDepartments);

    /// @dev The state now, closing included.
    function _stateNow(bytes32 id) internal view returns (State) {
        return _closings[id].closedAt == 0 ? _stateAt(id, _now()) : State.Closed;
    }

    /// @dev The state at that time by what befell the agreement up to now. A closed one is what it was when it was closed.
    function _stateAt(bytes32 id, uint64 time) internal view returns (State) {
        Standing storage standing = _standings[id];
        State stage = standing.stage;
        if (standing.filedAt == 0) {
            bool draft = stage == State.Offered || stage == State.Signed;
            return draft && time >= _drafts[id].openUntil ? State.Withdrawn : stage;
        }
        Agreement storage agreement = _agreements[id];
        // Active is the stage of what no ending was set for.
        if (stage != State.Active && time >= standing.endsAt) return stage;
        if (time >= agreement.useUntil) return State.Expired;
        if (time < agreement.useFrom || time < standing.filedAt) return State.Pending;
        return _suspendedAt(id, time) ? State.Suspended : State.Active;
    }

    function _suspendedAt(bytes32 id, uint64 time) private view returns (bool) {
        Suspension[] storage suspensions = _suspensions[id];
        for (uint256 i = suspensions.length; i > 0; --i) {
            Suspension storage one = suspensions[i - 1];
            if (time >= one.since) return one.until == 0 || time < one.until;
        }
        return false;
    }

    /// @param allowed Bit n stands for state n.
    function _requireState(bytes32 id, uint256 allowed) internal view {
        State state = _stateNow(id);
        if ((allowed >> uint256(state)) & 1 == 0) revert WrongState(id, state);
    }

    /// @dev Refuses another nonce than the next and uses it up.
    function _spendNonce(bytes32 id, uint256 nonce) internal {
        uint256 expected = _standings[id].nonce++;
        if (nonce != expected) revert WrongNonce(id, expected, nonce);
    }

    function _requireHead(bytes32 department, bytes32 structHash, Consent calldata consent) internal view {
        _requireHeadAt(consent.signer, department, _now());
        _requireSignature(structHash, consent);
    }

    function _requireHeadAt(address signer, bytes32 department, uint64 time) internal view {
        // slither-disable-next-line calls-loop - one call for each of three parties, to the register fixed at deployment
        if (!_registry().isHeadAt(signer, department, time)) revert NotAHead(signer, department);
    }

    /// @dev A head will do where an officer does.
    function _requireOfficer(bytes32 department, bytes32 structHash, Consent calldata consent) internal view {
        IDepartments.Key memory key = _registry().keyOf(consent.signer);
        bool entitled = key.department == department && (key.role == HEAD || key.role == OFFICER);
        if (!entitled || !_registry().keyValidAt(consent.signer, _now())) {
            revert NotAnOfficer(consent.signer, department);
        }
        _requireSignature(structHash, consent);
    }

    function _requireSignature(bytes32 structHash, Consent calldata consent) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (!SignatureChecker.isValidSignatureNowCalldata(consent.signer, digest, consent.signature)) {
            revert WrongSignature(consent.signer);
        }
    }

    /// @dev The side on which the signer's department stands, if it is one of two; the later one where both became one
    /// department.
    function _sideOf(bytes32 id, address signer, Side one, Side other) internal view returns (Side, bytes32) {
        bytes32 department = _registry().keyOf(signer).department;
        if (department == _acting(id, other)) return (other, department);
        if (department == _acting(id, one)) return (one, department);
        revert NotEntitled(signer, department);
    }

    /// @dev The department that acts for that side now.
    function _acting(bytes32 id, Side side) internal view returns (bytes32) {
        Agreement storage agreement = _agreements[id];
        bytes32 code = agreement.manager;
        if (side == Side.Owner) code = agreement.owner;
        else if (side == Side.User) code = agreement.user;
        // slither-disable-next-line calls-loop - as above
        return _registry().resolve(code, _now());
    }

    function _requireReference(bytes32 hash) internal pure {
        if (hash == 0) revert ReferenceMissing();
    }

    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }
}
