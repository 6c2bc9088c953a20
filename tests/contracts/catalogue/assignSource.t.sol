// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// assignSource.tree
// ├── item not published → UnknownItem
// ├── the one replaced is not the present source → SourceActive; the new one is → AlreadySource
// ├── no basis → BasisMissing; source never admitted → UnknownDepartment
// ├── manager's nonce not the next → WrongNonce; no head of the manager → NotAHead; signature → WrongSignature
// └── else: one source, SourceAssigned
contract AssignSourceTest is SignedCallTests, CatalogueFixture {
    function setUp() public override(Fixture, CatalogueFixture) {
        CatalogueFixture.setUp();
        _enter(_first());
    }

    function _assignment() private pure returns (ICatalogue.SourceAssignment memory) {
        return ICatalogue.SourceAssignment(CODE, "GF-330100", "MZ-330100", "document", 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        catalogue.assignSource(_assignment(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_assignment());
    }

    function _target() internal view override returns (address) {
        return address(catalogue);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (SJ_HEAD, "SJ-330000", MZ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(ICatalogueErrors.SourceActive.selector, ITEM, GF);
    }

    function test_AssignsTheSource() public {
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(_assignment()));
        vm.expectEmit(address(catalogue));
        emit ICatalogue.SourceAssigned(ITEM, GF, MZ, "document");
        catalogue.assignSource(_assignment(), vm.addr(SJ_HEAD), signature);
        vm.assertEq(catalogue.itemOf(ITEM).leadSource, GF);
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
        vm.assertEq(catalogue.nonceOf(ITEM, SJ), 1);
        vm.assertEq(catalogue.nonceOf(ITEM, MZ), 0);
    }

    function test_AnAssignedSourceStaysWhenTheOwnerChanges() public {
        ICatalogue.SourceAssignment memory assignment = _assignment();
        assignment.source = "FG-330100";
        catalogue.assignSource(assignment, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(catalogue), hashes.hash(assignment)));
        _changeToGf();
        vm.assertEq(catalogue.itemOf(ITEM).leadSource, FG);
        vm.assertEq(catalogue.ownerOf(ITEM), GF);
    }

    function test_RefusesReplayAfterTheSourceCameBack() public {
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(_assignment()));
        catalogue.assignSource(_assignment(), vm.addr(SJ_HEAD), signature);
        ICatalogue.SourceAssignment memory back =
            ICatalogue.SourceAssignment(CODE, "MZ-330100", "GF-330100", "document", 1);
        catalogue.assignSource(back, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(catalogue), hashes.hash(back)));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, SJ, 2, 0));
        catalogue.assignSource(_assignment(), vm.addr(SJ_HEAD), signature);
    }

    function test_RefusesWhatIsWrongInTheAssignment() public {
        ICatalogue.SourceAssignment memory assignment = _assignment();
        assignment.item = PARENT;
        _refuse(assignment, abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, PARENT_ITEM));
        assignment = _assignment();
        assignment.replaced = "FG-330100";
        _refuse(assignment, abi.encodeWithSelector(ICatalogueErrors.SourceActive.selector, ITEM, MZ));
        assignment = _assignment();
        assignment.source = "MZ-330100";
        _refuse(assignment, abi.encodeWithSelector(ICatalogueErrors.AlreadySource.selector, ITEM, MZ));
        assignment = _assignment();
        assignment.basis = 0;
        _refuse(assignment, abi.encodeWithSelector(ICatalogueErrors.BasisMissing.selector));
        assignment = _assignment();
        assignment.source = "NOBODY";
        _refuse(assignment, abi.encodeWithSelector(IDepartmentSignatures.UnknownDepartment.selector, bytes32("NOBODY")));
        assignment = _assignment();
        assignment.nonce = 7;
        _refuse(assignment, abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, SJ, 0, 7));
    }

    function _refuse(ICatalogue.SourceAssignment memory assignment, bytes memory refusal) private {
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(assignment));
        vm.expectRevert(refusal);
        catalogue.assignSource(assignment, vm.addr(SJ_HEAD), signature);
    }
}
