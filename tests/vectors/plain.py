"""What several vector makers share: canonical JSON for plain ASCII values, and fixed salts."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def canonical_text(value: Any) -> str:
    """RFC 8785 of a value without floats whose names are ASCII: sorted names, no white space, raw UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(label: str) -> str:
    """A fixed 64-digit stand-in."""
    return sha256(f"quanze vector {label}".encode()).hexdigest()


def salt(label: str) -> bytes:
    """A fixed 16-byte salt."""
    return sha256(f"quanze salt {label}".encode()).digest()[:16]


def field_digest(name: str, field_salt: bytes, value: Any) -> str:
    """docs/formats.md §4, written out."""
    return sha256(b"quanze/field/v1\x00" + field_salt + canonical_text([name, value]).encode()).hexdigest()
