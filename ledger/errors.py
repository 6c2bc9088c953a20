"""The one tree of errors.

QuanzeError
├── InputRefused            the caller's bytes or values are wrong; mend them and send again
│   ├── NotCanonical        JSON that is not the one canonical spelling
│   ├── EventRefused        an event that breaks its type's rules
│   ├── DisclosureRefused   a disclosed field that is not what the event committed to
│   ├── EntryRefused        log entry bytes that are not one well-formed entry
│   ├── ProofError          a proof of the wrong length, range or result
│   ├── NoteRefused         a checkpoint note that is malformed or signed by nobody we know
│   └── TimeRefused         a time outside the one accepted spelling
├── ConflictRefused         well-formed, but contradicts what is recorded
├── NotPermitted            the caller's key or role does not allow it
├── NotFound                nothing recorded under that name
└── Unavailable             a part we need (chain, store, disk) does not answer; nothing was half-done

Each floor appends its own leaves below. HTTP status and exit codes are chosen at the edge, never here.
"""

from __future__ import annotations

from typing import Any, ClassVar


class QuanzeError(Exception):
    """Base of every refusal: a stable code, what was wrong and what would be right, in Chinese and English.

    Args:
        zh: the sentence for a Chinese reader.
        en: the same for an English reader.
        details: small JSON-able values (never secrets) that a program may read.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, *, zh: str, en: str, **details: Any) -> None:
        super().__init__(f"{en} / {zh}")
        self.zh = zh
        self.en = en
        self.details = details


class InputRefused(QuanzeError):
    """The caller's bytes or values are wrong."""

    code = "input-refused"


class NotCanonical(InputRefused):
    """JSON that is not in the one canonical spelling of docs/formats.md §2."""

    code = "not-canonical"


class EventRefused(InputRefused):
    """An event that breaks docs/formats.md §3 or its type's rules in the catalogue."""

    code = "event-refused"


class DisclosureRefused(InputRefused):
    """A disclosed field whose salted digest is not the one in the event."""

    code = "disclosure-refused"


class EntryRefused(InputRefused):
    """Bytes that are not exactly one log entry of docs/formats.md §7."""

    code = "entry-refused"


class ProofError(InputRefused):
    """A Merkle or streams proof with the wrong length, range or result."""

    code = "proof-refused"


class NoteRefused(InputRefused):
    """A signed note or checkpoint that is malformed, of another origin, or not signed by the given key."""

    code = "note-refused"


class TimeRefused(InputRefused):
    """A time not written ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""

    code = "time-refused"


class ConflictRefused(QuanzeError):
    """Well-formed, but contradicts what is already recorded."""

    code = "conflict"


class NotPermitted(QuanzeError):
    """The caller's key, role or scope does not allow it."""

    code = "not-permitted"


class NotFound(QuanzeError):
    """Nothing is recorded under that name."""

    code = "not-found"


class Unavailable(QuanzeError):
    """A part that is needed does not answer; nothing was half-done."""

    code = "unavailable"


# contracts


class CompilerMissing(Unavailable):
    """No Solidity compiler can be found."""

    code = "compiler-missing"


class ContractCodeMismatch(ConflictRefused):
    """The code on chain is not what the published sources compile to."""

    code = "contract-code-mismatch"


# keys and evidence


class TypedDataRefused(InputRefused):
    """Types or a message that EIP-712 cannot encode in one way only."""

    code = "typed-data-refused"


class SignatureRefused(InputRefused):
    """A signature that is not 65 bytes r ‖ s ‖ v with low s and v 27 or 28, or that recovers to no key."""

    code = "signature-refused"


class SignerRefused(InputRefused):
    """A signer URI, keystore, key file or passphrase that opens no key."""

    code = "signer-refused"


class RlpRefused(InputRefused):
    """Bytes that are not the one canonical RLP spelling of an item."""

    code = "rlp-refused"


class HeaderRefused(InputRefused):
    """A block header that is malformed, or whose hash is not the one reported."""

    code = "header-refused"


class StateProofRefused(InputRefused):
    """Merkle-Patricia nodes that prove neither a value nor its absence."""

    code = "state-proof-refused"


class EvidenceRefused(InputRefused):
    """An evidence document that breaks docs/formats.md §11."""

    code = "evidence-refused"


class TrustRefused(InputRefused):
    """A trust policy that breaks docs/formats.md §13."""

    code = "trust-refused"


# chain


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
    """

    code = "contract-refused"

    def __init__(self, *, zh: str, en: str, error: str, arguments: dict[str, Any]) -> None:
        super().__init__(zh=zh, en=en, error=error, arguments=arguments)
        self.error = error
        self.arguments = arguments


# storage


class StoreUnreachable(Unavailable):
    """The database cannot be opened or does not answer."""

    code = "store-unreachable"


class StoreReadOnly(Unavailable):
    """The database or its folder may not be written."""

    code = "store-read-only"


class StoreFull(Unavailable):
    """No room is left for the database; the session was rolled back."""

    code = "store-full"


class StoreDamaged(Unavailable):
    """The database's own structure is damaged, or the file is no database."""

    code = "store-damaged"


class StoreBusy(Unavailable):
    """Another session holds the lock for longer than we wait."""

    code = "store-busy"


class StoreVersionUnknown(Unavailable):
    """The database or data folder was written by a newer version of this program."""

    code = "store-version-unknown"


class LogDamaged(Unavailable):
    """Stored bytes of the log no longer give the hashes recorded for them; nothing may be signed."""

    code = "log-damaged"


class WriterFenced(Unavailable):
    """Another writer has taken over this log, or the log is not at the size this writer expected."""

    code = "writer-fenced"


class LaneTaken(ConflictRefused):
    """A (signer, lane, seq) that already names an event."""

    code = "lane-taken"


class StreamPositionRefused(ConflictRefused):
    """An entry whose position in a stream is not the stream's next."""

    code = "stream-position-refused"


class JournalStateRefused(ConflictRefused):
    """A journal row is not in a state from which this step is possible."""

    code = "journal-state-refused"


# access and HTTP


class NotSignedIn(NotPermitted):
    """Nobody is signed in, or the sign-in has expired, was used, or its key is no longer valid."""

    code = "not-signed-in"


class BodyRefused(InputRefused):
    """A request body that is not strict JSON: malformed, with a repeated name, a float, or a lone surrogate."""

    code = "body-refused"


class BodyTooLarge(InputRefused):
    """A request body above the cap of its path."""

    code = "body-too-large"


class RequestRefused(InputRefused):
    """A request that does not fit the interface description: a missing, unknown or malformed member or parameter."""

    code = "request-refused"


# use cases


class SignerUnknown(NotPermitted):
    """The signature yields an address that no department has enrolled (or it was made for another chain)."""

    code = "signer-unknown"


class KeyNotOfActor(NotPermitted):
    """The key belongs to another department than the event's actor."""

    code = "key-not-of-actor"


class KeyNotValid(NotPermitted):
    """The key is not valid at this time."""

    code = "key-not-valid"


class KeyNotAllowed(NotPermitted):
    """The key's role may not sign this type of event."""

    code = "key-not-allowed"


class PartyNotAllowed(NotPermitted):
    """The department is not the party that may record this type of event."""

    code = "party-not-allowed"


class AgreementUnknown(NotFound):
    """No agreement of this id is concluded on the chain."""

    code = "agreement-unknown"


class ItemUnknown(NotFound):
    """No catalogue item of this code is registered."""

    code = "item-unknown"


class EventUnknown(NotFound):
    """No event of this id is recorded."""

    code = "event-unknown"


class EventFromFuture(InputRefused):
    """The event claims a time that has not come."""

    code = "event-from-future"


class LaneConflict(ConflictRefused):
    """The same (signer, lane, seq) names another event already; both are kept."""

    code = "lane-conflict"


class RecorderBusy(Unavailable):
    """More events wait than the recorder takes; send again after the time given."""

    code = "recorder-busy"


class RecorderStopped(Unavailable):
    """The recorder has stopped or was fenced off; nothing is accepted until it is started again."""

    code = "recorder-stopped"


class LogFrozen(Unavailable):
    """The log differs from what was signed or anchored; nothing is signed until this is cleared up."""

    code = "log-frozen"


class NotAnchoredYet(NotFound):
    """Recorded, but no anchored checkpoint covers it yet."""

    code = "not-anchored-yet"


class OperationUnknown(NotFound):
    """No chain operation of this id is journalled."""

    code = "operation-unknown"


class ConfigRefused(InputRefused):
    """A configuration file or data folder that is missing, malformed or of another version."""

    code = "config-refused"


class DataFolderInUse(Unavailable):
    """Another service runs on this data folder."""

    code = "data-folder-in-use"


class SourceMissing(NotFound):
    """The real data that the demo tells its story on is not installed."""

    code = "source-missing"


class DemoBroken(QuanzeError):
    """A step of the demo did not answer as it promises."""

    code = "demo-broken"


class ServiceUnreachable(Unavailable):
    """The service does not answer at its address, or something else answers there."""

    code = "service-unreachable"


class ServiceFailed(Unavailable):
    """A part of the service ended again and again, so all of it was stopped."""

    code = "service-failed"


class OperationFailed(ConflictRefused):
    """The contract refused a chain call that had been journalled."""

    code = "operation-failed"


class ImportRefused(InputRefused):
    """A mapping or rows of a case log that cannot be turned into events; nothing of it was recorded."""

    code = "import-refused"


def error_class(code: str) -> type[QuanzeError]:
    """The class of a stable code; `QuanzeError` itself where no class has it."""
    waiting = [QuanzeError]
    while waiting:
        found = waiting.pop()
        if found.code == code:
            return found
        waiting += found.__subclasses__()
    return QuanzeError
