"""The C2SP read interface: what other log tools rely on, checked with a reader that shares no code with ours."""

import base64
import gzip
from collections.abc import Callable
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.testclient import TestClient

from tests.api.deployment import MANAGER, ORIGIN, OTHER, OWNER, Deployment

Headers = Callable[..., dict[str, str]]


class PlainReader:
    """Reads notes, tiles and proofs by the text of the C2SP specifications alone."""

    def __init__(self, public: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(public)

    def checkpoint(self, note: str) -> tuple[str, int, bytes]:
        text, _, signatures = note.rpartition("\n\n")
        origin, size, root = text.split("\n")
        dash, name, encoded = signatures.split("\n")[0].split(" ")
        assert (dash, name) == ("\u2014", origin)
        self._key.verify(base64.b64decode(encoded)[4:], (text + "\n").encode())
        return origin, int(size), base64.b64decode(root)

    @staticmethod
    def root(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        left, right = PlainReader.root(leaves[:half]), PlainReader.root(leaves[half:])
        return sha256(b"\x01" + left + right).digest()

    @staticmethod
    def entries(bundle: bytes) -> list[bytes]:
        found = []
        while bundle:
            length = bundle[0] << 8 | bundle[1]
            found.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        return found

    @staticmethod
    def climb(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
        """RFC 6962 §2.1.1, recursively from the top."""
        if size == 1:
            assert path == []
            return leaf
        half = 1
        while half * 2 < size:
            half *= 2
        *inner, last = path
        if index < half:
            return sha256(b"\x01" + PlainReader.climb(index, half, leaf, inner) + last).digest()
        return sha256(b"\x01" + last + PlainReader.climb(index - half, size - half, leaf, inner)).digest()

    def proof(self, text: str) -> bytes:
        """Verifies a tlog-proof; the proved entry, from its extra line."""
        head, _, note = text.partition("\n\n")
        magic, extra, index, *path = head.split("\n")
        assert magic == "c2sp.org/tlog-proof@v1"
        entry = base64.b64decode(extra.removeprefix("extra "))
        _, size, root = self.checkpoint(note)
        nodes = [base64.b64decode(line) for line in path]
        assert self.climb(int(index.removeprefix("index ")), size, sha256(b"\0" + entry).digest(), nodes) == root
        return entry


@pytest.fixture
def reader(here: Deployment) -> PlainReader:
    return PlainReader(here.log_key.public)


def note(here: Deployment, text: str = "x") -> str:
    values = {"case_ref": text, "activity": "收件"}
    return here.record(OWNER, here.draft("case.step", values))


def fill(here: Deployment, count: int) -> None:
    pen = next(iter(here.pens.values()))
    drafts = [here.draft("case.step", {"case_ref": str(number), "activity": "收件"}) for number in range(count)]
    for at in range(0, count, 250):
        _, events, signature = pen.write_batch(drafts[at : at + 250])
        here.recorder.submit(here.intake.check_batch(events, signature))
    here.sealer.seal()
    here.projector.catch_up()


def test_tiles_and_bundles_give_the_root_that_the_checkpoint_signs(
    here: Deployment, client: TestClient, signed_in: Headers, reader: PlainReader
) -> None:
    fill(here, 299)
    answer = client.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    origin, size, root = reader.checkpoint(answer.text)
    assert (origin, size) == (ORIGIN, 300)
    headers = signed_in(OTHER)
    paths = ["000", f"001.p/{size - 256}"]
    tiles = [client.get(f"/log/tile/0/{path}") for path in paths]
    bundles = [client.get(f"/log/tile/entries/{path}", headers=headers) for path in paths]
    for one in (*tiles, *bundles):
        assert one.headers["content-type"] == "application/octet-stream"
        assert "immutable" in one.headers["cache-control"]
    hashes = b"".join(one.content for one in tiles)
    entries = [entry for one in bundles for entry in reader.entries(one.content)]
    leaves = [sha256(b"\0" + entry).digest() for entry in entries]
    assert b"".join(leaves) == hashes
    assert reader.root(leaves) == root
    assert client.get("/log/tile/1/000.p/1").content == reader.root(leaves[:256])


def test_nothing_beyond_the_signed_checkpoint_is_given_out(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    fill(here, 3)
    note(here)
    headers = signed_in(OWNER)
    assert client.get("/log/tile/0/000.p/4").status_code == 200
    for path in ("0/000.p/5", "entries/000.p/5", "1/000.p/1", "0/000"):
        assert client.get(f"/log/tile/{path}", headers=headers).status_code == 404


def test_entries_are_for_departments_and_their_reading_is_recorded(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    fill(here, 3)
    refused = client.get("/log/tile/entries/000.p/4")
    assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")
    answer = client.get("/log/tile/entries/000.p/4", headers=signed_in(MANAGER))
    assert answer.headers["cache-control"].startswith("private")
    with here.store.read() as session:
        (read, *_) = session.access.reads(department=MANAGER, limit=1)
    assert (read.action, read.subject) == ("entries", "0-3")


def test_a_bundle_is_compressed_for_whoever_asks(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    fill(here, 9)
    headers = signed_in(OWNER)
    path = "/log/tile/entries/000.p/10"
    plain = client.get(path, headers={**headers, "accept-encoding": "identity"})
    with client.stream("GET", path, headers={**headers, "accept-encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content


def test_a_tlog_proof_convinces_another_reader(
    here: Deployment, client: TestClient, signed_in: Headers, reader: PlainReader
) -> None:
    event = note(here, "proved")
    fill(here, 20)
    answer = client.get(f"/v1/events/{event}/tlog-proof", headers=signed_in(OWNER))
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    entry = reader.proof(answer.text)
    assert entry[4:36].hex() == event
    changed = answer.text.replace("index 0", "index 1")
    with pytest.raises(AssertionError):
        reader.proof(changed)


def test_a_tlog_proof_is_for_those_who_may_see_the_event(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    event = note(here)
    here.sealer.seal()
    refused = client.get(f"/v1/events/{event}/tlog-proof", headers=signed_in(OTHER))
    missing = client.get(f"/v1/events/{'00' * 32}/tlog-proof", headers=signed_in(OTHER))
    assert (refused.status_code, refused.json()) == (404, missing.json())
