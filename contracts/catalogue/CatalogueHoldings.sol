// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {DepartmentCode} from "../libraries/DepartmentCode.sol";
import {ResourceCode} from "../libraries/ResourceCode.sol";
import {CatalogueStorage} from "./CatalogueStorage.sol";
import {CatalogueTypes} from "./CatalogueTypes.sol";

/// @dev Who owns an item, since when and by which instrument; and who leads its collection.
abstract contract CatalogueHoldings is CatalogueStorage {
    using DepartmentCode for string;
    using ResourceCode for string;

    mapping(bytes32 item => Holding[]) private _holdings;

    /// @inheritdoc ICatalogue
    function changeAttribution(AttributionChange calldata change, Consent[3] calldata consents) external {
        bytes32 item = change.item.idOf();
        Item storage known = _published(item);
        if (change.instrument == 0) revert InstrumentMissing();
        bytes32[3] memory codes = [change.from.parse(), change.to.parse(), change.manager.parse()];
        if (known.owner != codes[0]) revert SecondOwner(item, known.owner);
        if (known.manager != codes[2]) revert NotTheManager(item, known.manager);
        if (codes[0] == codes[1]) revert SameDepartment(codes[0]);
        _requireDistinct(codes[1], codes[2]);
        _useNonce(item, codes[0], change.nonce);
        _requireThreeHeads(codes, CatalogueTypes.hash(change), consents);

        _take(item, codes[1], change.instrument);
        emit AttributionChanged(item, codes[0], codes[1], change.instrument);
    }

    /// @inheritdoc ICatalogue
    function assignSource(SourceAssignment calldata assignment, address signer, bytes calldata signature) external {
        bytes32 item = assignment.item.idOf();
        Item storage known = _published(item);
        bytes32 source = assignment.source.parse();
        if (assignment.replaced.parse() != known.leadSource) revert SourceActive(item, known.leadSource);
        if (source == known.leadSource) revert AlreadySource(item, source);
        if (assignment.basis == 0) revert BasisMissing();
        _requireAdmitted(source);
        bytes32 manager = known.manager;
        _useNonce(item, manager, assignment.nonce);
        _requireHead(manager, CatalogueTypes.hash(assignment), signer, signature);

        bytes32 replaced = known.leadSource;
        known.leadSource = source;
        emit SourceAssigned(item, source, replaced, assignment.basis);
    }

    /// @inheritdoc ICatalogue
    function holdingsOf(bytes32 item) external view returns (Holding[] memory) {
        return _holdings[item];
    }

    /// @inheritdoc ICatalogue
    function ownerAt(bytes32 item, uint64 time) external view returns (bytes32) {
        Holding[] storage holdings = _holdings[item];
        for (uint256 i = holdings.length; i > 0; --i) {
            if (holdings[i - 1].since <= time) return holdings[i - 1].owner;
        }
        return 0;
    }

    /// @dev The only place that writes an owner.
    function _take(bytes32 item, bytes32 owner, bytes32 instrument) internal {
        Item storage known = _items[item];
        if (known.leadSource == known.owner) known.leadSource = owner;
        known.owner = owner;
        _holdings[item].push(Holding(owner, instrument, _now()));
    }
}
