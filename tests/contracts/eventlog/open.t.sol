// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EventLog} from "../../../contracts/EventLog.sol";
import {IEventLog} from "../../../contracts/IEventLog.sol";
import {DepartmentCode} from "../../../contracts/libraries/DepartmentCode.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";

contract OpenTest is SignedCallTests {
    string private constant ORIGIN = "quanze.test/log-1";
    bytes32 private constant ORIGIN_HASH = keccak256("quanze.test/log-1");

    EventLog private _log;

    function setUp() public override {
        super.setUp();
        _log = new EventLog(departments);
    }

    function _opening() private pure returns (IEventLog.Opening memory) {
        return IEventLog.Opening(ORIGIN, "SJ-330000", address(0x106), 0);
    }

    function _submit(address signer, bytes memory signature) internal override {
        _log.open(_opening(), signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return typed.hash(_opening());
    }

    function _target() internal view override returns (address) {
        return address(_log);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (SJ_HEAD, "SJ-330000", MZ_HEAD);
    }

    function _replayRefusal() internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IEventLog.WrongNonce.selector, ORIGIN_HASH, 1, 0);
    }

    function test_OpensAnEmptyLog() public {
        bytes memory signature = _sign(SJ_HEAD, address(_log), _structHash());
        vm.expectEmit(address(_log));
        emit IEventLog.Opened(ORIGIN_HASH, SJ, address(0x106), 0, ORIGIN);
        _submit(vm.addr(SJ_HEAD), signature);
        IEventLog.Log memory known = _log.logOf(ORIGIN);
        vm.assertEq(known.department, SJ);
        vm.assertEq(known.logKey, address(0x106));
        vm.assertEq(known.nonce, 1);
        vm.assertEq(known.size, 0);
        (uint64 size, IEventLog.Anchor memory head) = _log.headOf(ORIGIN);
        vm.assertEq(size, 0);
        vm.assertEq(head.blockNumber, 0);
    }

    function test_TheNextOpeningReplacesTheLogKey() public {
        _submit(vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(_log), _structHash()));
        IEventLog.Opening memory opening = _opening();
        opening.logKey = address(0x107);
        opening.nonce = 1;
        _log.open(opening, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(_log), typed.hash(opening)));
        vm.assertEq(_log.logOf(ORIGIN).logKey, address(0x107));
        vm.assertEq(_log.logOf(ORIGIN).nonce, 2);
    }

    function test_OneDepartmentMayKeepSeveralLogs() public {
        _submit(vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(_log), _structHash()));
        IEventLog.Opening memory opening = _opening();
        opening.origin = "0ab";
        _log.open(opening, vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(_log), typed.hash(opening)));
        vm.assertEq(_log.logOf("0ab").department, SJ);
    }

    function test_RefusesOriginOfAnotherDepartment() public {
        _submit(vm.addr(SJ_HEAD), _sign(SJ_HEAD, address(_log), _structHash()));
        IEventLog.Opening memory opening = _opening();
        opening.department = "MZ-330100";
        opening.nonce = 1;
        _refuse(opening, MZ_HEAD, abi.encodeWithSelector(IEventLog.OriginTaken.selector, ORIGIN_HASH, SJ));
    }

    function test_RefusesNonceAhead() public {
        IEventLog.Opening memory opening = _opening();
        opening.nonce = 1;
        _refuse(opening, SJ_HEAD, abi.encodeWithSelector(IEventLog.WrongNonce.selector, ORIGIN_HASH, 0, 1));
    }

    function test_RefusesZeroLogKey() public {
        IEventLog.Opening memory opening = _opening();
        opening.logKey = address(0);
        _refuse(opening, SJ_HEAD, abi.encodeWithSelector(IEventLog.ZeroLogKey.selector));
    }

    function test_RefusesMalformedDepartment() public {
        IEventLog.Opening memory opening = _opening();
        opening.department = "sj";
        _refuse(opening, SJ_HEAD, abi.encodeWithSelector(DepartmentCode.MalformedCode.selector, "sj"));
    }

    function test_RefusesWhatIsNoOrigin() public {
        string[13] memory rows = [
            "", "ab", ".ab", "/ab", "-ab", "aBc", "a b", "a,b", "a:b", "a`b", "a{b", unicode"日志", string(new bytes(3))
        ];
        for (uint256 i = 0; i < rows.length; ++i) _refuseOrigin(rows[i]);
        bytes memory long = new bytes(101);
        for (uint256 i = 0; i < long.length; ++i) long[i] = "a";
        _refuseOrigin(string(long));
    }

    function _refuseOrigin(string memory origin) private {
        IEventLog.Opening memory opening = _opening();
        opening.origin = origin;
        _refuse(opening, SJ_HEAD, abi.encodeWithSelector(IEventLog.MalformedOrigin.selector, origin));
    }

    function _refuse(IEventLog.Opening memory opening, uint256 head, bytes memory refusal) private {
        bytes memory signature = _sign(head, address(_log), typed.hash(opening));
        vm.expectRevert(refusal);
        _log.open(opening, vm.addr(head), signature);
    }
}
