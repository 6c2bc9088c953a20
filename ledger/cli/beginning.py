"""Making a data folder from the command line, and completing it with signatures that were made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.cli.opening import STRUCTS, Opening
from ledger.cli.session import ask_passphrase
from ledger.config import RootConfig, load_config
from ledger.errors import ConfigRefused, InputRefused
from ledger.founding import Founding, found
from ledger.keys import LocalSigner, Signer, create_keystore, new_secret, open_signer, signature_bytes
from ledger.model import check_form
from ledger.storage.operation_journal import Operation

REQUESTS = "to-sign"
HEAD_FILE = "keys/head.json"


@dataclass(frozen=True)
class Choice:
    """What the founder decides: the operating department, the log's name, where everything runs."""

    department: str
    name_zh: str
    name_en: str
    tier: int
    region: int
    kind: int
    origin: str
    host: str
    port: int
    database: str
    chain_url: str
    chain_id: int

    def founding(self, head: str) -> Founding:
        """The same for `found`, once the head's address is known."""
        root = RootConfig(self.department, self.tier, self.region, self.kind, head, self.name_zh, self.name_en)
        where = {"chain_url": self.chain_url, "chain_id": self.chain_id, "host": self.host, "port": self.port}
        return Founding(self.origin, self.department, (root,), database=self.database, **where)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Head:
    """The operator's head: ``uri`` of its key, or its ``address`` where the key is elsewhere, or neither."""

    uri: str = ""
    address: str = ""
    passphrase_file: str = ""

    def open(self) -> Signer | None:
        """Its signer, if a key is named."""
        file = Path(self.passphrase_file) if self.passphrase_file else None
        return open_signer(self.uri, passphrase=ask_passphrase(), passphrase_file=file) if self.uri else None


@dataclass(frozen=True)
class Begun:
    """What was made, and what is to be done next."""

    facts: dict[str, Any]
    next_step: str


def begin(data: Path, choice: Choice, head: Head) -> Begun:
    """Make the data folder; with a head's key at hand, journal the opening of the log and the service's key.

    Raises:
        ConfigRefused: the folder is in use or cannot be written. InputRefused: a malformed code, address or name.
    """
    for kind, value in (("department", choice.department), ("origin", choice.origin)):
        check_form(kind, value)
    if head.uri and head.address:
        raise InputRefused(zh="--head-key 与 --root-head 只用其一", en="give either --head-key or --root-head")
    signer, secret = head.open(), b""
    if signer is None and not head.address:
        secret = new_secret()
        signer = LocalSigner(secret)
    address = signer.address if signer else check_form("address", head.address.lower())
    founded = found(data, choice.founding(address))
    config = load_config(data)
    if secret:
        passphrase = config.path(config.passphrase_file).read_text("utf-8").splitlines()[0]
        create_keystore(config.path(HEAD_FILE), secret, passphrase)
    opening = Opening(config, founded)
    facts = {
        "data": str(config.folder), "origin": choice.origin, "department": choice.department, "head": address,
        "head_key": f"file:{config.path(HEAD_FILE)}" if secret else (head.uri or None), "service_key": founded.service,
        "log_key": founded.log_key, "contracts": opening.addresses, "url": f"http://{choice.host}:{choice.port}",
    }  # fmt: skip
    if signer is not None:
        opening.journal(address, {struct: opening.sign(struct, signer) for struct in STRUCTS})
        return Begun(facts, f"下一步 · next: quanze serve --data {data}")
    files = opening.write_requests(config.folder / REQUESTS)
    return Begun(
        facts | {"to_sign": [str(file) for file in files]},
        f"请负责人签名 · have the head sign both files (quanze key sign FILE --key …), 然后 · then: "
        f"quanze log open --data {data} --signer {address} --opening 0x… --grant 0x…",
    )


def complete(data: Path, head: Head, opening: str, grant: str) -> list[Operation]:
    """Journal the two calls with the head's key, or with its signatures made elsewhere.

    Raises:
        InputRefused: neither, or a signature that is not the head's.
    """
    config = load_config(data)
    if not config.path("keys").is_dir():
        raise ConfigRefused(zh=f"{data} 中没有 keys 目录", en=f"there is no folder keys in {data}")
    found_opening, signer = Opening.of(config), head.open()
    if signer is not None:
        return found_opening.journal(signer.address, {struct: found_opening.sign(struct, signer) for struct in STRUCTS})
    if not (head.address and opening and grant):
        raise InputRefused(
            zh="须给出 --head-key, 或 --signer、--opening、--grant 三者",
            en="give --head-key, or all of --signer, --opening and --grant",
        )
    signatures = {"Opening": signature_bytes(opening), "KeyGrant": signature_bytes(grant)}
    return found_opening.journal(check_form("address", head.address.lower()), signatures)
