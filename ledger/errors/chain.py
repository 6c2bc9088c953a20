"""What the chain floor refuses."""

from __future__ import annotations

from typing import Any

from ledger.errors.tree import ConflictRefused, Unavailable


class CompilerMissing(Unavailable):
    """No Solidity compiler can be found."""

    code = "compiler-missing"


class ContractCodeMismatch(ConflictRefused):
    """The code on chain is not what the published sources compile to."""

    code = "contract-code-mismatch"


class NodeMissing(Unavailable):
    """The executable of the embedded chain node cannot be found."""

    code = "node-missing"


class NodeFailed(Unavailable):
    """The embedded chain node ended or never answered."""

    code = "node-failed"


class NodeStateDamaged(Unavailable):
    """The saved state of the embedded chain cannot be read."""

    code = "node-state-damaged"


class NodeFolderInUse(Unavailable):
    """Another running service keeps its chain in the same data folder."""

    code = "node-folder-in-use"


class PortInUse(Unavailable):
    """The port that is to be listened on is taken."""

    code = "port-in-use"


class ChainUnreachable(Unavailable):
    """The chain's JSON-RPC address does not answer, or answers something else."""

    code = "chain-unreachable"


class ChainRefused(Unavailable):
    """The chain node answered a call with a JSON-RPC error."""

    code = "chain-refused"


class TransactionPending(Unavailable):
    """A transaction is not in a block yet; the same bytes may be sent again at any time."""

    code = "transaction-pending"


class ProofUnavailable(Unavailable):
    """The node gives no storage proof that fits the block's header."""

    code = "proof-unavailable"


class ArtifactMissing(Unavailable):
    """The interface and code of a contract are not shipped with this installation."""

    code = "artifact-missing"


class WrongChain(ConflictRefused):
    """The node serves another chain than the one that was set up."""

    code = "wrong-chain"


class NonceUsed(ConflictRefused):
    """Another transaction of the relay key already took this nonce; prepare again with the chain's nonce."""

    code = "nonce-used"


class ContractMissing(ConflictRefused):
    """No contract stands where one is expected."""

    code = "contract-missing"


class ContractRefused(ConflictRefused):
    """A contract refused the call with one of its own errors.

    Args:
        error: name of the Solidity error.
        arguments: its arguments by name, JSON-able.
        article: of 政务数据共享条例 that it rests on, empty where there is none.
        clause: of docs/clauses.md, empty where there is none.
    """

    code = "contract-refused"

    def __init__(
        self, *, zh: str, en: str, error: str, arguments: dict[str, Any], article: str = "", clause: str = ""
    ) -> None:
        provision = {name: value for name, value in (("article", article), ("clause", clause)) if value}
        super().__init__(zh=zh, en=en, error=error, arguments=arguments, **provision)
        self.error = error
        self.arguments = arguments
