"""What watching for alerts refuses."""

from __future__ import annotations

from ledger.errors.tree import ConflictRefused, InputRefused, NotFound, Unavailable


class AlertUnknown(NotFound):
    """No such alert, or none that the caller may see."""

    code = "alert-unknown"


class AlertUnrecorded(ConflictRefused):
    """The alert is not recorded as an event yet, so that no event can acknowledge it."""

    code = "alert-unrecorded"


class AcknowledgementRefused(InputRefused):
    """The event does not acknowledge this alert, or comes from another department than the one that must act."""

    code = "acknowledgement-refused"


class WatchStalled(Unavailable):
    """A service runs that does not watch for alerts: silence would go unseen."""

    code = "watch-stalled"


class StreamsBusy(Unavailable):
    """As many streams are open as one process serves; come again, or ask for pages."""

    code = "streams-busy"


class WebhookUnreachable(Unavailable):
    """A receiver of alerts does not answer, or says that it cannot take anything now."""

    code = "webhook-unreachable"


class QualityUnmet(ConflictRefused):
    """A quality loop would be closed although the record shows a target unmet or unmeasured."""

    code = "quality-unmet"
