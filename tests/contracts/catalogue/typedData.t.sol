// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

/// @dev The expected hashes were made by eth-account from the struct definitions of the interface.
contract CatalogueTypedDataTest is CatalogueFixture {
    function test_StructHashesAreThoseOfAnotherImplementation() public view {
        ICatalogue.Entry memory entry = _first();
        entry.derivedFrom = new string[](2);
        (entry.derivedFrom[0], entry.derivedFrom[1]) = ("a", "b");
        vm.assertEq(hashes.hash(entry), 0x1f163b6f12e6bcddcf94e17f5d03e290232bf19f935f88ae99a293f00dcac185, "Entry");
        vm.assertEq(
            hashes.hash(ICatalogue.Publication("e", "r", "g")),
            0x8c75f5eda2366cddd455c566bb50399b70791f2a3d76e601a6848133dd2ad46a,
            "Publication"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.Refusal("e", "reason")),
            0x870acc03b3a37a341ed68e9409502a12be08a319b6b90e377f42461bce351db5,
            "Refusal"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.AttributionChange("a", "MZ", "GF", "SJ", "i", 7)),
            0x7be2bfa395f1768219f908d7c755cd660328aa7cf36a2e047eb5fa5d76869060,
            "AttributionChange"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.SourceAssignment("a", "MZ", "GF", "d", 7)),
            0x01f1410c97d769876c6e7c271d7145570ff2bff433978cbd6768587e883850fa,
            "SourceAssignment"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.Linking("a", "d", "t", true, 7)),
            0x96f85dbd159ec9855929c6c929c1232780bce919ebe09c6cff4fa05ac86a832a,
            "Linking"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.Grant("a", "GF", 1, 3, "s", 9, 10_000, "p", 7)),
            0xc5751fd9cc05a6b6f7e190d2cde6a8a799ca9fb884d639c98d515979f237bcf8,
            "Grant"
        );
        vm.assertEq(
            hashes.hash(ICatalogue.GrantEnd("g", "MZ", 9, "r", 7)),
            0x664241aec20c0dc98f9a15b6987332d67a4899e4acd802845663e24448d7ac7f,
            "GrantEnd"
        );
    }
}
