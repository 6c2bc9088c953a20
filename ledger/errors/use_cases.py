"""What the use cases and the programs around them refuse."""

from __future__ import annotations

from typing import Self

from ledger.errors.tree import ConflictRefused, InputRefused, NotFound, NotPermitted, QuanzeError, Unavailable


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


class NotEntrusted(NotPermitted):
    """The department on whose behalf an event is recorded has not entrusted the one that signs."""

    code = "not-entrusted"


class AgreementUnknown(NotFound):
    """No agreement of this id is concluded on the chain."""

    code = "agreement-unknown"

    @classmethod
    def unseen(cls) -> Self:
        """There is none, or none that the asker may see; the two are not told apart."""
        return cls(zh="没有该协议, 或无权查阅", en="no such agreement, or none that you may see")


class ItemUnknown(NotFound):
    """No catalogue item of this code is registered."""

    code = "item-unknown"

    @classmethod
    def unseen(cls) -> Self:
        """There is none, or none that the asker may see; the two are not told apart."""
        return cls(zh="没有该目录项, 或无权查阅", en="no such item, or none that you may see")


class EventUnknown(NotFound):
    """No event of this id is recorded."""

    code = "event-unknown"

    @classmethod
    def unseen(cls) -> Self:
        """There is none, or none that the asker may see; the two are not told apart."""
        return cls(zh="没有该事件, 或无权查阅", en="no such event, or none that you may see")


class EventFromFuture(InputRefused):
    """The event claims a time that has not come."""

    code = "event-from-future"


class StepMissing(InputRefused):
    """An event out of order: a step that has to go before is missing, or one that may be taken once was taken already."""

    code = "step-missing"


class LaneConflict(ConflictRefused):
    """The same (signer, lane, seq) names another event already; both are kept."""

    code = "lane-conflict"


class RecorderBusy(Unavailable):
    """More events wait than the recorder takes; send again after the time given."""

    code = "recorder-busy"


class RecorderStopped(Unavailable):
    """The recorder has stopped or was fenced off; nothing is accepted until it is started again."""

    code = "recorder-stopped"


class RecorderFailed(Unavailable):
    """The recorder met an error nobody foresaw; nothing of the request is recorded."""

    code = "recorder-failed"


class ClockAhead(Unavailable):
    """This machine's clock jumped forward; nothing is recorded until it is right again."""

    code = "clock-ahead"


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
