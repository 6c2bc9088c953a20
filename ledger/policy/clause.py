"""The shape of one clause: whose right or duty, what starts it, how long it has, what meets it, what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

REGULATION_ZH = "政务数据共享条例"
REGULATION_EN = "Regulations on Government Data Sharing (State Council order 809)"


class TermKind(StrEnum):
    """How a clause's time is counted."""

    WORKING_DAYS = "working-days"
    HOURS = "hours"
    AGREED = "agreed"
    CYCLE = "cycle"
    WITH_ACT = "with-act"
    AT_ONCE = "at-once"
    ALWAYS = "always"
    YEARLY = "yearly"
    NONE = "none"


@dataclass(frozen=True)
class Term:
    """How long a clause leaves.

    Attributes:
        kind: how it is counted; `AGREED` means that the agreement or a local rule names working days.
        count: the national number of days or hours, or the default of this product where the term is agreed;
            0 where there is none.
        extension: further working days that the manager may grant.
        lawful: whether ``count`` stands in a legal text; if so ``count + extension`` is a ceiling no agreement may pass.
    """

    kind: TermKind
    count: int = 0
    extension: int = 0
    lawful: bool = False

    @property
    def ceiling(self) -> int:
        """Most days or hours that may be agreed, extension included; 0 where the law names none."""
        return self.count + self.extension if self.lawful else 0


def days(count: int, extension: int = 0) -> Term:
    """A term in working days that a legal text fixes."""
    return Term(TermKind.WORKING_DAYS, count, extension, lawful=True)


def hours(count: int) -> Term:
    """A term in hours that a legal text fixes."""
    return Term(TermKind.HOURS, count, lawful=True)


def agreed(default: int = 0) -> Term:
    """A term that the agreement or a local rule names, with this product's default in working days."""
    return Term(TermKind.AGREED, default)


@dataclass(frozen=True)
class Clause:
    """One row of the clause table.

    Attributes:
        id: O, U, M, A, P or X and a number.
        party: owner, user, manager, auditor, contractor, platform, or any.
        zh, en: the right or duty in our own words.
        articles: where it comes from; a bare number is an article of the 政务数据共享条例.
        consequence: article under which a breach is dealt with ("39(4)"); empty where that regulation names none.
        triggers: event types that start it; empty where it holds always or starts by date.
        term: how long it has.
        fulfilled_by: event types that meet it.
        breach_zh, breach_en: the computable condition under which it is broken.
    """

    id: str
    party: str
    zh: str
    en: str
    articles: str
    consequence: str
    triggers: tuple[str, ...]
    term: Term
    fulfilled_by: tuple[str, ...]
    breach_zh: str
    breach_en: str


def clause(  # noqa: PLR0913, PLR0917 - one argument per column of the table
    id: str,  # noqa: A002 - the column's own word
    party: str,
    zh: str,
    en: str,
    articles: str,
    consequence: str,
    triggers: str,
    term: Term,
    fulfilled_by: str,
    breach_zh: str,
    breach_en: str,
) -> Clause:
    """One row; event types are given as words in one string."""
    return Clause(
        id, party, zh, en, articles, consequence, tuple(triggers.split()), term, tuple(fulfilled_by.split()),
        breach_zh, breach_en,
    )  # fmt: skip


def cite_zh(article: str) -> str:
    """An ``articles`` value as a Chinese citation; a bare number is an article of the 政务数据共享条例."""
    return f"条例第 {article} 条" if article[:1].isdigit() else article


def cite_en(article: str) -> str:
    """The same in English."""
    return f"article {article}" if article[:1].isdigit() else article
