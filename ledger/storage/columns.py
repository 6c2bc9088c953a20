"""Column types and the metadata that all tables share."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode

# SQLite gives a row its place in the file by "INTEGER PRIMARY KEY" only: BIGINT would add a second tree
Big = BigInteger().with_variant(Integer(), "sqlite")


class Prefixed(TypeDecorator[str]):
    """``0x`` and lower-case hex outside, half as many raw bytes inside (addresses, agreement ids, block hashes)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """To the database."""
        return None if value is None else bytes.fromhex(value.removeprefix("0x"))

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        """From the database."""
        return None if value is None else "0x" + bytes(value).hex()


class CanonicalJson(TypeDecorator[Any]):
    """Plain JSON in one spelling: members sorted, no spaces, so equal values are equal texts in any database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str:
        """To the database."""
        return _encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else _decode(value)
