"""Keys (floor 1): typed data, signatures, signers and their files.

Private keys are named by URI and stay behind `Signer`; nothing here prints, logs or quotes key material.
"""

from __future__ import annotations

from ledger.keys.event_digest import batch_digest, event_digest, signed_digest
from ledger.keys.keccak import keccak256
from ledger.keys.keystore import create_keystore, read_keystore
from ledger.keys.log_key import LogKey
from ledger.keys.signatures import (
    address_bytes,
    address_text,
    check_signature,
    recover,
    signature_bytes,
    signature_text,
)
from ledger.keys.signer import LocalSigner, Signer, find_passphrase, new_secret, open_signer
from ledger.keys.typed_data import StructEncoder, compile_struct, digest, domain_separator

__all__ = [
    "LocalSigner",
    "LogKey",
    "Signer",
    "StructEncoder",
    "address_bytes",
    "address_text",
    "batch_digest",
    "check_signature",
    "compile_struct",
    "create_keystore",
    "digest",
    "domain_separator",
    "event_digest",
    "find_passphrase",
    "keccak256",
    "new_secret",
    "open_signer",
    "read_keystore",
    "recover",
    "signature_bytes",
    "signature_text",
    "signed_digest",
]
