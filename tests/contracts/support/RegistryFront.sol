// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Stands before a registry of departments and answers what a test says about successions and accreditations;
/// everything else the registry answers itself.
contract RegistryFront {
    address private immutable _registry;

    mapping(bytes32 code => bytes32) private _successors;
    mapping(bytes32 code => uint64) private _succeededAt;
    mapping(address auditor => mapping(bytes32 scope => bool)) private _accredited;

    constructor(address registry) {
        _registry = registry;
    }

    function setSuccessor(bytes32 code, bytes32 successor, uint64 since) external {
        _successors[code] = successor;
        _succeededAt[code] = since;
    }

    function accredit(address auditor, bytes32 scope) external {
        _accredited[auditor][scope] = true;
    }

    function resolve(bytes32 code, uint64 time) external view returns (bytes32) {
        bytes32 successor = _successors[code];
        return successor != 0 && _succeededAt[code] <= time ? successor : code;
    }

    function accredited(address auditor, bytes32 scope, uint64) external view returns (bool) {
        return _accredited[auditor][scope];
    }

    fallback() external {
        (bool answered, bytes memory answer) = _registry.staticcall(msg.data);
        assembly ("memory-safe") {
            if iszero(answered) { revert(add(answer, 32), mload(answer)) }
            return(add(answer, 32), mload(answer))
        }
    }
}
