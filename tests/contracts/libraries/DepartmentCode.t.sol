// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {LibraryHarness} from "../support/LibraryHarness.sol";
import {vm} from "../support/Vm.sol";

contract DepartmentCodeTest {
    LibraryHarness private _codes = new LibraryHarness();

    function test_LeftAlignsAndPadsWithZeros() public view {
        vm.assertEq(_codes.parse("MZ-330100"), bytes32("MZ-330100"));
        vm.assertEq(_codes.parse("0Z"), bytes32("0Z"));
        vm.assertEq(_codes.parse("ABCDEFGHIJKLMNOPQRSTUVWXYZ01234"), bytes32("ABCDEFGHIJKLMNOPQRSTUVWXYZ01234"));
    }

    function test_RefusesWhatIsNoCode() public {
        string[11] memory rows =
            ["", "A", "-A", "Ab", "A_B", "A B", "A/B", "A:B", "A@B", unicode"民政局", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"];
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, rows[i]));
            _codes.parse(rows[i]);
        }
    }

    function testFuzz_OneTextOneKey(bytes calldata raw) public view {
        try _codes.parse(string(raw)) returns (bytes32 key) {
            uint256 length = 0;
            while (key[length] != 0) ++length;
            vm.assertEq(length, raw.length);
            for (uint256 i = 0; i < length; ++i) vm.assertTrue(key[i] == raw[i]);
        } catch {}
    }
}
