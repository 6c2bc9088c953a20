"""How soon the console can be used in a browser with an empty cache, and how much it loads for that.

    benchmarks/console.py [--quick] [--json FILE]

The service, its chain and its store are those of the demonstration, on this machine beside the browser. The limit is a
page of one line from the same service in the same browser.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks.report import Report, arguments
from tests.demonstration import demonstration

CONSOLE = Path(__file__).parents[1] / "console"
ROUNDS, QUICK = 15, 3


def main() -> None:
    """Run it."""
    options = arguments(__doc__)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("install the package chromium / 请安装 chromium")
    report = Report("console", quick=options.quick)
    with (
        tempfile.TemporaryDirectory(prefix="quanze-bench-") as place,
        demonstration(Path(place) / "demo") as url,
    ):
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
