"""What a command needs to speak to a service: address, key, token. Sessions are kept in one file that only its owner reads."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ledger.errors import InputRefused, NotSignedIn, SignerRefused

if TYPE_CHECKING:
    from ledger.cli.client import Client
    from ledger.cli.terminal import Terminal
    from ledger.keys import Signer
    from ledger.recording.pen import Pen

DEFAULT_URL = "http://127.0.0.1:8642"


class Session:
    """The service, the key and the token of one command; each is opened when it is first asked for.

    Args:
        key: signer URI; may be empty where nothing is signed.
        passphrase_file, token_file, trust: paths; empty for the usual ones.
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        url: str,
        key: str = "",
        passphrase_file: str = "",
        token_file: str = "",
        trust: str = "",
    ) -> None:
        self.terminal = terminal
        self.url = url.rstrip("/")
        self._key = key
        self.passphrase_file = Path(passphrase_file) if passphrase_file else None
        self._tokens = Path(token_file) if token_file else _default_tokens()
        self._trust = trust
        self._open = ExitStack()
        self._client: Client | None = None
        self._signer: Signer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def public(self) -> Client:
        """A client that nobody has signed in with."""
        from ledger.cli.client import Client

        if self._client is None:
            trust = read_json(Path(self._trust)) if self._trust else None
            self._client = self._open.enter_context(Client(self.url, trust=trust))
        return self._client

    def signer(self) -> Signer:
        """The key's signer.

        Raises:
            SignerRefused: none was named, or it cannot be opened.
        """
        from ledger.keys import open_signer

        if not self._key:
            raise SignerRefused(
                zh="须指明签名密钥: --key file:路径 或 --key env:变量名",
                en="name the signing key: --key file:PATH or --key env:NAME",
            )
        if self._signer is None:
            self._signer = open_signer(self._key, passphrase=ask_passphrase(), passphrase_file=self.passphrase_file)
        return self._signer

    def caller(self) -> Client:
        """A client that is signed in: by the key if one is named, else by a session opened before.

        Raises:
            NotSignedIn: neither.
        """
        client = self.public()
        if client.token is None:
            kept = self._kept()
            if kept is None and not self._key:
                raise NotSignedIn(
                    zh="请先登录: quanze sign-in --key file:路径, 或给出 --key",
                    en="sign in first: quanze sign-in --key file:PATH, or give --key",
                )
            client.token = kept["token"] if kept else None
            if kept is None or (self._key and not self._still_good(client)):
                self.sign_in()
        return client

    def may_sign_in(self) -> bool:
        """Whether there is a key or a kept session to sign in with."""
        return bool(self._key) or self._kept() is not None

    def sign_in(self) -> dict[str, Any]:
        """Open a session with the key and keep it; who signed in."""
        signer = self.signer()
        opened = self.public().sign_in(signer)
        kept = self._read() | {self.url: {**opened, "address": signer.address}}
        _write_private(self._tokens, kept)
        return dict(opened["caller"])

    def sign_out(self) -> None:
        """End the session that is kept for this service, if there is one."""
        kept = self._kept()
        if kept is not None:
            client = self.public()
            client.token = kept["token"]
            client.sign_out()
            _write_private(self._tokens, {url: one for url, one in self._read().items() if url != self.url})

    def department(self, given: str | None = None) -> str:
        """The department that the key acts for: as given, else as the service's directory says."""
        return given or str(self.caller().me()["department"])

    def pen(self, department: str | None = None, lane: int = 0) -> Pen:
        """A pen of the key for its department."""
        return self.public().pen(self.department(department), self.signer(), lane)

    def beside_key(self, suffix: str) -> Path | None:
        """The path ``KEYFILE.suffix`` beside a key in a file; None for any other key."""
        scheme, _, path = self._key.partition(":")
        return Path(f"{path}.{suffix}") if scheme == "file" and path else None

    def _still_good(self, client: Client) -> bool:
        try:
            return bool(client.me())
        except NotSignedIn:
            client.token = None
            return False

    def _kept(self) -> dict[str, Any] | None:
        found = self._read().get(self.url)
        if not isinstance(found, dict) or not {"token", "expires_at", "address"} <= found.keys():
            return None
        if self._key and found["address"] != self.signer().address:
            return None
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return found if str(found["expires_at"]) > now else None

    def _read(self) -> dict[str, Any]:
        try:
            value = json.loads(self._tokens.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}


def ask_passphrase() -> Any:
    """What asks for a passphrase at a terminal; None where nobody could answer."""
    import sys

    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    return lambda: getpass("口令 · passphrase: ")


def read_json(path: Path) -> Any:
    """The JSON in a file that the user named.

    Raises:
        InputRefused: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputRefused.unreadable(path, error) from error
    except ValueError as error:
        raise InputRefused(zh=f"{path} 不是 JSON: {error}", en=f"{path} is no JSON: {error}") from error


def write_text(path: Path, text: str) -> None:
    """Write a file that the user named, as `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file that the user named.

    Raises:
        InputRefused: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputRefused(
            zh=f"不能写入 {path}: {error.strerror}", en=f"cannot write {path}: {error.strerror}"
        ) from error


def _default_tokens() -> Path:
    from typer import get_app_dir

    return Path(get_app_dir("quanze")) / "sessions.json"


def _write_private(path: Path, value: Any) -> None:
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(value, out)
        beside.replace(path)
    except OSError as error:
        raise InputRefused(
            zh=f"不能保存登录令牌 {path}: {error.strerror}: 请用 --token-file 另选位置",
            en=f"cannot keep the session in {path}: {error.strerror}: choose another place with --token-file",
        ) from error
