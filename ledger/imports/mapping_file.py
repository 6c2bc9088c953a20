"""Mappings: the TOML files that say how a file kept elsewhere becomes events."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ledger.errors import ImportRefused, InputRefused

Mapping = TypeVar("Mapping")


def read_mapping(
    path: Path, make: Callable[[dict[str, Any], str], Mapping], words: tuple[str, str] = ("映射", "mapping")
) -> Mapping:
    """Read a mapping.

    Args:
        path: of the file.
        make: from what the file holds and its SHA-256 (hex) to the mapping.
        words: what it is a mapping of (zh, en), for who made a mistake in it.

    Raises:
        ImportRefused: unreadable, not TOML, or a member that is missing, unknown or malformed.
    """
    try:
        raw = path.read_bytes()
        return make(tomllib.loads(raw.decode("utf-8")), sha256(raw).hexdigest())
    except OSError as error:
        raise ImportRefused.unreadable(path, error) from error
    except ImportRefused as error:
        raise ImportRefused(zh=f"{path}: {error.zh}", en=f"{path}: {error.en}") from error
    except (ValueError, KeyError, TypeError, AttributeError, InputRefused) as error:
        zh, en = words
        raise ImportRefused(zh=f"{path} 不是完整的{zh}: {error}", en=f"{path} is no complete {en}: {error}") from error
