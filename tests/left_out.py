"""Leaving a test out because the machine lacks a system package: loudly here, never in CI."""

import os
from typing import NoReturn

import pytest

MARK = "LEFT OUT: "


def leave_out(what: str, remedy: str) -> NoReturn:
    """Skip the calling test or fixture by name; with ``CI=true`` fail it, for CI leaves nothing out."""
    sentence = f"{MARK}needs {what}; {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def leave_out_data(what: str) -> NoReturn:
    """Skip by name, in CI too, where real data lies beside the repository that cannot be part of it."""
    pytest.skip(f"{MARK}needs {what}, which is not part of this repository")
