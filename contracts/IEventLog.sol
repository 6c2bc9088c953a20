// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Witness of Merkle logs
/// @notice Keeps, per log (origin), write-once checkpoints, and takes a new one only with proof that it appends to the
/// last: the validators' consensus itself refuses a rewritten history. Every change carries an EIP-712 signature
/// (domain `Quanze`, version `1`), so any relayer may submit it.
/// @dev Trees are RFC 6962 over SHA-256. A log is found by originHash = keccak256(bytes(origin)).
interface IEventLog {
    /// @notice An anchored checkpoint.
    /// @dev Packed for storage proofs (docs/formats.md §12): slot A = root, A+1 = streamsRoot, A+2 = blockNumber and
    /// time (Unix seconds of the block) from the low end.
    struct Anchor {
        bytes32 root;
        bytes32 streamsRoot;
        uint64 blockNumber;
        uint64 time;
    }

    /// @notice One log. `nonce` is that of the next {Opening}, `size` that of the last anchor, 0 before the first.
    struct Log {
        bytes32 department;
        address logKey;
        uint32 nonce;
        uint64 size;
    }

    /// @notice Signed by a head of `department`: the department keeps the log `origin`, `logKey` signs its checkpoints.
    struct Opening {
        string origin;
        string department;
        address logKey;
        uint256 nonce;
    }

    /// @notice Signed by the log key: at `size` leaves the log has `root`; its last leaf is the streams entry with
    /// `streamsRoot`, recorded at `recordedAt` (milliseconds since 1970).
    struct Checkpoint {
        string origin;
        uint64 size;
        bytes32 root;
        bytes32 streamsRoot;
        uint64 recordedAt;
    }

    /// @notice A log was opened, or its log key replaced by the next one.
    event Opened(
        bytes32 indexed originHash, bytes32 indexed department, address indexed logKey, uint256 nonce, string origin
    );
    /// @notice A checkpoint was anchored.
    event Anchored(bytes32 indexed originHash, uint64 indexed size, bytes32 root, bytes32 streamsRoot);

    /// @notice The text is no origin: 3 to 100 characters 0-9, a-z, '.', '/', '-', the first one a digit or letter.
    error MalformedOrigin(string origin);
    /// @notice Another department keeps the log of this origin.
    error OriginTaken(bytes32 originHash, bytes32 department);
    /// @notice The next opening of this origin carries another nonce.
    error WrongNonce(bytes32 originHash, uint256 expected, uint256 given);
    /// @notice The zero address is no log key.
    error ZeroLogKey();
    /// @notice No log of this origin was opened.
    error UnknownOrigin(bytes32 originHash);
    /// @notice The signer is not a head of the department at this moment.
    error NotAHead(address signer, bytes32 department);
    /// @notice The signature is not the signer's over this struct in this contract's domain.
    error WrongSignature(address signer);
    /// @notice Another root or streams root is anchored at this size: the log key signed two histories.
    error ForkRefused(bytes32 originHash, uint64 size);
    /// @notice The checkpoint is smaller than the last anchor and was never anchored.
    error ShrinkRefused(bytes32 originHash, uint64 anchored, uint64 given);
    /// @notice The path does not prove that the tree of `given` leaves appends to the one of `anchored` leaves.
    error GrowthNotProven(bytes32 originHash, uint64 anchored, uint64 given);
    /// @notice The path does not prove that the last leaf is the streams entry of this streams root.
    error StreamsEntryNotProven(bytes32 originHash, uint64 size, bytes32 streamsRoot);

    /// @notice Opens a log (nonce 0); signed by a head of the department. A later opening by the same department with
    /// the next nonce replaces the log key; what is anchored stays.
    function open(Opening calldata opening, address signer, bytes calldata signature) external;

    /// @notice Anchors a checkpoint. Anchoring again what is anchored changes nothing and succeeds, so a relayer that
    /// lost its memory may repeat itself.
    /// @param signature The log key's, over the checkpoint.
    /// @param consistencyPath RFC 6962 consistency from the last anchor; empty for the first.
    /// @param streamsPath Inclusion of the streams entry at index size − 1.
    /// @return changed Whether the checkpoint is a new one.
    function anchor(
        Checkpoint calldata checkpoint,
        bytes calldata signature,
        bytes32[] calldata consistencyPath,
        bytes32[] calldata streamsPath
    ) external returns (bool changed);

    /// @notice The log of this origin; all zero if it was never opened.
    function logOf(string calldata origin) external view returns (Log memory);

    /// @notice Size and content of the last anchor; all zero before the first.
    function headOf(string calldata origin) external view returns (uint64 size, Anchor memory);

    /// @notice The anchor at this size; all zero if there is none.
    function anchorAt(string calldata origin, uint64 size) external view returns (Anchor memory);

    /// @notice Whether an entry with this leaf hash stands at `index` in the tree anchored at `size`.
    function includes(
        string calldata origin,
        uint64 size,
        uint64 index,
        bytes32 leafHash,
        bytes32[] calldata path
    ) external view returns (bool);
}
