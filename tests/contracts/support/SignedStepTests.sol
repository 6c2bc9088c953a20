// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "./LifeFixture.sol";
import {vm} from "./Vm.sol";

/// @dev What every step of an agreement keeps, for one of the signatures that it asks for. A test file of such a step
/// inherits this and says what a good step is.
abstract contract SignedStepTests is LifeFixture {
    struct Signer {
        uint256 head;
        string code;
        uint256 outsider;
        bytes32 outsidersCode;
    }

    /// @dev Sends the good step with this consent in the place that is tested.
    function _send(IAgreements.Consent memory consent) internal virtual;

    /// @dev EIP-712 struct hash of the good step.
    function _structHash() internal view virtual returns (bytes32);

    /// @dev The head that has to sign, and the head of a department that has no say.
    function _signer() internal pure virtual returns (Signer memory);

    /// @dev What a second submission is refused with.
    function _replayRefusal() internal view virtual returns (bytes memory);

    /// @dev Whether an officer will do.
    function _officerMay() internal pure virtual returns (bool) {
        return false;
    }

    /// @dev Whether the contract learns the side from the signer's department.
    function _sided() internal pure virtual returns (bool) {
        return false;
    }

    function test_AnyRelayerMaySubmit() public {
        IAgreements.Consent memory consent = _consent(_signer().head, _structHash());
        vm.prank(address(0xBEEF));
        _send(consent);
    }

    function test_RefusesReplay() public {
        IAgreements.Consent memory consent = _consent(_signer().head, _structHash());
        _send(consent);
        vm.expectRevert(_replayRefusal());
        _send(consent);
    }

    function test_RefusesSignatureForAnotherContract() public {
        _refuse(_sign(_signer().head, address(departments), _structHash()));
    }

    function test_RefusesSignatureForAnotherChain() public {
        _refuse(_pack(_signer().head, _digest(block.chainid + 1, address(agreements), _structHash())));
    }

    function test_RefusesSignatureForAnotherVersion() public {
        _refuse(_ofVersion("2", _signer().head, address(agreements), _structHash()));
    }

    function test_RefusesSignatureForAnotherStruct() public {
        _refuse(_sign(_signer().head, address(agreements), keccak256("another struct")));
    }

    function test_RefusesMirroredSignature() public {
        _refuse(_mirrored(_signer().head, address(agreements), _structHash()));
    }

    function test_RefusesEmptySignature() public {
        _refuse("");
    }

    function test_RefusesSignatureOfSomebodyElse() public {
        _refuse(_sign(STRANGER, address(agreements), _structHash()));
    }

    function testFuzz_RefusesAnyFlippedBit(uint256 bit) public {
        bytes memory signature = _sign(_signer().head, address(agreements), _structHash());
        bit %= 520;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuse(signature);
    }

    function test_RefusesHeadOfAnotherDepartment() public {
        _refuseOutsider(_signer().outsider, _signer().outsidersCode);
    }

    function test_RefusesStranger() public {
        _refuseOutsider(STRANGER, 0);
    }

    function test_AnOfficerWillDoWhereSaid() public {
        _enrol(_signer().code, _signer().head, OFFICER, 2, 0, OPEN);
        if (_officerMay()) _send(_consent(OFFICER, _structHash()));
        else _refuseMember(OFFICER);
    }

    function test_RefusesGateway() public {
        _enrol(_signer().code, _signer().head, SECOND_KEY, 3, 0, OPEN);
        _refuseMember(SECOND_KEY);
    }

    function test_AcceptsAKeyInItsLastSecond() public {
        _enrol(_signer().code, _signer().head, SECOND_KEY, 1, 0, uint64(block.timestamp) + 10);
        bytes32 hash = _structHash();
        vm.warp(block.timestamp + 9);
        _send(_consent(SECOND_KEY, hash));
    }

    function test_RefusesAnExpiredKey() public {
        _enrol(_signer().code, _signer().head, SECOND_KEY, 1, 0, uint64(block.timestamp) + 10);
        vm.warp(block.timestamp + 10);
        _refuseMember(SECOND_KEY);
    }

    function test_RefusesARevokedKey() public {
        _endKey(_signer().code, _signer().head, _signer().head, uint64(block.timestamp));
        _refuseMember(_signer().head);
    }

    function test_RefusesAKeyThatIsNotValidYet() public {
        _enrol(_signer().code, _signer().head, SECOND_KEY, 1, uint64(block.timestamp) + 1, OPEN);
        _refuseMember(SECOND_KEY);
    }

    /// @dev A contract that holds the key tries to conclude something else while its signature is asked for.
    function test_AContractThatReentersChangesNothing() public {
        IAgreements.Terms memory other = _longTerms();
        other.number = "meanwhile";
        bytes memory meanwhile = abi.encodeCall(IAgreements.conclude, (other, _consents(other)));
        ReenteringHead head = new ReenteringHead(address(agreements), meanwhile);
        _enrolAddress(_signer().code, _signer().head, address(head), 1, 0, OPEN);
        _send(IAgreements.Consent(address(head), ""));
        vm.assertTrue(agreements.stateOf(typed.hash(other)) == IAgreements.State.None);
    }

    function _refuse(bytes memory signature) private {
        address head = vm.addr(_signer().head);
        vm.expectRevert(abi.encodeWithSelector(IAgreements.WrongSignature.selector, head));
        _send(IAgreements.Consent(head, signature));
    }

    function _refuseOutsider(uint256 key, bytes32 department) private {
        IAgreements.Consent memory consent = _consent(key, _structHash());
        if (_sided()) _expectNotEntitled(key, department);
        else _expectNoMember(key);
        _send(consent);
    }

    function _refuseMember(uint256 key) private {
        IAgreements.Consent memory consent = _consent(key, _structHash());
        _expectNoMember(key);
        _send(consent);
    }

    function _expectNoMember(uint256 key) private {
        bytes4 refusal = _officerMay() ? IAgreementLife.NotAnOfficer.selector : IAgreements.NotAHead.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, vm.addr(key), typed.parse(_signer().code)));
    }
}

/// @dev Agrees to whatever it is asked, but only if its own call did not go through.
contract ReenteringHead {
    address private immutable _target;
    bytes private _call;

    constructor(address target, bytes memory call) {
        _target = target;
        _call = call;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool done,) = _target.call(_call);
        return done ? bytes4(0xffffffff) : bytes4(0x1626ba7e);
    }
}
