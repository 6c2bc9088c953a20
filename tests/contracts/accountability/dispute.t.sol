// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountabilityErrors} from "../../../contracts/accountability/IAccountabilityErrors.sol";
import {IAccountability} from "../../../contracts/IAccountability.sol";
import {IDepartmentSignatures} from "../../../contracts/libraries/DepartmentSignatures.sol";
import {Fixture} from "../support/Fixture.sol";
import {SignedCallTests} from "../support/SignedCallTests.sol";
import {vm} from "../support/Vm.sol";
import {AccountabilityFixture} from "./AccountabilityFixture.sol";
import {DisputeFixture} from "./DisputeFixture.sol";

// fileDispute.tree
// ├── filed before → AlreadyFiled; subject as in markBreach; a side twice → SameDepartment
// ├── under an agreement, not its owner or user → NotAParty; respondent never admitted → UnknownDepartment
// ├── no head of the claimant → NotAHead; signature → WrongSignature; no claim → TextMissing; event as in order
// └── else: Negotiating, DisputeFiled
contract FileDisputeTest is SignedCallTests, DisputeFixture {
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _cited = _cite("filed", MZ_HEAD);
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.fileDispute(_filing(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_filing());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (MZ_HEAD, "MZ-330100", GF_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return abi.encodeWithSelector(IAccountabilityErrors.AlreadyFiled.selector, hashes.hash(_filing()));
    }

    function test_FilesADispute() public {
        bytes32 id = hashes.hash(_filing());
        bytes memory signature = _sign(MZ_HEAD, address(accountability), id);
        vm.expectEmit(address(accountability));
        emit IAccountability.DisputeFiled(id, MZ, GF, agreementId);
        vm.assertEq(accountability.fileDispute(_filing(), _cited, vm.addr(MZ_HEAD), signature), id);
        IAccountability.Dispute memory dispute = accountability.disputeOf(id);
        vm.assertEq(dispute.subject, agreementId);
        vm.assertEq(dispute.claimant, MZ);
        vm.assertEq(dispute.respondent, GF);
        vm.assertEq(dispute.manager, CS);
        vm.assertEq(_disputeStateOf(id), 1);
        vm.assertEq(accountability.stepCount(id), 1);
    }

    function test_ADisputeMayConcernAnItem() public {
        IAccountability.DisputeFiling memory filing =
            IAccountability.DisputeFiling(0, ITEM_CODE, "MZ-330200", "MZ-330100", "claim", "item");
        bytes32 id = _fileAs(filing, MZ2_HEAD);
        vm.assertEq(accountability.disputeOf(id).subject, keccak256(bytes(ITEM_CODE)));
    }

    function test_RefusesWhatIsWrongInTheFiling() public {
        IAccountability.DisputeFiling memory filing = _filing();
        filing.item = ITEM_CODE;
        _refuse(filing, abi.encodeWithSelector(IAccountabilityErrors.SubjectUnclear.selector));
        filing = _filing();
        filing.agreement = "x";
        _refuse(filing, abi.encodeWithSelector(IAccountabilityErrors.UnknownAgreement.selector, bytes32("x")));
        filing = _filing();
        filing.respondent = "MZ-330100";
        _refuse(filing, abi.encodeWithSelector(IDepartmentSignatures.SameDepartment.selector, MZ));
        filing.respondent = "CS-330100";
        _refuse(filing, abi.encodeWithSelector(IAccountabilityErrors.NotAParty.selector, CS));
        filing = _filing();
        filing.claimant = "CS-330100";
        _refuse(filing, abi.encodeWithSelector(IAccountabilityErrors.NotAParty.selector, CS));
        filing = IAccountability.DisputeFiling(0, ITEM_CODE, "MZ-330100", "NOBODY", "claim", "filed");
        _refuse(filing, abi.encodeWithSelector(IDepartmentSignatures.UnknownDepartment.selector, bytes32("NOBODY")));
        filing = _filing();
        filing.claim = 0;
        _refuse(filing, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
    }

    function _refuse(IAccountability.DisputeFiling memory filing, bytes memory refusal) private {
        bytes memory signature = _sign(MZ_HEAD, address(accountability), hashes.hash(filing));
        vm.expectRevert(refusal);
        accountability.fileDispute(filing, _cited, vm.addr(MZ_HEAD), signature);
    }
}

// negotiate.tree
// ├── not Negotiating → WrongDisputeState; previous not the filing → WrongPrevious
// ├── no side → NotAParty; settled by the respondent → NotAParty
// ├── no head → NotAHead; signature → WrongSignature; event as in order
// └── else: Settled or Mediating
contract NegotiateTest is SignedCallTests, DisputeFixture {
    bytes32 private _dispute;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _dispute = _file();
        _cited = _cite("ended", GF_HEAD);
    }

    function _negotiation() private view returns (IAccountability.Negotiation memory) {
        return IAccountability.Negotiation(_dispute, "GF-330100", false, "record", "filed", "ended");
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.negotiate(_negotiation(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_negotiation());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (GF_HEAD, "GF-330100", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return _wrongState(_dispute, 2);
    }

    function test_EitherSideMaySayThatItFailed() public {
        _submit(vm.addr(GF_HEAD), _sign(GF_HEAD, address(accountability), _structHash()));
        vm.assertEq(_disputeStateOf(_dispute), 2);
        vm.assertEq(uint256(accountability.stepOf(_dispute, 1).kind), 8);
    }

    function test_TheClaimantMaySayThatItIsSettled() public {
        IAccountability.Negotiation memory made = _negotiation();
        made.settled = true;
        _refuse(GF_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.NotAParty.selector, GF));
        made.department = "MZ-330100";
        _cited = _cite("ended", MZ_HEAD);
        bytes memory signature = _sign(MZ_HEAD, address(accountability), hashes.hash(made));
        accountability.negotiate(made, _cited, vm.addr(MZ_HEAD), signature);
        vm.assertEq(_disputeStateOf(_dispute), 4);
        vm.assertEq(uint256(accountability.stepOf(_dispute, 1).kind), 10);
    }

    function test_RefusesOthersAndOtherSteps() public {
        IAccountability.Negotiation memory made = _negotiation();
        made.department = "CS-330100";
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.NotAParty.selector, CS));
        made = _negotiation();
        made.previous = "x";
        bytes memory refusal = abi.encodeWithSelector(
            IAccountabilityErrors.WrongPrevious.selector, _dispute, bytes32("filed"), bytes32("x")
        );
        _refuse(GF_HEAD, made, refusal);
        made = _negotiation();
        made.dispute = "x";
        _refuse(GF_HEAD, made, _wrongState("x", 0));
    }

    function test_TheFilingsEventIsNotTheFailure() public {
        IAccountability.Negotiation memory made = _negotiation();
        made.department = "MZ-330100";
        made.eventId = "filed";
        _cited = _cite("filed", MZ_HEAD);
        _refuse(
            MZ_HEAD,
            made,
            abi.encodeWithSelector(IAccountabilityErrors.EventReused.selector, _dispute, bytes32("filed"))
        );
    }

    function _refuse(uint256 key, IAccountability.Negotiation memory made, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hash(made));
        vm.expectRevert(refusal);
        accountability.negotiate(made, _cited, vm.addr(key), signature);
    }
}

// mediate.tree
// ├── not Mediating → WrongDisputeState; previous not the failed negotiation → WrongPrevious
// ├── no body → NoBody; another body than the route's → WrongBody
// ├── no head → NotAHead; signature → WrongSignature; event as in order
// └── else: Settled or Deciding
contract MediateTest is SignedCallTests, DisputeFixture {
    bytes32 private _dispute;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _dispute = _file();
        _fail(_dispute, "GF-330100", GF_HEAD);
        _cited = _cite("mediated", CS_HEAD);
    }

    function _mediation() private view returns (IAccountability.Mediation memory) {
        return IAccountability.Mediation(_dispute, "CS-330100", false, "record", "not agreed", "mediated");
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.mediate(_mediation(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hashMediation(_mediation());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (CS_HEAD, "CS-330100", MZ_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return _wrongState(_dispute, 3);
    }

    function test_TheManagerOfTheRegionMediates() public {
        _submit(vm.addr(CS_HEAD), _sign(CS_HEAD, address(accountability), _structHash()));
        vm.assertEq(_disputeStateOf(_dispute), 3);
        vm.assertEq(uint256(accountability.stepOf(_dispute, 2).kind), 9);
    }

    function test_MediationMaySettle() public {
        _mediate(_dispute, "CS-330100", CS_HEAD, true);
        vm.assertEq(_disputeStateOf(_dispute), 4);
    }

    function test_NamesTheRightBodyToEveryOther() public {
        string[7] memory others =
            ["SJ-330000", "ZF-330000", "ZF-330100", "CS-330200", "MZ-330100", "GF-330100", "NOBODY"];
        for (uint256 i = 0; i < others.length; ++i) {
            IAccountability.Mediation memory made = _mediation();
            made.body = others[i];
            _refuse(SJ_HEAD, made, _wrongBody(CS, typed.parse(others[i])));
        }
    }

    function test_RefusesOtherSteps() public {
        IAccountability.Mediation memory made = _mediation();
        made.previous = "filed";
        _refuse(
            CS_HEAD,
            made,
            abi.encodeWithSelector(
                IAccountabilityErrors.WrongPrevious.selector, _dispute, bytes32("not agreed"), bytes32("filed")
            )
        );
        IAccountability.DisputeFiling memory filing = _filing();
        filing.claim = "another";
        made = _mediation();
        made.dispute = _fileAs(filing, MZ_HEAD);
        _refuse(CS_HEAD, made, _wrongState(made.dispute, 1));
    }

    function test_WithoutACommonBodyThereIsNone() public {
        IAccountability.DisputeFiling memory filing =
            IAccountability.DisputeFiling(0, ITEM_CODE, "MZ-330100", "ZF-330000", "claim", "filed");
        IAccountability.Mediation memory made = _mediation();
        made.dispute = _fileAs(filing, MZ_HEAD);
        _fail(made.dispute, "ZF-330000", ZF_HEAD);
        _refuse(CS_HEAD, made, abi.encodeWithSelector(IAccountabilityErrors.NoBody.selector, made.dispute));
    }

    function _refuse(uint256 key, IAccountability.Mediation memory made, bytes memory refusal) private {
        bytes memory signature = _sign(key, address(accountability), hashes.hashMediation(made));
        vm.expectRevert(refusal);
        accountability.mediate(made, _cited, vm.addr(key), signature);
    }
}

// decide.tree
// ├── not Deciding → WrongDisputeState; previous not the failed mediation → WrongPrevious
// ├── no body → NoBody; another body than the route's → WrongBody
// ├── no head → NotAHead; signature → WrongSignature; event as in order
// └── else: Decided, for good
contract DecideTest is SignedCallTests, DisputeFixture {
    bytes32 private _dispute;
    IAccountability.Cited private _cited;

    function setUp() public override(Fixture, AccountabilityFixture) {
        AccountabilityFixture.setUp();
        _dispute = _file();
        _fail(_dispute, "MZ-330100", MZ_HEAD);
        _mediate(_dispute, "CS-330100", CS_HEAD, false);
        _cited = _cite("decided", ZF_CITY_HEAD);
    }

    function _decision() private view returns (IAccountability.Decision memory) {
        return IAccountability.Decision(_dispute, "ZF-330100", "ruling", "mediated", "decided");
    }

    function _submit(address signer, bytes memory signature) internal override {
        accountability.decide(_decision(), _cited, signer, signature);
    }

    function _structHash() internal view override returns (bytes32) {
        return hashes.hash(_decision());
    }

    function _target() internal view override returns (address) {
        return address(accountability);
    }

    function _signer() internal pure override returns (uint256, string memory, uint256) {
        return (ZF_CITY_HEAD, "ZF-330100", CS_HEAD);
    }

    function _replayRefusal() internal view override returns (bytes memory) {
        return _wrongState(_dispute, 5);
    }

    function test_TheGovernmentDecides() public {
        _submit(vm.addr(ZF_CITY_HEAD), _sign(ZF_CITY_HEAD, address(accountability), _structHash()));
        vm.assertEq(_disputeStateOf(_dispute), 5);
        vm.assertEq(accountability.stepOf(_dispute, 3).text, bytes32("ruling"));
        vm.assertEq(uint256(accountability.stepOf(_dispute, 3).kind), 11);
    }

    function test_RefusesOtherBodiesAndSteps() public {
        IAccountability.Decision memory made = _decision();
        made.body = "CS-330100";
        _refuse(made, _wrongBody(ZF_CITY, CS));
        made = _decision();
        made.previous = "not agreed";
        _refuse(
            made,
            abi.encodeWithSelector(
                IAccountabilityErrors.WrongPrevious.selector, _dispute, bytes32("mediated"), bytes32("not agreed")
            )
        );
        made = _decision();
        made.ruling = 0;
        _refuse(made, abi.encodeWithSelector(IAccountabilityErrors.TextMissing.selector));
    }

    function _refuse(IAccountability.Decision memory made, bytes memory refusal) private {
        bytes memory signature = _sign(ZF_CITY_HEAD, address(accountability), hashes.hash(made));
        vm.expectRevert(refusal);
        accountability.decide(made, _cited, vm.addr(ZF_CITY_HEAD), signature);
    }
}
