"""What a Kafka transport is told: where the brokers are, who it is, and how patient it has to be.

An address is `kafka://one:9092,two:9092`, or with all that can be said in one
`kafka://user:secret@one:9093?protocol=sasl_tls&mechanism=scram-sha-512&ca=/etc/kafka/ca.pem`: the words of a target's
`security` in the contracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from treaty.errors import ContractError

_QUERY = {
    "protocol": "security.protocol",
    "mechanism": "sasl.mechanism",
    "ca": "ssl.ca.location",
    "certificate": "ssl.certificate.location",
    "private_key": "ssl.key.location",
}
"""The client's options for the words of an address."""

_VALUES = {
    "protocol": {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl_plaintext": "SASL_PLAINTEXT", "sasl_tls": "SASL_SSL"},
    "mechanism": {"plain": "PLAIN", "scram-sha-256": "SCRAM-SHA-256", "scram-sha-512": "SCRAM-SHA-512"},
}
"""The client's values for those that are words too; all others are files."""

Options = dict[str, object]


@dataclass(frozen=True, slots=True)
class KafkaSettings:
    """Durations are in seconds. `security` holds options of the client, and is left out of the text form.

    `session_s` is how long a killed instance keeps its partitions. `drain_s` is how long a rebalance waits for work
    that was handed out. `start_s` bounds connecting and joining a group, `publish_s` a confirmation.
    """

    servers: str
    client_id: str = "treaty"
    session_s: float = 30.0
    drain_s: float = 5.0
    start_s: float = 30.0
    publish_s: float = 30.0
    close_s: float = 10.0
    commit_interval_s: float = 0.1
    linger_s: float = 0.001
    buffered_messages: int = 2000
    buffered_bytes: int = 16 * 1024 * 1024
    security: Mapping[str, str] = field(default_factory=dict, repr=False)


def settings_from(url: str, client_id: str = "treaty") -> KafkaSettings:
    """The settings of an address; raises `ContractError` without repeating it, for it may hold a secret."""
    parts = urlsplit(url)
    credentials, _, servers = parts.netloc.rpartition("@")
    if parts.scheme != "kafka" or not servers:
        raise ContractError("the address of a Kafka must look like kafka://host:9092,host:9092")
    security = {}
    for word, value in parse_qsl(parts.query, keep_blank_values=True):
        if word not in _QUERY:
            raise ContractError(f"the address of a Kafka has an unknown option `{word}`; known: {', '.join(_QUERY)}")
        values = _VALUES.get(word, {value: value})
        if value not in values:
            raise ContractError(f"the address of a Kafka has an unknown {word} `{value}`; known: {', '.join(values)}")
        security[_QUERY[word]] = values[value]
    if credentials:
        username, _, password = credentials.partition(":")
        security |= {"sasl.username": unquote(username), "sasl.password": unquote(password)}
    return KafkaSettings(servers, client_id, security=security)


def client_options(settings: KafkaSettings) -> Options:
    """The options that every client of an agent shares."""
    return {
        "bootstrap.servers": settings.servers,
        "client.id": settings.client_id,
        "log_level": 3,  # what matters comes through the error callback
        **settings.security,
    }


def producer_options(settings: KafkaSettings) -> Options:
    """An idempotent producer that says when each message is stored on all in-sync replicas."""
    return {
        **client_options(settings),
        "enable.idempotence": True,
        "acks": "all",
        # The same key goes to the same partition as from Java's clients.
        "partitioner": "murmur2_random",
        "linger.ms": int(settings.linger_s * 1000),
        "message.timeout.ms": int(settings.publish_s * 1000),
        # The channel's own limit was checked before; the topic's is the last word.
        "message.max.bytes": 64 * 1024 * 1024,
        # Under every topic's max.message.bytes, which bounds a batch, not a message.
        "batch.size": 900_000,
    }


def consumer_options(settings: KafkaSettings, group: str) -> Options:
    """A consumer that commits and moves only when it is told to."""
    return {
        **client_options(settings),
        "group.id": group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        # Where a group starts is settled when a partition is assigned; what has aged out since is skipped, not all.
        "auto.offset.reset": "earliest",
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": int(settings.session_s * 1000),
        "heartbeat.interval.ms": max(100, int(settings.session_s * 1000 / 10)),
        "allow.auto.create.topics": False,
        "queued.max.messages.kbytes": settings.buffered_bytes // 1024,
        # The default waits a whole second before it fetches again after its queue was full.
        "fetch.queue.backoff.ms": 10,
    }
