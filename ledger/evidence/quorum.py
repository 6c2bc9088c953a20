"""What a trust policy asks of witnesses: how many of which must have cosigned a checkpoint (docs/formats.md §13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.checkpoint import VerifierKey
from ledger.cosignature import CosignerKey
from ledger.errors import NoteRefused, TrustRefused

MAX_WITNESSES = 32


@dataclass(frozen=True)
class WitnessTrust:
    """``quorum`` of ``keys`` must have cosigned.

    Raises:
        TrustRefused: a quorum outside 1 … number of keys, more than 32 keys, or one name or public key twice. The
            signed text does not name the witness, so one key under two names would count twice.
    """

    quorum: int
    keys: tuple[CosignerKey, ...]

    def __post_init__(self) -> None:
        names, publics = {key.name for key in self.keys}, {key.public for key in self.keys}
        if not len(names) == len(publics) == len(self.keys) <= MAX_WITNESSES:
            raise _refused(
                f"见证方至多 {MAX_WITNESSES} 个, 名称与公钥不得重复",
                f"at most {MAX_WITNESSES} witnesses, no name and no public key twice",
            )
        if not 1 <= self.quorum <= len(self.keys):
            raise _refused(
                "见证方法定数须在 1 与见证方个数之间", "the quorum lies between 1 and the number of witnesses"
            )

    @classmethod
    def from_json(cls, value: object, log_key: VerifierKey) -> WitnessTrust:
        """Read the policy's member ``witnesses``: ``{"quorum": k, "keys": ["<verifier key>", …]}``.

        Raises:
            TrustRefused: malformed, as above, or the log's own key among its witnesses.
        """
        if not isinstance(value, dict) or set(value) != {"quorum", "keys"}:
            raise _refused("witnesses 的成员须恰为 keys, quorum", "witnesses must hold exactly keys, quorum")
        quorum, keys = value["quorum"], value["keys"]
        if type(quorum) is not int or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise _refused("quorum 须为整数, keys 须为公钥数组", "quorum is an integer, keys an array of verifier keys")
        try:
            found = cls(quorum, tuple(map(CosignerKey.parse, keys)))
        except NoteRefused as error:
            raise _refused(error.zh, error.en) from error
        if any(key.public == log_key.public for key in found.keys):
            raise _refused("日志不得为自己见证", "a log is no witness of its own")
        return found

    def to_json(self) -> Mapping[str, Any]:
        """As it stands in a policy."""
        return {"quorum": self.quorum, "keys": [str(key) for key in self.keys]}


def _refused(zh: str, en: str) -> TrustRefused:
    return TrustRefused(zh=zh, en=en)
