// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "./IAccountabilityErrors.sol";

/// @title The table of clauses (docs/clauses.md): which there are, and under which article a breach is dealt with
library Clauses {
    /// @notice The letter of the clause: O owner, U user, M manager, A auditor, P contractor or platform, X every party.
    /// Reverts if there is no such clause.
    function partyOf(bytes4 clause) internal pure returns (bytes1 party) {
        uint256 number = _numberOf(clause);
        party = clause[0];
        if (number == 0 || number > _lastOf(party)) revert IAccountabilityErrors.UnknownClause(clause);
    }

    /// @notice See IAccountability.articleOf.
    function articleOf(bytes4 clause) internal pure returns (IAccountabilityErrors.Article) {
        bytes1 party = partyOf(clause);
        uint256 number = _numberOf(clause);
        // One byte a clause, from number 1 on: the place of its article in the enum.
        bytes memory articles;
        if (party == "O") articles = hex"010102010404000400060705000003";
        else if (party == "U") articles = hex"000a0b09000d0c0e0000";
        else if (party == "M") articles = hex"000f00001000000000";
        else return IAccountabilityErrors.Article.None;
        return IAccountabilityErrors.Article(uint8(articles[number - 1]));
    }

    /// @dev The number of a clause has one digit or two and no leading zero; what follows is zero. 0 if malformed.
    function _numberOf(bytes4 clause) private pure returns (uint256) {
        if (clause[3] != 0 || !_isDigit(clause[1]) || clause[1] == "0") return 0;
        uint256 first = uint8(clause[1]) - 48;
        if (clause[2] == 0) return first;
        return _isDigit(clause[2]) ? first * 10 + uint8(clause[2]) - 48 : 0;
    }

    function _lastOf(bytes1 party) private pure returns (uint256) {
        if (party == "O") return 15;
        if (party == "U") return 10;
        if (party == "M") return 9;
        if (party == "A" || party == "P") return 2;
        return party == "X" ? 3 : 0;
    }

    function _isDigit(bytes1 c) private pure returns (bool) {
        return c >= "0" && c <= "9";
    }
}
