// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accountability} from "../../../contracts/Accountability.sol";
import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {DepartmentTypedData} from "../../../contracts/libraries/DepartmentTypedData.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

contract AccreditationHash {
    function hash(IMandates.Accreditation calldata a) external pure returns (bytes32) {
        return DepartmentTypedData.hash(a);
    }
}

/// @dev The auditor's scope as the registry itself keeps it, with nothing in between.
contract RegistryAccreditationTest is AccountabilityFixture {
    AccreditationHash private _mandates = new AccreditationHash();
    bytes32 private _breach;

    function setUp() public override {
        super.setUp();
        accountability = new Accountability(departments, agreements, eventLog);
        _breach = _marked();
    }

    function test_AMandateOverASubtreeCoversWhatStandsUnderIt() public {
        _accredit("ZF-330100", ZF_CITY_HEAD, "CS-330100", new bytes32[](0));
        _refuse(ZF_CITY);
        _refuse(agreementId);
        _find(CS);
    }

    function test_AMandateOverTheAgreementCoversItAlone() public {
        bytes32[] memory subjects = new bytes32[](1);
        subjects[0] = agreementId;
        _accredit("CS-330100", CS_HEAD, "", subjects);
        _refuse(MZ);
        _find(agreementId);
    }

    function test_AMandateOfAnotherCityCoversNothingHere() public {
        _accredit("CS-330200", CS2_HEAD, "CS-330200", new bytes32[](0));
        _refuse(MZ);
        _refuse(CS2);
    }

    function test_AMandateCoversUpToItsLastSecond() public {
        _accredit("CS-330100", CS_HEAD, "MZ-330100", new bytes32[](0));
        vm.warp(START + 100);
        _refuse(MZ);
        vm.warp(START + 99);
        _find(MZ);
    }

    function _accredit(string memory manager, uint256 head, string memory subtree, bytes32[] memory subjects) private {
        uint256 nonce = departments.nonceOf(typed.parse(manager));
        IMandates.Accreditation memory made = IMandates.Accreditation(
            "AU-330000", address(0), manager, subtree, subjects, 0, START + 100, nonce
        );
        departments.accredit(made, vm.addr(head), _sign(head, address(departments), _mandates.hash(made)));
    }

    function _refuse(bytes32 scope) private {
        (IAccountability.Finding memory made, IAccountability.Cited memory cited, bytes memory signature) = _made(scope);
        address auditor = vm.addr(AUDITOR);
        vm.expectRevert(abi.encodeWithSelector(IAccountabilityErrors.NotAccredited.selector, auditor, scope));
        accountability.fileFinding(made, cited, auditor, signature);
    }

    function _find(bytes32 scope) private {
        (IAccountability.Finding memory made, IAccountability.Cited memory cited, bytes memory signature) = _made(scope);
        accountability.fileFinding(made, cited, vm.addr(AUDITOR), signature);
        vm.assertEq(_stateOf(_breach), 2);
    }

    function _made(bytes32 scope)
        private
        returns (IAccountability.Finding memory made, IAccountability.Cited memory cited, bytes memory signature)
    {
        cited = _cite("finding", AUDITOR);
        made = IAccountability.Finding(_breach, scope, 2, "report", "finding", 1);
        signature = _sign(AUDITOR, address(accountability), hashes.hash(made));
    }
}
