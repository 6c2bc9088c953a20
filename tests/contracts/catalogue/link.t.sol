// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// link.tree
// ├── item not published → UnknownItem; duty or table zero → LinkIncomplete
// ├── owner's nonce not the next → WrongNonce; no head of the owner → NotAHead; signature → WrongSignature
// ├── linked: stands → AlreadyLinked; 64 stand → TooManyLinks; else Linked
// └── not linked: does not stand → NotLinked; else Unlinked, the last one moves up
// itemsOfDuty.tree: offset past the end → none; limit beyond the end → the rest
contract LinkTest is SignedCallTests, CatalogueFixture {
    function setUp() public override(Fixture, CatalogueFixture) {
        CatalogueFixture.setUp();
        _enter(_first());
    }

    function _linking() private pure returns (ICatalogue.Linking memory) {
        return ICatalogue.Linking(CODE, "duty", "table", true, 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        catalogue.link(_linking(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_linking());
    }

    function _target() internal view override returns (address) {
        return address(catalogue);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", SJ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, MZ, 1, 0);
    }

    function test_LinksDutyItemAndTable() public {
        bytes memory signature = _sign(MZ_HEAD, address(catalogue), hashes.hash(_linking()));
        vm.expectEmit(address(catalogue));
        emit ICatalogue.Linked(ITEM, "duty", "table");
        catalogue.link(_linking(), vm.addr(MZ_HEAD), signature);
        vm.assertTrue(catalogue.isLinked(ITEM, "duty", "table"));
        vm.assertEq(catalogue.linksOf(ITEM).length, 1);
        vm.assertEq(catalogue.linksOf(ITEM)[0].table, bytes32("table"));
        (bytes32[] memory items, uint256 count) = catalogue.itemsOfDuty("duty", 0, 10);
        vm.assertEq(count, 1);
        vm.assertEq(items[0], ITEM);
    }

    function test_UnlinksInAnyOrder() public {
        _enter(_entry(PARENT, 1, 0));
        _send(CODE, "d1", "t1", true);
        _send(CODE, "d1", "t2", true);
        _send(CODE, "d2", "t1", true);
        _send(PARENT, "d1", "t1", true);
        vm.expectEmit(address(catalogue));
        emit ICatalogue.Unlinked(ITEM, "d1", "t1");
        this.send(CODE, "d1", "t1", false);
        vm.assertFalse(catalogue.isLinked(ITEM, "d1", "t1"));
        vm.assertTrue(catalogue.isLinked(ITEM, "d1", "t2"));
        vm.assertTrue(catalogue.isLinked(ITEM, "d2", "t1"));
        (, uint256 count) = catalogue.itemsOfDuty("d1", 0, 0);
        vm.assertEq(count, 2);
        _send(CODE, "d1", "t2", false);
        bytes32[] memory items;
        (items, count) = catalogue.itemsOfDuty("d1", 0, 10);
        vm.assertEq(count, 1);
        vm.assertEq(items[0], PARENT_ITEM);
        _send(PARENT, "d1", "t1", false);
        (, count) = catalogue.itemsOfDuty("d1", 0, 10);
        vm.assertEq(count, 0);
        _send(CODE, "d1", "t1", true);
        vm.assertEq(catalogue.linksOf(ITEM).length, 2);
    }

    function test_PagesThroughTheItemsOfADuty() public {
        string[3] memory codes = ["a", "b", "c"];
        for (uint256 i = 0; i < 3; ++i) {
            _enter(_entry(codes[i], 1, 0));
            _send(codes[i], "duty", "table", true);
        }
        (bytes32[] memory items, uint256 count) = catalogue.itemsOfDuty("duty", 1, 1);
        vm.assertEq(count, 3);
        vm.assertEq(items.length, 1);
        vm.assertEq(items[0], keccak256("b"));
        (items,) = catalogue.itemsOfDuty("duty", 2, type(uint256).max);
        vm.assertEq(items.length, 1);
        (items,) = catalogue.itemsOfDuty("duty", 3, 1);
        vm.assertEq(items.length, 0);
        (items,) = catalogue.itemsOfDuty("duty", type(uint256).max, 1);
        vm.assertEq(items.length, 0);
    }

    function test_AnItemHasAtMostSixtyFourLinks() public {
        for (uint256 i = 1; i <= 64; ++i) _send(CODE, "duty", bytes32(i), true);
        _refuse(CODE, "duty", "one more", true, abi.encodeWithSelector(ICatalogueErrors.TooManyLinks.selector, ITEM));
        _send(CODE, "duty", bytes32(uint256(7)), false);
        _send(CODE, "duty", "one more", true);
    }

    function test_RefusesWhatIsWrongInTheLink() public {
        _refuse(PARENT, "d", "t", true, abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, PARENT_ITEM));
        _refuse(CODE, 0, "t", true, abi.encodeWithSelector(ICatalogueErrors.LinkIncomplete.selector));
        _refuse(CODE, "d", 0, true, abi.encodeWithSelector(ICatalogueErrors.LinkIncomplete.selector));
        bytes32 d = "d";
        bytes32 t = "t";
        _refuse(CODE, d, t, false, abi.encodeWithSelector(ICatalogueErrors.NotLinked.selector, ITEM, d, t));
        _send(CODE, d, t, true);
        _refuse(CODE, d, t, true, abi.encodeWithSelector(ICatalogueErrors.AlreadyLinked.selector, ITEM, d, t));
    }

    function testFuzz_LinksAreASet(uint8[12] memory steps) public {
        bool[4] memory stands;
        uint256 expected;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 place = steps[i] % 4;
            stands[place] = !stands[place];
            expected = stands[place] ? expected + 1 : expected - 1;
            _send(CODE, bytes32(1 + place / 2), bytes32(1 + place % 2), stands[place]);
            for (uint256 k = 0; k < 4; ++k) {
                vm.assertEq(catalogue.isLinked(ITEM, bytes32(1 + k / 2), bytes32(1 + k % 2)), stands[k], "link");
            }
            vm.assertEq(catalogue.linksOf(ITEM).length, expected);
            for (uint256 d = 0; d < 2; ++d) {
                (, uint256 count) = catalogue.itemsOfDuty(bytes32(d + 1), 0, 4);
                vm.assertEq(count, stands[2 * d] || stands[2 * d + 1] ? 1 : 0);
            }
        }
    }

    function send(string memory code, bytes32 duty, bytes32 table, bool linked) external {
        _send(code, duty, table, linked);
    }

    function _made(string memory code, bytes32 duty, bytes32 table, bool linked)
        private
        view
        returns (ICatalogue.Linking memory, bytes memory signature)
    {
        uint256 nonce = catalogue.nonceOf(keccak256(bytes(code)), MZ);
        ICatalogue.Linking memory linking = ICatalogue.Linking(code, duty, table, linked, nonce);
        return (linking, _sign(MZ_HEAD, address(catalogue), hashes.hash(linking)));
    }

    function _send(string memory code, bytes32 duty, bytes32 table, bool linked) private {
        (ICatalogue.Linking memory linking, bytes memory signature) = _made(code, duty, table, linked);
        catalogue.link(linking, vm.addr(MZ_HEAD), signature);
    }

    function _refuse(string memory code, bytes32 duty, bytes32 table, bool linked, bytes memory refusal) private {
        (ICatalogue.Linking memory linking, bytes memory signature) = _made(code, duty, table, linked);
        vm.expectRevert(refusal);
        catalogue.link(linking, vm.addr(MZ_HEAD), signature);
    }
}
