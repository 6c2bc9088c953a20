// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";
import {ICatalogueErrors} from "./ICatalogueErrors.sol";

/// @title What an entry has to say (条例 13, 15), in the order of ICatalogueErrors.Incomplete
library EntryRules {
    uint8 private constant UNCONDITIONAL = 1;

    /// @notice Reverts with the first field that is missing or holds no known value.
    function requireComplete(ICatalogue.Entry calldata entry) internal pure {
        _requireHash(1, entry.content.title);
        _requireHash(2, entry.content.schema);
        _requireChoice(3, entry.content.formatClass, 7);
        _requireChoice(4, entry.content.modes, 7);
        _requireChoice(5, entry.content.updateCycle, 7);
        _requireSharing(entry.sharing);
        _requireChoice(8, entry.protection.grade, 3);
        _requireHash(9, entry.protection.assessment);
        _requireChoice(10, entry.responsible.aggregation, 2);
        _requireRights(entry.rights);
    }

    function _requireSharing(ICatalogue.Sharing calldata sharing) private pure {
        _requireChoice(6, sharing.shareType, 3);
        if (sharing.shareType != UNCONDITIONAL) {
            _requireHash(7, sharing.basis);
        } else if (sharing.basis != 0) {
            revert ICatalogueErrors.ConditionOnUnconditional(sharing.basis);
        }
    }

    function _requireRights(ICatalogue.Rights calldata rights) private pure {
        _requireChoice(11, rights.vocabulary, 1);
        _requireChoice(12, rights.rightType, 3);
        if (rights.obtainedAt == 0) revert ICatalogueErrors.Incomplete(13);
        if (rights.useUntil == 0) revert ICatalogueErrors.Incomplete(14);
        if (rights.useUntil <= rights.obtainedAt) revert ICatalogueErrors.UnknownValue(14, rights.useUntil);
        _requireHash(15, rights.others);
    }

    function _requireHash(uint8 field, bytes32 value) private pure {
        if (value == 0) revert ICatalogueErrors.Incomplete(field);
    }

    function _requireChoice(uint8 field, uint256 value, uint256 last) private pure {
        if (value == 0) revert ICatalogueErrors.Incomplete(field);
        if (value > last) revert ICatalogueErrors.UnknownValue(field, value);
    }
}
