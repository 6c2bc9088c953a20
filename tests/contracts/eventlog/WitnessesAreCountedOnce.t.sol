// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {WitnessFixture} from "./WitnessFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Keys of every kind that witness true and invented checkpoints, again and again, while the log grows.
contract Witnesses is WitnessFixture {
    uint64[] public sizes;
    string public broken;
    mapping(uint64 => bytes32) private _rootAt;
    uint64 private _clock;

    constructor() {
        setUp();
        _clock = START;
        sizes.push(6);
        _rootAt[6] = root;
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 2, 0, START + 500);
        _enrol("SJ-330000", SJ_HEAD, 0x5002, 4, 0, OPEN);
        _enrol("GF-330100", GF_HEAD, 0x5003, 5, 0, OPEN);
    }

    function grow(uint256 entries, bytes32 seed) external {
        if (leaves.length > 60) return;
        Submission memory made = _grow(entries % 4, seed);
        _anchor(made);
        sizes.push(made.checkpoint.size);
        _rootAt[made.checkpoint.size] = made.checkpoint.root;
    }

    function witness(uint256 which, uint256 at_, bytes32 invented, bool honest) external {
        vm.warp(_clock);
        uint256[7] memory keys = [MZ_HEAD, GF_HEAD, SJ_HEAD, OFFICER, 0x5002, 0x5003, STRANGER];
        uint256 key = keys[which % 7];
        uint64 size = honest ? sizes[at_ % sizes.length] : uint64(at_ % 70);
        IEventLog.WitnessStatement memory made =
            IEventLog.WitnessStatement(ORIGIN, size, honest ? _rootAt[size] : invented);
        uint256 before = eventLog.witnessCount(ORIGIN, size);
        bytes memory signature = _sign(key, address(eventLog), statements.hash(made));
        try eventLog.witness(made, vm.addr(key), signature) returns (bool changed) {
            if (!honest) broken = "an invented checkpoint was witnessed";
            if (eventLog.witnessCount(ORIGIN, size) != before + (changed ? 1 : 0)) broken = "counted wrongly";
        } catch {
            if (eventLog.witnessCount(ORIGIN, size) != before) broken = "counted what was refused";
        }
    }

    function wait(uint64 time) external {
        _clock += time % 300;
    }

    function check() external view returns (bool) {
        for (uint256 i = 0; i < sizes.length; ++i) {
            uint256 departmentsCounted = (eventLog.witnessedBy(ORIGIN, sizes[i], MZ) ? 1 : 0)
                + (eventLog.witnessedBy(ORIGIN, sizes[i], GF) ? 1 : 0);
            if (eventLog.witnessCount(ORIGIN, sizes[i]) != departmentsCounted) return false;
        }
        return true;
    }
}

contract WitnessesAreCountedOnceTest {
    Witnesses private _witnesses;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        _witnesses = new Witnesses();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_witnesses);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1], selectors[2]) =
            (Witnesses.grow.selector, Witnesses.witness.selector, Witnesses.wait.selector);
        targets[0] = FuzzSelector(address(_witnesses), selectors);
    }

    function invariant_TheCountIsThatOfOtherDepartmentsThatSawTheAnchoredRoot() public view {
        vm.assertTrue(bytes(_witnesses.broken()).length == 0, _witnesses.broken());
        vm.assertTrue(_witnesses.check(), "one per department, never the keeper of the log");
    }
}
