"""Freed memory goes back to the system, where the C library can do so."""

import ctypes
import platform

import pytest

from ledger.trimming import give_back


def test_freed_memory_goes_back() -> None:
    assert give_back() is (platform.libc_ver()[0] == "glibc")


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert give_back() is False
