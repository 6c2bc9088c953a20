// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Breaches} from "./accountability/Breaches.sol";
import {Citations} from "./accountability/Citations.sol";
import {Disputes} from "./accountability/Disputes.sol";
import {IAgreements} from "./IAgreements.sol";
import {IDepartments} from "./IDepartments.sol";
import {IEventLog} from "./IEventLog.sol";
import {DepartmentSignatures} from "./libraries/DepartmentSignatures.sol";

/// @notice See {IAccountability}.
contract Accountability is Breaches, Disputes {
    constructor(
        IDepartments departments,
        IAgreements agreements,
        IEventLog eventLog
    ) DepartmentSignatures(departments) Citations(agreements, eventLog) {}
}
