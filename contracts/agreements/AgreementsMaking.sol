// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../IAgreements.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {AgreementData} from "./AgreementData.sol";
import {AgreementsStorage} from "./AgreementsStorage.sol";
import {TermsForm} from "./TermsForm.sol";

/// @dev How agreements and their versions come into being.
abstract contract AgreementsMaking is AgreementsStorage {
    using AgreementData for Act;

    uint256 private constant OFFERED = 1 << uint256(State.Offered);
    uint256 private constant SIGNED = 1 << uint256(State.Signed);
    uint256 private constant AMENDABLE = (1 << uint256(State.Pending)) | (1 << uint256(State.Active));

    /// @inheritdoc IAgreements
    function conclude(Terms calldata terms, Consent[3] calldata consents) external returns (bytes32 id) {
        id = TypedData.hash(terms);
        bytes32[3] memory codes = _requireNew(id, terms);
        _requireHeads(codes, id, consents);

        _keep(id, codes, terms);
        _conclude(id);
        emit Concluded(id, codes[0], codes[1], codes[2], terms);
    }

    /// @inheritdoc IAgreements
    function offer(Terms calldata terms, uint64 openUntil, Consent calldata consent) external returns (bytes32 id) {
        id = TypedData.hash(terms);
        bytes32[3] memory codes = _requireNew(id, terms);
        _requireState(id, 1 << uint256(State.None));
        if (openUntil <= _now() || openUntil > terms.period.useUntil) {
            revert OfferPeriod(openUntil, terms.period.useUntil);
        }
        bytes32 department = _registry().keyOf(consent.signer).department;
        if (department != codes[0] && department != codes[1]) revert NotEntitled(consent.signer, department);
        _requireHead(department, AgreementData.offer(id, openUntil), consent);

        _keep(id, codes, terms);
        _standings[id].stage = State.Offered;
        _drafts[id] = Draft(consent.signer, _now(), address(0), 0, openUntil);
        emit Offered(id, codes[0], codes[1], codes[2], consent.signer, openUntil, terms);
    }

    /// @inheritdoc IAgreements
    function sign(bytes32 id, Consent calldata consent) external {
        _requireState(id, OFFERED);
        (, bytes32 department) = _draftSides(id);
        _requireHead(department, id, consent);

        _standings[id].stage = State.Signed;
        _drafts[id].signer = consent.signer;
        _drafts[id].signedAt = _now();
        emit Signed(id, department, consent.signer);
    }

    /// @inheritdoc IAgreements
    function file(bytes32 id, Consent calldata consent) external {
        _requireState(id, SIGNED);
        Draft storage draft = _drafts[id];
        (bytes32 offering, bytes32 signing) = _draftSides(id);
        _requireHeadAt(draft.offeror, offering, draft.offeredAt);
        _requireHeadAt(draft.signer, signing, draft.signedAt);
        _requireStanding(id, Side.Owner, _agreements[id].owner);
        _requireStanding(id, Side.User, _agreements[id].user);
        bytes32 manager = _agreements[id].manager;
        _requireHead(manager, id, consent);

        _conclude(id);
        emit Filed(id, manager, consent.signer);
    }

    /// @inheritdoc IAgreements
    function withdraw(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, OFFERED | SIGNED);
        _requireReference(act.reasonEvent);
        _spendNonce(id, act.nonce);
        (, bytes32 department) = _sideOf(id, consent.signer, Side.Owner, Side.User);
        _requireHead(department, act.hash(AgreementData.WITHDRAWAL), consent);

        _standings[id].stage = State.Withdrawn;
        emit Withdrawn(id, department, consent.signer, act.reasonEvent);
    }

    /// @inheritdoc IAgreements
    function amend(
        bytes32 previousId,
        Terms calldata terms,
        Consent[3] calldata consents
    ) external returns (bytes32 id) {
        _requireState(previousId, AMENDABLE);
        id = TypedData.hash(terms);
        bytes32[3] memory codes = _requireNew(id, terms);
        for (uint256 i = 0; i < 3; ++i) {
            _requireStanding(previousId, Side(i), codes[i]);
        }
        _requireHeads(codes, AgreementData.amendment(previousId, id), consents);

        _keep(id, codes, terms);
        _conclude(id);
        _standings[previousId].stage = State.Superseded;
        _standings[previousId].endsAt = _now();
        uint64 version = _link(previousId, id);
        emit Concluded(id, codes[0], codes[1], codes[2], terms);
        emit Amended(previousId, id, version);
    }

    function _requireStanding(bytes32 id, Side side, bytes32 given) private view {
        bytes32 expected = _acting(id, side);
        if (given != expected) revert PartyChanged(expected, given);
    }

    /// @dev Departments of the one that offered and of the one whose turn it is to sign.
    function _draftSides(bytes32 id) private view returns (bytes32 offering, bytes32 signing) {
        Agreement storage agreement = _agreements[id];
        offering = _registry().keyOf(_drafts[id].offeror).department;
        signing = offering == agreement.owner ? agreement.user : agreement.owner;
    }

    /// @dev Three full consents also conclude what is only offered or signed.
    function _requireNew(bytes32 id, Terms calldata terms) private view returns (bytes32[3] memory) {
        if (_standings[id].filedAt != 0) revert AlreadyConcluded(id);
        _requireState(id, (1 << uint256(State.None)) | OFFERED | SIGNED);
        return TermsForm.check(terms);
    }

    function _requireHeads(bytes32[3] memory codes, bytes32 structHash, Consent[3] calldata consents) private view {
        for (uint256 i = 0; i < 3; ++i) {
            _requireHead(codes[i], structHash, consents[i]);
        }
    }

    function _keep(bytes32 id, bytes32[3] memory codes, Terms calldata terms) private {
        Period calldata period = terms.period;
        _agreements[id] =
            Agreement(codes[0], codes[1], codes[2], period.useFrom, period.useUntil, period.retentionUntil, 0);
        _bounds[id] = Bounds(
            keccak256(bytes(terms.scope.mode)), terms.limits.callsPerDay, terms.limits.rowsPerDelivery
        );
        _keepNames(_purposes[id], terms.scope.purposes);
        _keepNames(_fields[id], terms.scope.fields);
    }

    function _keepNames(mapping(bytes32 nameHash => bool) storage names, string[] calldata values) private {
        for (uint256 i = 0; i < values.length; ++i) {
            names[keccak256(bytes(values[i]))] = true;
        }
    }

    function _conclude(bytes32 id) private {
        _agreements[id].blockNumber = uint64(block.number);
        _standings[id].stage = State.Active;
        _standings[id].filedAt = _now();
    }

    function _link(bytes32 previous, bytes32 id) private returns (uint64 version) {
        Lineage storage before = _lineages[previous];
        bytes32 first = before.first == 0 ? previous : before.first;
        version = before.version == 0 ? 2 : before.version + 1;
        _lineages[id] = Lineage(first, previous, version);
        _latest[first] = id;
    }
}
