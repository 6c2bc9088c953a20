// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEventLog} from "../IEventLog.sol";

/// @title EIP-712 struct hash of what a witness of a log signs
library WitnessTypedData {
    bytes32 private constant WITNESS_STATEMENT = keccak256("WitnessStatement(string origin,uint64 size,bytes32 root)");

    function hash(IEventLog.WitnessStatement calldata s) internal pure returns (bytes32) {
        return keccak256(abi.encode(WITNESS_STATEMENT, keccak256(bytes(s.origin)), s.size, s.root));
    }
}
