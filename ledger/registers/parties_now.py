"""A department as an answer names it: what it is called, its keys now, and who stands in its place after a reform."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.registers.directory import Directory


@dataclass(frozen=True)
class DepartmentNow:
    """A department and who answers for it now: ``acting`` is itself, or its successor since ``succeeded_at``.

    ``heads`` and ``office`` are the addresses of the acting department's head and officer keys that are valid now.
    """

    department: str
    name_zh: str
    name_en: str
    tier: int
    region: str
    acting: str
    succeeded_at: str | None
    instrument: str | None
    heads: list[str]
    office: list[str]


def department_now(directory: Directory, code: str, now: int) -> DepartmentNow:
    """The department of this code as it stands at ``now`` (ms); names and region empty where it is not registered."""
    found, acting = directory.department(code), directory.acting(code)
    valid = [key for key in directory.keys_of(acting) if key.valid_at(now)]
    succeeded = found.succeeded_ms if found is not None else None
    return DepartmentNow(
        department=code,
        name_zh=found.name_zh if found else "",
        name_en=found.name_en if found else "",
        tier=found.tier if found else 0,
        region=found.region if found else "",
        acting=acting,
        succeeded_at=None if succeeded is None or acting == code else format_time(succeeded),
        instrument=found.instrument if found is not None and acting != code else None,
        heads=sorted(key.address for key in valid if key.role is KeyRole.HEAD),
        office=sorted(key.address for key in valid if key.role is KeyRole.OFFICER),
    )
