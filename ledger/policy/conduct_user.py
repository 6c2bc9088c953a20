"""Acts under the user's clauses."""

from __future__ import annotations

from ledger.model import format_time
from ledger.policy.context import Context
from ledger.policy.seen import Seen
from ledger.policy.terms import AgreementTerms, earliest_retention
from ledger.policy.verdicts import KEPT, ActRule, Outcome, Verdict, apart, broken, filled, unknown, worst

_FIVE = ("legal_basis", "scenario", "scope", "share_mode", "use_until")
_USES = ("call", "verify", "derive", "link", "aggregate")
_DISPOSALS = ("dispose", "destroy")
_ENDS = ("purpose.end", "agreement.terminate")
_LOSSES = frozenset({"loss", "lost", "destruction", "destroyed", "丢失", "毁损", "灭失"})
_RECORDS = frozenset({"records", "use-records", "记录", "使用记录", "共享记录"})


def _request(context: Context, event: Seen) -> Verdict:
    said = worst(filled(event, *_FIVE), apart(event))
    listed = context.known.bases.get(event.acting)
    if listed is None:
        return said
    asked = {basis for basis in (event.text("legal_basis"),) if basis} | set(event.names("scope") or ())
    outside = sorted(asked - listed)
    return worst(said, broken("outside-duties", ", ".join(outside)) if outside else KEPT)


def _inside(context: Context, event: Seen) -> Verdict | None:
    if not event.agreement:
        return None
    terms = context.terms(event)
    if terms is None:
        return unknown("terms-unknown")
    if event.acting != terms.user:
        return None
    said = _of_call(context, event, terms) if event.type in {"call", "verify"} else KEPT
    named = event.item and event.item not in terms.items and event.type in {"call", "verify"}
    outside = broken("item-outside", event.item) if named else KEPT
    found = worst(said, outside)
    consents = _consents(context, event) if found.outcome is Outcome.BROKEN else []
    return _with_consent(event, terms, consents, found) if consents else found


def _of_call(context: Context, event: Seen, terms: AgreementTerms) -> Verdict:
    if 0 < terms.calls_per_day < context.calls_so_far[event.id]:
        return broken("quota-exceeded", str(terms.calls_per_day))
    if event.type == "verify":
        return KEPT
    purpose, fields = event.text("purpose"), event.names("called_fields")
    if purpose is not None and purpose not in terms.purposes:
        return broken("purpose-outside", purpose)
    if outside := sorted(set(fields or ()) - set(terms.fields)):
        return broken("field-outside", ", ".join(outside))
    hidden = [name for name, value in (("purpose", purpose), ("called_fields", fields)) if value is None]
    return unknown("field-undisclosed", ", ".join(hidden)) if hidden else KEPT


def _consents(context: Context, event: Seen) -> list[Seen]:
    terms = context.terms(event)
    given = context.record.before(event, "consent")
    return [row for row in given if terms and row.agreement == event.agreement and row.acting == terms.owner]


def _with_consent(event: Seen, terms: AgreementTerms, consents: list[Seen], found: Verdict) -> Verdict:
    """What goes beyond the terms under a consent: kept to if the consent's scope names it all."""
    asked = {event.text("purpose") or "", event.item, *(event.names("called_fields") or ())}
    asked -= {*terms.purposes, *terms.fields, *terms.items, ""}
    if not asked:
        return found
    scopes = [row.names("scope") for row in consents]
    if any(scope is not None and asked <= set(scope) for scope in scopes):
        return KEPT
    if None in scopes:
        return unknown("field-undisclosed", "scope")
    return broken("consent-does-not-cover", ", ".join(sorted(asked)))


def _passed_on(context: Context, event: Seen) -> Verdict:
    consents = [*context.record.parents(event, "consent"), *_consents(context, event)]
    if (named := context.record.by_id.get(event.text("consent") or "")) is not None and named.type == "consent":
        consents.append(named)
    if not consents:
        return broken("no-consent")
    third = event.text("third_party")
    allowed = [row.names("third_party") for row in consents]
    if third is None or None in allowed:
        return unknown("field-undisclosed", "third_party")
    return KEPT if any(third in (names or ()) for names in allowed) else broken("consent-does-not-cover", third)


def _collected_again(context: Context, event: Seen) -> Verdict:
    shared = (
        one
        for one in context.known.terms.values()
        if one.user == event.acting and event.item in one.items
        if one.use_from * 1000 <= event.occurred_ms < one.use_until * 1000
    )
    found = next(shared, None)
    return KEPT if found is None else broken("collected-again", found.number)


def _disposed(_context: Context, event: Seen) -> Verdict:
    return filled(event, "method", "certificate")


def _after_disposal(context: Context, event: Seen) -> Verdict | None:
    gone = [
        row for row in context.record.before(event, *_DISPOSALS) if row.agreement and row.agreement == event.agreement
    ]
    if not gone or event.occurred_ms < gone[-1].occurred_ms:
        return None
    given = context.record.before(event, "deliver")
    again = any(row.agreement == event.agreement and row.occurred_ms >= gone[-1].occurred_ms for row in given)
    return None if again else broken("used-after-disposal", gone[-1].id)


def _records_kept(context: Context, event: Seen) -> Verdict | None:
    """U6: records of use may end, go or be lost no sooner than three years after the use ended."""
    terms, scope = context.terms(event), event.names("affected" if event.type == "incident" else "scope")
    if event.type == "incident" and event.text("kind") not in _LOSSES:
        return None
    if event.type != "retention.end":
        if scope is None:
            return unknown("field-undisclosed", "affected" if event.type == "incident" else "scope")
        if not _RECORDS & {one.casefold() for one in scope}:
            return None
    if terms is None:
        return unknown("terms-unknown")
    if event.acting != terms.user:
        return None
    ends = [row.occurred_ms // 1000 for row in context.record.before(event, *_ENDS) if row.agreement == event.agreement]
    until = earliest_retention(min([terms.use_until, *ends])) * 1000
    return KEPT if event.occurred_ms >= until else broken("records-lost", format_time(until))


def _served(context: Context, event: Seen) -> Verdict | None:
    terms, inside = context.terms(event), _inside(context, event)
    if terms is None or inside != KEPT:
        return None
    name = "success" if event.type == "call" else "result_class"
    said = event.disclosed.get(name)
    if said is None:
        return unknown("field-undisclosed", name)
    if said in ("refused", "拒绝"):
        return broken("call-refused")
    return unknown("call-failed") if said in (False, "failed") else KEPT


USER_ACTS = (
    ActRule("U1", ("request",), _request, "actor"),
    ActRule("U2", _USES, _inside),
    ActRule("U3", ("redistribute",), _passed_on, "actor"),
    ActRule("U4", ("collect",), _collected_again, "actor"),
    ActRule("U6", ("retention.end", "incident", *_DISPOSALS), _records_kept, "actor"),
    ActRule("U7", _DISPOSALS, _disposed, "actor"),
    ActRule("U7", _USES, _after_disposal, "actor"),
    ActRule("U10", ("call", "verify"), _served, "owner"),
)
