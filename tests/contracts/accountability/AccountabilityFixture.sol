// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accountability} from "../../../contracts/Accountability.sol";
import {AccountabilityTypes} from "../../../contracts/accountability/AccountabilityTypes.sol";
import {Agreements} from "../../../contracts/Agreements.sol";
import {Departments} from "../../../contracts/Departments.sol";
import {EventLog} from "../../../contracts/EventLog.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {IAgreements} from "../../../contracts/IAgreements.sol";
import {IDepartments} from "../../../contracts/IDepartments.sol";
import {LogFixture} from "../support/LogFixture.sol";
import {ReferenceTree} from "../support/ReferenceTree.sol";
import {RegistryFront} from "../support/RegistryFront.sol";
import {vm} from "../support/Vm.sol";

/// @dev Opens the struct hashes to calls from tests.
contract AccountabilityHashes {
    function hash(IAccountability.Finding calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.Order calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.Rectification calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.Acceptance calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.DisputeFiling calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.Negotiation calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hashMediation(IAccountability.Mediation calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }

    function hash(IAccountability.Decision calldata v) external pure returns (bytes32) {
        return AccountabilityTypes.hash(v);
    }
}

/// @dev A province (people's government ZF, its manager SJ) with two cities; an agreement between MZ and GF of the first
/// city under its manager CS; an auditor of the house AU; a log of SJ.
///
///     ZF-330000 ─ SJ-330000 ─┬─ ZF-330100 ─ CS-330100 ─┬─ MZ-330100   (owner)
///        │                   │                         └─ GF-330100   (user, public institution)
///        └─ AU-330000        └─ CS-330200 ─── MZ-330200
abstract contract AccountabilityFixture is LogFixture {
    bytes32 internal constant ZF = "ZF-330000";
    bytes32 internal constant ZF_CITY = "ZF-330100";
    bytes32 internal constant CS = "CS-330100";
    bytes32 internal constant CS2 = "CS-330200";
    bytes32 internal constant MZ2 = "MZ-330200";
    bytes32 internal constant AU = "AU-330000";
    uint256 internal constant ZF_HEAD = 0xA101;
    uint256 internal constant ZF_CITY_HEAD = 0xA102;
    uint256 internal constant CS_HEAD = 0xA103;
    uint256 internal constant CS2_HEAD = 0xA104;
    uint256 internal constant MZ2_HEAD = 0xA105;
    uint256 internal constant AU_HEAD = 0xA106;
    uint256 internal constant AUDITOR = 0xA107;
    string internal constant ITEM_CODE = "330100/residence";

    AccountabilityHashes internal hashes = new AccountabilityHashes();
    RegistryFront internal registry;
    Agreements internal agreements;
    Accountability internal accountability;
    bytes32 internal agreementId;
    uint256 private _events;

    function setUp() public virtual override {
        super.setUp();
        _buildTree();
        registry = new RegistryFront(address(departments));
        eventLog = new EventLog(departments);
        agreements = new Agreements(departments);
        accountability = new Accountability(IDepartments(address(registry)), agreements, eventLog);
        _open();
        agreementId = _conclude();
        _enrol("AU-330000", AU_HEAD, AUDITOR, 4, 0, END);
        registry.accredit(vm.addr(AUDITOR), MZ);
    }

    function _buildTree() private {
        IDepartments.Root[] memory roots = new IDepartments.Root[](1);
        roots[0] = IDepartments.Root("ZF-330000", 2, 330_000, 2, vm.addr(ZF_HEAD), END);
        departments = new Departments(roots);
        _admitUnder("ZF-330000", ZF_HEAD, "SJ-330000", SJ_HEAD, 2, 330_000, 2);
        _admitUnder("ZF-330000", ZF_HEAD, "AU-330000", AU_HEAD, 2, 330_000, 6);
        _admitUnder("SJ-330000", SJ_HEAD, "ZF-330100", ZF_CITY_HEAD, 3, 330_100, 2);
        _admitUnder("ZF-330100", ZF_CITY_HEAD, "CS-330100", CS_HEAD, 3, 330_100, 2);
        _admitUnder("CS-330100", CS_HEAD, "MZ-330100", MZ_HEAD, 3, 330_100, 2);
        _admitUnder("CS-330100", CS_HEAD, "GF-330100", GF_HEAD, 3, 330_100, 5);
        _admitUnder("SJ-330000", SJ_HEAD, "CS-330200", CS2_HEAD, 3, 330_200, 2);
        _admitUnder("CS-330200", CS2_HEAD, "MZ-330200", MZ2_HEAD, 3, 330_200, 2);
    }

    function _admitUnder(
        string memory parent,
        uint256 parentHead,
        string memory code,
        uint256 head,
        uint8 tier,
        uint32 region,
        uint8 kind
    ) internal {
        uint256 nonce = departments.nonceOf(typed.parse(parent));
        IDepartments.Admission memory admission =
            IDepartments.Admission(code, parent, tier, region, kind, vm.addr(head), 0, END, nonce);
        departments.admit(admission, vm.addr(parentHead), _sign(parentHead, address(departments), typed.hash(admission)));
    }

    function _conclude() private returns (bytes32) {
        return _concludeBetween("MZ-330100", MZ_HEAD, "GF-330100", GF_HEAD, "CS-330100", CS_HEAD);
    }

    function _concludeBetween(
        string memory owner,
        uint256 ownerHead,
        string memory user,
        uint256 userHead,
        string memory manager,
        uint256 managerHead
    ) internal returns (bytes32) {
        string[] memory one = new string[](1);
        one[0] = ITEM_CODE;
        IAgreements.Terms memory terms;
        terms.number = "1";
        terms.parties = IAgreements.Parties(owner, user, manager);
        terms.scope = IAgreements.Scope(one, one, one, "batch", "Art. 20", "one stop");
        terms.limits = IAgreements.Limits(10_000, 4000, 2, "none");
        terms.period = IAgreements.Period(START + 100, START + 365 days, START + 4 * 365 days);
        terms.texts = IAgreements.Texts("zh", "en", "policy", "calendar");
        bytes32 hash = typed.hash(terms);
        uint256[3] memory heads = [ownerHead, userHead, managerHead];
        IAgreements.Consent[3] memory consents;
        for (uint256 i = 0; i < 3; ++i) {
            consents[i] = IAgreements.Consent(vm.addr(heads[i]), _sign(heads[i], address(agreements), hash));
        }
        return agreements.conclude(terms, consents);
    }

    /// @dev docs/formats.md §7, written apart from the contract: an event entry signed alone, in one stream.
    function _eventEntry(bytes32 eventId, address signer, uint64 index, uint64 recordedAt)
        internal
        pure
        returns (bytes memory)
    {
        return bytes.concat(
            hex"01010101",
            eventId,
            bytes20(signer),
            bytes8(index),
            bytes8(recordedAt),
            new bytes(65),
            hex"01",
            bytes8(uint64(3))
        );
    }

    /// @dev Records an event of this key, anchors the log over it, and cites it.
    function _cite(bytes32 eventId, uint256 key) internal returns (IAccountability.Cited memory) {
        return _citeAt(eventId, key, uint64(block.timestamp) * 1000);
    }

    function _citeAt(bytes32 eventId, uint256 key, uint64 recordedAt)
        internal
        returns (IAccountability.Cited memory)
    {
        uint64 index = uint64(leaves.length);
        return _citeEntry(_eventEntry(eventId, vm.addr(key), index, recordedAt), index);
    }

    function _citeEntry(bytes memory entry, uint64 index) internal returns (IAccountability.Cited memory cited) {
        leaves.push(sha256(bytes.concat(hex"00", entry)));
        _anchor(_grow(0, bytes32(++_events)));
        bytes32[] memory all = leaves;
        cited = IAccountability.Cited(
            ORIGIN, uint64(all.length), index, entry, ReferenceTree.inclusion(all, index, all.length)
        );
    }

    /// @dev O8 of MZ under the agreement, due at the start: overdue at once.
    function _mark() internal view returns (IAccountability.Mark memory) {
        return IAccountability.Mark("O8", true, agreementId, "", "MZ-330100", START, "calendar");
    }

    function _marked() internal returns (bytes32) {
        IAccountability.Cited memory cited = _cite("trigger", GF_HEAD);
        return accountability.markBreach(_mark(), cited);
    }

    function _found(bytes32 breach) internal {
        IAccountability.Cited memory cited = _cite("finding", AUDITOR);
        IAccountability.Finding memory finding =
            IAccountability.Finding(breach, MZ, 2, "report", "finding", accountability.stepCount(breach));
        accountability.fileFinding(
            finding, cited, vm.addr(AUDITOR), _sign(AUDITOR, address(accountability), hashes.hash(finding))
        );
    }

    function _ordered(bytes32 breach, bytes32 eventId) internal {
        IAccountability.Cited memory cited = _cite(eventId, CS_HEAD);
        IAccountability.Order memory made =
            IAccountability.Order(breach, "CS-330100", "measures", OPEN, eventId, accountability.stepCount(breach));
        accountability.order(made, cited, vm.addr(CS_HEAD), _sign(CS_HEAD, address(accountability), hashes.hash(made)));
    }

    function _rectified(bytes32 breach, bytes32 eventId) internal {
        IAccountability.Cited memory cited = _cite(eventId, MZ_HEAD);
        IAccountability.Rectification memory made =
            IAccountability.Rectification(breach, "proof", eventId, accountability.stepCount(breach));
        accountability.rectify(made, cited, vm.addr(MZ_HEAD), _sign(MZ_HEAD, address(accountability), hashes.hash(made)));
    }

    function _accepted(bytes32 breach, bool verdict, bytes32 eventId) internal {
        IAccountability.Cited memory cited = _cite(eventId, CS_HEAD);
        IAccountability.Acceptance memory made = IAccountability.Acceptance(
            breach, "CS-330100", verdict, 0, "report", eventId, accountability.stepCount(breach)
        );
        accountability.accept(made, cited, vm.addr(CS_HEAD), _sign(CS_HEAD, address(accountability), hashes.hash(made)));
    }

    function _stateOf(bytes32 breach) internal view returns (uint256) {
        return uint256(accountability.breachOf(breach).state);
    }

    function _disputeStateOf(bytes32 dispute) internal view returns (uint256) {
        return uint256(accountability.disputeOf(dispute).state);
    }
}
