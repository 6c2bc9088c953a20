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

    /// @notice Signed by a key of another department: it saw that at `size` leaves the log has `root`.
    struct WitnessStatement {
        string origin;
        uint64 size;
        bytes32 root;
    }

    /// @notice A log was opened, or its log key replaced by the next one.
    event Opened(
        bytes32 indexed originHash, bytes32 indexed department, address indexed logKey, uint256 nonce, string origin
    );
    /// @notice A checkpoint was anchored.
    /// @dev All that a light client needs to follow a log: the sizes of one origin only grow, so the anchor before is the
    /// event before; block number and time are those of the block that holds the event.
    event Anchored(bytes32 indexed originHash, uint64 indexed size, bytes32 root, bytes32 streamsRoot);
    /// @notice A department joined in the checkpoint anchored at this size, as the `count`-th.
    event Witnessed(
        bytes32 indexed originHash, uint64 indexed size, bytes32 indexed department, address signer, uint256 count
    );

    /// @notice The text is no origin: 3 to 100 characters 0-9, a-z, '.', '/', '-', the first one a digit or letter.
    error MalformedOrigin(string origin);
    /// @notice Another department keeps the log of this origin, and the one that opens is not its successor.
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

    /// @notice Nothing of this origin is anchored at this size.
    error NotAnchored(bytes32 originHash, uint64 size);
    /// @notice The path does not prove that this leaf stands at this index in the tree anchored at this size.
    error NotIncluded(bytes32 originHash, uint64 size, uint64 index, bytes32 leafHash);
    /// @notice The signer is at this moment no key of a department in the role head, officer, gateway or auditor.
    error NotAWitness(address signer);
    /// @notice The department that keeps the log, or that took its place, is no witness of it.
    error OwnWitness(bytes32 originHash, bytes32 department);
    /// @notice The witness signed another root than the anchored one: it was shown another history.
    error RootDiffers(bytes32 originHash, uint64 size, bytes32 anchored, bytes32 seen);

    /// @notice Opens a log (nonce 0); signed by a head of the department. A later opening by the same department with
    /// the next nonce replaces the log key; what is anchored stays. After a reform the successor of the department opens
    /// on, and keeps the log from then on.
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

    /// @notice Records that a department saw the same checkpoint; signed by a valid key of a department other than the
    /// log's. One record per department and anchored size; submitting it again changes nothing and succeeds.
    /// @dev The department is that of the key. A log shown to every witness alike is shown to no one differently: each
    /// reader decides how many witnesses it asks for.
    /// @return changed Whether the department is a new witness of this checkpoint.
    function witness(WitnessStatement calldata statement, address signer, bytes calldata signature)
        external
        returns (bool changed);

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

    /// @notice The same question for other contracts, answered by a refusal: returns only if the entry is included.
    function requireIncluded(
        string calldata origin,
        uint64 size,
        uint64 index,
        bytes32 leafHash,
        bytes32[] calldata path
    ) external view;

    /// @notice How many departments witnessed the checkpoint anchored at this size.
    function witnessCount(string calldata origin, uint64 size) external view returns (uint256);

    /// @notice Whether this department witnessed the checkpoint anchored at this size.
    function witnessedBy(string calldata origin, uint64 size, bytes32 department) external view returns (bool);
}
