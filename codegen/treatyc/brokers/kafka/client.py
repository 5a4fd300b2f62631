"""The connection to a cluster's administration, and what its client says in words for people."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AclOperation,
    AdminClient,
    ClusterMetadata,
)

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError

REQUEST_S = 30.0
"""How long one request may take; a cluster that makes a thousand topics is busy for a while."""

SHOWN_S = 15.0
"""How long what was done may take until the broker that is asked shows it."""

MEANWHILE = "somebody else made one of this name meanwhile: plan again"
"""The problem of what was to be made and is there: it is a stranger's. Every other may be one of ours, half made."""

_CONNECT_S = 5.0
_ASK_S = 1.0
_AGAIN_S = 0.02
_AGAIN_MAX_S = 0.5

_SECURITY = {
    "username": "sasl.username",
    "password": "sasl.password",
    "ca": "ssl.ca.location",
    "certificate": "ssl.certificate.location",
    "private_key": "ssl.key.location",
}
_PROTOCOLS = {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl_plaintext": "SASL_PLAINTEXT", "sasl_tls": "SASL_SSL"}
_REFUSALS = (KafkaError._AUTHENTICATION, KafkaError._SSL)  # noqa: SLF001 - the client's own public names

Options = dict[str, str | int | float | bool]
K = TypeVar("K")
V = TypeVar("V")


class Client:
    """An open connection. `admin` is the official client, `options` what a producer or consumer beside it needs."""

    def __init__(self, connection: Connection) -> None:
        self.address = _servers(connection.admin or connection.address)
        self.options = _options(self.address, connection.security)
        self._refusal: KafkaError | None = None
        try:
            # What goes wrong is raised; the client's own chatter would stand between the lines of the report.
            self.admin = AdminClient(self.options, logger=silent(), error_cb=self._on_error)
        except (KafkaException, ValueError) as error:
            raise BrokerError(f"the connection is not usable: {reason(error)}") from error

    def _on_error(self, error: KafkaError) -> None:
        if error.code() in _REFUSALS:
            self._refusal = error

    def metadata(self) -> ClusterMetadata:
        """The cluster with all its topics: to ask for one that is missing could make it."""
        deadline = time.monotonic() + _CONNECT_S
        while True:
            try:
                return self.admin.list_topics(timeout=_ASK_S)
            except KafkaException as error:
                self.admin.poll(0)  # for what a broker says when it turns us away, which looks like silence here
                if self._refusal is not None:
                    raise BrokerError(f"{self.address} refuses: {self._refusal.str()}") from error
                if time.monotonic() > deadline:
                    raise BrokerError(f"no answer from {self.address}: {reason(error)}") from error

    def may_look(self) -> bool:
        """Whether we may see users and permissions.

        To be asked first: of a refusal the client makes an empty list in the one case, and ends the process in the
        other (confluent-kafka 2.16).
        """
        asked = self.admin.describe_cluster(include_authorized_operations=True, request_timeout=REQUEST_S)
        allowed = answer(asked, "the cluster cannot be read").authorized_operations
        return AclOperation.DESCRIBE in (allowed or ())


def answer(future: Future[V], what: str) -> V:
    """What a request brought; raises `BrokerError` that says what could not be done."""
    try:
        return future.result(REQUEST_S * 2)
    except (KafkaException, TimeoutError) as error:
        raise BrokerError(f"{what}: {reason(error)}") from error


def answers(futures: Mapping[K, Future[V]]) -> Iterator[tuple[K, KafkaError | None]]:
    """How each request ended; raises `BrokerError` where that cannot be known."""
    for key, future in futures.items():
        try:
            future.result(REQUEST_S * 2)
        except KafkaException as error:
            yield key, error.args[0]
        except TimeoutError as error:
            raise BrokerError("the broker did not say how a request ended") from error
        else:
            yield key, None


def tried_until_shown(within_s: float = SHOWN_S) -> Iterator[None]:
    """Tries at growing intervals, for as long as what was done may take to be seen."""
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < within_s:
        yield
        time.sleep(min(_AGAIN_MAX_S, _AGAIN_S + waited / 4))


def chunks(things: Sequence[V], weights: Iterable[int], limit: int) -> Iterator[list[V]]:
    """The things in their order, in lists whose weights together stay within a limit where one thing alone does."""
    chunk: list[V] = []
    sum_of_chunk = 0
    for thing, weight in zip(things, weights, strict=True):
        if chunk and sum_of_chunk + weight > limit:
            yield chunk
            chunk, sum_of_chunk = [], 0
        chunk.append(thing)
        sum_of_chunk += weight
    if chunk:
        yield chunk


def reason(error: Exception) -> str:
    """What the client says, without its Python clothes."""
    cause = error.args[0] if error.args else error
    return told(cause) if isinstance(cause, KafkaError) else str(cause) or type(error).__name__


def told(error: KafkaError) -> str:
    """An error's name, and what the broker said about it; where the cluster refuses us that is all of our request."""
    if error.code() == KafkaError.CLUSTER_AUTHORIZATION_FAILED:
        return f"{error.name()}: we may not do this to the cluster"
    return f"{error.name()}: {error.str()}"


def silent() -> logging.Logger:
    """Where the client's own log goes: nowhere."""
    logger = logging.getLogger("treatyc.brokers.kafka")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    return logger


def _options(servers: str, security: Mapping[str, str]) -> Options:
    options: Options = {"bootstrap.servers": servers, "client.id": "treaty"}
    for word, value in security.items():
        match word:
            case "protocol":
                options["security.protocol"] = _PROTOCOLS[value]
            case "mechanism":
                options["sasl.mechanism"] = value.upper()
            case _:
                options[_SECURITY[word]] = value
    return options


def _servers(address: str) -> str:
    """`host:port,…` of a target's url, with or without the scheme."""
    scheme, separator, servers = address.rpartition("://")
    if (separator and scheme != "kafka") or not servers or any(mark in servers for mark in "@/?"):
        raise BrokerError("the address of a Kafka is kafka://host:9092,host:9092; who you are goes into `security`")
    return servers
