// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Sharing agreements between an owner, a user and a manager
/// @notice An agreement comes into being by three EIP-712 signatures (domain `Quanze`, version `1`) over the same terms:
/// the heads of the owning, the using and the managing department, three distinct departments (条例 20, 21). Either the
/// three are relayed in one call ({conclude}), or step by step: one side offers, the other signs, the manager files.
/// Any relayer may submit any of it. Terms are never changed: another version is another agreement that takes the place
/// of the one before it ({amend}), and the old one stays readable. What happens to an agreement in force stands in
/// `agreements/IAgreementLife.sol`.
/// @dev Times are Unix seconds; an interval includes its start and excludes its end. The id of an agreement is the EIP-712
/// hash of the struct `Terms`, without the domain.
interface IAgreements {
    /// @notice Codes of the departments: owner (归属), user (使用), manager (管理).
    struct Parties {
        string owner;
        string user;
        string manager;
    }

    /// @notice What is shared and what for.
    /// @param items Resource codes of the catalogue items, 1 to 64.
    /// @param fields Names of the fields the user may see, 1 to 256.
    /// @param purposes Purposes of use, 1 to 64.
    /// @param mode `api`, `batch` or `file`.
    /// @param legalBasis The provision that the user relies on.
    /// @param scenario The service or task in which the data is used.
    struct Scope {
        string[] items;
        string[] fields;
        string[] purposes;
        string mode;
        string legalBasis;
        string scenario;
    }

    /// @notice Bounds of the use.
    /// @param callsPerDay Most calls in one day, 0 where the mode knows no calls.
    /// @param rowsPerDelivery Most rows in one delivery, 0 where no bound is agreed.
    /// @param grade Highest grade of the data, 1 … 3.
    /// @param redistribution `none` or `with-consent` (of the owner).
    struct Limits {
        uint64 callsPerDay;
        uint64 rowsPerDelivery;
        uint8 grade;
        string redistribution;
    }

    /// @notice When the data may be used, and until when the records of its use are kept.
    struct Period {
        uint64 useFrom;
        uint64 useUntil;
        uint64 retentionUntil;
    }

    /// @notice Hashes of what the terms bind: the legal text in Chinese and in English, the policy, the calendar of
    /// working days.
    struct Texts {
        bytes32 zh;
        bytes32 en;
        bytes32 policy;
        bytes32 calendar;
    }

    /// @notice The whole of an agreement, readable in a wallet.
    /// @param number The number (编号) under which the parties file it, 1 to 128 bytes.
    struct Terms {
        string number;
        Parties parties;
        Scope scope;
        Limits limits;
        Period period;
        Texts texts;
    }

    /// @notice One party's signature over the terms.
    struct Consent {
        address signer;
        bytes signature;
    }

    /// @notice What the contract keeps of a concluded agreement; the whole terms stand in {Concluded}.
    struct Agreement {
        bytes32 owner;
        bytes32 user;
        bytes32 manager;
        uint64 useFrom;
        uint64 useUntil;
        uint64 retentionUntil;
        uint64 blockNumber;
    }

    /// @notice None: never offered or concluded. Pending: before useFrom. Active: from useFrom, before useUntil. Expired:
    /// after. Suspended: active otherwise. Terminated: ended before its time. Closed: over, and the disposal of the data
    /// is proven. Offered: one side signed. Signed: owner and user signed, the manager has not filed. Superseded: a new
    /// version took its place. Withdrawn: taken back before filing, or not filed in time.
    enum State {
        None,
        Pending,
        Active,
        Expired,
        Suspended,
        Terminated,
        Closed,
        Offered,
        Signed,
        Superseded,
        Withdrawn
    }

    /// @notice Answer of {IAgreements.permits}. Permitted: yes. NoAgreement: none is concluded under this id. NotYet:
    /// before its filing or its useFrom. Expired: from useUntil on. Suspended, Terminated, Superseded: it was, at that
    /// time. PurposeNotAgreed, FieldNotAgreed, ModeNotAgreed: the terms hold no such purpose, field, mode. QuotaExceeded:
    /// more calls than agreed for one day. QuotaUnset: use by `api` with no number of calls agreed. RowsExceeded: more
    /// rows than agreed for one delivery. UnknownTerm: the question leaves purpose, fields or number open.
    enum Reason {
        Permitted,
        NoAgreement,
        NotYet,
        Expired,
        Suspended,
        Terminated,
        PurposeNotAgreed,
        FieldNotAgreed,
        ModeNotAgreed,
        QuotaExceeded,
        QuotaUnset,
        UnknownTerm,
        Superseded,
        RowsExceeded
    }

    /// @notice Who offered and who signed, when, and when the offer lapses.
    struct Draft {
        address offeror;
        uint64 offeredAt;
        address signer;
        uint64 signedAt;
        uint64 openUntil;
    }

    /// @notice What is signed for most steps. The EIP-712 type has these three members and the name of the step:
    /// `Withdrawal(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)`, and so `Suspension`, `Resumption`,
    /// `RectificationRefusal`, `MisuseTermination`, `AgreedTermination`, `PurposeEnd`.
    /// @param reasonEvent Id of the event that gives the reason, never zero. The contract does not check that a log holds
    /// it: who signs vouches for it, and whoever judges the step asks for the event's proof.
    /// @param nonce The agreement's next one.
    struct Act {
        bytes32 agreement;
        bytes32 reasonEvent;
        uint256 nonce;
    }

    /// @notice Three heads concluded these terms, in one call or as a new version.
    event Concluded(
        bytes32 indexed id, bytes32 indexed owner, bytes32 indexed user, bytes32 manager, Terms terms
    );
    /// @notice The owner or the user offered these terms until `openUntil`.
    event Offered(
        bytes32 indexed id,
        bytes32 indexed owner,
        bytes32 indexed user,
        bytes32 manager,
        address offeror,
        uint64 openUntil,
        Terms terms
    );
    /// @notice The other side of an offer signed its terms.
    event Signed(bytes32 indexed id, bytes32 indexed department, address signer);
    /// @notice The manager filed what owner and user signed: the agreement is concluded.
    event Filed(bytes32 indexed id, bytes32 indexed department, address signer);
    /// @notice The owner or the user took back, or declined, what was not filed yet.
    event Withdrawn(bytes32 indexed id, bytes32 indexed department, address signer, bytes32 reasonEvent);
    /// @notice `id` is version number `version` and takes the place of `previous` from this block on.
    event Amended(bytes32 indexed previous, bytes32 indexed id, uint64 version);

    /// @notice These very terms are concluded already.
    error AlreadyConcluded(bytes32 id);
    /// @notice A department may stand on one side of an agreement only.
    error SameDepartment(bytes32 department);
    /// @notice The list `what` has no member or more than `cap`.
    error ListLength(string what, uint256 length, uint256 cap);
    /// @notice The text `what` is empty or longer than `cap` bytes.
    error TextLength(string what, uint256 length, uint256 cap);
    /// @notice The mode is none of `api`, `batch`, `file`.
    error UnknownMode(string mode);
    /// @notice The rule of redistribution is neither `none` nor `with-consent`.
    error UnknownRedistribution(string redistribution);
    /// @notice The grade is none of 1 … 3.
    error UnknownGrade(uint8 grade);
    /// @notice The use ends before it starts, or is over already.
    error EmptyPeriod(uint64 useFrom, uint64 useUntil);
    /// @notice Records are kept until `required` at least: three years of 365 days after the use ends.
    error RetentionTooShort(uint64 retentionUntil, uint256 required);
    /// @notice One of the four hashes is zero.
    error TextMissing();
    /// @notice An offer is open until a moment after now and not after the use that it offers.
    error OfferPeriod(uint64 openUntil, uint64 latest);
    /// @notice A department that is no more was succeeded by `expected`: it becomes party to nothing new. A new version
    /// is made by the same departments, each or its successor.
    error PartyChanged(bytes32 expected, bytes32 given);
    /// @notice The agreement is in a state that does not allow this step.
    error WrongState(bytes32 id, State state);
    /// @notice The agreement's next nonce is another one.
    error WrongNonce(bytes32 id, uint256 expected, uint256 given);
    /// @notice The signer is not a head of the department at this moment (or at the moment when it signed).
    error NotAHead(address signer, bytes32 department);
    /// @notice The department of the signer has no say in this step.
    error NotEntitled(address signer, bytes32 department);
    /// @notice The signature is not the signer's over this struct in this contract's domain.
    error WrongSignature(address signer);
    /// @notice The id of an event or the hash of a certificate is zero.
    error ReferenceMissing();

    /// @notice Concludes an agreement.
    /// @dev The terms carry no nonce: they can be concluded once only, and never after an offer of them was withdrawn or
    /// lapsed. The exact calendar of retention (three years may hold a leap day) is checked by the service, which knows
    /// the local calendar; the contract holds the floor.
    /// @param consents In the order owner, user, manager; accounts with code answer by ERC-1271.
    /// @return id The agreement's id.
    function conclude(Terms calldata terms, Consent[3] calldata consents) external returns (bytes32 id);

    /// @notice Offers terms; signed by a head of the owner or of the user.
    /// @dev EIP-712 `Offer(Terms terms,uint64 openUntil)`: nobody else can lengthen or shorten the offer, and the
    /// offeror's signature is worth nothing in {conclude}, {sign} or {file}. The same terms can be offered once only.
    /// @param openUntil When the offer lapses unless it was filed before; after now, not after the end of use.
    function offer(Terms calldata terms, uint64 openUntil, Consent calldata consent) external returns (bytes32 id);

    /// @notice Signs what the other side offered; signed by a head of the side that did not offer.
    /// @dev The consent is the one of {conclude}: a signature over the terms.
    function sign(bytes32 id, Consent calldata consent) external;

    /// @notice Files what owner and user signed, which concludes the agreement; signed by a head of the manager.
    /// @dev The consent is the one of {conclude}. The two earlier signatures are judged again, by what is known now: a
    /// key that was since ended as of a time before it signed has not signed. Where owner or user was succeeded since,
    /// nothing is filed: its successor did not sign.
    function file(bytes32 id, Consent calldata consent) external;

    /// @notice Takes back an offer, or declines it, before it is filed; signed by a head of the owner or of the user.
    /// @dev EIP-712 `Withdrawal`, see {Act}. Final for these terms.
    function withdraw(Act calldata act, Consent calldata consent) external;

    /// @notice Replaces a version by a new one, at once; signed by the heads of all three departments (条例 27).
    /// @dev EIP-712 `Amendment(bytes32 previous,Terms terms)`. The previous version is the latest one and is pending or
    /// active. Where a department was succeeded by another one, its successor signs and stands in the new terms.
    /// @param consents In the order owner, user, manager.
    /// @return id The new version's id.
    function amend(bytes32 previousId, Terms calldata terms, Consent[3] calldata consents) external returns (bytes32 id);

    /// @notice The state at this moment.
    function stateOf(bytes32 id) external view returns (State);

    /// @notice What is kept of the agreement; all zero if it was never offered or concluded. While it is not filed,
    /// its blockNumber is zero.
    function agreementOf(bytes32 id) external view returns (Agreement memory);

    /// @notice Who offered and signed it, and until when the offer was open; all zero if it was concluded in one call.
    function draftOf(bytes32 id) external view returns (Draft memory);

    /// @notice The nonce that the agreement's next signed step has to carry.
    function nonceOf(bytes32 id) external view returns (uint256);

    /// @notice The latest version of the agreement of which `id` is a version; zero if it was never concluded.
    function latestOf(bytes32 id) external view returns (bytes32);

    /// @notice The version that `id` replaced; zero if it is the first one.
    function previousOf(bytes32 id) external view returns (bytes32);

    /// @notice How many versions there are of the agreement of which `id` is one; zero if it was never concluded.
    function versionsOf(bytes32 id) external view returns (uint64);

    /// @notice May the user use these fields for this purpose, in this mode and number, at that time?
    /// @dev Answers by these terms and what befell this agreement up to now; whether the item may be shared at all (its
    /// publication, grade, case) is not known here. Of several reasons the first in the order of state, purpose, fields,
    /// mode, bounds is given. What is unknown or left open never leads to {Reason.Permitted}.
    /// @param count In mode `api` the calls of the whole day (+08:00), those made before included; else the rows of one
    /// delivery.
    /// @param time Of the use. A time before the agreement was filed is never permitted; a time after now is answered
    /// as if nothing else befell the agreement.
    function permits(
        bytes32 id,
        string calldata purpose,
        string[] calldata fields,
        string calldata mode,
        uint64 count,
        uint64 time
    ) external view returns (Reason reason);
}
