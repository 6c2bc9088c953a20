"""What witnesses refuse, and what a log finds out about its witnesses."""

from __future__ import annotations

from ledger.errors.tree import ConflictRefused, InputRefused, NotFound, NotPermitted, Unavailable


class CheckpointRequestRefused(InputRefused):
    """An add-checkpoint request that is malformed, or whose old size exceeds the checkpoint's."""

    code = "checkpoint-request-refused"


class OriginUnknown(NotFound):
    """A checkpoint of a log that this witness does not watch."""

    code = "origin-unknown"


class CheckpointNotSigned(NotPermitted):
    """A checkpoint that the key known for its origin has not signed."""

    code = "checkpoint-not-signed"


class WitnessConflict(ConflictRefused):
    """The old size is not that of the last checkpoint cosigned here (``size``), or another root stands there."""

    code = "witness-conflict"


class WitnessUnreachable(Unavailable):
    """A witness does not answer in time, or answers with something else."""

    code = "witness-unreachable"


class WitnessRefused(Unavailable):
    """A witness answers and will not cosign; its operator and ours have to talk."""

    code = "witness-refused"
