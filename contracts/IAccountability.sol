// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "./accountability/IAccountabilityErrors.sol";
import {IDepartmentSignatures} from "./libraries/DepartmentSignatures.sol";

/// @title Record of breaches, findings, orders, rectifications and disputes
/// @notice What became of each duty that was not kept, and who said so. Nothing here punishes, decides or approves by
/// itself: a mark is not a finding, a step is what a department signed, and no time that passes changes a state.
/// Every step cites an event that is proven to stand in an anchored log; without one nothing is written.
/// @dev Times are Unix seconds. The struct definitions below, in their order of members, are the EIP-712 types, except
/// {Cited} and {Mark}, which nobody signs. `eventId` in a signed struct binds the cited event, so that whoever submits
/// the act cannot cite another one. The chain proves that the log holds the entry; that the entry's own signature is
/// its signer's is for whoever verifies the evidence. Article numbers are those of 政务数据共享条例; their reading needs
/// legal sign-off.
interface IAccountability is IDepartmentSignatures, IAccountabilityErrors {
    /// @notice What a step of a breach or dispute is.
    enum StepKind {
        None,
        Mark,
        Finding,
        Order,
        Rectification,
        Acceptance,
        Rejection,
        Filing,
        NegotiationFailed,
        MediationFailed,
        Settlement,
        Decision
    }

    /// @notice An entry of a log with its proof against an anchored checkpoint.
    /// @param origin The log; `size` an anchored size of it.
    /// @param index The entry's index in the log.
    /// @param entry The entry's bytes: kind 0x01, event id at offset 4, signer at 36, index at 56, time of recording (ms)
    /// at 64 (docs/formats.md §7).
    /// @param path RFC 6962 inclusion path.
    struct Cited {
        string origin;
        uint64 size;
        uint64 index;
        bytes entry;
        bytes32[] path;
    }

    /// @notice A duty that was not kept. Signed by nobody: anyone may mark it once it is overdue.
    /// @param clause Id of the clause, left-aligned ASCII, `O1` … `X3` (docs/clauses.md).
    /// @param absence True if nothing was done and the cited event is what started the term; false if the cited event
    /// itself shows the breach.
    /// @param agreement Id of the agreement, or zero where the duty stands in the law and `item` names its object.
    /// @param item Resource code of the catalogue item; empty where there is an agreement.
    /// @param department Code of the department that owed the duty.
    /// @param dueAt When it was due, as the calendar with the hash `calendar` counts.
    struct Mark {
        bytes4 clause;
        bool absence;
        bytes32 agreement;
        string item;
        string department;
        uint64 dueAt;
        bytes32 calendar;
    }

    /// @notice Signed by an accredited auditor, of another department than the one that owed the duty: the breach is
    /// found. `nonce` is the number of steps that the breach has.
    /// @param scope What the accreditation covers: the code of the department that owed the duty, or of one above it; or
    /// the subject of the breach, for which the agreement's manager or a department above it gave the accreditation
    /// (without an agreement, a department above the one that owed the duty).
    /// @param severity 1 minor, 2 considerable, 3 serious.
    /// @param report Hash of the report.
    struct Finding {
        bytes32 breach;
        bytes32 scope;
        uint8 severity;
        bytes32 report;
        bytes32 eventId;
        uint256 nonce;
    }

    /// @notice Signed by a head of `department`, which manages the agreement or stands above the department that owed
    /// the duty: correct it (责令改正) by `due`. `measures` is the hash of the text.
    struct Order {
        bytes32 breach;
        string department;
        bytes32 measures;
        uint64 due;
        bytes32 eventId;
        uint256 nonce;
    }

    /// @notice Signed by a head of the department that owed the duty: it is made good. `proof` is the hash of the proof.
    struct Rectification {
        bytes32 breach;
        bytes32 proof;
        bytes32 eventId;
        uint256 nonce;
    }

    /// @notice Signed by an accredited auditor, or by a head of a department that may order: the rectification is
    /// accepted or not. Never signed by the department that rectified.
    /// @param department Code of the signer's department.
    /// @param scope As in {Finding}; zero where a head signs.
    struct Acceptance {
        bytes32 breach;
        string department;
        bool accepted;
        bytes32 scope;
        bytes32 report;
        bytes32 eventId;
        uint256 nonce;
    }

    /// @notice Signed by a head of the claimant: a dispute, and negotiation begins. Its id is its EIP-712 hash without
    /// domain.
    /// @param agreement Id of the agreement whose owner and user dispute, or zero with the resource code `item`.
    /// @param claim Hash of the claim.
    struct DisputeFiling {
        bytes32 agreement;
        string item;
        string claimant;
        string respondent;
        bytes32 claim;
        bytes32 eventId;
    }

    /// @notice Signed by a head of `department`: negotiation failed (either side says so) or settled it (the claimant
    /// says so). `previous` is the event of the filing, `report` the hash of the record.
    struct Negotiation {
        bytes32 dispute;
        string department;
        bool settled;
        bytes32 report;
        bytes32 previous;
        bytes32 eventId;
    }

    /// @notice Signed by a head of `body`, the manager that the route names: mediation settled it or failed. `previous`
    /// is the event of the failed negotiation.
    struct Mediation {
        bytes32 dispute;
        string body;
        bool settled;
        bytes32 report;
        bytes32 previous;
        bytes32 eventId;
    }

    /// @notice Signed by a head of `body`, the government that the route names. `previous` is the event of the failed
    /// mediation, `ruling` the hash of the ruling.
    struct Decision {
        bytes32 dispute;
        string body;
        bytes32 ruling;
        bytes32 previous;
        bytes32 eventId;
    }

    /// @notice What is kept of a breach. `subject` is the agreement's id, or keccak256 of the resource code; `manager`
    /// the agreement's, zero without one; `resumes` the state to which a rejected rectification leads back.
    struct Breach {
        bytes32 subject;
        bytes32 department;
        bytes32 manager;
        bytes32 calendar;
        uint64 dueAt;
        uint64 orderDue;
        bytes4 clause;
        bool absence;
        BreachState state;
        BreachState resumes;
    }

    /// @notice What is kept of a dispute; `subject` and `manager` as in {Breach}.
    struct Dispute {
        bytes32 subject;
        bytes32 claimant;
        bytes32 respondent;
        bytes32 manager;
        DisputeState state;
    }

    /// @notice One step. `text` is the hash that it carries (report, measures, proof, claim, ruling; the calendar of a
    /// mark), `department` who took it (zero for a mark), `signer` who signed (who submitted, for a mark).
    struct Step {
        bytes32 eventId;
        bytes32 department;
        bytes32 text;
        address signer;
        uint64 time;
        StepKind kind;
    }

    /// @notice A step was written, resting on this event; `id` is the breach's or the dispute's, `number` counts from 0.
    event Recorded(
        bytes32 indexed id, bytes32 indexed eventId, bytes32 indexed department, StepKind kind, uint256 number, bytes32 text
    );
    /// @notice The log that proved the event of a step, and whose key signed the event, by the entry.
    event Proven(
        bytes32 indexed eventId, bytes32 indexed originHash, address indexed eventSigner, uint64 size, uint64 index
    );
    /// @notice A breach was marked; this is not a finding.
    event BreachMarked(
        bytes32 indexed breach, bytes32 indexed subject, bytes32 indexed department, bytes4 clause, uint64 dueAt
    );
    /// @notice An auditor found the breach.
    event BreachFound(bytes32 indexed breach, address indexed auditor, uint8 severity);
    /// @notice The correction of the breach was ordered.
    event CorrectionOrdered(bytes32 indexed breach, bytes32 indexed department, uint64 due);
    /// @notice A dispute was filed.
    event DisputeFiled(
        bytes32 indexed dispute, bytes32 indexed claimant, bytes32 indexed respondent, bytes32 subject
    );

    /// @notice Marks a breach, from its due time on. Anyone may.
    /// @dev A mark with a wrong due time or calendar is another breach: it does not stand in the way of the right one.
    /// @return breach The breach's id.
    function markBreach(Mark calldata mark, Cited calldata cited) external returns (bytes32 breach);

    /// @notice Files a finding on a marked breach.
    function fileFinding(
        Finding calldata finding,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Orders the correction of a breach that is marked, found, or ordered already (a new term) (条例 39, 40).
    function order(Order calldata terms, Cited calldata cited, address signer, bytes calldata signature) external;

    /// @notice Reports that a breach is made good, ordered or of one's own accord.
    function rectify(
        Rectification calldata rectification,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Accepts a rectification, or rejects it: then the breach stands where it stood before.
    function accept(
        Acceptance calldata acceptance,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Files a dispute (条例 28).
    /// @return dispute The dispute's id.
    function fileDispute(
        DisputeFiling calldata filing,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external returns (bytes32 dispute);

    /// @notice Ends the negotiation.
    function negotiate(
        Negotiation calldata negotiation,
        Cited calldata cited,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Ends the mediation.
    function mediate(Mediation calldata mediation, Cited calldata cited, address signer, bytes calldata signature)
        external;

    /// @notice Records the decision of the government.
    function decide(Decision calldata decision, Cited calldata cited, address signer, bytes calldata signature)
        external;

    /// @notice The provision under which a breach of this clause is dealt with.
    /// @dev 39(1) O1 O2 O4 · 39(2) O3 · 39(3) O15 · 39(4) O5 O6 O8 · 39(5) O12 · 39(6) O10 · 39(7) O11 · 39(8) no clause
    /// · 40(1) U4 · 40(2) U2 · 40(3) U3 · 40(4) U7 · 40(5) U6 · 40(6) U8 · 41(1) M2 · 41(2) M5.
    function articleOf(bytes4 clause) external pure returns (Article);

    /// @notice The bodies of a dispute between two departments under an agreement with that manager (zero: none).
    /// @dev Two departments of the same tier and region go to the agreement's manager. Others, and disputes without an
    /// agreement, go to the lowest department above both that is a government body (kind 2). What mediation does not
    /// settle goes to the nearest government body above the mediator. Zero where the registry holds none. "Above" is
    /// the chain of admissions as it stands now, successors in the place of the succeeded; the sides themselves are left
    /// out: nobody mediates or decides its own case.
    function routeOf(
        bytes32 one,
        bytes32 other,
        bytes32 manager
    ) external view returns (bytes32 mediator, bytes32 decider);

    /// @notice Whether the department may order the correction of this breach.
    function mayOrder(bytes32 department, bytes32 breach) external view returns (bool);

    /// @notice The breach of this id; all zero if there is none.
    function breachOf(bytes32 breach) external view returns (Breach memory);

    /// @notice The dispute of this id; all zero if there is none.
    function disputeOf(bytes32 dispute) external view returns (Dispute memory);

    /// @notice How many steps a breach or dispute has.
    function stepCount(bytes32 id) external view returns (uint256);

    /// @notice A step of a breach or dispute, counted from 0; reverts past the last.
    function stepOf(bytes32 id, uint256 number) external view returns (Step memory);
}
