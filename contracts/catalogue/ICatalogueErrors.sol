// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the catalogue refuses, each refusal with what was wrong
interface ICatalogueErrors {
    /// @notice The first thing that the entry lacks (条例 13): 1 title, 2 schema, 3 format class, 4 modes, 5 update
    /// cycle, 6 share type, 7 condition or legal basis (条例 15), 8 grade, 9 assessment of secrecy and personal data,
    /// 10 aggregation, 11 vocabulary of rights, 12 nature of the right, 13 time of acquisition, 14 term of use, 15 the
    /// other attributes. Owner and manager are refused by their own errors.
    error Incomplete(uint8 field);
    /// @notice The value is none of those that the field (numbered as in {Incomplete}) knows.
    error UnknownValue(uint8 field, uint256 value);
    /// @notice What is shared without condition has none (条例 15).
    error ConditionOnUnconditional(bytes32 basis);
    /// @notice Secret data has no place in this catalogue (条例 3).
    error SecretData(bytes32 item);
    /// @notice The item has another owner, and has one only.
    error SecondOwner(bytes32 item, bytes32 owner);
    /// @notice Another department manages the item.
    error NotTheManager(bytes32 item, bytes32 manager);
    /// @notice The next version of this item is another one, after another entry.
    error WrongVersion(bytes32 item, uint64 expected, bytes32 previous);
    /// @notice The same entry was submitted before.
    error AlreadySubmitted(bytes32 entry);
    /// @notice The entry does not wait for review.
    error NotSubmitted(bytes32 entry);
    /// @notice The publication or refusal speaks of another entry.
    error OtherEntry(bytes32 entry, bytes32 given);
    /// @notice The signer is neither head nor officer of the managing department at this moment.
    error NotAReviewer(address signer, bytes32 manager);
    /// @notice The record of review is missing.
    error ReviewMissing();
    /// @notice A reason has 1 to 256 bytes.
    error ReasonLength(uint256 length);
    /// @notice An entry names at most 32 items it is derived from.
    error TooManyParents(uint256 length);
    /// @notice An item is not derived from itself.
    error OwnParent(bytes32 item);
    /// @notice The grade lies below that of a parent, and no instrument lets it.
    error GradeBelowParent(bytes32 parent, uint8 parentGrade, uint8 grade);
    /// @notice Nothing of this code was published.
    error UnknownItem(bytes32 item);
    /// @notice The department's next nonce at this item is another one.
    error WrongNonce(bytes32 item, bytes32 department, uint256 expected, uint256 given);
    /// @notice The change of attribution names no legal instrument.
    error InstrumentMissing();
    /// @notice Another department leads the collection now: it has to be named as the one replaced (条例 19).
    error SourceActive(bytes32 item, bytes32 source);
    /// @notice The department leads the collection already.
    error AlreadySource(bytes32 item, bytes32 source);
    /// @notice The assignment names no policy document that it rests on.
    error BasisMissing();
    /// @notice Duty and table are named by hashes, which are not zero.
    error LinkIncomplete();
    /// @notice The link stands already.
    error AlreadyLinked(bytes32 item, bytes32 duty, bytes32 table);
    /// @notice There is no such link.
    error NotLinked(bytes32 item, bytes32 duty, bytes32 table);
    /// @notice An item has at most 64 links.
    error TooManyLinks(bytes32 item);
    /// @notice The right is none that can be granted.
    error NotGrantable(uint32 vocabulary, uint8 rightType);
    /// @notice The grant names no scope or no approval.
    error GrantIncomplete();
    /// @notice The income has 10,000 basis points.
    error IncomeShare(uint16 share);
    /// @notice The grant is over already, or would outlive the right it is taken from, which ends at `limit`.
    error GrantTerm(uint64 until, uint64 limit);
    /// @notice The same grant was made before.
    error AlreadyGranted(bytes32 grant);
    /// @notice There is no such grant.
    error UnknownGrant(bytes32 grant);
    /// @notice The department is neither owner nor manager of the item.
    error NeitherOwnerNorManager(bytes32 item, bytes32 department);
    /// @notice Ending a grant only shortens it.
    error EndExtends(bytes32 grant, uint64 until, uint64 since);
}
