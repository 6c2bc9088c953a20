// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Sharing agreements between an owner, a user and a manager
/// @notice An agreement is concluded by three EIP-712 signatures (domain `Quanze`, version `1`) over the same terms:
/// the heads of the owning, the using and the managing department, three distinct departments. Any relayer may submit
/// them. Concluded terms are never changed; expiry is by time alone.
/// @dev Times are Unix seconds. The id of an agreement is the EIP-712 hash of the struct `Terms`, without the domain.
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

    /// @notice None: never concluded. Pending: before useFrom. Active: from useFrom, before useUntil. Expired: after.
    enum State {
        None,
        Pending,
        Active,
        Expired
    }

    /// @notice Three heads concluded these terms.
    event Concluded(
        bytes32 indexed id, bytes32 indexed owner, bytes32 indexed user, bytes32 manager, Terms terms
    );

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
    /// @notice The signer is not a head of the department at this moment.
    error NotAHead(address signer, bytes32 department);
    /// @notice The signature is not the signer's over these terms in this contract's domain.
    error WrongSignature(address signer);

    /// @notice Concludes an agreement.
    /// @dev The terms carry no nonce: they can be concluded once only. The exact calendar of retention (three years may
    /// hold a leap day) is checked by the service, which knows the local calendar; the contract holds the floor.
    /// @param consents In the order owner, user, manager; accounts with code answer by ERC-1271.
    /// @return id The agreement's id.
    function conclude(Terms calldata terms, Consent[3] calldata consents) external returns (bytes32 id);

    /// @notice The state at this moment.
    function stateOf(bytes32 id) external view returns (State);

    /// @notice What is kept of the agreement; all zero if it was never concluded.
    function agreementOf(bytes32 id) external view returns (Agreement memory);
}
