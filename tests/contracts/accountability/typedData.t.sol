// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../../../contracts/IAccountability.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityHashes} from "./AccountabilityFixture.sol";

/// @dev The expected hashes were made by eth-account from the struct definitions of the interface.
contract AccountabilityTypedDataTest {
    function test_StructHashesAreThoseOfAnotherImplementation() public {
        AccountabilityHashes hashes = new AccountabilityHashes();
        vm.assertEq(
            hashes.hash(IAccountability.Finding("b", "s", 2, "r", "e", 7)),
            0x9d008dc92fe9f2099759e63c3755b21913c481cf5676b6df70235432e85f72f4,
            "Finding"
        );
        vm.assertEq(
            hashes.hash(IAccountability.Order("b", "CS", "m", 9, "e", 7)),
            0x0efc717dc949cc25937e68b99840187b307d3e30ff1963d0fe03a45a94aa31f9,
            "Order"
        );
        vm.assertEq(
            hashes.hash(IAccountability.Rectification("b", "p", "e", 7)),
            0xbeeeb0a339d1069a5c57e18ea2e838d7867c3375cee67750074cf86457628324,
            "Rectification"
        );
        vm.assertEq(
            hashes.hash(IAccountability.Acceptance("b", "CS", true, "s", "r", "e", 7)),
            0x42ed77bc966a3677b74dea2f4b961260ac0da7b0ada74d56d862812a982a7e12,
            "Acceptance"
        );
        vm.assertEq(
            hashes.hash(IAccountability.DisputeFiling("a", "", "MZ", "GF", "c", "e")),
            0x22f0422173a5cb7e0efe5ea22bf06680df00a5f6a457d45326bb7d89546df128,
            "DisputeFiling"
        );
        vm.assertEq(
            hashes.hash(IAccountability.Negotiation("d", "MZ", true, "r", "p", "e")),
            0x995f2a3b4cc8adc3ea72326110f66395c43157652c8dceaae07f2fd7bb34140c,
            "Negotiation"
        );
        vm.assertEq(
            hashes.hashMediation(IAccountability.Mediation("d", "CS", true, "r", "p", "e")),
            0x29e86f4b3671395348a4d87cf288fb9f110e10fa0a41ae9c104628bf408fbbb8,
            "Mediation"
        );
        vm.assertEq(
            hashes.hash(IAccountability.Decision("d", "ZF", "r", "p", "e")),
            0x0b04c0628159a30f597ee49c16018965d9b6480452c0e4a9dd84e19104fbddad,
            "Decision"
        );
    }
}
