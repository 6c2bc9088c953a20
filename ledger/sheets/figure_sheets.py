"""Figures and reviews as tables in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.asking.answers import Bilingual, Withheld
from ledger.figures.figure_views import Figures, FigureView, ReviewAnswer, Score
from ledger.sheets.sheet import Cell, Document, Words, table

_STANDING: dict[str, Words] = {
    "counted": ("已计", "counted"),
    "no-cases": ("无案例(不等于 100%)", "no cases (not 100 %)"),
    "cannot-be-determined": ("无法判定", "cannot be determined"),
}
_VALUES: tuple[Words, ...] = (
    ("值", "value"), ("分子", "numerator"), ("分母", "denominator"), ("未披露无法计入", "not disclosed"),
    ("中位数/p95", "median/p95"), ("状态", "standing"),
)  # fmt: skip
_SUMMARY: tuple[Words, ...] = (
    ("指标", "figure"), ("名称", "name"), *_VALUES, ("分子含义", "in the numerator"), ("分母含义", "in the denominator"),
    ("依据", "articles"), ("公式版本", "formula"),
)  # fmt: skip
_SCORES: tuple[Words, ...] = (
    ("部门", "department"), ("层级", "tier"), ("区划", "region"), ("报送本级(块)", "to its own tier (block)"),
    ("报送系统(条)", "to its line"), ("指标", "figure"), ("名称", "name"), *_VALUES, ("分子集合根", "root of the numerator"),
    ("分母集合根", "root of the denominator"), ("未计集合根", "root of the rest"),
)  # fmt: skip
_TIERS: tuple[Words, ...] = (
    ("层级", "tier"),
    ("部门数", "departments"),
    ("指标", "figure"),
    ("名称", "name"),
    *_VALUES,
)
_FOUND: tuple[Words, ...] = (
    ("部门", "department"), ("目录项", "item"), ("字段", "field"), ("问题", "what"), ("自", "since"),
    ("工作日", "working days"), ("条款", "clause"), ("依据", "article"), ("可判定", "certain"), ("对象", "subject"),
    ("证据事件", "events"),
)  # fmt: skip


def figures_document(found: Figures, language: str) -> Document:
    """Values, scores by department and scores by tier."""
    say = _speaker(language)
    notes = (
        say("期间", "period") + f": {found.period}", say("截至", "as of") + f": {found.as_of}",
        say("工作日历", "calendar") + f": {found.calendar.version} {found.calendar.digest}",
        say("集合总根", "root of the report") + f": {found.event_set_root}", *_held(found.withheld, language),
    )  # fmt: skip
    names = {one.id: say(one.zh, one.en) for one in found.figures}
    return Document(
        say("考核指标报告", "Report of figures") + f" {found.period}",
        language,
        _said(found.verdict, language),
        (
            table(say("指标", "figures"), _heads(_SUMMARY, language), (_summary(one, language) for one in found.figures), *notes),
            table(
                say("各部门", "departments"),
                _heads(_SCORES, language),
                (
                    (whose.department, whose.tier, whose.region, whose.block, whose.line, one.figure, names[one.figure],
                     *_values(one, language), one.numerator_root, one.denominator_root, one.unknown_root)
                    for whose in found.departments for one in whose.scores
                ),
            ),
            table(
                say("各层级", "tiers"),
                _heads(_TIERS, language),
                (
                    (whose.tier, whose.departments, one.figure, names[one.figure], *_values(one, language))
                    for whose in found.tiers for one in whose.scores
                ),
            ),
        ),
    )  # fmt: skip


def review_document(found: ReviewAnswer, language: str) -> Document:
    """What one review found."""
    say = _speaker(language)
    notes = (say("截至", "as of") + f": {found.as_of}", *_held(found.withheld, language))
    rows = (
        (one.department, one.item, one.field, say(one.zh, one.en), one.since, one.days, one.clause, one.article,
         say("是", "yes") if one.certain else say("否", "no"), one.subject, " ".join(one.evidence))
        for one in found.rows
    )  # fmt: skip
    sheet = table(say(found.zh, found.en), _heads(_FOUND, language), rows, *notes)
    return Document(say(found.zh, found.en), language, _said(found.verdict, language), (sheet,))


def _summary(view: FigureView, language: str) -> tuple[Cell, ...]:
    score = view.total
    return (
        view.id, _speaker(language)(view.zh, view.en), *_values(score, language), _said(view.numerator, language),
        _said(view.denominator, language), view.articles, view.version,
    )  # fmt: skip


def _values(score: Score, language: str) -> tuple[Cell, ...]:
    standing = _speaker(language)(*_STANDING[score.standing])
    return score.value, score.numerator, score.denominator, score.unknown, score.measure, standing


def _speaker(language: str) -> Callable[[str, str], str]:
    return lambda zh, en: zh if language == "zh" else en


def _heads(words: Iterable[Words], language: str) -> tuple[str, ...]:
    return tuple(_speaker(language)(*one) for one in words)


def _said(both: Bilingual, language: str) -> str:
    return _speaker(language)(both.zh, both.en)


def _held(withheld: Iterable[Withheld], language: str) -> tuple[str, ...]:
    say = _speaker(language)
    return tuple(f"{say('未显示', 'withheld')}: {one.what} ({say(one.zh, one.en)})" for one in withheld)
