"""What one event costs at different sizes of the log, and whether memory stays flat: in one process, and of a service."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import _load
from _events import Desk, Writer
from _service import Place
from peers import clocked, prepare

from ledger.duties.duty_projecting import DutyProjector
from ledger.recording.intake import Checked
from tests.api.deployment import ORIGIN, Deployment

WINDOW, BATCH, FILL = 4_000, 100, 2_000
ROUND = 20_000
PROOFS = 500


def growth(sizes: list[int], url: str) -> list[dict[str, float]]:
    """Microseconds an event at each size: check, record a hundred a commit, index, duties; milliseconds a seal and a proof.

    Between the sizes the log is filled with events whose check is left out; what is measured is checked.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Deployment(Path(folder), database=url)
        signed = prepare(place, WINDOW * len(sizes))
        model = place.intake.check(signed[-1])
        duties = DutyProjector(place.store, ORIGIN)
        rows = []
        for number, size in enumerate(sorted(sizes)):
            _fill(place, model, size - place.writer.state.size)
            place.projector.catch_up()
            duties.catch_up()
            place.sealer.seal()
            rows.append(_measure(place, duties, signed[number * WINDOW : (number + 1) * WINDOW]))
            print("  ".join(f"{name} {value:>10,}" for name, value in rows[-1].items()), flush=True)
        place.close()
        return rows


def _measure(place: Deployment, duties: DutyProjector, window: list[Any]) -> dict[str, float]:
    size = place.writer.state.size
    checking, checked = clocked(lambda: [place.intake.check(one) for one in window])
    parts = [checked[at : at + BATCH] for at in range(0, len(checked), BATCH)]
    spent = time.process_time()
    recording = clocked(lambda: [place.writer.record(part) for part in parts])[0]
    cpu = time.process_time() - spent
    projecting = clocked(place.projector.catch_up)[0]
    judging = clocked(duties.catch_up)[0]
    sealing = clocked(place.sealer.seal)[0]
    end = place.writer.state.size
    with place.store.read() as session:
        picked = [secrets.randbelow(end) for _ in range(PROOFS)]
        proving = clocked(lambda: [session.log.inclusion_path(index, end) for index in picked])[0]
    count = len(window)
    return {
        "size": size,
        "check_us": round(1e6 * checking / count, 1),
        "record_us": round(1e6 * recording / count, 1),
        "record_cpu_us": round(1e6 * cpu / count, 1),
        "project_us": round(1e6 * projecting / count, 1),
        "duties_us": round(1e6 * judging / count, 1),
        "seal_ms": round(1e3 * sealing, 1),
        "proof_us": round(1e6 * proving / PROOFS, 1),
    }


def _fill(place: Deployment, model: Checked, count: int) -> None:
    start, signer = place.writer.state.size, secrets.token_bytes(20)
    head, tail = model.event.split(b'"seq":')[0] + b'"seq":', b"," + model.event.split(b'"seq":')[1].split(b",", 1)[1]
    for at in range(start, start + max(0, count), FILL):
        raws = [head + b"%d" % number + tail for number in range(at, min(at + FILL, start + count))]
        place.writer.record([_another(model, raw, signer, number) for number, raw in enumerate(raws, at)])
        place.projector.catch_up()
        place.store.tidy()
        place.store.count_anew()


def _another(model: Checked, raw: bytes, signer: bytes, seq: int) -> Checked:
    return Checked(
        raw, sha256(raw).digest(), signer, model.signature, model.lane, seq, model.streams, model.disclosures
    )


def memory(place: Place, events: int) -> list[dict[str, float]]:
    """Resident MiB of worker, follower and API processes after every tenth of ``events``, signed and posted by another process."""
    rows, done, lane = [], 0, 10_000
    with get_context("spawn").Pool(1) as pool:
        while done < events:
            for _ in range(max(1, events // 10 // ROUND)):
                lane += 1
                done += pool.apply(_post, (place.desks, lane, place.address))
            place.catch_up(done)
            follower = _resident(place.service.follower_pid or 0)
            rows.append({
                "events": done, "worker_mib": _resident(os.getpid()), "follower_mib": follower, "api_mib": _api(place),
            })  # fmt: skip
            print("  ".join(f"{name} {value:>10,}" for name, value in rows[-1].items()), flush=True)
    return rows


def _post(desks: list[Desk], lane: int, address: tuple[str, int]) -> int:
    writers = [Writer(desk, lane, time.time_ns() // 1_000_000) for desk in desks]
    bodies = [writers[number % len(writers)].batch(BATCH) for number in range(ROUND // BATCH)]
    return _load.run(address, "/v1/events/batch", bodies, 8).accepted


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def _api(place: Place) -> float:
    return round(sum(map(_resident, place.service.child_pids)), 1)
