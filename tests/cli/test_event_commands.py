"""Every event type has one command; it records a valid event; what is out of order is refused with the step that is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer import Context
from typer.main import get_command

from ledger.cli import app
from ledger.cli.event_steps import step_flags
from ledger.event_types import EVENT_TYPES, EventType, Party
from ledger.guide.event_table import COMMANDS, GROUPS, STEP_FLAGS
from ledger.guide.event_words import ENUMS, FILES, FLAGS, INTEGERS, LISTS, TIMES, choices_of, words_of
from ledger.policy.transitions import BEFORE
from tests.cli.conftest import MANAGER, OWNER, USER, Quanze
from tests.ledger.service.world import ENTRY, eventually, terms_of

ITEM = "3/07/010/typed"
KEYS = {Party.OWNER: "owner", Party.USER: "user", Party.MANAGER: "head", Party.PLATFORM: "head", Party.AUDITOR: "auditor",
        Party.SUPERVISOR: "head", Party.ANY: "owner"}  # fmt: skip
# What these follow has to be seen by the other party: it stands under the agreement
UNDER_ONE = ("finding", "finding.rectify", "breach.mark", "inspection", "alert", "record.read", "incident", "complaint")
FIELDS = sorted({name for row in EVENT_TYPES.values() for name in row.fields})


def in_order() -> list[str]:
    """Event types, each after one of those that may go before it; a plan of quality before what is measured by it."""
    left, done = sorted(EVENT_TYPES, key=lambda name: name.startswith("quality.measure")), list[str]()
    left.sort(key=lambda name: name in {"pdma.round", "pdma.close"})
    while left:
        ready = [name for name in left if not BEFORE.get(name) or set(BEFORE[name]) & set(done)]
        ready = [name for name in ready if name not in {"finding", "countersign"} or done]
        done += ready[:1]
        left.remove(ready[0])
    return done


def words(row: EventType, folder: Path, done: dict[str, str], agreement: str) -> list[str]:
    """A command line for an event of this type."""
    group, name = COMMANDS[row.name]
    line = [group, name]
    if "item" in row.needs:
        line += [ITEM] if group == "catalogue" else ["--item", ITEM]
    if "agreement" in row.needs or row.name in UNDER_ONE:
        line += ["--agreement", agreement]
    if "payload" in row.needs:
        line += ["--payload", str(folder / "payload.csv"), "--rows", "1"]
    for field in row.fields:
        line += said(row.name, field, folder)
    for flag, types in step_flags(row.name).items():
        if step := next((done[one] for one in types or done if one in done), None):
            return [*line, f"--{flag}", step]
    return line


def said(kind: str, field: str, folder: Path) -> list[str]:
    flag = "--operator-code" if field == "operator" else f"--{field.replace('_', '-')}"
    if field == "payload_salt":
        return []
    if field in FLAGS:
        return [flag]
    if field in FILES:
        return [flag, str(folder / ("entry.json" if field == "entry" else "some.json"))]
    if field in INTEGERS or (kind == "quality.measure" and field in {"target", "measured"}):
        return [flag, "3"]
    if field in TIMES:
        return [flag, "2026-11-20T09:00:00+08:00"]
    return [flag, (choices_of(kind, field) or ("x",))[0]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("typed")
    (made / "entry.json").write_text(json.dumps({**ENTRY, "manager": MANAGER}), "utf-8")
    # targets of a quality loop that the one measure below reaches, so that it may be closed
    (made / "some.json").write_text('{"completeness": 3}', "utf-8")
    (made / "payload.csv").write_text("110000\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def agreement(parties: Quanze, folder: Path) -> str:
    """An agreement on an item that is registered by its own command."""
    catalogue = ("--entry", str(folder / "entry.json"), "--approved-by", "h", "--secrecy-assessment", "s")
    parties("catalogue", "register", ITEM, *catalogue, key="owner")
    file = folder / "terms.json"
    file.write_text(
        json.dumps(terms_of(owner=OWNER, user=USER, manager=MANAGER, items=[ITEM], number="typed")), "utf-8"
    )
    consents = [str(folder / f"{key}.json") for key in ("owner", "user", "head")]
    for out, key in zip(consents, ("owner", "user", "head"), strict=True):
        parties("agreement", "sign", str(file), "--out", out, key=key)
    return str(parties.json("agreement", "conclude", str(file), *consents)["agreement"])


@pytest.fixture(scope="module")
def recorded(parties: Quanze, folder: Path, agreement: str) -> dict[str, str]:
    """One event of every type, in the order of the exchange."""
    parties("key", "enrol", parties.new_key("auditor"), "--role", "auditor", key="head")
    done: dict[str, str] = {}
    for name in in_order():
        row = EVENT_TYPES[name]
        line = words(row, folder, done, agreement)
        # an auditor sees only what it is accredited for: here the manager verifies
        key = "head" if name == "finding.verify" else KEYS[row.signed_by[0]]
        done[name] = parties.json(*line, key=key)["event_id"]
    return done


def test_every_event_type_has_exactly_one_command() -> None:
    assert list(COMMANDS) == list(dict.fromkeys(COMMANDS))
    assert set(COMMANDS) == set(EVENT_TYPES)
    assert len(set(COMMANDS.values())) == len(COMMANDS)
    assert {group for group, _ in COMMANDS.values()} == set(GROUPS)
    tree: Any = get_command(app)
    for group, name in COMMANDS.values():
        found = tree.commands[group]
        assert name in found.list_commands(Context(found))
        assert found.get_command(Context(found), name) is not None


def test_every_event_type_is_recorded_by_its_command(recorded: dict[str, str], parties: Quanze) -> None:
    assert set(recorded) == set(EVENT_TYPES)
    shown = parties.json("event", "show", recorded["reply"], key="owner")
    assert {name: one["value"] for name, one in shown["disclosures"].items()} == {
        "decision": "approve", "reasons": "x", "conditions": ["x"], "drafted_by": "x",
    }  # fmt: skip
    assert shown["parents"] == [recorded["request"]]
    report = parties.json("event", "show", recorded["incident"], key="owner")["disclosures"]
    assert report["discovered_at"]["value"] == "2026-11-20T01:00:00.000Z"


def test_words_kinds_and_choices_are_of_fields_that_exist() -> None:
    for row in EVENT_TYPES.values():
        for field in row.fields:
            assert all(words_of(row.name, field))
    assert set(FIELDS) >= INTEGERS | TIMES | LISTS | FILES | FLAGS
    for name in ENUMS:
        kind, _, field = name.rpartition(".")
        assert field in (EVENT_TYPES[kind].fields if kind else FIELDS)
    assert set(STEP_FLAGS) <= {name for names in BEFORE.values() for name in names}


REFUSED = {
    "a reply with no request": (("exchange", "reply", "--item", ITEM, "--decision", "approve", "--reasons", "r", "--drafted-by", "d"),
                                "owner", "step-missing", "quanze exchange request"),
    "a reply to a delivery": (("exchange", "reply", "--item", ITEM, "--decision", "approve", "--reasons", "r", "--drafted-by", "d",
                               "--request", "{deliver}"), "owner", "event-refused", "takes an event of type request"),
    "a second notice": (("exchange", "supplement-notice", "--item", ITEM, "--missing", "x", "--request", "{request}"),
                        "owner", "step-missing", "once only (article 21)"),
    "an event that is not recorded": (("exchange", "review", "--item", ITEM, "--checks", "c", "--result", "pass", "--request", "0" * 64),
                                      "head", "event-unknown", ""),
    "a decision that is none": (("exchange", "reply", "--item", ITEM, "--decision", "maybe", "--reasons", "r", "--drafted-by", "d",
                                 "--request", "{request}"), "owner", "input-refused", "decision is one of approve, refuse, not maybe"),
    "a time without its offset": (("incident", "found", "--kind", "leak", "--level", "large", "--affected", "a", "--discovered-at",
                                   "2026-11-20"), "owner", "input-refused", "a time with its offset"),
    "no time": (("incident", "found", "--kind", "leak", "--level", "large", "--affected", "a", "--discovered-at", "noon"),
                "owner", "input-refused", "a time with its offset"),
    "no payload": (("data", "store", "--item", ITEM, "--custodian", "c", "--retention-until", "now"), "owner", "input-refused", "--payload"),
    "the wrong party": (("exchange", "supply", "--item", ITEM, "--supplied", "x", "--notice", "{supplement.notice}"),
                        "owner", "party-not-allowed", ""),
    "a terminate with nothing before": (("terms", "terminate", "--agreement", "{agreement}", "--reason", "r", "--effective-at", "now",
                                         "--consulted", "c"), "owner", "step-missing", "quanze terms consult"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_out_of_order_is_refused_before_it_is_signed(
    name: str, recorded: dict[str, str], parties: Quanze, agreement: str
) -> None:
    line, key, code, says = REFUSED[name]
    known = {**recorded, "agreement": agreement}
    filled = [known[one[1:-1]] if one.startswith("{") else one for one in line]
    result = parties(*filled, "--json", key=key, code=1)
    told = json.loads(result.stderr)
    assert told["code"] == code, told
    assert says in told["en"]
    assert told["zh"]


def test_a_digest_stands_for_the_file_and_further_fields_are_taken(
    recorded: dict[str, str], parties: Quanze, agreement: str
) -> None:
    made = parties.json(
        "exchange", "deliver", "--item", ITEM, "--agreement", agreement, "--version", "2", "--share-mode", "batch",
        "--outlet", "o", "--digest", "ab" * 32, "--rows", "7", "--payload-salt", "00" * 16, "--field", "note=seen",
        "--parent", recorded["data.update"], key="owner",
    )  # fmt: skip
    shown = parties.json("event", "show", made["event_id"], key="user")
    assert shown["payload"] == {"alg": "sha256", "digest": "ab" * 32, "rows": 7}
    assert shown["disclosures"]["note"]["value"] == "seen"
    assert shown["parents"] == [recorded["data.update"]]


def test_what_is_due_is_listed_and_settled_and_nothing_is_marked_that_is_not_overdue(
    parties: Quanze, agreement: str
) -> None:
    request = (
        "exchange", "request", "--item", ITEM, "--legal-basis", "l", "--scenario", "s", "--scope", "c", "--share-mode", "file",
        "--use-until", "2027-01-01T00:00:00+08:00", "--case-type", "c", "--volume", "1", "--drafted-by", "d",
    )  # fmt: skip
    first, second = (parties.json(*request, key="user")["event_id"] for _ in range(2))

    def due() -> set[str]:
        return {row["trigger"]["id"] for row in parties.json("work", "--clause", "O5", key="owner")["duties"]}

    eventually(lambda: {first, second} <= due())
    listed = parties("work", "--clause", "O5", key="head").stdout
    assert second in listed
    assert "reply" in listed
    said = ("--decision", "approve", "--reasons", "r", "--drafted-by", "d")
    parties("exchange", "reply", "--item", ITEM, *said, "--request", first, key="owner")
    eventually(lambda: first not in due())
    assert second in due()
    refused = json.loads(parties("work", "mark", second, "--clause", "O5", "--json", key="owner", code=1).stderr)
    assert refused["code"] == "not-found"
    wrong = json.loads(parties("work", "settle", "--json", key="owner", code=1).stderr)
    assert "work mark EVENT" in wrong["en"]


def test_an_overdue_duty_is_marked_on_the_chain_from_the_list(parties: Quanze, folder: Path, agreement: str) -> None:
    stale = parties.json(
        "data", "update", "--item", ITEM, "--version", "0", "--cycle-due", "2026-01-01T00:00:00+08:00",
        "--payload", str(folder / "payload.csv"), key="owner",
    )["event_id"]  # fmt: skip

    def overdue() -> list[dict[str, Any]]:
        rows = parties.json("work", "--clause", "O9", "--state", "overdue", key="owner")["duties"]
        return [row for row in rows if row["trigger"]["id"] == stale]

    (row,) = eventually(overdue)
    assert (row["department"], row["due_at"], row["provisional"]) == (OWNER, "2025-12-31T16:00:00.000Z", False)
    eventually(lambda: parties.json("event", "show", stale, key="owner")["event"]["proof"] == "anchored")
    marked = parties.json("work", "mark", stale, "--clause", "O9", key="head")
    assert marked["operation"]["state"] == "final", marked
    assert marked["message"]["department"] == OWNER
    assert marked["message"]["dueAt"] == 1767196800
