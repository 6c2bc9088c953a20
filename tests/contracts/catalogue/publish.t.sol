// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// publish.tree
// ├── the publication names another entry → OtherEntry
// ├── the entry does not wait → NotSubmitted
// ├── no record of review → ReviewMissing
// ├── signer neither head nor officer of the manager → NotAReviewer; with a regrade no head → NotAHead
// ├── signature not its → WrongSignature
// ├── the submitter's key was ended from before the submission → NotAHead
// ├── a reform made owner and manager one meanwhile → SameDepartment
// ├── another entry was published meanwhile → SecondOwner or WrongVersion
// ├── a parent's grade above, no regrade → GradeBelowParent
// └── else: written, version chain linked, first version makes the owner, EntryPublished
// refuse.tree: OtherEntry · NotSubmitted · ReasonLength · NotAReviewer · WrongSignature · else Refused, EntryRefused

/// @dev With a regrade only a head may publish, so all of SignedCallTests holds.
contract PublishTest is SignedCallTests, CatalogueFixture {
    ICatalogue.Publication private _made;

    function setUp() public override(Fixture, CatalogueFixture) {
        CatalogueFixture.setUp();
        _submitEntry(MZ_HEAD, _first());
        _made = _publication();
    }

    function _publication() private view returns (ICatalogue.Publication memory) {
        return ICatalogue.Publication(hashes.hash(_first()), "review", "instrument");
    }

    function _submit(address signer, bytes memory signature) internal override {
        catalogue.publish(_first(), _made, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_publication());
    }

    function _target() internal view override returns (address) {
        return address(catalogue);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (SJ_HEAD, "SJ-330000", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(ICatalogueErrors.NotSubmitted.selector, hashes.hash(_first()));
    }

    function test_PublishesTheItem() public {
        ICatalogue.Entry memory entry = _first();
        bytes32 id = hashes.hash(entry);
        vm.warp(START + 5);
        vm.expectEmit(address(catalogue));
        emit ICatalogue.EntryPublished(ITEM, id, 1, vm.addr(SJ_HEAD), "review", 0);
        this.publishEntry(SJ_HEAD, entry, 0);

        ICatalogue.Item memory item = catalogue.itemOf(ITEM);
        vm.assertEq(item.owner, MZ);
        vm.assertEq(item.manager, SJ);
        vm.assertEq(item.leadSource, MZ);
        vm.assertEq(item.entry, id);
        vm.assertEq(item.schema, bytes32("schema"));
        vm.assertEq(item.otherRights, bytes32("others"));
        vm.assertEq(item.version, 1);
        vm.assertEq(item.publishedAt, START + 5);
        vm.assertEq(item.obtainedAt, START - 1000 days);
        vm.assertEq(item.useUntil, OPEN);
        vm.assertEq(item.vocabulary, 1);
        vm.assertEq(item.rightType, 1);
        vm.assertEq(catalogue.entryAt(ITEM, 1), id);
        vm.assertEq(catalogue.ownerAt(ITEM, START + 4), bytes32(0));
        vm.assertEq(catalogue.ownerAt(ITEM, START + 5), MZ);
        ICatalogue.EntryRecord memory record = catalogue.entryOf(id);
        vm.assertTrue(record.state == ICatalogue.EntryState.Published);
        vm.assertEq(record.reviewedAt, START + 5);
    }

    function test_AnOfficerOfTheManagerMayPublishButNotRegrade() public {
        _enrol("SJ-330000", SJ_HEAD, OFFICER, 2, 0, START + 100);
        bytes memory signature = _sign(OFFICER, address(catalogue), hashes.hash(_publication()));
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.NotAHead.selector, vm.addr(OFFICER), SJ));
        catalogue.publish(_first(), _made, vm.addr(OFFICER), signature);
        _publishEntry(OFFICER, _first(), 0);
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
    }

    function test_RefusesWhoIsNeitherHeadNorOfficerOfTheManager() public {
        _enrol("SJ-330000", SJ_HEAD, OFFICER, 2, 0, START + 100);
        _enrol("SJ-330000", SJ_HEAD, 0xA100, 4, 0, OPEN);
        _enrol("MZ-330100", MZ_HEAD, 0xA101, 2, 0, OPEN);
        _refuseReviewer(0xA100);
        _refuseReviewer(0xA101);
        _refuseReviewer(MZ_HEAD);
        _refuseReviewer(STRANGER);
        vm.warp(START + 100);
        _refuseReviewer(OFFICER);
    }

    function test_AnOfficerIsValidUpToTheLastSecond() public {
        _enrol("SJ-330000", SJ_HEAD, OFFICER, 2, 0, START + 100);
        vm.warp(START + 99);
        _publishEntry(OFFICER, _first(), 0);
    }

    function test_ReviewersOfTheSuccessorPublish() public {
        registry.setSuccessor(SJ, FG, START);
        _enrol("FG-330100", FG_HEAD, OFFICER, 2, 0, OPEN);
        _refuseReviewer(SJ_HEAD);
        _publishEntry(OFFICER, _first(), 0);
        vm.assertEq(catalogue.itemOf(ITEM).manager, SJ);
    }

    function test_RefusesAnotherEntryThanTheOneNamed() public {
        ICatalogue.Entry memory other = _first();
        other.content.title = "another";
        bytes32 id = _submitEntry(MZ_HEAD, other);
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(_publication()));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.OtherEntry.selector, id, _made.entry));
        catalogue.publish(other, _made, vm.addr(SJ_HEAD), signature);
    }

    function test_RefusesEntryThatWasNeverSubmitted() public {
        ICatalogue.Entry memory other = _entry(PARENT, 1, 0);
        bytes32 id = hashes.hash(other);
        _refusePublication(other, 0, abi.encodeWithSelector(ICatalogueErrors.NotSubmitted.selector, id));
    }

    function test_RefusesPublicationWithoutRecordOfReview() public {
        _made.review = 0;
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(_made));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.ReviewMissing.selector));
        catalogue.publish(_first(), _made, vm.addr(SJ_HEAD), signature);
    }

    function test_OfTwoRivalVersionsOneIsPublished() public {
        _publishEntry(SJ_HEAD, _first(), 0);
        bytes32 id = hashes.hash(_first());
        ICatalogue.Entry memory one = _entry(CODE, 2, id);
        ICatalogue.Entry memory other = _entry(CODE, 2, id);
        other.content.title = "another";
        _submitEntry(MZ_HEAD, one);
        _submitEntry(MZ_HEAD, other);
        _publishEntry(SJ_HEAD, one, 0);
        bytes32 second = hashes.hash(one);
        _refusePublication(other, 0, abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 3, second));
        vm.assertEq(catalogue.entryAt(ITEM, 1), id);
        vm.assertEq(catalogue.entryAt(ITEM, 2), second);
        vm.assertEq(catalogue.entryOf(second).previous, id);
        vm.assertTrue(catalogue.entryOf(id).state == ICatalogue.EntryState.Published);
        vm.assertEq(catalogue.holdingsOf(ITEM).length, 1);
    }

    function test_AnEntryOfTheOldOwnerIsNotPublishedAfterTheChange() public {
        _publishEntry(SJ_HEAD, _first(), 0);
        ICatalogue.Entry memory entry = _entry(CODE, 2, hashes.hash(_first()));
        _submitEntry(MZ_HEAD, entry);
        _changeToGf();
        _refusePublication(entry, 0, abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, GF));
    }

    /// @dev Drafter and approver stay two departments, whatever happens between the two acts.
    function test_NobodyPublishesItsOwnEntryAfterAReform() public {
        bytes memory same = abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ);
        vm.warp(START + 1);
        registry.setSuccessor(SJ, MZ, START + 1);
        _refusePublicationBy(MZ_HEAD, _first(), 0, same);
        registry.setSuccessor(SJ, FG, START + 1);
        registry.setSuccessor(MZ, FG, START + 1);
        _refusePublicationBy(FG_HEAD, _first(), 0, same);
    }

    function test_WhatACompromisedKeySubmittedIsNotPublished() public {
        vm.warp(START + 10);
        ICatalogue.Entry memory entry = _entry(PARENT, 1, 0);
        _enrol("MZ-330100", MZ_HEAD, STRANGER, 1, 0, OPEN);
        _submitEntry(STRANGER, entry);
        vm.warp(START + 20);
        _endKey("MZ-330100", MZ_HEAD, STRANGER, START + 10);
        address stranger = vm.addr(STRANGER);
        _refusePublication(entry, 0, abi.encodeWithSelector(IDepartmentSignatures.NotAHead.selector, stranger, MZ));
    }

    function test_WhatAKeySubmittedBeforeItsEndIsPublished() public {
        ICatalogue.Entry memory entry = _entry(PARENT, 1, 0);
        _enrol("MZ-330100", MZ_HEAD, STRANGER, 1, 0, OPEN);
        _submitEntry(STRANGER, entry);
        vm.warp(START + 20);
        _endKey("MZ-330100", MZ_HEAD, STRANGER, START + 1);
        _publishEntry(SJ_HEAD, entry, 0);
    }

    function test_TheGradeIsAtLeastTheParentsOrRegraded() public {
        bytes32 parent = _enter(_entry(PARENT, 1, 0));
        ICatalogue.Entry memory child = _child(1);
        _submitEntry(MZ_HEAD, child);
        _refusePublication(
            child, 0, abi.encodeWithSelector(ICatalogueErrors.GradeBelowParent.selector, PARENT_ITEM, 2, 1)
        );
        _publishEntry(SJ_HEAD, child, "instrument");
        bytes32 id = hashes.hash(child);
        vm.assertEq(catalogue.entryOf(id).regrade, bytes32("instrument"));
        vm.assertEq(catalogue.parentsOf(id).length, 1);
        vm.assertEq(catalogue.parentsOf(id)[0], parent);
        (bytes32 above,) = catalogue.gradeConflictOf(ITEM);
        vm.assertEq(above, bytes32(0));
    }

    function test_AParentGradedUpLaterIsSeen() public {
        bytes32 parent = _enter(_entry(PARENT, 1, 0));
        _enter(_child(2));
        (bytes32 above, uint8 grade) = catalogue.gradeConflictOf(ITEM);
        vm.assertEq(above, bytes32(0));
        ICatalogue.Entry memory higher = _entry(PARENT, 2, parent);
        higher.protection.grade = 3;
        _enter(higher);
        (above, grade) = catalogue.gradeConflictOf(ITEM);
        vm.assertEq(above, PARENT_ITEM);
        vm.assertEq(grade, 3);
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, bytes32("x")));
        catalogue.gradeConflictOf("x");
    }

    function test_AParentGradedUpBetweenSubmissionAndPublicationCounts() public {
        bytes32 parent = _enter(_entry(PARENT, 1, 0));
        ICatalogue.Entry memory child = _child(2);
        _submitEntry(MZ_HEAD, child);
        ICatalogue.Entry memory higher = _entry(PARENT, 2, parent);
        higher.protection.grade = 3;
        _enter(higher);
        _refusePublication(
            child, 0, abi.encodeWithSelector(ICatalogueErrors.GradeBelowParent.selector, PARENT_ITEM, 3, 2)
        );
    }

    function testFuzz_TheGradeIsNeverBelowAParentsWithoutRegrade(uint8[4] memory grades, uint8 own) public {
        own = 1 + own % 3;
        uint8 highest;
        ICatalogue.Entry memory child = _child(own);
        child.derivedFrom = new string[](grades.length);
        for (uint256 i = 0; i < grades.length; ++i) {
            uint8 grade = 1 + grades[i] % 3;
            if (grade > highest) highest = grade;
            child.derivedFrom[i] = string.concat("parent-", vm.toString(i));
            ICatalogue.Entry memory parent = _entry(child.derivedFrom[i], 1, 0);
            parent.protection.grade = grade;
            _enter(parent);
        }
        _submitEntry(MZ_HEAD, child);
        try this.publishEntry(SJ_HEAD, child, 0) {
            vm.assertTrue(own >= highest);
        } catch {
            vm.assertTrue(own < highest);
        }
    }

    function test_SendsAnEntryBack() public {
        bytes32 id = hashes.hash(_first());
        vm.expectEmit(address(catalogue));
        emit ICatalogue.EntryRefused(ITEM, id, vm.addr(SJ_HEAD), "schema unclear");
        this.refuseEntry(SJ_HEAD, _first(), "schema unclear");
        vm.assertTrue(catalogue.entryOf(id).state == ICatalogue.EntryState.Refused);
        vm.assertEq(catalogue.itemOf(ITEM).version, 0);
        _refusePublication(_first(), 0, abi.encodeWithSelector(ICatalogueErrors.NotSubmitted.selector, id));
    }

    function test_ARefusalHasAReasonAndAReviewer() public {
        bytes32 id = hashes.hash(_first());
        _refuseRefusal(SJ_HEAD, id, "", abi.encodeWithSelector(ICatalogueErrors.ReasonLength.selector, 0));
        string memory long = string(new bytes(257));
        _refuseRefusal(SJ_HEAD, id, long, abi.encodeWithSelector(ICatalogueErrors.ReasonLength.selector, 257));
        _refuseRefusal(SJ_HEAD, "x", "no", abi.encodeWithSelector(ICatalogueErrors.OtherEntry.selector, id, bytes32("x")));
        address mz = vm.addr(MZ_HEAD);
        _refuseRefusal(MZ_HEAD, id, "no", abi.encodeWithSelector(ICatalogueErrors.NotAReviewer.selector, mz, SJ));
        ICatalogue.Refusal memory refusal = ICatalogue.Refusal(id, "no");
        bytes memory signature = _sign(MZ_HEAD, address(catalogue), hashes.hash(refusal));
        address sj = vm.addr(SJ_HEAD);
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.WrongSignature.selector, sj));
        catalogue.refuse(_first(), refusal, sj, signature);
    }

    function publishEntry(uint256 key, ICatalogue.Entry memory entry, bytes32 regrade) external {
        ICatalogue.Publication memory publication = ICatalogue.Publication(hashes.hash(entry), "review", regrade);
        catalogue.publish(entry, publication, vm.addr(key), _sign(key, address(catalogue), hashes.hash(publication)));
    }

    function refuseEntry(uint256 key, ICatalogue.Entry memory entry, string memory reason) external {
        _refuseEntry(key, entry, reason);
    }

    function _child(uint8 grade) private pure returns (ICatalogue.Entry memory child) {
        child = _first();
        child.content.title = "derived";
        child.protection.grade = grade;
        child.derivedFrom = new string[](1);
        child.derivedFrom[0] = PARENT;
    }

    function _refuseReviewer(uint256 key) private {
        ICatalogue.Publication memory publication = ICatalogue.Publication(hashes.hash(_first()), "review", 0);
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(publication));
        address signer = vm.addr(key);
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.NotAReviewer.selector, signer, SJ));
        catalogue.publish(_first(), publication, signer, signature);
    }

    function _refusePublication(ICatalogue.Entry memory entry, bytes32 regrade, bytes memory refusal) private {
        _refusePublicationBy(SJ_HEAD, entry, regrade, refusal);
    }

    function _refusePublicationBy(uint256 key, ICatalogue.Entry memory entry, bytes32 regrade, bytes memory refusal)
        private
    {
        ICatalogue.Publication memory publication = ICatalogue.Publication(hashes.hash(entry), "review", regrade);
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(publication));
        vm.expectRevert(refusal);
        catalogue.publish(entry, publication, vm.addr(key), signature);
    }

    function _refuseRefusal(uint256 key, bytes32 id, string memory reason, bytes memory expected) private {
        ICatalogue.Refusal memory refusal = ICatalogue.Refusal(id, reason);
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(refusal));
        vm.expectRevert(expected);
        catalogue.refuse(_first(), refusal, vm.addr(key), signature);
    }
}
