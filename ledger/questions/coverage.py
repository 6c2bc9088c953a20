"""Are the records there for three years, and which stretch is missing: use reports month by month (条例 29)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import Recorded
from ledger.errors import NotFound
from ledger.model import format_time
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.terms import earliest_retention
from ledger.workdays import month_of

_USES = ("receipt", "call", "verify", "derive", "redistribute")
_REPORT = "use.report"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """One month (+08:00) of an agreement's use: records of use, and reports that are about it."""

    month: str
    uses: int
    reports: int


@dataclass(frozen=True)
class Covered:
    """One agreement, month by month.

    Attributes:
        missing: months that are over, with use on record and no report about it.
        silent: months that are over, with neither; whether there was any use then cannot be told.
        kept_long_enough: what was agreed keeps the records three years beyond the use.
    """

    agreement: str
    number: str
    state: str
    months: list[Month]
    missing: list[str]
    silent: list[str]
    retention_until: str
    kept_long_enough: bool


@dataclass(frozen=True)
class Coverage(Answer):
    """The answer; ``covered`` of ``months`` months with use on record have a report."""

    department: str
    months: int
    covered: int
    agreements: list[Covered]


def coverage(inquiry: Inquiry, code: str) -> Coverage:
    """The answer for one department as a user of data.

    Raises:
        NotFound: no such department.
    """
    if inquiry.directory.department(code) is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    rows = inquiry.session.projections.agreements(party=code)
    facts = [one for one in map(inquiry.directory.facts_of, rows) if one.terms.user == code and _seen(inquiry, one)]
    events = [row for one in facts for row in inquiry.of_types(*_USES, _REPORT, agreement=one.id)]
    found = [_covered(one, [row for row in events if row.event.agreement == one.id], inquiry.now) for one in facts]
    months = sum(month.uses > 0 for one in found for month in one.months)
    missing = sum(len(one.missing) for one in found)
    reports = [row for row in events if row.event.type.name == _REPORT]
    return Coverage(
        **inquiry.head(*_verdict(found, months, missing), reports, missing=missing),
        department=code,
        months=months,
        covered=months - missing,
        agreements=found,
    )


def _seen(inquiry: Inquiry, facts: AgreementFacts) -> bool:
    return inquiry.look.of_agreement(inquiry.caller, facts.terms, agreement=facts.id) is not Right.NONE


def _covered(facts: AgreementFacts, rows: list[Recorded], now: int) -> Covered:
    until = min(now, facts.terms.use_until * 1000 - 1)
    months = []
    for month in _months(facts.terms.use_from * 1000, until):
        uses = sum(row.event.type.name in _USES and month_of(row.event.occurred_ms) == month for row in rows)
        reports = sum(row.event.type.name == _REPORT and _about(row) == month for row in rows)
        months.append(Month(month, uses, reports))
    # the month that still runs is not missing yet
    over = [one for one in months if one.month != month_of(now)]
    least = earliest_retention(facts.terms.use_until)
    return Covered(
        agreement=facts.id,
        number=facts.terms.number,
        state=facts.state,
        months=months,
        missing=[one.month for one in over if one.uses and not one.reports],
        silent=[one.month for one in over if not one.uses and not one.reports],
        retention_until=format_time(facts.terms.retention_until * 1000),
        kept_long_enough=facts.terms.retention_until >= least,
    )


def _about(row: Recorded) -> str:
    """The month a report is about: the period it names, else the month in which it was made."""
    period = row.seen().text("period")
    return period if period and _MONTH.fullmatch(period) else month_of(row.event.occurred_ms)


def _months(start: int, end: int) -> Iterator[str]:
    month, last = month_of(start), month_of(end)
    while month <= last and start <= end:
        yield month
        year, number = int(month[:4]), int(month[5:])
        month = f"{year + number // 12:04}-{number % 12 + 1:02}"


def _verdict(found: list[Covered], months: int, missing: int) -> tuple[str, str]:
    short = [one.number for one in found if not one.kept_long_enough]
    zh = f"{len(found)} 份协议中有使用的共 {months} 个月, 缺使用情况报告 {missing} 个月"
    en = f"{len(found)} agreements, {months} months with use, {missing} of them without a report"
    if short:
        return f"{zh}; 约定保存不足三年: {', '.join(short)}。", f"{en}; kept less than three years: {', '.join(short)}."
    return f"{zh}; 约定保存期均不少于使用结束后三年。", f"{en}; all are to be kept three years beyond the use."
