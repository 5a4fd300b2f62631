"""The envelope: what travels beside a payload. CloudEvents attributes, named as people say them.

On the wire they are headers in CloudEvents' binary mode, named as on Kafka (`ce_id`, `content-type`, `traceparent`) on
every transport; one whose broker spells them otherwise (`ce-id`) renames at its border. Nothing is parsed before it is
read: most handlers look at two attributes of fifteen.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from treaty.errors import DecodeError


class MessageType(enum.StrEnum):
    """What a message is for; it follows from its channel's kind."""

    EVENT = "EVENT"
    TASK = "TASK"
    RESULT = "RESULT"
    ERROR = "ERROR"
    METRIC = "METRIC"
    STATE = "STATE"


class Envelope(msgspec.Struct, frozen=True):
    """The attributes of one message, over its headers. Reading one that is malformed raises `DecodeError`."""

    headers: Mapping[str, bytes]

    @property
    def message_id(self) -> str:
        """Attribute `id`: unique within its sender."""
        return self._required("ce_id")

    @property
    def sender_id(self) -> str:
        """Attribute `source`: `<project>.<agent>` of who sent it."""
        return self._required("ce_source")

    @property
    def type(self) -> str:
        """Attribute `type`: the full name of the payload's schema."""
        return self._required("ce_type")

    @property
    def address(self) -> str:
        """Attribute `subject`: the concrete address that it was sent to."""
        return self._required("ce_subject")

    @property
    def timestamp(self) -> datetime:
        """Attribute `time`: when it was sent, with its zone."""
        return parse_time("ce_time", self._required("ce_time"))

    @property
    def message_type(self) -> MessageType:
        """Extension `messagetype`."""
        written = self._required("ce_messagetype")
        try:
            return MessageType(written)
        except ValueError:
            raise DecodeError(f"header ce_messagetype: `{written[:40]}` is no message type") from None

    @property
    def schema_version(self) -> str:
        """Extension `schemaversion`: the release of the schema that the sender wrote with."""
        return self._required("ce_schemaversion")

    @property
    def recipient_id(self) -> str | None:
        """Extension `recipientid`: the agent that it is meant for, for direct messages."""
        return self._optional("ce_recipientid")

    @property
    def correlation_id(self) -> str | None:
        """Extension `correlationid`: what all messages of one conversation share."""
        return self._optional("ce_correlationid")

    @property
    def causation_id(self) -> str | None:
        """Extension `causationid`: the id of the message that this one follows from, or answers."""
        return self._optional("ce_causationid")

    @property
    def data_schema(self) -> str | None:
        """Attribute `dataschema`: where the schema can be had."""
        return self._optional("ce_dataschema")

    @property
    def sequence(self) -> int | None:
        """Extension `sequence`."""
        written = self._optional("ce_sequence")
        if written is None:
            return None
        if not (written.isascii() and written.isdigit() and len(written) <= 19):
            raise DecodeError(f"header ce_sequence: `{written[:40]}` is no sequence number")
        return int(written)

    @property
    def expires_at(self) -> datetime | None:
        """Extension `expirytime`: after this nobody wants it."""
        written = self._optional("ce_expirytime")
        return None if written is None else parse_time("ce_expirytime", written)

    @property
    def partition_key(self) -> str | None:
        """Extension `partitionkey`: what it is kept in order by."""
        return self._optional("ce_partitionkey")

    @property
    def reply_to(self) -> str | None:
        """Extension `replyto`: the concrete address that a request is to be answered at."""
        return self._optional("ce_replyto")

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context that it was sent in."""
        return self._optional("traceparent")

    @property
    def content_type(self) -> str | None:
        """The media type of the payload."""
        return self._optional("content-type")

    def _optional(self, name: str) -> str | None:
        written = self.headers.get(name)
        return None if written is None else text(name, written)

    def _required(self, name: str) -> str:
        written = self.headers.get(name)
        if written is None:
            raise DecodeError(f"header {name} is missing")
        return text(name, written)


def text(name: str, written: bytes) -> str:
    """The text of a header; raises `DecodeError` when it is not UTF-8."""
    try:
        return written.decode()
    except UnicodeDecodeError:
        raise DecodeError(f"header {name} is not UTF-8") from None


def parse_time(name: str, written: str) -> datetime:
    """The time that a header carries; raises `DecodeError` unless it is RFC 3339 with a zone."""
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise DecodeError(f"header {name}: `{written[:40]}` is no time") from None
    if time.tzinfo is None:
        raise DecodeError(f"header {name}: `{written[:40]}` has no zone")
    return time


def write_time(epoch: float) -> bytes:
    """A time as a header carries it: RFC 3339, in UTC, to the millisecond."""
    second, microseconds = divmod(round(epoch * 1_000_000), 1_000_000)
    return b"%s.%03dZ" % (_second(second), microseconds // 1000)


@functools.lru_cache(maxsize=16)
def _second(epoch: int) -> bytes:
    """A whole second, which many messages share."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S").encode()
