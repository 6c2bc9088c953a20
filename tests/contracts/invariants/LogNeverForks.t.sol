// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {LogFixture} from "../support/LogFixture.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {vm} from "../support/Vm.sol";

/// @dev An operator who holds the log key and mixes honest growth with forks, roll-backs, repeats and inventions.
contract LogOperator is LogFixture {
    IEventLog.Checkpoint[] public accepted;
    Submission private _last;

    constructor() {
        setUp();
        _open();
        _try(_grow(2, "first"));
    }

    function acceptedCount() external view returns (uint256) {
        return accepted.length;
    }

    function eventLogOf() external view returns (IEventLog) {
        return eventLog;
    }

    function rootOfPrefix(uint256 size) external view returns (bytes32) {
        return ReferenceTree.root(leaves, 0, size);
    }

    function growHonestly(uint256 entries, bytes32 seed) external {
        if (leaves.length > 120) return;
        _try(_grow(entries % 6, seed));
    }

    function repeat() external {
        _anchor(_last);
    }

    function rewriteAndGrow(uint256 changed, uint256 entries, bytes32 seed) external {
        bytes32[] memory kept = leaves;
        leaves[changed % leaves.length] ^= bytes32(uint256(1));
        if (!_try(_grow(entries % 4, seed))) leaves = kept;
    }

    function rollBack(uint256 size, bytes32 seed) external {
        bytes32[] memory kept = leaves;
        size %= leaves.length;
        while (leaves.length > size) leaves.pop();
        if (!_try(_grow(0, seed))) leaves = kept;
    }

    function invent(uint64 size, bytes32 root, bytes32 streamsRoot, bytes32[] calldata path) external {
        Submission memory made;
        made.checkpoint = IEventLog.Checkpoint(ORIGIN, size % 200, root, streamsRoot, 0);
        made.consistency = made.streams = path;
        _resign(made);
        _try(made);
    }

    /// @dev What the contract accepts is the history from now on, whatever it was meant to be.
    function _try(Submission memory made) private returns (bool) {
        try eventLog.anchor(made.checkpoint, made.signature, made.consistency, made.streams) returns (bool changed) {
            if (changed) {
                accepted.push(made.checkpoint);
                _last = made;
            }
            return changed;
        } catch {
            return false;
        }
    }
}

contract LogNeverForksTest {
    LogOperator private _operator;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        _operator = new LogOperator();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_operator);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = LogOperator.growHonestly.selector;
        selectors[1] = LogOperator.repeat.selector;
        selectors[2] = LogOperator.rewriteAndGrow.selector;
        selectors[3] = LogOperator.rollBack.selector;
        selectors[4] = LogOperator.invent.selector;
        targets[0] = FuzzSelector(address(_operator), selectors);
    }

    function invariant_EveryAnchorIsAPrefixOfOneGrowingHistory() public view {
        IEventLog log = _operator.eventLogOf();
        uint256 count = _operator.acceptedCount();
        uint64 size = 0;
        for (uint256 i = 0; i < count; ++i) {
            (, uint64 next, bytes32 root, bytes32 streamsRoot,) = _operator.accepted(i);
            vm.assertTrue(next > size, "sizes grow");
            size = next;
            IEventLog.Anchor memory kept = log.anchorAt("quanze.test/log-1", size);
            vm.assertEq(kept.root, root, "an anchor is written once");
            vm.assertEq(kept.streamsRoot, streamsRoot, "an anchor is written once");
            vm.assertEq(_operator.rootOfPrefix(size), root, "every anchor is a prefix of the same leaves");
        }
        (uint64 head,) = log.headOf("quanze.test/log-1");
        vm.assertEq(head, size, "the head is the last that was accepted");
    }
}
