// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {ResourceCode} from "../libraries/ResourceCode.sol";
import {CatalogueStorage} from "./CatalogueStorage.sol";
import {CatalogueTypes} from "./CatalogueTypes.sol";

/// @dev Rights to process and to operate, granted beside the owner's own.
abstract contract CatalogueGrants is CatalogueStorage {
    using DepartmentCode for string;
    using ResourceCode for string;

    uint32 private constant VOCABULARY = 1;
    uint8 private constant PROCESS = 2;
    uint8 private constant OPERATE = 3;
    uint16 private constant WHOLE = 10_000;

    mapping(bytes32 id => GrantRecord) private _grants;

    /// @inheritdoc ICatalogue
    function grant(Grant calldata terms, Consent[3] calldata consents) external returns (bytes32 id) {
        bytes32 item = terms.item.idOf();
        Item storage known = _published(item);
        _requireTerms(terms, known.useUntil);
        id = CatalogueTypes.hash(terms);
        if (_grants[id].until != 0) revert AlreadyGranted(id);
        bytes32[3] memory codes = [known.owner, known.manager, terms.operator.parse()];
        _requireDistinct(codes[0], codes[1]);
        _requireDistinct(codes[2], codes[0]);
        _requireDistinct(codes[2], codes[1]);
        _useNonce(item, codes[0], terms.nonce);
        _requireThreeHeads(codes, id, consents);

        _grants[id] = GrantRecord(
            item, codes[2], terms.scope, _now(), terms.until, terms.vocabulary, terms.incomeShare, terms.rightType
        );
        emit Granted(item, codes[2], id, terms);
    }

    /// @inheritdoc ICatalogue
    function endGrant(GrantEnd calldata end, address signer, bytes calldata signature) external {
        GrantRecord storage known = _grants[end.grant];
        bytes32 item = known.item;
        if (item == 0) revert UnknownGrant(end.grant);
        bytes32 department = end.department.parse();
        if (department != _items[item].owner && department != _items[item].manager) {
            revert NeitherOwnerNorManager(item, department);
        }
        if (end.reason == 0) revert BasisMissing();
        uint64 since = end.since < _now() ? _now() : end.since;
        if (since >= known.until) revert EndExtends(end.grant, known.until, since);
        _useNonce(item, department, end.nonce);
        _requireHead(department, CatalogueTypes.hash(end), signer, signature);

        known.until = since;
        emit GrantEnded(end.grant, department, since, end.reason);
    }

    /// @inheritdoc ICatalogue
    function grantOf(bytes32 id) external view returns (GrantRecord memory) {
        return _grants[id];
    }

    /// @inheritdoc ICatalogue
    function grantHoldsAt(bytes32 id, uint64 time) external view returns (bool) {
        GrantRecord storage known = _grants[id];
        return known.from <= time && time < known.until;
    }

    function _requireTerms(Grant calldata terms, uint64 limit) private view {
        if (terms.vocabulary != VOCABULARY || (terms.rightType != PROCESS && terms.rightType != OPERATE)) {
            revert NotGrantable(terms.vocabulary, terms.rightType);
        }
        if (terms.scope == 0 || terms.approval == 0) revert GrantIncomplete();
        if (terms.incomeShare > WHOLE) revert IncomeShare(terms.incomeShare);
        if (terms.until <= _now() || terms.until > limit) revert GrantTerm(terms.until, limit);
    }
}
