// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {ResourceCode} from "../../../contracts/libraries/ResourceCode.sol";
import {ContractHead, Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// submit.tree
// ├── malformed code → MalformedItem
// ├── secret → SecretData
// ├── a field missing, in order 1 … 15 → Incomplete(field)
// ├── a field out of range → UnknownValue(field, value)
// ├── unconditional with a condition → ConditionOnUnconditional
// ├── owner or manager malformed → MalformedCode; same → SameDepartment; manager unknown → UnknownDepartment
// ├── published before
// │   ├── by another owner → SecondOwner
// │   └── under another manager → NotTheManager, unless a reform put it there or made owner and manager one
// ├── version or previous not the next → WrongVersion
// ├── parents: > 32 → TooManyParents; itself → OwnParent; unpublished → UnknownItem
// ├── submitted or refused before → AlreadySubmitted
// ├── signer no head of the owner → NotAHead; signature not its → WrongSignature
// └── else: kept as Submitted, nothing published, EntrySubmitted
contract SubmitTest is SignedCallTests, CatalogueFixture {
    function setUp() public override(Fixture, CatalogueFixture) {
        CatalogueFixture.setUp();
    }

    function _submit(address signer, bytes memory signature) internal override {
        catalogue.submit(_first(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_first());
    }

    function _target() internal view override returns (address) {
        return address(catalogue);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", SJ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(ICatalogueErrors.AlreadySubmitted.selector, hashes.hash(_first()));
    }

    function test_WaitsForReview() public {
        ICatalogue.Entry memory entry = _first();
        bytes32 id = hashes.hash(entry);
        bytes memory signature = _sign(MZ_HEAD, address(catalogue), id);
        vm.expectEmit(address(catalogue));
        emit ICatalogue.EntrySubmitted(ITEM, id, MZ, entry);
        vm.assertEq(catalogue.submit(entry, vm.addr(MZ_HEAD), signature), id);

        ICatalogue.EntryRecord memory record = catalogue.entryOf(id);
        vm.assertTrue(record.state == ICatalogue.EntryState.Submitted);
        vm.assertEq(record.item, ITEM);
        vm.assertEq(record.version, 1);
        vm.assertEq(record.submittedAt, START);
        vm.assertEq(record.reviewedAt, 0);
        vm.assertEq(record.grade, 2);
        vm.assertEq(record.submitter, vm.addr(MZ_HEAD));
        vm.assertEq(catalogue.ownerOf(ITEM), bytes32(0));
        vm.assertEq(catalogue.itemOf(ITEM).version, 0);
    }

    function test_RefusesSecretData() public {
        ICatalogue.Entry memory entry = _first();
        entry.protection.secret = true;
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.SecretData.selector, ITEM));
    }

    function test_NamesTheFirstFieldThatIsMissing() public {
        ICatalogue.Entry memory entry;
        entry.item = CODE;
        for (uint8 field = 1; field <= 15; ++field) {
            _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.Incomplete.selector, field));
            _fill(entry, field);
        }
        _fill(entry, 16);
        _submitEntry(MZ_HEAD, entry);
    }

    function test_RefusalToShareNamesItsLegalBasis() public {
        ICatalogue.Entry memory entry = _first();
        entry.sharing = ICatalogue.Sharing(3, 0);
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.Incomplete.selector, 7));
        entry.sharing.basis = "law";
        _submitEntry(MZ_HEAD, entry);
    }

    function test_UnconditionalSharingHasNoCondition() public {
        ICatalogue.Entry memory entry = _first();
        entry.sharing = ICatalogue.Sharing(1, "a condition");
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.ConditionOnUnconditional.selector, bytes32("a condition")));
        entry.sharing.basis = 0;
        _submitEntry(MZ_HEAD, entry);
    }

    function test_RefusesValuesOutOfRange() public {
        ICatalogue.Entry memory entry = _first();
        entry.content.formatClass = 8;
        _refuseValue(entry, 3, 8);
        entry = _first();
        entry.content.modes = 8;
        _refuseValue(entry, 4, 8);
        entry = _first();
        entry.content.updateCycle = 255;
        _refuseValue(entry, 5, 255);
        entry = _first();
        entry.sharing.shareType = 4;
        _refuseValue(entry, 6, 4);
        entry = _first();
        entry.protection.grade = 4;
        _refuseValue(entry, 8, 4);
        entry = _first();
        entry.responsible.aggregation = 3;
        _refuseValue(entry, 10, 3);
        entry = _first();
        entry.rights.vocabulary = 2;
        _refuseValue(entry, 11, 2);
        entry = _first();
        entry.rights.rightType = 4;
        _refuseValue(entry, 12, 4);
        entry = _first();
        entry.rights.useUntil = entry.rights.obtainedAt;
        _refuseValue(entry, 14, entry.rights.obtainedAt);
    }

    function test_RefusesMalformedCodes() public {
        ICatalogue.Entry memory entry = _first();
        string[6] memory rows =
            ["", "-330100", "33 01", unicode"居住", "a\x00", "12345678901234567890123456789012345678901234567890123456789012345"];
        for (uint256 i = 0; i < rows.length; ++i) {
            entry.item = rows[i];
            _refuse(entry, abi.encodeWithSelector(ResourceCode.MalformedItem.selector, rows[i]));
        }
        entry = _first();
        entry.responsible.owner = "";
        _refuse(entry, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, ""));
        entry = _first();
        entry.responsible.manager = "sj";
        _refuse(entry, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "sj"));
    }

    function test_AResourceCodeMayHaveSixtyFourCharacters() public {
        string memory code = "Az0._/-890123456789012345678901234567890123456789012345678901234";
        _submitEntry(MZ_HEAD, _entry(code, 1, 0));
        vm.assertEq(catalogue.idOf(code), keccak256(bytes(code)));
    }

    function test_OwnerAndManagerAreTwoDepartments() public {
        ICatalogue.Entry memory entry = _first();
        entry.responsible.manager = "MZ-330100";
        _refuse(entry, abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
        registry.setSuccessor(SJ, MZ, START);
        _refuse(_first(), abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
    }

    function test_RefusesManagerThatWasNeverAdmitted() public {
        ICatalogue.Entry memory entry = _first();
        entry.responsible.manager = "NOBODY";
        _refuse(entry, abi.encodeWithSelector(IDepartmentSignatures.UnknownDepartment.selector, bytes32("NOBODY")));
    }

    function test_RefusesSecondOwner() public {
        bytes32 id = _enter(_first());
        ICatalogue.Entry memory entry = _entry(CODE, 2, id);
        entry.responsible.owner = "GF-330100";
        _refuseBy(GF_HEAD, entry, abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, MZ));
        entry.version = 1;
        entry.previous = 0;
        _refuseBy(GF_HEAD, entry, abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, MZ));
    }

    function test_RefusesAnotherManager() public {
        ICatalogue.Entry memory entry = _entry(CODE, 2, _enter(_first()));
        entry.responsible.manager = "FG-330100";
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.NotTheManager.selector, ITEM, SJ));
    }

    function test_TheManagersSuccessorMayBeNamed() public {
        ICatalogue.Entry memory entry = _entry(CODE, 2, _enter(_first()));
        entry.responsible.manager = "FG-330100";
        registry.setSuccessor(SJ, FG, START + 1);
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.NotTheManager.selector, ITEM, SJ));
        vm.warp(START + 1);
        ICatalogue.Entry memory third = _entry(CODE, 2, entry.previous);
        third.responsible.manager = "GF-330100";
        _refuse(third, abi.encodeWithSelector(ICatalogueErrors.NotTheManager.selector, ITEM, SJ));
        _submitEntry(MZ_HEAD, entry);
        _publishEntry(FG_HEAD, entry, 0);
        vm.assertEq(catalogue.itemOf(ITEM).manager, FG);
    }

    function test_AfterOwnerAndManagerMergedAnotherManagerIsNamed() public {
        ICatalogue.Entry memory entry = _entry(CODE, 2, _enter(_first()));
        registry.setSuccessor(SJ, MZ, START);
        _refuse(entry, abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
        entry.responsible.manager = "FG-330100";
        _submitEntry(MZ_HEAD, entry);
        _publishEntry(FG_HEAD, entry, 0);
        vm.assertEq(catalogue.itemOf(ITEM).manager, FG);
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
        entry = _entry(CODE, 3, hashes.hash(entry));
        entry.responsible.manager = "GF-330100";
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.NotTheManager.selector, ITEM, FG));
    }

    function test_VersionsFollowOneAnother() public {
        _refuse(_entry(CODE, 0, 0), abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 1, 0));
        _refuse(_entry(CODE, 2, 0), abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 1, 0));
        _refuse(_entry(CODE, 1, "x"), abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 1, 0));
        bytes32 id = _enter(_first());
        _refuse(_entry(CODE, 2, "x"), abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 2, id));
        _refuse(_entry(CODE, 3, id), abi.encodeWithSelector(ICatalogueErrors.WrongVersion.selector, ITEM, 2, id));
        _submitEntry(MZ_HEAD, _entry(CODE, 2, id));
    }

    function test_ParentsArePublishedItemsAndNotItself() public {
        ICatalogue.Entry memory entry = _first();
        entry.derivedFrom = new string[](1);
        entry.derivedFrom[0] = PARENT;
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, PARENT_ITEM));
        entry.derivedFrom[0] = CODE;
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.OwnParent.selector, ITEM));
    }

    function test_RefusesOversizedListOfParents() public {
        _enter(_entry(PARENT, 1, 0));
        ICatalogue.Entry memory entry = _first();
        entry.derivedFrom = new string[](33);
        for (uint256 i = 0; i < 33; ++i) entry.derivedFrom[i] = PARENT;
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.TooManyParents.selector, 33));
        entry.derivedFrom = new string[](32);
        for (uint256 i = 0; i < 32; ++i) entry.derivedFrom[i] = PARENT;
        _submitEntry(MZ_HEAD, entry);
    }

    function test_ARefusedEntryIsNotSubmittedAgain() public {
        ICatalogue.Entry memory entry = _first();
        _submitEntry(MZ_HEAD, entry);
        _refuseEntry(SJ_HEAD, entry, "title unclear");
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.AlreadySubmitted.selector, hashes.hash(entry)));
        entry.content.title = "clearer";
        _submitEntry(MZ_HEAD, entry);
    }

    function test_AnEarlySubmissionDoesNotBlockACode() public {
        ICatalogue.Entry memory squatting = _first();
        squatting.responsible.owner = "GF-330100";
        _submitEntry(GF_HEAD, squatting);
        _enter(_first());
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
        ICatalogue.Publication memory publication = ICatalogue.Publication(hashes.hash(squatting), "review", 0);
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(publication));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.SecondOwner.selector, ITEM, MZ));
        catalogue.publish(squatting, publication, vm.addr(SJ_HEAD), signature);
    }

    function test_AContractMayBeHead() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        bytes memory signature = _sign(STRANGER, address(catalogue), hashes.hash(_first()));
        catalogue.submit(_first(), address(multisig), signature);
    }

    function test_AContractHeadCannotReenter() public override {
        Reentrant head = new Reentrant(catalogue);
        _enrolAddress("MZ-330100", MZ_HEAD, address(head), 1, 0, OPEN);
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.WrongSignature.selector, address(head)));
        catalogue.submit(_first(), address(head), abi.encode(_first()));
        vm.assertTrue(catalogue.entryOf(hashes.hash(_first())).state == ICatalogue.EntryState.None);
    }

    function test_TheSuccessorSignsForASucceededOwner() public {
        registry.setSuccessor(MZ, GF, START + 10);
        vm.warp(START + 9);
        bytes memory signature = _sign(GF_HEAD, address(catalogue), hashes.hash(_first()));
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.NotAHead.selector, vm.addr(GF_HEAD), MZ));
        catalogue.submit(_first(), vm.addr(GF_HEAD), signature);
        vm.warp(START + 10);
        catalogue.submit(_first(), vm.addr(GF_HEAD), signature);
    }

    function testFuzz_ACompleteEntryIsTaken(uint8[6] memory values, bytes32 text, bool personal) public {
        vm.assume(text != 0);
        ICatalogue.Entry memory entry = _first();
        entry.content = ICatalogue.Content(text, text, 1 + values[0] % 7, 1 + values[1] % 7, 1 + values[2] % 7);
        entry.sharing.shareType = 1 + values[3] % 3;
        entry.sharing.basis = entry.sharing.shareType == 1 ? bytes32(0) : text;
        entry.protection = ICatalogue.Protection(1 + values[4] % 3, false, personal, text);
        entry.responsible.aggregation = 1 + values[5] % 2;
        _enter(entry);
        ICatalogue.Item memory item = catalogue.itemOf(ITEM);
        vm.assertEq(item.formatClass, entry.content.formatClass);
        vm.assertEq(item.modes, entry.content.modes);
        vm.assertEq(item.updateCycle, entry.content.updateCycle);
        vm.assertEq(item.shareType, entry.sharing.shareType);
        vm.assertEq(item.basis, entry.sharing.basis);
        vm.assertEq(item.grade, entry.protection.grade);
        vm.assertEq(item.personal, personal, "personal");
        vm.assertEq(catalogue.custodianOf(ITEM), entry.responsible.aggregation == 1 ? SJ : MZ);
    }

    /// @dev Fills the field of that number, as numbered by Incomplete; 16 names owner and manager.
    function _fill(ICatalogue.Entry memory entry, uint8 field) private pure {
        ICatalogue.Entry memory full = _first();
        if (field == 1) entry.content.title = full.content.title;
        if (field == 2) entry.content.schema = full.content.schema;
        if (field == 3) entry.content.formatClass = full.content.formatClass;
        if (field == 4) entry.content.modes = full.content.modes;
        if (field == 5) entry.content.updateCycle = full.content.updateCycle;
        if (field == 6) entry.sharing.shareType = full.sharing.shareType;
        if (field == 7) entry.sharing.basis = full.sharing.basis;
        if (field == 8) entry.protection.grade = full.protection.grade;
        if (field == 9) entry.protection.assessment = full.protection.assessment;
        if (field == 10) entry.responsible.aggregation = full.responsible.aggregation;
        if (field == 11) entry.rights.vocabulary = full.rights.vocabulary;
        if (field == 12) entry.rights.rightType = full.rights.rightType;
        if (field == 13) entry.rights.obtainedAt = full.rights.obtainedAt;
        if (field == 14) entry.rights.useUntil = full.rights.useUntil;
        if (field == 15) entry.rights.others = full.rights.others;
        if (field == 16) {
            entry.version = 1;
            entry.responsible = full.responsible;
        }
    }

    function _refuseValue(ICatalogue.Entry memory entry, uint8 field, uint256 value) private {
        _refuse(entry, abi.encodeWithSelector(ICatalogueErrors.UnknownValue.selector, field, value));
    }

    function _refuse(ICatalogue.Entry memory entry, bytes memory refusal) private {
        _refuseBy(MZ_HEAD, entry, refusal);
    }

    function _refuseBy(uint256 head, ICatalogue.Entry memory entry, bytes memory refusal) private {
        bytes memory signature = _sign(head, address(catalogue), hashes.hash(entry));
        vm.expectRevert(refusal);
        catalogue.submit(entry, vm.addr(head), signature);
    }
}

/// @dev A head that calls back into the catalogue while it is asked for its signature.
contract Reentrant {
    ICatalogue private immutable _catalogue;

    constructor(ICatalogue catalogue) {
        _catalogue = catalogue;
    }

    function isValidSignature(bytes32, bytes calldata signature) external returns (bytes4) {
        _catalogue.submit(abi.decode(signature, (ICatalogue.Entry)), address(this), signature);
        return this.isValidSignature.selector;
    }
}
