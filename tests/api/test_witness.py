"""A witness as C2SP tlog-witness describes it, over HTTP and on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from api.witness import create_witness_app
from ledger import merkle
from ledger.checkpoint import Checkpoint, VerifierKey, encode64, sign_note
from ledger.cosignature import CosignerKey, read_cosignatures
from ledger.errors import ConfigRefused
from ledger.keys import LogKey
from ledger.storage.witness_store import create_witness_store, open_witness_store
from ledger.witnesses.witness import Witness

LOG, STRANGER, KEY = (LogKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))
ORIGIN = "dept.example/log"
ME = CosignerKey("audit.example/witness", KEY.public)
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(40)]
FORKED = [*LEAVES[:5], merkle.leaf_hash(b"another"), *LEAVES[6:]]


def note(size: int, leaves: list[bytes] = LEAVES, key: LogKey = LOG, origin: str = ORIGIN) -> str:
    body = Checkpoint(origin, size, merkle.root(leaves[:size])).body()
    return sign_note(body, origin, key.public, key.sign)


def request(old: int, new: int, leaves: list[bytes] = LEAVES, text: str | None = None) -> bytes:
    path = merkle.consistency_proof(old, new, leaves) if 0 < old <= new else []
    return "\n".join([f"old {old}", *map(encode64, path), "", text or note(new, leaves)]).encode()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/witness.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres")()
    create_witness_store(url)
    return url


def witness_of(url: str, now: Callable[[], int] = lambda: 1_800_000_000) -> Witness:
    return Witness(open_witness_store(url), ME, KEY.sign, [VerifierKey(ORIGIN, LOG.public)], now)


@pytest.fixture
def client(database: str) -> Iterator[TestClient]:
    with TestClient(create_witness_app(witness_of(database))) as client:
        yield client


def add(client: TestClient, body: bytes, status: int) -> str:
    answer = client.post("/log/add-checkpoint", content=body)
    assert answer.status_code == status, answer.text
    return answer.text


def test_growing_checkpoints_are_cosigned_and_the_line_verifies(client: TestClient, database: str) -> None:
    for old, new in ((0, 3), (3, 7), (7, 7), (7, 8), (8, 40)):
        line = add(client, request(old, new), 200)
        assert read_cosignatures(note(new) + line, [ME]) == {ME: 1_800_000_000}
    with TestClient(create_witness_app(witness_of(database))) as again:
        assert read_cosignatures(again.get(f"/log/witnessed/{ORIGIN}").text, [ME]) == {ME: 1_800_000_000}
        assert add(again, request(0, 40), 409) == "40\n"


def test_a_wrong_old_size_is_answered_with_the_right_one(client: TestClient) -> None:
    add(client, request(0, 7), 200)
    for body in (request(0, 9), request(3, 9), request(8, 9), request(3, 7)):
        answer = client.post("/log/add-checkpoint", content=body)
        assert (answer.status_code, answer.text) == (409, "7\n")
        assert answer.headers["content-type"] == "text/x.tlog.size"


WRONG = [
    pytest.param(request(7, 9, text=note(9, origin="other.example/log")), 404, id="unknown origin"),
    pytest.param(request(7, 9, text=note(9, key=STRANGER)), 403, id="signed by a stranger"),
    pytest.param(request(7, 9, text=note(9).replace("9", "8", 1)), 403, id="signature of another size"),
    pytest.param(request(9, 7), 400, id="old size above the checkpoint's"),
    pytest.param(request(7, 9, FORKED), 422, id="a fork"),
    pytest.param(b"old 7\n\n" + note(9).encode(), 422, id="proof missing"),
    pytest.param(
        request(7, 9).replace(b"old 7\n", b"old 7\n" + encode64(bytes(32)).encode() + b"\n"), 422, id="proof too long"
    ),
    pytest.param(request(0, 3), 409, id="shorter than what is known"),
    pytest.param(request(7, 7, FORKED), 409, id="another root at the known size"),
    pytest.param(b"", 400, id="nothing"),
    pytest.param(request(7, 9).replace(b"old 7", b"old 07"), 400, id="leading zero"),
    pytest.param(request(7, 9).replace(b"old 7", b"old -7"), 400, id="negative"),
    pytest.param(request(7, 9).replace(b"old 7", b"old +7"), 400, id="plus sign"),
    pytest.param(request(7, 9).replace(b"old 7", b"OLD 7"), 400, id="capitals"),
    pytest.param(request(7, 9).replace(b"\n", b"\r\n"), 400, id="carriage returns"),
    pytest.param(request(7, 9) + b"\xff", 400, id="no UTF-8"),
    pytest.param(b"old 7\nAAAA\n\n" + note(9).encode(), 400, id="hash of three bytes"),
    pytest.param(
        b"old 7\n" + b"%s\n" % encode64(bytes(32)).encode() * 64 + b"\n" + note(9).encode(), 400, id="64 lines"
    ),
    pytest.param(b"old 7\n\nno note", 400, id="no note"),
    pytest.param(b"old 7\n" + request(7, 9).split(b"\n", 1)[1].replace(b"\n\n", b"\n", 1), 400, id="no empty line"),
]


@pytest.mark.parametrize(("body", "status"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(client: TestClient, body: bytes, status: int) -> None:
    add(client, request(0, 7), 200)
    kept = client.get(f"/log/witnessed/{ORIGIN}").text
    add(client, body, status)
    assert client.get(f"/log/witnessed/{ORIGIN}").text == kept
    add(client, request(7, 9), 200)


def test_two_histories_are_kept_as_proof(database: str) -> None:
    witness = witness_of(database)
    witness.add_checkpoint(request(0, 7))
    with closing(witness), open_witness_store(database) as store:
        for _ in range(2):
            with pytest.raises(Exception, match="another root"):
                witness.add_checkpoint(request(7, 7, FORKED))
        (found,) = store.contradictions()
    assert (found.origin, found.size, found.note) == (ORIGIN, 7, note(7, FORKED))
    assert found.kept.startswith(note(7))


def test_of_two_requests_at_once_only_one_moves_the_witness(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race of the specification: both pass their checks before either is stored."""
    witness, checked = witness_of(database), threading.Barrier(2)
    plain = witness._check_growth

    def check(*given: object) -> None:
        plain(*given)  # type: ignore[arg-type]
        checked.wait(10)

    monkeypatch.setattr(witness, "_check_growth", check)
    answers: list[object] = []

    def ask(size: int) -> None:
        try:
            answers.append(witness.add_checkpoint(request(0, size)))
        except Exception as error:  # noqa: BLE001 - the answer is the point
            answers.append(error)

    threads = [threading.Thread(target=ask, args=(size,)) for size in (7, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    witness.close()
    assert sorted(type(answer).__name__ for answer in answers) == ["WitnessConflict", "str"]


def test_a_witness_that_lost_its_memory_does_not_start(tmp_path: Path, database: str) -> None:
    with pytest.raises(ConfigRefused, match="restore it"):
        open_witness_store(f"sqlite:///{tmp_path}/gone.db")
    assert not (tmp_path / "gone.db").exists()
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE witnessed")
    engine.dispose()
    with pytest.raises(ConfigRefused, match="restore it"):
        open_witness_store(database)


def test_an_unknown_or_unseen_log_is_not_found(client: TestClient) -> None:
    assert client.get("/log/witnessed/other.example/log").status_code == 404
    assert client.get(f"/log/witnessed/{ORIGIN}").status_code == 404
    assert client.get("/healthz").text == "ok\n"


def test_a_body_beyond_the_cap_is_refused(client: TestClient) -> None:
    assert client.post("/log/add-checkpoint", content=b"x" * 70_000).status_code == 413
