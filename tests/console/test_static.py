"""How the console's files are served: whole, packed where the client takes it, cached by name, and never over the API."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import console, problems
from api.gate import Gate

PAGE = {"accept": "text/html"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>console</title>", "utf-8")
    script = tmp_path / "assets" / "main-abc.js"
    script.write_text("1;", "utf-8")
    script.with_suffix(".js.gz").write_bytes(gzip.compress(b"1;"))
    (tmp_path.parent / "secret.txt").write_text("secret", "utf-8")
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(app)
    app.add_middleware(Gate)
    app.add_api_route("/v1/here", lambda: "api")
    console.install(app, tmp_path)
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/items", "/items/307001%2F000001", "/agreements/0x00"])
def test_every_address_of_the_console_opens_its_one_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert (answer.status_code, answer.text) == (200, "<title>console</title>")
    assert answer.headers["cache-control"] == "no-cache"


def test_no_script_but_our_own_may_run(client: TestClient) -> None:
    policy = client.get("/", headers=PAGE).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_name_with_a_digest_is_kept_for_ever(client: TestClient) -> None:
    answer = client.get("/assets/main-abc.js", headers={"accept-encoding": "identity"})
    assert (answer.text, answer.headers["content-type"]) == ("1;", "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(("accepted", "packed"), [("gzip", "gzip"), ("br", None), ("gzip;q=0", None), ("*", None)])
def test_packed_files_go_to_those_who_take_them(client: TestClient, accepted: str, packed: str | None) -> None:
    answer = client.get("/assets/main-abc.js", headers={"accept-encoding": accepted})
    assert (answer.text, answer.headers.get("content-encoding")) == ("1;", packed)
    assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("path", ["/v1/nothing", "/assets/gone-abc.js", "/assets/../secret.txt", "/..%2Fsecret.txt"])
def test_what_is_not_there_is_a_problem_and_no_page(client: TestClient, path: str) -> None:
    headers = PAGE if path.startswith(("/v1/", "/assets/gone")) else {}
    answer = client.get(path, headers=headers)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


def test_the_api_stands_before_the_console(client: TestClient) -> None:
    assert client.get("/v1/here", headers=PAGE).json() == "api"


def test_without_built_files_there_is_no_console(tmp_path: Path) -> None:
    app = FastAPI(openapi_url=None)
    before = len(app.routes)
    console.install(app, tmp_path)
    assert len(app.routes) == before
