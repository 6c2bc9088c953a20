"""What a running verification knows so far. A value is there only once the step that establishes it has passed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ledger.checkpoint import Checkpoint
from ledger.cosignature import CosignerKey
from ledger.entries import EventEntry, StreamsEntry
from ledger.errors import EvidenceRefused, QuanzeError
from ledger.events import Event
from ledger.evidence.bundle import AnchorProof, Evidence
from ledger.evidence.findings import Finding
from ledger.evidence.headers import Header
from ledger.evidence.slots import AnchorRecord, KeyRecord
from ledger.evidence.trust import TrustPolicy

_Document = TypeVar("_Document")


@dataclass
class Case:
    """One evidence file under examination.

    Attributes:
        document: the bytes given. policy: what is trusted.
        evidence, event, entry: parsed, each on its own terms.
        checkpoint: signed by the policy's key. cosigned: when which of the policy's witnesses cosigned it. streams_entry: proved to be the checkpoint's last leaf.
        anchor, header: as given, the header's hash not contradicted by a pinned block.
        anchored, key: records read from the chain's state.
    """

    document: bytes
    policy: TrustPolicy
    findings: list[Finding] = field(default_factory=list)
    evidence: Evidence | None = None
    event: Event | None = None
    entry: EventEntry | None = None
    checkpoint: Checkpoint | None = None
    cosigned: dict[CosignerKey, int] = field(default_factory=dict)
    streams_entry: StreamsEntry | None = None
    anchor: AnchorProof | None = None
    header: Header | None = None
    anchored: AnchorRecord | None = None
    key: KeyRecord | None = None

    def read(self, parse: Callable[[bytes], _Document]) -> _Document | None:
        """The document; one of another version is told from one that is malformed."""
        try:
            return parse(self.document)
        except EvidenceRefused as error:
            self.find("EV-0102" if error.details.get("rule") == "version" else "EV-0101", error)
            return None

    def find(self, code: str, cause: QuanzeError | None = None, **details: Any) -> None:
        """Add a finding; ``cause`` is the refusal that led to it."""
        if cause is not None:
            details |= {"cause": cause.code, "cause_zh": cause.zh, "cause_en": cause.en}
        self.findings.append(Finding(code, details))
