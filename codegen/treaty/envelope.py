"""The envelope: what travels beside a payload. CloudEvents attributes, named as people say them.

`attributes` of CloudEvents and the names here: `id` message_id, `source` sender_id, `type` type, `time` timestamp,
`subject` address, `dataschema` data_schema, and the extensions `recipientid`, `messagetype`, `correlationid`,
`causationid`, `schemaversion`, `sequence`, `expirytime`, `partitionkey`, `traceparent`.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class MessageType(enum.StrEnum):
    """What a message is for; it follows from its channel's kind."""

    EVENT = "EVENT"
    TASK = "TASK"
    RESULT = "RESULT"
    ERROR = "ERROR"
    METRIC = "METRIC"
    STATE = "STATE"


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The attributes of one message; `address` is the concrete one, and times carry a zone."""

    message_id: str
    sender_id: str
    type: str
    timestamp: datetime
    address: str
    message_type: MessageType
    schema_version: str
    recipient_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    data_schema: str | None = None
    sequence: int | None = None
    expires_at: datetime | None = None
    partition_key: str | None = None
    reply_to: str | None = None
    traceparent: str | None = None
    content_type: str | None = None
