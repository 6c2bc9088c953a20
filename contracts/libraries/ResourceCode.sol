// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Resource codes of catalogue items: `[0-9A-Za-z][0-9A-Za-z._/-]{0,63}` (docs/formats.md §1)
library ResourceCode {
    /// @notice The text is no resource code: 1 to 64 characters 0-9, A-Z, a-z, '.', '_', '/', '-', the first one a
    /// digit or letter.
    error MalformedItem(string item);

    /// @notice The id under which contracts keep the item: keccak256 of the code.
    function idOf(string calldata item) internal pure returns (bytes32 id) {
        bytes calldata text = bytes(item);
        if (text.length == 0 || text.length > 64 || !_isAlphanumeric(text[0])) revert MalformedItem(item);
        for (uint256 i = 1; i < text.length; ++i) {
            bytes1 c = text[i];
            if (!(_isAlphanumeric(c) || c == "." || c == "_" || c == "/" || c == "-")) revert MalformedItem(item);
        }
        return keccak256(text);
    }

    function _isAlphanumeric(bytes1 c) private pure returns (bool) {
        return (c >= "0" && c <= "9") || (c >= "A" && c <= "Z") || (c >= "a" && c <= "z");
    }
}
