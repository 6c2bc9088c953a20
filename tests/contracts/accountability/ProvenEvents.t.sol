// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountability} from "../../../contracts/IAccountability.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

/// @dev Departments that mark, find, order, rectify and accept in every order, by right and wrong keys, over events that
/// the log holds and over forged ones.
contract Accusers is AccountabilityFixture {
    string public broken;

    mapping(bytes32 eventId => bool) private _logged;
    mapping(bytes32 breach => uint256) private _seen;
    bytes32[] private _breaches;
    uint256[4] private _heads = [CS_HEAD, MZ_HEAD, GF_HEAD, SJ_HEAD];
    string[4] private _names = ["CS-330100", "MZ-330100", "GF-330100", "SJ-330000"];
    uint256 private _count;

    constructor() {
        setUp();
    }

    function mark(uint256 forgery, uint64 dueAt) external {
        (IAccountability.Cited memory cited,) = _citation(forgery, GF_HEAD);
        IAccountability.Mark memory made = _mark();
        made.dueAt = START - 5 + dueAt % 10;
        try accountability.markBreach(made, cited) returns (bytes32 breach) {
            if (made.dueAt > block.timestamp) broken = "a breach was marked before its due time";
            _breaches.push(breach);
        } catch {}
        _check();
    }

    function find(uint256 which, uint256 forgery, bool byStranger) external {
        if (_breaches.length == 0) return;
        bytes32 breach = _breaches[which % _breaches.length];
        uint256 key = byStranger ? STRANGER : AUDITOR;
        (IAccountability.Cited memory cited, bytes32 eventId) = _citation(forgery, AUDITOR);
        IAccountability.Finding memory made =
            IAccountability.Finding(breach, MZ, 1, "report", eventId, accountability.stepCount(breach));
        bytes memory signature = _sign(key, address(accountability), hashes.hash(made));
        try accountability.fileFinding(made, cited, vm.addr(key), signature) {
            if (byStranger) broken = "a stranger found a breach";
        } catch {}
        _check();
    }

    function order(uint256 which, uint256 forgery, uint256 who) external {
        if (_breaches.length == 0) return;
        bytes32 breach = _breaches[which % _breaches.length];
        (IAccountability.Cited memory cited, bytes32 eventId) = _citation(forgery, _heads[who % 4]);
        IAccountability.Order memory made = IAccountability.Order(
            breach, _names[who % 4], "measures", OPEN, eventId, accountability.stepCount(breach)
        );
        bytes memory signature = _sign(_heads[who % 4], address(accountability), hashes.hash(made));
        try accountability.order(made, cited, vm.addr(_heads[who % 4]), signature) {
            if (who % 4 == 1 || who % 4 == 2) broken = "a party ordered";
        } catch {}
        _check();
    }

    function rectify(uint256 which, uint256 forgery, uint256 who) external {
        if (_breaches.length == 0) return;
        bytes32 breach = _breaches[which % _breaches.length];
        (IAccountability.Cited memory cited, bytes32 eventId) = _citation(forgery, _heads[who % 4]);
        IAccountability.Rectification memory made =
            IAccountability.Rectification(breach, "proof", eventId, accountability.stepCount(breach));
        bytes memory signature = _sign(_heads[who % 4], address(accountability), hashes.hash(made));
        try accountability.rectify(made, cited, vm.addr(_heads[who % 4]), signature) {
            if (who % 4 != 1) broken = "somebody else rectified";
        } catch {}
        _check();
    }

    function accept(uint256 which, uint256 forgery, uint256 who, bool verdict) external {
        if (_breaches.length == 0) return;
        bytes32 breach = _breaches[which % _breaches.length];
        (IAccountability.Cited memory cited, bytes32 eventId) = _citation(forgery, _heads[who % 4]);
        IAccountability.Acceptance memory made = IAccountability.Acceptance(
            breach, _names[who % 4], verdict, 0, "report", eventId, accountability.stepCount(breach)
        );
        bytes memory signature = _sign(_heads[who % 4], address(accountability), hashes.hash(made));
        try accountability.accept(made, cited, vm.addr(_heads[who % 4]), signature) {
            if (who % 4 == 1) broken = "a department accepted its own rectification";
        } catch {}
        _check();
    }

    /// @dev One in four citations is forged: the entry names an event that no log holds, with the proof of another.
    function _citation(uint256 forgery, uint256 key)
        private
        returns (IAccountability.Cited memory cited, bytes32 eventId)
    {
        eventId = keccak256(abi.encode("event", ++_count));
        cited = _cite(eventId, key);
        _logged[eventId] = true;
        if (forgery % 4 != 0) return (cited, eventId);
        eventId = keccak256(abi.encode("forged", _count));
        cited.entry = _eventEntry(eventId, vm.addr(key), cited.index, uint64(block.timestamp) * 1000);
    }

    /// @dev Steps are only added, each rests on an event that the log holds, and on one of its own.
    function _check() private {
        for (uint256 i = 0; i < _breaches.length; ++i) {
            bytes32 breach = _breaches[i];
            uint256 count = accountability.stepCount(breach);
            if (count == 0 || count < _seen[breach]) broken = "a step is gone";
            for (uint256 k = _seen[breach]; k < count; ++k) {
                if (!_logged[accountability.stepOf(breach, k).eventId]) broken = "a step rests on no proven event";
            }
            _seen[breach] = count;
        }
    }
}

contract ProvenEventsTest {
    Accusers private _accusers;

    function setUp() public {
        _accusers = new Accusers();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_accusers);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = Accusers.mark.selector;
        selectors[1] = Accusers.find.selector;
        selectors[2] = Accusers.order.selector;
        selectors[3] = Accusers.rectify.selector;
        selectors[4] = Accusers.accept.selector;
        targets[0] = FuzzSelector(address(_accusers), selectors);
    }

    function invariant_NoStepRestsOnAnythingButAProvenEvent() public view {
        vm.assertTrue(bytes(_accusers.broken()).length == 0, _accusers.broken());
    }
}
