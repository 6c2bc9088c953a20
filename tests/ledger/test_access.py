from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused, NotSignedIn, QuanzeError
from ledger.event_types import KeyRole
from ledger.keys import LocalSigner
from ledger.keys.personal import checksum_address, read_checksum_address, recover_personal
from ledger.model import Address
from ledger.registers.sign_in_message import SignInMessage, Site
from tests.api.deployment import DAY, OWNER, START, USER, Deployment, personal_sign

SITE = Site("quanze.example:8642", "https://quanze.example:8642", 20815)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    yield deployment
    deployment.close()


def test_a_valid_key_signs_in_and_is_known_by_its_token(here: Deployment) -> None:
    caller = here.ledger.access.caller(here.sign_in(OWNER))
    assert (caller.department, caller.role, caller.tier, caller.region) == (OWNER, KeyRole.HEAD, 3, "510100")


def test_a_message_signs_in_once(here: Deployment) -> None:
    access, signer = here.ledger.access, here.signers[OWNER, KeyRole.HEAD]
    message = access.challenge(signer.address).message
    signature = personal_sign(signer, message)
    access.open_session(message, signature)
    with pytest.raises(NotSignedIn, match="is used"):
        access.open_session(message, signature)


def foreign_key(here: Deployment, message: str) -> tuple[str, str]:
    return message, personal_sign(LocalSigner.generate(), message)


def never_issued(here: Deployment, message: str) -> tuple[str, str]:
    nonce = next(line for line in message.splitlines() if line.startswith("Nonce: "))
    forged = message.replace(nonce, "Nonce: " + "0" * 32)
    return forged, personal_sign(here.signers[OWNER, KeyRole.HEAD], forged)


def longer_life(here: Deployment, message: str) -> tuple[str, str]:
    forged = message.replace("Expiration Time: 2026", "Expiration Time: 2036")
    return forged, personal_sign(here.signers[OWNER, KeyRole.HEAD], forged)


def another_s_message(here: Deployment, message: str) -> tuple[str, str]:
    thief = here.signers[USER, KeyRole.HEAD]
    owner = checksum_address(here.signers[OWNER, KeyRole.HEAD].address)
    forged = message.replace(owner, checksum_address(thief.address))
    return forged, personal_sign(thief, forged)


def another_site(here: Deployment, message: str) -> tuple[str, str]:
    forged = message.replace("127.0.0.1:8642", "127.0.0.1:9999")
    return forged, personal_sign(here.signers[OWNER, KeyRole.HEAD], forged)


def another_chain(here: Deployment, message: str) -> tuple[str, str]:
    forged = message.replace("Chain ID: 20815", "Chain ID: 1")
    return forged, personal_sign(here.signers[OWNER, KeyRole.HEAD], forged)


def too_late(here: Deployment, message: str) -> tuple[str, str]:
    here.clock.now += 6 * 60_000
    return message, personal_sign(here.signers[OWNER, KeyRole.HEAD], message)


def key_ended_meanwhile(here: Deployment, message: str) -> tuple[str, str]:
    here.end_key(OWNER, KeyRole.HEAD)
    return message, personal_sign(here.signers[OWNER, KeyRole.HEAD], message)


ATTACKS = [
    foreign_key, never_issued, longer_life, another_s_message, another_site, another_chain, too_late, key_ended_meanwhile,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.__name__ for attack in ATTACKS])
def test_nobody_signs_in_with(here: Deployment, attack: Callable[[Deployment, str], tuple[str, str]]) -> None:
    message = here.ledger.access.challenge(here.signers[OWNER, KeyRole.HEAD].address).message
    with pytest.raises(NotSignedIn):
        here.ledger.access.open_session(*attack(here, message))


def test_an_unknown_address_gets_no_challenge(here: Deployment) -> None:
    with pytest.raises(NotSignedIn):
        here.ledger.access.challenge(LocalSigner.generate().address)


def test_a_session_ends_after_eight_hours(here: Deployment) -> None:
    token = here.sign_in(OWNER)
    here.clock.now += 8 * 3_600_000 - 1000
    here.ledger.access.caller(token)
    here.clock.now += 1000
    with pytest.raises(NotSignedIn):
        here.ledger.access.caller(token)


def test_a_session_ends_with_its_key(here: Deployment) -> None:
    token = here.sign_in(OWNER)
    here.end_key(OWNER, KeyRole.HEAD)
    with pytest.raises(NotSignedIn, match="no valid key"):
        here.ledger.access.caller(token)


def test_a_session_ends_when_its_caller_says_so(here: Deployment) -> None:
    token = here.sign_in(OWNER)
    here.ledger.access.close_session(token)
    with pytest.raises(NotSignedIn):
        here.ledger.access.caller(token)


def test_the_database_holds_no_token(here: Deployment) -> None:
    token = here.sign_in(OWNER)
    files = [path.read_bytes() for path in here.folder.glob("quanze.db*")]
    assert files
    assert not any(token.encode() in data for data in files)


def test_a_reading_is_recorded(here: Deployment) -> None:
    caller = here.caller(OWNER)
    here.ledger.access.record_read(caller, "event", "ab", {"why": "test"})
    with here.store.read() as session:
        (row,) = session.access.reads()
    assert (row.department, row.action, row.subject, row.facts) == (OWNER, "event", "ab", {"why": "test"})


addresses = st.binary(min_size=20, max_size=20).map(lambda raw: Address("0x" + raw.hex()))
times = st.integers(0, 4_102_444_800_000)


@given(addresses, st.binary(min_size=16, max_size=16), times, times)
def test_a_message_reads_back_as_written(address: Address, nonce: bytes, issued: int, expires: int) -> None:
    message = SignInMessage(SITE, address, nonce.hex(), issued, expires)
    assert SignInMessage.parse(message.text()) == message


@given(st.data())
def test_no_other_spelling_of_a_message_is_read(data: st.DataObject) -> None:
    text = SignInMessage(SITE, Address("0x" + "ab" * 20), "cd" * 16, START, START + DAY).text()
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.characters(min_codepoint=1, max_codepoint=0x4E00))
    changed = text[:at] + put + text[at + 1 :]
    try:
        read = SignInMessage.parse(changed)
    except QuanzeError:
        return
    assert read.text() == changed


@pytest.mark.parametrize(
    "extra", ["\n", "\nNot Before: 2026-11-20T00:00:00.000Z", "\nRequest ID: 1", "\nResources:\n- x"]
)
def test_a_line_more_is_refused(extra: str) -> None:
    text = SignInMessage(SITE, Address("0x" + "ab" * 20), "cd" * 16, START, START + DAY).text()
    with pytest.raises(InputRefused):
        SignInMessage.parse(text + extra)


@given(st.binary(min_size=32, max_size=32).filter(any), st.text())
def test_personal_messages_are_those_of_eth_account(secret: bytes, text: str) -> None:
    try:
        account = Account.from_key(secret)
        text.encode()
    except ValueError:
        return
    signed = account.sign_message(encode_defunct(text=text))
    assert recover_personal(text, bytes(signed.signature)) == account.address.lower()
    assert checksum_address(account.address.lower()) == account.address
    assert read_checksum_address(account.address) == account.address.lower()


@pytest.mark.parametrize("text", ["0x" + "ab" * 20, "0x" + "AB" * 20, "ab" * 20, "0x", ""])
def test_an_address_without_its_capitals_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_checksum_address(text)
