"""Who asks: sign-in by EIP-4361, callers, what they may see, and the record of every read.

A token opens a session for eight hours, and not a moment longer than its key is valid: the key is looked up in the
directory at every use, so ending a key on the chain ends its sessions. Only the SHA-256 of a token is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.errors import NotSignedIn
from ledger.keys.personal import recover_personal
from ledger.keys.signatures import signature_bytes
from ledger.model import Address, check_form
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.policy.permissions import Matter
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, KeyFacts
from ledger.registers.sight import Sight
from ledger.registers.sign_in_message import SignInMessage, Site
from ledger.storage.access_store import SignIn
from ledger.storage.store import Store
from ledger.workdays import HOUR_MS

__all__ = ["Access", "Caller", "Challenge", "OpenedSession"]

CHALLENGE_MS = 5 * 60_000
SESSION_MS = 8 * HOUR_MS


@dataclass(frozen=True)
class Challenge:
    """A message to sign, good once until ``expires_at`` (ms)."""

    message: str
    expires_at: int


@dataclass(frozen=True)
class OpenedSession:
    """A session. ``token`` is shown this once; ``expires_at`` in ms."""

    token: str
    expires_at: int
    caller: Caller


class Access:
    """Signs callers in and keeps the record of what they read.

    Args:
        site: domain, URI and chain id that stand in every message.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, site: Site, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._site = site
        self._clock = clock
        self._reads = ReadRecord(store, clock)
        self._sight = Sight(store, directory)

    def now(self) -> int:
        """The clock that sign-ins and readings are dated by, ms since 1970."""
        return self._clock()

    def may(self, caller: Caller, action: Action, matter: Matter) -> Right:
        """The best access of the caller to ``action`` in ``matter``, in whatever capacity it truly has there."""
        return self._sight.may(caller, action, matter)

    def challenge(self, address: str) -> Challenge:
        """The message that the key of ``address`` has to sign.

        Raises:
            InputRefused: no address. NotSignedIn: no key of that address is valid now.
        """
        now = self._clock()
        self._valid_key(check_form("address", address), now)
        message = SignInMessage(self._site, Address(address), secrets.token_hex(16), now, now + CHALLENGE_MS)
        text = message.text()
        with self._store.begin() as session:
            session.access.drop_expired(now)
            session.access.offer_nonce(_name(text), message.expires_at)
        return Challenge(text, message.expires_at)

    def open_session(self, message: str, signature: str) -> OpenedSession:
        """Sign in with a message as issued and its EIP-191 signature (``0x`` hex).

        Raises:
            InputRefused: not a message of ours. SignatureRefused: out of form.
            NotSignedIn: signed by another key, issued elsewhere, used, expired, or by a key that is not valid now.
        """
        read, now = SignInMessage.parse(message), self._clock()
        if read.site != self._site or recover_personal(message, signature_bytes(signature)) != read.address:
            raise _refused(
                "签名不是由文本所列地址为本服务所签", "the message is not signed by its address for this service"
            )
        key = self._valid_key(read.address, now)
        token = secrets.token_urlsafe(32)
        expires_at = now + SESSION_MS
        with self._store.begin() as session:
            # The statement that spends the nonce also holds the message to what was issued: its digest is the name
            if not session.access.use_nonce(_name(message), now):
                raise _refused(
                    "登录文本未曾发出、已用过或已过期: 请重新取得",
                    "the message was never issued, is used, or expired: ask anew",
                )
            sign_in = SignIn(key.address, key.department, key.role.value, now, expires_at)
            session.access.open_session(token, sign_in)
        return OpenedSession(token, expires_at, self._caller(key))

    def close_session(self, token: str) -> None:
        """End a session at once."""
        with self._store.begin() as session:
            session.access.close_session(token)

    def caller(self, token: str) -> Caller:
        """Who a token stands for.

        Raises:
            NotSignedIn: unknown or expired token, or a key that is no longer valid.
        """
        now = self._clock()
        with self._store.read() as session:
            found = session.access.session(token, now)
        if found is None:
            raise _refused("令牌未知或已过期: 请重新登录", "the token is unknown or expired: sign in again")
        return self._caller(self._valid_key(found.address, now))

    def record_read(self, caller: Caller, action: str, subject: str, facts: dict[str, Any] | None = None) -> None:
        """Record that ``caller`` reads ``subject``; called before anything is told, so none stays unrecorded."""
        self._reads.add(caller, action, subject, facts)

    def _valid_key(self, address: str, now: int) -> KeyFacts:
        key = self._directory.key(address)
        if key is None or not key.valid_at(now):
            raise _refused(
                f"地址 {address} 现在不是任何部门的有效密钥", f"{address} is no valid key of any department now"
            )
        return key

    def _caller(self, key: KeyFacts) -> Caller:
        department = self._directory.department(key.department)
        if department is None:
            raise _refused(f"部门 {key.department} 未登记", f"the department {key.department} is not registered")
        return Caller(key.address, key.department, key.role, department.tier, department.region)


def _name(message: str) -> str:
    return sha256(message.encode()).hexdigest()


def _refused(zh: str, en: str) -> NotSignedIn:
    return NotSignedIn(zh=zh, en=en)
