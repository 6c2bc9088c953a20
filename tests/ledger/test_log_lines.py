"""Log lines: one object per line, and no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from ledger.asking.log_lines import without_secrets, write_log_lines
from ledger.errors import StoreFull
from ledger.keys import LogKey


@pytest.fixture
def root() -> Iterator[None]:
    before = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = before


@pytest.fixture(params=["json", "text"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_json_line_is_one_object(root: None) -> None:
    stream = io.StringIO()
    write_log_lines("json", logging.INFO, stream)
    logger = logging.getLogger("ledger.test")
    logger.info("checkpoint %d signed\nsecond line", 7)
    try:
        raise StoreFull(zh="磁盘已满", en="no room")
    except StoreFull:
        logger.exception("seal failed")
    logging.getLogger("httpx").info("GET …")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == (
        "info",
        "ledger.test",
        "checkpoint 7 signed\nsecond line",
    )
    assert first["time"].endswith("Z")
    assert (second["code"], "磁盘已满" in second["error"]) == ("store-full", True)


SECRETS = [
    "Authorization: Bearer abc.DEF-123_x",
    "postgresql://quanze:hunter2@db/quanze",
    "passphrase=hunter2",
    "password: hunter2",
    '"token": "hunter2"',
    "private key 0xhunter2",
]


@pytest.mark.parametrize("text", SECRETS)
def test_what_looks_like_a_secret_is_taken_out(root: None, form: str, text: str) -> None:
    stream = io.StringIO()
    write_log_lines(form, logging.INFO, stream)
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("x").exception("said %s", text)
    assert "hunter2" not in stream.getvalue()
    assert "abc.DEF" not in stream.getvalue()


def test_a_pem_key_is_taken_out(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "key.pem"
    LogKey.generate().save(path)
    pem = path.read_text()
    assert without_secrets(f"read {pem} end") == "read [key]\n end"


def test_what_is_no_secret_stays() -> None:
    for text in ("sqlite:////data/quanze.db", "http://127.0.0.1:8642/v1", "the token bucket", "checkpoint 7 signed"):
        assert without_secrets(text).startswith(text[:12])
