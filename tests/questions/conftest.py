"""The year is told once for all questions; each is asked of the real application by who would ask it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.app import create_app
from ledger.event_types import KeyRole
from ledger.founding import free_port
from tests.questions.scene import Scene
from tests.questions.story import tell

HEAD = {"verdict", "as_of", "calendar", "proof", "withheld"}


class Year:
    """The told year, and how to ask about it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.told = scene.told
        self.agreements = scene.agreements
        self._client = TestClient(create_app(scene.ledger))
        self._tokens: dict[tuple[str, KeyRole], str] = {}

    def get(self, path: str, who: str, role: KeyRole = KeyRole.HEAD, status: int = 200, **query: Any) -> Any:
        """The answer to one call; every answer has its head."""
        answer = self._client.get(path, headers=self._headers(who, role), params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, body: Any, who: str, role: KeyRole = KeyRole.HEAD) -> Any:
        """The answer to one call with a body."""
        answer = self._client.post(path, headers=self._headers(who, role), json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _headers(self, who: str, role: KeyRole) -> dict[str, str]:
        if (who, role) not in self._tokens:
            self._tokens[who, role] = self.scene.sign_in(who, role)
        return {"authorization": f"Bearer {self._tokens[who, role]}"}

    def serve(self) -> tuple[str, Callable[[], None]]:
        """The application on a port of this machine, for the command line; and how to stop it."""
        port = free_port()
        server = uvicorn.Server(
            uvicorn.Config(self._client.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        return f"http://127.0.0.1:{port}", lambda: _stop(server, thread)


def _stop(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    folder: Path = tmp_path_factory.mktemp("year")
    scene = Scene(folder)
    tell(scene)
    yield Year(scene)
    scene.close()


def whole(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, if it carries what every answer carries."""
    assert set(answer) >= HEAD, set(answer)
    assert answer["verdict"]["zh"]
    assert answer["verdict"]["en"]
    assert answer["calendar"]["version"].startswith("chinesecalendar-")
    assert answer["proof"]["weakest"] in {"anchored", "waiting-for-anchor", "missing", "failed"}
    return answer
