"""Counting what the public log holds, as anybody can: entries from its tiles, their root against the signed checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.checkpoint import VerifierKey, verify_note
from ledger.cli.client import Client
from ledger.entries import EventEntry, parse_entry
from ledger.errors import DemoBroken
from ledger.merkle import leaf_hash, root

TILE = 256


def count_events(client: Client, size: int) -> int:
    """How many events the first ``size`` entries of the public log record.

    Raises:
        DemoBroken: the latest checkpoint is not of this size, or the entries do not give its root.
    """
    checkpoint = verify_note(client.checkpoint(), VerifierKey.parse(client.trust()["log_key"]))
    entries = list(_entries(client, size))
    if (checkpoint.size, checkpoint.root) != (size, root([leaf_hash(entry) for entry in entries])):
        raise DemoBroken(
            zh="公开日志的条目算不出已签检查点的根",
            en="the public log's entries do not give the signed checkpoint's root",
        )
    return sum(isinstance(parse_entry(entry), EventEntry) for entry in entries)


def count_alerts(client: Client, size: int) -> int:
    """How many of the first ``size`` entries are alerts that the service itself recorded; asked by its operator."""
    found, after = 0, -1
    while True:
        page = client.events(type="alert", after=after, limit=500)
        found += sum(int(one["index"]) < size for one in page["events"])
        if page["next_after"] is None:
            return found
        after = page["next_after"]


def _entries(client: Client, size: int) -> Iterator[bytes]:
    for number in range(-(-size // TILE)):
        width = min(TILE, size - number * TILE)
        yield from _split(client.tile("entries", f"{number:03d}" + ("" if width == TILE else f".p/{width}")))


def _split(bundle: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        yield bundle[at + 2 : end]
        at = end
