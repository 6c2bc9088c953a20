"""A witness: cosigns checkpoints of other departments' logs, each only if it extends the last (C2SP tlog-witness).

What it keeps per log is one checkpoint. It never cosigns two histories of one log, and never a shorter log after a
longer one, across restarts and between requests at the same time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ledger import merkle
from ledger.checkpoint import Checkpoint, VerifierKey, decode64, split_note, verify_note
from ledger.cosignature import CosignerKey, cosign
from ledger.errors import (
    CheckpointNotSigned,
    CheckpointRequestRefused,
    NoteRefused,
    NotFound,
    OriginUnknown,
    ProofError,
    WitnessConflict,
)
from ledger.storage.witness_store import Contradiction, Head, WitnessStore

logger = logging.getLogger(__name__)

MAX_PROOF = 63
MAX_REQUEST = 65_536
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class AddCheckpoint:
    """An add-checkpoint request: size the client believes the witness to have seen, consistency path, signed note."""

    old: int
    path: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """Read a request's body.

        Raises:
            CheckpointRequestRefused: malformed, or too long.
        """
        try:
            head, gap, note = body.decode().partition("\n\n")
            first, *lines = head.split("\n")
            old = _OLD.fullmatch(first)
            if old is None or not gap or len(lines) > MAX_PROOF or len(body) > MAX_REQUEST:
                raise _malformed("首行须为 old 与大小, 其后至多 63 行", "old and a size first, then at most 63 lines")
            return cls(int(old[1]), tuple(decode64(line, 32) for line in lines), note)
        except UnicodeDecodeError:
            raise _malformed("不是 UTF-8", "not UTF-8") from None
        except NoteRefused as error:
            raise _malformed(error.zh, error.en) from error


class Witness:
    """One witness.

    Args:
        key: its public key. sign: gives the Ed25519 signature of bytes; the private key stays behind it.
        logs: the verifier keys of the logs it watches; a key's name is the origin.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        store: WitnessStore,
        key: CosignerKey,
        sign: Callable[[bytes], bytes],
        logs: Collection[VerifierKey],
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._key = key
        self._sign = sign
        self._logs: Mapping[str, VerifierKey] = {log.name: log for log in logs}
        self._clock = clock
        store.watch(list(self._logs))

    def add_checkpoint(self, body: bytes) -> str:
        """Cosign the checkpoint in a request: the signature line, ended by a newline.

        Order, and what a crash leaves:

        1. check signature, sizes and proof against what is stored   crash: nothing happened
        2. sign                                                      crash: as 1; the signature has not left
        3. compare and replace what is stored, durably               crash: the client repeats; the same head is cosigned
        4. answer                                                    crash: as 3

        Raises:
            CheckpointRequestRefused (400): malformed, or an old size above the checkpoint's.
            OriginUnknown (404), CheckpointNotSigned (403): of no log watched here, not signed by it.
            WitnessConflict (409): the last checkpoint cosigned has another size, or another root at this size.
            ProofError (422): the consistency proof does not hold.
        """
        request = AddCheckpoint.parse(body)
        checkpoint = self._signed(request.note)
        if request.old > checkpoint.size:
            raise _malformed("旧大小超过检查点的大小", "the old size exceeds the checkpoint's")
        head = self._store.head(checkpoint.origin)
        self._check_growth(request, checkpoint, head)
        now = self._clock()
        line = cosign(checkpoint.body(), self._key, now, self._sign)
        new = Head(checkpoint.origin, checkpoint.size, checkpoint.root, request.note + line, now)
        if not self._store.replace(head, new):
            raise _conflict(self._store.head(checkpoint.origin).size)
        return line

    def close(self) -> None:
        """Close its database."""
        self._store.close()

    def witnessed(self, origin: str) -> str:
        """The last checkpoint cosigned for an origin, with our cosignature at its end.

        Raises:
            OriginUnknown: no such log is watched. NotFound: none of it was cosigned yet.
        """
        if origin not in self._logs:
            raise _unknown(origin)
        head = self._store.head(origin)
        if not head.note:
            raise NotFound(zh=f"尚未见证 {origin}", en=f"no checkpoint of {origin} was cosigned yet")
        return head.note

    def _signed(self, note: str) -> Checkpoint:
        try:
            origin = split_note(note)[0].partition("\n")[0]
        except NoteRefused as error:
            raise _malformed(error.zh, error.en) from error
        key = self._logs.get(origin)
        if key is None:
            raise _unknown(origin[:100])
        try:
            return verify_note(note, key)
        except NoteRefused as error:
            raise CheckpointNotSigned(zh=error.zh, en=error.en) from error

    def _check_growth(self, request: AddCheckpoint, checkpoint: Checkpoint, head: Head) -> None:
        if checkpoint.size == head.size and checkpoint.root != head.root:
            # signed twice by one key: whoever holds both notes can prove it
            found = Contradiction(checkpoint.origin, checkpoint.size, head.note, request.note, self._clock())
            self._store.keep(found, checkpoint.root)
            logger.error("%s shows two histories at size %d: both notes are kept", checkpoint.origin, checkpoint.size)
            raise _conflict(head.size)
        if request.old != head.size:
            raise _conflict(head.size)
        if request.old == 0:
            if request.path:
                raise ProofError(zh="旧大小为 0 时证明须为空", en="the proof is empty where the old size is 0")
            return
        merkle.verify_consistency(head.size, checkpoint.size, head.root, checkpoint.root, request.path)


def _malformed(zh: str, en: str) -> CheckpointRequestRefused:
    return CheckpointRequestRefused(
        zh=f"请求不合 tlog-witness 格式: {zh}", en=f"malformed add-checkpoint request: {en}"
    )


def _unknown(origin: str) -> OriginUnknown:
    return OriginUnknown(zh=f"本见证方不见证 {origin}", en=f"this witness does not watch {origin}")


def _conflict(size: int) -> WitnessConflict:
    return WitnessConflict(
        zh=f"上次见证的大小是 {size}, 或同一大小另有一根",
        en=f"the last checkpoint cosigned has size {size}, or another root at that size",
        size=size,
    )
