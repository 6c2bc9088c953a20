"""A straightforward service for comparison: FastAPI, Pydantic, eth-account, SQLAlchemy's ORM, one commit a request.

It takes the same signed events with the same durability (SQLite, WAL, synchronous=FULL) and the same check for
duplicates; it keeps no tree, no streams and no index. Run alone, it prints events a second in batches and singly.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
from _events import Desk, bodies
from _load import run
from eth_account import Account
from eth_account.messages import encode_typed_data
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import LargeBinary, String, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from ledger.founding import free_port
from ledger.keys import domain_separator, new_secret

DATABASE, DOMAIN = "NAIVE_DATABASE", "NAIVE_DOMAIN"
TYPES = {
    "Event": [
        {"name": name, "type": kind}
        for name, kind in (
            ("eventType", "string"), ("actor", "string"), ("agreement", "string"), ("item", "string"),
            ("occurredAt", "string"), ("eventId", "bytes32"),
        )
    ]
}  # fmt: skip


class Base(DeclarativeBase):
    """Tables."""


class Row(Base):
    """One recorded event."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), unique=True)
    signer: Mapped[str] = mapped_column(String(42), index=True)
    actor: Mapped[str] = mapped_column(String(31), index=True)
    type: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[str]


class Signed(BaseModel):
    """One event and its signature."""

    event: str
    signature: str


class Many(BaseModel):
    """Events signed one by one."""

    events: list[Signed]


def one_session(request: Request) -> Iterator[Session]:
    """A session for one request."""
    with request.app.state.sessions() as opened:
        yield opened


Opened = Annotated[Session, Depends(one_session)]


def make_app() -> FastAPI:
    """The service over the database that the environment names."""
    engine = create_engine(f"sqlite:///{os.environ[DATABASE]}")
    event.listen(engine, "connect", _pragmas)
    domain = json.loads(os.environ[DOMAIN])
    app = FastAPI()
    app.state.sessions = sessionmaker(engine)

    @app.post("/events", status_code=201)
    def record(body: Signed, session: Opened) -> dict[str, Any]:
        return _record(session, [body], domain)[0]

    @app.post("/events/batch")
    def record_many(body: Many, session: Opened) -> dict[str, Any]:
        return {"results": _record(session, body.events, domain)}

    return app


def _record(session: Session, signed: list[Signed], domain: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [_row(one, domain) for one in signed]
    session.add_all(rows)
    try:
        session.commit()
    except IntegrityError as error:
        raise HTTPException(409, "recorded before") from error
    return [{"index": row.id, "event_id": row.event_id, "duplicate": False} for row in rows]


def _row(one: Signed, domain: dict[str, Any]) -> Row:
    value = json.loads(one.event)
    if json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) != one.event:
        raise HTTPException(422, "not canonical")
    digest = hashlib.sha256(one.event.encode())
    message = {
        "eventType": value["type"], "actor": value["actor"], "agreement": value.get("agreement", ""),
        "item": value.get("item", ""), "occurredAt": value["occurred_at"], "eventId": digest.digest(),
    }  # fmt: skip
    signer = Account.recover_message(encode_typed_data(domain, TYPES, message), signature=one.signature)
    return Row(
        event_id=digest.hexdigest(), signer=signer, actor=value["actor"], type=value["type"],
        recorded_at=time.time_ns() // 1_000_000, body=one.event.encode(), signature=one.signature,
    )  # fmt: skip


def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def running(domain: dict[str, Any], port: int, workers: int = 2) -> Iterator[None]:
    """The service as processes of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "uvicorn", "--factory", "naive:make_app", "--port", str(port)]
        command += ["--workers", str(workers), "--log-level", "warning", "--no-access-log"]
        place = {DATABASE: str(Path(folder) / "naive.db"), DOMAIN: json.dumps(domain)}
        engine = create_engine(f"sqlite:///{place[DATABASE]}")
        event.listen(engine, "connect", _pragmas)
        Base.metadata.create_all(engine)
        engine.dispose()
        child = subprocess.Popen(command, cwd=Path(__file__).parent, env={**os.environ, **place})
        try:
            _await(f"http://127.0.0.1:{port}/openapi.json", child)
            yield
        finally:
            child.terminate()
            child.wait()


def _await(url: str, child: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if child.poll() is not None:
            raise SystemExit(f"the service ended with code {child.returncode}")
        try:
            httpx.get(url, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service did not answer")


def domain_of(chain_id: int, contract: str) -> dict[str, Any]:
    """The EIP-712 domain of docs/formats.md §6."""
    return {"name": "Quanze", "version": "1", "chainId": chain_id, "verifyingContract": contract}


def main() -> None:
    """Measure it alone."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--batches", type=int, default=60)
    options.add_argument("--singles", type=int, default=2000)
    given = options.parse_args()
    contract, now = "0x" + "e1" * 20, time.time_ns() // 1_000_000
    desks = [
        Desk(
            "MZ-330000",
            new_secret(),
            domain_separator(31337, contract),
            "0x" + "1f" * 32,
            "i/1",
            "0" * 64,
        )
        for _ in range(8)
    ]
    port = free_port()
    with running(domain_of(31337, contract), port):
        many = run(("127.0.0.1", port), "/events/batch", bodies(desks, "batch", given.batches, 100, 1, now), 8)
        one = run(("127.0.0.1", port), "/events", bodies(desks, "one", given.singles, 1, 2, now), 32)
    print(json.dumps({"naive_batch_per_s": round(many.rate), "naive_single_per_s": round(one.rate)}))


if __name__ == "__main__":
    main()
