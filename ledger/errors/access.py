"""What the door to the service refuses."""

from __future__ import annotations

from ledger.errors.tree import InputRefused, NotPermitted


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
