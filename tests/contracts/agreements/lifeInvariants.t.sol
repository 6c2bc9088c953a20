// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {PermitsReference} from "../support/PermitsReference.sol";
import {vm} from "../support/Vm.sol";

/// @dev Three departments that take every step at every time, in and out of order, with good and with spoilt signatures,
/// and a record of what they did, kept apart from the contract.
contract Parties is LifeFixture {
    struct Record {
        IAgreements.Terms terms;
        bool[3] signed;
        uint64 openUntil;
        PermitsReference.Past past;
        bool over;
    }

    uint64 public clock;
    bool public spoiltAccepted;
    bytes32[] public ids;
    mapping(bytes32 => Record) private _records;
    uint256 private _numbers;

    constructor() {
        setUp();
        clock = START;
        conclude(0, 0);
        id = ids[0];
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function registry() external view returns (IAgreements) {
        return agreements;
    }

    function recordOf(bytes32 which) external view returns (Record memory) {
        return _records[which];
    }

    /// @dev To the second before, of or after a time that matters, if it lies ahead.
    function waitForEdge(uint256 which) external {
        _choose(which);
        Record storage record = _records[id];
        uint64[4] memory edges =
            [record.terms.period.useFrom, record.terms.period.useUntil, record.past.endsAt, record.openUntil];
        uint64 edge = edges[which % 4] + uint64((which / 4) % 3);
        if (edge > clock) clock = edge - 1;
        _look();
    }

    function wait(uint64 time) external {
        clock += time % 12 days;
        _look();
    }

    /// @dev Also concludes again what is there already, however it ended.
    function conclude(uint256 which, uint256 spoilt) public {
        vm.warp(clock);
        bool again = which % 3 == 2 && ids.length > 0;
        if (again) _choose(which / 3);
        else _draw(which);
        IAgreements.Terms memory terms = _records[id].terms;
        IAgreements.Consent[3] memory consents = _consents(terms);
        bool good = _spoil(consents, id, spoilt);
        try agreements.conclude(terms, consents) {
            if (!good) spoiltAccepted = true;
            _records[id].signed = [true, true, true];
            _filed();
        } catch {}
        _look();
    }

    function offer(uint256 which, uint256 spoilt) external {
        vm.warp(clock);
        _draw(which);
        uint64 openUntil = clock + 1 + uint64(which % 20 days);
        uint256 side = which % 2;
        IAgreements.Consent[3] memory consents = _three(_offerHash(id, openUntil));
        // The user's consent in the place of the owner's would be an offer by the user, and good.
        uint256 how = side == 0 && spoilt % 4 == 2 ? 1 : spoilt % 4;
        bool good = _spoil(consents, _offerHash(id, openUntil), how + side * 4);
        IAgreements.Terms memory terms = _records[id].terms;
        try agreements.offer(terms, openUntil, consents[side]) {
            if (!good) spoiltAccepted = true;
            _records[id].signed[side] = true;
            _records[id].openUntil = openUntil;
            if (which % 3 == 0) sign(which, 1 - side, false);
        } catch {}
    }

    /// @param choose Whether one is chosen, or the last one meant.
    function sign(uint256 which, uint256 side, bool choose) public {
        vm.warp(clock);
        if (choose) _choose(which);
        side %= 3;
        IAgreements.Consent memory consent = _three(id)[side];
        try agreements.sign(id, consent) {
            _records[id].signed[side] = true;
        } catch {}
        _look();
    }

    function file(uint256 which, uint256 spoilt) external {
        _choose(which);
        IAgreements.Consent[3] memory consents = _three(id);
        bool good = _spoil(consents, id, spoilt % 4 + 8);
        try agreements.file(id, consents[2]) {
            if (!good) spoiltAccepted = true;
            else _records[id].signed[2] = true;
            _filed();
        } catch {}
        _look();
    }

    function withdraw(uint256 which) external {
        _choose(which);
        IAgreements.Act memory act = _act();
        try agreements.withdraw(act, _consent(GF_HEAD, _hash("Withdrawal", act))) {} catch {}
        _look();
    }

    function amend(uint256 which, uint256 spoilt) external {
        _choose(which);
        bytes32 previous = id;
        _draw(which);
        bytes32 next = id;
        id = previous;
        IAgreements.Terms memory terms = _records[next].terms;
        bytes32 hash = _amendmentHash(previous, next);
        IAgreements.Consent[3] memory consents = _three(hash);
        bool good = _spoil(consents, hash, spoilt);
        try agreements.amend(previous, terms, consents) {
            if (!good) spoiltAccepted = true;
            _ended(true, clock);
            id = next;
            _records[id].signed = [true, true, true];
            _filed();
        } catch {}
        _look();
    }

    function suspend(uint256 which) external {
        _choose(which);
        IAgreements.Act memory act = _act();
        try agreements.suspend(act, _consent(which % 2 == 0 ? MZ_HEAD : SJ_HEAD, _hash("Suspension", act))) {
            _records[id].past.suspendedAt.push(clock);
        } catch {}
        _look();
    }

    function resume(uint256 which) external {
        _choose(which);
        IAgreements.Act memory act = _act();
        try agreements.resume(act, _consent(which % 2 == 0 ? MZ_HEAD : SJ_HEAD, _hash("Resumption", act))) {
            _records[id].past.resumedAt.push(clock);
        } catch {}
        _look();
    }

    function orderRectification(uint256 which, uint64 time) external {
        _choose(which);
        IAgreementLife.RectificationOrder memory order = _rectification(clock + time % 10 days);
        try agreements.orderRectification(order, _consent(SJ_HEAD, _hash(order))) {} catch {}
    }

    function refuseRectification(uint256 which) external {
        _choose(which);
        IAgreements.Act memory act = _act();
        try agreements.refuseRectification(act, _consent(GF_HEAD, _hash("RectificationRefusal", act))) {} catch {}
    }

    function terminateForMisuse(uint256 which) external {
        _choose(which);
        IAgreements.Act memory act = _act();
        try agreements.terminateForMisuse(act, _consent(MZ_HEAD, _hash("MisuseTermination", act))) {
            _ended(false, clock);
        } catch {}
        _look();
    }

    function terminateByAgreement(uint256 which) external {
        _choose(which);
        if (which % 4 != 0) return;
        IAgreements.Act memory act = _act();
        try agreements.terminateByAgreement(act, _three(_hash("AgreedTermination", act))) {
            _ended(false, clock);
        } catch {}
        _look();
    }

    function endPurpose(uint256 which) external {
        _choose(which);
        if (which % 4 != 0) return;
        IAgreements.Act memory act = _act();
        try agreements.endPurpose(act, _consent(GF_HEAD, _hash("PurposeEnd", act))) {
            _ended(false, clock);
        } catch {}
        _look();
    }

    function stopByOwner(uint256 which, uint64 time) external {
        _choose(which);
        IAgreementLife.OwnerStop memory stop = _ownerStop(clock + time % 40 days);
        IAgreements.Consent[3] memory consents = _three(_hash(stop));
        try agreements.stopByOwner(stop, consents[0], consents[2]) {
            _ended(false, stop.effectAt);
        } catch {}
        _look();
    }

    function close(uint256 which) external {
        _choose(which);
        IAgreementLife.Disposal memory disposal = _disposal();
        IAgreements.Consent[3] memory consents = _three(_hash(disposal));
        try agreements.close(disposal, consents[1], consents[0]) {} catch {}
        _look();
    }

    function _choose(uint256 which) private {
        vm.warp(clock);
        uint256 recent = ids.length < 4 ? ids.length : 4;
        id = ids[ids.length - 1 - (which / 16) % recent];
    }

    /// @dev New terms, of use for 60 days.
    function _draw(uint256 seed) private {
        IAgreements.Terms memory terms = _longTerms();
        terms.number = vm.toString(++_numbers);
        uint64 from = clock + uint64(seed % 10 days) - 3 days;
        terms.period = IAgreements.Period(from, from + 60 days, from + 60 days + 3 * 365 days);
        terms.scope.fields = _list(2, "name");
        terms.scope.fields[1] = "code";
        terms.scope.mode = seed % 2 == 0 ? "api" : "batch";
        terms.limits.callsPerDay = uint64((seed / 2) % 3);
        terms.limits.rowsPerDelivery = uint64((seed / 6) % 3);
        id = typed.hash(terms);
        ids.push(id);
        _records[id].terms = terms;
    }

    /// @dev Puts a signature that is none in the place of one: `how` % 4 says which (0: none is spoilt), where / 4.
    function _spoil(IAgreements.Consent[3] memory consents, bytes32 hash, uint256 how) private view returns (bool good) {
        uint256 place = (how / 4) % 3;
        if (how % 4 == 1) consents[place].signature = _sign(STRANGER, address(agreements), hash);
        if (how % 4 == 2) consents[place] = consents[(place + 1) % 3];
        if (how % 4 == 3) consents[place].signature = _sign(MZ_HEAD, address(agreements), ~hash);
        return how % 4 == 0;
    }

    function _filed() private {
        (_records[id].past.filed, _records[id].past.filedAt) = (true, clock);
    }

    function _ended(bool superseded, uint64 endsAt) private {
        PermitsReference.Past storage past = _records[id].past;
        (past.ended, past.endsAt, past.superseded) = (true, endsAt, superseded);
    }

    /// @dev Notes what is seen to be over.
    function _look() private {
        vm.warp(clock);
        for (uint256 i = 0; i < ids.length; ++i) {
            IAgreements.State state = agreements.stateOf(ids[i]);
            if (
                state == IAgreements.State.Terminated || state == IAgreements.State.Closed
                    || state == IAgreements.State.Expired || state == IAgreements.State.Superseded
                    || state == IAgreements.State.Withdrawn
            ) _records[ids[i]].over = true;
        }
    }
}

contract LifeInvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Parties private _parties;

    function setUp() public {
        _parties = new Parties();
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](17);
        (selectors[0], selectors[1], selectors[2], selectors[3]) =
            (Parties.conclude.selector, Parties.offer.selector, Parties.sign.selector, Parties.file.selector);
        (selectors[4], selectors[5], selectors[6], selectors[7]) =
            (Parties.withdraw.selector, Parties.amend.selector, Parties.suspend.selector, Parties.resume.selector);
        (selectors[8], selectors[9], selectors[10]) = (
            Parties.orderRectification.selector,
            Parties.refuseRectification.selector,
            Parties.terminateForMisuse.selector
        );
        (selectors[11], selectors[12], selectors[13]) =
            (Parties.stopByOwner.selector, Parties.close.selector, Parties.wait.selector);
        (selectors[14], selectors[15], selectors[16]) =
            (Parties.waitForEdge.selector, Parties.terminateByAgreement.selector, Parties.endPurpose.selector);
        targets[0] = FuzzSelector(address(_parties), selectors);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_parties);
    }

    function invariant_NoneIsInForceWithoutThreeValidDistinctSignatures() public {
        vm.warp(_parties.clock());
        vm.assertFalse(_parties.spoiltAccepted());
        for (uint256 i = 0; i < _parties.count(); ++i) {
            bytes32 id = _parties.ids(i);
            IAgreements.State state = _parties.registry().stateOf(id);
            if (!_inForce(state)) continue;
            bool[3] memory signed = _parties.recordOf(id).signed;
            vm.assertTrue(signed[0] && signed[1] && signed[2], "three signatures");
            IAgreements.Agreement memory kept = _parties.registry().agreementOf(id);
            vm.assertTrue(
                kept.owner != kept.user && kept.owner != kept.manager && kept.user != kept.manager, "three departments"
            );
        }
    }

    function invariant_NothingIsActivePastItsEnd() public {
        uint64 time = _parties.clock();
        vm.warp(time);
        for (uint256 i = 0; i < _parties.count(); ++i) {
            bytes32 id = _parties.ids(i);
            if (_parties.registry().stateOf(id) != IAgreements.State.Active) continue;
            Parties.Record memory record = _parties.recordOf(id);
            vm.assertTrue(time >= record.terms.period.useFrom && time < record.terms.period.useUntil, "within the use");
            vm.assertTrue(!record.past.ended || time < record.past.endsAt, "before its end");
        }
    }

    function invariant_WhatIsOverNeverComesBack() public {
        vm.warp(_parties.clock());
        for (uint256 i = 0; i < _parties.count(); ++i) {
            bytes32 id = _parties.ids(i);
            if (!_parties.recordOf(id).over) continue;
            IAgreements.State state = _parties.registry().stateOf(id);
            vm.assertFalse(_inForce(state), "in force again");
            vm.assertFalse(state == IAgreements.State.Offered || state == IAgreements.State.Signed, "open again");
        }
    }

    function invariant_PermitsAnswersAsTermsAndHistoryRead() public {
        uint64 time = _parties.clock();
        vm.warp(time);
        for (uint256 i = 0; i < _parties.count(); ++i) {
            bytes32 id = _parties.ids(i);
            Parties.Record memory record = _parties.recordOf(id);
            for (uint64 step = 0; step < 8; ++step) {
                PermitsReference.Question memory q = _question(record.terms, uint256(keccak256(abi.encode(id, step, time))));
                q.time = time + 10 days - step * 5 days;
                IAgreements.Reason expected = PermitsReference.answer(record.terms, record.past, q);
                IAgreements.Reason given =
                    _parties.registry().permits(id, q.purpose, q.fields, q.mode, q.count, q.time);
                vm.assertEq(uint256(given), uint256(expected), "reason");
            }
        }
    }

    /// @dev A question that the terms mostly allow, each of its parts drawn by itself.
    function _question(IAgreements.Terms memory terms, uint256 luck)
        private
        pure
        returns (PermitsReference.Question memory q)
    {
        q.purpose = luck % 8 == 0 ? "sell" : "verify an address";
        q.fields = new string[](2);
        (q.fields[0], q.fields[1]) = ("code", (luck >> 8) % 8 == 0 ? "phone" : "name");
        q.mode = (luck >> 16) % 8 == 0 ? "file" : terms.scope.mode;
        q.count = uint64((luck >> 24) % 3) + 1;
    }

    function _inForce(IAgreements.State state) private pure returns (bool) {
        return state == IAgreements.State.Pending || state == IAgreements.State.Active
            || state == IAgreements.State.Suspended;
    }
}
