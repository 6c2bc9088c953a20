// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Departments} from "../../../contracts/Departments.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {QuorumCallTests} from "./QuorumCallTests.sol";
import {vm} from "../support/Vm.sol";

/// @dev admitRoot
///     ├── a parent is named → RootHasNoParent
///     ├── the code is malformed → MalformedCode
///     ├── the votes are not the quorum's → see QuorumCallTests
///     ├── there are 128 roots → TooManyRoots
///     ├── the department or its head is refused as in admit (exists, tier, region, kind, key) → as in admit
///     └── else a root stands with its head, and counts from now on
contract AdmitRootTest is QuorumCallTests {
    address private constant HEAD = address(0x5EAD);

    function _admission() private pure returns (IDepartments.Admission memory) {
        return IDepartments.Admission("NDRC", "", 1, 0, 2, HEAD, START + 10, OPEN, 0);
    }

    function _submit(IReform.Vote[] memory votes) internal override {
        departments.admitRoot(_admission(), votes);
    }

    function _structHash() internal view override returns (bytes32) {
        return typed.hash(_admission());
    }

    function test_AdmitsTheRootWithItsHead() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        vm.expectEmit(address(departments));
        emit IDepartments.DepartmentAdmitted("NDRC", 0, 1, 0, 2);
        vm.expectEmit(address(departments));
        emit IDepartments.KeyEnrolled("NDRC", HEAD, 1, START + 10, OPEN);
        _submit(votes);
        vm.assertEq(departments.department("NDRC").parent, bytes32(0));
        vm.assertEq(departments.department("NDRC").since, START + 10);
        (uint256 needed, uint256 roots) = departments.quorum();
        vm.assertEq(roots, 4);
        vm.assertEq(needed, 3);
    }

    function test_RefusesAParent() public {
        IDepartments.Admission memory made = _admission();
        made.parent = "SJ-330000";
        _refuseThis(made, abi.encodeWithSelector(IDepartments.RootHasNoParent.selector, "SJ-330000"));
    }

    function test_RefusesWhatAdmitRefuses() public {
        IDepartments.Admission memory made = _admission();
        made.code = "ndrc";
        _refuseThis(made, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "ndrc"));
        made = _admission();
        made.code = "MZ-330100";
        _refuseThis(made, abi.encodeWithSelector(IDepartments.DepartmentExists.selector, MZ));
        made = _admission();
        made.tier = 0;
        _refuseThis(made, abi.encodeWithSelector(IDepartments.UnknownTier.selector, 0));
        made = _admission();
        made.head = vm.addr(MZ_HEAD);
        _refuseThis(made, abi.encodeWithSelector(IDepartments.KeyTaken.selector, vm.addr(MZ_HEAD), MZ));
    }

    /// @dev A child's admission with an empty parent is nothing that a parent's head could have signed.
    function test_AdmitRefusesTheRootsAdmission() public {
        bytes memory signature = _sign(SJ_HEAD, address(departments), _structHash());
        vm.expectRevert(abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, ""));
        departments.admit(_admission(), vm.addr(SJ_HEAD), signature);
    }

    function test_NeverMoreThan128Roots() public {
        IDepartments.Root[] memory roots = new IDepartments.Root[](129);
        for (uint256 i = 0; i < roots.length; ++i) {
            bytes memory code = bytes.concat("R", bytes1(uint8(65 + i / 26)), bytes1(uint8(65 + i % 26)));
            roots[i] = IDepartments.Root(string(code), 1, 0, 2, address(uint160(0x1000 + i)), END);
        }
        vm.expectRevert(abi.encodeWithSelector(IReform.TooManyRoots.selector, 128));
        new Departments(roots);
    }

    /// @dev The first voter's word is taken once, however the relayer packs it: the next admission has the next nonce.
    function test_AFrontRunnerOnlyDeliversTheSameDecision() public {
        IReform.Vote[] memory votes = _allRoots(_structHash());
        vm.prank(address(0xBAD));
        _submit(votes);
        _refuse(votes, _replayRefusal());
        vm.assertEq(departments.department("NDRC").tier, 1);
    }

    function _refuseThis(IDepartments.Admission memory made, bytes memory refusal) private {
        IReform.Vote[] memory votes = _allRoots(typed.hash(made));
        vm.expectRevert(refusal);
        departments.admitRoot(made, votes);
    }
}
