// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {IDepartments} from "../IDepartments.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {ResourceCode} from "../libraries/ResourceCode.sol";
import {CatalogueHoldings} from "./CatalogueHoldings.sol";
import {CatalogueTypes} from "./CatalogueTypes.sol";
import {EntryRules} from "./EntryRules.sol";

/// @dev Submission by the owner, review and publication by the manager.
abstract contract CatalogueEntries is CatalogueHoldings {
    using DepartmentCode for string;
    using ResourceCode for string;

    uint8 private constant OFFICER = 2;
    uint256 private constant PARENTS_CAP = 32;
    uint256 private constant REASON_CAP = 256;

    mapping(bytes32 entry => EntryRecord) private _entries;
    mapping(bytes32 item => mapping(uint64 version => bytes32)) private _versions;
    mapping(bytes32 entry => bytes32[]) private _parents;

    /// @inheritdoc ICatalogue
    function submit(Entry calldata entry, address signer, bytes calldata signature) external returns (bytes32 id) {
        bytes32 item = entry.item.idOf();
        if (entry.protection.secret) revert SecretData(item);
        EntryRules.requireComplete(entry);
        bytes32 owner = entry.responsible.owner.parse();
        bytes32 manager = entry.responsible.manager.parse();
        _requireAdmitted(manager);
        _requireNext(item, entry, owner, manager);
        _currentParents(item, entry.derivedFrom);
        id = CatalogueTypes.hash(entry);
        if (_entries[id].state != EntryState.None) revert AlreadySubmitted(id);
        _requireHead(owner, id, signer, signature);

        EntryRecord storage record = _entries[id];
        record.item = item;
        record.previous = entry.previous;
        record.version = entry.version;
        record.submittedAt = _now();
        record.grade = entry.protection.grade;
        record.state = EntryState.Submitted;
        record.submitter = signer;
        emit EntrySubmitted(item, id, owner, entry);
    }

    /// @inheritdoc ICatalogue
    function publish(
        Entry calldata entry,
        Publication calldata publication,
        address signer,
        bytes calldata signature
    ) external {
        bytes32 id = _waiting(entry, publication.entry);
        if (publication.review == 0) revert ReviewMissing();
        bytes32 manager = entry.responsible.manager.parse();
        _requireReviewer(manager, signer, publication.regrade != 0);
        _requireSignature(CatalogueTypes.hash(publication), signer, signature);
        bytes32 item = _entries[id].item;
        bytes32 owner = entry.responsible.owner.parse();
        _requireSubmitter(id, owner);
        _requireNext(item, entry, owner, manager);
        bytes32[] memory parents = _currentParents(item, entry.derivedFrom);
        if (publication.regrade == 0) _requireGrade(entry.protection.grade, parents);

        _parents[id] = parents;
        _versions[item][entry.version] = id;
        _conclude(id, EntryState.Published, publication.regrade);
        if (entry.version == 1) _take(item, owner, 0);
        _write(item, id, manager, entry);
        emit EntryPublished(item, id, entry.version, signer, publication.review, publication.regrade);
    }

    /// @inheritdoc ICatalogue
    function refuse(
        Entry calldata entry,
        Refusal calldata refusal,
        address signer,
        bytes calldata signature
    ) external {
        bytes32 id = _waiting(entry, refusal.entry);
        uint256 length = bytes(refusal.reason).length;
        if (length == 0 || length > REASON_CAP) revert ReasonLength(length);
        _requireReviewer(entry.responsible.manager.parse(), signer, false);
        _requireSignature(CatalogueTypes.hash(refusal), signer, signature);

        _conclude(id, EntryState.Refused, 0);
        emit EntryRefused(_entries[id].item, id, signer, refusal.reason);
    }

    /// @inheritdoc ICatalogue
    function entryOf(bytes32 entry) external view returns (EntryRecord memory) {
        return _entries[entry];
    }

    /// @inheritdoc ICatalogue
    function entryAt(bytes32 item, uint64 version) external view returns (bytes32) {
        return _versions[item][version];
    }

    /// @inheritdoc ICatalogue
    function parentsOf(bytes32 entry) external view returns (bytes32[] memory) {
        return _parents[entry];
    }

    /// @inheritdoc ICatalogue
    function gradeConflictOf(bytes32 item) external view returns (bytes32 parent, uint8 parentGrade) {
        Item storage known = _published(item);
        if (_entries[known.entry].regrade != 0) return (0, 0);
        bytes32[] storage parents = _parents[known.entry];
        for (uint256 i = 0; i < parents.length; ++i) {
            parent = _entries[parents[i]].item;
            parentGrade = _items[parent].grade;
            if (parentGrade > known.grade) return (parent, parentGrade);
        }
        return (0, 0);
    }

    function _waiting(Entry calldata entry, bytes32 named) private view returns (bytes32 id) {
        id = CatalogueTypes.hash(entry);
        if (named != id) revert OtherEntry(id, named);
        if (_entries[id].state != EntryState.Submitted) revert NotSubmitted(id);
    }

    function _conclude(bytes32 id, EntryState state, bytes32 regrade) private {
        EntryRecord storage record = _entries[id];
        record.state = state;
        record.reviewedAt = _now();
        record.regrade = regrade;
    }

    function _write(bytes32 item, bytes32 id, bytes32 manager, Entry calldata entry) private {
        Item storage known = _items[item];
        known.manager = manager;
        known.entry = id;
        known.schema = entry.content.schema;
        known.basis = entry.sharing.basis;
        known.otherRights = entry.rights.others;
        known.version = entry.version;
        known.publishedAt = _now();
        known.obtainedAt = entry.rights.obtainedAt;
        known.useUntil = entry.rights.useUntil;
        known.vocabulary = entry.rights.vocabulary;
        known.rightType = entry.rights.rightType;
        known.aggregation = entry.responsible.aggregation;
        known.formatClass = entry.content.formatClass;
        known.modes = entry.content.modes;
        known.updateCycle = entry.content.updateCycle;
        known.shareType = entry.sharing.shareType;
        known.grade = entry.protection.grade;
        known.personal = entry.protection.personal;
    }

    /// @dev Holds both when an entry is submitted and when it is published: in between the item may have moved on, or a
    /// reform may have made owner and manager one.
    function _requireNext(bytes32 item, Entry calldata entry, bytes32 owner, bytes32 manager) private view {
        _requireDistinct(owner, manager);
        Item storage known = _items[item];
        if (known.version != 0) {
            if (known.owner != owner) revert SecondOwner(item, known.owner);
            if (known.manager != manager) _requireVacant(item, known, manager);
        }
        if (entry.version != known.version + 1 || entry.previous != known.entry) {
            revert WrongVersion(item, known.version + 1, known.entry);
        }
    }

    /// @dev Another manager may be named only after a reform, by the owner and the manager together: where the manager's
    /// successor is the one named, which publishes, or is the owner itself, which submits.
    function _requireVacant(bytes32 item, Item storage known, bytes32 named) private view {
        bytes32 successor = _standing(known.manager);
        if (successor != named && successor != _standing(known.owner)) revert NotTheManager(item, known.manager);
    }

    function _currentParents(bytes32 item, string[] calldata codes) private view returns (bytes32[] memory parents) {
        if (codes.length > PARENTS_CAP) revert TooManyParents(codes.length);
        parents = new bytes32[](codes.length);
        for (uint256 i = 0; i < codes.length; ++i) {
            bytes32 parent = codes[i].idOf();
            if (parent == item) revert OwnParent(item);
            parents[i] = _published(parent).entry;
        }
    }

    function _requireGrade(uint8 grade, bytes32[] memory parents) private view {
        for (uint256 i = 0; i < parents.length; ++i) {
            EntryRecord storage parent = _entries[parents[i]];
            if (parent.grade > grade) revert GradeBelowParent(parent.item, parent.grade, grade);
        }
    }

    /// @dev A key found to be compromised is ended from a time in the past: what it submitted since is not published.
    function _requireSubmitter(bytes32 id, bytes32 owner) private view {
        EntryRecord storage record = _entries[id];
        if (!_isHead(record.submitter, owner, record.submittedAt)) {
            revert NotAHead(record.submitter, owner);
        }
    }

    function _requireReviewer(bytes32 manager, address signer, bool headOnly) private view {
        if (_isHead(signer, manager, _now())) return;
        if (headOnly) revert NotAHead(signer, manager);
        IDepartments.Key memory key = _departments.keyOf(signer);
        if (key.department != _standing(manager) || key.role != OFFICER || !_departments.keyValidAt(signer, _now())) {
            revert NotAReviewer(signer, manager);
        }
    }
}
