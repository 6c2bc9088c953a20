// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {Fixture} from "../support/Fixture.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";

/// @dev Builds each step of a dispute between MZ (claimant) and GF (respondent) under their agreement.
abstract contract DisputeFixture is AccountabilityFixture {
    function _filing() internal view returns (IAccountability.DisputeFiling memory) {
        return IAccountability.DisputeFiling(agreementId, "", "MZ-330100", "GF-330100", "claim", "filed");
    }

    function _file() internal returns (bytes32) {
        return _fileAs(_filing(), MZ_HEAD);
    }

    function _fileAs(IAccountability.DisputeFiling memory filing, uint256 head) internal returns (bytes32) {
        IAccountability.Cited memory cited = _cite(filing.eventId, head);
        bytes memory signature = _sign(head, address(accountability), hashes.hash(filing));
        return accountability.fileDispute(filing, cited, vm.addr(head), signature);
    }

    function _fail(bytes32 dispute, string memory department, uint256 head) internal {
        IAccountability.Negotiation memory made =
            IAccountability.Negotiation(dispute, department, false, "record", "filed", "not agreed");
        IAccountability.Cited memory cited = _cite("not agreed", head);
        bytes memory signature = _sign(head, address(accountability), hashes.hash(made));
        accountability.negotiate(made, cited, vm.addr(head), signature);
    }

    function _mediate(bytes32 dispute, string memory body, uint256 head, bool settled) internal {
        IAccountability.Mediation memory made =
            IAccountability.Mediation(dispute, body, settled, "record", "not agreed", "mediated");
        IAccountability.Cited memory cited = _cite("mediated", head);
        bytes memory signature = _sign(head, address(accountability), hashes.hashMediation(made));
        accountability.mediate(made, cited, vm.addr(head), signature);
    }

    function _wrongState(bytes32 dispute, uint8 state) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongDisputeState.selector, dispute, state);
    }

    function _wrongBody(bytes32 right, bytes32 given) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.WrongBody.selector, right, given);
    }
}
