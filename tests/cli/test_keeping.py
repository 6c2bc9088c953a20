"""Backup, restore and rebuild as an operator does them; a restored log never becomes a second history."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.cli.client import Client
from ledger.config import load_config
from ledger.founding import free_port
from ledger.supervise import Service
from tests.cli.conftest import Quanze

pytestmark = pytest.mark.chain


@pytest.fixture
def here(tmp_path: Path) -> Quanze:
    port = free_port()
    here = Quanze(tmp_path, f"http://127.0.0.1:{port}")
    here.new_key("head")
    here("init", "--data", str(tmp_path / "data"), "--port", str(port), "--head-key", "env:KEY_head")
    return here


def record(here: Quanze, client: Client, case: str) -> None:
    given = ("--field", f"case_ref={case}", "--field", "activity=收件")
    index = here.json("event", "record", "case.step", *given, key="head")["index"]
    client.wait_until(lambda: client.status()["anchored_size"] > index, "the anchor")


def test_backup_while_running_rebuild_and_a_restore_that_cannot_fork(here: Quanze, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    config = load_config(tmp_path / "data")
    backup = tmp_path / "backup.db"
    with Service(config), Client(here.url) as client:
        record(here, client, "1")
        made = here.json("backup", str(backup), *data)
        assert made["size"] == client.status()["size"]
        for command in (("rebuild",), ("restore", str(backup))):
            assert "[data-folder-in-use]" in here(*command, *data, code=3).stderr
    rows = here.json("rebuild", *data)
    assert {row["same"] for row in rows} == {True}
    assert here.json("restore", str(backup), "--replace", *data)["checkpoint_size"] == made["checkpoint_size"]
    assert config.restored_file.exists()
    with Service(config), Client(here.url) as client:
        assert not config.restored_file.exists()
        record(here, client, "2")
    assert "[backup-refused]" in here("restore", str(backup), "--replace", *data, code=1).stderr
    # as if the whole folder had been put back, so that only the chain knows
    config.signed_head_file.unlink()
    here("restore", str(backup), "--replace", *data)
    frozen = here("serve", *data, code=3).stderr
    assert "[log-frozen]" in frozen
    assert len(frozen.splitlines()) == 1


def test_a_service_is_not_kept_from_its_data_by_a_finished_command(here: Quanze, tmp_path: Path) -> None:
    assert "[config-refused]" in here("backup", str(tmp_path / "b.db"), "--data", str(tmp_path / "no"), code=1).stderr
    assert (
        "[backup-refused]" in here("restore", str(tmp_path / "no.db"), "--data", str(tmp_path / "data"), code=1).stderr
    )
