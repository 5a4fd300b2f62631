"""Where the client's errors become `TransportError`, once for the whole transport."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from confluent_kafka import KafkaError, KafkaException

from treaty.errors import TransportError

_PERMANENT = frozenset(
    {
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.INVALID_RECORD,
        KafkaError.INVALID_REQUIRED_ACKS,
        KafkaError.INVALID_SESSION_TIMEOUT,
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.POLICY_VIOLATION,
        KafkaError.RECORD_LIST_TOO_LARGE,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_EXCEPTION,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.UNSUPPORTED_SASL_MECHANISM,
        KafkaError._AUTHENTICATION,  # noqa: SLF001 - the client's public name for its own error
        KafkaError._FATAL,  # noqa: SLF001 - likewise
        KafkaError._INVALID_ARG,  # noqa: SLF001 - likewise
        KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 - likewise
    }
)
"""Codes that a later try of the same thing cannot mend; everything else may pass."""


def transport_error(error: KafkaError, doing: str) -> TransportError:
    """What an error of the client means to a caller; `doing` says what was tried."""
    retryable = not error.fatal() and error.code() not in _PERMANENT
    return TransportError(f"kafka: {doing}: {error.name()}: {error.str()}", retryable=retryable)


@contextmanager
def client_errors(doing: str) -> Iterator[None]:
    """Raise the client's errors in this block as `TransportError`."""
    try:
        yield
    except KafkaException as raised:
        raise transport_error(raised.args[0], doing) from raised
    except (BufferError, RuntimeError, ValueError, TypeError) as raised:
        # A closed handle, an option that the client does not know, a value that it cannot send.
        raise TransportError(f"kafka: {doing}: {raised}", retryable=isinstance(raised, BufferError)) from raised
