// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// changeAttribution.tree
// ├── item not published → UnknownItem
// ├── no instrument → InstrumentMissing
// ├── from is not the owner → SecondOwner; manager is not the item's → NotTheManager
// ├── from = to, or the new owner is the manager → SameDepartment
// ├── nonce of `from` not the next → WrongNonce
// ├── one of the three no head → NotAHead; not its signature → WrongSignature
// └── else: owner and lead source change, history kept, AttributionChanged
contract ChangeAttributionTest is CatalogueFixture {
    function setUp() public override {
        super.setUp();
        _enter(_first());
    }

    function test_ChangesTheOwner() public {
        vm.warp(START + 10);
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, GF_HEAD, SJ_HEAD, hashes.hash(change));
        vm.prank(address(0xBEEF));
        vm.expectEmit(address(catalogue));
        emit ICatalogue.AttributionChanged(ITEM, MZ, GF, "instrument");
        catalogue.changeAttribution(change, consents);

        vm.assertEq(catalogue.ownerOf(ITEM), GF);
        vm.assertEq(catalogue.custodianOf(ITEM), GF);
        vm.assertEq(catalogue.itemOf(ITEM).leadSource, GF);
        vm.assertEq(catalogue.ownerAt(ITEM, START + 9), MZ);
        vm.assertEq(catalogue.ownerAt(ITEM, START + 10), GF);
        ICatalogue.Holding[] memory holdings = catalogue.holdingsOf(ITEM);
        vm.assertEq(holdings.length, 2);
        vm.assertEq(holdings[0].instrument, bytes32(0));
        vm.assertEq(holdings[1].instrument, bytes32("instrument"));
    }

    function test_ReplayIsRefusedEvenAfterTheItemCameBack() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, GF_HEAD, SJ_HEAD, hashes.hash(change));
        catalogue.changeAttribution(change, consents);
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, GF));
        catalogue.changeAttribution(change, consents);
        ICatalogue.AttributionChange memory back = _change("GF-330100", "MZ-330100");
        catalogue.changeAttribution(back, _consents(GF_HEAD, MZ_HEAD, SJ_HEAD, hashes.hash(back)));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, MZ, 1, 0));
        catalogue.changeAttribution(change, consents);
    }

    function test_TheNewOwnerWritesTheNextVersion() public {
        _changeToGf();
        ICatalogue.Entry memory entry = _entry(CODE, 2, hashes.hash(_first()));
        entry.responsible.owner = "GF-330100";
        _submitEntry(GF_HEAD, entry);
        _publishEntry(SJ_HEAD, entry, 0);
        vm.assertEq(catalogue.ownerOf(ITEM), GF);
        vm.assertEq(catalogue.holdingsOf(ITEM).length, 2);
    }

    function test_AfterAReformTheSuccessorSignsForTheOldOwner() public {
        registry.setSuccessor(MZ, GF, START);
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        IDepartmentSignatures.Consent[3] memory consents = _consents(GF_HEAD, GF_HEAD, SJ_HEAD, hashes.hash(change));
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
        catalogue.changeAttribution(change, consents);
        vm.assertEq(catalogue.ownerOf(ITEM), GF);
    }

    function test_ASucceededOwnerNoLongerSigns() public {
        registry.setSuccessor(MZ, FG, START);
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        _refuse(change, MZ_HEAD, GF_HEAD, SJ_HEAD, _notAHead(MZ_HEAD, MZ));
    }

    function test_EachOfTheThreeHasToSign() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        _refuse(change, STRANGER, GF_HEAD, SJ_HEAD, _notAHead(STRANGER, MZ));
        _refuse(change, MZ_HEAD, STRANGER, SJ_HEAD, _notAHead(STRANGER, GF));
        _refuse(change, MZ_HEAD, GF_HEAD, STRANGER, _notAHead(STRANGER, SJ));
        _refuse(change, MZ_HEAD, MZ_HEAD, SJ_HEAD, _notAHead(MZ_HEAD, GF));
        _refuse(change, SJ_HEAD, GF_HEAD, SJ_HEAD, _notAHead(SJ_HEAD, MZ));
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, GF_HEAD, SJ_HEAD, hashes.hash(change));
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory kept = consents[i].signature;
            consents[i].signature = consents[(i + 1) % 3].signature;
            vm.expectRevert(
                abi.encodeWithSelector(IDepartmentSignatures.WrongSignature.selector, consents[i].signer)
            );
            catalogue.changeAttribution(change, consents);
            consents[i].signature = kept;
        }
        consents[1].signature = _mirrored(GF_HEAD, address(catalogue), hashes.hash(change));
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.WrongSignature.selector, consents[1].signer));
        catalogue.changeAttribution(change, consents);
    }

    function test_RefusesExpiredHead() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        vm.warp(END);
        _refuse(change, MZ_HEAD, GF_HEAD, SJ_HEAD, _notAHead(MZ_HEAD, MZ));
    }

    function test_RefusesUnknownItem() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        change.item = PARENT;
        _refuse(change, abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, PARENT_ITEM));
    }

    function test_RefusesChangeWithoutInstrument() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        change.instrument = 0;
        _refuse(change, abi.encodeWithSelector(ICatalogueErrors.InstrumentMissing.selector));
    }

    function test_RefusesWhoIsNotOwnerOrManager() public {
        ICatalogue.AttributionChange memory change = _change("FG-330100", "GF-330100");
        _refuse(change, abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, MZ));
        change = _change("MZ-330100", "GF-330100");
        change.manager = "FG-330100";
        _refuse(change, abi.encodeWithSelector(ICatalogueErrors.NotTheManager.selector, ITEM, SJ));
    }

    function test_TheNewOwnerIsAnotherDepartmentAndNotTheManager() public {
        _refuse(
            _change("MZ-330100", "MZ-330100"), abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ)
        );
        _refuse(
            _change("MZ-330100", "SJ-330000"), abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, SJ)
        );
        registry.setSuccessor(SJ, GF, START);
        _refuse(
            _change("MZ-330100", "GF-330100"), abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, GF)
        );
    }

    function testFuzz_RefusesAnyOtherNonce(uint256 nonce) public {
        vm.assume(nonce != 0);
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        change.nonce = nonce;
        _refuse(change, abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, MZ, 0, nonce));
    }

    function _notAHead(uint256 key, bytes32 department) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDepartmentSignatures.NotAHead.selector, vm.addr(key), department);
    }

    function _refuse(ICatalogue.AttributionChange memory change, bytes memory refusal) private {
        _refuse(change, MZ_HEAD, GF_HEAD, SJ_HEAD, refusal);
    }

    function _refuse(
        ICatalogue.AttributionChange memory change,
        uint256 from,
        uint256 to,
        uint256 manager,
        bytes memory refusal
    ) private {
        IDepartmentSignatures.Consent[3] memory consents = _consents(from, to, manager, hashes.hash(change));
        vm.expectRevert(refusal);
        catalogue.changeAttribution(change, consents);
    }
}
