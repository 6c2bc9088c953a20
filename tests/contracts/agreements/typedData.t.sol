// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgreementData} from "../../../contracts/agreements/AgreementData.sol";
import {IAgreementLife} from "../../../contracts/agreements/IAgreementLife.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {LifeFixture} from "../support/LifeFixture.sol";
import {vm} from "../support/Vm.sol";

/// @dev Opens the library to calls from tests.
contract AgreementDataHarness {
    function offer(bytes32 id, uint64 openUntil) external pure returns (bytes32) {
        return AgreementData.offer(id, openUntil);
    }

    function amendment(bytes32 previous, bytes32 id) external pure returns (bytes32) {
        return AgreementData.amendment(previous, id);
    }

    function act(IAgreements.Act calldata a) external pure returns (bytes32[7] memory) {
        return [
            AgreementData.hash(a, AgreementData.WITHDRAWAL),
            AgreementData.hash(a, AgreementData.SUSPENSION),
            AgreementData.hash(a, AgreementData.RESUMPTION),
            AgreementData.hash(a, AgreementData.RECTIFICATION_REFUSAL),
            AgreementData.hash(a, AgreementData.MISUSE_TERMINATION),
            AgreementData.hash(a, AgreementData.AGREED_TERMINATION),
            AgreementData.hash(a, AgreementData.PURPOSE_END)
        ];
    }

    function order(IAgreementLife.RectificationOrder calldata o) external pure returns (bytes32) {
        return AgreementData.hash(o);
    }

    function stop(IAgreementLife.OwnerStop calldata s) external pure returns (bytes32) {
        return AgreementData.hash(s);
    }

    function disposal(IAgreementLife.Disposal calldata d) external pure returns (bytes32) {
        return AgreementData.hash(d);
    }
}

/// @dev Expected struct hashes come from eth-account's encode_typed_data.
contract AgreementDataTest is LifeFixture {
    AgreementDataHarness private _data = new AgreementDataHarness();
    bytes32 private constant AGREEMENT = keccak256("agreement");

    function test_Offer() public view {
        vm.assertEq(
            _data.offer(typed.hash(_terms()), START + 7),
            0x2f1c3322925b0bf5c9abc0288d962e78ceebb83848e9f1ee70a4bc9590601d53
        );
    }

    function test_Amendment() public view {
        vm.assertEq(
            _data.amendment(keccak256("previous"), typed.hash(_terms())),
            0x92b83b51ae8982c593664482e607dd480bc9befa458f4addf0b9267f8742bdb0
        );
    }

    function test_Acts() public view {
        bytes32[7] memory expected = [
            bytes32(0xde0438845a9be361e500ce971d3887d527fbe889f76736f605513e2e5039ca58),
            0x00e06de5e2396faa2efc1d1ecf125c2e3a924665bcc0e21df0d562a93c9d0e5f,
            0x06b99086e895cd7d4fc7f06f8bbfc82250e87ad01c6b4973ddd30149b874ba83,
            0xca5155c0069ec2cbc83a6a6af64bd93af2e01656e344bf26d73c7fe2589b3eaf,
            0xd6e254f48852bb00d3e3e9bcbd25180cfcfb9963f63d95cd725a39aee7a06e36,
            0x5a9c160decbc3517895bf9d6d7bad8166f5083c55d5967f0f7adaba8f3c912f2,
            0x9360e3a88517d679811f8417c3585eae4ebd517877c8472f8d2d0301ad7e9112
        ];
        bytes32[7] memory hashes = _data.act(IAgreements.Act(AGREEMENT, REASON, 5));
        for (uint256 i = 0; i < 7; ++i) vm.assertEq(hashes[i], expected[i]);
    }

    function test_RectificationOrder() public view {
        vm.assertEq(
            _data.order(IAgreementLife.RectificationOrder(AGREEMENT, START + 9, REASON, 5)),
            0x126e8c0d6a86ce333c6230937f5cc3951469d7a5cbd7f083f046de35ddfdf609
        );
    }

    function test_OwnerStop() public view {
        vm.assertEq(
            _data.stop(IAgreementLife.OwnerStop(AGREEMENT, REASON, START + 9, 5)),
            0x93e5b3593f2be43e3cf27e25d10485ef2b5514fa06b6a0c9eff0741d7359cd78
        );
    }

    function test_Disposal() public view {
        vm.assertEq(
            _data.disposal(IAgreementLife.Disposal(AGREEMENT, CERTIFICATE, REASON, 5)),
            0x1fef5ca5e86c034727befd1f9f4de0eda83e67f8c8a4af562965921f8311ef90
        );
    }
}
