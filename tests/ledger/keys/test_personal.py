"""Messages signed in a wallet, and addresses as EIP-55 spells them, as another library does it."""

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused
from ledger.keys.personal import checksum_address, read_checksum_address, recover_personal

ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())


@given(st.text(max_size=300), st.integers(1, 2**128))
def test_the_signer_of_a_message_is_recovered(message: str, secret: int) -> None:
    signed = Account.sign_message(encode_defunct(text=message), secret.to_bytes(32, "big"))
    address = Account.from_key(secret.to_bytes(32, "big")).address.lower()
    assert recover_personal(message, bytes(signed.signature)) == address


@given(ADDRESSES)
def test_an_address_has_one_spelling_with_capitals_and_is_read_back(address: str) -> None:
    spelled = checksum_address(address)
    assert spelled == to_checksum_address(address)
    assert read_checksum_address(spelled) == address


@pytest.mark.parametrize(
    "text",
    [
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "",
    ],
    ids=["all lower case", "one capital too many", "no 0x", "a digit short", "nothing"],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_checksum_address(text)
