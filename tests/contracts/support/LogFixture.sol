// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EventLog} from "../../../contracts/EventLog.sol";
import {IEventLog} from "../../../contracts/IEventLog.sol";
import {Fixture} from "./Fixture.sol";
import {ReferenceTree} from "./ReferenceTree.sol";
import {vm} from "./Vm.sol";

/// @dev A log as its operator builds it: leaves, and a streams entry as the last leaf of each checkpoint.
abstract contract LogFixture is Fixture {
    string internal constant ORIGIN = "quanze.test/log-1";
    bytes32 internal constant ORIGIN_HASH = keccak256("quanze.test/log-1");
    uint256 internal constant LOG_KEY = 0x106;

    struct Submission {
        IEventLog.Checkpoint checkpoint;
        bytes signature;
        bytes32[] consistency;
        bytes32[] streams;
    }

    EventLog internal eventLog;
    bytes32[] internal leaves;

    function setUp() public virtual override {
        super.setUp();
        eventLog = new EventLog(departments);
    }

    function _open() internal {
        IEventLog.Opening memory opening = IEventLog.Opening(ORIGIN, "SJ-330000", vm.addr(LOG_KEY), 0);
        eventLog.open(opening, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(eventLog), typed.hash(opening)));
    }

    /// @dev Appends `entries` arbitrary leaves and a streams entry, and makes the submission for the result.
    function _grow(uint256 entries, bytes32 seed) internal returns (Submission memory) {
        uint256 before = eventLog.logOf(ORIGIN).size;
        for (uint256 i = 0; i < entries; ++i) leaves.push(keccak256(abi.encode(seed, i)));
        bytes32 streamsRoot = keccak256(abi.encode("streams", seed));
        uint64 recordedAt = uint64(block.timestamp) * 1000 + 7;
        leaves.push(_streamsLeaf(uint64(leaves.length), recordedAt, streamsRoot));
        return _submission(before, recordedAt, streamsRoot);
    }

    function _submission(uint256 before, uint64 recordedAt, bytes32 streamsRoot)
        internal
        view
        returns (Submission memory made)
    {
        bytes32[] memory all = leaves;
        bytes32 root = ReferenceTree.root(all, 0, all.length);
        made.checkpoint = IEventLog.Checkpoint(ORIGIN, uint64(all.length), root, streamsRoot, recordedAt);
        made.signature = _sign(LOG_KEY, address(eventLog), typed.hash(made.checkpoint));
        if (before != 0 && before <= all.length) made.consistency = ReferenceTree.consistency(all, before, all.length);
        made.streams = ReferenceTree.inclusion(all, all.length - 1, all.length);
    }

    /// @dev docs/formats.md §7, written apart from the contract.
    function _streamsLeaf(uint64 index, uint64 recordedAt, bytes32 streamsRoot) internal pure returns (bytes32) {
        bytes memory entry = bytes.concat(hex"0201", bytes8(index), bytes8(recordedAt), streamsRoot);
        return sha256(bytes.concat(hex"00", entry));
    }

    function _anchor(Submission memory s) internal returns (bool) {
        return eventLog.anchor(s.checkpoint, s.signature, s.consistency, s.streams);
    }

    function _resign(Submission memory s) internal view {
        s.signature = _sign(LOG_KEY, address(eventLog), typed.hash(s.checkpoint));
    }
}
