// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgreementData} from "./AgreementData.sol";
import {AgreementsStorage} from "./AgreementsStorage.sol";
import {IAgreementLife} from "./IAgreementLife.sol";

/// @dev Suspension and rectification.
abstract contract AgreementsSuspending is AgreementsStorage {
    using AgreementData for Act;
    using AgreementData for RectificationOrder;

    uint256 private constant ACTIVE = 1 << uint256(State.Active);
    uint256 private constant SUSPENDED = 1 << uint256(State.Suspended);

    /// @inheritdoc IAgreementLife
    function suspend(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, ACTIVE);
        _requireReference(act.reasonEvent);
        _spendNonce(id, act.nonce);
        (Side side, bytes32 department) = _sideOf(id, consent.signer, Side.Owner, Side.Manager);
        _requireOfficer(department, act.hash(AgreementData.SUSPENSION), consent);

        _suspensions[id].push(Suspension(_now(), 0, side));
        emit Suspended(id, department, consent.signer, act.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function resume(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, SUSPENDED);
        _requireReference(act.reasonEvent);
        _spendNonce(id, act.nonce);
        Suspension storage last = _suspensions[id][_suspensions[id].length - 1];
        (, bytes32 department) = _sideOf(id, consent.signer, last.by, Side.Manager);
        _requireOfficer(department, act.hash(AgreementData.RESUMPTION), consent);

        last.until = _now();
        _standings[id].rectifyBy = 0;
        _standings[id].refused = false;
        emit Resumed(id, department, consent.signer, act.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function orderRectification(RectificationOrder calldata order, Consent calldata consent) external {
        bytes32 id = order.agreement;
        _requireState(id, SUSPENDED);
        _requireReference(order.reasonEvent);
        if (order.dueAt <= _now()) revert DueInThePast(order.dueAt);
        uint64 standing = _standings[id].rectifyBy;
        if (standing != 0) revert RectificationStands(standing);
        _spendNonce(id, order.nonce);
        (, bytes32 department) = _sideOf(id, consent.signer, Side.Owner, Side.Manager);
        _requireHead(department, order.hash(), consent);

        _standings[id].rectifyBy = order.dueAt;
        emit RectificationOrdered(id, department, consent.signer, order.dueAt, order.reasonEvent);
    }

    /// @inheritdoc IAgreementLife
    function refuseRectification(Act calldata act, Consent calldata consent) external {
        bytes32 id = act.agreement;
        _requireState(id, SUSPENDED);
        _requireReference(act.reasonEvent);
        if (_standings[id].rectifyBy == 0) revert NoRectification(id);
        _spendNonce(id, act.nonce);
        bytes32 department = _acting(id, Side.User);
        _requireHead(department, act.hash(AgreementData.RECTIFICATION_REFUSAL), consent);

        _standings[id].refused = true;
        emit RectificationRefused(id, department, consent.signer, act.reasonEvent);
    }
}
