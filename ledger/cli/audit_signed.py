"""Auditing what was signed: events, the signed head, the cosignatures, and what the witnesses themselves say."""

from __future__ import annotations

from collections.abc import Callable

from ledger.config import Config
from ledger.cosignature import read_cosignatures
from ledger.errors import LogFrozen, QuanzeError
from ledger.recording.signed_head import SignedHead
from ledger.storage.store import Store, StoreSession
from ledger.wiring import open_cosignings

Find = Callable[[str, str, str], None]


def check_signed(session: StoreSession, config: Config, find: Find) -> int:
    """Hold signed head and kept cosignatures against the log; how many cosignatures hold."""
    try:
        SignedHead(config.signed_head_file).compare(session)
    except LogFrozen as error:
        find("signed head", error.zh, error.en)
    trust = config.witness_trust()
    held = 0
    for stored in session.checkpoints.between(0, 1 << 62) if trust else ():
        try:
            held += len(read_cosignatures(session.cosignatures.note(stored), trust.keys if trust else ()))
        except QuanzeError as error:
            find(f"checkpoint {stored.size}", error.zh, error.en)
    return held


def ask_witnesses(store: Store, config: Config, find: Find, leave_open: Find) -> int:
    """Ask each configured witness what it cosigned last; how many answered."""
    heard = 0
    for cosigning in open_cosignings(config, store):
        with cosigning:
            try:
                cosigning.compare(strict=True)
                heard += 1
            except LogFrozen as error:
                find(f"witness {cosigning.name}", error.zh, error.en)
            except QuanzeError as error:
                leave_open(f"witness {cosigning.name}", error.zh, error.en)
    return heard
