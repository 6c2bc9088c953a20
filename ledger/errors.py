"""The one tree of errors.

QuanzeError
├── InputRefused            the caller's bytes or values are wrong; mend them and send again
│   ├── NotCanonical        JSON that is not the one canonical spelling
│   ├── EventRefused        an event that breaks its type's rules
│   ├── DisclosureRefused   a disclosed field that is not what the event committed to
│   ├── EntryRefused        log entry bytes that are not one well-formed entry
│   ├── ProofError          a proof of the wrong length, range or result
│   ├── NoteRefused         a checkpoint note that is malformed or signed by nobody we know
│   └── TimeRefused         a time outside the one accepted spelling
├── ConflictRefused         well-formed, but contradicts what is recorded
├── NotPermitted            the caller's key or role does not allow it
├── NotFound                nothing recorded under that name
└── Unavailable             a part we need (chain, store, disk) does not answer; nothing was half-done

Each floor appends its own leaves below. HTTP status and exit codes are chosen at the edge, never here.
"""

from __future__ import annotations

from typing import Any, ClassVar


class QuanzeError(Exception):
    """Base of every refusal: a stable code, what was wrong and what would be right, in Chinese and English.

    Args:
        zh: the sentence for a Chinese reader.
        en: the same for an English reader.
        details: small JSON-able values (never secrets) that a program may read.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, *, zh: str, en: str, **details: Any) -> None:
        super().__init__(f"{en} / {zh}")
        self.zh = zh
        self.en = en
        self.details = details


class InputRefused(QuanzeError):
    """The caller's bytes or values are wrong."""

    code = "input-refused"


class NotCanonical(InputRefused):
    """JSON that is not in the one canonical spelling of docs/formats.md §2."""

    code = "not-canonical"


class EventRefused(InputRefused):
    """An event that breaks docs/formats.md §3 or its type's rules in the catalogue."""

    code = "event-refused"


class DisclosureRefused(InputRefused):
    """A disclosed field whose salted digest is not the one in the event."""

    code = "disclosure-refused"


class EntryRefused(InputRefused):
    """Bytes that are not exactly one log entry of docs/formats.md §7."""

    code = "entry-refused"


class ProofError(InputRefused):
    """A Merkle or streams proof with the wrong length, range or result."""

    code = "proof-refused"


class NoteRefused(InputRefused):
    """A signed note or checkpoint that is malformed, of another origin, or not signed by the given key."""

    code = "note-refused"


class TimeRefused(InputRefused):
    """A time not written ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""

    code = "time-refused"


class ConflictRefused(QuanzeError):
    """Well-formed, but contradicts what is already recorded."""

    code = "conflict"


class NotPermitted(QuanzeError):
    """The caller's key, role or scope does not allow it."""

    code = "not-permitted"


class NotFound(QuanzeError):
    """Nothing is recorded under that name."""

    code = "not-found"


class Unavailable(QuanzeError):
    """A part that is needed does not answer; nothing was half-done."""

    code = "unavailable"


# contracts


class CompilerMissing(Unavailable):
    """No Solidity compiler can be found."""

    code = "compiler-missing"


class ContractCodeMismatch(ConflictRefused):
    """The code on chain is not what the published sources compile to."""

    code = "contract-code-mismatch"


# keys and evidence


class TypedDataRefused(InputRefused):
    """Types or a message that EIP-712 cannot encode in one way only."""

    code = "typed-data-refused"


class SignatureRefused(InputRefused):
    """A signature that is not 65 bytes r ‖ s ‖ v with low s and v 27 or 28, or that recovers to no key."""

    code = "signature-refused"


class SignerRefused(InputRefused):
    """A signer URI, keystore, key file or passphrase that opens no key."""

    code = "signer-refused"


class RlpRefused(InputRefused):
    """Bytes that are not the one canonical RLP spelling of an item."""

    code = "rlp-refused"


class HeaderRefused(InputRefused):
    """A block header that is malformed, or whose hash is not the one reported."""

    code = "header-refused"


class StateProofRefused(InputRefused):
    """Merkle-Patricia nodes that prove neither a value nor its absence."""

    code = "state-proof-refused"


class EvidenceRefused(InputRefused):
    """An evidence document that breaks docs/formats.md §11."""

    code = "evidence-refused"


class TrustRefused(InputRefused):
    """A trust policy that breaks docs/formats.md §13."""

    code = "trust-refused"
