"""Decisions over HTTP at 100,000 agreements: p50 and p95 asked only, and p95 where the decision is durably recorded too.

The whole service runs: worker, embedded chain, one API process. Catalogue entries are signed, recorded and projected.
Left out: the agreements are put where the chain's projection would put them, 3 × 100,000 head signatures being the
contracts' business; their ids are no hashes of their terms, which nothing on this path reads. Each question names another
department and item; the reading of it is recorded durably before it is answered.

--quick: fewer questions.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert

from benchmarks.lineage_log import AUDITOR, MANAGER, agreement
from benchmarks.report import Report, arguments
from benchmarks.serving import cpu_ms, signed_in
from ledger.acts import Consent
from ledger.asking.operations import Operations
from ledger.config import Config, RootConfig, load_config
from ledger.event_types import KeyRole
from ledger.founding import Founded, Founding, found, free_port
from ledger.keys import LocalSigner
from ledger.keys.contract_types import CONTRACT_OF, contract_digest
from ledger.model import format_time
from ledger.policy.decide import decide
from ledger.policy.facts import Facts, Question
from ledger.recording.intake import Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.projecting import Projector
from ledger.recording.writer import Writer
from ledger.registers.directory import Directory
from ledger.storage.alert_store import CURSOR
from ledger.storage.duty_store import DUTIES
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import Department, DepartmentKey
from ledger.storage.store import Store, StoreSession, open_store
from ledger.storage.tables_projection import agreement_items, agreements
from ledger.supervise import Service
from ledger.wiring import clock, connect
from ledger.worker import Worker

AGREEMENTS, USERS, OWNERS, ITEMS = 100_000, 2_000, 200, 2_000
GOAL_MS, RECORDED_GOAL_MS = 20.0, 50.0
QUESTIONS, QUICK_QUESTIONS = 2_000, 400
CHUNK, WARM = 5_000, 20
ENTRY = {
    "fields": ["code", "name"], "format": "电子表格", "update_cycle": "年", "share_type": "conditional",
    "condition": "限公共服务", "share_mode": "batch", "grade": 1, "manager": MANAGER,
}  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """What the folder holds: its configuration, the auditor's key, and who may use what."""

    config: Config
    auditor: LocalSigner
    pairs: list[tuple[str, str]]


def main() -> None:
    """Run it."""
    options = arguments(__doc__)
    report = Report("decide", quick=options.quick)
    questions = QUICK_QUESTIONS if options.quick else QUESTIONS
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as place:
        began = time.perf_counter()
        laid = _lay(Path(place) / "data")
        print(f"{AGREEMENTS:,} agreements, {ITEMS:,} items laid in {time.perf_counter() - began:.0f} s", flush=True)
        with Service(laid.config) as service, closing(signed_in(service.url, laid.auditor)) as client:
            _catch_up(service.worker.store)
            used = cpu_ms(service.child_pids)
            asked, bare = _ask(client, laid, questions, record=False)
            used = (cpu_ms(service.child_pids) - used) / (questions + WARM)
            recorded, _ = _ask(client, laid, questions // 2, record=True)
    p50, p95, recorded_p95 = statistics.median(asked), _p95(asked), _p95(recorded)
    report.add("decision, p50", p50, "ms", limit=("the policy alone", statistics.median(bare)))
    report.add("decision, p95", p95, "ms", limit=("the policy alone", _p95(bare)), goal=("<=", GOAL_MS))
    report.add("decision, server CPU, mean", used, "ms")
    report.add("decision, recorded, p95", recorded_p95, "ms", goal=("<=", RECORDED_GOAL_MS))
    report.finish(options.json)
    if options.json:
        figures = {"agreements": AGREEMENTS, "p50_ms": p50, "p95_ms": p95, "recorded_p95_ms": recorded_p95}
        rounded = {name: round(value, 3) for name, value in figures.items()}
        options.json.write_text(
            json.dumps(json.loads(options.json.read_text("utf-8")) | rounded, indent=2) + "\n", "utf-8"
        )


def _catch_up(store: Store) -> None:
    """Wait until duties and alerts have followed what was laid: two thousand items at once are a load, not a question."""
    with store.read() as session:
        size = session.log.load_state().size
    followed = 0
    while followed < size:
        time.sleep(0.2)
        with store.read() as session:
            cursors = [session.projections.next_index(name) for name in (EVENTS, DUTIES)]
            followed = min(*cursors, session.alerts.mark(CURSOR))


def _ask(client: httpx.Client, laid: Laid, count: int, *, record: bool) -> tuple[list[float], list[float]]:
    """Milliseconds of each question over HTTP, and of the policy alone on the same facts."""
    over_http, alone = [], []
    drawn = random.Random(11)
    for number in range(count + WARM):
        department, item = drawn.choice(laid.pairs)
        question = {
            "department": department, "item": item, "fields": ["code"], "mode": "batch", "count": 10, "record": record,
            "purpose": "行政审批" if number % 4 else "商业推广",
        }  # fmt: skip
        began = time.perf_counter()
        answer = client.post("/v1/decisions", json=question).raise_for_status().json()
        taken = time.perf_counter() - began
        if (answer["decision"]["answer"] == "permitted") != bool(number % 4):
            raise SystemExit(f"another answer than expected: {answer['decision']['verdict']['en']}")
        if number >= WARM:  # the first ones open connections and compile statements
            over_http.append(taken * 1000)
            alone.append(_alone(answer))
    return over_http, alone


def _alone(answer: dict[str, Any]) -> float:
    question, facts = Question.from_json(answer["question"]), Facts.from_json(answer["facts"])
    began = time.perf_counter()
    decide(question, facts)
    return (time.perf_counter() - began) * 1000


def _lay(folder: Path) -> Laid:
    heads = {code: LocalSigner.generate() for code in (MANAGER, *(f"OWNER-{number:05}" for number in range(OWNERS)))}
    root = RootConfig(MANAGER, 2, 330_000, 2, heads[MANAGER].address, MANAGER, MANAGER)
    founded = found(folder, Founding("benchmark/log", MANAGER, (root,), port=free_port()))
    config, auditor = load_config(folder), LocalSigner.generate()
    with Service(config) as service:  # deploys the contracts, whose addresses every signature names
        _open_log(service.worker, config, founded, heads[MANAGER])
    with open_store(config.database) as store:
        with store.begin() as session:
            _departments(session, heads, auditor, founded.service)
        _catalogue(store, config, heads)
        pairs = list(_agree(store))
    return Laid(config, auditor, pairs)


def _open_log(worker: Worker, config: Config, founded: Founded, head: LocalSigner) -> None:
    opening = {"origin": config.origin, "department": MANAGER, "logKey": founded.anchor, "nonce": 0}
    contract = worker.chain.contracts[CONTRACT_OF["Opening"]].address
    signature = head.sign_digest(contract_digest("Opening", opening, worker.chain.chain_id, contract))
    operations = Operations(worker.store, worker.chain, clock, origin=config.origin)
    operations.submit("open", opening, [Consent(head.address, signature)])


def _departments(session: StoreSession, heads: dict[str, LocalSigner], auditor: LocalSigner, service: str) -> None:
    projections = session.projections
    for code in [*heads, AUDITOR, *(f"USER-{number:05}" for number in range(USERS))]:
        parent = None if code == MANAGER else MANAGER
        facts = {"parent": parent, "tier": 2, "region": "330000", "kind": 1, "since_ms": 0}
        projections.put_department(Department(code, code, parent, "2", "330000", "active", facts))
    for code, signer in heads.items():
        projections.put_key(DepartmentKey(signer.address, code, KeyRole.HEAD, 0, None))
    projections.put_key(DepartmentKey(auditor.address, AUDITOR, KeyRole.AUDITOR, 0, None))
    projections.put_key(DepartmentKey(service, MANAGER, KeyRole.GATEWAY, 0, None))


def _catalogue(store: Store, config: Config, heads: dict[str, LocalSigner]) -> None:
    """Register and publish every item, as departments do."""
    link = connect(config)
    separator = link.separator("EventLog")
    pens = {code: Pen(code, signer, separator, 0) for code, signer in heads.items()}
    intake, writer, projector = (
        Intake(Directory(store, clock), separator, clock),
        Writer(store, clock),
        Projector(store, clock),
    )
    numbered = [(f"3/{number:05}", f"OWNER-{number % OWNERS:05}") for number in range(ITEMS)]
    registered = []
    for code, owner in numbered:
        values = {"entry": {**ENTRY, "title": f"目录项 {code}"}, "approved_by": "head", "secrecy_assessment": "none"}
        registered.append(pens[owner].write(Draft("catalogue.register", format_time(clock()), values, item=code)))
    writer.record([intake.check(submission) for _, submission in registered])
    projector.catch_up()
    published = [
        pens[MANAGER].write(
            Draft("catalogue.publish", format_time(clock()), {"review_result": "pass"}, item=code, parents=[event.id])
        )[1]
        for (code, _), (event, _) in zip(numbered, registered, strict=True)
    ]
    writer.record([intake.check(submission) for submission in published])
    projector.catch_up()
    link.rpc.close()


def _agree(store: Store) -> Iterator[tuple[str, str]]:
    """Put the agreements; (user, item) of each."""
    _, model = agreement(0, "OWNER-00000", "USER-00000", "3/00000", clock() // 1000 - 86_400)
    drawn = random.Random(5)
    for low in range(0, AGREEMENTS, CHUNK):
        rows = []
        for number in range(low, low + CHUNK):
            item, user = drawn.randrange(ITEMS), f"USER-{number % USERS:05}"
            owner, code = f"OWNER-{item % OWNERS:05}", f"3/{item:05}"
            changes = {"number": f"示范〔2026〕{number}号", "owner": owner, "user": user, "items": [code]}
            identity = f"0x{number:064x}"
            rows.append({
                **vars(model), "id": identity, "item": code, "owner": owner, "user": user,
                "terms": {**model.terms, **changes},
            })  # fmt: skip
        places = [{"item": row["item"], "user": row["user"], "agreement": row["id"]} for row in rows]
        with store.begin() as session:
            session.connection.execute(insert(agreements), rows)
            session.connection.execute(insert(agreement_items), places)
        yield from ((row["user"], row["item"]) for row in rows)
    with store.begin() as session:
        session.connection.exec_driver_sql("ANALYZE")


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[94]


if __name__ == "__main__":
    sys.exit(main())
