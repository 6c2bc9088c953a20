"""Files that hold key material: written whole or not at all, mode 0600, never over an existing file."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from ledger.errors import SignerRefused

MAX_SECRET_FILE = 65_536


def write_new(path: Path, data: bytes) -> None:
    """Create ``path`` with ``data``, readable by its owner only.

    The bytes go to a temporary file that is linked into place, so a crash leaves either no file or the whole one
    (and perhaps a ``.tmp`` file, which nothing reads).

    Raises:
        SignerRefused: the file exists, or the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        _write_synced(temporary, data)
        os.link(temporary, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise SignerRefused(
            zh=f"{path} 已存在, 不会覆盖密钥文件", en=f"{path} exists; a key file is never overwritten"
        ) from None
    except OSError as error:
        raise _unusable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def read_small(path: Path) -> bytes:
    """The bytes of a key file of at most 65,536 bytes.

    Raises:
        SignerRefused: it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SECRET_FILE + 1)
    except OSError as error:
        raise _unusable(path, error) from None
    if len(data) > MAX_SECRET_FILE:
        raise SignerRefused(zh=f"{path} 过大, 不像密钥文件", en=f"{path} is too large to be a key file")
    return data


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: OSError) -> SignerRefused:
    return SignerRefused(zh=f"不能读写 {path}: {error.strerror}", en=f"cannot read or write {path}: {error.strerror}")
