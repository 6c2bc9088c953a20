"""Citing: the entry of a recorded event with its proof against the newest checkpoint that is anchored on the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.errors import EventUnknown, NotAnchoredYet
from ledger.model import check_form
from ledger.storage.store import Store


@dataclass(frozen=True)
class Citation:
    """The struct ``Cited`` of contracts/IAccountability.sol; ``path`` holds 32 bytes each."""

    origin: str
    size: int
    index: int
    entry: bytes
    path: tuple[bytes, ...]

    def to_abi(self) -> dict[str, Any]:
        """As the contract takes it."""
        return {**vars(self), "path": list(self.path)}


class Citer:
    """Finds entries and proofs.

    Args:
        origin: name of the log whose anchors count.
    """

    def __init__(self, store: Store, origin: str) -> None:
        self._store = store
        self._origin = origin

    def cite(self, event_id: str) -> Citation:
        """The citation of an event; ``event_id`` is 64 hex digits, with or without ``0x``.

        Raises:
            EventUnknown: no such event is recorded here.
            NotAnchoredYet: it is recorded, but no checkpoint that covers it is anchored for good.
        """
        digest = check_form("digest", event_id.removeprefix("0x"))
        with self._store.read() as session:
            indexes = session.events.indexes_of(bytes.fromhex(digest))
            if not indexes:
                raise EventUnknown(
                    zh=f"本日志没有记录事件 {digest}: 先记录事件, 再引用它",
                    en=f"no event {digest} is recorded in this log: record the event first, then cite it",
                )
            index = indexes[0]
            final = session.anchors.latest_final(self._origin)
            if final is None or index >= final.size:
                raise NotAnchoredYet(
                    zh=f"事件 {digest} 已记录, 但覆盖它的检查点尚未锚定上链: 请稍后再提交",
                    en=f"the event {digest} is recorded, but no checkpoint that covers it is anchored on the chain yet: "
                    "submit again shortly",
                    index=index,
                )
            entry = session.log.entry(index).entry
            path = session.log.inclusion_path(index, final.size)
        return Citation(self._origin, final.size, index, entry, tuple(path))
