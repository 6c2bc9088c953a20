"""Who is signed in, and who read what when."""

from __future__ import annotations

from hashlib import sha256
from itertools import takewhile
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ledger.storage.tables_access import reads, sessions, sign_in_nonces


class SignIn(NamedTuple):
    """A department's key that is signed in until ``expires_at`` (ms)."""

    address: str
    department: str
    role: str
    opened_at: int
    expires_at: int


class Read(NamedTuple):
    """One reading of records: who, what and when (ms). ``facts`` is small JSON, never the records themselves."""

    department: str
    address: str
    role: str
    action: str
    subject: str
    facts: dict[str, Any]
    read_at: int


ReadRow = tuple[int, str, str, str, str, str, dict[str, Any], int]
"""A reading with its id first."""


# Built once: every request asks for the one, every reading for the other
_SESSION = select(*(sessions.c[name] for name in SignIn._fields)).where(
    sessions.c.token_hash == bindparam("digest"), sessions.c.expires_at > bindparam("now")
)
_READ = insert(reads)


class AccessStore:
    """Sign-ins and readings as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def offer_nonce(self, nonce: str, expires_at: int) -> None:
        """Record a nonce that one sign-in may use until ``expires_at``."""
        self._connection.execute(insert(sign_in_nonces).values(nonce=nonce, expires_at=expires_at, used=False))

    def use_nonce(self, nonce: str, now: int) -> bool:
        """Spend a nonce; False if it is unknown, expired or spent. Two sign-ins at once cannot both get True."""
        good = (sign_in_nonces.c.nonce == nonce) & ~sign_in_nonces.c.used & (sign_in_nonces.c.expires_at > now)
        return self._connection.execute(update(sign_in_nonces).where(good).values(used=True)).rowcount == 1

    def open_session(self, token: str, sign_in: SignIn) -> None:
        """Record a sign-in under the digest of its token."""
        self._connection.execute(insert(sessions).values(token_hash=_digest(token), **sign_in._asdict()))

    def session(self, token: str, now: int) -> SignIn | None:
        """The sign-in that the token stands for, or None if it is unknown or expired."""
        row = self._connection.execute(_SESSION, {"digest": _digest(token), "now": now}).one_or_none()
        return None if row is None else SignIn(*row)

    def close_session(self, token: str) -> None:
        """Forget a sign-in."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == _digest(token)))

    def drop_expired(self, now: int) -> None:
        """Forget sign-ins and nonces whose time is over."""
        self._connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        self._connection.execute(delete(sign_in_nonces).where(sign_in_nonces.c.expires_at <= now))

    def record_read(self, read: Read) -> None:
        """Record a reading; committed before anything is told, so none stays unrecorded."""
        self._connection.execute(_READ, read._asdict())

    def reads(
        self,
        *,
        department: str | None = None,
        subject: str | None = None,
        limit: int = 1000,
        period: tuple[int, int] | None = None,
    ) -> list[Read]:
        """The last readings by a department or of a subject, newest first; those from the first to before the second time
        (ms) of ``period``.
        """
        statement = select(*(reads.c[name] for name in Read._fields)).order_by(reads.c.id.desc()).limit(limit)
        if department is not None:
            statement = statement.where(reads.c.department == department)
        if subject is not None:
            statement = statement.where(reads.c.subject == subject)
        if period is not None:
            statement = statement.where(reads.c.read_at >= period[0], reads.c.read_at < period[1])
        return [Read(*row) for row in self._connection.execute(statement)]

    def read_rows(
        self, after: int, *, last: int | None = None, read_until: int | None = None, limit: int | None = None
    ) -> list[ReadRow]:
        """Readings whose id is greater than ``after``, ascending, as they are committed to (docs/formats.md §19).

        Args:
            after: id of the last one already known.
            last: greatest id; None for all.
            read_until: only up to the first that was read later than this (ms).
            limit: how many at most.
        """
        statement = select(*(reads.c[name] for name in ("id", *Read._fields))).where(reads.c.id > after)
        if last is not None:
            statement = statement.where(reads.c.id <= last)
        rows = self._connection.execute(statement.order_by(reads.c.id).limit(limit))
        found = (cast("ReadRow", tuple(row)) for row in rows)
        return list(takewhile(lambda row: read_until is None or row[-1] <= read_until, found))


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
