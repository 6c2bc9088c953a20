// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreements} from "../../../contracts/IAgreements.sol";
import {AgreementFixture} from "../support/AgreementFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Somebody who submits terms with good and with spoilt consents, while time passes and keys are ended.
contract Negotiator is AgreementFixture {
    bytes32[] public ids;
    mapping(bytes32 => bool) public rightful;
    uint256 public concluded;
    uint64 private _clock;
    uint256 private _next;

    constructor() {
        setUp();
        _clock = START;
        _submit(0, 0, 0);
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function registry() external view returns (IAgreements) {
        return agreements;
    }

    function submit(uint256 spoilt, uint256 party, uint256 partiesRow) external {
        _submit(spoilt, party, partiesRow);
    }

    function wait(uint64 time) external {
        _clock += time % 30 days;
    }

    function endOwnersHead() external {
        vm.warp(_clock);
        if (departments.isHeadAt(vm.addr(MZ_HEAD), MZ, _clock) && ids.length > 8) {
            _endKey("MZ-330100", MZ_HEAD, MZ_HEAD, _clock);
        }
    }

    /// @param spoilt 0 to 2: nothing; 3: a stranger's signature; 4: over other terms; 5: another party's consent.
    function _submit(uint256 spoilt, uint256 party, uint256 partiesRow) private {
        vm.warp(_clock);
        spoilt %= 6;
        party %= 3;
        IAgreements.Terms memory terms = _terms();
        terms.number = vm.toString(++_next);
        terms.period.useUntil = _clock + 200 days;
        terms.period.retentionUntil = _clock + 1295 days;
        if (partiesRow % 4 == 3) terms.parties.user = terms.parties.manager;
        bytes32 id = typed.hash(terms);
        IAgreements.Consent[3] memory consents = _consents(terms);
        if (spoilt == 3) consents[party].signature = _sign(STRANGER, address(agreements), id);
        if (spoilt == 4) consents[party].signature = _sign(MZ_HEAD, address(agreements), ~id);
        if (spoilt == 5) consents[party] = consents[(party + 1) % 3];
        ids.push(id);
        rightful[id] = spoilt < 3 && partiesRow % 4 != 3 && departments.isHeadAt(vm.addr(MZ_HEAD), MZ, _clock)
            && departments.isHeadAt(vm.addr(GF_HEAD), GF, _clock) && departments.isHeadAt(vm.addr(SJ_HEAD), SJ, _clock);
        try agreements.conclude(terms, consents) {
            ++concluded;
        } catch {}
    }
}

contract ThreeSignaturesTest {
    Negotiator private _negotiator;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        _negotiator = new Negotiator();
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1], selectors[2]) =
            (Negotiator.submit.selector, Negotiator.wait.selector, Negotiator.endOwnersHead.selector);
        targets[0] = FuzzSelector(address(_negotiator), selectors);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_negotiator);
    }

    function invariant_AnAgreementExistsExactlyWhereThreeRightfulHeadsSigned() public view {
        uint256 existing = 0;
        for (uint256 i = 0; i < _negotiator.count(); ++i) {
            bytes32 id = _negotiator.ids(i);
            bool exists = _negotiator.registry().stateOf(id) != IAgreements.State.None;
            vm.assertEq(exists, _negotiator.rightful(id), "exists exactly if rightful");
            if (!exists) continue;
            ++existing;
            IAgreements.Agreement memory kept = _negotiator.registry().agreementOf(id);
            vm.assertTrue(
                kept.owner != kept.user && kept.owner != kept.manager && kept.user != kept.manager, "three departments"
            );
        }
        vm.assertEq(existing, _negotiator.concluded());
    }
}
