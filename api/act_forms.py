"""Bodies and answers of the acts: what departments sign for the contracts, whichever act it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.answers import Answer, Operation, OperationAnswer
from api.bodies import Consent, Names
from api.forms import Strict
from ledger.acts import Act, Party
from ledger.acts.schema import message_schema
from ledger.asking.operations import Drafted, Signing

MAX_CONSENTS = 130  # more than there can be root departments
_OPTIONAL: dict[str, Any] = {"exclude_none": True}


class Enclosed(Strict):
    """What some acts need beside what is signed; see ``encloses`` and ``may_enclose`` of `GET /v1/acts`."""

    entry: Annotated[
        dict[str, Any] | None, Field(description="目录条目全文(结构 Entry) · the whole entry, struct Entry")
    ] = None
    event: Annotated[
        str | None,
        Field(pattern="^(0x)?[0-9a-f]{64}$", description="表明违约的事件编号 · id of the event that shows the breach"),
    ] = None
    names: Names | None = None


class DraftRequest(Strict):
    """A message as far as it is known; members are those of the EIP-712 struct."""

    message: dict[str, Any]
    extra: Enclosed = Enclosed()


class ActRequest(Strict):
    """The whole message with the signatures over it, in the order of the act's parties."""

    message: dict[str, Any]
    consents: Annotated[list[Consent], Field(max_length=MAX_CONSENTS)] = Field(default_factory=list)
    extra: Enclosed = Enclosed()


class PartyAnswer(Answer):
    """Who gives one consent; ``many`` where any number of departments votes."""

    zh: str
    en: str
    roles: list[str]
    many: bool

    @classmethod
    def of(cls, party: Party) -> PartyAnswer:
        """From the table."""
        return cls(zh=party.zh, en=party.en, roles=[role.value for role in party.roles], many=party.many)


class SigningAnswer(PartyAnswer):
    """Who has to sign a draft: a key in one of these roles, of one of these departments (none named: see the words)."""

    departments: list[str]

    @classmethod
    def of_draft(cls, signing: Signing) -> SigningAnswer:
        """From the use case."""
        return cls(**PartyAnswer.of(signing.party).model_dump(), departments=list(signing.departments))


class ActAnswer(Answer):
    """One act: what it does, who signs, what is enclosed, and the JSON Schema of its message.

    ``filled`` names members that drafting fills in; ``makes`` what the act makes or concerns, whose id the answers give.
    """

    name: str
    contract: str
    struct: str
    zh: str
    en: str
    article: str
    parties: list[PartyAnswer]
    makes: str
    encloses: list[str]
    may_enclose: list[str]
    cites_event: bool
    filled: list[str]
    message: dict[str, Any]

    @classmethod
    def of(cls, act: Act) -> ActAnswer:
        """From the table."""
        whole, drafted = message_schema(act), message_schema(act, draft=True)
        return cls(
            name=act.name,
            contract=act.contract,
            struct=act.struct,
            zh=act.zh,
            en=act.en,
            article=act.article,
            parties=[PartyAnswer.of(party) for party in act.parties],
            makes=act.makes,
            encloses=list(act.encloses),
            may_enclose=list(act.may_enclose),
            cites_event=act.cites,
            filled=[name for name in whole["required"] if name not in drafted["required"]],
            message=whole,
        )


class ActList(Answer):
    """All acts."""

    acts: list[ActAnswer]


class DraftAnswer(Answer):
    """An act ready to be signed: submit ``message`` exactly as it is here.

    ``typed_data`` is what a wallet signs (eth_signTypedData_v4), ``digest`` its 32 bytes; None where nobody signs.
    """

    act: str
    message: dict[str, Any]
    typed_data: dict[str, Any] | None
    digest: str | None
    id: str
    signs: list[SigningAnswer]

    @classmethod
    def of(cls, drafted: Drafted) -> DraftAnswer:
        """From the use case."""
        return cls(
            act=drafted.act.name,
            message=drafted.message,
            typed_data=drafted.typed_data,
            digest=None if drafted.digest is None else "0x" + drafted.digest.hex(),
            id=drafted.id,
            signs=[SigningAnswer.of_draft(one) for one in drafted.signings],
        )


class ActedAnswer(Answer):
    """The operation that carries the act out, and the id of what it makes or concerns."""

    operation: OperationAnswer
    id: str

    @classmethod
    def of(cls, operation: Operation) -> ActedAnswer:
        """From the use case."""
        return cls(operation=OperationAnswer.of(operation), id=operation.description["id"])


def enclosed(body: DraftRequest | ActRequest) -> dict[str, Any]:
    """What is enclosed, without what is not."""
    return body.extra.model_dump(**_OPTIONAL)
