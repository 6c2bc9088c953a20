// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogueErrors} from "../../../contracts/catalogue/ICatalogueErrors.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

// grant.tree
// ├── item not published → UnknownItem
// ├── vocabulary not 1, or right neither 2 nor 3 → NotGrantable; no scope or approval → GrantIncomplete
// ├── share > 10,000 → IncomeShare; over already or longer than the rights → GrantTerm
// ├── the same once more → AlreadyGranted
// ├── operator is owner or manager, or those two merged → SameDepartment
// ├── owner's nonce not the next → WrongNonce; one of three no head → NotAHead; signature → WrongSignature
// └── else: kept, ownership untouched, Granted
contract GrantTest is CatalogueFixture {
    function setUp() public override {
        super.setUp();
        ICatalogue.Entry memory entry = _first();
        entry.rights.useUntil = START + 500;
        _enter(entry);
    }

    function _grant() private pure returns (ICatalogue.Grant memory) {
        return ICatalogue.Grant(CODE, "GF-330100", 1, 3, "scope", START + 500, 10_000, "approval", 0);
    }

    function test_GrantsARightAndLeavesTheOwner() public {
        ICatalogue.Grant memory terms = _grant();
        bytes32 id = hashes.hash(terms);
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, id);
        vm.expectEmit(address(catalogue));
        emit ICatalogue.Granted(ITEM, GF, id, terms);
        vm.assertEq(catalogue.grant(terms, consents), id);
        ICatalogue.GrantRecord memory made = catalogue.grantOf(id);
        vm.assertEq(made.item, ITEM);
        vm.assertEq(made.operator, GF);
        vm.assertEq(made.scope, bytes32("scope"));
        vm.assertEq(made.vocabulary, 1);
        vm.assertEq(made.rightType, 3);
        vm.assertEq(made.incomeShare, 10_000);
        vm.assertEq(catalogue.ownerOf(ITEM), MZ);
        vm.assertFalse(catalogue.grantHoldsAt(id, START - 1));
        vm.assertTrue(catalogue.grantHoldsAt(id, START));
        vm.assertTrue(catalogue.grantHoldsAt(id, START + 499));
        vm.assertFalse(catalogue.grantHoldsAt(id, START + 500));
        vm.assertFalse(catalogue.grantHoldsAt("x", START));
    }

    function test_RefusesReplay() public {
        ICatalogue.Grant memory terms = _grant();
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, hashes.hash(terms));
        bytes32 id = catalogue.grant(terms, consents);
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.AlreadyGranted.selector, id));
        catalogue.grant(terms, consents);
    }

    function test_RefusesWhatIsWrongInTheTerms() public {
        ICatalogue.Grant memory terms = _grant();
        terms.item = PARENT;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.UnknownItem.selector, PARENT_ITEM));
        uint8[4] memory rights = [uint8(0), 1, 4, 255];
        for (uint256 i = 0; i < rights.length; ++i) {
            terms = _grant();
            terms.rightType = rights[i];
            _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.NotGrantable.selector, 1, rights[i]));
        }
        terms = _grant();
        terms.vocabulary = 2;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.NotGrantable.selector, 2, 3));
        terms = _grant();
        terms.scope = 0;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.GrantIncomplete.selector));
        terms = _grant();
        terms.approval = 0;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.GrantIncomplete.selector));
        terms = _grant();
        terms.incomeShare = 10_001;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.IncomeShare.selector, 10_001));
        terms = _grant();
        terms.until = START;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.GrantTerm.selector, START, START + 500));
        terms.until = START + 501;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.GrantTerm.selector, START + 501, START + 500));
        terms = _grant();
        terms.nonce = 1;
        _refuse(terms, abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, MZ, 0, 1));
    }

    function test_OwnerManagerAndOperatorAreThreeDepartments() public {
        ICatalogue.Grant memory terms = _grant();
        terms.operator = "MZ-330100";
        _refuse(terms, abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
        terms.operator = "SJ-330000";
        _refuse(terms, abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, SJ));
        registry.setSuccessor(MZ, SJ, START);
        _refuse(_grant(), abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
    }

    function test_EachOfTheThreeHasToSign() public {
        ICatalogue.Grant memory terms = _grant();
        _refuseSigners(terms, STRANGER, SJ_HEAD, GF_HEAD, STRANGER, MZ);
        _refuseSigners(terms, MZ_HEAD, STRANGER, GF_HEAD, STRANGER, SJ);
        _refuseSigners(terms, MZ_HEAD, SJ_HEAD, STRANGER, STRANGER, GF);
        _refuseSigners(terms, SJ_HEAD, SJ_HEAD, GF_HEAD, SJ_HEAD, MZ);
    }

    function testFuzz_RecordsAnyShareUpToTheWhole(uint16 share, uint8 right) public {
        ICatalogue.Grant memory terms = _grant();
        terms.incomeShare = share;
        terms.rightType = 2 + right % 2;
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, hashes.hash(terms));
        if (share > 10_000) vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.IncomeShare.selector, share));
        bytes32 id = catalogue.grant(terms, consents);
        if (share <= 10_000) vm.assertEq(catalogue.grantOf(id).incomeShare, share);
    }

    function _refuse(ICatalogue.Grant memory terms, bytes memory refusal) private {
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, hashes.hash(terms));
        vm.expectRevert(refusal);
        catalogue.grant(terms, consents);
    }

    function _refuseSigners(
        ICatalogue.Grant memory terms,
        uint256 owner,
        uint256 manager,
        uint256 operator,
        uint256 wrong,
        bytes32 department
    ) private {
        IDepartmentSignatures.Consent[3] memory consents = _consents(owner, manager, operator, hashes.hash(terms));
        vm.expectRevert(abi.encodeWithSelector(IDepartmentSignatures.NotAHead.selector, vm.addr(wrong), department));
        catalogue.grant(terms, consents);
    }
}

// endGrant.tree
// ├── no such grant → UnknownGrant; department neither owner nor manager → NeitherOwnerNorManager
// ├── no reason → BasisMissing; not earlier than the present end → EndExtends
// ├── nonce → WrongNonce; no head → NotAHead; signature → WrongSignature
// └── else: ends at max(since, now), GrantEnded
contract EndGrantTest is SignedCallTests, CatalogueFixture {
    bytes32 private _id;

    function setUp() public override(Fixture, CatalogueFixture) {
        CatalogueFixture.setUp();
        _enter(_first());
        ICatalogue.Grant memory terms = ICatalogue.Grant(CODE, "GF-330100", 1, 2, "scope", OPEN, 0, "approval", 0);
        _id = catalogue.grant(terms, _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, hashes.hash(terms)));
    }

    function _end() private view returns (ICatalogue.GrantEnd memory) {
        return ICatalogue.GrantEnd(_id, "SJ-330000", START + 10, "reason", 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        catalogue.endGrant(_end(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_end());
    }

    function _target() internal view override returns (address) {
        return address(catalogue);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (SJ_HEAD, "SJ-330000", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(ICatalogueErrors.EndExtends.selector, _id, START + 10, START + 10);
    }

    function test_ManagerOrOwnerEndsTheGrant() public {
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(_end()));
        vm.expectEmit(address(catalogue));
        emit ICatalogue.GrantEnded(_id, SJ, START + 10, "reason");
        catalogue.endGrant(_end(), vm.addr(SJ_HEAD), signature);
        vm.assertTrue(catalogue.grantHoldsAt(_id, START + 9));
        vm.assertFalse(catalogue.grantHoldsAt(_id, START + 10));

        ICatalogue.GrantEnd memory earlier = ICatalogue.GrantEnd(_id, "MZ-330100", START + 5, "reason", 1);
        catalogue.endGrant(earlier, vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(catalogue), hashes.hash(earlier)));
        vm.assertFalse(catalogue.grantHoldsAt(_id, START + 5));
    }

    function test_NoGrantEndsInThePast() public {
        vm.warp(START + 100);
        ICatalogue.GrantEnd memory end = _end();
        catalogue.endGrant(end, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(catalogue), hashes.hash(end)));
        vm.assertTrue(catalogue.grantHoldsAt(_id, START + 99));
        vm.assertFalse(catalogue.grantHoldsAt(_id, START + 100));
    }

    function test_AnEndedGrantIsNotMadeAgainByItsOldSignatures() public {
        ICatalogue.GrantEnd memory end = _end();
        end.since = 0;
        catalogue.endGrant(end, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(catalogue), hashes.hash(end)));
        ICatalogue.Grant memory terms = ICatalogue.Grant(CODE, "GF-330100", 1, 2, "scope", OPEN, 0, "approval", 0);
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, SJ_HEAD, GF_HEAD, hashes.hash(terms));
        vm.expectRevert(abi.encodeWithSelector(ICatalogueErrors.AlreadyGranted.selector, _id));
        catalogue.grant(terms, consents);
    }

    function test_TheNewOwnerEndsWhatTheOldOneGranted() public {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "FG-330100");
        catalogue.changeAttribution(change, _consents(MZ_HEAD, FG_HEAD, SJ_HEAD, hashes.hash(change)));
        ICatalogue.GrantEnd memory end = ICatalogue.GrantEnd(_id, "MZ-330100", START + 5, "reason", 2);
        _refuse(MZ_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.NeitherOwnerNorManager.selector, ITEM, MZ));
        end = ICatalogue.GrantEnd(_id, "FG-330100", START + 5, "reason", 0);
        catalogue.endGrant(end, vm.addr(FG_HEAD), _sign(FG_HEAD, address(catalogue), hashes.hash(end)));
    }

    function test_RefusesWhatIsWrongInTheEnd() public {
        ICatalogue.GrantEnd memory end = _end();
        end.grant = "x";
        _refuse(SJ_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.UnknownGrant.selector, bytes32("x")));
        end = _end();
        end.department = "GF-330100";
        _refuse(GF_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.NeitherOwnerNorManager.selector, ITEM, GF));
        end = _end();
        end.reason = 0;
        _refuse(SJ_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.BasisMissing.selector));
        end = _end();
        end.since = OPEN;
        _refuse(SJ_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.EndExtends.selector, _id, OPEN, OPEN));
        end = _end();
        end.nonce = 1;
        _refuse(SJ_HEAD, end, abi.encodeWithSelector(ICatalogueErrors.WrongNonce.selector, ITEM, SJ, 0, 1));
    }

    function _refuse(uint256 key, ICatalogue.GrantEnd memory end, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(end));
        vm.expectRevert(refusal);
        catalogue.endGrant(end, vm.addr(key), signature);
    }
}
