"""Webhooks: signed, in order, at least once; a receiver that is away is waited for, one that refuses holds nobody up."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.alerting.hooks import LONGEST_MS, Receiver, Webhook, signature, state_of
from ledger.alerting.reading import AlertReading
from ledger.alerting.views import WebhookState
from ledger.config import WebhookConfig
from ledger.errors import SignerRefused, WebhookUnreachable
from ledger.keys.shared_secret import open_secret
from tests.api.deployment import MANAGER, ORIGIN, OTHER, OWNER, USER
from tests.ledger.alerting.conftest import Watched

SECRET = b"a shared secret of some length"


class Inbox:
    """A real receiver; ``answers`` is what it says to the next messages, 204 to those after."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                inbox.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(inbox.answers.pop(0) if inbox.answers else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/alerts"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def changes(self) -> list[tuple[int, str]]:
        return [(told["seq"], told["change"]) for told in (json.loads(body) for _, body in self.got)]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    found = Inbox()
    yield found
    found.close()


def hook(here: Watched, url: str, department: str = MANAGER) -> Webhook:
    reading = AlertReading(here.store, here.directory, ORIGIN, here.clock)
    made = Webhook(here.store, here.directory, reading, Receiver("duty-room", url, department, SECRET), here.clock)
    made.step()
    return made


def state(here: Watched) -> WebhookState:
    with here.store.read() as session:
        return state_of(session, "duty-room")


def stop_and_go(here: Watched) -> None:
    stop = here.record(
        OWNER, here.draft("agreement.suspend", {"reason": "x", "effective_at": "x"}, agreement=here.agreement)
    )
    here.watch()
    values = {"reason": "x", "effective_at": "x"}
    here.record(OWNER, here.draft("agreement.resume", values, agreement=here.agreement, parents=[stop]))
    here.watch()


TOLD = [(1, "raised"), (2, "recorded"), (3, "closed")]


def test_changes_are_sent_in_order_once_and_signed(here: Watched, inbox: Inbox) -> None:
    sender = hook(here, inbox.url)
    stop_and_go(here)
    assert not sender.step()
    assert inbox.changes == TOLD
    headers, body = inbox.got[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert headers["webhook-id"] == f"1.{json.loads(body)['alert']['id']}"
    sender.step()
    assert len(inbox.got) == len(TOLD)
    assert (state(here).sent, state(here).waiting, state(here).error) == (3, 0, None)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # the example of the specification's own libraries
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    given = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("answer", [503, 502, 429, 408])
def test_a_receiver_that_is_away_is_waited_for_and_nothing_is_lost(here: Watched, inbox: Inbox, answer: int) -> None:
    sender = hook(here, inbox.url)
    stop_and_go(here)
    inbox.answers = [answer] * 5
    waits = []
    for _ in range(5):
        with pytest.raises(WebhookUnreachable):
            sender.step()
        assert not sender.step(), "it waits"
        retry = state(here).retry_at
        waits.append(retry)
        here.clock.now += LONGEST_MS
    assert state(here).refused == []
    assert state(here).error == f"HTTP {answer}"
    sender.step()
    assert inbox.changes[5:] == TOLD
    assert len({headers["webhook-id"] for headers, _ in inbox.got[:6]}) == 1


def test_nobody_there(here: Watched, inbox: Inbox) -> None:
    sender = hook(here, inbox.url)
    stop_and_go(here)
    inbox.close()
    with pytest.raises(WebhookUnreachable):
        sender.step()
    assert state(here).waiting == len(TOLD)


def test_what_is_refused_three_times_is_set_aside_and_the_rest_goes_on(here: Watched, inbox: Inbox) -> None:
    sender = hook(here, inbox.url)
    stop_and_go(here)
    inbox.answers = [500, 400, 422]
    for tries in (1, 2):
        assert not sender.step()
        assert state(here).tries == tries
        here.clock.now += 10_000
    sender.step()
    assert inbox.changes == TOLD[:1] * 2 + TOLD
    (refused,) = state(here).refused
    assert (refused.seq, refused.error) == (1, "HTTP 422")
    assert (state(here).waiting, state(here).tries) == (0, 0)


def test_a_sender_that_was_stopped_goes_on_where_it_was(here: Watched, inbox: Inbox) -> None:
    hook(here, inbox.url).close()
    stop_and_go(here)
    hook(here, inbox.url)
    assert inbox.changes == TOLD


def test_a_receiver_is_sent_what_its_department_may_see(here: Watched, inbox: Inbox) -> None:
    sender = hook(here, inbox.url, OTHER)
    stop_and_go(here)
    sender.step()
    assert inbox.got == []
    assert (state(here).sent, state(here).waiting) == (3, 0)
    with here.store.read() as session:
        assert [read.action for read in session.access.reads(department=OTHER)] == ["alerts"]
    with pytest.raises(WebhookUnreachable):
        hook(here, inbox.url, "NOBODY-1")


def test_the_operator_alone_reads_their_state(here: Watched, inbox: Inbox) -> None:
    object.__setattr__(here.ledger.config, "webhooks", (WebhookConfig("duty-room", inbox.url, "env:X"),))
    hook(here, inbox.url)
    client = TestClient(create_app(here.ledger))

    def get(code: str) -> Any:
        return client.get("/v1/alerts/webhooks", headers={"authorization": f"Bearer {here.sign_in(code)}"})

    stop_and_go(here)
    (shown,) = get(MANAGER).json()["webhooks"]
    assert (shown["name"], shown["waiting"], shown["refused"]) == ("duty-room", 3, [])
    assert get(USER).status_code == 403
    assert 'quanze_webhook_lag_changes{webhook="duty-room"} 3' in client.get("/metrics").text


def test_secrets(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 24 + "\nmore", "utf-8")
    assert open_secret(f"file:{file}") == b"x" * 24
    assert open_secret("env:S", environ={"S": "whsec_" + base64.b64encode(SECRET).decode()}) == SECRET
    empty = tmp_path / "empty"
    empty.touch()
    for uri, text in (("env:S", "short"), ("env:T", ""), ("x" * 32, ""), (f"file:{empty}", ""), ("env:S", "whsec_%%%")):
        with pytest.raises(SignerRefused) as refused:
            open_secret(uri, environ={"S": text})
        assert not text or text not in str(refused.value)
