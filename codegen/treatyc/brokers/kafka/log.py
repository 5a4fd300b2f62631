"""What treaty keeps in a cluster, as a log: records by key, read whole and written so that every replica has them.

Every scope has a topic of its own for it, of one partition: all who read it see the same records in the same order.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from treatyc.brokers.kafka.client import REQUEST_S, Client, reason, silent, told
from treatyc.brokers.live import BrokerError

_POLL_S = 0.02

Value = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Record:
    """The latest of its key: where it stands, and when the broker got it, by the broker's clock."""

    key: str
    value: Value
    offset: int
    at_ms: int


class Reader:
    """Reads logs from their beginning to their end, again and again over one connection."""

    def __init__(self, client: Client) -> None:
        options = {
            **client.options,
            "group.id": "treaty",  # the client wants the name of a group, and never joins it
            "enable.auto.commit": False,
            "allow.auto.create.topics": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 10,
        }
        self._consumer = Consumer(options, logger=silent())
        self._known: set[str] = set()

    def read(self, topics: Collection[str]) -> dict[str, dict[str, Record]]:
        """Everything in these topics, as it is now, by topic and key; without those that we may not read."""
        if not topics:
            return {}
        try:
            if not self._known.issuperset(topics):
                # What the client does not know it looks for in its next round, a second later.
                self._known = set(self._consumer.list_topics(timeout=REQUEST_S).topics)
            # Compaction leaves the first offset where it was, and to ask for "the beginning" takes half a second.
            self._consumer.assign([TopicPartition(topic, 0, 0) for topic in sorted(topics)])
            found = self._to_the_end(topics)
            self._consumer.unassign()
        except KafkaException as error:
            raise BrokerError(f"treaty's own records cannot be read: {reason(error)}") from error
        return found

    def _to_the_end(self, topics: Collection[str]) -> dict[str, dict[str, Record]]:
        found: dict[str, dict[str, Record]] = {topic: {} for topic in topics}
        unread = set(topics)
        deadline = time.monotonic() + REQUEST_S
        while unread:
            for message in self._consumer.consume(500, _POLL_S):
                topic, error = str(message.topic()), message.error()
                if error is None:
                    _keep(found[topic], message)
                elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - the client's own public name
                    unread.discard(topic)
                elif error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                    unread.discard(topic)
                    found.pop(topic, None)
                elif error.code() != KafkaError.GROUP_AUTHORIZATION_FAILED and not error.retriable():
                    raise BrokerError(f"treaty's own records cannot be read: {told(error)}")
            if time.monotonic() > deadline:
                raise BrokerError(f"treaty's own records in {', '.join(sorted(unread))} cannot be read to their end")
        return found


def _keep(records: dict[str, Record], message: Message) -> None:
    raw_key, raw, offset = message.key(), message.value(), message.offset()
    key = raw_key.decode(errors="replace") if isinstance(raw_key, bytes) else ""
    records.pop(key, None)  # so that what comes last stands last
    if isinstance(raw, bytes):
        records[key] = Record(key, _value(raw), offset if offset is not None else -1, message.timestamp()[1])


def _value(raw: bytes) -> Value:
    """What we wrote; of what somebody else wrote there, nothing is believed."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


class ScopeLog:
    """The log of one scope: records are written in their order."""

    def __init__(self, client: Client, reader: Reader, topic: str) -> None:
        self.topic = topic
        self._reader = reader
        options = {
            **client.options,
            "acks": "all",
            # One after the other: a record that is sent again must not overtake the next.
            "max.in.flight": 1,
            "linger.ms": 1,
            "message.timeout.ms": int(REQUEST_S * 1000),
        }
        self._producer = Producer(options, logger=silent())

    def read(self) -> dict[str, Record]:
        """Every record as it is now, by key."""
        records = self._reader.read([self.topic]).get(self.topic)
        if records is None:
            raise BrokerError(f"treaty's own records in `{self.topic}` may not be read")
        return records

    def write(self, records: Iterable[tuple[str, Value | None]]) -> None:
        """Write these, None to forget a key, and return when they are stored; raises `BrokerError`."""
        failed: list[KafkaError] = []

        def note(error: KafkaError | None, _: Message) -> None:
            if error is not None:
                failed.append(error)

        for key, value in records:
            raw = json.dumps(value, sort_keys=True).encode() if value is not None else None
            try:
                self._producer.produce(self.topic, raw, key.encode(), partition=0, on_delivery=note)
            except KafkaException as error:  # the client knows by now that it may not
                raise BrokerError(f"treaty's own records cannot be written: {reason(error)}") from error
            self._producer.poll(0)
        left = self._producer.flush(REQUEST_S * 2)
        if failed or left:
            why = told(failed[0]) if failed else "no answer"
            raise BrokerError(f"treaty's own records cannot be written: {why}")
