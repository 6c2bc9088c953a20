"""Founding a deployment: a data folder with its keys and configuration. Done once; nothing is ever overwritten."""

from __future__ import annotations

import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from ledger.checkpoint import VerifierKey
from ledger.config import DEFAULT_CHAIN_ID, DEFAULT_PORT, FILE, RootConfig, write_config
from ledger.errors import ConfigRefused
from ledger.keys import LocalSigner, LogKey, Signer, create_keystore, new_secret
from ledger.keys.secret_file import write_new

KEY_FILES = ("relay", "anchor", "service")
MACHINE_SCRYPT = 1 << 14


@dataclass(frozen=True)
class Founding:
    """What a deployment starts from.

    Attributes:
        origin: the log's name, for ever.
        operator: code of the department that runs the service.
        roots: the departments that the Departments contract starts with; the operator is one of them, or is admitted.
        database: SQLAlchemy URL; a relative SQLite path lies in the data folder.
        chain_url: empty for the embedded chain.
    """

    origin: str
    operator: str
    roots: tuple[RootConfig, ...]
    database: str = "sqlite:///quanze.db"
    chain_url: str = ""
    chain_id: int = DEFAULT_CHAIN_ID
    chain_port: int = 0
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    checkpoint_ms: int = 1000


@dataclass(frozen=True)
class Founded:
    """Addresses of the keys that were made; the operator's head enrols ``service`` and opens the log for ``anchor``."""

    relay: str
    anchor: str
    service: str
    log_key: str


def found(folder: Path, founding: Founding) -> Founded:
    """Make the data folder.

    Raises:
        ConfigRefused: the folder holds a deployment already, or cannot be written.
    """
    if (folder / FILE).exists():
        raise ConfigRefused(
            zh=f"{folder} 已有一个部署: 换一个目录", en=f"{folder} holds a deployment already: choose another folder"
        )
    keys = folder / "keys"
    try:
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        passphrase = secrets.token_urlsafe(32)
        write_new(keys / "passphrase", passphrase.encode() + b"\n")
        addresses = {name: _new_key(keys / f"{name}.json", passphrase).address for name in KEY_FILES}
        log_key = LogKey.generate()
        log_key.save(keys / "log.pem", passphrase)
        verifier = str(VerifierKey(founding.origin, log_key.public))
        (keys / "log.vkey").write_text(verifier + "\n", "utf-8")
    except OSError as error:
        raise ConfigRefused(zh=f"{folder} 不可写: {error}", en=f"{folder} cannot be written: {error}") from error
    # last, because its presence says that the folder is complete
    write_config(folder, _config(founding))
    return Founded(log_key=verifier, **addresses)


def free_port() -> int:
    """A TCP port on 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _new_key(path: Path, passphrase: str) -> Signer:
    secret = new_secret()
    # scrypt's cost makes up for weak passphrases; this one is 32 random bytes
    create_keystore(path, secret, passphrase, scrypt_n=MACHINE_SCRYPT)
    return LocalSigner(secret)


def _config(founding: Founding) -> dict[str, object]:
    return {
        "origin": founding.origin,
        "operator": founding.operator,
        "database": founding.database,
        "checkpoint_ms": founding.checkpoint_ms,
        "chain": {
            "url": founding.chain_url,
            "chain_id": founding.chain_id,
            "port": founding.chain_port or (0 if founding.chain_url else free_port()),
        },
        "api": {"host": founding.host, "port": founding.port},
        "roots": [asdict(root) for root in founding.roots],
    }
