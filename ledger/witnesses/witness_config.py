"""The data folder of a witness: ``witness.toml``, its key, its database; and how they are put together."""

from __future__ import annotations

import secrets
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.checkpoint import VerifierKey
from ledger.cosignature import CosignerKey
from ledger.errors import ConfigRefused, QuanzeError
from ledger.keys import LogKey, find_passphrase
from ledger.keys.secret_file import write_new
from ledger.model import check_form
from ledger.storage.witness_store import create_witness_store, open_witness_store
from ledger.witnesses.witness import Witness

FILE = "witness.toml"
FORMAT = 1
DEFAULT_PORT = 8643


@dataclass(frozen=True)
class WitnessConfig:
    """One witness.

    Attributes:
        name: its key's name, such as ``audit.example/witness``.
        database: SQLAlchemy URL; a relative SQLite path lies in the folder.
        logs: verifier keys of the logs it watches.
    """

    folder: Path
    name: str
    host: str
    port: int
    database: str
    key: str
    verifier_key: str
    passphrase_file: str
    logs: tuple[VerifierKey, ...]

    def open_key(self) -> LogKey:
        """Its Ed25519 key; only the process that cosigns opens it."""
        return LogKey.load(self.folder / self.key, find_passphrase(None, self.folder / self.passphrase_file))

    @property
    def public(self) -> CosignerKey:
        """Its public key, as others put it into their policies."""
        return CosignerKey.parse((self.folder / self.verifier_key).read_text("utf-8").strip())


def found_witness(folder: Path, name: str, logs: Sequence[str], host: str, port: int, database: str) -> WitnessConfig:
    """Make a witness's data folder: key, database, ``witness.toml``.

    Raises:
        ConfigRefused: the folder or database holds a witness already, or cannot be written; a malformed name or key.
    """
    file, keys = folder / FILE, folder / "keys"
    if file.exists():
        raise ConfigRefused(zh=f"{folder} 已有一个见证方", en=f"{folder} holds a witness already")
    try:
        check_form("origin", name)
        watched = [VerifierKey.parse(log) for log in logs]
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        passphrase = secrets.token_urlsafe(32)
        write_new(keys / "passphrase", passphrase.encode() + b"\n")
        key = LogKey.generate()
        key.save(keys / "witness.pem", passphrase)
        (keys / "witness.vkey").write_text(f"{CosignerKey(name, key.public)}\n", "utf-8")
        create_witness_store(_in_folder(folder.resolve(), database))
        # last, because its presence says that the folder is complete
        file.write_text(_text(name, host, port, database, watched), "utf-8")
    except OSError as error:
        raise ConfigRefused(zh=f"{folder} 不可写: {error}", en=f"{folder} cannot be written: {error}") from error
    return load_witness(folder)


def load_witness(folder: Path) -> WitnessConfig:
    """Read ``witness.toml``.

    Raises:
        ConfigRefused: missing, malformed, another version, or a log twice.
    """
    file = folder / FILE
    try:
        value = tomllib.loads(file.read_text("utf-8"))
        if value.pop("format", None) != FORMAT:
            raise ConfigRefused(zh=f"{FILE} 的 format 须为 {FORMAT}", en=f"format in {FILE} must be {FORMAT}")
        logs = tuple(VerifierKey.parse(log["key"]) for log in value.pop("logs", []))
        folder = folder.resolve()
        config = WitnessConfig(folder=folder, logs=logs, **{**value, "database": _in_folder(folder, value["database"])})
        check_form("origin", config.name)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ConfigRefused(zh=f"{file} 读不出: {error}", en=f"{file} cannot be read: {error}") from error
    except ConfigRefused:
        raise
    except QuanzeError as error:
        raise ConfigRefused(zh=f"{file}: {error.zh}", en=f"{file}: {error.en}") from error
    if len({log.name for log in logs}) != len(logs):
        raise ConfigRefused(zh=f"{file} 中同一日志出现两次", en=f"{file} names one log twice")
    return config


def open_witness(config: WitnessConfig) -> Witness:
    """The witness of a data folder.

    Raises:
        SignerRefused: its key cannot be opened. ConfigRefused, StoreUnreachable, …: its database cannot.
    """
    key = config.open_key()
    store = open_witness_store(config.database)
    return Witness(store, CosignerKey(config.name, key.public), key.sign, config.logs, lambda: int(time.time()))


def _in_folder(folder: Path, url: str) -> str:
    prefix = "sqlite:///"
    relative = url.startswith(prefix) and not url.startswith("sqlite:////")
    return prefix + str(folder / url.removeprefix(prefix)) if relative else url


def _text(name: str, host: str, port: int, database: str, logs: Sequence[VerifierKey]) -> str:
    members: dict[str, Any] = {"format": FORMAT, "name": name, "host": host, "port": port, "database": database}
    members |= {"key": "keys/witness.pem", "verifier_key": "keys/witness.vkey", "passphrase_file": "keys/passphrase"}
    lines = [f"{key} = {value if isinstance(value, int) else _quoted(value)}" for key, value in members.items()]
    for log in logs:
        lines += ["", "[[logs]]", f"key = {_quoted(str(log))}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
