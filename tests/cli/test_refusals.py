"""Bad input at the command line: one clear line on stderr, the documented exit code, nothing else."""

import json
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import ITEM, MANAGER, OWNER, Quanze

NOBODY = "http://127.0.0.1:1"


def refused(quanze: Quanze, *arguments: str, code: int, says: str, key: str | None = None, **environ: str) -> None:
    result = quanze(*arguments, key=key, code=code, **environ)
    lines = [line for line in result.stderr.splitlines() if line.startswith("✗")]
    assert len(lines) == 1, result.stderr
    assert says in lines[0]
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "key", "code", "says"),
    [
        (["agreement", "show", "0x" + "00" * 32], "head", 1, "[agreement-unknown]"),
        (["agreement", "show", "x"], "head", 1, "[request-refused]"),
        (["department", "show", "ZZ-1"], None, 1, "[not-found]"),
        (["event", "show", "00" * 32], "head", 1, "[event-unknown]"),
        (["event", "record", "nonsense"], "head", 1, "[event-refused]"),
        (["event", "record", "case.step", "--field", "x"], "head", 1, "name=text"),
        (["event", "record", "case.step", "--field", "x:=["], "head", 1, "name:=json"),
        (["event", "record", "deliver", "--item", ITEM, "--payload", "/nowhere"], "head", 1, "/nowhere"),
        (["event", "record", "case.step", "--field", "case_ref=1", "--field", "activity=x", "--department", OWNER],
         "head", 1, "[key-not-of-actor]"),
        (["event", "list"], None, 1, "sign in first"),
        (["sign-in"], None, 1, "--key"),
        (["sign-in"], "stranger", 1, "[not-signed-in]"),
        (["key", "show", "--key", "file:/nowhere/key.json", "--passphrase-file", "/nowhere/pass"], None, 1, "/nowhere"),
        (["key", "show", "--key", "hardware"], None, 1, "file:PATH or env:NAME"),
        (["key", "enrol", "0x" + "11" * 20, "--role", "officer", "--department", MANAGER], "stranger", 1,
         "a head of that department must sign"),
        (["department", "list", "--url", NOBODY], None, 3, "[service-unreachable]"),
        (["department", "list", "--url", "nonsense"], None, 3, "[service-unreachable]"),
        (["evidence", "verify", "/nowhere", "--trust", "/nowhere"], None, 1, "[trust-refused]"),
        (["contracts", "typed-data", "Nonsense", "/nowhere"], None, 1, "Admission"),
        (["contracts", "verify", "--data", "/nowhere"], None, 1, "quanze init"),
        (["audit", "--data", "/nowhere"], None, 1, "quanze init"),
        (["serve", "--data", "/nowhere"], None, 1, "quanze init"),
        (["log", "open", "--data", "/nowhere"], None, 1, "quanze init"),
        (["init", "--data", "/dev/null/x"], None, 1, "[config-refused]"),
        (["init", "--data", "/nowhere", "--department", "lower"], None, 1, "department code"),
        (["init", "--data", "/nowhere", "--root-head", "0x12"], None, 1, "address"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_is_refused_in_one_line(parties: Quanze, arguments: list[str], key: str | None, code: int, says: str) -> None:
    parties.new_key("stranger")
    refused(parties, *arguments, key=key, code=code, says=says)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["department", "show"], ["init", "--tier", "9"], ["key", "enrol", "0x", "--role", "boss"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_exit_2(quanze: Quanze, arguments: list[str]) -> None:
    quanze(*arguments, key="head", code=2)


def test_something_else_at_the_address_is_no_service(quanze: Quanze) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.listen()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        import threading

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello")

        thread = threading.Thread(target=answer)
        thread.start()
        refused(quanze, "department", "list", "--url", url, code=3, says="no Quanze service")
        thread.join()


def test_init_never_overwrites(quanze: Quanze) -> None:
    before = (quanze.folder / "data/config.toml").read_bytes()
    refused(quanze, "init", "--data", str(quanze.folder / "data"), code=1, says="holds a deployment already")
    assert (quanze.folder / "data/config.toml").read_bytes() == before


def test_a_second_service_on_the_same_folder_is_refused(quanze: Quanze) -> None:
    refused(quanze, "serve", "--data", str(quanze.folder / "data"), code=3, says="[data-folder-in-use]")


def test_a_refusal_as_json_carries_its_code(quanze: Quanze) -> None:
    result = quanze("department", "show", "ZZ-1", "--json", code=1)
    assert json.loads(result.stderr)["code"] == "not-found"


def test_a_key_that_is_no_typed_data_is_not_signed(quanze: Quanze, tmp_path: Path) -> None:
    file = tmp_path / "anything.json"
    file.write_text('{"primaryType": "Permit", "domain": {}, "message": {}}', "utf-8")
    refused(quanze, "key", "sign", str(file), key="head", code=1, says="typed data")
