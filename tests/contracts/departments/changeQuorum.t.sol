// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Departments} from "../../../contracts/Departments.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {QuorumCallTests} from "./QuorumCallTests.sol";
import {vm} from "../support/Vm.sol";

/// @dev changeQuorum
///     ├── the votes are not the quorum's → see QuorumCallTests
///     ├── neither 0 nor more than half and at most all → QuorumOutOfRange
///     └── else that many votes are needed; 0: more than two thirds
///         ├── when roots are added, never half or less
///         └── when roots merge, never more than there are
contract ChangeQuorumTest is QuorumCallTests {
    function _submit(IReform.Vote[] memory votes) internal override {
        departments.changeQuorum(IReform.QuorumChange(2, 0), votes);
    }

    function _structHash() internal view override returns (bytes32) {
        return acts.hash(IReform.QuorumChange(2, 0));
    }

    function testFuzz_StartsWithMoreThanTwoThirds(uint256 count) public {
        count = 1 + count % 30;
        IDepartments.Root[] memory roots = new IDepartments.Root[](count);
        for (uint256 i = 0; i < count; ++i) {
            string memory code = string(bytes.concat("R", bytes1(uint8(48 + i / 10)), bytes1(uint8(48 + i % 10))));
            roots[i] = IDepartments.Root(code, 1, 0, 2, address(uint160(0x1000 + i)), END);
        }
        (uint256 needed, uint256 standing) = new Departments(roots).quorum();
        vm.assertEq(standing, count);
        vm.assertTrue(3 * needed > 2 * count && 3 * (needed - 1) <= 2 * count);
    }

    function test_ChangesHowManyVotesItTakes() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        vm.expectEmit(address(departments));
        emit IReform.QuorumChanged(2);
        _submit(votes);
        _needs(2, 3);
        IReform.QuorumChange memory back = IReform.QuorumChange(0, 1);
        departments.changeQuorum(back, _two(GF_HEAD, SJ_HEAD, acts.hash(back)));
        _needs(3, 3);
    }

    function test_RefusesHalfAndMoreThanAll() public {
        uint256[4] memory rows = [uint256(1), 4, 5, type(uint256).max];
        for (uint256 i = 0; i < rows.length; ++i) {
            IReform.QuorumChange memory change = IReform.QuorumChange(rows[i], 0);
            IReform.Vote[] memory votes = _allRoots(acts.hash(change));
            vm.expectRevert(abi.encodeWithSelector(IReform.QuorumOutOfRange.selector, rows[i], 2, 3));
            departments.changeQuorum(change, votes);
        }
    }

    function test_ANumberSetIsNeverHalfOrLess() public {
        _setQuorum(2);
        _root("ZA", 0xB1);
        _needs(3, 4);
        _root("ZB", 0xB2);
        _needs(3, 5);
    }

    function test_ANumberSetIsNeverMoreThanThereAre() public {
        _setQuorum(3);
        _succeedRoot("GF-330100", "MZ-330100", MZ_HEAD, START + 10);
        _needs(3, 3);
        vm.warp(START + 10);
        _needs(2, 2);
    }

    function _needs(uint256 votes, uint256 standing) private view {
        (uint256 needed, uint256 roots) = departments.quorum();
        vm.assertEq(needed, votes, "needed");
        vm.assertEq(roots, standing, "roots");
    }
}
