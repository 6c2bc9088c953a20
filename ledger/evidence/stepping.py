"""Running the steps of a verification: each that has what it needs, so that every failure is listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from ledger.evidence.case import Case
from ledger.evidence.findings import Kind
from ledger.evidence.report import Report, Status, StepOutcome

_Examined = TypeVar("_Examined", bound=Case)


class Step(NamedTuple):
    """One step: number, titles, the members of the case it needs, and the check that takes them."""

    number: int
    zh: str
    en: str
    needs: tuple[str, ...]
    check: Callable[..., None]


def run_steps(steps: Sequence[Step], case: _Examined, summary: Callable[[_Examined], dict[str, Any]]) -> Report:
    """The report of all steps, run in order; one whose needs were not established is skipped."""
    ran = {step.number: _run(step, case) for step in steps}
    findings = sorted(case.findings, key=lambda finding: finding.step)
    outcomes = [StepOutcome(step.number, step.zh, step.en, _status(step, case, ran[step.number])) for step in steps]
    return Report(outcomes, findings, summary(case))


def _run(step: Step, case: Case) -> bool:
    needs: list[Any] = [getattr(case, name) for name in step.needs]
    if any(value is None for value in needs):
        return False
    step.check(case, *needs)
    return True


def _status(step: Step, case: Case, ran: bool) -> Status:  # noqa: FBT001 (private, one caller)
    kinds = {finding.kind for finding in case.findings if finding.step == step.number}
    if Kind.FAILURE in kinds:
        return Status.FAILED
    if kinds:
        return Status.UNDETERMINED
    return Status.PASSED if ran else Status.SKIPPED
