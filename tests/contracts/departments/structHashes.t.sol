// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ActsFixture} from "./ActsFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev The struct hashes were computed by eth-account, outside Solidity.
contract DepartmentStructHashesTest is ActsFixture {
    address private constant A = address(0xA1);

    function test_KeyRotation() public view {
        _check(
            acts.hash(IDepartments.KeyRotation("MZ-330100", A, address(0xB2), 11, 12, unicode"例行更换", 3)),
            0x2bc7b2f93b2ad4e73761f723f6e2368ccdc6a7193b997b3b7b3a636d506b747b
        );
    }

    function test_QuorumChange() public view {
        _check(
            acts.hash(IReform.QuorumChange(2, 3)), 0x9b71b89a841208e563c33e279cb1d1f6b8aa7c88f62f7204df633c16d8ca9c74
        );
    }

    function test_Succession() public view {
        _check(
            acts.hash(IReform.Succession("CITY", "OTHER", "x", 11, 3)),
            0x44c2fa2426be37d28f7763030cba3b09330c44b974f41127bca08d0be9a255a8
        );
    }

    function test_Restoration() public view {
        _check(
            acts.hash(IReform.Restoration("CITY", A, 11, 12, "x", 3)),
            0xccbb04750b4466874090a34dda8c3e3af26276db2ea2a68f614918589262cc66
        );
    }

    function test_Accreditation() public view {
        bytes32[] memory subjects = new bytes32[](2);
        (subjects[0], subjects[1]) = (bytes32("one"), bytes32("two"));
        _check(
            acts.hash(IMandates.Accreditation("AUDIT", A, "CITY", "", subjects, 11, 12, 3)),
            0x88910a3047b0d79fc3f154c9eec078209e7cee82f484665d721be36f18555368
        );
    }

    function test_Entrustment() public view {
        _check(
            acts.hash(IMandates.Entrustment("OTHER", "CITY", 11, 12, "x", 3)),
            0x5e065e8a2f51531653f333e5869365bfab051a30ee47f8d0101fbb45d5de3051
        );
    }

    function test_MandateEnd() public view {
        _check(
            acts.hash(IMandates.MandateEnd("id", "CITY", 11, unicode"违反独立性", 3)),
            0xf81fdf0658ce495e57c6da8062db034c6ad14c0d942e639448bf746e779707ff
        );
    }

    function _check(bytes32 made, bytes32 expected) private pure {
        vm.assertEq(made, expected, "struct hash");
    }
}
