"""What all tests share: the hypothesis profile, PostgreSQL, and the list of tests that were left out."""

import pytest
from hypothesis import HealthCheck, settings

from tests.left_out import MARK
from tests.postgres import fresh_postgres, postgres_url

__all__ = ["fresh_postgres", "postgres_url"]

# Timing is never a pass mark: two shared cores say nothing about the code.
settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Begun first, so that no worker is left alone with one of them at the end.
LONGEST = (
    "console/test_browser.py",
    "faults/test_faults.py",
    "api/test_schemathesis.py",
    "ledger/chain/test_compiler.py",
    "integration/",
    "cli/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; scripts/test hands whole files to its workers in this order."""

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((place for place, name in enumerate(LONGEST) if f"/tests/{name}" in path), len(LONGEST))

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that a missing system package left out."""
    reports = [report for report in terminalreporter.stats.get("skipped", []) if MARK in str(report.longrepr)]
    if not reports:
        return
    terminalreporter.section(f"{len(reports)} TESTS LEFT OUT", yellow=True, bold=True)
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason[reason.index(MARK) + len(MARK) :]}")
