// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "contracts/IAgreements.sol";
import {IDepartments} from "contracts/IDepartments.sol";
import {IEventLog} from "contracts/IEventLog.sol";
import {TypedData} from "contracts/libraries/TypedData.sol";

/// @dev Opens the library to calls over JSON-RPC, one function per struct, named like it.
contract TypedDataHarness {
    function Admission(IDepartments.Admission calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function KeyGrant(IDepartments.KeyGrant calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function KeyEnd(IDepartments.KeyEnd calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function Opening(IEventLog.Opening calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function Checkpoint(IEventLog.Checkpoint calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function Terms(IAgreements.Terms calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }
}
