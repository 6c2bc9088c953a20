"""alert list, acknowledge, watch against a running service."""

import json

from tests.cli.conftest import OWNER, Quanze
from tests.ledger.service.world import eventually


def test_an_alert_is_seen_live_acknowledged_and_listed(parties: Quanze) -> None:
    before = parties.json("alert", "list", key="owner")["alerts"]
    found = parties.json(
        "event", "record", "incident", "--field", "kind=leak", "--field", "level=3", "--field", "affected:=[]",
        "--field", "discovered_at=2026-01-05T02:00:00.000Z", key="owner",
    )  # fmt: skip
    first = {one["changed"] for one in before}
    eventually(lambda: parties.json("alert", "list", "--open", "--rule", "incident-late", key="owner")["alerts"])
    lines = parties("alert", "watch", "--once", "--after", str(max(first, default=0)), "--json", key="owner").stdout
    moved = [json.loads(line) for line in lines.splitlines()]
    # once as it was raised, and perhaps once more as it was recorded
    late = next(one["alert"] for one in moved if one["alert"]["rule"] == "incident-late")
    assert (late["subject"], late["owner"], late["level"]) == (found["event_id"], OWNER, "red")
    eventually(lambda: parties.json("alert", "list", "--rule", "incident-late", key="owner")["unsigned"] == 0)
    assert late["id"] not in {one["id"] for one in parties.json("alert", "list", key="user")["alerts"]}

    said = ("alert", "acknowledge", late["id"], "--measure", "reported by telephone")
    assert "[acknowledgement-refused]" not in parties(*said, key="owner").stderr
    shown = eventually(
        lambda: [
            one
            for one in parties.json("alert", "list", "--owner", OWNER, key="owner")["alerts"]
            if one["id"] == late["id"] and one["acknowledged_at"]
        ]
    )
    assert shown[0]["state"] == "open", "seen is not mended"
    assert "incident-late" in parties("alert", "list", "--level", "red", key="owner").stdout
    assert "acknowledged" in parties("alert", "watch", "--once", "--after", "0", key="owner").stdout


def test_what_is_refused_says_so(parties: Quanze) -> None:
    assert "[alert-unknown]" in parties("alert", "acknowledge", "0" * 32, "--measure", "x", key="user", code=1).stderr
    assert "[request-refused]" in parties("alert", "list", "--rule", "none", key="user", code=1).stderr
    assert "[not-signed-in]" in parties("alert", "watch", "--once", code=1).stderr
