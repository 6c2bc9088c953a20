// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "./IDepartments.sol";
import {DepartmentCode} from "./libraries/DepartmentCode.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @dev Inherited before EIP712, whose own slots would otherwise come first: the keys stand at slot 0 for ever, where
/// storage proofs look for them (docs/formats.md §12).
abstract contract DepartmentsStorage is IDepartments {
    mapping(address key => Key) internal _keys;
}

/// @inheritdoc IDepartments
contract Departments is DepartmentsStorage, EIP712 {
    using DepartmentCode for string;

    uint8 private constant HEAD = 1;
    uint8 private constant LAST_ROLE = 5;
    uint8 private constant LAST_TIER = 4;
    uint8 private constant LAST_KIND = 6;
    uint64 private constant OPEN = type(uint64).max;
    uint256 private constant REASON_CAP = 256;

    mapping(bytes32 code => Department) private _departments;
    mapping(bytes32 code => uint256) private _nonces;

    constructor(Root[] memory roots) EIP712("Quanze", "1") {
        if (roots.length == 0) revert NoRoots();
        for (uint256 i = 0; i < roots.length; ++i) {
            this_root(roots[i]);
        }
    }
}
