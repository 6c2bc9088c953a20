"""What keys and evidence refuse."""

from __future__ import annotations

from ledger.errors.tree import InputRefused


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
