// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Succession of departments
interface ISuccession {
    /// @notice The department that acts at that time for what `code` entered into: itself, or its successor after a
    /// reform of departments.
    function resolve(bytes32 code, uint64 time) external view returns (bytes32);
}
