"""The text a caller signs to sign in: EIP-4361, one spelling only, built and read here.

EIP-4361 allows ASCII only in the statement, so the Chinese sentence travels beside the message, not in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.errors import InputRefused
from ledger.keys.personal import checksum_address, read_checksum_address
from ledger.model import Address, check_form, format_time, parse_time

MAX_MESSAGE = 1024
STATEMENT = "Sign in to Quanze for reading and recording. This signature moves nothing and agrees to nothing."
STATEMENT_ZH = "登录权责账本, 用于查阅与记录。此签名不产生任何处分, 也不构成任何同意。"

# Lines of EIP-4361 in their order; scheme, not-before, request id and resources are never issued, hence refused
_FORM = re.compile(
    r"(?P<domain>[0-9A-Za-z.:-]{1,253}) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n"
    r"\n"
    r"(?P<statement>[ -~]{1,200})\n"
    r"\n"
    r"URI: (?P<uri>https?://[!-~]{1,200})\n"
    r"Version: 1\n"
    r"Chain ID: (?P<chain_id>[1-9][0-9]{0,19})\n"
    r"Nonce: (?P<nonce>[0-9a-f]{32})\n"
    r"Issued At: (?P<issued_at>[0-9T:.Z-]{24})\n"
    r"Expiration Time: (?P<expires_at>[0-9T:.Z-]{24})",
    re.ASCII,
)


@dataclass(frozen=True)
class Site:
    """Where one signs in: host (with port), URI and chain id, as they stand in every message."""

    domain: str
    uri: str
    chain_id: int


@dataclass(frozen=True)
class SignInMessage:
    """One message. ``issued_at`` and ``expires_at`` are ms since 1970; ``nonce`` is 32 hex digits."""

    site: Site
    address: Address
    nonce: str
    issued_at: int
    expires_at: int

    def text(self) -> str:
        """The text to be signed."""
        return (
            f"{self.site.domain} wants you to sign in with your Ethereum account:\n"
            f"{checksum_address(self.address)}\n\n{STATEMENT}\n\n"
            f"URI: {self.site.uri}\nVersion: 1\nChain ID: {self.site.chain_id}\nNonce: {self.nonce}\n"
            f"Issued At: {format_time(self.issued_at)}\nExpiration Time: {format_time(self.expires_at)}"
        )

    @classmethod
    def parse(cls, text: str) -> SignInMessage:
        """Read a message that `text` could have written.

        Raises:
            InputRefused: any other text, a line more or less, or an address without its EIP-55 capitals.
        """
        found = _FORM.fullmatch(text) if len(text) <= MAX_MESSAGE else None
        if found is None:
            raise _refused()
        message = cls(
            Site(found["domain"], found["uri"], int(found["chain_id"])),
            read_checksum_address(found["address"]),
            check_form("nonce", found["nonce"]),
            parse_time(found["issued_at"]),
            parse_time(found["expires_at"]),
        )
        if message.text() != text:
            raise _refused()
        return message


def _refused() -> InputRefused:
    return InputRefused(
        zh="登录文本须与服务发出的 EIP-4361 文本逐字节一致",
        en="the message must be, byte for byte, the EIP-4361 text that the service issued",
        kind="sign-in",
    )
