// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {ContractHead} from "../support/Fixture.sol";
import {LogFixture} from "../support/LogFixture.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {vm} from "../support/Vm.sol";

contract AnchorTest is LogFixture {
    function setUp() public override {
        super.setUp();
        _open();
    }

    function test_AnchorsTheFirstCheckpointAndTheNext() public {
        vm.roll(40);
        Submission memory first = _grow(5, "one");
        vm.expectEmit(address(eventLog));
        emit IEventLog.Anchored(ORIGIN_HASH, 6, first.checkpoint.root, first.checkpoint.streamsRoot);
        vm.assertTrue(_anchor(first));
        vm.roll(41);
        vm.warp(START + 12);
        Submission memory second = _grow(3, "two");
        vm.assertTrue(_anchor(second));

        (uint64 size, IEventLog.Anchor memory head) = eventLog.headOf(ORIGIN);
        vm.assertEq(size, 10);
        vm.assertEq(head.root, second.checkpoint.root);
        vm.assertEq(head.streamsRoot, second.checkpoint.streamsRoot);
        vm.assertEq(head.blockNumber, 41);
        vm.assertEq(head.time, START + 12);
        vm.assertEq(eventLog.anchorAt(ORIGIN, 6).root, first.checkpoint.root);
        vm.assertEq(eventLog.anchorAt(ORIGIN, 6).blockNumber, 40);
        vm.assertEq(eventLog.anchorAt(ORIGIN, 7).blockNumber, 0);
    }

    /// @dev docs/formats.md §12: offline verifiers read these very slots.
    function test_AnchorsStandAtSlotZeroPackedAsTheFormatsSay() public {
        vm.roll(40);
        Submission memory made = _grow(5, "one");
        _anchor(made);
        bytes32 slot = keccak256(abi.encode(uint256(6), keccak256(abi.encode(ORIGIN_HASH, uint256(0)))));
        vm.assertEq(vm.load(address(eventLog), slot), made.checkpoint.root);
        vm.assertEq(vm.load(address(eventLog), bytes32(uint256(slot) + 1)), made.checkpoint.streamsRoot);
        vm.assertEq(
            vm.load(address(eventLog), bytes32(uint256(slot) + 2)), bytes32(uint256(40) | uint256(START) << 64)
        );
    }

    function test_ALogOfOneStreamsEntryIsALog() public {
        vm.assertTrue(_anchor(_grow(0, "one")));
    }

    function test_RepeatingAnAnchorChangesNothing() public {
        Submission memory first = _grow(5, "one");
        _anchor(first);
        _anchor(_grow(5, "two"));
        vm.roll(99);
        vm.assertFalse(_anchor(first));
        vm.assertEq(eventLog.anchorAt(ORIGIN, 6).blockNumber, 1);
        vm.assertEq(eventLog.logOf(ORIGIN).size, 12);
    }

    function test_RefusesAnotherRootAtAnAnchoredSize() public {
        _anchor(_grow(5, "one"));
        delete leaves;
        Submission memory fork = _grow(5, "fork");
        _refuse(fork, abi.encodeWithSelector(IEventLog.ForkRefused.selector, ORIGIN_HASH, 6));
    }

    function test_RefusesAnotherStreamsRootAtAnAnchoredSize() public {
        Submission memory made = _grow(5, "one");
        _anchor(made);
        made.checkpoint.streamsRoot = "other";
        _resign(made);
        _refuse(made, abi.encodeWithSelector(IEventLog.ForkRefused.selector, ORIGIN_HASH, 6));
    }

    function test_RefusesASmallerCheckpointThatWasNeverAnchored() public {
        _anchor(_grow(5, "one"));
        delete leaves;
        Submission memory small = _grow(2, "one");
        _refuse(small, abi.encodeWithSelector(IEventLog.ShrinkRefused.selector, ORIGIN_HASH, 6, 3));
    }

    function test_RefusesTheEmptyLog() public {
        Submission memory made = _grow(1, "one");
        made.checkpoint.size = 0;
        _resign(made);
        _refuse(made, abi.encodeWithSelector(IEventLog.ShrinkRefused.selector, ORIGIN_HASH, 0, 0));
    }

    function test_RefusesAPathForTheFirstCheckpoint() public {
        Submission memory made = _grow(5, "one");
        made.consistency = new bytes32[](1);
        _refuse(made, abi.encodeWithSelector(IEventLog.GrowthNotProven.selector, ORIGIN_HASH, 0, 6));
    }

    function testFuzz_RefusesARewrittenHistory(uint256 entries, uint256 more, uint256 changed, bytes32 seed) public {
        _anchor(_grow(1 + entries % 20, seed));
        uint256 before = leaves.length;
        leaves[changed % before] ^= bytes32(uint256(1));
        Submission memory made = _grow(more % 20, ~seed);
        _refuse(
            made, abi.encodeWithSelector(IEventLog.GrowthNotProven.selector, ORIGIN_HASH, before, leaves.length)
        );
    }

    function testFuzz_AcceptsEveryTrueGrowth(uint256 entries, uint256 more, bytes32 seed) public {
        vm.assertTrue(_anchor(_grow(entries % 40, seed)));
        vm.assertTrue(_anchor(_grow(more % 40, ~seed)));
        vm.assertEq(eventLog.logOf(ORIGIN).size, leaves.length);
    }

    function test_RefusesAStreamsEntryThatIsNotTheLastLeaf() public {
        Submission memory made = _grow(5, "one");
        leaves.push("an entry after the streams entry");
        made = _submission(0, made.checkpoint.recordedAt, made.checkpoint.streamsRoot);
        _refuseStreams(made, 7);
    }

    function test_RefusesAnotherStreamsRoot() public {
        Submission memory made = _grow(5, "one");
        made.checkpoint.streamsRoot = "other";
        _resign(made);
        _refuseStreams(made, 6);
    }

    function test_RefusesAnotherTimeOfTheStreamsEntry() public {
        Submission memory made = _grow(5, "one");
        made.checkpoint.recordedAt += 1;
        _resign(made);
        _refuseStreams(made, 6);
    }

    function test_RefusesAStreamsPathOfAnotherLength() public {
        Submission memory made = _grow(5, "one");
        made.streams = ReferenceTree.append(made.streams, "more");
        _refuseStreams(made, 6);
        made.streams = new bytes32[](0);
        _refuseStreams(made, 6);
    }

    function test_RefusesAnOriginThatIsNotOpen() public {
        Submission memory made = _grow(5, "one");
        made.checkpoint.origin = "quanze.test/log-2";
        _resign(made);
        _refuse(
            made, abi.encodeWithSelector(IEventLog.UnknownOrigin.selector, keccak256("quanze.test/log-2"))
        );
    }

    function test_RefusesSignaturesThatAreNotTheLogKeysOverThisCheckpoint() public {
        Submission memory made = _grow(5, "one");
        bytes32 hash = typed.hash(made.checkpoint);
        bytes[7] memory rows = [
            _sign(SJ_HEAD, address(eventLog), hash),
            _sign(LOG_KEY, address(departments), hash),
            _pack(LOG_KEY, _digest(block.chainid + 1, address(eventLog), hash)),
            _sign(LOG_KEY, address(eventLog), ~hash),
            _mirrored(LOG_KEY, address(eventLog), hash),
            _ofVersion("2", LOG_KEY, address(eventLog), hash),
            bytes("")
        ];
        for (uint256 i = 0; i < rows.length; ++i) {
            made.signature = rows[i];
            _refuseSignature(made);
        }
    }

    function testFuzz_RefusesAnyFlippedBitOfTheSignature(uint256 bit) public {
        Submission memory made = _grow(2, "one");
        bit %= 520;
        made.signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuseSignature(made);
    }

    function test_AReplacedLogKeySignsNoMore() public {
        Submission memory first = _grow(5, "one");
        _anchor(first);
        IEventLog.Opening memory opening = IEventLog.Opening(ORIGIN, "SJ-330000", vm.addr(STRANGER), 1);
        eventLog.open(opening, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(eventLog), typed.hash(opening)));
        Submission memory second = _grow(5, "two");
        vm.expectRevert(abi.encodeWithSelector(IEventLog.WrongSignature.selector, vm.addr(STRANGER)));
        _anchor(second);
        second.signature = _sign(STRANGER, address(eventLog), typed.hash(second.checkpoint));
        vm.assertTrue(_anchor(second));
        vm.assertFalse(_anchor(first), "what is anchored may be repeated with the old key");
    }

    function test_AContractMaySignCheckpoints() public {
        ContractHead multisig = new ContractHead(vm.addr(LOG_KEY));
        IEventLog.Opening memory opening = IEventLog.Opening(ORIGIN, "SJ-330000", address(multisig), 1);
        eventLog.open(opening, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(eventLog), typed.hash(opening)));
        vm.assertTrue(_anchor(_grow(5, "one")));
    }

    function _refuseSignature(Submission memory made) private {
        _refuse(made, abi.encodeWithSelector(IEventLog.WrongSignature.selector, vm.addr(LOG_KEY)));
    }

    function _refuseStreams(Submission memory made, uint64 size) private {
        _refuse(
            made,
            abi.encodeWithSelector(
                IEventLog.StreamsEntryNotProven.selector, ORIGIN_HASH, size, made.checkpoint.streamsRoot
            )
        );
    }

    function _refuse(Submission memory made, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _anchor(made);
    }
}
