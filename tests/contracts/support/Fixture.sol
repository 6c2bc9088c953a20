// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Departments} from "../../../contracts/Departments.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {LibraryHarness} from "./LibraryHarness.sol";
import {vm} from "./Vm.sol";

/// @dev Three root departments, each with one head: SJ (a province's data bureau), MZ (a city's civil affairs), GF (a
/// city's public service). Heads are valid for 1000 days.
abstract contract Fixture {
    bytes32 internal constant SJ = "SJ-330000";
    bytes32 internal constant MZ = "MZ-330100";
    bytes32 internal constant GF = "GF-330100";
    uint256 internal constant SJ_HEAD = 0xA001;
    uint256 internal constant MZ_HEAD = 0xA002;
    uint256 internal constant GF_HEAD = 0xA003;
    uint256 internal constant STRANGER = 0xA004;
    uint256 internal constant OFFICER = 0xA005;
    uint64 internal constant OPEN = type(uint64).max;
    uint64 internal constant START = 1_767_225_600;
    uint64 internal constant END = START + 1000 days;

    LibraryHarness internal typed = new LibraryHarness();
    Departments internal departments;

    function setUp() public virtual {
        vm.warp(START);
        departments = new Departments(_roots());
    }

    function _roots() internal pure returns (IDepartments.Root[] memory roots) {
        roots = new IDepartments.Root[](3);
        roots[0] = IDepartments.Root("SJ-330000", 2, 330_000, 2, vm.addr(SJ_HEAD), END);
        roots[1] = IDepartments.Root("MZ-330100", 3, 330_100, 2, vm.addr(MZ_HEAD), END);
        roots[2] = IDepartments.Root("GF-330100", 3, 330_100, 5, vm.addr(GF_HEAD), END);
    }

    function _enrol(string memory code, uint256 head, uint256 key, uint8 role, uint64 from, uint64 until) internal {
        _enrolAddress(code, head, vm.addr(key), role, from, until);
    }

    function _enrolAddress(string memory code, uint256 head, address key, uint8 role, uint64 from, uint64 until)
        internal
    {
        IDepartments.KeyGrant memory grant =
            IDepartments.KeyGrant(code, key, role, from, until, departments.nonceOf(typed.parse(code)));
        bytes memory signature = _sign(head, address(departments), typed.hash(grant));
        departments.enrol(grant, vm.addr(head), signature);
    }

    function _endKey(string memory code, uint256 head, uint256 key, uint64 since) internal {
        IDepartments.KeyEnd memory end =
            IDepartments.KeyEnd(code, vm.addr(key), since, "lost", departments.nonceOf(typed.parse(code)));
        bytes memory signature = _sign(head, address(departments), typed.hash(end));
        departments.endKey(end, vm.addr(head), signature);
    }

    function _sign(uint256 key, address verifying, bytes32 structHash) internal view returns (bytes memory) {
        return _pack(key, _digest(block.chainid, verifying, structHash));
    }

    function _pack(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The same signature with s mirrored at the curve's order, as anybody can make it from a signature.
    function _mirrored(uint256 key, address verifying, bytes32 structHash) internal view returns (bytes memory) {
        uint256 n = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(block.chainid, verifying, structHash));
        return abi.encodePacked(r, bytes32(n - uint256(s)), v == 27 ? uint8(28) : uint8(27));
    }

    /// @dev Signed for a domain of another version than this contract's, everything else being right.
    function _ofVersion(string memory version, uint256 key, address verifying, bytes32 structHash)
        internal
        view
        returns (bytes memory)
    {
        return _pack(key, _digestOf(version, block.chainid, verifying, structHash));
    }

    function _digest(uint256 chainId, address verifying, bytes32 structHash) internal pure returns (bytes32) {
        return _digestOf("1", chainId, verifying, structHash);
    }

    function _digestOf(string memory version, uint256 chainId, address verifying, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Quanze"),
                keccak256(bytes(version)),
                chainId,
                verifying
            )
        );
        return keccak256(bytes.concat(hex"1901", separator, structHash));
    }

    function _key(address key) internal view returns (IDepartments.Key memory) {
        return departments.keyOf(key);
    }
}

/// @dev A head that is a contract: it approves what one key signed (ERC-1271), as a multisig of one.
contract ContractHead {
    address private immutable _member;

    constructor(address member) {
        _member = member;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s, uint8 v) = (bytes32(signature[0:32]), bytes32(signature[32:64]), uint8(signature[64]));
        return ecrecover(digest, v, r, s) == _member ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
