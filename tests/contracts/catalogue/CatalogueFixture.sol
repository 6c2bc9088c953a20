// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Catalogue} from "../../../contracts/Catalogue.sol";
import {CatalogueTypes} from "../../../contracts/catalogue/CatalogueTypes.sol";
import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {Fixture} from "../support/Fixture.sol";
import {RegistryFront} from "../support/RegistryFront.sol";
import {vm} from "../support/Vm.sol";

/// @dev Opens the struct hashes to calls from tests.
contract CatalogueHashes {
    function hash(ICatalogue.Entry calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.Publication calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.Refusal calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.AttributionChange calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.SourceAssignment calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.Linking calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.Grant calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }

    function hash(ICatalogue.GrantEnd calldata v) external pure returns (bytes32) {
        return CatalogueTypes.hash(v);
    }
}

/// @dev A catalogue over a registry that also knows successions; MZ owns, SJ manages. FG is a fourth department.
abstract contract CatalogueFixture is Fixture {
    string internal constant CODE = "330100/residence";
    bytes32 internal constant ITEM = keccak256("330100/residence");
    string internal constant PARENT = "330100/household";
    bytes32 internal constant PARENT_ITEM = keccak256("330100/household");
    bytes32 internal constant FG = "FG-330100";
    uint256 internal constant FG_HEAD = 0xA006;

    CatalogueHashes internal hashes = new CatalogueHashes();
    RegistryFront internal registry;
    Catalogue internal catalogue;

    function setUp() public virtual override {
        super.setUp();
        IDepartments.Admission memory admission = IDepartments.Admission(
            "FG-330100", "SJ-330000", 3, 330_100, 2, vm.addr(FG_HEAD), 0, END, departments.nonceOf(SJ)
        );
        departments.admit(admission, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(departments), typed.hash(admission)));
        registry = new RegistryFront(address(departments));
        catalogue = new Catalogue(IDepartments(address(registry)));
    }

    function _entry(string memory code, uint64 version, bytes32 previous)
        internal
        pure
        returns (ICatalogue.Entry memory entry)
    {
        entry.item = code;
        entry.version = version;
        entry.previous = previous;
        entry.responsible = ICatalogue.Responsible("MZ-330100", "SJ-330000", 2);
        entry.content = ICatalogue.Content("title", "schema", 3, 5, 4);
        entry.sharing = ICatalogue.Sharing(2, "condition");
        entry.protection = ICatalogue.Protection(2, false, true, "assessment");
        entry.rights = ICatalogue.Rights(1, 1, START - 1000 days, OPEN, "others");
    }

    function _first() internal pure returns (ICatalogue.Entry memory) {
        return _entry(CODE, 1, 0);
    }

    function _submitEntry(uint256 head, ICatalogue.Entry memory entry) internal returns (bytes32) {
        bytes memory signature = _sign(head, address(catalogue), hashes.hash(entry));
        return catalogue.submit(entry, vm.addr(head), signature);
    }

    function _publishEntry(uint256 key, ICatalogue.Entry memory entry, bytes32 regrade) internal {
        ICatalogue.Publication memory publication = ICatalogue.Publication(hashes.hash(entry), "review", regrade);
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(publication));
        catalogue.publish(entry, publication, vm.addr(key), signature);
    }

    function _refuseEntry(uint256 key, ICatalogue.Entry memory entry, string memory reason) internal {
        ICatalogue.Refusal memory refusal = ICatalogue.Refusal(hashes.hash(entry), reason);
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(refusal));
        catalogue.refuse(entry, refusal, vm.addr(key), signature);
    }

    /// @dev Publishes the entry for MZ under SJ.
    function _enter(ICatalogue.Entry memory entry) internal returns (bytes32 id) {
        id = _submitEntry(MZ_HEAD, entry);
        _publishEntry(SJ_HEAD, entry, 0);
    }

    function _change(string memory from, string memory to) internal view returns (ICatalogue.AttributionChange memory) {
        uint256 nonce = catalogue.nonceOf(ITEM, typed.parse(from));
        return ICatalogue.AttributionChange(CODE, from, to, "SJ-330000", "instrument", nonce);
    }

    function _consents(uint256 first, uint256 second, uint256 third, bytes32 hash)
        internal
        view
        returns (IDepartmentSignatures.Consent[3] memory consents)
    {
        uint256[3] memory keys = [first, second, third];
        for (uint256 i = 0; i < 3; ++i) {
            consents[i] = IDepartmentSignatures.Consent(vm.addr(keys[i]), _sign(keys[i], address(catalogue), hash));
        }
    }

    /// @dev The item passes from MZ to GF.
    function _changeToGf() internal {
        ICatalogue.AttributionChange memory change = _change("MZ-330100", "GF-330100");
        IDepartmentSignatures.Consent[3] memory consents = _consents(MZ_HEAD, GF_HEAD, SJ_HEAD, hashes.hash(change));
        catalogue.changeAttribution(change, consents);
    }
}
