"""The service on one database without its chain: opened, compared and put together in the order of `ledger.worker`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ledger.errors import QuanzeError
from ledger.recording.checkpointing import Sealer
from ledger.recording.intake import Checked, Intake
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.projecting import Projector
from ledger.recording.recorder import Receipt
from ledger.recording.writer import Writer
from ledger.registers.directory import Directory
from ledger.storage.store import Store, open_store
from tests.faults.child import Tell

if TYPE_CHECKING:
    from tests.faults.world import Sent, World

Tune = Callable[[Store], None]


class Service:
    """One running service.

    Args:
        tune: what a fault does to the store's connections before anything is read.
    """

    def __init__(self, world: World, tune: Tune = lambda _: None) -> None:
        self.store = open_store(world.url)
        try:
            tune(self.store)
            with self.store.read() as session:
                session.check_state()
                world.head.compare(session)
            self.writer = Writer(self.store, world.clock)
            self.sealer = Sealer(self.store, self.writer, world.log_key, world.origin, world.head)  # type: ignore[arg-type]
            self.recorder = LocalRecorder(self.writer)
        except BaseException:
            self.store.close()
            raise
        self.directory = Directory(self.store, world.clock)
        self.intake = Intake(self.directory, world.separator, world.clock)
        self.projector = Projector(self.store, world.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop it in an orderly way."""
        self.recorder.close()
        self.store.close()

    def check(self, sent: Sent) -> list[Checked]:
        """What the API does before it asks the recorder."""
        if sent.signature is None:
            return [self.intake.check(one) for one in sent.submissions]
        return self.intake.check_batch([(one.event, one.disclosures) for one in sent.submissions], sent.signature)

    def carry_out(self, errand: Sequence[Sent], tell: Tell) -> None:
        """Record what was sent; each sender is told what it was answered, and nothing before that.

        Raises:
            QuanzeError: as intake and recorder; the first refusal of an event too.
        """
        for sent in errand:
            tell("receipts", receipts_of(self.recorder.submit(self.check(sent))))

    def finish(self) -> None:
        """Sign a checkpoint, and bring the projections up to the log."""
        self.sealer.seal()
        self.projector.catch_up()


def receipts_of(answers: Sequence[Receipt | QuanzeError]) -> list[tuple[str, int]]:
    """Event ids and indexes. Raises the first refusal among the answers."""
    found: list[Any] = []
    for one in answers:
        if isinstance(one, QuanzeError):
            raise one
        found.append((one.event_id, one.index))
    return found
