// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepartments} from "../IDepartments.sol";

/// @title Who stands above whom, by the chain of admissions, and where a dispute goes (条例 28)
/// @dev Parents are admitted before their children and successors take over what stood under the succeeded, so chains
/// end; the registry bounds their length.
library Hierarchy {
    uint8 private constant GOVERNMENT = 2;

    /// @notice Whether `upper` stands above `lower`; nobody stands above itself.
    function isAbove(IDepartments departments, bytes32 upper, bytes32 lower) internal view returns (bool) {
        bytes32 sought = _standing(departments, upper);
        bytes32 next = parentOf(departments, lower);
        while (next != 0 && next != sought) next = parentOf(departments, next);
        return next != 0;
    }

    /// @notice The department that stands right above this one; zero above a root.
    function parentOf(IDepartments departments, bytes32 code) internal view returns (bytes32) {
        bytes32 parent = departments.department(_standing(departments, code)).parent;
        return parent == 0 ? parent : _standing(departments, parent);
    }

    /// @notice See IAccountability.routeOf.
    function route(
        IDepartments departments,
        bytes32 one,
        bytes32 other,
        bytes32 manager
    ) internal view returns (bytes32 mediator, bytes32 decider) {
        one = _standing(departments, one);
        other = _standing(departments, other);
        mediator = manager != 0 && _samePlace(departments.department(one), departments.department(other))
            ? _standing(departments, manager)
            : _lowestAboveBoth(departments, one, other);
        // A reform may have merged the manager with a side.
        if (mediator == one || mediator == other) mediator = _lowestAboveBoth(departments, one, other);
        if (mediator == 0) return (0, 0);
        decider = _governmentAbove(departments, mediator);
        while (decider != 0 && (decider == one || decider == other)) decider = _governmentAbove(departments, decider);
    }

    function _samePlace(
        IDepartments.Department memory one,
        IDepartments.Department memory other
    ) private pure returns (bool) {
        return one.tier == other.tier && one.region == other.region;
    }

    function _lowestAboveBoth(
        IDepartments departments,
        bytes32 one,
        bytes32 other
    ) private view returns (bytes32 candidate) {
        candidate = _governmentAbove(departments, one);
        while (candidate != 0 && !isAbove(departments, candidate, other)) {
            candidate = _governmentAbove(departments, candidate);
        }
    }

    function _governmentAbove(IDepartments departments, bytes32 code) private view returns (bytes32 next) {
        next = parentOf(departments, code);
        while (next != 0 && departments.department(next).kind != GOVERNMENT) next = parentOf(departments, next);
    }

    function _standing(IDepartments departments, bytes32 code) private view returns (bytes32) {
        return departments.resolve(code, uint64(block.timestamp));
    }
}
