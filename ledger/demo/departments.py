"""The departments of the demo: demonstration labels, no person's name, keys of their own in folders of their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from ledger.event_types import KeyRole
from ledger.keys import Signer, create_keystore, new_secret, open_signer
from ledger.keys.secret_file import write_new

REGION = 410000
PROVINCE_TIER, GOVERNMENT = 2, 2
# The passphrase is 32 random bytes, so a costly scrypt would protect nothing and take seconds for every key
SCRYPT_N = 1 << 12


@dataclass(frozen=True)
class Role:
    """One department of the story. ``root``: stands in the contract from the start; others are admitted by the manager."""

    code: str
    zh: str
    en: str
    keys: tuple[KeyRole, ...]
    root: bool = False


_HEAD, _OFFICER, _GATEWAY = KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY
MANAGER = Role("SJJ-410000", "示范数据局", "Demo data bureau", (_HEAD, _OFFICER, _GATEWAY), root=True)
OWNER = Role("MZT-410000", "示范民政厅", "Demo civil affairs", (_HEAD, _OFFICER, _GATEWAY))
USER = Role("ZWZX-410000", "示范政务服务中心", "Demo service centre", (_HEAD, _OFFICER, _GATEWAY))
AUDIT = Role("SJT-410000", "示范审计厅", "Demo audit office", (_HEAD, KeyRole.AUDITOR), root=True)
SUPERVISOR = Role("ZFB-410000", "示范政府办公厅", "Demo government office", (_HEAD, KeyRole.SUPERVISOR), root=True)
CAST = (MANAGER, OWNER, USER, AUDIT, SUPERVISOR)


def make_keys(folder: Path, role: Role) -> dict[KeyRole, Signer]:
    """New keys of a department in ``folder``: a keystore for each role, and the passphrase beside them, mode 0600."""
    folder.mkdir(parents=True, mode=0o700)
    passphrase = secrets.token_urlsafe(32)
    file = folder / "passphrase"
    write_new(file, passphrase.encode() + b"\n")
    signers: dict[KeyRole, Signer] = {}
    for key in role.keys:
        keystore = folder / f"{key.value}.json"
        create_keystore(keystore, new_secret(), passphrase, scrypt_n=SCRYPT_N)
        signers[key] = open_signer(f"file:{keystore}", passphrase_file=file)
    return signers
