"""Rules for the events of `Departments`: departments, keys, mandates, reforms (contracts/IDepartments.sol)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.indexing.folding import Fold, Rule
from ledger.indexing.values import ROLES, code_of, end_of, or_none, to_ms
from ledger.storage.chain_rows import ChainEvent, Mandate, RootQuorum
from ledger.storage.projection_rows import Department, DepartmentKey

ACCREDITATION, ENTRUSTMENT = "accreditation", "entrustment"


def _admit(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    code, parent = code_of(given["department"]), code_of(given["parent"]) or None
    names = fold.names(code)
    facts = {
        "parent": parent,
        "tier": given["tier"],
        "region": f"{given['region']:06d}",
        "kind": given["kind"],
        "since_ms": event.time,
        "name_zh": names.get("zh", code),
        "name_en": names.get("en", code),
    }
    fold.sheet.put(
        Department(code, facts["name_zh"], parent, str(facts["tier"]), facts["region"], status="active", facts=facts)
    )


def _enrol(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        DepartmentKey(
            address=given["key"],
            department=code_of(given["department"]),
            role=ROLES[given["role"] - 1],
            valid_from=to_ms(given["validFrom"]),
            valid_until=end_of(given["validUntil"]),
            facts={"enrolled_at": event.time},
        )
    )


def _end_key(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    facts = {"ended_at": event.time, "reason": given["reason"]}
    _change_key(fold, given["key"], facts, valid_until=to_ms(given["since"]))


def _rotate(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    _change_key(fold, given["key"], {"successor": given["successor"]})


def _restore(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    _change_key(fold, given["head"], {"instrument": given["instrument"]})


def _change_key(fold: Fold, address: str, facts: dict[str, Any], **members: Any) -> None:
    known = fold.sheet.get(DepartmentKey, address)
    if known is not None:
        fold.sheet.put(replace(known, facts=known.facts | facts, **members))


def _succeed(fold: Fold, _event: ChainEvent, given: dict[str, Any]) -> None:
    code, end = code_of(given["department"]), to_ms(given["effectiveAt"])
    known = fold.sheet.get(Department, code)
    if known is not None:
        facts = {"successor": code_of(given["successor"]), "succeeded_ms": end, "instrument": given["instrument"]}
        fold.sheet.put(replace(known, status="succeeded", facts=known.facts | facts))
    for key in fold.sheet.find(DepartmentKey, department=code):
        if key.valid_until is None or key.valid_until > end:
            fold.sheet.put(replace(key, valid_until=end))


def _quorum(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(RootQuorum(event.block, event.log_index, int(given["votes"])))


def _accredit(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        Mandate(
            id=given["mandate"],
            kind=ACCREDITATION,
            giver=code_of(given["manager"]),
            holder=code_of(given["auditor"]),
            key=or_none(given["key"]),
            subtree=code_of(given["subtree"]) or None,
            subjects=given["subjects"],
            valid_from=to_ms(given["validFrom"]),
            valid_until=end_of(given["validUntil"]),
            facts={"given_at": event.time},
        )
    )
    fold.concerns(event, code_of(given["subtree"]), *given["subjects"])


def _entrust(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        Mandate(
            id=given["mandate"],
            kind=ENTRUSTMENT,
            giver=code_of(given["principal"]),
            holder=code_of(given["contractor"]),
            key=None,
            subtree=None,
            subjects=[],
            valid_from=to_ms(given["validFrom"]),
            valid_until=end_of(given["validUntil"]),
            facts={"given_at": event.time, "approval": given["approval"]},
        )
    )


def _end_mandate(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    known = fold.sheet.get(Mandate, given["mandate"])
    if known is not None:
        facts = {"ended_at": event.time, "reason": given["reason"]}
        fold.sheet.put(replace(known, valid_until=to_ms(given["since"]), facts=known.facts | facts))
        fold.concerns(event, known.giver, known.holder)


RULES = {
    "DepartmentAdmitted": Rule(_admit, ("department", "parent")),
    "KeyEnrolled": Rule(_enrol, ("department",)),
    "KeyEnded": Rule(_end_key, ("department",)),
    "KeyRotated": Rule(_rotate, ("department",)),
    "HeadRestored": Rule(_restore, ("department",)),
    "DepartmentSucceeded": Rule(_succeed, ("department", "successor")),
    "QuorumChanged": Rule(_quorum),
    "Accredited": Rule(_accredit, ("auditor", "manager"), ids=("mandate",)),
    "Entrusted": Rule(_entrust, ("contractor", "principal"), ids=("mandate",)),
    "MandateEnded": Rule(_end_mandate, ids=("mandate",)),
}
