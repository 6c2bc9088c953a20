// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Five roots whose heads come and go, and who vote in every mixture, some twice, some not entitled.
contract RootVoters is ActsFixture {
    string public broken;
    uint64 private _clock;
    uint256 private _made;

    constructor() {
        setUp();
        _clock = START;
        _root("ZA", 0xB1);
        _root("ZB", 0xB2);
        _child("CITY", 0xC1, "SJ-330000", SJ_HEAD);
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 1, 0, START + 400);
    }

    function decide(uint256 number, uint256 mask, uint256 twice, uint256 kind) external {
        vm.warp(_clock);
        (uint256 needed, uint256 roots) = departments.quorum();
        kind = roots < 7 ? kind % 3 : 1 + kind % 2;
        bytes32 hash;
        IDepartments.Admission memory admission = _rootAdmission(_name(_made), 0xE000 + _made);
        IReform.QuorumChange memory change = IReform.QuorumChange(number % 8, departments.nonceOf(0));
        IReform.Restoration memory restoration =
            IReform.Restoration("MZ-330100", vm.addr(0xF000 + _made), 0, _clock + 100, "x", departments.nonceOf(0));
        if (kind == 0) hash = typed.hash(admission);
        else if (kind == 1) hash = acts.hash(change);
        else hash = acts.hash(restoration);
        IReform.Vote[] memory votes = _votes(mask, twice, hash);
        uint256 valid = _distinctRoots(votes);
        bool enough = kind == 2 ? valid * 2 > roots - 1 : valid >= needed;
        ++_made;
        if (_send(kind, admission, change, restoration, votes) && !enough) broken = "decided by too few roots";
        (needed, roots) = departments.quorum();
        if (needed * 2 <= roots || needed > roots) broken = "a quorum of half or of more than all";
    }

    function endHead(bool ofMz) external {
        vm.warp(_clock);
        if (_clock < START + 300) return;
        uint256 head = ofMz ? MZ_HEAD : GF_HEAD;
        if (!departments.keyValidAt(vm.addr(head), _clock)) return;
        _endKey(ofMz ? "MZ-330100" : "GF-330100", head, head, _clock);
    }

    function wait(uint64 time) external {
        _clock += time % 100;
    }

    function _send(
        uint256 kind,
        IDepartments.Admission memory admission,
        IReform.QuorumChange memory change,
        IReform.Restoration memory restoration,
        IReform.Vote[] memory votes
    ) private returns (bool) {
        if (kind == 0) {
            try departments.admitRoot(admission, votes) { return true; } catch { return false; }
        }
        if (kind == 1) {
            try departments.changeQuorum(change, votes) { return true; } catch { return false; }
        }
        try departments.restoreHead(restoration, votes) { return true; } catch { return false; }
    }

    /// @dev Heads of any of the roots, in order; sometimes one of them again, as itself or by its second head, or somebody
    /// who has no vote.
    function _votes(uint256 mask, uint256 twice, bytes32 hash) private view returns (IReform.Vote[] memory votes) {
        uint256[5] memory keys = [GF_HEAD, MZ_HEAD, SJ_HEAD, 0xB1, 0xB2];
        uint256[6] memory extra = [GF_HEAD, OFFICER, SJ_HEAD, 0xB1, 0xC1, STRANGER];
        uint256[] memory chosen = new uint256[](6);
        uint256 count = 0;
        for (uint256 i = 0; i < 5; ++i) {
            if (mask >> i & 1 == 0) continue;
            chosen[count++] = keys[i];
            if (twice % 12 == i) chosen[count++] = extra[twice / 12 % 2 == 0 ? i : twice % 6];
        }
        votes = new IReform.Vote[](count);
        for (uint256 i = 0; i < count; ++i) votes[i] = _vote(chosen[i], hash);
    }

    function _distinctRoots(IReform.Vote[] memory votes) private view returns (uint256 count) {
        bytes32[5] memory codes = [GF, MZ, SJ, bytes32("ZA"), "ZB"];
        for (uint256 i = 0; i < codes.length; ++i) {
            for (uint256 j = 0; j < votes.length; ++j) {
                if (departments.isHeadAt(votes[j].signer, codes[i], _clock)) {
                    ++count;
                    break;
                }
            }
        }
    }

    function _name(uint256 i) private pure returns (string memory) {
        return string(bytes.concat("N", bytes1(uint8(48 + i / 100 % 10)), bytes1(uint8(48 + i / 10 % 10)), bytes1(uint8(48 + i % 10))));
    }
}

contract RootsDecideTogetherTest {
    RootVoters private _voters;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        _voters = new RootVoters();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_voters);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1], selectors[2]) =
            (RootVoters.decide.selector, RootVoters.endHead.selector, RootVoters.wait.selector);
        targets[0] = FuzzSelector(address(_voters), selectors);
    }

    function invariant_NothingIsDecidedByFewerRootsThanTheQuorum() public view {
        vm.assertTrue(bytes(_voters.broken()).length == 0, _voters.broken());
    }
}
