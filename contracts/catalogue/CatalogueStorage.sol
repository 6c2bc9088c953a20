// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {DepartmentSignatures} from "../libraries/DepartmentSignatures.sol";

/// @dev Items and nonces, which every part of the catalogue uses.
abstract contract CatalogueStorage is ICatalogue, DepartmentSignatures {
    mapping(bytes32 item => Item) internal _items;
    mapping(bytes32 item => mapping(bytes32 department => uint256)) internal _nonces;

    /// @inheritdoc ICatalogue
    function itemOf(bytes32 item) external view returns (Item memory) {
        return _items[item];
    }

    /// @inheritdoc ICatalogue
    function ownerOf(bytes32 item) external view returns (bytes32) {
        return _items[item].owner;
    }

    /// @inheritdoc ICatalogue
    function custodianOf(bytes32 item) external view returns (bytes32) {
        Item storage known = _items[item];
        return known.aggregation == 1 ? known.manager : known.owner;
    }

    /// @inheritdoc ICatalogue
    function nonceOf(bytes32 item, bytes32 department) external view returns (uint256) {
        return _nonces[item][department];
    }

    function _published(bytes32 item) internal view returns (Item storage known) {
        known = _items[item];
        if (known.version == 0) revert UnknownItem(item);
    }

    function _useNonce(bytes32 item, bytes32 department, uint256 given) internal {
        uint256 expected = _nonces[item][department]++;
        if (given != expected) revert WrongNonce(item, department, expected, given);
    }
}
