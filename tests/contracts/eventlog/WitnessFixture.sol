// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {WitnessTypedData} from "../../../contracts/libraries/WitnessTypedData.sol";
import {LogFixture} from "../support/LogFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Opens the internal library to calls from tests.
contract WitnessHarness {
    function hash(IEventLog.WitnessStatement calldata s) external pure returns (bytes32) {
        return WitnessTypedData.hash(s);
    }
}

/// @dev A log of SJ with an anchor of six leaves.
abstract contract WitnessFixture is LogFixture {
    WitnessHarness internal statements = new WitnessHarness();
    bytes32 internal root;

    function setUp() public virtual override {
        super.setUp();
        _open();
        Submission memory made = _grow(5, "one");
        root = made.checkpoint.root;
        _anchor(made);
    }

    function _statement() internal view returns (IEventLog.WitnessStatement memory) {
        return IEventLog.WitnessStatement(ORIGIN, 6, root);
    }

    function _witness(uint256 key) internal returns (bool) {
        IEventLog.WitnessStatement memory made = _statement();
        return eventLog.witness(made, vm.addr(key), _sign(key, address(eventLog), statements.hash(made)));
    }
}
