"""Memory of a process that runs for long: what was freed goes back to the system, what stays is not searched for garbage.

The C library keeps what many threads freed between what they still use; over millions of events that doubles a process.
"""

from __future__ import annotations

import ctypes
import gc

GARBAGE = 50_000
"""So many objects more than were freed, and Python looks for garbage among them."""


def give_back() -> bool:
    """Hand freed memory back; False where the C library has no such call (it is glibc's)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None:
        return False
    trim(0)
    return True


def spare_garbage() -> None:
    """Have Python search what is there now never again, and what comes only seldom: it costs every request its part."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)
