"""Acts on the chain by command: one key at once, several by files; what is signed is what was asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.acts import ACTS
from ledger.acts.schema import message_schema
from ledger.cli import acting
from ledger.cli.act_commands import options_of
from ledger.cli.act_table import ROWS, STRUCTS
from ledger.cli.client import Client
from ledger.errors import InputRefused
from ledger.keys import LocalSigner
from tests.cli.conftest import MANAGER, OWNER, USER, Quanze
from tests.ledger.service.world import terms_of

HASH = "ab" * 32
ITEM = "3/07/009/acts"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.group} {row.name}")
def test_a_command_asks_for_every_member_that_is_not_filled_in(row: Any) -> None:
    act, schema = ACTS[row.act], message_schema(ACTS[row.act], draft=True)
    given = {one.member for one in options_of(row) if one.member[0] != ">"}
    if given != {"message"}:
        assert set(schema["required"]) <= given <= set(schema["properties"])
        assert {one.member for one in options_of(row) if one.left_out} <= set(act.fills)
    assert [one.member[1:] for one in options_of(row) if one.member[0] == ">"] == list(act.encloses)
    assert STRUCTS.get(row.act, act.struct) == act.struct


def write(folder: Path, name: str, value: Any) -> str:
    path = folder / name
    path.write_text(json.dumps(value), "utf-8")
    return str(path)


def test_an_agreement_is_offered_signed_filed_suspended_and_resumed(parties: Quanze, tmp_path: Path) -> None:
    terms = terms_of(number="链上1号", items=[ITEM])
    file = write(tmp_path, "terms.json", terms)
    offered = parties.json("agreement", "offer", file, "--open-until", str(terms["use_until"]), key="owner")
    assert (offered["operation"]["kind"], offered["operation"]["state"]) == ("offer", "final")
    refused = parties("agreement", "sign-offer", file, key="owner", code=1)
    assert "a head of that department must sign" in refused.stderr
    parties("agreement", "sign-offer", file, key="user")
    filed = parties.json("agreement", "file", file, key="head")
    assert filed["id"] == offered["id"]
    given = (filed["id"], "--reason-event", HASH)
    parties("agreement", "suspend", *given, key="owner")
    parties("agreement", "order-rectification", *given, "--due-at", "2099-01-01T00:00:00+08:00", key="head")
    parties("agreement", "resume", *given, key="head")
    refused = parties("agreement", "terminate", "agreed", *given, key="owner", code=1)
    assert "act sign" in refused.stderr
    draft = str(tmp_path / "draft.json")
    shown = parties.json("agreement", "terminate", "agreed", *given, "--out", draft, key="owner")
    assert [one["departments"] for one in shown["signs"]] == [[OWNER], [USER], [MANAGER]]
    consents = []
    for key in ("head", "owner", "user"):  # in any order
        consents.append(str(tmp_path / f"{key}.json"))
        assert "AgreedTermination" not in parties("act", "sign", draft, "--out", consents[-1], key=key).stderr
    assert parties.json("act", "submit", draft, *consents)["operation"]["state"] == "final"
    chain = parties.json("agreement", "show", filed["id"], key="owner")
    assert chain["state"] == "terminated"


def test_an_entry_is_submitted_and_reviewed_by_commands(parties: Quanze, tmp_path: Path) -> None:
    value = {
        "item": ITEM, "responsible": {"owner": OWNER, "manager": MANAGER, "aggregation": 2},
        "content": {"title": f"0x{HASH}", "schema": f"0x{HASH}", "formatClass": 2, "modes": 2, "updateCycle": 6},
        "sharing": {"shareType": 2, "basis": f"0x{HASH}"},
        "protection": {"grade": 1, "secret": False, "personal": False, "assessment": f"0x{HASH}"},
        "rights": {"vocabulary": 1, "rightType": 1, "obtainedAt": 1, "useUntil": "18446744073709551615",
                   "others": f"0x{HASH}"}, "derivedFrom": [],
    }  # fmt: skip
    answered = parties.json("catalogue", "submit", write(tmp_path, "entry.json", value), key="owner")
    sent = write(tmp_path, "sent.json", answered)
    parties("catalogue", "refuse-entry", sent, "--reason", "x", key="owner", code=1)
    parties("catalogue", "publish-entry", sent, "--review", f"@{sent}", key="head")
    (tmp_path / "duty").write_text("duty", "utf-8")
    parties("catalogue", "link", ITEM, "--duty", f"@{tmp_path / 'duty'}", "--table", HASH, "--linked", key="owner")
    source = parties.json("catalogue", "assign-source", ITEM, "--source", USER, "--basis", HASH, key="head")
    assert source["message"]["replaced"] == OWNER


def test_the_register_takes_acts_of_one_key(parties: Quanze) -> None:
    entrusted = parties.json("department", "entrust", USER, "--valid-until", "open", "--approval", HASH, key="owner")
    assert (entrusted["message"]["principal"], entrusted["message"]["validUntil"]) == (OWNER, str(2**64 - 1))
    parties("department", "end-mandate", entrusted["id"], "--reason", "止", key="owner")
    officer, new = (LocalSigner.generate().address for _ in range(2))
    parties("key", "enrol", officer, "--role", "officer", key="user")
    parties("department", "rotate-key", officer, new, "--reason", "换", key="user")
    keys = parties.json("department", "show", USER)["keys"]
    assert {one["address"] for one in keys} >= {officer, new}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("dispute", "decide", HASH, "--ruling", "x", "--event-id", HASH), "64 hex digits", id="a hash"),
        pytest.param(("agreement", "offer", "/no/terms", "--open-until", "1"), "/no/terms", id="a file"),
        pytest.param(("department", "quorum", "two"), "with its offset", id="a number"),
        pytest.param(("act", "show", "abolish"), "there is no act", id="an act"),
        pytest.param(("act", "sign", "pyproject.toml"), "no JSON", id="a draft"),
    ],
)
def test_what_is_out_of_form_is_refused_in_one_line(quanze: Quanze, arguments: tuple[str, ...], said: str) -> None:
    assert said in quanze(*arguments, key="head", code=1).stderr


def test_acts_are_listed_and_shown(quanze: Quanze) -> None:
    assert len(quanze.json("act", "list")) == len(ACTS)
    shown = quanze.json("act", "show", "close")
    assert (shown["filled"], len(shown["signs"])) == (["nonce"], 2)
    assert "message.certificate" in quanze("act", "show", "close").stdout


class Liar(Client):
    """A service that drafts something else."""

    def post(self, path: str, body: Any) -> Any:
        answer = super().post(path, body)
        answer["message"]["votes"] = 7
        return answer


def test_nothing_is_signed_but_what_was_asked_for(parties: Quanze) -> None:
    signer = LocalSigner.generate()
    with Liar(parties.url) as liar, Client(parties.url) as client:
        with pytest.raises(InputRefused, match="something else"):
            acting.draft(liar, "changeQuorum", {"votes": 1}, {})
        drafted = acting.draft(client, "changeQuorum", {"votes": 1}, {})
        elsewhere = Client(parties.url, trust={**client.trust(), "chain_id": 1})
        with elsewhere, pytest.raises(InputRefused, match="on this chain"):
            acting.sign(elsewhere, drafted, signer)
        with pytest.raises(InputRefused, match="not that of its message"):
            acting.sign(client, {**drafted, "message": {**drafted["message"], "votes": 2}}, signer)
        other = {**acting.sign(client, drafted, signer), "digest": "0x00"}
        with pytest.raises(InputRefused, match="another draft"):
            acting.submit(client, drafted, [other])
