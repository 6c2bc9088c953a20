// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../../../contracts/ICatalogue.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {vm} from "../support/Vm.sol";
import {CatalogueFixture} from "./CatalogueFixture.sol";

/// @dev Departments that submit, publish, change, grant and assign in every order, rightly and wrongly. What each step
/// may have changed of owners and grades is compared after it.
contract Curators is CatalogueFixture {
    string public broken;

    string[3] private _codes = ["a", "b", "c"];
    string[3] private _names = ["MZ-330100", "GF-330100", "FG-330100"];
    uint256[3] private _heads = [MZ_HEAD, GF_HEAD, FG_HEAD];
    ICatalogue.Entry[] private _waiting;
    mapping(bytes32 item => bytes32) private _owners;
    uint64 private _clock;

    /// @dev "a" is published from the start, core data of MZ: what is derived from it has a grade to keep.
    constructor() {
        setUp();
        _clock = START;
        ICatalogue.Entry memory entry = _entry("a", 1, 0);
        entry.protection.grade = 3;
        _enter(entry);
        _owners[keccak256("a")] = MZ;
    }

    function submit(uint256 which, uint256 who, uint8 grade, uint256 parent, uint8 stale) external {
        vm.warp(++_clock);
        string memory code = _codes[which % 3];
        ICatalogue.Item memory item = catalogue.itemOf(keccak256(bytes(code)));
        ICatalogue.Entry memory entry = _entry(code, item.version + (stale % 8 == 0 ? 0 : 1), item.entry);
        entry.responsible.owner = _names[who % 3];
        entry.protection.grade = 1 + grade % 3;
        entry.content.title = bytes32(uint256(_clock));
        if (parent % 4 < 3) {
            entry.derivedFrom = new string[](1);
            entry.derivedFrom[0] = _codes[parent % 4 == 1 ? 1 : 0];
        }
        bytes memory signature = _sign(_heads[who % 3], address(catalogue), hashes.hash(entry));
        try catalogue.submit(entry, vm.addr(_heads[who % 3]), signature) {
            _waiting.push(entry);
        } catch {}
        _check();
    }

    function publish(uint256 which, uint8 instrument, uint8 reviewer) external {
        if (_waiting.length == 0) return;
        vm.warp(++_clock);
        ICatalogue.Entry memory entry = _waiting[_waiting.length - 1 - which % (_waiting.length < 3 ? _waiting.length : 3)];
        bool regrade = instrument % 4 == 0;
        bool byOwner = reviewer % 8 == 0;
        uint256 key = byOwner ? MZ_HEAD : SJ_HEAD;
        bytes32 item = keccak256(bytes(entry.item));
        ICatalogue.Publication memory publication =
            ICatalogue.Publication(hashes.hash(entry), "review", regrade ? bytes32("instrument") : bytes32(0));
        bytes memory signature = _sign(key, address(catalogue), hashes.hash(publication));
        try catalogue.publish(entry, publication, vm.addr(key), signature) {
            if (byOwner) broken = "the owner published its own entry";
            if (_owners[item] == 0) _owners[item] = typed.parse(entry.responsible.owner);
            if (!regrade) _checkGrade(entry);
        } catch {}
        _check();
    }

    function change(uint256 which, uint256 from, uint256 to, uint256 missing) external {
        vm.warp(++_clock);
        (from, to) = (from % 3, to % 3);
        string memory code = _codes[which % 3];
        bytes32 item = keccak256(bytes(code));
        ICatalogue.AttributionChange memory made = ICatalogue.AttributionChange(
            code, _names[from], _names[to], "SJ-330000", "instrument", catalogue.nonceOf(item, typed.parse(_names[from]))
        );
        IDepartmentSignatures.Consent[3] memory consents =
            _consents(_heads[from], _heads[to], SJ_HEAD, hashes.hash(made));
        missing %= 6;
        if (missing < 3) consents[missing].signature = "";
        try catalogue.changeAttribution(made, consents) {
            if (missing < 3) broken = "attribution changed without three signatures";
            if (_owners[item] != typed.parse(_names[from])) broken = "somebody else's item was given away";
            _owners[item] = typed.parse(_names[to]);
        } catch {}
        _check();
    }

    function share(uint256 which, uint256 operator, uint16 income) external {
        vm.warp(++_clock);
        string memory code = _codes[which % 3];
        bytes32 item = keccak256(bytes(code));
        uint256 owner = _placeOf(_owners[item]);
        ICatalogue.Grant memory terms = ICatalogue.Grant(
            code, _names[operator % 3], 1, 3, "scope", OPEN, income % 10_001, "approval", catalogue.nonceOf(item, _owners[item])
        );
        IDepartmentSignatures.Consent[3] memory consents =
            _consents(_heads[owner], SJ_HEAD, _heads[operator % 3], hashes.hash(terms));
        try catalogue.grant(terms, consents) {} catch {}
        _check();
    }

    function assign(uint256 which, uint256 source) external {
        vm.warp(++_clock);
        string memory code = _codes[which % 3];
        bytes32 item = keccak256(bytes(code));
        string memory replaced = _names[_placeOf(catalogue.itemOf(item).leadSource)];
        ICatalogue.SourceAssignment memory made = ICatalogue.SourceAssignment(
            code, _names[source % 3], replaced, "document", catalogue.nonceOf(item, SJ)
        );
        bytes memory signature = _sign(SJ_HEAD, address(catalogue), hashes.hash(made));
        try catalogue.assignSource(made, vm.addr(SJ_HEAD), signature) {} catch {}
        _check();
    }

    function _placeOf(bytes32 code) private pure returns (uint256) {
        return code == GF ? 1 : code == FG ? 2 : 0;
    }

    /// @dev The parents' grades at the moment of publication.
    function _checkGrade(ICatalogue.Entry memory entry) private {
        for (uint256 i = 0; i < entry.derivedFrom.length; ++i) {
            uint8 parentGrade = catalogue.itemOf(keccak256(bytes(entry.derivedFrom[i]))).grade;
            if (entry.protection.grade < parentGrade) broken = "a grade lies below a parent's without regrade";
        }
    }

    /// @dev Owners are what publication and attribution changes made them, and the history tells the same.
    function _check() private {
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 item = keccak256(bytes(_codes[i]));
            ICatalogue.Item memory known = catalogue.itemOf(item);
            if ((known.version == 0) != (known.owner == 0)) broken = "a published item has no owner, or the reverse";
            if (known.owner != _owners[item]) broken = "an owner changed without a change of attribution";
            if (known.owner == known.manager && known.version != 0) broken = "an owner manages its own item";
            if (catalogue.ownerAt(item, _clock) != known.owner) broken = "the history tells another owner";
            if ((known.version == 0) != (known.leadSource == 0)) broken = "an item has no lead source";
        }
    }
}

contract OneOwnerTest {
    Curators private _curators;

    function setUp() public {
        _curators = new Curators();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_curators);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = Curators.submit.selector;
        selectors[1] = Curators.publish.selector;
        selectors[2] = Curators.change.selector;
        selectors[3] = Curators.share.selector;
        selectors[4] = Curators.assign.selector;
        targets[0] = FuzzSelector(address(_curators), selectors);
    }

    function invariant_EachPublishedItemHasOneOwnerThatOnlyAttributionChanges() public view {
        vm.assertTrue(bytes(_curators.broken()).length == 0, _curators.broken());
    }
}
