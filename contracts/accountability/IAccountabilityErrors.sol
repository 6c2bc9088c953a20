// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the record of accountability refuses, each refusal with what was wrong; and the states it names
interface IAccountabilityErrors {
    /// @notice The provision under which a breach is dealt with; `None` where a clause has no consequence of its own.
    enum Article {
        None,
        Art39Para1,
        Art39Para2,
        Art39Para3,
        Art39Para4,
        Art39Para5,
        Art39Para6,
        Art39Para7,
        Art39Para8,
        Art40Para1,
        Art40Para2,
        Art40Para3,
        Art40Para4,
        Art40Para5,
        Art40Para6,
        Art41Para1,
        Art41Para2
    }

    /// @notice Where a breach stands. `Marked`: somebody says that a due time passed; nobody confirmed it.
    enum BreachState {
        None,
        Marked,
        Found,
        Ordered,
        Rectified,
        Accepted
    }

    /// @notice Where a dispute stands (条例 28).
    enum DisputeState {
        None,
        Negotiating,
        Mediating,
        Deciding,
        Settled,
        Decided
    }

    /// @notice The bytes are no event entry of this index: shorter than 138 bytes or longer than 4096, of another kind,
    /// or written for another index.
    error NotAnEventEntry(uint64 index);
    /// @notice The path does not prove the entry against an anchored checkpoint of this size.
    error EventNotProven(bytes32 originHash, uint64 size, uint64 index);
    /// @notice The signed act rests on another event than the one that is proven.
    error OtherEvent(bytes32 eventId, bytes32 proven);
    /// @notice The event was not signed by a key that was the department's when it was recorded.
    error NotItsEvent(bytes32 eventId, address eventSigner, bytes32 department);
    /// @notice Another step of the same breach or dispute rests on this event.
    error EventReused(bytes32 id, bytes32 eventId);
    /// @notice There is no such clause.
    error UnknownClause(bytes4 clause);
    /// @notice A subject is either an agreement or an item.
    error SubjectUnclear();
    /// @notice No such agreement was concluded.
    error UnknownAgreement(bytes32 agreement);
    /// @notice By its clause this duty is owed by another party of the agreement.
    error NotTheDebtor(bytes32 debtor, bytes32 given);
    /// @notice The calendar that counted the due time is not named.
    error CalendarMissing();
    /// @notice The duty is not overdue yet.
    error NotDue(uint64 dueAt);
    /// @notice The same breach was marked before.
    error AlreadyMarked(bytes32 breach);
    /// @notice The step does not follow from the state in which the breach is.
    error WrongBreachState(bytes32 breach, BreachState state);
    /// @notice The number of steps that the breach has is another one.
    error WrongNonce(bytes32 breach, uint256 expected, uint256 given);
    /// @notice The hash of the text that the step carries is missing.
    error TextMissing();
    /// @notice The severity is none of 1 … 3.
    error UnknownSeverity(uint8 severity);
    /// @notice The signer is not a valid auditor's key of the department at this moment.
    error NotAnAuditor(address signer);
    /// @notice The department that owed the duty neither audits nor accepts its own case.
    error OwnCase(bytes32 department);
    /// @notice The auditor is not accredited in this scope at this moment, or the scope has nothing to do with the breach.
    error NotAccredited(address auditor, bytes32 scope);
    /// @notice The department neither manages the agreement nor stands above the department that owed the duty.
    error MayNotOrder(bytes32 department, bytes32 debtor);
    /// @notice An order leaves time to follow it.
    error OrderDuePast(uint64 due);
    /// @notice The department is no side of this agreement or dispute.
    error NotAParty(bytes32 department);
    /// @notice The same dispute was filed before.
    error AlreadyFiled(bytes32 dispute);
    /// @notice The step does not follow from the state in which the dispute is.
    error WrongDisputeState(bytes32 dispute, DisputeState state);
    /// @notice The step has to cite the event of the step before it.
    error WrongPrevious(bytes32 dispute, bytes32 expected, bytes32 given);
    /// @notice This step belongs to the body `right`.
    error WrongBody(bytes32 right, bytes32 given);
    /// @notice The registry holds no body for this step of the dispute.
    error NoBody(bytes32 dispute);
}
