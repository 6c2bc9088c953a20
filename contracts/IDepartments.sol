// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMandates} from "./departments/IMandates.sol";
import {IReform} from "./departments/IReform.sol";

/// @title Departments and the keys that speak for them
/// @notice Who may act: which departments exist, which address speaks for which of them, in which role and from when to
/// when. There is no owner, no pause and no proxy. The first root departments are written by the constructor; every later
/// change carries an EIP-712 signature by the head of a department, or by a quorum of the heads of the roots (domain
/// `Quanze`, version `1`), so any relayer may submit it and none can forge it. Decisions of the roots together, reforms
/// and the tree stand in {IReform}, auditors and contractors in {IMandates}.
/// @dev Times are Unix seconds; an interval includes its start and excludes its end; 2^64−1 means open. A department
/// code is bytes32, left-aligned ASCII, zero-padded. The struct definitions below, in their order of members, are the
/// EIP-712 types.
interface IDepartments is IReform, IMandates {
    /// @notice What a key may do: 1 head (decides for the department), 2 officer, 3 gateway (a machine that exchanges
    /// data), 4 auditor, 5 supervisor.
    /// @dev Packed for storage proofs (docs/formats.md §12): slot K = department, slot K+1 = role, validFrom and
    /// validUntil from the low end.
    struct Key {
        bytes32 department;
        uint8 role;
        uint64 validFrom;
        uint64 validUntil;
    }

    /// @notice A department.
    /// @param parent Code of the department that admitted it; zero for a root.
    /// @param since When it was admitted.
    /// @param until Open, or when its successor takes its place ({IReform-succeed}).
    /// @param region Six-digit code of the administrative division, 0 for national.
    /// @param tier 1 national (国), 2 province (省), 3 city (市), 4 county (县); stored, never read off the region.
    /// @param kind 1 party, 2 government, 3 people's congress, 4 consultative conference, 5 public institution,
    /// 6 enterprise entrusted by a department.
    struct Department {
        bytes32 parent;
        uint64 since;
        uint64 until;
        uint32 region;
        uint8 tier;
        uint8 kind;
    }

    /// @notice A department that exists from the start, with its first head key.
    struct Root {
        string code;
        uint8 tier;
        uint32 region;
        uint8 kind;
        address head;
        uint64 validUntil;
    }

    /// @notice Signed by a head of `parent`: a new department and its first head key. `nonce` is the parent's. With an
    /// empty `parent` it is a root, signed by the root quorum with the quorum's nonce ({nonceOf} of code zero).
    struct Admission {
        string code;
        string parent;
        uint8 tier;
        uint32 region;
        uint8 kind;
        address head;
        uint64 validFrom;
        uint64 validUntil;
        uint256 nonce;
    }

    /// @notice Signed by a head of `department`: one more key. `nonce` is the department's.
    struct KeyGrant {
        string department;
        address key;
        uint8 role;
        uint64 validFrom;
        uint64 validUntil;
        uint256 nonce;
    }

    /// @notice Signed by a head of `department`: the key is not valid from `since` on. `nonce` is the department's.
    struct KeyEnd {
        string department;
        address key;
        uint64 since;
        string reason;
        uint256 nonce;
    }

    /// @notice Signed by a head of `department`: `key` is not valid from `since` on, and `successor` has its role from
    /// then on, never earlier than the block. `nonce` is the department's.
    struct KeyRotation {
        string department;
        address key;
        address successor;
        uint64 since;
        uint64 validUntil;
        string reason;
        uint256 nonce;
    }

    /// @notice A department was admitted; `parent` is zero for a root.
    event DepartmentAdmitted(
        bytes32 indexed department, bytes32 indexed parent, uint8 tier, uint32 region, uint8 kind
    );
    /// @notice A key became part of a department, for the interval written here.
    event KeyEnrolled(
        bytes32 indexed department, address indexed key, uint8 role, uint64 validFrom, uint64 validUntil
    );
    /// @notice A key was ended at `since`, which may lie before this block: the block says when it was declared.
    event KeyEnded(bytes32 indexed department, address indexed key, uint64 since, string reason);
    /// @notice `successor` took the place of `key`; {KeyEnded} and {KeyEnrolled} tell when.
    event KeyRotated(bytes32 indexed department, address indexed key, address indexed successor);

    /// @notice The registry needs at least one root department.
    error NoRoots();
    /// @notice A department of this code exists already.
    error DepartmentExists(bytes32 department);
    /// @notice A root department has no parent.
    error RootHasNoParent(string parent);
    /// @notice The tier is none of 1 … 4.
    error UnknownTier(uint8 tier);
    /// @notice A department may not stand on a higher tier than the one that admits it.
    error TierAboveParent(uint8 tier, uint8 parentTier);
    /// @notice The region is neither 0 nor a six-digit code.
    error UnknownRegion(uint32 region);
    /// @notice The kind is none of 1 … 6.
    error UnknownKind(uint8 kind);
    /// @notice The role is none of 1 … 5.
    error UnknownRole(uint8 role);
    /// @notice The zero address is no key.
    error ZeroKey();
    /// @notice The address belongs to a department for ever; it is not enrolled a second time, in whatever department.
    error KeyTaken(address key, bytes32 department);
    /// @notice Sixteen heads of the department are valid now or later: end one first.
    error TooManyHeads(bytes32 department);
    /// @notice The address is no key of this department.
    error NotAKeyOf(address key, bytes32 department);
    /// @notice The interval holds no second: its end is not after its start (which is never before now).
    error EmptyValidity(uint64 validFrom, uint64 validUntil);
    /// @notice Ending a key may only shorten its validity.
    error EndExtends(address key, uint64 validUntil, uint64 since);
    /// @notice A reason has 1 to 256 bytes.
    error ReasonLength(uint256 length);
    /// @notice The department's next nonce is another one.
    error WrongNonce(bytes32 department, uint256 expected, uint256 given);
    /// @notice The signer is not a head of the department at this moment.
    error NotAHead(address signer, bytes32 department);
    /// @notice The signature is not the signer's over this struct in this contract's domain.
    error WrongSignature(address signer);

    /// @notice Admits a department with its first head key; signed by a head of the parent.
    /// @dev Both start at max(validFrom, now), see {enrol}.
    /// @param signer The head that signed; an account with code answers by ERC-1271.
    function admit(Admission calldata admission, address signer, bytes calldata signature) external;

    /// @notice Admits a root department with its first head key; decided by the root quorum.
    /// @param admission With an empty `parent` and the quorum's nonce.
    /// @param votes Of heads of root departments, one each, in ascending order of department.
    function admitRoot(Admission calldata admission, Vote[] calldata votes) external;

    /// @notice Enrols a key; signed by a head of its department.
    /// @dev The key starts at max(validFrom, now): no key becomes valid retroactively, and a grant that names today's
    /// morning is not lost because its relayer was slow. Renewal is a new address: what an old key signed stays
    /// bounded by the interval it had.
    function enrol(KeyGrant calldata grant, address signer, bytes calldata signature) external;

    /// @notice Ends a key; signed by a head of its department. Keys are ended, never deleted.
    /// @dev `since` may lie in the past, for a key found to be compromised. It lies before the present end.
    function endKey(KeyEnd calldata end, address signer, bytes calldata signature) external;

    /// @notice Ends a key and enrols its successor in the same role, in one act; signed by a head of the department.
    /// @dev With `since` in the past (a compromised key) the successor starts at the block: nothing is backdated.
    function rotate(KeyRotation calldata rotation, address signer, bytes calldata signature) external;

    /// @notice The department of this code; all zero if there is none.
    function department(bytes32 code) external view returns (Department memory);

    /// @notice The key of this address; all zero if there is none. Its end is no later than its department's.
    function keyOf(address key) external view returns (Key memory);

    /// @notice Whether the address was a valid key of any department at that time, by what is known now.
    function keyValidAt(address key, uint64 time) external view returns (bool);

    /// @notice Whether the address was a valid head of that department at that time, by what is known now.
    function isHeadAt(address key, bytes32 code, uint64 time) external view returns (bool);

    /// @notice The role in which the address spoke for that department at that time, by what is known now; 0 for none.
    /// @dev Lets others demand an officer who drafts and a head who approves: an address has one role for ever. Two
    /// addresses are not proof of two persons; who holds a key is known outside this chain.
    function roleAt(address key, bytes32 code, uint64 time) external view returns (uint8);

    /// @notice The nonce that the department's next signed change has to carry; of code zero, the root quorum's.
    function nonceOf(bytes32 code) external view returns (uint256);
}
