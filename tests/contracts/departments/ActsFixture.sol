// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IMandates} from "../../../contracts/departments/IMandates.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {DepartmentTypedData} from "../../../contracts/libraries/DepartmentTypedData.sol";
import {Fixture} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Opens the internal library to calls from tests.
contract ActsHarness {
    function hash(IDepartments.KeyRotation calldata r) external pure returns (bytes32) {
        return DepartmentTypedData.hash(r);
    }

    function hash(IReform.QuorumChange calldata c) external pure returns (bytes32) {
        return DepartmentTypedData.hash(c);
    }

    function hash(IReform.Succession calldata s) external pure returns (bytes32) {
        return DepartmentTypedData.hash(s);
    }

    function hash(IReform.Restoration calldata r) external pure returns (bytes32) {
        return DepartmentTypedData.hash(r);
    }

    function hash(IMandates.Accreditation calldata a) external pure returns (bytes32) {
        return DepartmentTypedData.hash(a);
    }

    function hash(IMandates.Entrustment calldata e) external pure returns (bytes32) {
        return DepartmentTypedData.hash(e);
    }

    function hash(IMandates.MandateEnd calldata e) external pure returns (bytes32) {
        return DepartmentTypedData.hash(e);
    }
}

/// @dev The roots in ascending order of code are GF, MZ, SJ. A child's head has the private key that names it.
abstract contract ActsFixture is Fixture {
    ActsHarness internal acts = new ActsHarness();

    function _child(string memory code, uint256 head, string memory parent, uint256 parentHead) internal {
        IDepartments.Admission memory made = IDepartments.Admission(
            code, parent, 4, 330_102, 2, vm.addr(head), 0, OPEN, departments.nonceOf(typed.parse(parent))
        );
        departments.admit(made, vm.addr(parentHead), _sign(parentHead, address(departments), typed.hash(made)));
    }

    /// @dev SJ ─ CITY ─ COUNTY ─ TOWN, and SJ ─ OTHER. Heads 0xC1, 0xC2, 0xC3 and 0xC4.
    function _tree() internal {
        _child("CITY", 0xC1, "SJ-330000", SJ_HEAD);
        _child("COUNTY", 0xC2, "CITY", 0xC1);
        _child("TOWN", 0xC3, "COUNTY", 0xC2);
        _child("OTHER", 0xC4, "SJ-330000", SJ_HEAD);
    }

    function _root(string memory code, uint256 head) internal {
        IDepartments.Admission memory made = _rootAdmission(code, head);
        departments.admitRoot(made, _allRoots(typed.hash(made)));
    }

    function _rootAdmission(string memory code, uint256 head) internal view returns (IDepartments.Admission memory) {
        return IDepartments.Admission(code, "", 1, 0, 2, vm.addr(head), 0, END, departments.nonceOf(0));
    }

    function _vote(uint256 key, bytes32 structHash) internal view returns (IReform.Vote memory) {
        return IReform.Vote(vm.addr(key), _sign(key, address(departments), structHash));
    }

    function _one(uint256 key, bytes32 structHash) internal view returns (IReform.Vote[] memory votes) {
        votes = new IReform.Vote[](1);
        votes[0] = _vote(key, structHash);
    }

    function _two(uint256 first, uint256 second, bytes32 structHash) internal view returns (IReform.Vote[] memory votes) {
        votes = new IReform.Vote[](2);
        (votes[0], votes[1]) = (_vote(first, structHash), _vote(second, structHash));
    }

    function _allRoots(bytes32 structHash) internal view returns (IReform.Vote[] memory votes) {
        votes = new IReform.Vote[](3);
        (votes[0], votes[1], votes[2]) =
            (_vote(GF_HEAD, structHash), _vote(MZ_HEAD, structHash), _vote(SJ_HEAD, structHash));
    }

    function _setQuorum(uint256 votes) internal {
        IReform.QuorumChange memory change = IReform.QuorumChange(votes, departments.nonceOf(0));
        departments.changeQuorum(change, _allRoots(acts.hash(change)));
    }

    function _succession(string memory code, string memory successor, uint64 time, bytes32 authority)
        internal
        view
        returns (IReform.Succession memory)
    {
        return IReform.Succession(code, successor, "instrument", time, departments.nonceOf(authority));
    }

    function _succeed(string memory code, string memory successor, uint256 successorHead, uint256 approver, uint64 time)
        internal
    {
        bytes32 authority = _key(vm.addr(approver)).department;
        IReform.Succession memory made = _succession(code, successor, time, authority);
        bytes32 hash = acts.hash(made);
        departments.succeed(made, _one(approver, hash), _vote(successorHead, hash));
    }

    function _succeedRoot(string memory code, string memory successor, uint256 successorHead, uint64 time) internal {
        IReform.Succession memory made = _succession(code, successor, time, 0);
        bytes32 hash = acts.hash(made);
        departments.succeed(made, _allRoots(hash), _vote(successorHead, hash));
    }

    function _accredit(IMandates.Accreditation memory made, uint256 head) internal returns (bytes32 id) {
        made.nonce = departments.nonceOf(typed.parse(made.manager));
        id = acts.hash(made);
        departments.accredit(made, vm.addr(head), _sign(head, address(departments), id));
    }

    function _subjects(uint256 length) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) list[i] = keccak256(abi.encode("subject", i));
    }
}

/// @dev A head that approves everything and, when asked, first tries to make the same change once more.
contract ReentrantHead {
    address private immutable _target;
    bytes private _again;

    constructor(address target) {
        _target = target;
    }

    function arm(bytes calldata again) external {
        _again = again;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool entered,) = _target.call{gas: 1_000_000}(_again);
        require(!entered, "entered again");
        return this.isValidSignature.selector;
    }
}
