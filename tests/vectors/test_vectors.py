"""The frozen vectors are exactly what their sources make."""

import subprocess
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent


def test_generating_again_changes_no_byte() -> None:
    done = subprocess.run(
        [sys.executable, VECTORS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_file_is_described() -> None:
    readme = (VECTORS / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in VECTORS.glob("*.json") if f"`{path.name}`" not in readme] == []
