// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../../../contracts/IEventLog.sol";
import {WitnessHarness} from "./WitnessFixture.sol";
import {vm} from "../support/Vm.sol";

contract WitnessStructHashTest {
    /// @dev Computed by eth-account, outside Solidity.
    function test_WitnessStatement() public {
        vm.assertEq(
            new WitnessHarness().hash(IEventLog.WitnessStatement("quanze.test/log-1", 6, "root")),
            0x6fee883d2e8ec554a26bf1e00bb8f0138eefe91a55c8363eafae25196ea78aa9
        );
    }
}
