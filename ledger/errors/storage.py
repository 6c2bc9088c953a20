"""What the store refuses."""

from __future__ import annotations

from ledger.errors.tree import ConflictRefused, Unavailable


class StoreUnreachable(Unavailable):
    """The database cannot be opened or does not answer."""

    code = "store-unreachable"


class StoreReadOnly(Unavailable):
    """The database or its folder may not be written."""

    code = "store-read-only"


class StoreFull(Unavailable):
    """No room is left for the database; the session was rolled back."""

    code = "store-full"


class StoreDamaged(Unavailable):
    """The database's own structure is damaged, or the file is no database."""

    code = "store-damaged"


class StoreBusy(Unavailable):
    """Another session holds the lock for longer than we wait."""

    code = "store-busy"


class StoreVersionUnknown(Unavailable):
    """The database or data folder was written by a newer version of this program."""

    code = "store-version-unknown"


class LogDamaged(Unavailable):
    """Stored bytes of the log no longer give the hashes recorded for them; nothing may be signed."""

    code = "log-damaged"


class WriterFenced(Unavailable):
    """Another writer has taken over this log, or the log is not at the size this writer expected."""

    code = "writer-fenced"


class LaneTaken(ConflictRefused):
    """A (signer, lane, seq) that already names an event."""

    code = "lane-taken"


class StreamPositionRefused(ConflictRefused):
    """An entry whose position in a stream is not the stream's next."""

    code = "stream-position-refused"


class JournalStateRefused(ConflictRefused):
    """A journal row is not in a state from which this step is possible."""

    code = "journal-state-refused"


class BackupRefused(ConflictRefused):
    """A file that is no backup of this log, or a restore that would lose or fork something."""

    code = "backup-refused"
