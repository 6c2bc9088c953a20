"""The stages of an event's way that a fault may strike, and about how many steps each takes here."""

from __future__ import annotations

from ledger.indexing import ChainIndexer
from ledger.recording.anchoring import Anchorer
from ledger.recording.backing_up import back_up, restore
from ledger.recording.checkpointing import Sealer
from ledger.recording.intake import Intake
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.projecting import Projector
from ledger.recording.signed_head import SignedHead
from ledger.recording.writer import Writer
from ledger.storage.log_store import LogStore
from ledger.storage.store import StoreSession
from ledger.storage.stream_store import StreamStore
from tests.faults.steps import Stage

INTAKE = Stage("intake", (Intake.check, Intake.check_batch), 3000)
INGEST = Stage("ingest", (Writer.record,), 2000)
INTEGRATE = Stage("integrate", (LogStore._fill_tiles, LogStore._insert, StreamStore.append), 500)
COMMIT = Stage("commit", (LocalRecorder._commit,), 1500)
ACKNOWLEDGE = Stage("acknowledge", (StoreSession.committed,), 50)
CHECKPOINT = Stage("checkpoint", (Sealer.seal,), 6000)
HEAD = Stage("signed head", (SignedHead.write,), 17)
PROJECT = Stage("project", (Projector.step,), 1000)
RESTORE = Stage("restore", (restore,), 40000)
BACK_UP = Stage("back up", (back_up,), 40000)
ANCHOR = Stage("anchor", (Anchorer.send,), 900)
FOLLOW = Stage("follow", (Anchorer.follow,), 300)
READ = Stage("read", (ChainIndexer.step,), 1500)
