"""One session writes at a time, in this process and in others; a process that ends lets its turn go."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ledger.errors import StoreBusy
from ledger.storage import store as store_module
from ledger.storage.store import open_store
from ledger.storage.turns import Turns

HOLDER = """
import sys, time
from pathlib import Path
from ledger.storage.turns import Turns
with Turns(Path(sys.argv[1])).take(9) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_another_process_has_its_turn_until_it_ends(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "q.db")
    process = holder(tmp_path / "q.db")
    with turns.take(0.05) as mine:
        assert not mine
    threading.Timer(0.2, process.kill).start()
    started = time.monotonic()
    with turns.take(30) as mine:
        assert mine
    assert time.monotonic() - started < 25, "woken by the end of it, not by the end of patience"
    process.communicate()
    turns.close()


def test_threads_take_turns_and_who_waits_too_long_is_told(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path / "q.db"), list[int]()
    with turns.take(1) as mine:
        assert mine
        waiting = threading.Thread(target=lambda: order.append(_take(turns, 30)))
        waiting.start()
        assert not _take_elsewhere(turns, 0.05)
        order.append(-1)
    waiting.join()
    assert order == [-1, 1]
    turns.close()


def _take(turns: Turns, seconds: float) -> int:
    with turns.take(seconds) as mine:
        return int(mine)


def _take_elsewhere(turns: Turns, seconds: float) -> int:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(_take(turns, seconds)))
    thread.start()
    thread.join()
    return found[0]


def test_a_session_that_waits_too_long_for_another_process_is_refused_and_goes_on_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    with open_store(f"sqlite:///{tmp_path}/q.db") as store:
        process = holder(tmp_path / "q.db")
        with pytest.raises(StoreBusy), store.begin():
            pass
        process.kill()
        process.communicate()
        with store.begin() as session:
            session.log.take_writer_epoch()
