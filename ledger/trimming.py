"""Memory that was freed goes back to the system.

The C library keeps what many threads freed between what they still use; over millions of events that doubles a process.
"""

from __future__ import annotations

import ctypes


def give_back() -> bool:
    """Hand freed memory back; False where the C library has no such call (it is glibc's)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None:
        return False
    trim(0)
    return True
