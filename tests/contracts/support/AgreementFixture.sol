// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agreements} from "../../../contracts/Agreements.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// @dev Terms between MZ (owner), GF (user) and SJ (manager), and their three consents.
abstract contract AgreementFixture is Fixture {
    Agreements internal agreements;

    function setUp() public virtual override {
        super.setUp();
        agreements = new Agreements(departments);
    }

    function _terms() internal pure returns (IAgreements.Terms memory terms) {
        terms.number = unicode"浙数享〔2026〕1号";
        terms.parties = IAgreements.Parties("MZ-330100", "GF-330100", "SJ-330000");
        terms.scope = IAgreements.Scope(
            _list(2, "330100/table"), _list(3, "code"), _list(1, "verify an address"), "batch", "Art. 20", "one stop"
        );
        terms.limits = IAgreements.Limits(10_000, 4000, 2, "none");
        terms.period = IAgreements.Period(START + 100, START + 365 days, START + 4 * 365 days);
        terms.texts = IAgreements.Texts("zh", "en", "policy", "calendar");
    }

    function _list(uint256 length, string memory value) internal pure returns (string[] memory list) {
        list = new string[](length);
        for (uint256 i = 0; i < length; ++i) list[i] = value;
    }

    function _consents(IAgreements.Terms memory terms) internal view returns (IAgreements.Consent[3] memory consents) {
        uint256[3] memory heads = [MZ_HEAD, GF_HEAD, SJ_HEAD];
        bytes32 hash = typed.hash(terms);
        for (uint256 i = 0; i < 3; ++i) {
            consents[i] = IAgreements.Consent(vm.addr(heads[i]), _sign(heads[i], address(agreements), hash));
        }
    }
}
