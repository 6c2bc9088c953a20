// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "./catalogue/ICatalogueErrors.sol";
import {IDepartmentSignatures} from "./libraries/DepartmentSignatures.sol";

/// @title Catalogue of government data (政务数据目录)
/// @notice Whose each catalogue item is, who manages and keeps it, how far it is shared, how it is protected, and what
/// rights stand in it. The owner's head signs an entry (条例 13), the managing department reviews and publishes it
/// (条例 17). From then on the item has exactly one owner at any instant. Sharing never changes ownership: no agreement,
/// no delivery and no other contract writes here; only {changeAttribution} moves an item.
/// @dev An item is found by keccak256 of its resource code, see {idOf}. Texts stand outside as hashes, so nothing
/// personal or secret comes here. Times are Unix seconds; an interval includes its start and excludes its end; 2^64−1
/// means open. The struct definitions below, in their order of members, are the EIP-712 types; a nonce is that of the
/// acting department at this item ({nonceOf}), so departments do not spoil each other's acts. Article numbers are those
/// of 政务数据共享条例; their reading needs legal sign-off.
interface ICatalogue is IDepartmentSignatures, ICatalogueErrors {
    /// @notice Where a submitted entry stands. A superseded entry stays `Published`: it was.
    enum EntryState {
        None,
        Submitted,
        Published,
        Refused
    }

    /// @notice Who answers for the item.
    /// @param owner Code of the owning department (归属部门, 条例: 数据提供部门): the holder of the rights (权利人).
    /// @param manager Code of the managing department (管理部门), another one.
    /// @param aggregation 1 physical (物理汇聚: the manager keeps the data), 2 logical (逻辑汇聚: the owner keeps it).
    struct Responsible {
        string owner;
        string manager;
        uint8 aggregation;
    }

    /// @notice What the item is.
    /// @param title Hash of its title and abstract.
    /// @param schema Hash of its schema: the data items (信息项) with name and type.
    /// @param formatClass 1 electronic file, 2 spreadsheet, 3 database, 4 image, 5 stream, 6 self-describing,
    /// 7 service interface.
    /// @param modes Ways of sharing, added up: 1 api, 2 batch, 4 file.
    /// @param updateCycle 1 realtime, 2 day, 3 week, 4 month, 5 quarter, 6 year, 7 irregular.
    struct Content {
        bytes32 title;
        bytes32 schema;
        uint8 formatClass;
        uint8 modes;
        uint8 updateCycle;
    }

    /// @notice How far it is shared (条例 15).
    /// @param shareType 1 unconditional, 2 conditional, 3 refused.
    /// @param basis Hash of the condition's text (range and use) for 2, of the reason and legal basis for 3, zero for 1.
    struct Sharing {
        uint8 shareType;
        bytes32 basis;
    }

    /// @notice How it is protected.
    /// @param grade 1 general, 2 important, 3 core.
    /// @param secret State or work secret; always false here, since a secret item is refused (条例 3).
    /// @param personal Whether it holds personal data.
    /// @param assessment Hash of the assessment of secrecy and personal data.
    struct Protection {
        uint8 grade;
        bool secret;
        bool personal;
        bytes32 assessment;
    }

    /// @notice The record of rights (确权). Of its eleven attributes the holder is `Responsible.owner`, the format
    /// `Content.formatClass`; nature, time of acquisition and term of use are here in plain; the other six (来源 source,
    /// 用途 use, 量 quantity, 粒度 granularity, 行业性质 industry, 交易方式 way of trading) are hashed together, each
    /// of them stated, "not applicable" included.
    /// @param vocabulary Version of the vocabulary of rights: 1.
    /// @param rightType In vocabulary 1: 1 hold (数据资源持有权; alias ownership 所有权), 2 process (数据加工使用权; alias
    /// use 使用权), 3 operate (数据产品经营权; alias income 收益权).
    /// @param obtainedAt When the owner obtained the data.
    /// @param useUntil When the right of use ends.
    /// @param others Hash of the other six attributes.
    struct Rights {
        uint32 vocabulary;
        uint8 rightType;
        uint64 obtainedAt;
        uint64 useUntil;
        bytes32 others;
    }

    /// @notice Signed by a head of the owner: one version of an item's entry. Its id is its EIP-712 hash without domain.
    /// @param item Resource code.
    /// @param version 1 for the first, then one more each time: a version is published once, so an entry needs no nonce.
    /// @param previous Id of the version before; zero for the first.
    /// @param derivedFrom Resource codes of the published items it is derived from, at most 32.
    struct Entry {
        string item;
        uint64 version;
        bytes32 previous;
        Responsible responsible;
        Content content;
        Sharing sharing;
        Protection protection;
        Rights rights;
        string[] derivedFrom;
    }

    /// @notice Signed by a head or officer of the manager: the entry is in order.
    /// @param entry Id of the entry.
    /// @param review Hash of the record of review.
    /// @param regrade Hash of the instrument that lets the grade lie below a parent's; zero if there is none. An entry
    /// with an instrument is published by a head.
    struct Publication {
        bytes32 entry;
        bytes32 review;
        bytes32 regrade;
    }

    /// @notice Signed by a head or officer of the manager: the entry is not in order, for this reason.
    struct Refusal {
        bytes32 entry;
        string reason;
    }

    /// @notice Signed by heads of `from`, `to` and `manager`: the item passes from one owner to another by a legal
    /// instrument. After a reform the successor signs for `from` and may itself be `to`. `nonce` is that of `from`.
    struct AttributionChange {
        string item;
        string from;
        string to;
        string manager;
        bytes32 instrument;
        uint256 nonce;
    }

    /// @notice Signed by a head of the manager: `source` leads the collection (牵头数源部门) in the place of `replaced`.
    struct SourceAssignment {
        string item;
        string source;
        string replaced;
        bytes32 basis;
        uint256 nonce;
    }

    /// @notice Signed by a head of the owner: the three-level link 职责 → 数据 → 表. `duty` is the hash of the duty's id,
    /// `table` that of the table; `linked` false takes the link away.
    struct Linking {
        string item;
        bytes32 duty;
        bytes32 table;
        bool linked;
        uint256 nonce;
    }

    /// @notice Signed by heads of owner, manager and operator: a right in the item is granted. The owner keeps its own.
    /// `nonce` is the owner's.
    /// @param rightType 2 process or 3 operate; holding follows attribution and is never granted.
    /// @param scope Hash of what may be done.
    /// @param incomeShare The operator's share of the income in basis points, at most 10,000: recorded, never settled.
    /// @param approval Hash of the approval.
    struct Grant {
        string item;
        string operator;
        uint32 vocabulary;
        uint8 rightType;
        bytes32 scope;
        uint64 until;
        uint16 incomeShare;
        bytes32 approval;
        uint256 nonce;
    }

    /// @notice Signed by a head of `department`, the item's owner or manager: the grant ends at `since`, or now if that
    /// is past. `nonce` is that of `department`.
    struct GrantEnd {
        bytes32 grant;
        string department;
        uint64 since;
        bytes32 reason;
        uint256 nonce;
    }

    /// @notice A published item as it stands now; all zero if nothing of this code was published.
    struct Item {
        bytes32 owner;
        bytes32 manager;
        bytes32 leadSource;
        bytes32 entry;
        bytes32 schema;
        bytes32 basis;
        bytes32 otherRights;
        uint64 version;
        uint64 publishedAt;
        uint64 obtainedAt;
        uint64 useUntil;
        uint32 vocabulary;
        uint8 rightType;
        uint8 aggregation;
        uint8 formatClass;
        uint8 modes;
        uint8 updateCycle;
        uint8 shareType;
        uint8 grade;
        bool personal;
    }

    /// @notice What is kept of an entry. `regrade` and `reviewedAt` are zero until it is reviewed; `submitter` is the
    /// head of the owner who signed it.
    struct EntryRecord {
        bytes32 item;
        bytes32 previous;
        bytes32 regrade;
        uint64 version;
        uint64 submittedAt;
        uint64 reviewedAt;
        uint8 grade;
        EntryState state;
        address submitter;
    }

    /// @notice An owner and since when; `instrument` is zero for the first, who came by publication.
    struct Holding {
        bytes32 owner;
        bytes32 instrument;
        uint64 since;
    }

    /// @notice A duty and a table that an item joins.
    struct Link {
        bytes32 duty;
        bytes32 table;
    }

    /// @notice A grant of a right.
    struct GrantRecord {
        bytes32 item;
        bytes32 operator;
        bytes32 scope;
        uint64 from;
        uint64 until;
        uint32 vocabulary;
        uint16 incomeShare;
        uint8 rightType;
    }

    /// @notice An entry waits for review; the whole of it is here.
    event EntrySubmitted(bytes32 indexed item, bytes32 indexed entry, bytes32 indexed owner, Entry content);
    /// @notice An entry was published and is the item's present version.
    event EntryPublished(
        bytes32 indexed item, bytes32 indexed entry, uint64 version, address signer, bytes32 review, bytes32 regrade
    );
    /// @notice An entry was sent back; the same entry cannot be submitted again.
    event EntryRefused(bytes32 indexed item, bytes32 indexed entry, address signer, string reason);
    /// @notice The item passed from one owner to another.
    event AttributionChanged(bytes32 indexed item, bytes32 indexed from, bytes32 indexed to, bytes32 instrument);
    /// @notice Another department leads the collection of the item.
    event SourceAssigned(bytes32 indexed item, bytes32 indexed source, bytes32 replaced, bytes32 basis);
    /// @notice A link duty → item → table was made.
    event Linked(bytes32 indexed item, bytes32 indexed duty, bytes32 indexed table);
    /// @notice A link was taken away.
    event Unlinked(bytes32 indexed item, bytes32 indexed duty, bytes32 indexed table);
    /// @notice A right was granted.
    event Granted(bytes32 indexed item, bytes32 indexed operator, bytes32 indexed grant, Grant terms);
    /// @notice A grant was ended.
    event GrantEnded(bytes32 indexed grant, bytes32 indexed department, uint64 since, bytes32 reason);

    /// @notice Submits an entry for review; signed by a head of its owner.
    /// @dev The next version names the same owner and manager. After a reform it may name the manager's successor; where
    /// that is the owner itself, another manager, so that nobody reviews its own entries.
    /// Rival first entries of one code may wait side by side; the one that is published makes the owner. So nobody
    /// blocks a code by submitting early.
    /// @return id The entry's id.
    function submit(Entry calldata entry, address signer, bytes calldata signature) external returns (bytes32 id);

    /// @notice Publishes a submitted entry; signed by a head or officer of the manager that it names (条例 17).
    /// @dev All that may have changed since the submission is checked again: version, owner, parents and their grades,
    /// and, by what is known now, that the submitter was a head when it signed.
    function publish(
        Entry calldata entry,
        Publication calldata publication,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Sends a submitted entry back; signed by a head or officer of the manager that it names.
    function refuse(Entry calldata entry, Refusal calldata refusal, address signer, bytes calldata signature) external;

    /// @notice Changes the owner of an item. There is no other way. Grants, links and versions stay as they are; where
    /// the old owner led the collection, the new one does.
    /// @param consents In the order old owner, new owner, manager.
    function changeAttribution(AttributionChange calldata change, Consent[3] calldata consents) external;

    /// @notice Names the lead source of an item; signed by a head of its manager (条例 19). Until then it is the owner.
    function assignSource(SourceAssignment calldata assignment, address signer, bytes calldata signature) external;

    /// @notice Makes or takes away a link duty → item → table; signed by a head of the item's owner.
    function link(Linking calldata linking, address signer, bytes calldata signature) external;

    /// @notice Grants a right in an item.
    /// @param consents In the order owner, manager, operator.
    /// @return id The grant's id: its EIP-712 hash without domain.
    function grant(Grant calldata terms, Consent[3] calldata consents) external returns (bytes32 id);

    /// @notice Ends a grant; signed by a head of the item's owner or manager. It never ends in the past.
    function endGrant(GrantEnd calldata end, address signer, bytes calldata signature) external;

    /// @notice The id of the item of this resource code.
    function idOf(string calldata item) external pure returns (bytes32);

    /// @notice The item as it stands now.
    function itemOf(bytes32 item) external view returns (Item memory);

    /// @notice The item's owner; zero if nothing of this code was published.
    function ownerOf(bytes32 item) external view returns (bytes32);

    /// @notice The item's owner at that time; zero before the first publication.
    function ownerAt(bytes32 item, uint64 time) external view returns (bytes32);

    /// @notice All owners of the item, first to last.
    function holdingsOf(bytes32 item) external view returns (Holding[] memory);

    /// @notice Who keeps the data: the manager where aggregation is physical, else the owner.
    function custodianOf(bytes32 item) external view returns (bytes32);

    /// @notice What is kept of an entry.
    function entryOf(bytes32 entry) external view returns (EntryRecord memory);

    /// @notice The id of the entry published as this version of the item; zero if there is none.
    function entryAt(bytes32 item, uint64 version) external view returns (bytes32);

    /// @notice The entries that this one is derived from: the parents' versions at its publication.
    function parentsOf(bytes32 entry) external view returns (bytes32[] memory);

    /// @notice A parent whose present grade lies above the item's without a regrade, and that grade; zero if none does.
    /// A parent may be graded up after its child was published: the owner then submits a new version.
    function gradeConflictOf(bytes32 item) external view returns (bytes32 parent, uint8 parentGrade);

    /// @notice The item's links, in no order.
    function linksOf(bytes32 item) external view returns (Link[] memory);

    /// @notice Whether the link stands.
    function isLinked(bytes32 item, bytes32 duty, bytes32 table) external view returns (bool);

    /// @notice The items that serve a duty, from `offset`, at most `limit`, in no order; and how many there are.
    function itemsOfDuty(
        bytes32 duty,
        uint256 offset,
        uint256 limit
    ) external view returns (bytes32[] memory items, uint256 count);

    /// @notice The grant of this id; all zero if there is none.
    function grantOf(bytes32 id) external view returns (GrantRecord memory);

    /// @notice Whether the grant holds at that time, by what is known now.
    function grantHoldsAt(bytes32 id, uint64 time) external view returns (bool);

    /// @notice The nonce that the department's next act at this item has to carry.
    function nonceOf(bytes32 item, bytes32 department) external view returns (uint256);
}
