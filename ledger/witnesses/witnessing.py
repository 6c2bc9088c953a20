"""Witnessing: the log asks other departments' witnesses to cosign its checkpoints, and hears from them what it forgot.

Nothing waits for a witness: checkpoints are signed, published and anchored without it, and cosignatures join the note
when they come. Evidence says how many there are; the trust policy decides how many are enough.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

from ledger.checkpoint import VerifierKey, verify_note
from ledger.errors import (
    LogFrozen,
    NoteRefused,
    QuanzeError,
    WitnessConflict,
    WitnessRefused,
    WitnessUnreachable,
)
from ledger.recording.signed_head import root_at
from ledger.storage.store import Store
from ledger.witnesses.witness_client import WitnessClient

logger = logging.getLogger(__name__)

BEHIND = 16
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0
_UNPROVED = 422


class Cosigning:
    """Brings the log's checkpoints to one witness, each round as far as it can.

    Args:
        log_key: the log's public key.
        monotonic: a clock in seconds, for pauses after failures.
    """

    def __init__(
        self, store: Store, log_key: VerifierKey, client: WitnessClient, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._log_key = log_key
        self._client = client
        self._monotonic = monotonic
        self._pause, self._next = FIRST_PAUSE_S, 0.0
        with store.read() as session:
            known = session.cosignatures.newest(client.key.name)
        self._seen = known[0] if known else 0

    @property
    def name(self) -> str:
        """The witness's name."""
        return self._client.key.name

    def compare(self, *, strict: bool) -> None:
        """Hold the store against what the witness cosigned last; to be called before anything is signed.

        Args:
            strict: the store was restored from a backup, so a witness that is silent may know more than it.

        Raises:
            LogFrozen: the witness cosigned a longer or another log than the one stored.
            WitnessUnreachable: it does not answer, and ``strict``.
        """
        try:
            note = self._client.witnessed(self._log_key.name)
            if note is not None:
                self._check_remembered(note)
            else:
                self._ask_size()
        except (WitnessUnreachable, WitnessRefused) as error:
            if strict:
                raise
            logger.warning("%s: %s", error.code, error.en)

    def step(self) -> int:
        """Have the newest checkpoints cosigned that are not yet; how many were. Pauses by itself after a failure.

        Raises:
            LogFrozen: the witness holds a checkpoint, signed by our key, that is not of this log.
            WitnessUnreachable, WitnessRefused: asked again later.
        """
        if self._monotonic() < self._next:
            return 0
        try:
            done = self._cosign_newest()
        except QuanzeError:
            self._next = self._monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE_S)
            raise
        self._pause = FIRST_PAUSE_S
        return done

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _cosign_newest(self) -> int:
        with self._store.read() as session:
            # after a pause the newest few are enough: each covers all entries before it
            waiting = session.checkpoints.newest(self._seen, BEHIND)
        for done, checkpoint in enumerate(waiting):
            try:
                self._cosign(checkpoint.size, checkpoint.note)
            except WitnessConflict as error:
                self._learn(int(error.details["size"]))
                return done
            except WitnessRefused as error:
                if error.details.get("status") == _UNPROVED:
                    self._check_proof()
                raise
        return len(waiting)

    def _cosign(self, size: int, note: str) -> None:
        with self._store.read() as session:
            path = session.log.consistency_path(self._seen, size) if 0 < self._seen < size else []
        at, line = self._client.add(self._seen, path, note)
        # a crash before this commit: the witness knows more than we, answers 409 with its size, and signs again
        with self._store.begin() as session:
            session.cosignatures.add(size, self.name, at, line)
        self._seen = size

    def _learn(self, size: int) -> None:
        """The witness is elsewhere than we thought: find out whether that is a place of this log."""
        with self._store.read() as session:
            length = session.log.load_state().size
            stored = session.checkpoints.at(size) if size <= length else None
        if size > length:
            self._check_proof()
        note = self._client.witnessed(self._log_key.name)
        if note is not None:
            self._check_remembered(note)
        self._seen = size
        if stored is not None:
            try:
                self._cosign(size, stored.note)
            except WitnessConflict:
                self._check_proof()

    def _check_proof(self) -> NoReturn:
        note = self._client.witnessed(self._log_key.name)
        if note is not None:
            self._check_remembered(note)
        raise WitnessRefused(
            zh=f"见证方 {self.name} 自称见过更长或不同的日志, 但拿不出本日志密钥签名的检查点: 请与其核对",
            en=f"the witness {self.name} claims to have seen a longer or another log, and shows no checkpoint signed by "
            "our key: talk to its operator",
            witness=self.name,
        )

    def _ask_size(self) -> None:
        with self._store.read() as session:
            newest = session.checkpoints.latest(published=True)
            length = session.log.load_state().size
        if newest is None:
            return
        try:
            at, line = self._client.add(0, [], newest.note)
        except WitnessConflict as error:
            size = int(error.details["size"])
            if size > length:
                self._freeze(size, length)
            self._seen = size
            return
        with self._store.begin() as session:
            session.cosignatures.add(newest.size, self.name, at, line)
        self._seen = newest.size

    def _check_remembered(self, note: str) -> None:
        try:
            found = verify_note(note, self._log_key)
        except NoteRefused as error:
            raise WitnessRefused(
                zh=f"见证方 {self.name} 给出的检查点不是本日志密钥所签: 请与其核对",
                en=f"the witness {self.name} shows a checkpoint that our log key did not sign: talk to its operator",
                witness=self.name,
            ) from error
        with self._store.read() as session:
            length = session.log.load_state().size
            same = root_at(session, found.size) == found.root
        if not same:
            self._freeze(found.size, length)
        self._seen = found.size

    def _freeze(self, size: int, length: int) -> NoReturn:
        raise LogFrozen(
            zh=f"见证方 {self.name} 见证过 {size} 条的日志, 与本地存储({length} 条)不符: 停止签发; 请恢复较新的备份",
            en=f"the witness {self.name} cosigned a log of {size} entries that is not the one stored here ({length}): "
            "nothing is signed; restore a newer backup",
            witness=self.name,
            witnessed=size,
            stored=length,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
