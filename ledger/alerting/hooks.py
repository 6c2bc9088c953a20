"""Webhooks: every change of an alert that a department may see, sent to its receiver at least once and in order.

Signed as Standard Webhooks 1.0 says: HMAC-SHA256 over ``id.timestamp.body``. The id of a change never changes, so that a
receiver which got it twice can tell. A receiver that is away is tried again for as long as it takes; a change that it
refuses three times is set aside and shown, and those after it go on.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
import msgspec

from ledger.alerting.reading import AlertReading
from ledger.alerting.views import AlertMoved, WebhookRefusal, WebhookState
from ledger.errors import WebhookUnreachable
from ledger.event_types import KeyRole
from ledger.model import format_time, moment
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.storage.alert_rows import HookRow
from ledger.storage.store import Store, StoreSession

PAGE, TRIES = 50, 3
TIMEOUT_S = 10.0
FIRST_MS, LONGEST_MS = 1_000, 300_000
NO_KEY = "0x" + "00" * 20
_LATER = frozenset({408, 425, 429, 502, 503, 504})


@dataclass(frozen=True)
class Receiver:
    """Where the alerts of a department go: a name, an address, and the secret that signs."""

    name: str
    url: str
    department: str
    secret: bytes


class Webhook:
    """Serves one receiver; only one may run for each name.

    Args:
        clock: ms since 1970.
    """

    def __init__(
        self, store: Store, directory: Directory, reading: AlertReading, receiver: Receiver, clock: Callable[[], int]
    ) -> None:
        self._store = store
        self._directory = directory
        self._reading = reading
        self._receiver = receiver
        self._clock = clock
        self._silent = 0
        self._begun = False
        self._http = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)

    @property
    def name(self) -> str:
        """The receiver's name."""
        return self._receiver.name

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def step(self) -> bool:
        """Send what is new; whether more waits. A receiver that is served for the first time begins with what comes next.

        Raises:
            WebhookUnreachable: the receiver is away, or its department is not registered; nothing is lost.
        """
        now = self._clock()
        with self._store.begin() as session:
            hook = _hook(session, self.name)
        if now < hook.retry_at:
            return False
        caller = self._caller()
        if not self._begun:
            self._reading.follow(caller, hook.next_seq - 1, via=self.name)
            self._begun = True
        moved, upto = self._reading.moved(caller, hook.next_seq - 1, PAGE)
        for one in moved:
            hook = self._send(replace(hook, next_seq=one.seq), one)
            if hook.next_seq <= one.seq:
                return False
        if upto >= hook.next_seq:
            self._put(replace(hook, next_seq=upto + 1))
        return len(moved) == PAGE

    def _send(self, hook: HookRow, moved: AlertMoved) -> HookRow:
        """The state after one attempt, kept."""
        now = self._clock()
        try:
            status = self._post(moved, now // 1000)
        except httpx.HTTPError as error:
            raise self._away(hook, now, type(error).__name__) from error
        if status in _LATER:
            raise self._away(hook, now, f"HTTP {status}")
        self._silent = 0
        if 200 <= status < 300:
            done = HookRow(self.name, moved.seq + 1, 0, 0, now, None)
        elif hook.tries + 1 < TRIES:
            wait = FIRST_MS * 2**hook.tries
            done = replace(hook, tries=hook.tries + 1, retry_at=now + wait, error=f"HTTP {status}")
        else:
            done = replace(hook, next_seq=moved.seq + 1, tries=0, retry_at=0, error=f"HTTP {status}")
        with self._store.begin() as session:
            if done.tries == 0 and done.error is not None:
                session.alerts.refuse(self.name, moved.seq, done.error, now)
            session.alerts.put_hook(done)
        return done

    def _post(self, moved: AlertMoved, seconds: int) -> int:
        body = msgspec.json.encode(moved)
        name = f"{moved.seq}.{moved.alert.id}"
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(self._receiver.secret, name, seconds, body),
        }
        return self._http.post(self._receiver.url, content=body, headers=headers).status_code

    def _away(self, hook: HookRow, now: int, why: str) -> WebhookUnreachable:
        wait = min(LONGEST_MS, FIRST_MS * 2 ** min(self._silent, 20))
        self._silent += 1
        self._put(replace(hook, retry_at=now + wait, error=why))
        return WebhookUnreachable(
            zh=f"预警接收方 {self.name} 没有应答({why}): {wait // 1000} 秒后再试",
            en=f"the receiver {self.name} of alerts does not answer ({why}): tried again in {wait // 1000} s",
            webhook=self.name,
        )

    def _put(self, hook: HookRow) -> None:
        with self._store.begin() as session:
            session.alerts.put_hook(hook)

    def _caller(self) -> Caller:
        """The receiver stands where an officer of its department stands."""
        code = self._receiver.department
        department = self._directory.department(code)
        if department is None:
            raise WebhookUnreachable(
                zh=f"webhook {self.name} 所属部门 {code} 未登记",
                en=f"the department {code} of the webhook {self.name} is not registered",
                webhook=self.name,
            )
        return Caller(NO_KEY, code, KeyRole.OFFICER, department.tier, department.region)


def signature(secret: bytes, name: str, seconds: int, body: bytes) -> str:
    """The value of the header ``webhook-signature`` (Standard Webhooks 1.0, scheme v1)."""
    digest = hmac.digest(secret, f"{name}.{seconds}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def state_of(session: StoreSession, name: str) -> WebhookState:
    """How far a receiver is served."""
    last = session.alerts.last_change()
    hook = session.alerts.hook(name) or HookRow(name, last + 1, 0, 0, None, None)
    return WebhookState(
        name=name,
        sent=hook.next_seq - 1,
        waiting=max(0, last + 1 - hook.next_seq),
        tries=hook.tries,
        retry_at=moment(hook.retry_at or None),
        delivered_at=moment(hook.delivered_at),
        error=hook.error,
        refused=[WebhookRefusal(seq, error, format_time(at)) for seq, error, at in session.alerts.refused(name)],
    )


def _hook(session: StoreSession, name: str) -> HookRow:
    known = session.alerts.hook(name)
    if known is None:
        known = HookRow(name, session.alerts.last_change() + 1, 0, 0, None, None)
        session.alerts.put_hook(known)
    return known
