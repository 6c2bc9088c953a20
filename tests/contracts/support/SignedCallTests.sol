// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {ContractHead, Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// @dev What every call must keep that speaks for a department through its head's signature. A test file of such a
/// call inherits this and says what a good call is.
abstract contract SignedCallTests is Fixture {
    /// @dev Sends the good call, alone, with this signature.
    function _submit(address signer, bytes memory signature) internal virtual;

    /// @dev EIP-712 struct hash of the good call.
    function _structHash() internal view virtual returns (bytes32);

    /// @dev The contract that is called.
    function _target() internal view virtual returns (address);

    /// @dev Private key of the head that has to sign, its department, and a head of another department.
    function _signer() internal pure virtual returns (uint256 head, string memory code, uint256 otherHead);

    /// @dev What a second submission is refused with.
    function _replayRefusal() internal view virtual returns (bytes memory);

    function test_AnyRelayerMaySubmit() public {
        (uint256 head,,) = _signer();
        bytes memory signature = _sign(head, _target(), _structHash());
        vm.prank(address(0xBEEF));
        _submit(vm.addr(head), signature);
    }

    function test_RefusesReplay() public {
        (uint256 head,,) = _signer();
        bytes memory signature = _sign(head, _target(), _structHash());
        _submit(vm.addr(head), signature);
        vm.expectRevert(_replayRefusal());
        _submit(vm.addr(head), signature);
    }

    function test_RefusesSignatureForAnotherContract() public {
        (uint256 head,,) = _signer();
        _refuse(head, _sign(head, address(0xC0FFEE), _structHash()));
    }

    function test_RefusesSignatureForAnotherChain() public {
        (uint256 head,,) = _signer();
        _refuse(head, _pack(head, _digest(block.chainid + 1, _target(), _structHash())));
    }

    function test_RefusesSignatureForAnotherVersion() public {
        (uint256 head,,) = _signer();
        _refuse(head, _ofVersion("2", head, _target(), _structHash()));
    }

    function test_RefusesSignatureForAnotherStruct() public {
        (uint256 head,,) = _signer();
        _refuse(head, _sign(head, _target(), keccak256("another struct")));
    }

    function test_RefusesMirroredSignature() public {
        (uint256 head,,) = _signer();
        _refuse(head, _mirrored(head, _target(), _structHash()));
    }

    function test_RefusesEmptySignature() public {
        (uint256 head,,) = _signer();
        _refuse(head, "");
    }

    function test_RefusesSignatureOfSomebodyElse() public {
        (uint256 head,, uint256 otherHead) = _signer();
        _refuse(head, _sign(otherHead, _target(), _structHash()));
    }

    function testFuzz_RefusesAnyFlippedBit(uint256 bit) public {
        (uint256 head,,) = _signer();
        bytes memory signature = _sign(head, _target(), _structHash());
        bit %= 520;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuse(head, signature);
    }

    function test_RefusesHeadOfAnotherDepartment() public virtual {
        (,, uint256 otherHead) = _signer();
        _refuseSigner(otherHead);
    }

    function test_RefusesStranger() public {
        _refuseSigner(STRANGER);
    }

    function test_RefusesOfficer() public {
        (uint256 head, string memory code,) = _signer();
        _enrol(code, head, OFFICER, 2, 0, OPEN);
        _refuseSigner(OFFICER);
    }

    /// @dev The end is written into the key's second slot (docs/formats.md §12): no act is used up for it.
    function test_AcceptsAHeadInItsLastSecond() public {
        (uint256 head,,) = _signer();
        uint256 slot = uint256(keccak256(abi.encode(vm.addr(head), 0))) + 1;
        vm.store(address(departments), bytes32(slot), bytes32(1 | uint256(block.timestamp + 1) << 72));
        vm.assertEq(_key(vm.addr(head)).validUntil, block.timestamp + 1);
        _submit(vm.addr(head), _sign(head, _target(), _structHash()));
    }

    function test_RefusesExpiredHead() public {
        (uint256 head,,) = _signer();
        vm.warp(END);
        _refuseSigner(head);
    }

    function test_RefusesEndedHead() public {
        (uint256 head, string memory code,) = _signer();
        _endKey(code, head, head, uint64(block.timestamp));
        _refuseSigner(head);
    }

    function test_RefusesHeadThatIsNotValidYet() public {
        (uint256 head, string memory code,) = _signer();
        _enrol(code, head, OFFICER, 1, uint64(block.timestamp) + 1, OPEN);
        _refuseSigner(OFFICER);
    }

    /// @dev A contract is asked whether it signed (ERC-1271) without the right to write, so it can enter nothing again.
    function test_AContractHeadCannotReenter() public virtual {
        (uint256 head,,) = _signer();
        vm.etch(vm.addr(head), address(new WritingHead()).code);
        _submit(vm.addr(head), "");
        vm.assertEq(WritingHead(vm.addr(head)).written(), 0);
    }

    function _refuse(uint256 head, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IDepartments.WrongSignature.selector, vm.addr(head)));
        _submit(vm.addr(head), signature);
    }

    function _refuseSigner(uint256 key) private {
        (, string memory code,) = _signer();
        bytes memory signature = _sign(key, _target(), _structHash());
        vm.expectRevert(abi.encodeWithSelector(IDepartments.NotAHead.selector, vm.addr(key), typed.parse(code)));
        _submit(vm.addr(key), signature);
    }
}

/// @dev Agrees to whatever it is asked, but only if it could not write meanwhile.
contract WritingHead {
    uint256 public written;

    function write() external {
        ++written;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        try this.write{gas: 100_000}() {
            return 0xffffffff;
        } catch {
            return 0x1626ba7e;
        }
    }
}
