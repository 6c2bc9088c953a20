// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {Fixture} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Heads that enrol and end keys in every order and with every time, as clock and luck have it.
contract KeyHolders is Fixture {
    address[] public known;
    mapping(address => IDepartments.Key) public seen;
    mapping(address => uint64) public enrolledAt;
    string public broken;
    uint64 private _clock;

    constructor() {
        setUp();
        _clock = START;
        _note(vm.addr(SJ_HEAD));
        _note(vm.addr(MZ_HEAD));
        _note(vm.addr(GF_HEAD));
    }

    function enrol(uint256 key, uint8 role, uint64 from, uint64 until, bool atMz) external {
        vm.warp(_clock);
        address added = address(uint160(0x1000 + key % 8));
        string memory code = atMz ? "MZ-330100" : "SJ-330000";
        uint256 head = atMz ? MZ_HEAD : SJ_HEAD;
        IDepartments.KeyGrant memory grant = IDepartments.KeyGrant(
            code, added, role % 7, START - 1000 + from % 3000, START + until % 5000, departments.nonceOf(typed.parse(code))
        );
        bytes memory signature = _sign(head, address(departments), typed.hash(grant));
        try departments.enrol(grant, vm.addr(head), signature) {
            _note(added);
        } catch {}
        _check();
    }

    function endKey(uint256 key, uint64 since, bool atMz) external {
        vm.warp(_clock);
        string memory code = atMz ? "MZ-330100" : "SJ-330000";
        uint256 head = atMz ? MZ_HEAD : SJ_HEAD;
        IDepartments.KeyEnd memory end = IDepartments.KeyEnd(
            code, address(uint160(0x1000 + key % 8)), START - 1000 + since % 5000, "lost", departments.nonceOf(typed.parse(code))
        );
        bytes memory signature = _sign(head, address(departments), typed.hash(end));
        try departments.endKey(end, vm.addr(head), signature) {} catch {}
        _check();
    }

    function wait(uint64 time) external {
        _clock += time % 500;
    }

    function _note(address key) private {
        known.push(key);
        seen[key] = departments.keyOf(key);
        enrolledAt[key] = uint64(block.timestamp);
    }

    /// @dev After every step, each key is compared with what was seen of it before.
    function _check() private {
        for (uint256 i = 0; i < known.length; ++i) {
            IDepartments.Key memory current = departments.keyOf(known[i]);
            IDepartments.Key memory before = seen[known[i]];
            if (current.department != before.department) broken = "a key changed its department";
            if (current.role != before.role) broken = "a key changed its role";
            if (current.validFrom != before.validFrom) broken = "a key changed its start";
            if (current.validFrom < enrolledAt[known[i]]) broken = "a key became valid retroactively";
            if (current.validUntil > before.validUntil) broken = "a key's validity was extended";
            seen[known[i]] = current;
        }
    }
}

contract KeysNeverBackdatedTest {
    KeyHolders private _holders;

    function setUp() public {
        _holders = new KeyHolders();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_holders);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1], selectors[2]) =
            (KeyHolders.enrol.selector, KeyHolders.endKey.selector, KeyHolders.wait.selector);
        targets[0] = FuzzSelector(address(_holders), selectors);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_KeysStartAtTheirEnrolmentAndOnlyShorten() public view {
        vm.assertTrue(bytes(_holders.broken()).length == 0, _holders.broken());
    }
}
