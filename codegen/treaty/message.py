"""A message as a handler gets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from treaty.envelope import Envelope, MessageType

T_co = TypeVar("T_co", covariant=True)


class Message(msgspec.Struct, Generic[T_co], frozen=True):
    """A decoded payload with its envelope. The names of the envelope's attributes are those of pattern P1."""

    payload: T_co
    envelope: Envelope
    parameters: Mapping[str, str]
    delivery_count: int = 1

    @property
    def message_id(self) -> str:
        """Unique within its sender; duplicates are recognised by (sender_id, message_id)."""
        return self.envelope.message_id

    @property
    def sender_id(self) -> str:
        """The agent that sent it."""
        return self.envelope.sender_id

    @property
    def recipient_id(self) -> str | None:
        """The agent that it is meant for, for direct messages."""
        return self.envelope.recipient_id

    @property
    def timestamp(self) -> datetime:
        """When it was sent."""
        return self.envelope.timestamp

    @property
    def message_type(self) -> MessageType:
        """EVENT, TASK, RESULT, ERROR, METRIC or STATE."""
        return self.envelope.message_type

    @property
    def correlation_id(self) -> str | None:
        """What all messages of one conversation share."""
        return self.envelope.correlation_id

    @property
    def schema_version(self) -> str:
        """The release of the schema that the sender wrote with."""
        return self.envelope.schema_version

    @property
    def address(self) -> str:
        """The concrete address that it was sent to."""
        return self.envelope.address
