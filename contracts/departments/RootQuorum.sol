// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReform} from "./IReform.sol";
import {DepartmentTree} from "./DepartmentTree.sol";
import {DepartmentTypedData} from "../libraries/DepartmentTypedData.sol";

/// @dev What the root departments decide together. See {IReform}.
abstract contract RootQuorum is DepartmentTree {
    uint256 private constant ROOTS_CAP = 128;

    /// @dev Every root there ever was, succeeded ones too.
    bytes32[] private _roots;
    /// @dev 0: more than two thirds.
    uint256 private _votes;

    /// @inheritdoc IReform
    function changeQuorum(QuorumChange calldata change, Vote[] calldata votes) external {
        _requireQuorum(change.nonce, DepartmentTypedData.hash(change), votes, 0);
        uint256 roots = _standingRoots();
        uint256 least = roots / 2 + 1;
        if (change.votes != 0 && (change.votes < least || change.votes > roots)) {
            revert QuorumOutOfRange(change.votes, least, roots);
        }

        _votes = change.votes;
        emit QuorumChanged(change.votes);
    }

    /// @inheritdoc IReform
    function quorum() external view returns (uint256 needed, uint256 roots) {
        roots = _standingRoots();
        needed = _needed(roots);
    }

    function _addRoot(bytes32 code) internal {
        if (_roots.length == ROOTS_CAP) revert TooManyRoots(ROOTS_CAP);
        _roots.push(code);
    }

    /// @dev One department decides by its head; where none is common (zero), the quorum does.
    /// @param mute How many of the standing roots are not counted, because the decision is to give them back their vote.
    function _requireApproval(
        bytes32 authority,
        uint256 nonce,
        bytes32 structHash,
        Vote[] calldata votes,
        uint256 mute
    ) internal {
        if (authority == 0) return _requireQuorum(nonce, structHash, votes, mute);
        if (votes.length != 1) revert OneApprovalNeeded(votes.length);
        _requireHead(authority, nonce, structHash, votes[0].signer, votes[0].signature);
    }

    /// @dev The quorum's nonce is that of code zero, which no department has.
    function _requireQuorum(uint256 nonce, bytes32 structHash, Vote[] calldata votes, uint256 mute) internal {
        uint256 needed = _needed(_standingRoots() - mute);
        if (votes.length < needed) revert QuorumNotReached(needed, votes.length);
        _useNonce(0, nonce);
        bytes32 previous = 0;
        for (uint256 i = 0; i < votes.length; ++i) {
            address signer = votes[i].signer;
            bytes32 code = _keys[signer].department;
            if (!_isHeadAt(signer, code, _now()) || _departments[code].parent != 0) revert NotARootHead(signer);
            if (code <= previous) revert VoteOutOfOrder(previous, code);
            _requireSignature(structHash, signer, votes[i].signature);
            previous = code;
        }
    }

    /// @dev Between more than half and all of them; without a number set, more than two thirds.
    function _needed(uint256 roots) private view returns (uint256 needed) {
        needed = _votes;
        if (needed == 0) return 2 * roots / 3 + 1;
        if (needed > roots) needed = roots;
        uint256 least = roots / 2 + 1;
        if (needed < least) needed = least;
    }

    function _standingRoots() private view returns (uint256 count) {
        // slither-disable-next-line cache-array-length - at most 128 roots, and roots decide rarely
        for (uint256 i = 0; i < _roots.length; ++i) {
            if (_now() < _departments[_roots[i]].until) ++count;
        }
    }
}
