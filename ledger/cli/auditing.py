"""Auditing a data folder: everything stored is read and verified again, apart from the code that wrote it.

Log, tiles and streams against the last checkpoint; each event's bytes, signature, place and key; each checkpoint's note
and cosignatures; each anchor and key against the chain, which is read by web3.py instead of our own reader; and what
each witness cosigned last. All findings are listed, with what and where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import typer

from ledger.canonical import parse
from ledger.chain.second_reading import read_anchors, read_keys
from ledger.checkpoint import VerifierKey, verify_note
from ledger.cli.audit_kept import check_kept
from ledger.cli.audit_reads import check_reads
from ledger.cli.audit_signed import ask_witnesses, check_signed
from ledger.cli.terminal import Terminal
from ledger.cli.wording import OK, REFUSED, UNDETERMINED
from ledger.config import Config, load_config
from ledger.disclosure import check_disclosures, parse_disclosures
from ledger.entries import EventEntry, StreamsEntry, parse_entry
from ledger.errors import LogDamaged, QuanzeError, Unavailable
from ledger.events import Event
from ledger.indexing import ROLES, to_ms
from ledger.keys import address_text, recover, signed_digest
from ledger.recording.chain_link import ChainLink
from ledger.recording.read_batch import EVENT_TYPE, ReadBatch
from ledger.storage.anchor_journal import AnchorState
from ledger.storage.log_store import StoredEntry
from ledger.storage.store import Store, StoreSession, open_store
from ledger.wiring import chain_url, connect, verifier_key

CHUNK = 1000
MAX_FINDINGS = 1000
_ANCHORS = 1_000_000


@dataclass
class Audit:
    """What was looked at, and what was found. ``open_points`` could not be determined; ``operator`` runs the service.

    ``unreadable`` events lie in streams that nobody can name, so a later position may be ahead by that many; ``latest`` is
    the latest recorded time so far.
    """

    operator: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, str]] = field(default_factory=list)
    open_points: list[dict[str, str]] = field(default_factory=list)
    read_batches: list[tuple[int, ReadBatch]] = field(default_factory=list)
    unreadable: int = 0
    latest: int = 0

    def find(self, where: str, zh: str, en: str) -> None:
        """Note something that is wrong."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append({"where": where, "zh": zh, "en": en})

    def leave_open(self, where: str, zh: str, en: str) -> None:
        """Note something that could not be determined."""
        self.open_points.append({"where": where, "zh": zh, "en": en})

    @property
    def code(self) -> int:
        """0 all agrees, 1 something does not, 2 something could not be determined."""
        return REFUSED if self.findings else UNDETERMINED if self.open_points else OK


def audit_folder(terminal: Terminal, data: Path) -> int:
    """Audit the folder and print what was found; the exit code.

    Raises:
        ConfigRefused, StoreDamaged, …: the folder cannot be opened at all.
    """
    config = load_config(data)
    link, key, audit = connect(config), verifier_key(config), Audit(config.operator)
    try:
        with open_store(config.database) as store:
            _run(audit, config, store, link, key, terminal)
    finally:
        link.rpc.close()
    answer = {
        "result": {OK: "ok", REFUSED: "failed"}.get(audit.code, "undetermined"), **audit.facts,
        "findings": audit.findings, "open": audit.open_points,
    }  # fmt: skip
    terminal.answer(answer, lambda: _show(terminal, audit))
    return audit.code


def _run(audit: Audit, config: Config, store: Store, link: ChainLink, key: VerifierKey, terminal: Terminal) -> None:
    with store.read() as session:
        try:
            size = session.check_state(full=True).size
        except LogDamaged as error:
            audit.find("log", error.zh, error.en)
            size = session.log.length()
        with terminal.progress("事件 · entries", size) as done:
            _check_entries(audit, session, size, link.separator("EventLog"), done)
        check_kept(session, link.separator("EventLog"), audit.find)
        _check_checkpoints(audit, session, size, key)
        committed, waiting = check_reads(session, audit.read_batches, audit.find)
        audit.facts |= {"reads_committed": committed, "reads_waiting": waiting}
        audit.facts["cosignatures"] = check_signed(session, config, audit.find)
        _check_chain(audit, session, config, link)
    if config.witnesses:
        audit.facts["witnesses"] = ask_witnesses(store, config, audit.find, audit.leave_open)


def _check_entries(
    audit: Audit, session: StoreSession, size: int, separator: bytes, done: Callable[[int], None]
) -> None:
    counts: dict[str, int] = {}
    events = 0
    for low in range(0, size, CHUNK):
        for row in session.log.entries_between(low, low + CHUNK):
            try:
                events += _check_entry(audit, session, row, separator, counts)
            except QuanzeError as error:
                audit.unreadable += 1
                audit.find(f"entry {row.index}", error.zh, error.en)
        done(min(size, low + CHUNK))
    audit.facts |= {"entries": size, "events": events, "streams": len(counts)}


def _check_entry(
    audit: Audit, session: StoreSession, row: StoredEntry, separator: bytes, counts: dict[str, int]
) -> bool:
    where = f"entry {row.index}"
    entry = parse_entry(row.entry)
    if entry.index != row.index:
        audit.find(where, f"条目自称第 {entry.index} 条", f"the entry calls itself {entry.index}")
    if entry.recorded_at < audit.latest:
        audit.find(where, "入账时间早于前一条", "it was recorded before the entry before it")
    audit.latest = max(audit.latest, entry.recorded_at)
    if isinstance(entry, StreamsEntry):
        return False
    raw = row.event or b""
    if sha256(raw).digest() != entry.event_id:
        audit.unreadable += 1
        audit.find(where, "事件字节与条目所记编号不符", "the event's bytes are not those of the entry's event id")
        return True
    event = Event.parse(raw)
    if recover(signed_digest(separator, event, entry.batch), entry.signature) != entry.signer:
        audit.find(where, "签名不是条目所列密钥所签", "the signature is not by the key that the entry names")
    for stream, position in zip(event.streams(), entry.positions, strict=True):
        if not 0 <= position - counts.get(stream, 0) <= audit.unreadable:
            audit.find(where, f"在流 {stream} 中位置不对", f"its position in the stream {stream} is wrong")
        counts[stream] = position + 1
    _check_key(audit, session, where, event, entry)
    opened = session.log.disclosures(row.index)
    if opened:
        check_disclosures(event.fields, parse_disclosures(parse(opened)))
    # what others record of their own reading binds nobody here
    if event.type.name == EVENT_TYPE and event.actor == audit.operator:
        _note_batch(audit, where, row.index, opened)
    return True


def _note_batch(audit: Audit, where: str, index: int, opened: bytes) -> None:
    """Remember the batch of readings that the event commits to."""
    values = parse(opened) if opened else {}
    batch = ReadBatch.from_json(values.get("scope", {}).get("value")) if isinstance(values, dict) else None
    if batch is not None:
        audit.read_batches.append((index, batch))
    elif "scope" not in values:
        audit.leave_open(
            where, "查阅批次未披露: 无法判定", "its batch of readings is not disclosed: it cannot be determined"
        )


def _check_key(audit: Audit, session: StoreSession, where: str, event: Event, entry: EventEntry) -> None:
    key = session.projections.key(address_text(entry.signer))
    if key is None or key.department != event.actor:
        audit.find(where, f"签名密钥不属于 {event.actor}", f"the signing key is none of {event.actor}")
    # revoked later is no fault: what counts is the time of recording
    elif entry.recorded_at < key.valid_from or (key.valid_until is not None and entry.recorded_at >= key.valid_until):
        audit.find(where, "签名密钥在入账时无效", "the signing key was not valid when the event was recorded")
    elif key.role not in event.type.keys:
        audit.find(
            where, f"{key.role} 密钥不得签 {event.type.name}", f"a {key.role} key may not sign {event.type.name}"
        )


def _check_checkpoints(audit: Audit, session: StoreSession, size: int, key: VerifierKey) -> None:
    checkpoints = session.checkpoints.between(0, size + 1)
    for stored in checkpoints:
        where = f"checkpoint {stored.size}"
        try:
            signed = verify_note(stored.note, key)
            last = StreamsEntry.parse(session.log.entry(stored.size - 1).entry)
            same = (signed.size, signed.root, last.streams_root) == (stored.size, stored.root, stored.streams_root)
            if (
                not same
                or (stored.recorded_at, stored.published) != (last.recorded_at, True)
                or session.log.root_at(stored.size) != stored.root
            ):
                audit.find(where, "所签内容与日志不符", "what was signed is not what the log holds")
        except QuanzeError as error:
            audit.find(where, error.zh, error.en)
    audit.facts["checkpoints"] = len(checkpoints)


def _check_chain(audit: Audit, session: StoreSession, config: Config, link: ChainLink) -> None:
    try:
        _check_anchors(audit, session, config, link)
        _check_keys(audit, session, config, link)
    except Unavailable as error:
        audit.leave_open("chain", error.zh, error.en)
    except QuanzeError as error:
        audit.find("chain", error.zh, error.en)


def _check_anchors(audit: Audit, session: StoreSession, config: Config, link: ChainLink) -> None:
    contract = link.event_log
    anchors = read_anchors(chain_url(config), contract.address, contract.artifact.abi, config.origin)
    audit.facts |= {"anchors": len(anchors), "anchored_size": anchors[-1].size if anchors else 0}
    for one in anchors:
        signed = session.checkpoints.at(one.size)
        if signed is None or (signed.root, signed.streams_root) != (one.root, one.streams_root):
            audit.find(
                f"anchor {one.size}", "链上锚定的不是本日志所签", "the chain's anchor is not what this log signed"
            )
        elif session.log.root_at(one.size) != one.root:
            audit.find(f"anchor {one.size}", "链上的根与日志不符", "the root on the chain is not the log's")
    there = {one.size for one in anchors}
    for journalled in session.anchors.newest(config.origin, _ANCHORS):
        if journalled.state is AnchorState.FINAL and journalled.size not in there:
            audit.find(f"anchor {journalled.size}", "所记锚定不在链上", "the journal's anchor is not on the chain")


def _check_keys(audit: Audit, session: StoreSession, config: Config, link: ChainLink) -> None:
    contract = link.departments
    found = read_keys(chain_url(config), contract.address, contract.artifact.abi)
    on_chain = {key.address: (key.department, ROLES[key.role - 1], to_ms(key.valid_from)) for key in found}
    stored = {
        key.address: (key.department, key.role, key.valid_from)
        for department in session.projections.departments()
        for key in session.projections.keys_of(department.code)
    }
    audit.facts["keys"] = len(on_chain)
    for address in sorted(on_chain.keys() | stored.keys()):
        if on_chain.get(address) != stored.get(address):
            audit.find(f"key {address}", "密钥登记与链上不符", "the key is not enrolled as the chain has it")


def _show(terminal: Terminal, audit: Audit) -> None:
    terminal.facts(audit.facts)
    for one in (*audit.findings, *audit.open_points):
        typer.echo(f"✗ {one['where']}: {one['zh']} · {one['en']}")
    if not audit.findings and not audit.open_points:
        typer.echo("✓ 全部相符 · everything agrees")
