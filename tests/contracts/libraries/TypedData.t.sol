// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agreements} from "../../../contracts/Agreements.sol";
import {Departments} from "../../../contracts/Departments.sol";
import {EventLog} from "../../../contracts/EventLog.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {IEventLog} from "../../../contracts/IEventLog.sol";
import {LibraryHarness} from "../support/LibraryHarness.sol";
import {vm} from "../support/Vm.sol";

interface IDomain {
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
}

/// @dev The digests of the vector file were computed by eth-account, outside Solidity.
contract TypedDataTest {
    LibraryHarness private _typed = new LibraryHarness();
    string private _json;

    function setUp() public {
        _json = vm.readFile("tests/vectors/typed_data.json");
    }

    function test_Admission() public {
        _check("Admission", _typed.hash(IDepartments.Admission(
            _text("Admission.message.code"), _text("Admission.message.parent"),
            uint8(_uint("Admission.message.tier")), uint32(_uint("Admission.message.region")),
            uint8(_uint("Admission.message.kind")), _address("Admission.message.head"),
            uint64(_uint("Admission.message.validFrom")), uint64(_uint("Admission.message.validUntil")),
            _uint("Admission.message.nonce")
        )));
    }

    function test_KeyGrant() public {
        _check("KeyGrant", _typed.hash(IDepartments.KeyGrant(
            _text("KeyGrant.message.department"), _address("KeyGrant.message.key"),
            uint8(_uint("KeyGrant.message.role")), uint64(_uint("KeyGrant.message.validFrom")),
            uint64(_uint("KeyGrant.message.validUntil")), _uint("KeyGrant.message.nonce")
        )));
    }

    function test_KeyEnd() public {
        _check("KeyEnd", _typed.hash(IDepartments.KeyEnd(
            _text("KeyEnd.message.department"), _address("KeyEnd.message.key"),
            uint64(_uint("KeyEnd.message.since")), _text("KeyEnd.message.reason"), _uint("KeyEnd.message.nonce")
        )));
    }

    function test_Opening() public {
        _check("Opening", _typed.hash(IEventLog.Opening(
            _text("Opening.message.origin"), _text("Opening.message.department"),
            _address("Opening.message.logKey"), _uint("Opening.message.nonce")
        )));
    }

    function test_Checkpoint() public {
        _check("Checkpoint", _typed.hash(IEventLog.Checkpoint(
            _text("Checkpoint.message.origin"), uint64(_uint("Checkpoint.message.size")),
            _hash("Checkpoint.message.root"), _hash("Checkpoint.message.streamsRoot"),
            uint64(_uint("Checkpoint.message.recordedAt"))
        )));
    }

    function test_Terms() public {
        string memory m = "Terms.message.";
        IAgreements.Terms memory terms;
        terms.number = _text(string.concat(m, "number"));
        terms.parties = IAgreements.Parties(
            _text(string.concat(m, "parties.owner")), _text(string.concat(m, "parties.user")),
            _text(string.concat(m, "parties.manager"))
        );
        terms.scope = IAgreements.Scope(
            _list(string.concat(m, "scope.items")), _list(string.concat(m, "scope.fields")),
            _list(string.concat(m, "scope.purposes")), _text(string.concat(m, "scope.mode")),
            _text(string.concat(m, "scope.legalBasis")), _text(string.concat(m, "scope.scenario"))
        );
        terms.limits = IAgreements.Limits(
            uint64(_uint(string.concat(m, "limits.callsPerDay"))),
            uint64(_uint(string.concat(m, "limits.rowsPerDelivery"))),
            uint8(_uint(string.concat(m, "limits.grade"))), _text(string.concat(m, "limits.redistribution"))
        );
        terms.period = IAgreements.Period(
            uint64(_uint(string.concat(m, "period.useFrom"))), uint64(_uint(string.concat(m, "period.useUntil"))),
            uint64(_uint(string.concat(m, "period.retentionUntil")))
        );
        terms.texts = IAgreements.Texts(
            _hash(string.concat(m, "texts.zh")), _hash(string.concat(m, "texts.en")),
            _hash(string.concat(m, "texts.policy")), _hash(string.concat(m, "texts.calendar"))
        );
        _check("Terms", _typed.hash(terms));
    }

    /// @dev The digest under the domain that the deployed contracts name and use.
    function _check(string memory primaryType, bytes32 structHash) private {
        vm.assertEq(structHash, _hash(string.concat(primaryType, ".structHash")), "struct hash");
        address target = _address(string.concat(primaryType, ".domain.verifyingContract"));
        vm.chainId(_uint(string.concat(primaryType, ".domain.chainId")));
        vm.etch(target, _codeOf(_text(string.concat(primaryType, ".contract"))));
        (, string memory name, string memory version, uint256 chainId, address verifying,,) =
            IDomain(target).eip712Domain();
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)), keccak256(bytes(version)), chainId, verifying
            )
        );
        bytes32 digest = keccak256(bytes.concat(hex"1901", separator, structHash));
        vm.assertEq(digest, _hash(string.concat(primaryType, ".digest")), "digest");
    }

    function _codeOf(string memory name) private returns (bytes memory) {
        if (keccak256(bytes(name)) == keccak256("Agreements")) {
            return address(new Agreements(IDepartments(address(1)))).code;
        }
        if (keccak256(bytes(name)) == keccak256("EventLog")) return address(new EventLog(IDepartments(address(1)))).code;
        IDepartments.Root[] memory roots = new IDepartments.Root[](1);
        roots[0] = IDepartments.Root("SJ-330000", 2, 330_000, 2, address(1), type(uint64).max);
        return address(new Departments(roots)).code;
    }

    function _text(string memory key) private view returns (string memory) {
        return vm.parseJsonString(_json, string.concat(".", key));
    }

    function _list(string memory key) private view returns (string[] memory) {
        return vm.parseJsonStringArray(_json, string.concat(".", key));
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(_json, string.concat(".", key));
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(_json, string.concat(".", key));
    }

    function _hash(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(_json, string.concat(".", key));
    }
}
