"""The two signatures that a new deployment needs from its operator's head: opening the log, enrolling the service's key.

The contracts' addresses follow from the relay's address, so both can be signed and journalled before the chain exists;
the worker sends them at its first start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.acts import Consent
from ledger.asking.operations import Operations
from ledger.chain.deploy import planned_addresses
from ledger.chain.rpc import Rpc
from ledger.config import Config
from ledger.errors import ConfigRefused, InputRefused
from ledger.founding import Founded
from ledger.keys import Signer, recover
from ledger.keys.contract_types import CONTRACT_OF, contract_digest, wallet_json
from ledger.recording.chain_link import ChainLink
from ledger.storage.operation_journal import Operation
from ledger.storage.store import open_store
from ledger.wiring import chain_url, clock, write_json

OPEN_END = 2**64 - 1
GATEWAY = 3
STRUCTS = ("Opening", "KeyGrant")


@dataclass(frozen=True)
class Opening:
    """What the head signs, by struct; all of it follows from the data folder."""

    config: Config
    founded: Founded

    @classmethod
    def of(cls, config: Config) -> Opening:
        """From a founded data folder; reads addresses only, opens no key."""
        keys = {name: keystore_address(config.path(f"keys/{name}.json")) for name in ("relay", "anchor", "service")}
        return cls(config, Founded(log_key=config.path(config.log_verifier_key).read_text("utf-8").strip(), **keys))

    @property
    def addresses(self) -> dict[str, str]:
        """Where the contracts stand, or will."""
        return planned_addresses(self.founded.relay)

    def message(self, struct: str) -> dict[str, Any]:
        """The EIP-712 message of ``Opening`` or ``KeyGrant``."""
        department = self.config.operator
        if struct == "Opening":
            return {
                "origin": self.config.origin,
                "department": department,
                "logKey": self.founded.anchor,
                "nonce": 0,
            }
        validity = {"validFrom": 0, "validUntil": OPEN_END, "nonce": 0}
        return {"department": department, "key": self.founded.service, "role": GATEWAY, **validity}

    def sign(self, struct: str, signer: Signer) -> bytes:
        """The head's signature over one of them."""
        return signer.sign_digest(self._digest(struct))

    def write_requests(self, folder: Path) -> list[Path]:
        """Write both as wallets take them, for a head whose key is elsewhere; the files."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for struct in STRUCTS:
            contract = self.addresses[CONTRACT_OF[struct]]
            paths.append(folder / f"{struct}.json")
            write_json(paths[-1], wallet_json(struct, self.message(struct), self.config.chain.chain_id, contract))
        return paths

    def _digest(self, struct: str) -> bytes:
        contract = self.addresses[CONTRACT_OF[struct]]
        return contract_digest(struct, self.message(struct), self.config.chain.chain_id, contract)

    def journal(self, signer: str, signatures: Mapping[str, bytes]) -> list[Operation]:
        """Journal both calls; the worker sends them. Doing it again changes nothing.

        Raises:
            InputRefused: the signer is no head that the contracts start with, or a signature is not its own.
            SignatureRefused: a signature that nobody can have made.
        """
        if signer not in {root.head for root in self.config.roots if root.code == self.config.operator}:
            raise InputRefused(
                zh=f"{signer} 不是 {self.config.operator} 的负责人密钥, 见 config.toml",
                en=f"{signer} is not the head key of {self.config.operator} in config.toml",
                signer=signer,
            )
        if not self.config.chain.url:
            for struct in STRUCTS:
                self._require_own(struct, signer, signatures[struct])
        contracts = {name: {"address": address, "code_hash": ""} for name, address in self.addresses.items()}
        known = {"chain_id": self.config.chain.chain_id, "genesis": "", "contracts": contracts}
        with Rpc(chain_url(self.config)) as rpc, open_store(self.config.database) as store:
            link = ChainLink.connect(rpc, known, self.config.chain.depth)
            operations = Operations(store, link, clock, origin=self.config.origin)
            return [
                operations.submit(act, self.message(struct), [Consent(signer, signatures[struct])])
                for act, struct in (("open", "Opening"), ("enrol", "KeyGrant"))
            ]

    def _require_own(self, struct: str, signer: str, signature: bytes) -> None:
        # the embedded chain is not up yet, and no account of it holds a multisig before it is
        if "0x" + recover(self._digest(struct), signature).hex() != signer:
            raise InputRefused(
                zh=f"签名不是 {signer} 对该 {struct} 所签",
                en=f"the signature is not {signer}'s over this {struct}",
                signer=signer,
            )


def keystore_address(path: Path) -> str:
    """The address that a keystore names; the key stays closed.

    Raises:
        ConfigRefused: no such file, or no keystore with an address.
    """
    try:
        return "0x" + str(json.loads(path.read_bytes())["address"]).lower().removeprefix("0x")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigRefused(zh=f"{path} 不是密钥库文件", en=f"{path} is no keystore") from error
