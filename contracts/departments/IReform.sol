// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Root quorum, succession after a reform, restoration of a lost head, and the tree of departments
/// @notice What no single department may do for itself. The root departments decide together, one vote each; a reform
/// of departments (机构改革) names a successor by instrument; a department that lost its last head gets a new one from
/// above. Nothing here rewrites history: it only says who speaks from a moment on.
interface IReform {
    /// @notice One signature among several over the same struct. Votes of root departments stand in ascending order of
    /// their department codes, one per department.
    struct Vote {
        address signer;
        bytes signature;
    }

    /// @notice Signed by the root quorum: how many votes it takes from now on; 0 goes back to more than two thirds.
    /// `nonce` is the quorum's, {nonceOf} of code zero.
    struct QuorumChange {
        uint256 votes;
        uint256 nonce;
    }

    /// @notice Signed by a head of the lowest common ancestor of both (the root quorum where there is none) and, over
    /// the same text, by a head of the successor, which thereby accepts.
    /// @param department The department that ends.
    /// @param successor The department that stands in its place: its duties, items and agreements follow it.
    /// @param instrument Hash of the legal instrument (机构改革方案、三定规定).
    /// @param effectiveAt When; never earlier than the block, at most 366 days after it.
    /// @param nonce That of the common ancestor, or the quorum's.
    struct Succession {
        string department;
        string successor;
        bytes32 instrument;
        uint64 effectiveAt;
        uint256 nonce;
    }

    /// @notice Signed by a head of the parent (for a root: by the quorum of the other roots): a new head for a department
    /// that has none. `nonce` is the parent's, or the quorum's.
    struct Restoration {
        string department;
        address head;
        uint64 validFrom;
        uint64 validUntil;
        bytes32 instrument;
        uint256 nonce;
    }

    /// @notice The root quorum set how many votes it takes; 0: more than two thirds of the roots.
    event QuorumChanged(uint256 votes);
    /// @notice From `effectiveAt` on the successor stands in the department's place; the department's keys end then.
    event DepartmentSucceeded(
        bytes32 indexed department, bytes32 indexed successor, uint64 effectiveAt, bytes32 instrument
    );
    /// @notice A department without a head got a new one, on the ground of this instrument.
    event HeadRestored(bytes32 indexed department, address indexed head, bytes32 instrument);

    /// @notice There are as many root departments as there may be.
    error TooManyRoots(uint256 cap);
    /// @notice The signer is at this moment no head of a root department that stands.
    error NotARootHead(address signer);
    /// @notice The votes are not in strictly ascending order of department: a department votes once.
    error VoteOutOfOrder(bytes32 previous, bytes32 department);
    /// @notice Fewer votes than the quorum takes.
    error QuorumNotReached(uint256 needed, uint256 given);
    /// @notice A quorum is more than half of the roots and at most all of them.
    error QuorumOutOfRange(uint256 votes, uint256 least, uint256 most);
    /// @notice Where a department decides alone, exactly one signature is given.
    error OneApprovalNeeded(uint256 given);
    /// @notice No department of this code stands: it was never admitted, or its successor is already named.
    error NotStanding(bytes32 department);
    /// @notice A department is not succeeded by itself or by one that stands under it.
    error SuccessorWithin(bytes32 department, bytes32 successor);
    /// @notice The tree has at most twelve levels: no department is admitted below them, and no successor stands deeper
    /// than the department it succeeds.
    error TooDeep(bytes32 department);
    /// @notice A successor takes over a chain of at most sixteen reforms.
    error TooManySuccessions(bytes32 successor);
    /// @notice A succession takes effect at most 366 days after the block.
    error TooFarAhead(uint64 effectiveAt, uint64 latest);
    /// @notice The hash of the legal instrument is missing.
    error NoInstrument();
    /// @notice The department has a head whose validity is not over: it needs nobody from above.
    error HeadStands(bytes32 department, address head);

    /// @notice Changes how many votes of root departments it takes to decide; decided by the quorum as it is.
    /// @dev Until it is changed, more than two thirds of the standing roots (⌊2n/3⌋ + 1), whatever n becomes. A number set
    /// here is kept between more than half and all of the standing roots when n changes later: two disjoint quorums are
    /// never possible, and a merger of roots never leaves a quorum out of reach.
    function changeQuorum(QuorumChange calldata change, Vote[] calldata votes) external;

    /// @notice Names the successor of a department after a reform. Once, for ever; what was written before stays.
    /// @dev The heads of the department end at once at `effectiveAt`; its other keys no longer count from then on
    /// ({IDepartments-keyValidAt}), and {closeKeys} writes that into each of them. Departments under it stand under the
    /// successor from then on. A reform that splits a department names one successor here; single items move by a change
    /// of attribution.
    /// @param approvals One signature by a head of the common ancestor, or the votes of the quorum.
    /// @param acceptance By a head of the successor.
    function succeed(Succession calldata succession, Vote[] calldata approvals, Vote calldata acceptance) external;

    /// @notice Writes the end of succeeded departments into these keys, so that storage proofs of a key show it too.
    /// @dev Anyone may call it: it decides nothing. Keys of departments that stand, and unknown ones, are left alone.
    function closeKeys(address[] calldata keys) external;

    /// @notice Gives a new head to a department none of whose heads is valid now or later.
    /// @dev Never usable against a department that can still act for itself. For a root its own vote is not counted
    /// among those that are needed.
    /// @param approvals One signature by a head of the parent, or the votes of the quorum.
    function restoreHead(Restoration calldata restoration, Vote[] calldata approvals) external;

    /// @notice How many votes the root quorum takes now, of how many root departments that stand now.
    function quorum() external view returns (uint256 needed, uint256 roots);

    /// @notice The successor named for this department, in effect from {Department} `until` on; zero if none.
    function successorOf(bytes32 code) external view returns (bytes32);

    /// @notice The department that stands in the place of this one at that time; itself if it was not succeeded by then.
    function resolve(bytes32 code, uint64 time) external view returns (bytes32);

    /// @notice The department `n` levels above (0: itself), as the tree stands now; zero above a root.
    /// @dev The tree views answer for the departments that stand now in the place of those asked about.
    function ancestor(bytes32 code, uint256 n) external view returns (bytes32);

    /// @notice Whether the department is the other one or stands under it.
    function isWithin(bytes32 code, bytes32 ancestorCode) external view returns (bool);

    /// @notice The lowest department that both are within; zero if they stand under different roots. Where a dispute of
    /// two departments goes (条例 Art. 28: 共同的上一级).
    function lowestCommonAncestor(bytes32 a, bytes32 b) external view returns (bytes32);
}
