"""Request bodies: shape and size only. Whether their content may be recorded is decided by the use cases."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.forms import (
    Address,
    DepartmentCode,
    Digest,
    FieldName,
    ItemCode,
    Line,
    Seconds,
    Signature,
    Strict,
    Time,
)

MAX_EVENT_TEXT = 16_384
MAX_BATCH = 10_000
Nonce = Annotated[int, Field(ge=0, le=2**53 - 1, description="部门的下一个序号 · the department's next nonce")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
Mode = Literal["api", "batch", "file"]
Disclosures = Annotated[
    dict[FieldName, dict[str, Any]],
    Field(max_length=64, description='字段 → {"salt", "value"} · field → {"salt", "value"}', examples=[{}]),
]
EventText = Annotated[
    str,
    Field(
        min_length=2,
        max_length=MAX_EVENT_TEXT,
        description="规范 JSON 文本, 逐字节即所签内容 · canonical JSON, byte for byte what was signed",
    ),
]


class ChallengeRequest(Strict):
    """Whose sign-in message is asked for."""

    address: Address


class SignInRequest(Strict):
    """The message as issued, and its EIP-191 signature."""

    message: Annotated[str, Field(min_length=1, max_length=1024)]
    signature: Signature


class Admission(Strict):
    """EIP-712 struct `Admission` of contracts/IDepartments.sol."""

    code: DepartmentCode
    parent: DepartmentCode
    tier: Annotated[int, Field(ge=1, le=4)]
    region: Annotated[int, Field(ge=0, le=999_999)]
    kind: Annotated[int, Field(ge=1, le=6)]
    head: Address
    valid_from: Seconds
    valid_until: Seconds
    nonce: Nonce


class Names(Strict):
    """What the department is called; the chain keeps codes only."""

    zh: Annotated[str, Field(min_length=1, max_length=100, examples=["民政局"])]
    en: Annotated[str, Field(min_length=1, max_length=100, examples=["Civil Affairs Bureau"])]


class AdmitRequest(Strict):
    """An admission with the signature of a head of the parent."""

    admission: Admission
    names: Names
    signer: Address
    signature: Signature


class KeyGrant(Strict):
    """EIP-712 struct `KeyGrant`."""

    department: DepartmentCode
    key: Address
    role: Annotated[int, Field(ge=1, le=5)]
    valid_from: Seconds
    valid_until: Seconds
    nonce: Nonce


class EnrolRequest(Strict):
    """A key grant with the signature of a head of the department."""

    grant: KeyGrant
    signer: Address
    signature: Signature


class KeyEnd(Strict):
    """EIP-712 struct `KeyEnd`."""

    department: DepartmentCode
    key: Address
    since: Seconds
    reason: Line
    nonce: Nonce


class EndKeyRequest(Strict):
    """The end of a key with the signature of a head of the department."""

    end: KeyEnd
    signer: Address
    signature: Signature


class Terms(Strict):
    """The struct `Terms` of contracts/IAgreements.sol, flat; hashes without ``0x``, times in Unix seconds."""

    number: Annotated[str, Field(min_length=1, max_length=128)]
    owner: DepartmentCode
    user: DepartmentCode
    manager: DepartmentCode
    items: Annotated[list[ItemCode], Field(min_length=1, max_length=64)]
    fields: Annotated[list[Line], Field(min_length=1, max_length=256)]
    purposes: Annotated[list[Line], Field(min_length=1, max_length=64)]
    mode: Mode
    legal_basis: Line
    scenario: Line
    calls_per_day: Count
    rows_per_delivery: Count
    grade: Annotated[int, Field(ge=1, le=3)]
    redistribution: Literal["none", "with-consent"]
    use_from: Seconds
    use_until: Seconds
    retention_until: Seconds
    text_zh: Digest
    text_en: Digest
    policy: Digest
    calendar: Digest


class Consent(Strict):
    """One party's signature over the terms."""

    signer: Address
    signature: Signature


class ConcludeRequest(Strict):
    """Terms with three consents in the order owner, user, manager."""

    terms: Terms
    consents: Annotated[list[Consent], Field(min_length=3, max_length=3)]


class SignedEvent(Strict):
    """One event signed alone."""

    event: EventText
    signature: Signature
    disclosures: Disclosures = Field(default_factory=dict)


class BatchMember(Strict):
    """One event of a batch that is signed once."""

    event: EventText
    disclosures: Disclosures = Field(default_factory=dict)


class SignedEach(Strict):
    """Events signed one by one."""

    events: Annotated[list[SignedEvent], Field(min_length=1, max_length=MAX_BATCH)]


class SignedOnce(Strict):
    """Events of one actor under one signature."""

    events: Annotated[list[BatchMember], Field(min_length=1, max_length=MAX_BATCH)]
    signature: Signature


class FieldsQuestion(Strict):
    """May this department use these fields of this item, for this purpose, in this mode, at this time?"""

    department: DepartmentCode
    item: ItemCode
    fields: Annotated[list[Line], Field(min_length=1, max_length=256)]
    purpose: Line
    mode: Mode
    at: Annotated[Time | None, Field(description="使用时间, 缺省为现在 · time of use, now if absent")] = None
    count: Annotated[int, Field(ge=1, le=2**53 - 1, description="调用次数或行数 · calls or rows")] = 1
    case_ref: Annotated[str, Field(max_length=256)] = ""
    linked: Annotated[
        list[ItemCode],
        Field(default_factory=list, max_length=32, description="拟与之关联的目录项 · items to link it with"),
    ]


class Question(FieldsQuestion):
    """The same, answered as a whole."""

    record: Annotated[bool, Field(description="是否记录为 decision 事件 · also record a decision event")] = False
