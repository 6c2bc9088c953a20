"""The program's own log lines: text for people, or one JSON object per line; never a secret in either.

What must not be logged is not given to a logger in the first place; taking it out here is the second net.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

# what libraries say of each request or migration is no news of ours
_QUIET = ("httpx", "httpcore", "alembic", "sqlalchemy.engine")
_SECRETS = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), "[key]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [token]"),
    (re.compile(r"(\w://[^/\s:@]*):[^/\s@]+@"), r"\1:[password]@"),
    (re.compile(r"""(?i)\b(pass(?:word|phrase)|secret|token)(["']?\s*[:=]\s*["']?)[^\s,;"'}]+"""), r"\1\2[secret]"),
    (re.compile(r"(?i)\b(private[_ ]key)(\W{1,4})[^\s,;\"'}]+"), r"\1\2[secret]"),
)


def without_secrets(text: str) -> str:
    """The text with keys, tokens and passwords taken out, as far as they show by what stands around them."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class TextLines(logging.Formatter):
    """Time, level, logger, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """One object: ``time`` (UTC), ``level``, ``logger``, ``message``, ``thread``; ``code`` and ``error`` of what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        at = datetime.fromtimestamp(record.created, UTC)
        value: dict[str, Any] = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            "thread": record.threadName,
            "process": record.process,
        }
        if record.exc_info and record.exc_info[1] is not None:
            value["code"] = getattr(record.exc_info[1], "code", type(record.exc_info[1]).__name__)
            value["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(value, ensure_ascii=False)


def write_log_lines(form: str, level: int, stream: TextIO | None = None) -> None:
    """Send all log lines of this process to ``stream`` (stderr) in the given form, ``text`` or ``json``."""
    lines = logging.StreamHandler(stream or sys.stderr)
    lines.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
