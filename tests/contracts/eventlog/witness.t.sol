// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IEventLog} from "../../../contracts/IEventLog.sol";
import {IReform} from "../../../contracts/departments/IReform.sol";
import {ContractHead} from "../support/Fixture.sol";
import {WitnessFixture} from "./WitnessFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev A witness that is a contract and tries to be counted twice.
contract ReentrantWitness {
    bytes private _again;

    function arm(bytes calldata again) external {
        _again = again;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool entered,) = msg.sender.call{gas: 1_000_000}(_again);
        require(!entered, "entered again");
        return this.isValidSignature.selector;
    }
}

/// @dev witness
///     ├── nothing is anchored at this size → NotAnchored
///     ├── the department is a witness of this already → false, nothing changes
///     ├── the signer is no valid key in the roles 1 … 4 → NotAWitness
///     ├── its department keeps the log, or took the keeper's place → OwnWitness
///     ├── the signature is not the signer's over this → WrongSignature
///     ├── the root is not the anchored one → RootDiffers
///     └── else the department is counted, once
contract WitnessTest is WitnessFixture {
    function test_CountsADepartmentOnce() public {
        IEventLog.WitnessStatement memory made = _statement();
        bytes memory signature = _sign(MZ_HEAD, address(eventLog), statements.hash(made));
        vm.expectEmit(address(eventLog));
        emit IEventLog.Witnessed(ORIGIN_HASH, 6, MZ, vm.addr(MZ_HEAD), 1);
        vm.prank(address(0xBEEF));
        vm.assertTrue(eventLog.witness(made, vm.addr(MZ_HEAD), signature));
        vm.assertFalse(eventLog.witness(made, vm.addr(MZ_HEAD), signature));
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 2, 0, OPEN);
        vm.assertFalse(_witness(OFFICER), "another key of the same department");
        vm.assertTrue(_witness(GF_HEAD));
        vm.assertEq(eventLog.witnessCount(ORIGIN, 6), 2);
        vm.assertTrue(eventLog.witnessedBy(ORIGIN, 6, MZ));
        vm.assertFalse(eventLog.witnessedBy(ORIGIN, 6, SJ));
        vm.assertEq(eventLog.witnessCount(ORIGIN, 7), 0);
        vm.assertEq(eventLog.witnessCount("quanze.test/log-2", 6), 0);
    }

    function test_EveryRoleButTheSupervisors() public {
        for (uint8 role = 1; role <= 5; ++role) {
            uint256 key = 0x3000 + role;
            _enrol(role < 3 ? "MZ-330100" : "GF-330100", role < 3 ? MZ_HEAD : GF_HEAD, key, role, 0, OPEN);
        }
        _refuseSigner(0x3005);
        for (uint8 role = 1; role <= 4; ++role) vm.assertEq(_witness(0x3000 + role), role % 2 == 1, "role");
    }

    function test_EachAnchoredSizeHasItsOwnWitnesses() public {
        _witness(MZ_HEAD);
        Submission memory made = _grow(3, "two");
        _anchor(made);
        vm.assertEq(eventLog.witnessCount(ORIGIN, 10), 0);
        IEventLog.WitnessStatement memory next = IEventLog.WitnessStatement(ORIGIN, 10, made.checkpoint.root);
        eventLog.witness(next, vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(eventLog), statements.hash(next)));
        vm.assertEq(eventLog.witnessCount(ORIGIN, 10), 1);
        vm.assertEq(eventLog.witnessCount(ORIGIN, 6), 1);
    }

    function test_RefusesWhatIsNotAnchored() public {
        IEventLog.WitnessStatement memory made = _statement();
        made.size = 5;
        _refuse(made, MZ_HEAD, abi.encodeWithSelector(IEventLog.NotAnchored.selector, ORIGIN_HASH, 5));
        made = _statement();
        made.origin = "none";
        _refuse(made, MZ_HEAD, abi.encodeWithSelector(IEventLog.NotAnchored.selector, keccak256("none"), 6));
    }

    function test_RefusesAnotherRoot() public {
        IEventLog.WitnessStatement memory made = _statement();
        made.root = "another history";
        bytes memory refusal = abi.encodeWithSelector(
            IEventLog.RootDiffers.selector, ORIGIN_HASH, 6, root, bytes32("another history")
        );
        _refuse(made, MZ_HEAD, refusal);
        _witness(MZ_HEAD);
        _refuse(made, MZ_HEAD, refusal);
    }

    function test_RefusesWhoIsNoValidKey() public {
        _refuseSigner(STRANGER);
        _enrol("MZ-330100", MZ_HEAD, OFFICER, 2, START + 10, START + 20);
        _refuseSigner(OFFICER);
        vm.warp(START + 20);
        _refuseSigner(OFFICER);
        vm.warp(START + 19);
        vm.assertTrue(_witness(OFFICER), "in its last second");
    }

    function test_RefusesARevokedKey() public {
        _endKey("MZ-330100", MZ_HEAD, MZ_HEAD, START);
        _refuseSigner(MZ_HEAD);
    }

    function test_RefusesTheKeeperOfTheLog() public {
        IEventLog.WitnessStatement memory made = _statement();
        _refuse(made, SJ_HEAD, abi.encodeWithSelector(IEventLog.OwnWitness.selector, ORIGIN_HASH, SJ));
        IReform.Succession memory merged = IReform.Succession("SJ-330000", "MZ-330100", "x", START + 10, 0);
        _succeed(merged);
        vm.warp(START + 10);
        _refuse(made, MZ_HEAD, abi.encodeWithSelector(IEventLog.OwnWitness.selector, ORIGIN_HASH, MZ));
        _refuseSigner(SJ_HEAD);
    }

    function test_RefusesSignaturesThatAreNotTheWitnesssOverThisHere() public {
        IEventLog.WitnessStatement memory made = _statement();
        bytes32 hash = statements.hash(made);
        bytes[7] memory rows = [
            _sign(GF_HEAD, address(eventLog), hash),
            _sign(MZ_HEAD, address(departments), hash),
            _pack(MZ_HEAD, _digest(block.chainid + 1, address(eventLog), hash)),
            _sign(MZ_HEAD, address(eventLog), ~hash),
            _mirrored(MZ_HEAD, address(eventLog), hash),
            _ofVersion("2", MZ_HEAD, address(eventLog), hash),
            bytes("")
        ];
        for (uint256 i = 0; i < rows.length; ++i) _refuseSignature(rows[i]);
    }

    function testFuzz_RefusesAnyFlippedBit(uint256 bit) public {
        bytes memory signature = _sign(MZ_HEAD, address(eventLog), statements.hash(_statement()));
        bit %= 520;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _refuseSignature(signature);
    }

    /// @dev The log key's checkpoint is another struct: it is no witness' word.
    function test_ACheckpointIsNoStatement() public {
        IEventLog.Checkpoint memory checkpoint = IEventLog.Checkpoint(ORIGIN, 6, root, "streams", 0);
        _refuseSignature(_sign(MZ_HEAD, address(eventLog), typed.hash(checkpoint)));
    }

    function test_AContractMayBeAWitness() public {
        ContractHead multisig = new ContractHead(vm.addr(STRANGER));
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        IEventLog.WitnessStatement memory made = _statement();
        bytes memory signature = _sign(STRANGER, address(eventLog), statements.hash(made));
        vm.assertTrue(eventLog.witness(made, address(multisig), signature));
    }

    function test_AContractWitnessCannotEnterAgain() public {
        ReentrantWitness multisig = new ReentrantWitness();
        _enrolAddress("MZ-330100", MZ_HEAD, address(multisig), 1, 0, OPEN);
        IEventLog.WitnessStatement memory made = _statement();
        bytes memory signature = _sign(GF_HEAD, address(eventLog), statements.hash(made));
        multisig.arm(abi.encodeCall(eventLog.witness, (made, vm.addr(GF_HEAD), signature)));
        vm.assertTrue(eventLog.witness(made, address(multisig), ""));
        vm.assertEq(eventLog.witnessCount(ORIGIN, 6), 1);
    }

    function _succeed(IReform.Succession memory made) private {
        bytes32 hash = keccak256(
            abi.encode(
                keccak256(
                    "Succession(string department,string successor,bytes32 instrument,uint64 effectiveAt,uint256 nonce)"
                ),
                keccak256(bytes(made.department)), keccak256(bytes(made.successor)), made.instrument, made.effectiveAt, made.nonce
            )
        );
        IReform.Vote[] memory votes = new IReform.Vote[](3);
        uint256[3] memory heads = [GF_HEAD, MZ_HEAD, SJ_HEAD];
        for (uint256 i = 0; i < 3; ++i) {
            votes[i] = IReform.Vote(vm.addr(heads[i]), _sign(heads[i], address(departments), hash));
        }
        departments.succeed(made, votes, votes[1]);
    }

    function _refuseSignature(bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IEventLog.WrongSignature.selector, vm.addr(MZ_HEAD)));
        eventLog.witness(_statement(), vm.addr(MZ_HEAD), signature);
    }

    function _refuseSigner(uint256 key) private {
        _refuse(_statement(), key, abi.encodeWithSelector(IEventLog.NotAWitness.selector, vm.addr(key)));
    }

    function _refuse(IEventLog.WitnessStatement memory made, uint256 key, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(eventLog), statements.hash(made));
        vm.expectRevert(refusal);
        eventLog.witness(made, vm.addr(key), signature);
    }
}
