// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "../IDepartments.sol";

/// @title Acts signed for a department
/// @notice Every act carries an EIP-712 signature (domain `Quanze`, version `1`) by a key of the department that acts,
/// valid in this block. Who submits it does not matter. For a department that was succeeded after a reform (机构改革)
/// its successor signs; what is written keeps the old code.
interface IDepartmentSignatures {
    /// @notice One department's signature; an account with code answers by ERC-1271.
    struct Consent {
        address signer;
        bytes signature;
    }

    /// @notice The signer is not a head of the department at this moment.
    error NotAHead(address signer, bytes32 department);
    /// @notice The signature is not the signer's over this struct in this contract's domain.
    error WrongSignature(address signer);
    /// @notice No department of this code was admitted.
    error UnknownDepartment(bytes32 department);
    /// @notice Two sides that have to be different departments are one and the same.
    error SameDepartment(bytes32 department);
}

/// @dev The guards of {IDepartmentSignatures}.
abstract contract DepartmentSignatures is IDepartmentSignatures, EIP712 {
    IDepartments internal immutable _departments;

    constructor(IDepartments departments) EIP712("Quanze", "1") {
        _departments = departments;
    }

    function _requireHead(
        bytes32 department,
        bytes32 structHash,
        address signer,
        bytes calldata signature
    ) internal view {
        if (!_isHead(signer, department, _now())) revert NotAHead(signer, department);
        _requireSignature(structHash, signer, signature);
    }

    function _requireSignature(bytes32 structHash, address signer, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature)) {
            revert WrongSignature(signer);
        }
    }

    function _requireThreeHeads(
        bytes32[3] memory departments,
        bytes32 structHash,
        Consent[3] calldata consents
    ) internal view {
        for (uint256 i = 0; i < 3; ++i) {
            _requireHead(departments[i], structHash, consents[i].signer, consents[i].signature);
        }
    }

    /// @dev An address belongs to one department for ever, so distinct departments are distinct signers.
    function _requireDistinct(bytes32 one, bytes32 other) internal view {
        if (_standing(one) == _standing(other)) revert SameDepartment(one);
    }

    function _requireAdmitted(bytes32 department) internal view {
        if (_departments.department(department).tier == 0) revert UnknownDepartment(department);
    }

    function _isHead(address signer, bytes32 department, uint64 time) internal view returns (bool) {
        // slither-disable-next-line calls-loop - one call for each of three parties, to the register fixed at deployment
        return _departments.isHeadAt(signer, _departments.resolve(department, time), time);
    }

    function _standing(bytes32 department) internal view returns (bytes32) {
        return _departments.resolve(department, _now());
    }

    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }
}
