// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Nine departments under SJ in three levels that succeed each other, rotate and restore heads, and give mandates,
/// at any time and in any order. D0, D1, D2 stand under SJ; D3 … D5 under D0; D6 … D8 under D3.
contract Reformers is ActsFixture {
    string public broken;
    uint64 private _clock;
    uint256 private _made;
    bytes32[9] private _codes;
    address[9] private _first;
    /// @dev What each department resolved to at each time that is past, as seen when it was present.
    mapping(uint256 => mapping(uint64 => bytes32)) private _seen;
    uint64[] private _times;
    bytes32[] private _mandates;
    mapping(bytes32 => IMandates.Mandate) private _given;
    address[] private _keysMade;
    mapping(address => IDepartments.Key) private _enrolled;

    constructor() {
        setUp();
        _clock = START;
        for (uint256 i = 0; i < 9; ++i) {
            (string memory parent, uint256 head) = i < 3 ? ("SJ-330000", SJ_HEAD) : i < 6 ? ("D0", 0xD0) : ("D3", 0xD3);
            _child(_name(i), 0xD0 + i, parent, head);
            _codes[i] = typed.parse(_name(i));
            _first[i] = vm.addr(0xD0 + i);
            _note(vm.addr(0xD0 + i));
        }
    }

    function succeed(uint256 which, uint256 by, uint64 ahead, bool now_) external {
        vm.warp(_clock);
        (which, by) = (which % 9, by % 9);
        uint64 time = now_ ? _clock : _clock + ahead % 300;
        for (uint256 approver = 0; approver < 10; ++approver) {
            bytes32 authority = approver == 9 ? SJ : _codes[approver];
            IReform.Succession memory made = _succession(_name(which), _name(by), time, authority);
            bytes32 hash = acts.hash(made);
            uint256 key = approver == 9 ? SJ_HEAD : 0xD0 + approver;
            try departments.succeed(made, _one(key, hash), _vote(0xD0 + by, hash)) { break; } catch {}
        }
        _check();
    }

    function rotate(uint256 which, uint64 since, uint64 until) external {
        vm.warp(_clock);
        which %= 9;
        IDepartments.KeyRotation memory made = IDepartments.KeyRotation(
            _name(which), vm.addr(0x7000 + _made), vm.addr(0x7001 + _made), START - 100 + since % 800,
            START + until % 2000, "x", departments.nonceOf(_codes[which])
        );
        bytes memory signature = _sign(0xD0 + which, address(departments), acts.hash(made));
        try departments.rotate(made, _first[which], signature) {
            ++_made;
            _note(made.successor);
        } catch {
            _officer(which);
        }
        _check();
    }

    function accredit(uint256 giver, uint256 subtree, uint64 from) external {
        vm.warp(_clock);
        (giver, subtree) = (giver % 9, subtree % 9);
        IMandates.Accreditation memory made = IMandates.Accreditation(
            "MZ-330100", address(0), _name(giver), _name(subtree), new bytes32[](0), START - 100 + from % 800, OPEN,
            departments.nonceOf(_codes[giver])
        );
        bytes32 id = acts.hash(made);
        bool within = departments.isWithin(_codes[subtree], _codes[giver]);
        try departments.accredit(made, _first[giver], _sign(0xD0 + giver, address(departments), id)) {
            if (!within) broken = "accredited outside the giver's subtree";
            _mandates.push(id);
            _given[id] = departments.mandate(id);
            if (_given[id].validFrom < _clock) broken = "a mandate was backdated";
        } catch {}
        _check();
    }

    function wait(uint64 time) external {
        _clock += time % 200;
        vm.warp(_clock);
        _check();
    }

    function _officer(uint256 which) private {
        IDepartments.KeyGrant memory grant = IDepartments.KeyGrant(
            _name(which), vm.addr(0x7000 + _made), 2, 0, OPEN, departments.nonceOf(_codes[which])
        );
        bytes memory signature = _sign(0xD0 + which, address(departments), typed.hash(grant));
        try departments.enrol(grant, _first[which], signature) { _note(grant.key); } catch {}
    }

    function _note(address key) private {
        _keysMade.push(key);
        _enrolled[key] = departments.keyOf(key);
        if (_enrolled[key].validFrom < block.timestamp) broken = "a key became valid retroactively";
    }

    function _check() private {
        _checkTree();
        _checkPast();
        _checkKeys();
        for (uint256 i = 0; i < _mandates.length; ++i) {
            IMandates.Mandate memory known = departments.mandate(_mandates[i]);
            if (known.validFrom != _given[_mandates[i]].validFrom) broken = "a mandate changed its start";
        }
    }

    /// @dev Every department reaches SJ; nobody stands above itself; what has ended stands nowhere.
    function _checkTree() private {
        for (uint256 i = 0; i < 9; ++i) {
            if (!departments.isWithin(_codes[i], SJ)) broken = "a department fell out of the tree";
            bytes32 self = departments.ancestor(_codes[i], 0);
            if (departments.department(self).until <= _clock) broken = "resolved to a department that has ended";
            for (uint256 n = 1; n < 8; ++n) {
                if (departments.ancestor(_codes[i], n) == self) broken = "a department stands above itself";
            }
            if (departments.ancestor(_codes[i], 4) != 0) broken = "a reform made the tree deeper";
        }
    }

    function _checkPast() private {
        for (uint256 i = 0; i < 9; ++i) {
            for (uint256 t = 0; t < _times.length; ++t) {
                if (departments.resolve(_codes[i], _times[t]) != _seen[i][_times[t]]) broken = "the past was rewritten";
            }
        }
        if (_times.length > 0 && _times[_times.length - 1] == _clock - 1) return;
        // The second before now is past for good.
        _times.push(_clock - 1);
        for (uint256 i = 0; i < 9; ++i) _seen[i][_clock - 1] = departments.resolve(_codes[i], _clock - 1);
    }

    function _checkKeys() private {
        for (uint256 i = 0; i < _keysMade.length; ++i) {
            IDepartments.Key memory known = departments.keyOf(_keysMade[i]);
            IDepartments.Key memory before = _enrolled[_keysMade[i]];
            if (known.validUntil > before.validUntil || known.validFrom != before.validFrom) broken = "a key was extended";
            uint64 end = departments.department(known.department).until;
            if (end != OPEN && departments.keyValidAt(_keysMade[i], end)) broken = "a key outlasted its department";
            _enrolled[_keysMade[i]] = known;
        }
    }

    function _name(uint256 i) private pure returns (string memory) {
        return string(bytes.concat("D", bytes1(uint8(48 + i))));
    }
}

contract ReformsKeepHistoryTest {
    Reformers private _reformers;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        _reformers = new Reformers();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_reformers);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](4);
        (selectors[0], selectors[1], selectors[2], selectors[3]) = (
            Reformers.succeed.selector, Reformers.rotate.selector, Reformers.accredit.selector, Reformers.wait.selector
        );
        targets[0] = FuzzSelector(address(_reformers), selectors);
    }

    function invariant_ATreeWithoutCirclesAPastThatStaysAndKeysThatEnd() public view {
        vm.assertTrue(bytes(_reformers.broken()).length == 0, _reformers.broken());
    }
}
