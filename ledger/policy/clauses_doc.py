"""docs/clauses.md, made from the clause table."""

from __future__ import annotations

from ledger.policy.clause import REGULATION_EN, REGULATION_ZH, Clause, Term, TermKind
from ledger.policy.clauses import CLAUSES

_HEAD = f"""# Clauses

Made from `ledger/policy/clauses.py`; do not edit by hand. A bare number under *article* is an article of the
{REGULATION_ZH} ({REGULATION_EN}). *Consequence* is the article under which a breach is dealt with.
The wording is ours and has no legal force; the reading of the articles needs legal sign-off.

## Clock rules

- A term of *n* working days ends at 24:00 (+08:00) of the *n*-th working day after the day it begins; that day itself
  does not count. Holidays and make-up Saturdays come from a calendar whose version and hash go with every due date.
- Beyond the last published year a due date is **provisional** and is counted anew when the calendar appears.
- A deadline is judged by the claimed time only where the other side countersigned; otherwise by the time of anchoring,
  or of recording while there is no anchor.
- The owner may ask once for missing material inside its term; the term begins anew when it is supplied (`restart`), or
  goes on where it stopped (`pause`), as the deployment sets it. Asking a second time breaks O5, O6.
- Whether the first day counts, at what minute of the day a day ends, and every term below are settings: of the deployment
  (`[duties]` in `config.toml`), or of one agreement (the field `limits` of `agreement.file`: clause → number). A term of the
  law is a ceiling: a shorter one counts, a longer one is refused in the settings and cut back in an agreement.
- Overdue never means consent.
- Numbers marked *default* are this product's proposals where the law leaves the term to agreement. *agreed* without a number
  has no due time until somebody names one: the duty stays open.
- A duty with a clock is `open`, `met`, `late` or `overdue`. An act under a clause without one is `met` or a `breach`. Where a
  field that decides is not disclosed it is `unknown`: nothing is guessed.

"""
_TITLES = {
    "O": "Owner 归属部门", "U": "User 使用部门", "M": "Manager 管理部门", "A": "Auditor 审计",
    "P": "Contractor and platform 受托方与平台", "X": "Every party 各方",
}  # fmt: skip
_TERMS = {
    TermKind.HOURS: "at most {0} hours",
    TermKind.CYCLE: "the update cycle and its grace",
    TermKind.WITH_ACT: "with or before the act",
    TermKind.AT_ONCE: "at once",
    TermKind.ALWAYS: "always",
    TermKind.YEARLY: "every year",
    TermKind.NONE: "-",
}
_COLUMNS = "| id | right or duty | article | consequence | trigger | term | fulfilled by | broken when |\n"


def clauses_markdown() -> str:
    """The whole page, ending in a newline."""
    return _HEAD + "\n".join(_section(letter, title) for letter, title in _TITLES.items())


def term_text(term: Term) -> str:
    """A term in English, with its ceiling or default."""
    if term.kind is TermKind.AGREED:
        return f"agreed (default {term.count} working days)" if term.count else "agreed"
    if term.kind is TermKind.WORKING_DAYS:
        more = f" (+ up to {term.extension} with the manager's consent)" if term.extension else ""
        return f"{term.count} working day{'s' if term.count > 1 else ''}{more}"
    return _TERMS[term.kind].format(term.count)


def _section(letter: str, title: str) -> str:
    rows = "".join(_row(row) for row in CLAUSES.values() if row.id[0] == letter)
    return f"## {title}\n\n{_COLUMNS}|---|---|---|---|---|---|---|---|\n{rows}"


def _row(row: Clause) -> str:
    cells = (
        row.id, f"{row.zh}<br>{row.en}", row.articles or "-", row.consequence or "-", _types(row.triggers),
        term_text(row.term), _types(row.fulfilled_by), f"{row.breach_zh}<br>{row.breach_en}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _types(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names) or "-"
