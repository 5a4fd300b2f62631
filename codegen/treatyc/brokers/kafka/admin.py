"""A live Kafka: what it holds of a topology, and the making of what is missing. Nothing here alters or deletes."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AdminClient,
    ConfigResource,
    ResourceType,
    TopicMetadata,
)
from confluent_kafka.cimpl import NewTopic

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError
from treatyc.topology.broker import KafkaTopology, Topic

_TIMEOUT_S = 10.0
_CONNECT_S = 5.0
_ASK_S = 1.0
_VISIBLE_S = 15.0
"""How long a topic may take, once created, until the broker that is asked knows it."""

_SECURITY = {
    "username": "sasl.username",
    "password": "sasl.password",
    "ca": "ssl.ca.location",
    "certificate": "ssl.certificate.location",
    "private_key": "ssl.key.location",
}
_REFUSALS = (KafkaError._AUTHENTICATION, KafkaError._SSL)  # noqa: SLF001 - the client's own public names
_PROTOCOLS = {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl_plaintext": "SASL_PLAINTEXT", "sasl_tls": "SASL_SSL"}

Config: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A topic that the broker did not make, and why."""

    topic: Topic
    reason: str


class KafkaBroker:
    """An open connection to a cluster's administration."""

    def __init__(self, connection: Connection) -> None:
        self.address = _servers(connection.address)
        self._refusal: KafkaError | None = None
        options: dict[str, str | int | float | bool] = {"bootstrap.servers": self.address, "client.id": "treaty"}
        for word, value in connection.security.items():
            match word:
                case "protocol":
                    options["security.protocol"] = _PROTOCOLS[value]
                case "mechanism":
                    options["sasl.mechanism"] = value.upper()
                case _:
                    options[_SECURITY[word]] = value
        try:
            # What goes wrong is raised; the client's own chatter would stand between the lines of the report.
            self._admin = AdminClient(options, logger=_silent(), error_cb=self._on_error)
        except (KafkaException, ValueError) as error:
            raise BrokerError(f"the connection is not usable: {_reason(error)}") from error

    def _on_error(self, error: KafkaError) -> None:
        if error.code() in _REFUSALS:
            self._refusal = error

    def observe(self, names: Collection[str]) -> KafkaTopology:
        """What the cluster has of these topics."""
        known = self._known()
        present = sorted(name for name in names if name in known)
        configs = self._configs(present)
        topics = []
        for name in present:
            partitions = known[name].partitions
            replicas = max((len(partition.replicas) for partition in partitions.values()), default=0)
            topics.append(Topic(name, len(partitions), replicas, configs[name]))
        return KafkaTopology(tuple(topics))

    def _known(self) -> dict[str, TopicMetadata]:
        deadline = time.monotonic() + _CONNECT_S
        while True:
            try:
                # All topics are asked for: to ask for one that is missing could make it.
                return self._admin.list_topics(timeout=_ASK_S).topics
            except KafkaException as error:
                self._admin.poll(0)  # for what a broker says when it turns us away, which looks like silence here
                if self._refusal is not None:
                    raise BrokerError(f"{self.address} refuses: {self._refusal.str()}") from error
                if time.monotonic() > deadline:
                    raise BrokerError(f"no answer from {self.address}: {_reason(error)}") from error

    def create(self, topics: Sequence[Topic]) -> tuple[Refused, ...]:
        """Make these, and return when the cluster knows them; what somebody else made meanwhile counts as made."""
        if not topics:
            return ()
        wanted = {
            topic.name: NewTopic(topic.name, topic.partitions, topic.replicas, config=dict(topic.config))
            for topic in topics
        }
        making = self._admin.create_topics(list(wanted.values()), operation_timeout=_TIMEOUT_S)
        refused = []
        for topic in topics:
            try:
                making[topic.name].result(_TIMEOUT_S * 2)
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    refused.append(Refused(topic, _reason(error)))
        self._await_visible({topic.name for topic in topics} - {each.topic.name for each in refused})
        return tuple(refused)

    def _configs(self, names: Sequence[str]) -> dict[str, Config]:
        if not names:
            return {}
        found = {}
        asked = [ConfigResource(ResourceType.TOPIC, name) for name in names]
        for resource, answer in self._admin.describe_configs(asked, request_timeout=_TIMEOUT_S).items():
            try:
                entries = answer.result(_TIMEOUT_S * 2)
            except KafkaException as error:
                raise BrokerError(f"the configuration of {resource.name} cannot be read: {_reason(error)}") from error
            found[resource.name] = tuple(sorted((name, entry.value or "") for name, entry in entries.items()))
        return found

    def _await_visible(self, names: set[str]) -> None:
        deadline = time.monotonic() + _VISIBLE_S
        while not names <= self._known().keys():
            if time.monotonic() > deadline:
                raise BrokerError(f"{self.address} made topics that it does not list after {_VISIBLE_S:g} s")
            time.sleep(0.1)


def _servers(address: str) -> str:
    """`host:port,…` of a target's url, with or without the scheme."""
    scheme, separator, servers = address.rpartition("://")
    if (separator and scheme != "kafka") or not servers or any(mark in servers for mark in "@/?"):
        raise BrokerError("the address of a Kafka is kafka://host:9092,host:9092; who you are goes into `security`")
    return servers


def _reason(error: Exception) -> str:
    """What the client says, without its Python clothes."""
    cause = error.args[0] if error.args else error
    return f"{cause.name()}: {cause.str()}" if isinstance(cause, KafkaError) else str(cause)


def _silent() -> logging.Logger:
    logger = logging.getLogger("treatyc.brokers.kafka")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
