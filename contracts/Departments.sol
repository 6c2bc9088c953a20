// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IDepartments} from "./IDepartments.sol";
import {Mandates} from "./departments/Mandates.sol";
import {Reform} from "./departments/Reform.sol";
import {DepartmentCode} from "./libraries/DepartmentCode.sol";
import {DepartmentTypedData} from "./libraries/DepartmentTypedData.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @notice See {IDepartments}.
contract Departments is Reform, Mandates {
    using DepartmentCode for string;

    constructor(Root[] memory roots) EIP712("Quanze", "1") {
        if (roots.length == 0) revert NoRoots();
        for (uint256 i = 0; i < roots.length; ++i) {
            Root memory root = roots[i];
            bytes32 code = root.code.parse();
            _admit(code, Department(0, 0, OPEN, root.region, root.tier, root.kind));
            _addRoot(code);
            _enrol(code, Key(code, HEAD, 0, root.validUntil), root.head);
        }
    }

    /// @inheritdoc IDepartments
    function admit(Admission calldata admission, address signer, bytes calldata signature) external {
        bytes32 parent = admission.parent.parse();
        bytes32 code = admission.code.parse();
        _requireHead(parent, admission.nonce, TypedData.hash(admission), signer, signature);
        uint8 parentTier = _departments[parent].tier;
        if (admission.tier < parentTier) revert TierAboveParent(admission.tier, parentTier);
        if (_depth(parent, _now()) == LEVELS || _depth(parent, OPEN) == LEVELS) revert TooDeep(code);

        _found(code, parent, admission);
    }

    /// @inheritdoc IDepartments
    function admitRoot(Admission calldata admission, Vote[] calldata votes) external {
        if (bytes(admission.parent).length != 0) revert RootHasNoParent(admission.parent);
        bytes32 code = admission.code.parse();
        _requireQuorum(admission.nonce, TypedData.hash(admission), votes, 0);

        _addRoot(code);
        _found(code, 0, admission);
    }

    /// @inheritdoc IDepartments
    function enrol(KeyGrant calldata grant, address signer, bytes calldata signature) external {
        bytes32 code = grant.department.parse();
        _requireHead(code, grant.nonce, TypedData.hash(grant), signer, signature);

        _enrol(code, Key(code, grant.role, grant.validFrom, grant.validUntil), grant.key);
    }

    /// @inheritdoc IDepartments
    function endKey(KeyEnd calldata end, address signer, bytes calldata signature) external {
        bytes32 code = end.department.parse();
        _requireHead(code, end.nonce, TypedData.hash(end), signer, signature);

        _endKey(code, end.key, end.since, end.reason);
    }

    /// @inheritdoc IDepartments
    function rotate(KeyRotation calldata rotation, address signer, bytes calldata signature) external {
        bytes32 code = rotation.department.parse();
        _requireHead(code, rotation.nonce, DepartmentTypedData.hash(rotation), signer, signature);

        _endKey(code, rotation.key, rotation.since, rotation.reason);
        _enrol(code, Key(code, _keys[rotation.key].role, rotation.since, rotation.validUntil), rotation.successor);
        emit KeyRotated(code, rotation.key, rotation.successor);
    }

    function _found(bytes32 code, bytes32 parent, Admission calldata a) private {
        _admit(code, Department(parent, a.validFrom, OPEN, a.region, a.tier, a.kind));
        _enrol(code, Key(code, HEAD, a.validFrom, a.validUntil), a.head);
    }
}
