"""Shared secrets, opened by URI like signers: what signs messages to somebody who knows the same secret."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path

from ledger.errors import SignerRefused
from ledger.keys.secret_file import read_small

LEAST = 24
_PREFIX = "whsec_"


def open_secret(uri: str, *, environ: Mapping[str, str] = os.environ) -> bytes:
    """The secret that ``uri`` names: ``file:PATH`` (its first line) or ``env:NAME``.

    A text that begins with ``whsec_`` is base64 after it (Standard Webhooks); any other is taken as its UTF-8 bytes.

    Raises:
        SignerRefused: an unknown scheme, nothing there, bad base64, or fewer than 24 bytes; the secret is never quoted.
    """
    scheme, _, rest = uri.partition(":")
    if scheme == "file" and rest:
        lines = read_small(Path(rest)).decode("utf-8", "replace").splitlines()
        text = lines[0].strip() if lines else ""
    elif scheme == "env" and rest:
        text = environ.get(rest, "").strip()
    else:
        # the URI itself is not quoted: a secret pasted in its place must not reach a log
        raise _refused("共享密钥须写成 file:路径 或 env:变量名", "name a shared secret as file:PATH or env:NAME")
    secret = _bytes(text)
    if len(secret) < LEAST:
        raise _refused(f"共享密钥须有至少 {LEAST} 字节", f"a shared secret has at least {LEAST} bytes")
    return secret


def _bytes(text: str) -> bytes:
    if not text.startswith(_PREFIX):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise _refused("whsec_ 之后须为 base64", "what follows whsec_ is base64") from None


def _refused(zh: str, en: str) -> SignerRefused:
    return SignerRefused(zh=zh, en=en)
