// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {ResourceCode} from "../libraries/ResourceCode.sol";
import {CatalogueStorage} from "./CatalogueStorage.sol";
import {CatalogueTypes} from "./CatalogueTypes.sol";

/// @dev The three-level link duty → data → table.
abstract contract CatalogueLinks is CatalogueStorage {
    using ResourceCode for string;

    uint256 private constant LINKS_CAP = 64;

    mapping(bytes32 item => Link[]) private _links;
    /// @dev Place in `_links` plus one, by hash of duty and table.
    mapping(bytes32 item => mapping(bytes32 link => uint256)) private _places;
    mapping(bytes32 duty => bytes32[]) private _itemsOf;
    mapping(bytes32 duty => mapping(bytes32 item => Join)) private _joins;

    /// @dev How many tables an item joins to a duty, and its place in `_itemsOf` plus one.
    struct Join {
        uint128 tables;
        uint128 place;
    }

    /// @inheritdoc ICatalogue
    function link(Linking calldata linking, address signer, bytes calldata signature) external {
        bytes32 item = linking.item.idOf();
        bytes32 owner = _published(item).owner;
        if (linking.duty == 0 || linking.table == 0) revert LinkIncomplete();
        _useNonce(item, owner, linking.nonce);
        _requireHead(owner, CatalogueTypes.hash(linking), signer, signature);

        if (linking.linked) _link(item, linking.duty, linking.table);
        else _unlink(item, linking.duty, linking.table);
    }

    /// @inheritdoc ICatalogue
    function linksOf(bytes32 item) external view returns (Link[] memory) {
        return _links[item];
    }

    /// @inheritdoc ICatalogue
    function isLinked(bytes32 item, bytes32 duty, bytes32 table) external view returns (bool) {
        return _places[item][_keyOf(duty, table)] != 0;
    }

    /// @inheritdoc ICatalogue
    function itemsOfDuty(
        bytes32 duty,
        uint256 offset,
        uint256 limit
    ) external view returns (bytes32[] memory items, uint256 count) {
        bytes32[] storage all = _itemsOf[duty];
        count = all.length;
        uint256 left = offset < count ? count - offset : 0;
        items = new bytes32[](limit < left ? limit : left);
        for (uint256 i = 0; i < items.length; ++i) {
            items[i] = all[offset + i];
        }
    }

    function _link(bytes32 item, bytes32 duty, bytes32 table) private {
        bytes32 key = _keyOf(duty, table);
        if (_places[item][key] != 0) revert AlreadyLinked(item, duty, table);
        Link[] storage links = _links[item];
        if (links.length == LINKS_CAP) revert TooManyLinks(item);

        links.push(Link(duty, table));
        _places[item][key] = links.length;
        Join storage join = _joins[duty][item];
        if (join.tables++ == 0) {
            _itemsOf[duty].push(item);
            join.place = uint128(_itemsOf[duty].length);
        }
        emit Linked(item, duty, table);
    }

    /// @dev The last link takes the place of the one that goes.
    function _unlink(bytes32 item, bytes32 duty, bytes32 table) private {
        bytes32 key = _keyOf(duty, table);
        uint256 place = _places[item][key];
        if (place == 0) revert NotLinked(item, duty, table);

        Link[] storage links = _links[item];
        Link memory last = links[links.length - 1];
        links[place - 1] = last;
        _places[item][_keyOf(last.duty, last.table)] = place;
        delete _places[item][key];
        links.pop();
        if (--_joins[duty][item].tables == 0) _leave(duty, item);
        emit Unlinked(item, duty, table);
    }

    function _leave(bytes32 duty, bytes32 item) private {
        bytes32[] storage items = _itemsOf[duty];
        uint128 place = _joins[duty][item].place;
        bytes32 last = items[items.length - 1];
        items[place - 1] = last;
        _joins[duty][last].place = place;
        delete _joins[duty][item];
        items.pop();
    }

    function _keyOf(bytes32 duty, bytes32 table) private pure returns (bytes32) {
        return keccak256(abi.encode(duty, table));
    }
}
