"""Acts under the clauses of managers, auditors, contractors, platforms, and those that bind every party."""

from __future__ import annotations

from ledger.policy.context import Accredited, Context
from ledger.policy.duty_rules import time_of
from ledger.policy.seen import Seen
from ledger.policy.verdicts import KEPT, ActRule, Verdict, broken, filled, unknown

_CONTENT = ("receipt", "derive", "aggregate", "link", "redistribute", "use.report", "verify")
_CARRIED = ("transfer", "store", "backup", "migrate")
_READINGS = ("audit.access", "record.read")
_EVERYTHING = "*"
_IMPORTANT = 2


def _right_body(context: Context, event: Seen) -> Verdict | None:
    body = context.known.bodies.get(event.agreement)
    if body is None:
        return None
    asked = event.text("body")
    if asked is None:
        return unknown("field-undisclosed", "body")
    return KEPT if asked == body else broken("wrong-body", body)


def _ended_after_rectification(context: Context, event: Seen) -> Verdict | None:
    """Only what was suspended for misuse asks for a rectification before it is ended."""
    under = [row for row in context.record.before(event, "agreement.suspend", "agreement.resume", "rectify.order")
             if row.agreement == event.agreement]  # fmt: skip
    stops = [row.type for row in under if row.type != "rectify.order"]
    if not stops or stops[-1] != "agreement.suspend":
        return None
    return KEPT if any(row.type == "rectify.order" for row in under) else broken("no-rectification")


def _no_payload(context: Context, event: Seen) -> Verdict | None:
    terms = context.terms(event)
    if terms is None or event.acting != terms.manager:
        return None
    return KEPT if event.type in _CARRIED else broken("manager-used-data")


def _accredited(context: Context, event: Seen) -> Verdict | None:
    named = {event.actor, event.signer} - {""}
    held = [one for one in _accreditations(context, event) if one.subject in named]
    if not held and event.type == "record.read":
        return None
    if not held:
        return unknown("accreditation-unknown") if context.known.accredited is None else broken("not-accredited")
    then = [one for one in held if one.from_ms <= event.occurred_ms < one.until_ms]
    if not then:
        return broken("outside-dates")
    asked = event.names("scope")
    if asked is None:
        return unknown("field-undisclosed", "scope")
    outside = sorted(set(asked) - set().union(*(one.scope for one in then)))
    return broken("outside-scope", ", ".join(outside)) if outside and not _everything(then) else KEPT


def _everything(held: list[Accredited]) -> bool:
    return any(_EVERYTHING in one.scope for one in held)


def _accreditations(context: Context, event: Seen) -> list[Accredited]:
    found = list(context.known.accredited or ())
    for row in context.record.before(event, "accreditation.grant"):
        begins, ends = time_of(row.text("valid_from")), time_of(row.text("valid_until"))
        subject, scope = row.text("subject"), row.names("scope")
        if subject and scope and begins is not None and ends is not None:
            found.append(Accredited(subject, frozenset(scope), begins, ends))
    return found


def _cites(context: Context, event: Seen) -> Verdict:
    if not event.parents:
        return broken("no-evidence")
    missing = [name for name in event.parents if name not in context.record.by_id]
    return unknown("evidence-unknown", ", ".join(sorted(missing))) if missing else KEPT


def _entrusted(context: Context, event: Seen) -> Verdict | None:
    if event.on_behalf_of:
        return KEPT
    known = context.known.contractors
    return broken("no-principal") if known is not None and event.actor in known else None


def _carried_whole(context: Context, event: Seen) -> Verdict:
    said = event.text("in_digest")
    taken = {said} if said is not None else {row.digest for row in context.record.parents(event)} - {""}
    if not taken:
        return unknown("field-undisclosed", "in_digest")
    return KEPT if event.digest in taken else broken("changed-in-transit")


def _in_writing(context: Context, event: Seen) -> Verdict:
    terms = context.terms(event)
    if terms is None:
        return unknown("terms-unknown")
    if terms.grade < _IMPORTANT:
        return KEPT
    assessed = [row for row in context.record.before(event, "risk.assess") if row.acting in {terms.owner, terms.user}]
    about = {event.agreement, event.item, terms.number}
    for row in assessed:
        if (row.agreement and row.agreement == event.agreement) or (row.item and row.item == event.item):
            return filled(row, "result")
        if about & set(row.names("scope") or ()):
            return filled(row, "result")
    if any(row.names("scope") is None for row in assessed):
        return unknown("field-undisclosed", "scope")
    return broken("no-risk-assessment")


OTHER_ACTS = (
    ActRule("M5", ("dispute.file",), _right_body, "any"),
    ActRule("M6", ("agreement.terminate",), _ended_after_rectification, "any"),
    ActRule("M9", (*_CONTENT, *_CARRIED), _no_payload),
    ActRule("A1", _READINGS, _accredited),
    ActRule("A2", ("finding",), _cites),
    ActRule("P1", (), _entrusted),
    ActRule("P2", ("transfer",), _carried_whole),
    ActRule("X1", ("deliver",), _in_writing, "owner"),
)
