// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Mandates: accredited auditors and entrusted contractors
/// @notice A mandate is what one department lets another do: audit inside a scope (accreditation), or act on its behalf
/// (entrustment, 受委托). It has a giver, a holder, a first and a last second, and it is ended, never deleted. Its id is
/// the EIP-712 hash of the signed struct, without the domain.
interface IMandates {
    /// @notice What is kept of a mandate.
    /// @param kind 1 accreditation, 2 entrustment.
    /// @param key The only key that may use it; zero: every auditor key of the holder.
    struct Mandate {
        bytes32 giver;
        bytes32 holder;
        address key;
        uint8 kind;
        uint64 validFrom;
        uint64 validUntil;
    }

    /// @notice Signed by a head of `manager`: keys of `auditor` in the role auditor may audit inside the scope. The scope
    /// is either `subtree`, a department within the manager (with all that stands under it), or, with an empty
    /// `subtree`, `subjects`: 1 to 64 ids of items or agreements that this manager manages. `nonce` is the manager's.
    struct Accreditation {
        string auditor;
        address key;
        string manager;
        string subtree;
        bytes32[] subjects;
        uint64 validFrom;
        uint64 validUntil;
        uint256 nonce;
    }

    /// @notice Signed by a head of `principal`: `contractor` acts on its behalf, under the approval of this hash
    /// (条例 Art. 36: 受委托, 经批准). The principal answers for what is done. `nonce` is the principal's.
    struct Entrustment {
        string contractor;
        string principal;
        uint64 validFrom;
        uint64 validUntil;
        bytes32 approval;
        uint256 nonce;
    }

    /// @notice Signed by a head of the giver, or of the department that succeeded it: the mandate does not hold from
    /// `since` on. `nonce` is that of `department`.
    struct MandateEnd {
        bytes32 mandate;
        string department;
        uint64 since;
        string reason;
        uint256 nonce;
    }

    /// @notice An auditor was accredited; `subtree` is zero where `subjects` are listed.
    event Accredited(
        bytes32 indexed mandate,
        bytes32 indexed auditor,
        bytes32 indexed manager,
        address key,
        bytes32 subtree,
        bytes32[] subjects,
        uint64 validFrom,
        uint64 validUntil
    );
    /// @notice A contractor was entrusted.
    event Entrusted(
        bytes32 indexed mandate,
        bytes32 indexed contractor,
        bytes32 indexed principal,
        uint64 validFrom,
        uint64 validUntil,
        bytes32 approval
    );
    /// @notice A mandate was ended at `since`, which may lie before this block.
    event MandateEnded(bytes32 indexed mandate, uint64 since, string reason);

    /// @notice No department of this code exists.
    error UnknownDepartment(bytes32 department);
    /// @notice A department gives no mandate to itself: nobody audits itself, nobody is its own contractor.
    error MandateToItself(bytes32 department);
    /// @notice The scope is either a subtree or a list of 1 to 64 subjects.
    error ScopeUnclear(string subtree, uint256 subjects);
    /// @notice The subtree does not stand within the department that grants it.
    error OutsideScope(bytes32 subtree, bytes32 manager);
    /// @notice The hash of the approval is missing.
    error NoApproval();
    /// @notice The holder was given as many mandates over this scope as are kept.
    error TooManyMandates(bytes32 holder, bytes32 scope);
    /// @notice The department neither gave this mandate nor succeeded the one that did.
    error NotTheGiver(bytes32 mandate, bytes32 department);
    /// @notice Ending a mandate may only shorten it.
    error MandateEndExtends(bytes32 mandate, uint64 validUntil, uint64 since);

    /// @notice Accredits an auditor; signed by a head of the department that manages the scope.
    /// @dev It starts at max(validFrom, now): nobody becomes an auditor of what was audited before.
    function accredit(Accreditation calldata accreditation, address signer, bytes calldata signature) external;

    /// @notice Entrusts a contractor; signed by a head of the principal. It starts at max(validFrom, now).
    function entrust(Entrustment calldata entrustment, address signer, bytes calldata signature) external;

    /// @notice Ends a mandate; signed by a head of the giver or of its successor. `since` may lie in the past.
    function endMandate(MandateEnd calldata end, address signer, bytes calldata signature) external;

    /// @notice The mandate of this id; all zero if there is none.
    function mandate(bytes32 id) external view returns (Mandate memory);

    /// @notice Whether the key was, at that time, an auditor key accredited for this scope, by what is known now.
    /// @param scope A department code (covered by a mandate over it or over any department above it at that time), or a
    /// {subjectScope}.
    function accredited(address auditorKey, bytes32 scope, uint64 time) external view returns (bool);

    /// @notice Whether the key may, at that time, audit this item or agreement of this manager: by a mandate over the
    /// subject or over a subtree that holds the manager.
    /// @dev The caller says who manages the subject, for only it knows.
    function mayAudit(address auditorKey, bytes32 manager, bytes32 subject, uint64 time) external view returns (bool);

    /// @notice The scope that a manager's mandate over one subject stands for: keccak256(manager ‖ subject).
    function subjectScope(bytes32 manager, bytes32 subject) external pure returns (bytes32);

    /// @notice Whether, at that time, the contractor acted for the principal under an entrustment, both of them standing.
    function mayActFor(bytes32 contractor, bytes32 principal, uint64 time) external view returns (bool);
}
