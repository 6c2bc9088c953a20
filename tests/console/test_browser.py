"""The console in a real browser, against the real service, chain and database that the demonstration leaves open."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.config import load_config
from tests.left_out import leave_out

pytestmark = pytest.mark.chain

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "console"
DEMO = "import sys; from ledger.cli import main; sys.exit(main())"
OPEN = "the service stays open"
BROWSING_SECONDS = 900
PARTS = sorted(file.name.removesuffix(".test.ts") for file in CONSOLE.glob("browser/*.test.ts"))


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        leave_out("Chromium", "install the package chromium")
    return found


@pytest.fixture(scope="module")
def built() -> None:
    if not (ROOT / "api" / "static" / "index.html").is_file() or not (CONSOLE / "node_modules").is_dir():
        leave_out("the built console", "run scripts/setup")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, built: None) -> Iterator[Path]:
    """The folder of a demonstration whose service stays open."""
    folder = tmp_path_factory.mktemp("console") / "demo"
    command = [sys.executable, "-u", "-c", DEMO, "demo", "--data", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as played:
        assert played.stdout is not None
        said: list[str] = []
        for line in played.stdout:
            said.append(line)
            if OPEN in line:
                break
        else:
            pytest.fail("".join(said), pytrace=False)
        yield folder
        played.send_signal(signal.SIGINT)
        played.communicate(timeout=60)


@pytest.mark.parametrize("part", PARTS)
def test_the_console_keeps_its_promises(part: str, demo: Path, chromium: str, tmp_path: Path) -> None:
    api = load_config(demo / "service").api
    shots = Path(os.environ.get("QUANZE_SHOTS", demo.parent / "screenshots"))
    found = os.environ | {
        "QUANZE_URL": f"http://{api.host}:{api.port}",
        "QUANZE_DEMO": str(demo),
        "QUANZE_SHOTS": str(shots),
        "QUANZE_CHROMIUM": chromium,
        "PYTHON": sys.executable,
    }
    command = ["npx", "--no-install", "vitest", "run", "--config", "vitest.browser.ts", f"browser/{part}.test.ts"]
    said = tmp_path / "said"
    with (
        said.open("wb") as out,
        subprocess.Popen(
            command, cwd=CONSOLE, env=found, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        ) as visiting,
    ):
        try:
            code: int | None = visiting.wait(BROWSING_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
            # the browser too, which outlives the runner
            os.killpg(visiting.pid, signal.SIGKILL)
    assert code == 0, said.read_text("utf-8")
