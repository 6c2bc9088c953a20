"""Seeded faults: each breaks one invariant of the contracts, and the test of that invariant has to see it.

Run by `scripts/contract-faults`. The faults go into a copy of the sources that is thrown away; only the test of the
invariant concerned runs. A fault whose text is no longer in the contracts is an error: mend it here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MAKING, STORAGE = "agreements/AgreementsMaking.sol", "agreements/AgreementsStorage.sol"
ENTRIES, KEYS = "catalogue/CatalogueEntries.sol", "departments/KeyRegister.sol"
LIFE = "agreements/lifeInvariants"


class Fault(NamedTuple):
    """One change of the contracts: what it breaks, which invariant sees it, and the edits (file, from, to)."""

    breaks: str
    test: str
    invariant: str
    edits: tuple[tuple[str, str, str], ...]


ONE_OWNER = ("catalogue/OneOwner", "invariant_EachPublishedItemHasOneOwnerThatOnlyAttributionChanges")
THREE = (LIFE, "invariant_NoneIsInForceWithoutThreeValidDistinctSignatures")
RIGHTFUL = ("invariants/ThreeSignatures", "invariant_AnAgreementExistsExactlyWhereThreeRightfulHeadsSigned")
ENDS = (LIFE, "invariant_NothingIsActivePastItsEnd")
PERMITS = (LIFE, "invariant_PermitsAnswersAsTermsAndHistoryRead")
GROWS = ("invariants/LogNeverForks", "invariant_EveryAnchorIsAPrefixOfOneGrowingHistory")
BACKDATED = ("invariants/KeysNeverBackdated", "invariant_KeysStartAtTheirEnrolmentAndOnlyShorten")
PROVEN = ("accountability/ProvenEvents", "invariant_NoStepRestsOnAnythingButAProvenEvent")

FAULTS = (
    Fault("a published item has exactly one owner: a second one publishes over it", *ONE_OWNER, (
        (ENTRIES, "if (known.owner != owner) revert SecondOwner(item, known.owner);", ""),
        (ENTRIES, "if (entry.version == 1) _take(", "_take("),
    )),
    Fault("no event but a change of attribution moves an item: a grant does", *ONE_OWNER, (
        ("catalogue/CatalogueGrants.sol", "emit Granted(", "known.owner = codes[2];\n        emit Granted("),
    )),
    Fault("three signatures: the manager's is not looked at", *THREE, (
        (MAKING, "for (uint256 i = 0; i < 3; ++i) {\n            _requireHead(codes",
         "for (uint256 i = 0; i < 2; ++i) {\n            _requireHead(codes"),
    )),
    Fault("three distinct signatures: one department stands on two sides", *RIGHTFUL, (
        ("agreements/TermsForm.sol",
         "if (codes[1] == codes[2]) revert IAgreements.SameDepartment(codes[1]);", ""),
    )),
    Fault("three valid signatures: a key that was ended still signs", *RIGHTFUL, (
        (KEYS, "time < key.validUntil && ", ""),
    )),
    Fault("nothing is active past its end: the last second counts twice", *ENDS, (
        (STORAGE, "if (time >= agreement.useUntil)", "if (time > agreement.useUntil)"),
    )),
    Fault("nothing is active past its end: what was ended goes on", *ENDS, (
        (STORAGE, "if (stage != State.Active && time >= standing.endsAt) return stage;", ""),
    )),
    Fault("what is over never comes back: a lapsed offer is still open", LIFE,
          "invariant_WhatIsOverNeverComesBack", (
        (STORAGE, "time >= _drafts[id].openUntil ? State.Withdrawn : stage",
         "time % 2 == 0 && time >= _drafts[id].openUntil ? State.Withdrawn : stage"),
    )),
    Fault("permits never says yes where the terms say no: the quota is not counted", *PERMITS, (
        ("Agreements.sol", "return count > bounds.callsPerDay ? Reason.QuotaExceeded : Reason.Permitted;",
         "return Reason.Permitted;"),
    )),
    Fault("permits never says yes where the terms say no: one field agreed stands for all", *PERMITS, (
        ("Agreements.sol", "for (uint256 i = 0; i < fields.length; ++i)", "for (uint256 i = 0; i < 1; ++i)"),
    )),
    Fault("the log never forks: growth is taken on trust", *GROWS, (
        ("EventLog.sol", "if (!proven) revert GrowthNotProven(originHash, anchored, checkpoint.size);", ""),
    )),
    Fault("the log never shrinks: a smaller checkpoint takes the head's place", *GROWS, (
        ("EventLog.sol", "_requireGrowth(originHash, log.size, checkpoint, consistencyPath);", ""),
    )),
    Fault("a key never becomes valid retroactively: a grant is taken at its word", *BACKDATED, (
        (KEYS, "        added.validFrom = _notBeforeNow(added.validFrom);\n", ""),
    )),
    Fault("a key never becomes valid retroactively: an end may be put off", *BACKDATED, (
        (KEYS, "if (since >= key.validUntil) revert EndExtends(ended, key.validUntil, since);", ""),
    )),
    Fault("no entry of Accountability without a proven event: the proof is not looked at", *PROVEN, (
        ("accountability/Citations.sol", "        _requireProven(cited);\n        if (act.text", "        if (act.text"),
    )),
    Fault("the roots decide together: one vote is a quorum", "departments/RootsDecideTogether",
          "invariant_NothingIsDecidedByFewerRootsThanTheQuorum", (
        ("departments/RootQuorum.sol",
         "if (votes.length < needed) revert QuorumNotReached(needed, votes.length);", ""),
    )),
    Fault("no key outlasts its department: a succeeded one still speaks", "departments/ReformsKeepHistory",
          "invariant_ATreeWithoutCirclesAPastThatStaysAndKeysThatEnd", (
        (KEYS, " && time < _departments[key.department].until", ""),
        ("departments/Reform.sol", "for (uint256 i = 0; i < heads.length; ++i) _closeKey(heads[i]);", ""),
    )),
    Fault("witnesses are others: the keeper of a log counts as one", "eventlog/WitnessesAreCountedOnce",
          "invariant_TheCountIsThatOfOtherDepartmentsThatSawTheAnchoredRoot", (
        ("EventLog.sol",
         "if (_keeper(_logs[originHash].department) == key.department) revert OwnWitness(originHash, key.department);", ""),
    )),
)  # fmt: skip


def main() -> int:
    """Run every fault, or those whose words hold the argument; 1 if an invariant did not see its fault."""
    wanted = [fault for fault in FAULTS if all(word in fault.breaks for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory(prefix="quanze-faults-") as folder:
        missed = [fault for fault in wanted if not _seen(fault, Path(folder))]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} faults were seen")
    return 1 if missed or not wanted else 0


def _seen(fault: Fault, copy: Path) -> bool:
    _refresh(copy)
    for name, old, new in fault.edits:
        path = copy / "contracts" / name
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            sys.exit(f"contracts/{name} does not hold this once, mend the fault: {old}")
        path.write_text(text.replace(old, new), encoding="utf-8")
    test = f"tests/contracts/{fault.test}.t.sol"
    command = [str(copy / "node_modules/.bin/hardhat"), "test", "solidity", test, "--grep", fault.invariant]
    ran = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    output = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout + ran.stderr)
    seen = ran.returncode != 0 and re.search(rf"\d+\) {fault.invariant}\(\)", output) is not None
    print(f"{'seen  ' if seen else 'MISSED'}  {fault.breaks}  [{fault.invariant}]", flush=True)
    if not seen:
        print(output[-3000:], file=sys.stderr)
    return seen


def _refresh(copy: Path) -> None:
    """The sources as they are, beside what an earlier fault left of the compiler's cache."""
    for name in ("contracts", "tests/contracts", "tests/vectors"):
        shutil.copytree(ROOT / name, copy / name, dirs_exist_ok=True)
    for name in ("hardhat.config.js", "package.json"):
        shutil.copy(ROOT / name, copy)
    if not (copy / "node_modules").exists():
        (copy / "node_modules").symlink_to(ROOT / "node_modules")


if __name__ == "__main__":
    sys.exit(main())
