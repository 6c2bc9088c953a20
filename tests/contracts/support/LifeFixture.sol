// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {AgreementFixture} from "./AgreementFixture.sol";
import {vm} from "./Vm.sol";

/// @dev The steps of an agreement's life, each signed as it should be, under the names of docs/contracts/Agreements.md.
/// Struct hashes are written out here a second time, apart from the contract's library.
abstract contract LifeFixture is AgreementFixture {
    bytes32 internal constant REASON = keccak256("event");
    bytes32 internal constant CERTIFICATE = keccak256("certificate");
    uint64 internal constant USE_FROM = START + 100;
    uint64 internal constant USE_UNTIL = START + 2000 days;
    uint64 internal constant OPEN_UNTIL = START + 1500 days;
    uint256 internal constant SECOND_KEY = 0xB001;
    string private constant TERMS =
        "Limits(uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution)Parties(string owner,string user,string manager)Period(uint64 useFrom,uint64 useUntil,uint64 retentionUntil)Scope(string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario)Terms(string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts)Texts(bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar)";

    bytes32 internal id;

    function setUp() public virtual override {
        super.setUp();
        id = typed.hash(_longTerms());
    }

    /// @dev Terms that outlive the heads' keys.
    function _longTerms() internal pure returns (IAgreements.Terms memory terms) {
        terms = _terms();
        terms.period = IAgreements.Period(USE_FROM, USE_UNTIL, USE_UNTIL + 3 * 365 days);
    }

    function _conclude() internal {
        IAgreements.Terms memory terms = _longTerms();
        agreements.conclude(terms, _consents(terms));
    }

    function _activate() internal {
        _conclude();
        vm.warp(USE_FROM);
    }

    function _offer(uint256 key) internal {
        IAgreements.Terms memory terms = _longTerms();
        agreements.offer(terms, OPEN_UNTIL, _consent(key, _offerHash(id, OPEN_UNTIL)));
    }

    function _suspend(uint256 key) internal {
        IAgreements.Act memory act = _act();
        agreements.suspend(act, _consent(key, _hash("Suspension", act)));
    }

    function _resume(uint256 key) internal {
        IAgreements.Act memory act = _act();
        agreements.resume(act, _consent(key, _hash("Resumption", act)));
    }

    function _orderRectification(uint256 key, uint64 dueAt) internal {
        IAgreementLife.RectificationOrder memory order = _rectification(dueAt);
        agreements.orderRectification(order, _consent(key, _hash(order)));
    }

    function _refuseRectification() internal {
        IAgreements.Act memory act = _act();
        agreements.refuseRectification(act, _consent(GF_HEAD, _hash("RectificationRefusal", act)));
    }

    function _terminateForMisuse(uint256 key) internal {
        IAgreements.Act memory act = _act();
        agreements.terminateForMisuse(act, _consent(key, _hash("MisuseTermination", act)));
    }

    function _terminateByAgreement() internal {
        IAgreements.Act memory act = _act();
        agreements.terminateByAgreement(act, _three(_hash("AgreedTermination", act)));
    }

    function _stop(uint64 effectAt) internal {
        IAgreementLife.OwnerStop memory stop = _ownerStop(effectAt);
        agreements.stopByOwner(stop, _consent(MZ_HEAD, _hash(stop)), _consent(SJ_HEAD, _hash(stop)));
    }

    function _endPurpose() internal {
        IAgreements.Act memory act = _act();
        agreements.endPurpose(act, _consent(GF_HEAD, _hash("PurposeEnd", act)));
    }

    function _close() internal {
        IAgreementLife.Disposal memory disposal = _disposal();
        agreements.close(disposal, _consent(GF_HEAD, _hash(disposal)), _consent(MZ_HEAD, _hash(disposal)));
    }

    function _amend(IAgreements.Terms memory terms) internal returns (bytes32) {
        return agreements.amend(id, terms, _three(_amendmentHash(id, typed.hash(terms))));
    }

    function _act() internal view returns (IAgreements.Act memory) {
        return IAgreements.Act(id, REASON, agreements.nonceOf(id));
    }

    function _rectification(uint64 dueAt) internal view returns (IAgreementLife.RectificationOrder memory) {
        return IAgreementLife.RectificationOrder(id, dueAt, REASON, agreements.nonceOf(id));
    }

    function _ownerStop(uint64 effectAt) internal view returns (IAgreementLife.OwnerStop memory) {
        return IAgreementLife.OwnerStop(id, REASON, effectAt, agreements.nonceOf(id));
    }

    function _disposal() internal view returns (IAgreementLife.Disposal memory) {
        return IAgreementLife.Disposal(id, CERTIFICATE, REASON, agreements.nonceOf(id));
    }

    function _consent(uint256 key, bytes32 structHash) internal view returns (IAgreements.Consent memory) {
        return IAgreements.Consent(vm.addr(key), _sign(key, address(agreements), structHash));
    }

    function _three(bytes32 structHash) internal view returns (IAgreements.Consent[3] memory) {
        return [_consent(MZ_HEAD, structHash), _consent(GF_HEAD, structHash), _consent(SJ_HEAD, structHash)];
    }

    function _offerHash(bytes32 terms, uint64 openUntil) internal pure returns (bytes32) {
        bytes32 kind = keccak256(bytes.concat("Offer(Terms terms,uint64 openUntil)", bytes(TERMS)));
        return keccak256(abi.encode(kind, terms, openUntil));
    }

    function _amendmentHash(bytes32 previous, bytes32 terms) internal pure returns (bytes32) {
        bytes32 kind = keccak256(bytes.concat("Amendment(bytes32 previous,Terms terms)", bytes(TERMS)));
        return keccak256(abi.encode(kind, previous, terms));
    }

    function _hash(string memory name, IAgreements.Act memory act) internal pure returns (bytes32) {
        bytes memory members = "(bytes32 agreement,bytes32 reasonEvent,uint256 nonce)";
        return keccak256(
            abi.encode(keccak256(bytes.concat(bytes(name), members)), act.agreement, act.reasonEvent, act.nonce)
        );
    }

    function _hash(IAgreementLife.RectificationOrder memory order) internal pure returns (bytes32) {
        bytes32 kind =
            keccak256("RectificationOrder(bytes32 agreement,uint64 dueAt,bytes32 reasonEvent,uint256 nonce)");
        return keccak256(abi.encode(kind, order));
    }

    function _hash(IAgreementLife.OwnerStop memory stop) internal pure returns (bytes32) {
        bytes32 kind =
            keccak256("OwnerStop(bytes32 agreement,bytes32 consultationEvent,uint64 effectAt,uint256 nonce)");
        return keccak256(abi.encode(kind, stop));
    }

    function _hash(IAgreementLife.Disposal memory disposal) internal pure returns (bytes32) {
        bytes32 kind =
            keccak256("Disposal(bytes32 agreement,bytes32 certificate,bytes32 disposalEvent,uint256 nonce)");
        return keccak256(abi.encode(kind, disposal));
    }

    function _assertState(IAgreements.State expected) internal view {
        vm.assertEq(uint256(agreements.stateOf(id)), uint256(expected), "state");
    }

    function _expectWrongState(IAgreements.State state) internal {
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongState.selector, id, state));
    }

    function _expectReferenceMissing() internal {
        vm.expectRevert(abi.encodeWithSelector(IAgreements.ReferenceMissing.selector));
    }

    function _expectNotEntitled(uint256 key, bytes32 department) internal {
        vm.expectRevert(abi.encodeWithSelector(IAgreements.NotEntitled.selector, vm.addr(key), department));
    }
}
