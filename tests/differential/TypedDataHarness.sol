// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountabilityTypes} from "contracts/accountability/AccountabilityTypes.sol";
import {AgreementData} from "contracts/agreements/AgreementData.sol";
import {IAgreementLife} from "contracts/agreements/IAgreementLife.sol";
import {CatalogueTypes} from "contracts/catalogue/CatalogueTypes.sol";
import {IMandates} from "contracts/departments/IMandates.sol";
import {IReform} from "contracts/departments/IReform.sol";
import {IAccountability} from "contracts/IAccountability.sol";
import {IAgreements} from "contracts/IAgreements.sol";
import {ICatalogue} from "contracts/ICatalogue.sol";
import {IDepartments} from "contracts/IDepartments.sol";
import {IEventLog} from "contracts/IEventLog.sol";
import {DepartmentTypedData} from "contracts/libraries/DepartmentTypedData.sol";
import {TypedData} from "contracts/libraries/TypedData.sol";
import {WitnessTypedData} from "contracts/libraries/WitnessTypedData.sol";

/// @dev Opens the libraries to calls over JSON-RPC, one function per struct, named like it.
contract TypedDataHarness {
    struct OfferMessage {
        IAgreements.Terms terms;
        uint64 openUntil;
    }

    struct AmendmentMessage {
        bytes32 previous;
        IAgreements.Terms terms;
    }

    function Admission(IDepartments.Admission calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function KeyGrant(IDepartments.KeyGrant calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function KeyEnd(IDepartments.KeyEnd calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function KeyRotation(IDepartments.KeyRotation calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function QuorumChange(IReform.QuorumChange calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function Succession(IReform.Succession calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function Restoration(IReform.Restoration calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function Accreditation(IMandates.Accreditation calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function Entrustment(IMandates.Entrustment calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function MandateEnd(IMandates.MandateEnd calldata message) external pure returns (bytes32) {
        return DepartmentTypedData.hash(message);
    }

    function Entry(ICatalogue.Entry calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function Publication(ICatalogue.Publication calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function Refusal(ICatalogue.Refusal calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function AttributionChange(ICatalogue.AttributionChange calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function SourceAssignment(ICatalogue.SourceAssignment calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function Linking(ICatalogue.Linking calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function Grant(ICatalogue.Grant calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function GrantEnd(ICatalogue.GrantEnd calldata message) external pure returns (bytes32) {
        return CatalogueTypes.hash(message);
    }

    function Terms(IAgreements.Terms calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function Offer(OfferMessage calldata message) external pure returns (bytes32) {
        return AgreementData.offer(TypedData.hash(message.terms), message.openUntil);
    }

    function Amendment(AmendmentMessage calldata message) external pure returns (bytes32) {
        return AgreementData.amendment(message.previous, TypedData.hash(message.terms));
    }

    function Withdrawal(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.WITHDRAWAL);
    }

    function Suspension(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.SUSPENSION);
    }

    function Resumption(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.RESUMPTION);
    }

    function RectificationRefusal(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.RECTIFICATION_REFUSAL);
    }

    function MisuseTermination(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.MISUSE_TERMINATION);
    }

    function AgreedTermination(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.AGREED_TERMINATION);
    }

    function PurposeEnd(IAgreements.Act calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message, AgreementData.PURPOSE_END);
    }

    function RectificationOrder(IAgreementLife.RectificationOrder calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message);
    }

    function OwnerStop(IAgreementLife.OwnerStop calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message);
    }

    function Disposal(IAgreementLife.Disposal calldata message) external pure returns (bytes32) {
        return AgreementData.hash(message);
    }

    function Opening(IEventLog.Opening calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function Checkpoint(IEventLog.Checkpoint calldata message) external pure returns (bytes32) {
        return TypedData.hash(message);
    }

    function WitnessStatement(IEventLog.WitnessStatement calldata message) external pure returns (bytes32) {
        return WitnessTypedData.hash(message);
    }

    function Finding(IAccountability.Finding calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Order(IAccountability.Order calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Rectification(IAccountability.Rectification calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Acceptance(IAccountability.Acceptance calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function DisputeFiling(IAccountability.DisputeFiling calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Negotiation(IAccountability.Negotiation calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Mediation(IAccountability.Mediation calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }

    function Decision(IAccountability.Decision calldata message) external pure returns (bytes32) {
        return AccountabilityTypes.hash(message);
    }
}
