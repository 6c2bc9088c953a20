"""A copy of a value with other members, whether it is a data class or a struct."""

import dataclasses
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def replace(value: T, **members: Any) -> T:
    """The same value with these members instead."""
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **members)
    return dataclasses.replace(value, **members)  # type: ignore[type-var]
