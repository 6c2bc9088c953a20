"""Configuration: one TOML file in the data folder, and where everything else in that folder lies.

``quanze init`` writes it; nothing is guessed at start, so a mistyped path never begins a second log.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.cosignature import CosignerKey
from ledger.errors import ConfigRefused, InputRefused, QuanzeError
from ledger.evidence.quorum import WitnessTrust
from ledger.model import check_form
from ledger.policy.alert_rules import thresholds
from ledger.policy.limits import Limits

FORMAT = 1
FILE = "config.toml"
DATA_VARIABLE, LEVEL_VARIABLE = "QUANZE_DATA", "QUANZE_LOG_LEVEL"
DEFAULT_PORT = 8642
DEFAULT_CHAIN_ID = 20815
MAX_SOCKET_PATH = 100
MAX_PROCESSES = 8
LOG_FORMATS = ("text", "json")
_COUNTING = ("first_day", "cut_off", "supplement")


@dataclass(frozen=True)
class RootConfig:
    """A department that the Departments contract starts with."""

    code: str
    tier: int
    region: int
    kind: int
    head: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class ChainConfig:
    """The chain: ``url`` empty means the embedded node. ``block_time``: seconds after which
    an idle embedded chain makes an empty block; ``depth``: blocks above a block until it counts as final.
    """

    url: str = ""
    chain_id: int = DEFAULT_CHAIN_ID
    port: int = 0
    block_time: float = 30.0
    depth: int = 0


@dataclass(frozen=True)
class ApiConfig:
    """Where the API listens, and what a sign-in message names; ``workers`` are processes, 0 means one per core."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    workers: int = 0

    @property
    def processes(self) -> int:
        """How many API processes run: checking signatures is most of the work, and takes a core each."""
        return self.workers if self.workers > 0 else min(MAX_PROCESSES, os.cpu_count() or 1)


@dataclass(frozen=True)
class WitnessAddress:
    """A witness that the log asks to cosign: its name, its C2SP verifier key (type 0x04), its submission prefix."""

    name: str
    key: str
    url: str


@dataclass(frozen=True)
class WebhookConfig:
    """A receiver of alerts: its name, an http(s) address, and where the secret is that signs what it is sent.

    ``secret`` is ``file:PATH`` (relative to the data folder) or ``env:NAME``. It is sent what an officer of ``department``
    may see; the operator's if empty.
    """

    name: str
    url: str
    secret: str
    department: str = ""


@dataclass(frozen=True)
class Config:
    """One deployment.

    Attributes:
        folder: the data folder, absolute.
        origin: the log's name.
        operator: the department that runs the service and keeps the log.
        database: SQLAlchemy URL.
        checkpoint_ms: how often a checkpoint is made.
        read_batch_ms: how long a reading waits at most until the log commits to it.
        witnesses, witness_quorum: who is asked to cosign checkpoints, and how many of them are enough.
        duties: clause → working days or hours where they differ from docs/clauses.md, ``first_day``, ``cut_off`` (HH:MM),
            ``supplement`` (``restart`` or ``pause``).
        alerts: alert rule → threshold, in place of the rule's default.
        webhooks: receivers of alerts.
        log_format: of the program's own log lines, ``text`` or ``json``.
        log_key, log_verifier_key: files of the log's Ed25519 key and of its public half (C2SP text).
        anchor_key, relay_key, service_key: where the other keys are; see `ledger.keys.open_signer`.
        second_relay_key: sends anchors where the first one's are stuck for long; empty for none.
    """

    folder: Path
    origin: str
    operator: str
    database: str
    roots: tuple[RootConfig, ...]
    chain: ChainConfig = field(default_factory=ChainConfig)
    api: ApiConfig = field(default_factory=ApiConfig)
    checkpoint_ms: int = 1000
    read_batch_ms: int = 600_000
    witnesses: tuple[WitnessAddress, ...] = ()
    witness_quorum: int = 0
    duties: Mapping[str, Any] = field(default_factory=dict)
    alerts: Mapping[str, int] = field(default_factory=dict)
    webhooks: tuple[WebhookConfig, ...] = ()
    log_format: str = "text"
    accept_unsealed: bool = True
    log_key: str = "keys/log.pem"
    log_verifier_key: str = "keys/log.vkey"
    anchor_key: str = "file:keys/anchor.json"
    relay_key: str = "file:keys/relay.json"
    second_relay_key: str = ""
    service_key: str = "file:keys/service.json"
    passphrase_file: str = "keys/passphrase"  # noqa: S105 (a file name)

    @property
    def deployment_file(self) -> Path:
        """Where addresses and code hashes of the contracts are kept."""
        return self.folder / "deployment.json"

    @property
    def trust_file(self) -> Path:
        """The trust policy of this deployment, for auditors."""
        return self.folder / "trust.json"

    @property
    def signed_head_file(self) -> Path:
        """What was signed last, apart from the database."""
        return self.folder / "signed-head.json"

    @property
    def restored_file(self) -> Path:
        """There from the restoring of a backup until everything was compared with it."""
        return self.folder / "restored"

    @property
    def frozen_file(self) -> Path:
        """There while the log is frozen."""
        return self.run_folder / "frozen.json"

    @property
    def meter_file(self) -> Path:
        """What a running worker counts."""
        return self.run_folder / "meter.json"

    @property
    def follower_file(self) -> Path:
        """What its follower counts, where that is a process of its own."""
        return self.meter_file.with_name("follower.json")

    @property
    def run_folder(self) -> Path:
        """Lock, socket and pids of a running service."""
        return self.folder / "run"

    @property
    def socket(self) -> Path:
        """The recorder's socket."""
        path = self.run_folder / "recorder.sock"
        if len(os.fsencode(path)) <= MAX_SOCKET_PATH:
            return path
        raise ConfigRefused(
            zh=f"数据目录的路径过长, 套接字路径不得超过 {MAX_SOCKET_PATH} 字节: 请换一个较短的目录",
            en=f"the data folder's path is too long for a socket ({MAX_SOCKET_PATH} bytes): choose a shorter one",
        )

    def limits(self) -> Limits:
        """How the terms of duties are counted in this deployment.

        Raises:
            InputRefused: a limit above the national ceiling, a cut-off that is no time of day, or another word.
        """
        counts = {name: value for name, value in self.duties.items() if name not in _COUNTING}
        given = {name: value for name, value in self.duties.items() if name in _COUNTING}
        return Limits(counts, **{**given, "cut_off": _minute(given.get("cut_off", "24:00"))})

    def witness_trust(self) -> WitnessTrust | None:
        """What the deployment asks of witnesses; None if it asks nobody.

        Raises:
            NoteRefused, TrustRefused, InputRefused: a malformed key, a name that is not the key's, or an impossible quorum.
        """
        if not self.witnesses and not self.witness_quorum:
            return None
        keys = tuple(CosignerKey.parse(one.key) for one in self.witnesses)
        if [key.name for key in keys] != [one.name for one in self.witnesses]:
            raise InputRefused(zh="见证方的 name 须是其公钥的名称", en="a witness's name must be that of its key")
        return WitnessTrust(self.witness_quorum, keys)

    def path(self, relative: str) -> Path:
        """A path of the configuration, relative to the data folder."""
        return self.folder / relative

    def key_uri(self, uri: str) -> str:
        """A key's URI with its file relative to the data folder made absolute."""
        return f"file:{self.path(uri[5:])}" if uri.startswith("file:") else uri


def named_config() -> Config:
    """`load_config` of the data folder that the environment names in `DATA_VARIABLE`, as a service's own processes do.

    Raises:
        ConfigRefused: as `load_config`, or the variable is not set.
    """
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        raise ConfigRefused(zh=f"请以 {DATA_VARIABLE} 指定数据目录", en=f"name the data folder in {DATA_VARIABLE}")
    return load_config(Path(folder))


def load_config(folder: Path) -> Config:
    """Read ``config.toml`` of a data folder.

    Raises:
        ConfigRefused: no such file, not TOML, another version, or a member that is missing, unknown or malformed.
    """
    file = folder / FILE
    try:
        value = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigRefused(
            zh=f"{folder} 中没有 {FILE}: 先运行 quanze init",
            en=f"there is no {FILE} in {folder}: run quanze init first",
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigRefused(zh=f"{file} 读不出: {error}", en=f"{file} cannot be read: {error}") from error
    return _parse(folder.resolve(), value)


def _parse(folder: Path, value: dict[str, Any]) -> Config:
    if value.pop("format", None) != FORMAT:
        raise ConfigRefused(zh=f"{FILE} 的 format 须为 {FORMAT}", en=f"format in {FILE} must be {FORMAT}")
    try:
        config = Config(
            folder=folder,
            roots=tuple(RootConfig(**root) for root in value.pop("roots")),
            chain=ChainConfig(**value.pop("chain", {})),
            api=ApiConfig(**value.pop("api", {})),
            witnesses=tuple(WitnessAddress(**one) for one in value.pop("witnesses", [])),
            alerts=dict(value.pop("alerts", {})),
            webhooks=tuple(WebhookConfig(**one) for one in value.pop("webhooks", [])),
            **{**value, "database": _database(folder, value["database"])},
        )
        check_form("origin", config.origin)
        check_form("department", config.operator)
        config.witness_trust()
        config.limits()
        thresholds(config.alerts)
        _check_webhooks(config.webhooks)
        if config.log_format not in LOG_FORMATS:
            raise InputRefused(zh=f"log_format 须为 {LOG_FORMATS}", en=f"log_format must be one of {LOG_FORMATS}")
    except (TypeError, KeyError, AttributeError) as error:
        raise ConfigRefused(zh=f"{FILE} 内容有误: {error}", en=f"{FILE} is malformed: {error}") from error
    except QuanzeError as error:
        raise ConfigRefused(zh=f"{FILE}: {error.zh}", en=f"{FILE}: {error.en}") from error
    return config


def _minute(text: object) -> int:
    hours, colon, minutes = str(text).partition(":")
    if not (colon and len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()):
        raise InputRefused(
            zh="cut_off 须为 HH:MM, 至多 24:00", en="cut_off is HH:MM, at most 24:00", cut_off=str(text)[:20]
        )
    return int(hours) * 60 + int(minutes) if int(minutes) < 60 else 0


def _check_webhooks(webhooks: tuple[WebhookConfig, ...]) -> None:
    names = [one.name for one in webhooks]
    good = all(one.name and one.url.startswith(("https://", "http://")) for one in webhooks)
    for one in webhooks:
        if one.department:
            check_form("department", one.department)
    if not good or len(set(names)) < len(names):
        raise InputRefused(
            zh="每个 webhook 须有互不相同的 name、以 http(s):// 开头的 url 和 secret",
            en="each webhook has a name of its own, a url that begins with http(s)://, and a secret",
        )


def _database(folder: Path, url: str) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return prefix + str(folder / url.removeprefix(prefix))
    return url


def write_config(folder: Path, value: Mapping[str, Any]) -> None:
    """Write a new ``config.toml``; ``value`` as `load_config` reads it, tables as mappings.

    Raises:
        ConfigRefused: the file exists, so a running deployment is never overwritten.
    """
    file = folder / FILE
    text = "\n".join(_lines({"format": FORMAT, **value}))
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text + "\n")
    except FileExistsError:
        raise ConfigRefused(
            zh=f"{file} 已存在: 不会覆盖, 请换目录", en=f"{file} exists and is not overwritten: choose another folder"
        ) from None


def _lines(value: Mapping[str, Any]) -> list[str]:
    plain = [f"{name} = {_literal(one)}" for name, one in value.items() if not isinstance(one, Mapping | list)]
    for name, one in value.items():
        if isinstance(one, Mapping):
            plain += ["", f"[{name}]", *_lines(one)]
        elif isinstance(one, list):
            for row in one:
                plain += ["", f"[[{name}]]", *_lines(row)]
    return plain


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
