// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../IAgreements.sol";

/// @title What befalls an agreement once it is concluded
/// @notice Suspension, rectification, the four ways to end it before its time, and its closing. Nothing here punishes or
/// decides by itself: every step is an act of a department, signed by its head (or officer, where said), under the
/// agreement's next nonce, and cites the event that gives the reason. Where a department was succeeded by another one,
/// its successor acts.
/// @dev Not proven here: that a log holds the event cited, that it says what is claimed, that a certificate certifies
/// anything. The contract asks for a hash that is not zero, and for the signature of who answers for it; so misuse can be
/// stopped at once, before the next checkpoint is anchored. What is proven against the log is in {IAccountability}.
interface IAgreementLife is IAgreements {
    /// @notice Why an agreement was ended: misuse (条例 27), agreement of all three, a stop by the owner after
    /// consultation and filing (条例 27), the user's purpose being fulfilled or gone (条例 27).
    enum Ground {
        Misuse,
        Agreed,
        OwnerStop,
        PurposeEnded
    }

    /// @notice A side of an agreement.
    enum Side {
        Owner,
        User,
        Manager
    }

    /// @notice Where a concluded agreement stands.
    /// @param stage Offered, Signed, Withdrawn, Active (concluded), Terminated or Superseded (as of endsAt); time does
    /// the rest, see {IAgreements.stateOf}.
    /// @param refused Whether the user refused the rectification that is ordered.
    /// @param nonce The nonce of the next {Act} on this agreement.
    /// @param filedAt When it was concluded.
    /// @param endsAt When it ends before its time; 0 if it does not.
    /// @param rectifyBy When the rectification that is ordered is due; 0 if none is.
    struct Standing {
        State stage;
        bool refused;
        uint32 nonce;
        uint64 filedAt;
        uint64 endsAt;
        uint64 rectifyBy;
    }

    /// @notice One suspension; `until` is 0 while it lasts.
    struct Suspension {
        uint64 since;
        uint64 until;
        Side by;
    }

    /// @notice Proof that the user disposed of the data, accepted by the owner.
    struct Closing {
        bytes32 certificate;
        bytes32 disposalEvent;
        uint64 closedAt;
    }

    /// @notice Signed by a head of the owner or of the manager: the user is to mend its misuse by `dueAt`.
    struct RectificationOrder {
        bytes32 agreement;
        uint64 dueAt;
        bytes32 reasonEvent;
        uint256 nonce;
    }

    /// @notice Signed by a head of the owner and a head of the manager: sharing stops at `effectAt`, after the user was
    /// consulted (`consultationEvent`).
    struct OwnerStop {
        bytes32 agreement;
        bytes32 consultationEvent;
        uint64 effectAt;
        uint256 nonce;
    }

    /// @notice Signed by a head of the user, and by a head or an officer of the owner: the data is disposed of.
    /// @param certificate Hash of the certificate of disposal.
    /// @param disposalEvent Id of the event that records it.
    struct Disposal {
        bytes32 agreement;
        bytes32 certificate;
        bytes32 disposalEvent;
        uint256 nonce;
    }

    /// @notice The owner or the manager suspended the use.
    event Suspended(bytes32 indexed id, bytes32 indexed department, address signer, bytes32 reasonEvent);
    /// @notice The suspension was lifted.
    event Resumed(bytes32 indexed id, bytes32 indexed department, address signer, bytes32 reasonEvent);
    /// @notice The user is to mend its misuse by `dueAt`.
    event RectificationOrdered(
        bytes32 indexed id, bytes32 indexed department, address signer, uint64 dueAt, bytes32 reasonEvent
    );
    /// @notice The user refused to.
    event RectificationRefused(bytes32 indexed id, bytes32 indexed department, address signer, bytes32 reasonEvent);
    /// @notice The agreement ends at `effectAt`, on this ground; `reasonEvent` is the event cited.
    event Terminated(bytes32 indexed id, Ground indexed ground, uint64 effectAt, bytes32 reasonEvent);
    /// @notice The data is disposed of; records are kept until `retentionUntil` (条例 29).
    event Closed(bytes32 indexed id, bytes32 certificate, bytes32 disposalEvent, uint64 retentionUntil);

    /// @notice The signer is neither a head nor an officer of the department at this moment.
    error NotAnOfficer(address signer, bytes32 department);
    /// @notice Rectification is due after now.
    error DueInThePast(uint64 dueAt);
    /// @notice Rectification is ordered already in this suspension, due at `dueAt`.
    error RectificationStands(uint64 dueAt);
    /// @notice No rectification is ordered.
    error NoRectification(bytes32 id);
    /// @notice The user still has time to mend its misuse: until `dueAt`, that second included.
    error RectificationNotOver(uint64 dueAt);
    /// @notice A stop takes effect now or later (`earliest`) and before the agreement ends anyway (`end`).
    error EffectOutOfBounds(uint64 effectAt, uint64 earliest, uint64 end);

    /// @notice Suspends an active agreement on suspicion of misuse (条例 27); signed by a head or an officer of the owner
    /// or of the manager.
    /// @dev EIP-712 `Suspension`, see {Act}.
    function suspend(Act calldata act, Consent calldata consent) external;

    /// @notice Lifts a suspension and with it the order to rectify; signed by a head or an officer of the department that
    /// suspended, or of the manager.
    /// @dev EIP-712 `Resumption`, see {Act}.
    function resume(Act calldata act, Consent calldata consent) external;

    /// @notice Orders the user of a suspended agreement to mend its misuse (条例 27); signed by a head of the owner or of
    /// the manager. One order a suspension.
    /// @dev EIP-712 `RectificationOrder(bytes32 agreement,uint64 dueAt,bytes32 reasonEvent,uint256 nonce)`. Working days
    /// are counted by the service (the calendar that the terms bind); the contract keeps the moment.
    function orderRectification(RectificationOrder calldata order, Consent calldata consent) external;

    /// @notice The user refuses to rectify; signed by a head of the user.
    /// @dev EIP-712 `RectificationRefusal`, see {Act}.
    function refuseRectification(Act calldata act, Consent calldata consent) external;

    /// @notice Ends a suspended agreement for misuse, at once, and only after a rectification order that the user refused
    /// or that is past due (条例 27); signed by a head of the owner or of the manager.
    /// @dev EIP-712 `MisuseTermination`, see {Act}.
    function terminateForMisuse(Act calldata act, Consent calldata consent) external;

    /// @notice Ends an agreement by consent of all three, at once.
    /// @dev EIP-712 `AgreedTermination`, see {Act}.
    /// @param consents Of heads, in the order owner, user, manager.
    function terminateByAgreement(Act calldata act, Consent[3] calldata consents) external;

    /// @notice The owner stops sharing, after consultation with the user and with the manager's filing (条例 27); both
    /// sign, and both signatures cite the consultation. An announced stop may only be brought forward.
    /// @dev EIP-712 `OwnerStop(bytes32 agreement,bytes32 consultationEvent,uint64 effectAt,uint256 nonce)`.
    /// @param owner Consent of a head of the owner.
    /// @param manager Consent of a head of the manager.
    function stopByOwner(OwnerStop calldata stop, Consent calldata owner, Consent calldata manager) external;

    /// @notice The user's purpose is fulfilled, out of reach or gone: the use ends at once (条例 27); signed by a head of
    /// the user.
    /// @dev EIP-712 `PurposeEnd`, see {Act}.
    function endPurpose(Act calldata act, Consent calldata consent) external;

    /// @notice Closes an agreement that expired or was ended, on proof that the user disposed of the data (条例 27).
    /// @dev EIP-712 `Disposal(bytes32 agreement,bytes32 certificate,bytes32 disposalEvent,uint256 nonce)`.
    /// @param user Consent of a head of the user.
    /// @param owner Acceptance by a head or an officer of the owner, over the same struct.
    function close(Disposal calldata disposal, Consent calldata user, Consent calldata owner) external;

    /// @notice Where the agreement stands, beyond its state by time.
    function standingOf(bytes32 id) external view returns (Standing memory);

    /// @notice Its suspensions, oldest first.
    function suspensionsOf(bytes32 id) external view returns (Suspension[] memory);

    /// @notice The proof with which it was closed; all zero if it is not.
    function closingOf(bytes32 id) external view returns (Closing memory);
}
