"""`checkpoint.json`: signed notes (docs/formats.md §9) put together line by line, and published examples of others."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.plain import digest

SEED, OTHER_SEED = bytes(range(32)), bytes(range(32, 64))
ORIGIN = "quanze.example/log-1"
ROOT = bytes.fromhex(digest("root"))
DASH = "\u2014 "


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def public_of(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def key_id(name: str, seed: bytes) -> bytes:
    return sha256(name.encode() + b"\n\x01" + public_of(seed)).digest()[:4]


def verifier_key(name: str, seed: bytes) -> str:
    return "+".join((name, key_id(name, seed).hex(), b64(b"\x01" + public_of(seed))))


def line(body: str, name: str, seed: bytes) -> str:
    return f"{DASH}{name} {b64(key_id(name, seed) + Ed25519PrivateKey.from_private_bytes(seed).sign(body.encode()))}\n"


def signed(body: str, name: str = ORIGIN, seed: bytes = SEED) -> str:
    return f"{body}\n{line(body, name, seed)}"


def body_of(size: str, origin: str = ORIGIN, root: str = b64(ROOT)) -> str:
    return f"{origin}\n{size}\n{root}\n"


def accepted() -> list[tuple[str, str, int]]:
    body = body_of("70")
    strange = f"{DASH}witness.example/w1 {b64(b'abcd' + bytes(72))}\n"
    return [
        ("one signature", signed(body), 70), ("empty log", signed(body_of("0")), 0),
        ("largest size", signed(body_of(str(2**63 - 1))), 2**63 - 1),
        ("unknown signature before", f"{body}\n{strange}{line(body, ORIGIN, SEED)}", 70),
        ("unknown signature after", signed(body) + strange, 70),
        ("signature by another key of the same name", signed(body) + line(body, ORIGIN, OTHER_SEED), 70),
        ("our signature twice", signed(body) + line(body, ORIGIN, SEED), 70),
        ("64 signatures", signed(body) + strange * 63, 70),
    ]  # fmt: skip


def refused_bodies() -> list[tuple[str, str]]:
    return [
        ("extension line", body_of("70") + "extension\n"), ("empty line added", body_of("70") + "\n"),
        ("root missing", f"{ORIGIN}\n70\n"), ("leading zero", body_of("070")), ("two zeros", body_of("00")),
        ("plus sign", body_of("+70")), ("negative", body_of("-1")), ("size empty", body_of("")), ("size with space", body_of("70 ")),
        ("hexadecimal", body_of("0x46")), ("Arabic-Indic digits", body_of("\u0667\u0660")), ("superscript digit", body_of("7\u00b2")),
        ("size 2^63", body_of(str(2**63))), ("size 10^5000", body_of("1" + "0" * 5000)), ("float", body_of("70.0")),
        ("underscore", body_of("7_0")), ("root of 31 bytes", body_of("70", root=b64(ROOT[:31]))),
        ("root of 33 bytes", body_of("70", root=b64(ROOT + b"\x00"))), ("root without padding", body_of("70", root=b64(ROOT).rstrip("="))),
        ("root with loose padding bits", body_of("70", root=b64(ROOT)[:-2] + chr(ord(b64(ROOT)[-2]) + 1) + "=")),
        ("root in URL alphabet", body_of("70", root="-_" * 21 + "A=")), ("root with space", body_of("70", root=b64(ROOT) + " ")),
        ("root in hex", body_of("70", root=ROOT.hex())), ("carriage returns", body_of("70").replace("\n", "\r\n")),
        ("tab in the size", body_of("\t70")),
    ]  # fmt: skip


def refused_notes() -> list[tuple[str, str]]:
    body = body_of("70")
    good = signed(body)
    encoded = good.rstrip("\n").rpartition(" ")[2]
    other = body_of("70", origin="quanze.example/log-2")
    rows = [
        ("empty", ""), ("body only", body), ("body and gap", body + "\n"), ("last newline missing", good[:-1]),
        ("gap missing", body + line(body, ORIGIN, SEED)), ("two newlines at the end", good + "\n"),
        ("other origin, signed by our key under that name", signed(other, "quanze.example/log-2")),
        ("other origin, signed under our name", signed(other)), ("unknown key only", signed(body, ORIGIN, OTHER_SEED)),
        ("our key under another name", signed(body, "quanze.example/log-2")),
        ("other size under the same signature", good.replace("\n70\n", "\n71\n")),
        ("signature of another body", f"{body}\n{line(body_of('71'), ORIGIN, SEED)}"),
        ("one good and one broken signature of ours", good + line(body_of("71"), ORIGIN, SEED)),
        ("signature cut", good.replace(encoded, b64(bytes.fromhex(key_id(ORIGIN, SEED).hex()) + bytes(10)))),
        ("signature line too short", good.replace(encoded, "AAAA")), ("padding missing", good.replace(encoded, encoded.rstrip("="))),
        ("padding too long", good.replace(encoded, encoded + "=")), ("hyphen for the dash", good.replace("\u2014", "-")),
        ("no space after the dash", good.replace(DASH, "\u2014")), ("two spaces", good.replace(f" {encoded}", f"  {encoded}")),
        ("name missing", good.replace(f"{DASH}{ORIGIN} ", f"{DASH} ")), ("encoded part missing", good.replace(f" {encoded}", " ")),
        ("no space at all", good.replace(f" {encoded}", encoded)), ("key name with space", good + line(body, "a b", SEED)),
        ("key name with plus", good + line(body, "a+b", SEED)), ("key name with no-break space", good + line(body, "a\u00a0b", SEED)),
        ("control character", good + line(body, "a\x01b", SEED)), ("U+0000", good.replace("70", "7\x00")),
        ("empty signature line", good + "\n" + DASH + "\n"), ("65 signatures", good + line(body, "w.example/w", OTHER_SEED) * 64),
        ("longer than 65,536 characters", good + line(body, "w" * 65_536, OTHER_SEED)),
        ("text before", "x\n" + good), ("blank line before", "\n" + good),
    ]  # fmt: skip
    rows += [
        (f"origin: {name}", signed(body_of("70", origin=name), name))
        for name in ("AB.example", "a b", "ab", "a" * 101, "数据")
    ]
    return rows + [(f"body: {name}", signed(text)) for name, text in refused_bodies()]


def refused_keys() -> list[tuple[str, str]]:
    good = verifier_key(ORIGIN, SEED)
    name, key, encoded = good.split("+", 2)
    return [
        ("empty", ""), ("name only", ORIGIN), ("no key", f"{name}+{key}"), ("key id of another key", f"{name}+00000000+{encoded}"),
        ("key id in upper case", f"{name}+{key.upper()}+{encoded}"), ("key id too long", f"{name}+00{key}+{encoded}"),
        ("other name", f"x{good}"), ("other algorithm", "+".join((name, key, b64(b"\x02" + public_of(SEED))))),
        ("key of 31 bytes", f"{name}+{key}+{b64(bytes(32))}"), ("key of 33 bytes", f"{name}+{key}+{b64(bytes(34))}"),
        ("padding that is not due", good + "="), ("trailing space", good + " "), ("trailing newline", good + "\n"),
        ("name empty", verifier_key("", SEED)), ("name with space", verifier_key("a b c", SEED)),
        ("name in upper case", verifier_key("QUANZE", SEED)), ("line break in the name", verifier_key("abc\ndef", SEED)),
    ]  # fmt: skip


PUBLISHED = {
    "about": "the worked example of Go's sumdb/note, and the opening example of C2SP signed-note",
    "name": "PeterNeumann",
    "seed": "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173",
    "verifier_key": "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "body": "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    "note": "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
    "c2sp_note": "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n\n"
    "\u2014 quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n",
    "c2sp_body": "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n",
    "c2sp_name": "quasimodo.example/salvatore",
    "c2sp_key_id": "367ba04b",
}


def make() -> dict[str, Any]:
    return {
        "seed": SEED.hex(),
        "origin": ORIGIN,
        "root": ROOT.hex(),
        "verifier_key": verifier_key(ORIGIN, SEED),
        "accepted": [{"name": name, "note": note, "size": str(size)} for name, note, size in accepted()],
        "refused": [{"name": name, "note": note} for name, note in refused_notes()],
        "refused_keys": [{"name": name, "key": text} for name, text in refused_keys()],
        "published": PUBLISHED,
    }
