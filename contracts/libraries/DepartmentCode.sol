// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Department codes: `[0-9A-Z][0-9A-Z-]{1,30}`, kept as left-aligned, zero-padded bytes32
library DepartmentCode {
    /// @notice The text is no department code: 2 to 31 characters 0-9, A-Z and '-', the first one not '-'.
    error MalformedCode(string code);

    /// @notice The code as bytes32. One text has one key and one key has one text.
    function parse(string memory code) internal pure returns (bytes32 key) {
        bytes memory text = bytes(code);
        if (text.length < 2 || text.length > 31 || text[0] == "-") revert MalformedCode(code);
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 c = text[i];
            if (!((c >= "0" && c <= "9") || (c >= "A" && c <= "Z") || c == "-")) revert MalformedCode(code);
        }
        return bytes32(text);
    }
}
