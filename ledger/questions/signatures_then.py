"""Did the three sign themselves, and did they have the right to, then: each signature with its key's role and validity."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import AgreementUnknown
from ledger.event_types import KeyRole
from ledger.model import format_time, moment
from ledger.policy.terms import AgreementTerms

_SIDES = {"owner": "agreement.sign", "user": "agreement.sign", "manager": "agreement.file"}


@dataclass(frozen=True)
class SignatureThen:
    """One party's signature on record.

    Attributes:
        event: None where the log holds none. key, role, valid_from, valid_until: of the key that signed it.
        own_key: it was that department's; valid_then: in force at ``signed_at``; head_then: a head's.
    """

    party: str
    department: str
    event: EventRef | None
    key: str | None
    role: str | None
    valid_from: str | None
    valid_until: str | None
    signed_at: str | None
    own_key: bool | None
    valid_then: bool | None
    head_then: bool | None


@dataclass(frozen=True)
class OnChain:
    """What the chain says: three heads signed these terms, checked by the contract when it was filed."""

    state: str
    filed_at: str | None
    block: int | None
    transaction: str | None


@dataclass(frozen=True)
class SignaturesThen(Answer):
    """The answer."""

    agreement: str
    number: str
    signatures: list[SignatureThen]
    chain: OnChain


def signatures_then(inquiry: Inquiry, agreement_id: str) -> SignaturesThen:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    row = inquiry.session.projections.agreement(facts.id)
    if row is None:
        raise AgreementUnknown.unseen()
    signed = inquiry.of_types("agreement.sign", "agreement.file", agreement=facts.id)
    found = [_signature(inquiry, side, facts.terms, signed) for side in _SIDES]
    filed = row.facts.get("filed_at")
    chain = OnChain(
        row.state,
        moment(filed),
        row.facts.get("block"),
        row.facts.get("transaction"),
    )
    absent = sum(one.event is None for one in found)
    return SignaturesThen(
        **inquiry.head(*_verdict(found), signed, missing=absent),
        agreement=facts.id,
        number=facts.terms.number,
        signatures=found,
        chain=chain,
    )


def _signature(inquiry: Inquiry, side: str, terms: AgreementTerms, signed: list[Recorded]) -> SignatureThen:
    department = str(getattr(terms, side))
    mine = [
        row for row in signed
        if row.event.type.name == _SIDES[side] and inquiry.directory.acting(department) == inquiry.directory.acting(row.event.actor)
    ]  # fmt: skip
    if not mine:
        return SignatureThen(side, department, None, None, None, None, None, None, None, None, None)
    row = mine[-1]
    key = inquiry.directory.key(row.signer)
    at = row.event.occurred_ms
    return SignatureThen(
        party=side,
        department=department,
        event=ref(row),
        key=row.signer,
        role=key.role.value if key else None,
        valid_from=format_time(key.valid_from_ms) if key else None,
        valid_until=format_time(key.valid_until_ms) if key and key.valid_until_ms is not None else None,
        signed_at=row.event.occurred_at,
        own_key=key.department == row.event.actor if key else None,
        valid_then=key.valid_at(at) if key else None,
        head_then=key.role is KeyRole.HEAD if key else None,
    )


def _verdict(found: list[SignatureThen]) -> tuple[str, str]:
    absent = [one.department for one in found if one.event is None]
    wrong = [one.department for one in found if one.event and not (one.own_key and one.valid_then and one.head_then)]
    if wrong:
        names = ", ".join(wrong)
        return f"{names} 的签名当时无权。", f"The signatures of {names} were without authority then."
    if absent:
        names = ", ".join(absent)
        return (
            f"日志中没有 {names} 的签署事件: 只能凭链上合约的核验。",
            f"The log holds no signing event of {names}: only the contract's own check speaks for it.",
        )
    return (
        "三方均以本部门当时有效的负责人密钥签署。",
        "All three signed with a head key of their own department that was valid then.",
    )
