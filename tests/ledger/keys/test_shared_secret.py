"""Shared secrets are opened by URI, and never quoted where they are refused."""

import base64
from pathlib import Path

import pytest

from ledger.errors import SignerRefused
from ledger.keys.shared_secret import LEAST, open_secret

SECRET = "correct-horse-battery-staple"
CODED = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("text", "meant"), [(SECRET, SECRET.encode()), (CODED, bytes(range(32)))], ids=["plain", "standard webhooks"]
)
def test_a_secret_is_opened_from_file_and_environment_alike(text: str, meant: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"  {text}\na note beside it\n")
    assert open_secret(f"file:{file}") == meant
    assert open_secret("env:SECRET", environ={"SECRET": f" {text} "}) == meant


@pytest.mark.parametrize(
    "text",
    ["", "x" * (LEAST - 1), "whsec_" + "A" * 8, "whsec_not base64 at all, yet long enough"],
    ids=["empty", "one byte short", "short once decoded", "no base64"],
)
def test_a_secret_that_is_none_is_refused_without_quoting_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(text)
    for uri, environ in ((f"file:{file}", {}), ("env:SECRET", {"SECRET": text})):
        with pytest.raises(SignerRefused) as refusal:
            open_secret(uri, environ=environ)
        assert not text or text not in str(refusal.value)


@pytest.mark.parametrize("uri", [SECRET, f"vault:{SECRET}", "file:", "env:", ""])
def test_what_names_no_secret_is_refused_without_quoting_it(uri: str) -> None:
    with pytest.raises(SignerRefused) as refusal:
        open_secret(uri, environ={})
    assert SECRET not in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignerRefused):
        open_secret(f"file:{tmp_path / 'none'}")
