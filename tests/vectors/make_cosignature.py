"""`cosignature.json`: cosigned notes (docs/formats.md §14) put together line by line."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.make_checkpoint import DASH, ORIGIN, SEED, b64, body_of, public_of, signed
from tests.vectors.make_checkpoint import verifier_key as log_verifier_key

NAMES = ("audit.example/witness", "court.example/witness")
SEEDS = (bytes(range(64, 96)), bytes(range(96, 128)))
BODY = body_of("70")
TIME = 1_800_000_000


def key_id(name: str, seed: bytes) -> bytes:
    return sha256(name.encode() + b"\n\x04" + public_of(seed)).digest()[:4]


def verifier_key(at: int, name: str | None = None) -> str:
    name = name or NAMES[at]
    return "+".join((name, key_id(name, SEEDS[at]).hex(), b64(b"\x04" + public_of(SEEDS[at]))))


def line(
    at: int, time: int = TIME, body: str = BODY, *, signer: int | None = None, header: str = "cosignature/v1"
) -> str:
    seed = SEEDS[at if signer is None else signer]
    text = f"{header}\ntime {time}\n{body}"
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    data = key_id(NAMES[at], SEEDS[at]) + time.to_bytes(8, "big") + signature
    return f"{DASH}{NAMES[at]} {b64(data)}\n"


def retimed(text: str) -> str:
    """The line with its time one second later, under the same signature."""
    head, _, encoded = text.rstrip("\n").rpartition(" ")
    data = bytearray(b64decode(encoded))
    data[11] += 1
    return f"{head} {b64(bytes(data))}\n"


def accepted() -> list[tuple[str, str, dict[str, int]]]:
    note = signed(BODY)
    return [
        ("nobody", note, {}), ("one", note + line(0), {NAMES[0]: TIME}),
        ("both", note + line(0) + line(1, TIME + 5), {NAMES[0]: TIME, NAMES[1]: TIME + 5}),
        ("before the log's own line", f"{BODY}\n{line(0)}" + note.partition("\n\n")[2], {NAMES[0]: TIME}),
        ("twice: the earlier time counts", note + line(0, TIME + 9) + line(0), {NAMES[0]: TIME}),
        ("latest time", note + line(0, 2**63 - 1), {NAMES[0]: 2**63 - 1}), ("time zero", note + line(0, 0), {NAMES[0]: 0}),
        ("a stranger's line beside", note + f"{DASH}w.example/w {b64(b'abcd' + bytes(72))}\n" + line(1), {NAMES[1]: TIME}),
    ]  # fmt: skip


def refused() -> list[tuple[str, str]]:
    note = signed(BODY)
    short = b64encode(key_id(NAMES[0], SEEDS[0]) + bytes(64)).decode()
    return [
        ("of another body", note + line(0, body=body_of("71"))), ("by another key", note + line(0, signer=1)),
        ("another time than signed", note + retimed(line(0))),
        ("another header", note + line(0, header="cosignature/v2")), ("a plain signature of the body", note + f"{DASH}{NAMES[0]} {short}\n"),
        ("time beyond 63 bits", note + line(0, 2**63)), ("one good and one bad", note + line(0) + line(0, TIME + 1, signer=1)),
        ("last newline missing", (note + line(0))[:-1]), ("no note", BODY + line(0)),
    ]  # fmt: skip


def make() -> dict[str, Any]:
    return {
        "origin": ORIGIN,
        "log_key": log_verifier_key(ORIGIN, SEED),
        "witness_keys": [verifier_key(0), verifier_key(1)],
        "accepted": [
            {"name": name, "note": note, "cosigned": {who: str(at) for who, at in found.items()}}
            for name, note, found in accepted()
        ],
        "refused": [{"name": name, "note": note} for name, note in refused()],
        "refused_keys": [
            {"name": "the log's key type", "key": log_verifier_key(NAMES[0], SEEDS[0])},
            {"name": "key id of another name", "key": verifier_key(0).replace("audit", "audio")},
            {"name": "name in upper case", "key": verifier_key(0, "AUDIT.example/w")},
            {"name": "trailing space", "key": verifier_key(0) + " "},
        ],
    }
