// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {LogFixture} from "../support/LogFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Several logs beside each other, and their keepers
///     ├── the same size in two logs: two anchors, neither seen by the other
///     ├── the log key of one signs nothing of the other
///     ├── a new log key signs on where the old one ended; old anchors and their proofs stay
///     └── after a reform only the successor of the keeper opens on
contract OriginsTest is LogFixture {
    string private constant OTHER = "quanze.test/mz";

    function setUp() public override {
        super.setUp();
        _open();
        _openAs(OTHER, "MZ-330100", MZ_HEAD, STRANGER, 0);
    }

    function test_LogsOfSeveralDepartmentsDoNotMeet() public {
        Submission memory first = _grow(5, "one");
        _anchor(first);
        delete leaves;
        Submission memory second = _ofOther(_grow(5, "two"));
        vm.assertTrue(_anchor(second));
        vm.assertEq(eventLog.anchorAt(ORIGIN, 6).root, first.checkpoint.root);
        vm.assertEq(eventLog.anchorAt(OTHER, 6).root, second.checkpoint.root);
        second.signature = _sign(LOG_KEY, address(eventLog), typed.hash(second.checkpoint));
        second.checkpoint.size = 7;
        vm.expectRevert(abi.encodeWithSelector(IEventLog.WrongSignature.selector, vm.addr(STRANGER)));
        _anchor(second);
    }

    function test_RotationOfOneLogKeyLeavesTheOtherLogAlone() public {
        _anchor(_grow(5, "one"));
        _openAs(ORIGIN, "SJ-330000", SJ_HEAD, 0x107, 1);
        vm.assertEq(eventLog.logOf(ORIGIN).size, 6);
        vm.assertEq(eventLog.logOf(OTHER).logKey, vm.addr(STRANGER));
        Submission memory next = _grow(2, "two");
        next.signature = _sign(0x107, address(eventLog), typed.hash(next.checkpoint));
        vm.assertTrue(_anchor(next));
        vm.assertTrue(eventLog.includes(ORIGIN, 9, 8, leaves[8], next.streams));
    }

    function test_TheSuccessorOfTheKeeperOpensOn() public {
        _anchor(_grow(5, "one"));
        _merge();
        _refuseOpening("MZ-330100", MZ_HEAD, abi.encodeWithSelector(IEventLog.OriginTaken.selector, ORIGIN_HASH, SJ));
        vm.warp(START + 10);
        _refuseOpening(
            "SJ-330000", SJ_HEAD, abi.encodeWithSelector(IEventLog.OriginTaken.selector, ORIGIN_HASH, SJ)
        );
        _openAs(ORIGIN, "MZ-330100", MZ_HEAD, 0x107, 1);
        vm.assertEq(eventLog.logOf(ORIGIN).department, MZ);
        vm.assertEq(eventLog.logOf(ORIGIN).size, 6);
    }

    /// @dev SJ is succeeded by MZ.
    function _merge() private {
        bytes32 hash = keccak256(
            abi.encode(
                keccak256(
                    "Succession(string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce)"
                ),
                keccak256("SJ-330000"), keccak256("MZ-330100"), bytes32("x"), START + 10, uint256(0)
            )
        );
        IReform.Vote[] memory votes = new IReform.Vote[](3);
        uint256[3] memory heads = [GF_HEAD, MZ_HEAD, SJ_HEAD];
        for (uint256 i = 0; i < 3; ++i) {
            votes[i] = IReform.Vote(vm.addr(heads[i]), _sign(heads[i], address(departments), hash));
        }
        departments.succeed(IReform.Succession("SJ-330000", "MZ-330100", "x", START + 10, 0), votes, votes[1]);
    }

    function _ofOther(Submission memory made) private view returns (Submission memory) {
        made.checkpoint.origin = OTHER;
        made.consistency = new bytes32[](0);
        made.signature = _sign(STRANGER, address(eventLog), typed.hash(made.checkpoint));
        return made;
    }

    function _openAs(string memory origin, string memory code, uint256 head, uint256 logKey, uint256 nonce) private {
        IEventLog.Opening memory opening = IEventLog.Opening(origin, code, vm.addr(logKey), nonce);
        eventLog.open(opening, vm.addr(head), _sign(head, address(eventLog), typed.hash(opening)));
    }

    function _refuseOpening(string memory code, uint256 head, bytes memory refusal) private {
        IEventLog.Opening memory opening = IEventLog.Opening(ORIGIN, code, vm.addr(0x107), 1);
        bytes memory signature = _sign(head, address(eventLog), typed.hash(opening));
        vm.expectRevert(refusal);
        eventLog.open(opening, vm.addr(head), signature);
    }
}
