"""Acts on the witness of logs (contracts/IEventLog.sol). Anchors are signed by the log's own key: `ledger.recording.anchoring`."""

from __future__ import annotations

from ledger.acts.act import Act, Party, table
from ledger.acts.asking import of_origin
from ledger.acts.departments import HEAD, ONE
from ledger.event_types import KeyRole

WITNESSES = (KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY, KeyRole.AUDITOR)

ACTS = table(
    Act(
        "open", "EventLog", "Opening", "开立日志或更换日志密钥", "open a log, or replace its anchoring key",
        (Party("保管部门负责人", "a head of the department that keeps the log", HEAD, ("department",)),), ONE,
        count=of_origin,
    ),
    Act(
        "witness", "EventLog", "WitnessStatement", "见证检查点", "witness an anchored checkpoint",
        (Party("保管部门以外任一部门的密钥", "a key of any department but the one that keeps the log", WITNESSES),), ONE,
        each_signer=True,
    ),
)  # fmt: skip
