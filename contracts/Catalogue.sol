// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CatalogueEntries} from "./catalogue/CatalogueEntries.sol";
import {CatalogueGrants} from "./catalogue/CatalogueGrants.sol";
import {CatalogueLinks} from "./catalogue/CatalogueLinks.sol";
import {ICatalogue} from "./ICatalogue.sol";
import {IDepartments} from "./IDepartments.sol";
import {DepartmentSignatures} from "./libraries/DepartmentSignatures.sol";
import {ResourceCode} from "./libraries/ResourceCode.sol";

/// @notice See {ICatalogue}.
contract Catalogue is CatalogueEntries, CatalogueLinks, CatalogueGrants {
    constructor(IDepartments departments) DepartmentSignatures(departments) {}

    /// @inheritdoc ICatalogue
    function idOf(string calldata item) external pure returns (bytes32) {
        return ResourceCode.idOf(item);
    }
}
