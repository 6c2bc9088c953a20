"""Acts under the owner's clauses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ledger.model import format_time
from ledger.policy import reply_terms
from ledger.policy.clauses import CLAUSES
from ledger.policy.completeness import conditions, gaps, share_gaps
from ledger.policy.context import Context
from ledger.policy.duty_rules import MISUSE, time_of
from ledger.policy.seen import APPROVE, Record, Seen
from ledger.policy.verdicts import KEPT, ActRule, Verdict, apart, broken, filled, unknown, worst
from ledger.workdays import CHINA, add_workdays

_INCOMPLETE = frozenset({"incomplete", "materials incomplete", "材料不全", "材料不齐", "材料不齐全"})
_SOURCES = ("collect", "data.update")


def _entry(_context: Context, event: Seen) -> Verdict:
    said = filled(event, "approved_by", "secrecy_assessment")
    entry = event.disclosed.get("entry")
    if not isinstance(entry, Mapping):
        return worst(said, _undisclosed_entry(event))
    lacking = [name for name in gaps(entry) if name not in share_gaps(entry)]
    return worst(said, broken("entry-incomplete", ", ".join(lacking)) if lacking else KEPT)


def _share_basis(_context: Context, event: Seen) -> Verdict:
    entry = event.disclosed.get("entry")
    if not isinstance(entry, Mapping):
        return _undisclosed_entry(event)
    lacking = share_gaps(entry)
    return broken("share-basis-missing", ", ".join(lacking)) if lacking else KEPT


def _undisclosed_entry(event: Seen) -> Verdict:
    return broken("field-empty", "entry") if "entry" in event.disclosed else unknown("field-undisclosed", "entry")


def change_due(changed_at: str | None, *, granted: bool) -> int | None:
    """When the catalogue must be updated after a change of law or duty on that day (条例 17), ms; None where no day is told."""
    try:
        day = datetime.fromisoformat((changed_at or "")[:10]).replace(tzinfo=CHINA)
    except ValueError:
        return None
    term = CLAUSES["O4"].term
    return add_workdays(int(day.timestamp()) * 1000, term.count + (term.extension if granted else 0)).due_ms


def extended(record: Record, update: Seen) -> list[Seen]:
    """The manager's decisions on more time that an update of the catalogue names."""
    return record.parents(update, "extension.decide")


def _updated_in_time(context: Context, event: Seen) -> Verdict | None:
    """Only an update that says when the law or the duty changed is held against that day."""
    if "changed_at" not in event.disclosed:
        return None
    decisions = [row.text("decision") for row in extended(context.record, event)]
    due = change_due(event.text("changed_at"), granted=APPROVE in decisions)
    if due is None or (None in decisions and APPROVE not in decisions):
        return unknown("field-undisclosed", "changed_at" if due is None else "decision")
    return KEPT if context.record.judged_ms(event) <= due else broken("updated-late", format_time(due))


def _conditions(context: Context, event: Seen) -> Verdict | None:
    if event.text("decision") not in {APPROVE, None}:
        return None
    request = reply_terms.request_of(context.record, event)
    filed = context.item(event if event.item or request is None else request).conditions
    if "conditions" not in event.disclosed:
        return unknown("field-undisclosed", "conditions")
    asked = conditions(event.disclosed["conditions"])
    if not asked:
        return KEPT
    if filed is None:
        return unknown("catalogue-unknown")
    added = sorted(asked - filed)
    return broken("condition-added", "; ".join(added)) if added else KEPT


def _backflow_conditions(context: Context, event: Seen) -> Verdict | None:
    request = reply_terms.request_of(context.record, event)
    lower = request is not None and reply_terms.from_lower_tier(context, request)
    return _conditions(context, event) if lower else None


def _reply_in_kind(context: Context, event: Seen) -> Verdict | None:
    """O5: data shared without condition are not refused."""
    request = reply_terms.request_of(context.record, event)
    if request is None or context.item(request).share_type != "unconditional":
        return None
    decision = event.text("decision")
    if decision is None:
        return unknown("field-undisclosed", "decision")
    return KEPT if decision == APPROVE else broken("unconditional-refused")


def _one_notice(context: Context, event: Seen) -> Verdict:
    request = reply_terms.request_of(context.record, event)
    before = context.record.before(event, "supplement.notice")
    asked = [row for row in before if reply_terms.request_of(context.record, row) is request]
    return broken("second-notice") if request is not None and asked else KEPT


def _extension(context: Context, event: Seen) -> Verdict:
    most, days = CLAUSES["O6"].term.extension, event.number("days")
    request = reply_terms.request_of(context.record, event)
    said = filled(event, "days", "user_notified")
    if days is not None and days > most:
        said = worst(said, broken("extension-too-long", str(most)))
    if event.disclosed.get("user_notified") in (False, "no", "否"):
        said = worst(said, broken("user-not-told"))
    if request is None:
        return worst(said, unknown("request-unknown"))
    due = reply_terms.original_due(context, request).due_ms
    late = due is not None and context.record.judged_ms(event) > due
    return worst(said, broken("extension-asked-late")) if late else said


def _refusal(_context: Context, event: Seen) -> Verdict | None:
    decision = event.text("decision")
    if decision is None:
        return unknown("field-undisclosed", "decision")
    if decision == APPROVE:
        return None
    if str(event.disclosed.get("reasons", "")).strip().lower() in _INCOMPLETE:
        return broken("refused-as-incomplete")
    return worst(filled(event, "reasons"), apart(event))


def _delivered_as_agreed(context: Context, event: Seen) -> Verdict:
    terms, mode = context.terms(event), event.text("share_mode")
    if terms is None:
        return unknown("terms-unknown")
    if mode is None:
        return unknown("field-undisclosed", "share_mode")
    if mode != terms.mode:
        return broken("mode-not-agreed", f"{mode} / {terms.mode}")
    published = [row.text("version") for row in context.record.parents(event, "data.update")]
    version = event.text("version")
    if version is None or None in published:
        return unknown("field-undisclosed", "version")
    return KEPT if version in published or not published else broken("version-not-published", version)


def _corrected(context: Context, event: Seen) -> Verdict:
    if (result := event.text("result")) is None:
        return unknown("field-undisclosed", "result")
    if result != "corrected":
        return KEPT
    version = event.text("fix_version")
    if version is None:
        return unknown("field-undisclosed", "fix_version")
    record = context.record
    doubted = {row.digest for asked in record.parents(event, "correction.request") for row in record.parents(asked)} - {
        ""
    }
    fixed = [row for row in record.of_type("data.update") if (row.item, row.text("version")) == (event.item, version)]
    if not fixed or not doubted:
        return unknown("fix-not-recorded", version)
    return broken("corrected-but-unchanged", version) if fixed[-1].digest in doubted else KEPT


def _consulted(context: Context, event: Seen) -> Verdict | None:
    terms, record = context.terms(event), context.record
    if terms is None or event.acting != terms.owner or _for_misuse(context, event):
        return None
    effective = time_of(event.text("effective_at"))
    if event.type != "agreement.amend" and effective is None:
        return unknown("field-undisclosed", "effective_at")
    by = record.judged_ms(event) if effective is None else effective
    under = [row for row in record.events if row.agreement == event.agreement and record.judged_ms(row) <= by]
    consulted = any(row.type == "consult" for row in under)
    begun = record.before(event, "consult")
    filed = any(
        row.type == "agreement.file" and begun and record.place[row.id] > record.place[begun[-1].id] for row in under
    )
    if not consulted:
        return broken("not-consulted")
    return KEPT if filed else broken("not-filed")


def _for_misuse(context: Context, event: Seen) -> bool:
    """Whether a misuse under the agreement was marked, found or ordered to be mended before."""
    known = context.record.before(event, "breach.mark", "finding", "rectify.order")
    ours = (row for row in known if row.agreement == event.agreement)
    return any(row.type == "rectify.order" or row.text("clause") in MISUSE for row in ours)


def _one_source(context: Context, event: Seen) -> Verdict | None:
    named = [row for row in context.record.before(event, "source.assign") if row.item == event.item]
    if not named:
        return None
    lead = named[-1].text("lead_department")
    if lead is None:
        return unknown("field-undisclosed", "lead_department")
    return KEPT if event.acting == lead else broken("second-source", lead)


def _one_lead(context: Context, event: Seen) -> Verdict:
    named = [row for row in context.record.before(event, "source.assign") if row.item == event.item]
    if not named:
        return filled(event, "lead_department")
    before, after, replaced = (
        named[-1].text("lead_department"),
        event.text("lead_department"),
        event.text("replaced_source"),
    )
    if None in {before, after, replaced}:
        return unknown("field-undisclosed", "lead_department, replaced_source")
    return KEPT if before in {after, replaced} else broken("second-source", str(before))


OWNER_ACTS = (
    ActRule("O1", ("catalogue.register",), _entry),
    ActRule("O2", ("catalogue.register", "catalogue.update"), _share_basis),
    ActRule("O3", ("reply",), _conditions, "actor"),
    ActRule("O4", ("catalogue.update",), _updated_in_time),
    ActRule("O5", ("reply",), _reply_in_kind, "actor"),
    ActRule("O6", ("supplement.notice",), _one_notice, "actor"),
    ActRule("O6", ("extension.request",), _extension, "actor"),
    ActRule("O7", ("reply",), _refusal, "actor"),
    ActRule("O8", ("deliver",), _delivered_as_agreed),
    ActRule("O10", ("correction.reply",), _corrected),
    ActRule("O11", ("agreement.terminate", "agreement.amend", "agreement.suspend"), _consulted),
    ActRule("O12", ("reply", "backflow"), _backflow_conditions, "actor"),
    ActRule("O15", _SOURCES, _one_source, "actor"),
    ActRule("O15", ("source.assign",), _one_lead, "manager"),
)
