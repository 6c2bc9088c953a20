// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgreementData} from "./AgreementData.sol";
import {AgreementsStorage} from "./AgreementsStorage.sol";
import {IAgreementLife} from "./IAgreementLife.sol";

/// @dev The four ways to end an agreement before its time, and its closing.
abstract contract AgreementsEnding is AgreementsStorage {
    using AgreementData for Act;
    using AgreementData for OwnerStop;
    using AgreementData for Disposal;

    uint256 private constant OVER = (1 << uint256(State.Expired)) | (1 << uint256(State.Terminated));

    /// @inheritdoc IAgreementLife
    function terminateForMisuse(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, 1 << uint256(State.Suspended));
        _requireReference(act.reasonEvent);
        Standing storage standing = _standings[id];
        uint64 dueAt = standing.rectifyBy;
        if (dueAt == 0) revert NoRectification(id);
        if (!standing.refused && _now() <= dueAt) revert RectificationNotOver(dueAt);
        _spendNonce(id, act.nonce);
        (, bytes32 department) = _sideOf(id, consent.signer, Side.Owner, Side.Manager);
        _requireHead(department, act.hash(AgreementData.MISUSE_TERMINATION), consent);

        _end(id, Ground.Misuse, _now(), act.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function terminateByAgreement(Act calldata act, Consent[3] calldata consents) external {
        bytes32 id = act.agreement;
        _requireState(id, IN_FORCE);
        _requireReference(act.reasonEvent);
        _spendNonce(id, act.nonce);
        bytes32 structHash = act.hash(AgreementData.AGREED_TERMINATION);
        for (uint256 i = 0; i < 3; ++i) {
            _requireHead(_acting(id, Side(i)), structHash, consents[i]);
        }

        _end(id, Ground.Agreed, _now(), act.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function stopByOwner(OwnerStop calldata stop, Consent calldata owner, Consent calldata manager) external {
        bytes32 id = stop.agreement;
        _requireState(id, IN_FORCE);
        _requireReference(stop.consultationEvent);
        uint64 end = _standings[id].endsAt;
        if (end == 0) end = _agreements[id].useUntil;
        if (stop.effectAt < _now() || stop.effectAt >= end) revert EffectOutOfBounds(stop.effectAt, _now(), end);
        _spendNonce(id, stop.nonce);
        _requireHead(_acting(id, Side.Owner), stop.hash(), owner);
        _requireHead(_acting(id, Side.Manager), stop.hash(), manager);

        _end(id, Ground.OwnerStop, stop.effectAt, stop.consultationEvent);
    }

    /// @inheritdoc IAgreementLife
    function endPurpose(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, IN_FORCE);
        _requireReference(act.reasonEvent);
        _spendNonce(id, act.nonce);
        _requireHead(_acting(id, Side.User), act.hash(AgreementData.PURPOSE_END), consent);

        _end(id, Ground.PurposeEnded, _now(), act.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function close(Disposal calldata disposal, Consent calldata user, Consent calldata owner) external {
        bytes32 id = disposal.agreement;
        _requireState(id, OVER);
        _requireReference(disposal.certificate);
        _requireReference(disposal.disposalEvent);
        _spendNonce(id, disposal.nonce);
        _requireHead(_acting(id, Side.User), disposal.hash(), user);
        _requireOfficer(_acting(id, Side.Owner), disposal.hash(), owner);

        _closings[id] = Closing(disposal.certificate, disposal.disposalEvent, _now());
        emit Closed(id, disposal.certificate, disposal.disposalEvent, _agreements[id].retentionUntil);
    }

    function _end(bytes32 id, Ground ground, uint64 effectAt, bytes32 reasonEvent) private {
        _standings[id].stage = State.Terminated;
        _standings[id].endsAt = effectAt;
        emit Terminated(id, ground, effectAt, reasonEvent);
    }
}
