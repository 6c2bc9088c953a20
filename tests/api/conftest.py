"""One deployment for each test of the API, and a client of the real application."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.event_types import KeyRole
from tests.api.deployment import Deployment


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    yield deployment
    deployment.close()


@pytest.fixture
def client(here: Deployment) -> TestClient:
    return TestClient(create_app(here.ledger))


@pytest.fixture
def signed_in(here: Deployment, client: TestClient) -> Callable[..., dict[str, str]]:
    def headers(code: str, role: KeyRole = KeyRole.HEAD) -> dict[str, str]:
        return {"authorization": f"Bearer {here.sign_in(code, role)}"}

    return headers
