"""The console in a real browser, against the real service, chain and database that the demonstration leaves open."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.demonstration import demonstration
from tests.left_out import leave_out

pytestmark = pytest.mark.chain

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "console"
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


@dataclass(frozen=True)
class Demo:
    """Where it answers, and the folder with its departments' keys."""

    url: str
    folder: Path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, built: None) -> Iterator[Demo]:
    """A demonstration whose service stays open."""
    folder = tmp_path_factory.mktemp("console") / "demo"
    with demonstration(folder) as url:
        yield Demo(url, folder)


@pytest.mark.parametrize("part", PARTS)
def test_the_console_keeps_its_promises(part: str, demo: Demo, chromium: str, tmp_path: Path) -> None:
    shots = Path(os.environ.get("QUANZE_SHOTS", demo.folder.parent / "screenshots"))
    found = os.environ | {
        "QUANZE_URL": demo.url,
        "QUANZE_DEMO": str(demo.folder),
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
