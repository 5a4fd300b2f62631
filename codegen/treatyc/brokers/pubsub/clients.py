"""Google's own clients of Pub/Sub, from a target's connection, and their errors in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from google.api_core.exceptions import (
    DeadlineExceeded,
    GoogleAPICallError,
    GoogleAPIError,
    InternalServerError,
    RetryError,
    ServiceUnavailable,
    Unauthenticated,
)
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError
from google.pubsub_v1 import PublisherClient, SchemaServiceClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.schema_service.transports import SchemaServiceGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from grpc import insecure_channel  # type: ignore[import-untyped]  # it has no stubs

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError

T = TypeVar("T")
R = TypeVar("R")

EMULATOR = "PUBSUB_EMULATOR_HOST"
"""The environment variable with which Google's own clients are told of an emulator."""

PARALLEL = 16
"""How many requests are under way at once: Pub/Sub has none that changes several objects."""

_TIMEOUT_S = 30.0
_RETRY = Retry(if_exception_type(ServiceUnavailable), initial=0.1, maximum=2.0, timeout=10.0)
_MESSAGE_MAX = 64 * 1024**2
_SCHEME = "pubsub"

_AWAY = (ServiceUnavailable, DeadlineExceeded, InternalServerError, RetryError, Unauthenticated)
"""What says nothing of the step that was tried: Google was not reached, or did not know us."""


@dataclass(frozen=True, slots=True)
class Clients:
    """A project's topics, subscriptions and schemas. They may be used by several threads.

    `number` is the project's, which the account has in its name that moves what is put aside; empty where nobody said.
    """

    project: str
    number: str
    emulator: str
    publisher: Any
    subscriber: Any
    schemas: Any

    @property
    def address(self) -> str:
        """As a target says it."""
        return f"{_SCHEME}://{self.project}" + (f" at {self.emulator}" if self.emulator else "")

    def path(self, collection: str, name: str) -> str:
        """An address of Google's: of `topics`, `subscriptions` or `schemas`."""
        return f"projects/{self.project}/{collection}/{name}"

    def name(self, path: str) -> str:
        """What is called so in this project; the whole address of what is in another."""
        start, _, name = path.rpartition("/")
        return name if start.startswith(f"projects/{self.project}/") else path

    def close(self) -> None:
        """Let go of all connections."""
        for client in (self.publisher, self.subscriber, self.schemas):
            client.transport.close()


def open_clients(connection: Connection) -> Clients:
    """Connect; raises `BrokerError`."""
    if connection.security:
        words = ", ".join(f"`{word}`" for word in sorted(connection.security))
        raise BrokerError(
            f"`security` of Pub/Sub has no {words}: who you are is what Google's own tools know, as by"
            " `gcloud auth application-default login`"
        )
    project, number = _place(connection.admin or connection.address)
    emulator = os.environ.get(EMULATOR, "")
    try:
        if not emulator:
            return Clients(project, number, "", PublisherClient(), SubscriberClient(), SchemaServiceClient())
        channel = insecure_channel(emulator, options=[("grpc.max_receive_message_length", _MESSAGE_MAX)])
        return Clients(
            project,
            number,
            emulator,
            PublisherClient(transport=PublisherGrpcTransport(channel=channel)),
            SubscriberClient(transport=SubscriberGrpcTransport(channel=channel)),
            SchemaServiceClient(transport=SchemaServiceGrpcTransport(channel=channel)),
        )
    except (GoogleAPIError, GoogleAuthError) as error:
        raise BrokerError(reason(error)) from error


def _place(address: str) -> tuple[str, str]:
    """The project, and its number where it is said."""
    parts = urlsplit(address)
    number = parse_qs(parts.query).get("number", [""])[0]
    if parts.scheme != _SCHEME or not parts.netloc or parts.path.strip("/") or (number and not number.isdecimal()):
        raise BrokerError("the address of Pub/Sub is pubsub://PROJECT, or pubsub://PROJECT?number=NUMBER")
    return parts.netloc, number


def call(method: Callable[..., T], **named: object) -> T:
    """One request, tried again for a while where Google is away; raises Google's errors, or `BrokerError`."""
    try:
        return method(**named, timeout=_TIMEOUT_S, retry=_RETRY)
    except _AWAY as error:
        raise BrokerError(reason(error)) from error
    except GoogleAuthError as error:
        raise BrokerError(reason(error)) from error


def listed(method: Callable[..., Any], **named: object) -> Iterator[Any]:
    """All that a request lists, from every page; raises `BrokerError`."""
    try:
        yield from call(method, **named)
    except GoogleAPIError as error:
        raise BrokerError(reason(error)) from error


def each(work: Callable[[T], R], things: Sequence[T]) -> Iterator[R]:
    """Do something for each thing, several at once, in their order. Who stops asking stops what was not yet begun."""
    with ThreadPoolExecutor(PARALLEL) as pool:
        for start in range(0, len(things), PARALLEL):
            yield from list(pool.map(work, things[start : start + PARALLEL]))


def reason(error: Exception) -> str:
    """What went wrong, for people: Google's status and its message."""
    if isinstance(error, GoogleAPICallError):
        status = error.grpc_status_code.name if error.grpc_status_code is not None else type(error).__name__
        return f"{status}: {error.message}"
    if isinstance(error, RetryError) and isinstance(error.cause, GoogleAPICallError):
        return reason(error.cause)
    # What stands behind the words is for programs: the answer of a server, the error that was the cause.
    return next((each for each in error.args if isinstance(each, str)), str(error))
