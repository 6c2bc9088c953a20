"""Others on the same work: N signed events, each signature checked, durable, and an inclusion proof for each.

    benchmarks/peers.py [--events N] [--transactions N] [--json FILE]

Beside this log stand: one web3.py transaction an event on the same chain; pymerkle with its SQLite store, one commit an
event and one a hundred; Tessera (Go) on POSIX files. What is not installed is said and left out: pymerkle comes from
benchmarks/peers-requirements.txt into build/peers, Tessera is built where Go is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from _events import Desk, Writer
from eth_account import Account
from web3 import Web3

from ledger.chain.node import EmbeddedNode
from ledger.founding import free_port
from ledger.keys import LocalSigner, event_digest, new_secret, recover
from ledger.recording.intake import Checked, Submission
from ledger.storage.projection_rows import DepartmentKey
from tests.api.deployment import ITEM, OWNER, SEPARATOR, START, Deployment

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "build/peers"
BATCH = 100
Times = tuple[float, float]


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def ours(place: Deployment, signed: list[Submission]) -> Times:
    """Check, record a hundred a commit, seal; then a proof of each from the store. One process, no HTTP."""

    def append() -> None:
        for at in range(0, len(signed), BATCH):
            place.writer.record([place.intake.check(one) for one in signed[at : at + BATCH]])
        place.sealer.seal()

    def prove() -> None:
        size = place.writer.state.size
        with place.store.read() as session:
            for index in range(size - 1 - len(signed), size - 1):
                session.log.inclusion_path(index, size)

    return clocked(append)[0], clocked(prove)[0]


def with_pymerkle(folder: Path, checked: list[Checked], check: Callable[[Checked], bytes], batch: int) -> Times:
    """The same signature check, then pymerkle's SQLite tree; ``batch`` events a commit."""
    sys.path.insert(0, str(PEERS))
    from pymerkle import SqliteTree  # type: ignore[import-not-found,unused-ignore]

    tree = SqliteTree(str(folder / f"pymerkle-{batch}.db"))

    def append() -> None:
        for at in range(0, len(checked), batch):
            part = checked[at : at + batch]
            for one in part:
                check(one)
            entries = [one.event_id + one.signature + one.event for one in part]
            if batch == 1:
                tree.append_entry(entries[0])
            else:
                tree.append_entries(entries)

    def prove() -> None:
        size = tree.get_size()
        for index in range(1, size + 1):
            tree.prove_inclusion(index, size)

    times = clocked(append)[0], clocked(prove)[0]
    tree.close()
    return times


def with_web3(folder: Path, checked: list[Checked], check: Callable[[Checked], bytes]) -> Times:
    """The same signature check, then a transaction that carries the event's id; its receipt is awaited, then read again."""
    with EmbeddedNode(folder / "chain", free_port()) as node:
        web3 = Web3(Web3.HTTPProvider(node.url))
        account = Account.create()
        web3.provider.make_request("anvil_setBalance", [account.address, hex(10**24)])  # type: ignore[arg-type]
        sent: list[Any] = []

        def append() -> None:
            for nonce, one in enumerate(checked):
                check(one)
                transaction = {
                    "to": account.address, "data": one.event_id, "value": 0, "nonce": nonce, "gas": 60_000,
                    "maxFeePerGas": 10**10, "maxPriorityFeePerGas": 0, "chainId": web3.eth.chain_id,
                }  # fmt: skip
                raw = account.sign_transaction(transaction).raw_transaction
                sent.append(web3.eth.send_raw_transaction(raw))
                web3.eth.wait_for_transaction_receipt(sent[-1], poll_latency=0.002)

        def prove() -> None:
            for transaction in sent:
                web3.eth.get_transaction_receipt(transaction)

        return clocked(append)[0], clocked(prove)[0]


def with_tessera(folder: Path, checked: list[Checked], check: Callable[[Checked], bytes]) -> Times:
    """The same signature check here, then Tessera in a program of its own."""
    program, file = folder / "tessera", folder / "entries.hex"
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=HERE / "tessera", check=True)
    file.write_text("\n".join((one.event_id + one.signature + one.event).hex() for one in checked), "ascii")
    checking = clocked(lambda: [check(one) for one in checked])[0]
    said = subprocess.run(
        [str(program), str(folder / "tlog"), str(file), str(BATCH)], check=True, capture_output=True, text=True
    )
    times = json.loads(said.stdout)
    return checking + times["append_s"], times["prove_s"]


def prepare(place: Deployment, count: int) -> list[Submission]:
    """Events of one gateway, signed."""
    secret = new_secret()
    # a test's clock goes on with every look, which would have the keys read again every few events
    place.clock.__class__.__call__ = lambda clock: clock.now  # type: ignore[method-assign]
    with place.store.begin() as session:
        session.projections.put_key(DepartmentKey(LocalSigner(secret).address, OWNER, "gateway", START, None))
    place.clock.now += 1000
    place.directory.key("")
    desk = Desk(OWNER, secret, SEPARATOR, place.agreement, ITEM, place.register())
    writer = Writer(desk, 7, START)
    texts = [writer.event() for _ in range(count)]
    return [Submission(text.encode(), bytes.fromhex(writer.sign(text)[2:]), {}) for text in texts]


def again(place: Deployment) -> Callable[[Checked], bytes]:
    """What every peer does first: hash the event and recover its signer."""

    def check(one: Checked) -> bytes:
        digest = event_digest(
            SEPARATOR, event_type="deliver", actor=OWNER, agreement=place.agreement, item=ITEM,
            occurred_at="2026-11-20T02:00:00.000Z", event_id=sha256(one.event).digest(),
        )  # fmt: skip
        return recover(digest, one.signature)

    return check


def compare(folder: Path, events: int, transactions: int) -> dict[str, Any]:
    """Events a second, append and proof together, by each."""
    place = Deployment(folder)
    signed = prepare(place, events)
    checked, check = [place.intake.check(one) for one in signed], again(place)
    found: dict[str, Times] = {"this log": ours(place, signed)}
    counts = dict.fromkeys(("this log", "pymerkle, one a commit", "pymerkle, 100 a commit", "Tessera"), events)
    if PEERS.is_dir():
        found["pymerkle, one a commit"] = with_pymerkle(folder, checked, check, 1)
        found["pymerkle, 100 a commit"] = with_pymerkle(folder, checked, check, BATCH)
    else:
        print(f"left out: pymerkle is not in {PEERS.name} (see benchmarks/peers-requirements.txt)")
    if shutil.which("go"):
        found["Tessera"] = with_tessera(folder, checked, check)
    else:
        print("left out: Tessera, for Go is not installed")
    counts["web3.py, one transaction an event"] = min(transactions, events)
    found["web3.py, one transaction an event"] = with_web3(folder, checked[:transactions], check)
    place.close()
    return {name: _row(counts[name], times, found["this log"], events) for name, times in found.items()}


def _row(count: int, times: Times, mine: Times, events: int) -> dict[str, float]:
    rate = count / sum(times)
    return {
        "events": count,
        "append_per_s": round(count / times[0]),
        "proofs_per_s": round(count / times[1]),
        "both_per_s": round(rate),
        "this_log_times": round(events / sum(mine) / rate, 2),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--events", type=int, default=10_000)
    options.add_argument("--transactions", type=int, default=500, help="for the chain, which is slow")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(Path(folder), given.events, given.transactions)
    for name, row in rows.items():
        print(f"{name:<36}" + "".join(f"{key} {value:>9,}  " for key, value in row.items()))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
