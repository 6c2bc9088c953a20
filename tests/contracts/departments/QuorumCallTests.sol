// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ContractHead} from "../support/Fixture.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev What every call must keep that the root quorum decides.
///
///     the votes
///     ├── fewer than needed → QuorumNotReached
///     ├── the nonce is another one (replay, ahead) → WrongNonce
///     ├── a signer is no valid head of a standing root (officer, child's head, expired, ended, stranger) → NotARootHead
///     ├── twice the same department, or out of order → VoteOutOfOrder
///     ├── a signature is not the signer's (other chain, contract, version, struct, mirrored, flipped) → WrongSignature
///     └── else the call goes on; any relayer may submit it
abstract contract QuorumCallTests is ActsFixture {
    /// @dev Sends the good call, alone, with these votes.
    function _submit(IReform.Vote[] memory votes) internal virtual;

    /// @dev EIP-712 struct hash of the good call.
    function _structHash() internal view virtual returns (bytes32);

    function test_AnyRelayerMaySubmit() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        vm.prank(address(0xBEEF));
        _submit(votes);
        vm.assertEq(departments.nonceOf(0), 1);
    }

    function test_RefusesReplay() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        _submit(votes);
        _refuse(votes, _replayRefusal());
    }

    function _replayRefusal() internal pure virtual returns (bytes memory) {
        return abi.encodeWithSelector(IDepartments.WrongNonce.selector, bytes32(0), 1, 0);
    }

    function test_RefusesTooFewVotes() public {
        _refuse(new IReform.Vote[](0), _notReached(3, 0));
        _refuse(_two(GF_HEAD, MZ_HEAD, _structHash()), _notReached(3, 2));
    }

    function test_ALowerQuorumTakesFewerVotes() public {
        _setQuorum(2);
        _refuse(_one(GF_HEAD, _structHash()), _notReached(2, 1));
    }

    function test_RefusesTheSameDepartmentTwice() public {
        _enrol("GF-330100", GF_HEAD, OFFICER, 1, 0, OPEN);
        bytes32 hash = _structHash();
        IReform.Vote[] memory votes = _allRoots(hash);
        votes[1] = votes[0];
        _refuse(votes, abi.encodeWithSelector(IReform.VoteOutOfOrder.selector, GF, GF));
        votes[1] = _vote(OFFICER, hash);
        _refuse(votes, abi.encodeWithSelector(IReform.VoteOutOfOrder.selector, GF, GF));
    }

    function test_RefusesVotesOutOfOrder() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        (votes[1], votes[2]) = (votes[2], votes[1]);
        _refuse(votes, abi.encodeWithSelector(IReform.VoteOutOfOrder.selector, SJ, MZ));
    }

    function test_RefusesWhoIsNoHeadOfARoot() public {
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 2, 0, OPEN);
        _child("AA", 0xC1, "SJ-330000", SJ_HEAD);
        _child("NN", 0xC2, "SJ-330000", SJ_HEAD);
        uint256[4] memory rows = [OFFICER, 0xC1, 0xC2, STRANGER];
        for (uint256 i = 0; i < rows.length; ++i) {
            IReform.Vote[] memory votes = _allRoots(_structHash());
            votes[1] = _vote(rows[i], _structHash());
            _refuse(votes, abi.encodeWithSelector(IReform.NotARootHead.selector, vm.addr(rows[i])));
        }
    }

    function test_RefusesEndedAndExpiredHeads() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        _endKey("MZ-330100", MZ_HEAD, MZ_HEAD, START);
        _refuse(votes, abi.encodeWithSelector(IReform.NotARootHead.selector, vm.addr(MZ_HEAD)));
        vm.warp(END);
        _refuse(votes, abi.encodeWithSelector(IReform.NotARootHead.selector, vm.addr(GF_HEAD)));
    }

    function test_AcceptsHeadsInTheirLastSecond() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        vm.warp(END - 1);
        _submitLate(votes);
    }

    /// @dev The last second of the voters may be too late for what they decide.
    function _submitLate(IReform.Vote[] memory votes) internal virtual {
        _submit(votes);
    }

    function test_RefusesSignaturesThatAreNotOverThisStructHere() public {
        bytes32 hash = _structHash();
        bytes[7] memory rows = [
            _sign(MZ_HEAD, address(0xC0FFEE), hash),
            _pack(MZ_HEAD, _digest(block.chainid + 1, address(departments), hash)),
            _ofVersion("2", MZ_HEAD, address(departments), hash),
            _sign(MZ_HEAD, address(departments), ~hash),
            _sign(SJ_HEAD, address(departments), hash),
            _mirrored(MZ_HEAD, address(departments), hash),
            bytes("")
        ];
        for (uint256 i = 0; i < rows.length; ++i) {
            IReform.Vote[] memory votes = _allRoots(hash);
            votes[1].signature = rows[i];
            _refuse(votes, abi.encodeWithSelector(IDepartments.WrongSignature.selector, vm.addr(MZ_HEAD)));
        }
    }

    function testFuzz_RefusesAnyFlippedBit(uint256 voter, uint256 bit) public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        (voter, bit) = (voter % 3, bit % 520);
        votes[voter].signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuse(votes, abi.encodeWithSelector(IDepartments.WrongSignature.selector, votes[voter].signer));
    }

    function test_AContractMayVote() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        bytes32 hash = _structHash();
        IReform.Vote[] memory votes = _allRoots(hash);
        votes[1] = IReform.Vote(address(multisig), _sign(STRANGER, address(departments), hash));
        _submit(votes);
    }

    /// @dev Ten thousand votes are refused at the second one, before any further signature is looked at.
    function test_RefusesAnOversizedListOfVotes() public {
        IReform.Vote[] memory votes = new IReform.Vote[](10_000);
        for (uint256 i = 0; i < votes.length; ++i) votes[i] = _oneVote(i, _structHash());
        _refuse(votes, abi.encodeWithSelector(IReform.VoteOutOfOrder.selector, GF, GF));
    }

    function _oneVote(uint256 i, bytes32 hash) private view returns (IReform.Vote memory) {
        return i == 0 ? _vote(GF_HEAD, hash) : IReform.Vote(vm.addr(GF_HEAD), "");
    }

    function _notReached(uint256 needed, uint256 given) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IReform.QuorumNotReached.selector, needed, given);
    }

    function _refuse(IReform.Vote[] memory votes, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        _submit(votes);
    }
}
