"""What can go wrong at run time, as a caller may want to tell it apart."""

from __future__ import annotations


class TreatyError(Exception):
    """The root of every error that the runtime raises on purpose."""


class DecodeError(TreatyError):
    """Bytes that are no message of the expected schema; the message becomes a dead letter at once."""


class EncodeError(TreatyError):
    """A value that its schema refuses; nothing was sent."""


class TooLargeError(EncodeError):
    """An encoded message that is over its channel's `max_bytes`; nothing was sent."""


class UnknownVersionError(DecodeError):
    """A writer's version for which this reader has no decoder; it may be deployed later, so the message is retried."""


class UnknownSchemaError(DecodeError):
    """A writer's schema that no registry could be asked for now; it may answer later, so the message is retried."""


class TooManyUnknownSchemasError(UnknownSchemaError):
    """More unknown schemas come on a channel than are looked up; the message becomes a dead letter at once.

    To wait for its turn would hold its lane, and so let a flood stop what is known.
    """


class HandlerTimeout(TreatyError):
    """A handler took longer than its `handler_timeout` (or, without one, than `ack_wait`); the message is retried."""


class NotDeclared(TreatyError):
    """A channel, parameter or message type that the agent's contract does not let it send; nothing was sent."""


class ContractError(TreatyError):
    """The agent cannot start: a handler is missing, or its contract asks for what this runtime cannot do."""


class Reject(TreatyError):
    """Raised by a handler: this message can never be handled, make it a dead letter now."""


class CallFailed(TreatyError):
    """A request was answered by `treaty.v1.Failure`: `code` is the error's name at the responder, `detail` its text."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class CallTimeout(TreatyError):
    """No reply came within the request's timeout."""


class TransportError(TreatyError):
    """The broker or its client failed; `retryable` says whether the same call may succeed later."""

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


class ApiMismatch(TreatyError, ImportError):
    """A generated package was made for another version of this runtime."""
