// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../IAccountability.sol";
import {IAgreements} from "../IAgreements.sol";
import {IDepartments} from "../IDepartments.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {AccountabilityTypes} from "./AccountabilityTypes.sol";
import {Citations} from "./Citations.sol";
import {Clauses} from "./Clauses.sol";
import {Hierarchy} from "./Hierarchy.sol";

/// @dev From the mark of a breach over finding and order to the acceptance of its rectification.
abstract contract Breaches is Citations {
    using DepartmentCode for string;
    using Hierarchy for IDepartments;

    uint8 private constant AUDITOR = 4;

    mapping(bytes32 id => Breach) private _breaches;

    /// @inheritdoc IAccountability
    function markBreach(Mark calldata mark, Cited calldata cited) external returns (bytes32 breach) {
        bytes1 party = Clauses.partyOf(mark.clause);
        bytes32 department = mark.department.parse();
        _requireAdmitted(department);
        (bytes32 subject, IAgreements.Agreement memory agreement) = _subjectOf(mark.agreement, mark.item);
        if (mark.agreement != 0) _requireDebtor(party, department, agreement);
        if (mark.calendar == 0) revert CalendarMissing();
        if (mark.dueAt == 0 || _now() < mark.dueAt) revert NotDue(mark.dueAt);
        bytes32 eventId = _eventIdOf(cited.entry);
        breach = keccak256(
            abi.encode(mark.clause, mark.absence, subject, department, mark.dueAt, mark.calendar, eventId)
        );
        if (_breaches[breach].state != BreachState.None) revert AlreadyMarked(breach);

        _record(Act(breach, 0, mark.calendar, eventId, msg.sender, StepKind.Mark), cited);
        _breaches[breach] = Breach(
            subject,
            department,
            agreement.manager,
            mark.calendar,
            mark.dueAt,
            0,
            mark.clause,
            mark.absence,
            BreachState.Marked,
            BreachState.None
        );
        emit BreachMarked(breach, subject, department, mark.clause, mark.dueAt);
    }

    /// @inheritdoc IAccountability
    function fileFinding(
        Finding calldata finding,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external {
        Breach storage breach = _at(finding.breach, finding.nonce);
        if (breach.state != BreachState.Marked) revert WrongBreachState(finding.breach, breach.state);
        if (finding.severity == 0 || finding.severity > 3) revert UnknownSeverity(finding.severity);
        bytes32 department = _requireAuditor(finding.breach, finding.scope, signer);
        _requireSignature(AccountabilityTypes.hash(finding), signer, signature);

        _recordSigned(
            Act(finding.breach, department, finding.report, finding.eventId, signer, StepKind.Finding), cited
        );
        breach.state = BreachState.Found;
        emit BreachFound(finding.breach, signer, finding.severity);
    }

    /// @inheritdoc IAccountability
    function order(Order calldata terms, Cited calldata cited, address signer, bytes calldata signature) external {
        Breach storage breach = _at(terms.breach, terms.nonce);
        _requireOpen(terms.breach, breach.state);
        bytes32 department = terms.department.parse();
        if (!mayOrder(department, terms.breach)) revert MayNotOrder(department, breach.department);
        if (terms.due <= _now()) revert OrderDuePast(terms.due);
        _requireHead(department, AccountabilityTypes.hash(terms), signer, signature);

        _recordSigned(Act(terms.breach, department, terms.measures, terms.eventId, signer, StepKind.Order), cited);
        breach.state = BreachState.Ordered;
        breach.orderDue = terms.due;
        emit CorrectionOrdered(terms.breach, department, terms.due);
    }

    /// @inheritdoc IAccountability
    function rectify(
        Rectification calldata rectification,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external {
        bytes32 id = rectification.breach;
        Breach storage breach = _at(id, rectification.nonce);
        _requireOpen(id, breach.state);
        bytes32 department = breach.department;
        _requireHead(department, AccountabilityTypes.hash(rectification), signer, signature);

        _recordSigned(
            Act(id, department, rectification.proof, rectification.eventId, signer, StepKind.Rectification), cited
        );
        breach.resumes = breach.state;
        breach.state = BreachState.Rectified;
    }

    /// @inheritdoc IAccountability
    function accept(
        Acceptance calldata acceptance,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external {
        bytes32 id = acceptance.breach;
        Breach storage breach = _at(id, acceptance.nonce);
        if (breach.state != BreachState.Rectified) revert WrongBreachState(id, breach.state);
        bytes32 department = acceptance.department.parse();
        _requireAcceptor(breach.department, department, acceptance, signer);
        _requireSignature(AccountabilityTypes.hash(acceptance), signer, signature);

        StepKind kind = acceptance.accepted ? StepKind.Acceptance : StepKind.Rejection;
        _recordSigned(Act(id, department, acceptance.report, acceptance.eventId, signer, kind), cited);
        breach.state = acceptance.accepted ? BreachState.Accepted : breach.resumes;
    }

    /// @inheritdoc IAccountability
    function articleOf(bytes4 clause) external pure returns (Article) {
        return Clauses.articleOf(clause);
    }

    /// @inheritdoc IAccountability
    function breachOf(bytes32 breach) external view returns (Breach memory) {
        return _breaches[breach];
    }

    /// @inheritdoc IAccountability
    function mayOrder(bytes32 department, bytes32 breach) public view returns (bool) {
        Breach storage known = _breaches[breach];
        bytes32 body = _standing(department);
        if (department == 0 || body == _standing(known.department)) return false;
        return body == _standing(known.manager) || _departments.isAbove(body, known.department);
    }

    function _at(bytes32 id, uint256 nonce) private view returns (Breach storage breach) {
        breach = _breaches[id];
        if (breach.state == BreachState.None) revert WrongBreachState(id, BreachState.None);
        uint256 expected = stepCount(id);
        if (nonce != expected) revert WrongNonce(id, expected, nonce);
    }

    function _requireOpen(bytes32 id, BreachState state) private pure {
        if (state != BreachState.Marked && state != BreachState.Found && state != BreachState.Ordered) {
            revert WrongBreachState(id, state);
        }
    }

    function _requireDebtor(bytes1 party, bytes32 given, IAgreements.Agreement memory agreement) private pure {
        bytes32 debtor = given;
        if (party == "O") debtor = agreement.owner;
        else if (party == "U") debtor = agreement.user;
        else if (party == "M") debtor = agreement.manager;
        if (given != debtor) revert NotTheDebtor(debtor, given);
    }

    function _requireAcceptor(
        bytes32 debtor,
        bytes32 department,
        Acceptance calldata acceptance,
        address signer
    ) private view {
        if (_standing(department) == _standing(debtor)) revert OwnCase(department);
        if (acceptance.scope != 0) {
            if (_requireAuditor(acceptance.breach, acceptance.scope, signer) != department) revert NotAnAuditor(signer);
            return;
        }
        if (!mayOrder(department, acceptance.breach)) revert MayNotOrder(department, debtor);
        if (!_isHead(signer, department, _now())) revert NotAHead(signer, department);
    }

    /// @return department The auditor's own.
    function _requireAuditor(bytes32 id, bytes32 scope, address signer) private view returns (bytes32 department) {
        IDepartments.Key memory key = _departments.keyOf(signer);
        if (key.role != AUDITOR || !_departments.keyValidAt(signer, _now())) revert NotAnAuditor(signer);
        bytes32 debtor = _breaches[id].department;
        if (key.department == _standing(debtor)) revert OwnCase(debtor);
        if (!_covers(_breaches[id], scope, signer)) revert NotAccredited(signer, scope);
        return key.department;
    }

    function _covers(Breach storage breach, bytes32 scope, address auditor) private view returns (bool) {
        if (scope == breach.subject) return _accreditedForSubject(breach, auditor);
        bool related = scope == breach.department || _departments.isAbove(scope, breach.department);
        return related && _departments.accredited(auditor, scope, _now());
    }

    /// @dev The registry keeps a mandate over one subject under the department that gave it.
    function _accreditedForSubject(Breach storage breach, address auditor) private view returns (bool) {
        bytes32 giver = breach.manager != 0 ? breach.manager : _departments.parentOf(breach.department);
        while (giver != 0) {
            bytes32 scope = keccak256(abi.encode(giver, breach.subject));
            // slither-disable-next-line calls-loop - one call a level of the tree, which has at most twelve
            if (_departments.accredited(auditor, scope, _now())) return true;
            giver = _departments.parentOf(giver);
        }
        return false;
    }
}
