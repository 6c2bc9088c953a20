// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IDepartments} from "./IDepartments.sol";
import {IEventLog} from "./IEventLog.sol";
import {DepartmentCode} from "./libraries/DepartmentCode.sol";
import {MerkleLog} from "./libraries/MerkleLog.sol";
import {TypedData} from "./libraries/TypedData.sol";
import {WitnessTypedData} from "./libraries/WitnessTypedData.sol";

/// @dev Inherited before EIP712, whose own slots would otherwise come first: the anchors stand at slot 0 for ever, where
/// storage proofs look for them (docs/formats.md §12).
abstract contract EventLogStorage is IEventLog {
    mapping(bytes32 originHash => mapping(uint256 size => Anchor)) internal _anchors;
}

/// @notice See {IEventLog}.
contract EventLog is EventLogStorage, EIP712 {
    using DepartmentCode for string;

    uint8 private constant LAST_WITNESS_ROLE = 4;

    IDepartments private immutable _departments;

    mapping(bytes32 originHash => Log) private _logs;
    mapping(bytes32 originHash => mapping(uint256 size => Witnesses)) private _witnesses;

    struct Witnesses {
        uint256 count;
        mapping(bytes32 department => bool) known;
    }

    constructor(IDepartments departments) EIP712("Quanze", "1") {
        _departments = departments;
    }

    /// @inheritdoc IEventLog
    function open(Opening calldata opening, address signer, bytes calldata signature) external {
        _requireOrigin(opening.origin);
        if (opening.logKey == address(0)) revert ZeroLogKey();
        bytes32 department = opening.department.parse();
        bytes32 originHash = _hashOf(opening.origin);
        Log storage log = _logs[originHash];
        uint32 expected = log.nonce;
        if (expected != 0 && _keeper(log.department) != department) revert OriginTaken(originHash, log.department);
        if (opening.nonce != expected) revert WrongNonce(originHash, expected, opening.nonce);
        if (!_departments.isHeadAt(signer, department, uint64(block.timestamp))) revert NotAHead(signer, department);
        _requireSignature(signer, TypedData.hash(opening), signature);

        log.department = department;
        log.logKey = opening.logKey;
        log.nonce = expected + 1;
        emit Opened(originHash, department, opening.logKey, opening.nonce, opening.origin);
    }

    /// @inheritdoc IEventLog
    function anchor(
        Checkpoint calldata checkpoint,
        bytes calldata signature,
        bytes32[] calldata consistencyPath,
        bytes32[] calldata streamsPath
    ) external returns (bool changed) {
        bytes32 originHash = _hashOf(checkpoint.origin);
        Log storage log = _logs[originHash];
        if (log.logKey == address(0)) revert UnknownOrigin(originHash);
        Anchor storage known = _anchors[originHash][checkpoint.size];
        bool anchored = known.blockNumber != 0;
        if (anchored && known.root == checkpoint.root && known.streamsRoot == checkpoint.streamsRoot) return false;
        _requireSignature(log.logKey, TypedData.hash(checkpoint), signature);
        // From here on the log key itself is known to have signed what is refused.
        if (anchored) revert ForkRefused(originHash, checkpoint.size);
        _requireGrowth(originHash, log.size, checkpoint, consistencyPath);
        _requireStreamsEntry(originHash, checkpoint, streamsPath);

        log.size = checkpoint.size;
        _anchors[originHash][checkpoint.size] =
            Anchor(checkpoint.root, checkpoint.streamsRoot, uint64(block.number), uint64(block.timestamp));
        emit Anchored(originHash, checkpoint.size, checkpoint.root, checkpoint.streamsRoot);
        return true;
    }

    /// @inheritdoc IEventLog
    function witness(WitnessStatement calldata statement, address signer, bytes calldata signature)
        external
        returns (bool changed)
    {
        bytes32 originHash = _hashOf(statement.origin);
        bytes32 anchored = _anchorOf(originHash, statement.size).root;
        IDepartments.Key memory key = _departments.keyOf(signer);
        Witnesses storage witnesses = _witnesses[originHash][statement.size];
        if (witnesses.known[key.department] && statement.root == anchored) return false;
        _requireWitness(originHash, signer, key);
        _requireSignature(signer, WitnessTypedData.hash(statement), signature);
        // From here on the witness itself is known to have signed what is refused.
        if (statement.root != anchored) revert RootDiffers(originHash, statement.size, anchored, statement.root);

        witnesses.known[key.department] = true;
        emit Witnessed(originHash, statement.size, key.department, signer, ++witnesses.count);
        return true;
    }

    /// @inheritdoc IEventLog
    function logOf(string calldata origin) external view returns (Log memory) {
        return _logs[_hashOf(origin)];
    }

    /// @inheritdoc IEventLog
    function headOf(string calldata origin) external view returns (uint64 size, Anchor memory) {
        bytes32 originHash = _hashOf(origin);
        size = _logs[originHash].size;
        return (size, _anchors[originHash][size]);
    }

    /// @inheritdoc IEventLog
    function anchorAt(string calldata origin, uint64 size) external view returns (Anchor memory) {
        return _anchors[_hashOf(origin)][size];
    }

    /// @inheritdoc IEventLog
    function includes(
        string calldata origin,
        uint64 size,
        uint64 index,
        bytes32 leafHash,
        bytes32[] calldata path
    ) external view returns (bool) {
        Anchor storage known = _anchors[_hashOf(origin)][size];
        return known.blockNumber != 0 && MerkleLog.verifyInclusion(index, size, leafHash, path, known.root);
    }

    /// @inheritdoc IEventLog
    function requireIncluded(
        string calldata origin,
        uint64 size,
        uint64 index,
        bytes32 leafHash,
        bytes32[] calldata path
    ) external view {
        bytes32 originHash = _hashOf(origin);
        bytes32 root = _anchorOf(originHash, size).root;
        if (!MerkleLog.verifyInclusion(index, size, leafHash, path, root)) {
            revert NotIncluded(originHash, size, index, leafHash);
        }
    }

    /// @inheritdoc IEventLog
    function witnessCount(string calldata origin, uint64 size) external view returns (uint256) {
        return _witnesses[_hashOf(origin)][size].count;
    }

    /// @inheritdoc IEventLog
    function witnessedBy(string calldata origin, uint64 size, bytes32 department) external view returns (bool) {
        return _witnesses[_hashOf(origin)][size].known[department];
    }

    function _anchorOf(bytes32 originHash, uint64 size) private view returns (Anchor storage known) {
        known = _anchors[originHash][size];
        if (known.blockNumber == 0) revert NotAnchored(originHash, size);
    }

    /// @dev The department that stands now in the place of the one that opened the log.
    function _keeper(bytes32 department) private view returns (bytes32) {
        return _departments.resolve(department, uint64(block.timestamp));
    }

    function _requireWitness(bytes32 originHash, address signer, IDepartments.Key memory key) private view {
        bool valid = key.validFrom <= block.timestamp && block.timestamp < key.validUntil;
        if (!valid || key.role > LAST_WITNESS_ROLE) revert NotAWitness(signer);
        if (_keeper(_logs[originHash].department) == key.department) revert OwnWitness(originHash, key.department);
    }

    function _requireSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature)) {
            revert WrongSignature(signer);
        }
    }

    /// @dev The first checkpoint has nothing to be consistent with; the empty log (size 0) is never one.
    function _requireGrowth(
        bytes32 originHash,
        uint64 anchored,
        Checkpoint calldata checkpoint,
        bytes32[] calldata path
    ) private view {
        if (checkpoint.size <= anchored) revert ShrinkRefused(originHash, anchored, checkpoint.size);
        bytes32 root = _anchors[originHash][anchored].root;
        bool proven = anchored == 0
            ? path.length == 0
            : MerkleLog.verifyConsistency(anchored, checkpoint.size, root, checkpoint.root, path);
        if (!proven) revert GrowthNotProven(originHash, anchored, checkpoint.size);
    }

    /// @dev Streams entry: 0x02 ‖ 0x01 ‖ u64 index ‖ u64 recorded_at ‖ streams root (docs/formats.md §7).
    function _requireStreamsEntry(
        bytes32 originHash,
        Checkpoint calldata checkpoint,
        bytes32[] calldata path
    ) private pure {
        uint64 index = checkpoint.size - 1;
        bytes32 leaf = MerkleLog.leafHash(
            abi.encodePacked(uint8(2), uint8(1), index, checkpoint.recordedAt, checkpoint.streamsRoot)
        );
        if (!MerkleLog.verifyInclusion(index, checkpoint.size, leaf, path, checkpoint.root)) {
            revert StreamsEntryNotProven(originHash, checkpoint.size, checkpoint.streamsRoot);
        }
    }

    function _requireOrigin(string calldata origin) private pure {
        bytes calldata text = bytes(origin);
        if (text.length < 3 || text.length > 100 || text[0] == "." || text[0] == "/" || text[0] == "-") {
            revert MalformedOrigin(origin);
        }
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 c = text[i];
            // The four neighbours '-', '.', '/' and '0' … '9' are one range of ASCII.
            if (!((c >= "-" && c <= "9") || (c >= "a" && c <= "z"))) revert MalformedOrigin(origin);
        }
    }

    function _hashOf(string calldata origin) private pure returns (bytes32) {
        return keccak256(bytes(origin));
    }
}
