"""How soon the console can be used in a browser with an empty cache, and how much it loads for that.

    benchmarks/console.py [--quick] [--json FILE]

The service, its chain and its store are those of the demonstration, on this machine beside the browser. The limit is a
page of one line from the same service in the same browser.
"""

from __future__ import annotations

import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report import Report, arguments

from ledger.config import load_config

CONSOLE = Path(__file__).parents[1] / "console"
OPEN = "the service stays open"
ROUNDS, QUICK = 15, 3


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration that stays open; where it answers."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as place:
        data = Path(place) / "demo"
        command = [sys.executable, "-u", "-c", "from ledger.cli import main; main()", "demo", "--data", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as played:
            assert played.stdout is not None
            if not any(OPEN in line for line in played.stdout):
                raise SystemExit("the demonstration did not stay open / 演示没有保持开放")
            api = load_config(data / "service").api
            try:
                yield f"http://{api.host}:{api.port}"
            finally:
                played.send_signal(signal.SIGINT)
                played.communicate(timeout=60)


def main() -> None:
    """Run it."""
    options = arguments(__doc__)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("install the package chromium / 请安装 chromium")
    report = Report("console", quick=options.quick)
    with demonstration() as url:
        command = ["node", "scripts/first-page.mjs", url, chromium, str(QUICK if options.quick else ROUNDS)]
        found = json.loads(subprocess.run(command, cwd=CONSOLE, check=True, capture_output=True).stdout)
    usable, bare = found["usable_ms"], statistics.median(found["bare_ms"])
    limit = ("a page of one line, in the same browser", bare)
    spread = (min(usable), max(usable))
    report.add("first page usable", statistics.median(usable), "ms", limit=limit, goal=("<=", 2_000), spread=spread)
    report.add("first page, as it is sent", found["bytes"] / 1000, "kB", goal=("<=", 300))
    report.finish(options.json)


if __name__ == "__main__":
    main()
