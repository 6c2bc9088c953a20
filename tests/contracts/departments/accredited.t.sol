// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev accredited, mayAudit
///     ├── the key is in no auditor's role, or not valid at that time → no
///     ├── no mandate of the key's department over the scope or a department above it → no
///     ├── the mandate is another key's, or does not hold at that time → no
///     └── else yes
contract AccreditedTest is ActsFixture {
    uint256 private constant AUDITOR = 0xAAD1;
    uint256 private constant COLLEAGUE = 0xAAD2;
    bytes32 private constant SUBJECT = keccak256(abi.encode("subject", 1));

    function setUp() public override {
        super.setUp();
        _tree();
        _enrol("GF-330100", GF_HEAD, AUDITOR, 4, 0, START + 100);
        _enrol("GF-330100", GF_HEAD, COLLEAGUE, 4, 0, OPEN);
        _enrol("GF-330100", GF_HEAD, OFFICER, 2, 0, OPEN);
        _enrol("MZ-330100", MZ_HEAD, STRANGER, 4, 0, OPEN);
    }

    function _over(string memory subtree, uint64 from, uint64 until) private returns (bytes32) {
        return _accredit(
            IMandates.Accreditation("GF-330100", address(0), "SJ-330000", subtree, new bytes32[](0), from, until, 0),
            SJ_HEAD
        );
    }

    function _is(bytes32 scope, uint64 time) private view returns (bool) {
        return departments.accredited(vm.addr(AUDITOR), scope, time);
    }

    function test_HoldsForTheSubtreeAndNothingElse() public {
        _over("CITY", START, OPEN);
        bytes32[6] memory rows = [bytes32("CITY"), "COUNTY", "TOWN", "OTHER", SJ, "NONE"];
        for (uint256 i = 0; i < rows.length; ++i) vm.assertEq(_is(rows[i], START), i < 3, "scope");
    }

    function test_HoldsWhileTheMandateAndTheKeyDo() public {
        _over("CITY", START + 10, START + 20);
        _over("CITY", START + 99, START + 200);
        uint64[6] memory rows = [START + 9, START + 10, START + 19, START + 20, START + 99, START + 100];
        bool[6] memory holds = [false, true, true, false, true, false];
        for (uint256 i = 0; i < rows.length; ++i) vm.assertEq(_is("TOWN", rows[i]), holds[i], "time");
    }

    function test_OnlyKeysInTheRoleOfTheDepartmentAccredited() public {
        _over("CITY", START, OPEN);
        uint256[4] memory rows = [OFFICER, GF_HEAD, STRANGER, 0x404];
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.assertFalse(departments.accredited(vm.addr(rows[i]), "CITY", START));
        }
        vm.assertTrue(departments.accredited(vm.addr(COLLEAGUE), "CITY", START));
    }

    function test_AMandateMayNameOneKey() public {
        _accredit(
            IMandates.Accreditation(
                "GF-330100", vm.addr(COLLEAGUE), "SJ-330000", "CITY", new bytes32[](0), START, OPEN, 0
            ),
            SJ_HEAD
        );
        vm.assertFalse(_is("CITY", START));
        vm.assertTrue(departments.accredited(vm.addr(COLLEAGUE), "CITY", START));
    }

    function test_SubjectsAreThoseOfTheirManager() public {
        _accredit(
            IMandates.Accreditation("GF-330100", address(0), "CITY", "", _subjects(2), START, START + 20, 0), 0xC1
        );
        address key = vm.addr(AUDITOR);
        vm.assertTrue(departments.mayAudit(key, "CITY", SUBJECT, START + 19));
        vm.assertFalse(departments.mayAudit(key, "CITY", SUBJECT, START + 20));
        vm.assertFalse(departments.mayAudit(key, "CITY", "unlisted", START));
        vm.assertFalse(departments.mayAudit(key, SJ, SUBJECT, START), "another manager's subject");
        vm.assertFalse(departments.mayAudit(key, "COUNTY", SUBJECT, START));
        vm.assertTrue(departments.accredited(key, departments.subjectScope("CITY", SUBJECT), START));
        vm.assertFalse(departments.accredited(key, SUBJECT, START));
        vm.assertFalse(departments.accredited(key, "CITY", START));
    }

    function test_ASubtreeCoversTheSubjectsOfItsManagers() public {
        _over("CITY", START, OPEN);
        vm.assertTrue(departments.mayAudit(vm.addr(AUDITOR), "COUNTY", SUBJECT, START));
        vm.assertFalse(departments.mayAudit(vm.addr(AUDITOR), "OTHER", SUBJECT, START));
    }

    /// @dev A department that anybody admits below itself widens nobody's scope but its own.
    function test_NobodyAccreditsUpwards() public {
        _accredit(
            IMandates.Accreditation("GF-330100", address(0), "TOWN", "TOWN", new bytes32[](0), START, OPEN, 0), 0xC3
        );
        vm.assertTrue(_is("TOWN", START));
        vm.assertFalse(_is("COUNTY", START));
    }

    /// @dev A reform neither widens a mandate to what the successor had before, nor changes what held before it.
    function test_AReformWidensNoMandate() public {
        _over("CITY", START, OPEN);
        _succeed("CITY", "OTHER", 0xC4, SJ_HEAD, START + 10);
        vm.assertTrue(_is("TOWN", START + 9));
        vm.assertFalse(_is("TOWN", START + 10));
        vm.assertFalse(_is("OTHER", START + 10));
        vm.warp(START + 20);
        vm.assertTrue(_is("TOWN", START + 9), "the past stays");
    }

    function testFuzz_NeverBeforeItWasGiven(uint64 from, uint64 wait) public {
        vm.warp(START + wait % 90);
        _over("CITY", from % (START + 90), START + 99);
        vm.assertFalse(_is("CITY", uint64(block.timestamp) - 1));
    }
}
