// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../IDepartments.sol";

/// @title What the registry of departments knows beyond {IDepartments}
interface IRegistry {
    /// @notice The department that stands in the place of this one at that time; itself if it was not succeeded by then.
    function resolve(bytes32 code, uint64 time) external view returns (bytes32);

    /// @notice Whether the key was, at that time, an auditor key accredited for this scope: a department's code, or
    /// keccak256(manager ‖ subject).
    function accredited(address auditor, bytes32 scope, uint64 time) external view returns (bool);
}

/// @title Defensive questions to the registry
/// @dev A registry that does not know a question, fails or babbles succeeds nobody and accredits nobody.
library Registry {
    /// @notice The department that stands in the place of this one at that time.
    function standing(IDepartments departments, bytes32 code, uint64 time) internal view returns (bytes32) {
        bytes32 answer = _ask(departments, abi.encodeCall(IRegistry.resolve, (code, time)));
        return answer == 0 ? code : answer;
    }

    /// @notice Whether the auditor is accredited for the scope at that time.
    function isAccredited(
        IDepartments departments,
        address auditor,
        bytes32 scope,
        uint64 time
    ) internal view returns (bool) {
        return uint256(_ask(departments, abi.encodeCall(IRegistry.accredited, (auditor, scope, time)))) == 1;
    }

    function _ask(IDepartments departments, bytes memory question) private view returns (bytes32) {
        (bool answered, bytes memory answer) = address(departments).staticcall(question);
        return answered && answer.length == 32 ? bytes32(answer) : bytes32(0);
    }
}
