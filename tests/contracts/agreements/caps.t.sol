// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Lists of different members at their caps: what they cost, and that each member is answered for.
contract CapsTest is LifeFixture {
    uint256 private constant GAS_OF_ONE_TRANSACTION = 1 << 24;

    function test_TermsAtTheirCapsFitIntoOneTransaction() public {
        IAgreements.Terms memory terms = _longTerms();
        terms.scope.items = _different(64, "item ");
        terms.scope.fields = _different(256, "field ");
        terms.scope.purposes = _different(64, "purpose ");
        IAgreements.Consent[3] memory consents = _consents(terms);
        uint256 before = gasleft();
        id = agreements.conclude(terms, consents);
        vm.assertTrue(before - gasleft() < GAS_OF_ONE_TRANSACTION);
        for (uint256 i = 0; i < 64; ++i) {
            IAgreements.Reason reason =
                agreements.permits(id, terms.scope.purposes[i], terms.scope.fields, "batch", 1, USE_FROM);
            vm.assertTrue(reason == IAgreements.Reason.Permitted);
        }
    }

    function _different(uint256 length, string memory name) private pure returns (string[] memory list) {
        list = new string[](length);
        for (uint256 i = 0; i < length; ++i) list[i] = string.concat(name, vm.toString(i));
    }
}
