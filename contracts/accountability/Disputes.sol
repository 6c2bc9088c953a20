// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../IAccountability.sol";
import {IAgreements} from "../IAgreements.sol";
import {IDepartments} from "../IDepartments.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {AccountabilityTypes} from "./AccountabilityTypes.sol";
import {Citations} from "./Citations.sol";
import {Hierarchy} from "./Hierarchy.sol";

/// @dev A dispute along its route: negotiation, mediation, decision; each step cites the one that failed.
abstract contract Disputes is Citations {
    using DepartmentCode for string;
    using Hierarchy for IDepartments;

    mapping(bytes32 id => Dispute) private _disputes;

    /// @inheritdoc IAccountability
    function fileDispute(
        DisputeFiling calldata filing,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external returns (bytes32 dispute) {
        dispute = AccountabilityTypes.hash(filing);
        if (_disputes[dispute].state != DisputeState.None) revert AlreadyFiled(dispute);
        (bytes32 subject, IAgreements.Agreement memory agreement) = _subjectOf(filing.agreement, filing.item);
        bytes32 claimant = filing.claimant.parse();
        bytes32 respondent = filing.respondent.parse();
        _requireDistinct(claimant, respondent);
        if (filing.agreement != 0) {
            _requireSide(claimant, agreement.owner, agreement.user);
            _requireSide(respondent, agreement.owner, agreement.user);
        }
        _requireAdmitted(respondent);
        _requireHead(claimant, dispute, signer, signature);

        _recordSigned(Act(dispute, claimant, filing.claim, filing.eventId, signer, StepKind.Filing), cited);
        _disputes[dispute] = Dispute(subject, claimant, respondent, agreement.manager, DisputeState.Negotiating);
        emit DisputeFiled(dispute, claimant, respondent, subject);
    }

    /// @inheritdoc IAccountability
    function negotiate(
        Negotiation calldata negotiation,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external {
        bytes32 id = negotiation.dispute;
        Dispute storage dispute = _at(id, DisputeState.Negotiating, negotiation.previous);
        bytes32 department = negotiation.department.parse();
        // Whoever filed it may call it settled; that it failed either side may say.
        _requireSide(department, dispute.claimant, negotiation.settled ? dispute.claimant : dispute.respondent);
        _requireHead(department, AccountabilityTypes.hash(negotiation), signer, signature);

        StepKind kind = negotiation.settled ? StepKind.Settlement : StepKind.NegotiationFailed;
        _recordSigned(Act(id, department, negotiation.report, negotiation.eventId, signer, kind), cited);
        dispute.state = negotiation.settled ? DisputeState.Settled : DisputeState.Mediating;
    }

    /// @inheritdoc IAccountability
    function mediate(Mediation calldata mediation, Cited calldata cited, address signer, bytes calldata signature)
        external
    {
        bytes32 id = mediation.dispute;
        Dispute storage dispute = _at(id, DisputeState.Mediating, mediation.previous);
        bytes32 body = mediation.body.parse();
        (bytes32 mediator,) = routeOf(dispute.claimant, dispute.respondent, dispute.manager);
        _requireBody(id, mediator, body);
        _requireHead(body, AccountabilityTypes.hash(mediation), signer, signature);

        StepKind kind = mediation.settled ? StepKind.Settlement : StepKind.MediationFailed;
        _recordSigned(Act(id, body, mediation.report, mediation.eventId, signer, kind), cited);
        dispute.state = mediation.settled ? DisputeState.Settled : DisputeState.Deciding;
    }

    /// @inheritdoc IAccountability
    function decide(Decision calldata decision, Cited calldata cited, address signer, bytes calldata signature)
        external
    {
        bytes32 id = decision.dispute;
        Dispute storage dispute = _at(id, DisputeState.Deciding, decision.previous);
        bytes32 body = decision.body.parse();
        (, bytes32 decider) = routeOf(dispute.claimant, dispute.respondent, dispute.manager);
        _requireBody(id, decider, body);
        _requireHead(body, AccountabilityTypes.hash(decision), signer, signature);

        _recordSigned(Act(id, body, decision.ruling, decision.eventId, signer, StepKind.Decision), cited);
        dispute.state = DisputeState.Decided;
    }

    /// @inheritdoc IAccountability
    function disputeOf(bytes32 dispute) external view returns (Dispute memory) {
        return _disputes[dispute];
    }

    /// @inheritdoc IAccountability
    function routeOf(
        bytes32 one,
        bytes32 other,
        bytes32 manager
    ) public view returns (bytes32 mediator, bytes32 decider) {
        return _departments.route(one, other, manager);
    }

    function _at(
        bytes32 id,
        DisputeState required,
        bytes32 previous
    ) private view returns (Dispute storage dispute) {
        dispute = _disputes[id];
        if (dispute.state != required) revert WrongDisputeState(id, dispute.state);
        bytes32 expected = _lastEvent(id);
        if (previous != expected) revert WrongPrevious(id, expected, previous);
    }

    function _requireSide(bytes32 department, bytes32 one, bytes32 other) private pure {
        if (department != one && department != other) revert NotAParty(department);
    }

    function _requireBody(bytes32 id, bytes32 right, bytes32 given) private pure {
        if (right == 0) revert NoBody(id);
        if (given != right) revert WrongBody(right, given);
    }
}
