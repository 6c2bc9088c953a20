from pathlib import Path

import pytest

from ledger.errors import NotFound
from ledger.event_types import EVENT_TYPES
from ledger.policy.clause import Term, TermKind, agreed, cite_en, cite_zh, days, hours
from ledger.policy.clauses import CLAUSES, clause_of
from ledger.policy.clauses_doc import clauses_markdown, term_text

IDS = (
    [f"O{n}" for n in range(1, 16)]
    + [f"U{n}" for n in range(1, 11)]
    + [f"M{n}" for n in range(1, 10)]
    + ["A1", "A2", "P1", "P2", "X1", "X2", "X3"]
)
CONSEQUENCES = {
    "O1": "39(1)", "O2": "39(1)", "O4": "39(1)", "O3": "39(2)", "O15": "39(3)", "O5": "39(4)", "O6": "39(4)",
    "O8": "39(4)", "O12": "39(5)", "O10": "39(6)", "O11": "39(7)", "U4": "40(1)", "U2": "40(2)", "U3": "40(3)",
    "U7": "40(4)", "U6": "40(5)", "U8": "40(6)", "M2": "41(1)", "M5": "41(2)",
}  # fmt: skip
TERMS = {"O4": (10, 15), "O5": (1, 1), "O6": (10, 20), "O8": (20, 20), "O10": (10, 10), "M1": (2, 2), "X2": (4, 4)}


def test_every_clause_is_in_the_table_once_and_in_order() -> None:
    assert list(CLAUSES) == IDS


def test_clauses_name_only_event_types_of_the_catalogue() -> None:
    for row in CLAUSES.values():
        assert set(row.triggers) | set(row.fulfilled_by) <= set(EVENT_TYPES), row.id


def test_event_types_name_only_clauses_of_the_table() -> None:
    assert {duty for row in EVENT_TYPES.values() for duty in row.duties} <= set(CLAUSES)


def test_breach_leads_to_its_article() -> None:
    assert {row.id: row.consequence for row in CLAUSES.values() if row.consequence} == CONSEQUENCES


@pytest.mark.parametrize(("clause", "expected"), TERMS.items(), ids=TERMS)
def test_lawful_terms_and_ceilings(clause: str, expected: tuple[int, int]) -> None:
    term = clause_of(clause).term
    assert (term.count, term.ceiling) == expected


def test_a_default_is_no_ceiling() -> None:
    assert {row.id for row in CLAUSES.values() if row.term.lawful and row.term.kind is TermKind.AGREED} == set()
    assert clause_of("U9").term.ceiling == 0


def test_every_text_is_filled_in_both_languages() -> None:
    for row in CLAUSES.values():
        assert all((row.zh, row.en, row.breach_zh, row.breach_en)), row.id


def test_an_unknown_clause_is_not_found() -> None:
    with pytest.raises(NotFound):
        clause_of("O16")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (days(1), "1 working day"),
        (days(10), "10 working days"),
        (days(10, 5), "10 working days (+ up to 5 with the manager's consent)"),
        (hours(4), "at most 4 hours"),
        (agreed(), "agreed"),
        (agreed(2), "agreed (default 2 working days)"),
        (Term(TermKind.CYCLE), "the update cycle and its grace"),
        (Term(TermKind.WITH_ACT), "with or before the act"),
        (Term(TermKind.AT_ONCE), "at once"),
        (Term(TermKind.ALWAYS), "always"),
        (Term(TermKind.YEARLY), "every year"),
        (Term(TermKind.NONE), "-"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_terms_in_words(term: Term, text: str) -> None:
    assert term_text(term) == text


def test_citations_name_the_regulation_only_for_bare_numbers() -> None:
    assert (cite_zh("21"), cite_en("21")) == ("条例第 21 条", "article 21")
    assert cite_zh("网络数据安全管理条例 31") == cite_en("网络数据安全管理条例 31") == "网络数据安全管理条例 31"


def test_the_page_of_clauses_is_fresh() -> None:
    page = Path(__file__).parents[3] / "docs" / "clauses.md"
    remedy = "write ledger.policy.clauses_doc.clauses_markdown() to docs/clauses.md"
    assert page.read_text(encoding="utf-8") == clauses_markdown(), remedy
