"""A payload and what is known of its sending to the message that a broker gets: checked, encoded, with its envelope."""

from __future__ import annotations

import os
import random
import re
import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from treaty.contract import Channel, Kind, MessageSchema
from treaty.delivery.failure import FAILURE
from treaty.delivery.stamp import Stamp, Stamps
from treaty.envelope import Envelope, MessageType, write_time
from treaty.errors import NotDeclared, TooLargeError
from treaty.transport import Headers, Outgoing

TYPES = {
    Kind.EVENT: MessageType.EVENT,
    Kind.COMMAND: MessageType.TASK,
    Kind.REPLY: MessageType.RESULT,
    Kind.METRIC: MessageType.METRIC,
    Kind.STATE: MessageType.STATE,
    Kind.DEAD_LETTER: MessageType.ERROR,
}

_TRACE = re.compile(r"[0-9a-f]{2}-(?!0{32})(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-(?P<flags>[0-9a-f]{2})")

_SPANS = random.Random()  # noqa: S311 - names spans, which are no secret; asking the kernel lets all other threads run
if hasattr(os, "register_at_fork"):  # where processes can fork: else a child would name the same spans
    os.register_at_fork(after_in_child=_SPANS.seed)


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a message says of its place in a conversation."""

    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    recipient: str | None = None
    message_id: str | None = None
    reply_to: str | None = None


def following(envelope: Envelope | None) -> Context:
    """The context of what is sent while a message is handled; a new trace where there is none to follow."""
    if envelope is None:
        return Context(traceparent=_new_trace())
    return Context(
        correlation_id=envelope.correlation_id or envelope.message_id,
        causation_id=envelope.message_id,
        traceparent=_child_of(envelope.traceparent),
    )


def _child_of(traceparent: str | None) -> str:
    """The same trace, a new span; W3C Trace Context: what cannot be parsed begins a new trace."""
    parts = _TRACE.fullmatch(traceparent or "")
    return _new_trace() if parts is None else f"00-{parts['trace']}-{_span()}-{parts['flags']}"


def _new_trace() -> str:
    return f"00-{secrets.token_hex(16)}-{_span()}-00"


def _span() -> str:
    return f"{_SPANS.getrandbits(64):016x}"


_PLAIN = Stamp(headers=())


class Composer:
    """Makes the messages of one agent. `stamps` is what a target's registry puts on them; none where nothing is."""

    def __init__(self, sender: str, prefix: str, new_id: Callable[[], str], stamps: Stamps | None = None) -> None:
        self._sender = sender
        self._prefix = prefix
        self.new_id = new_id
        self._stamps = {} if stamps is None else stamps
        self._constant: dict[tuple[str, str], tuple[Headers, Stamp]] = {}

    def message(
        self,
        channel: Channel,
        payload: object,
        address: str,
        *,
        context: Context,
        epoch: float,
        key: bytes | None = None,
    ) -> Outgoing:
        """The message of a payload; raises `EncodeError` or `NotDeclared`. `key` outranks the channel's own."""
        schema = schema_of(channel, payload)
        body = schema.codec.encode(payload)
        if len(body) > channel.max_bytes:
            raise TooLargeError(f"{channel.address}: {len(body)} bytes, and {channel.max_bytes} are allowed")
        if key is None and channel.key is not None:
            key = channel.key(payload)
        constant, stamp = self._constant_of(channel, schema)
        message_id = context.message_id or self.new_id()
        return Outgoing(
            object=self._prefix + channel.object,
            subject=address,
            key=key if key is None else stamp.key(key),
            headers=(
                ("ce_id", message_id.encode()),
                ("ce_time", write_time(epoch)),
                ("ce_subject", address.encode()),
                *constant,
                *_conversation_headers(context, message_id),
                *_key_header(key),
                *(stamp.key_headers if key is not None else ()),
                *(() if channel.ttl_s is None else (("ce_expirytime", write_time(epoch + channel.ttl_s)),)),
            ),
            body=stamp.frame + body if stamp.frame else body,
            message_id=f"{self._sender}/{message_id}",
            expires_s=channel.ttl_s,
        )

    def _constant_of(self, channel: Channel, schema: MessageSchema[Any]) -> tuple[Headers, Stamp]:
        """What is the same for each message of a type on a channel."""
        known = self._constant.get((channel.address, schema.name))
        if known is None:
            kind = MessageType.ERROR if schema is FAILURE else TYPES[channel.kind]
            stamp = self._stamps.get((channel.address, schema.name), _PLAIN)
            headers = (
                ("ce_specversion", b"1.0"),
                ("ce_source", self._sender.encode()),
                ("ce_type", schema.name.encode()),
                ("ce_messagetype", kind.encode()),
                ("ce_schemaversion", schema.version.encode()),
                ("content-type", schema.codec.content_type.encode()),
                *stamp.headers,
            )
            known = self._constant[channel.address, schema.name] = (headers, stamp)
        return known


def schema_of(channel: Channel, payload: object) -> MessageSchema[Any]:
    """The message type of a payload; raises `NotDeclared` when the channel does not carry it."""
    for schema in channel.messages:
        if type(payload) is schema.type:
            return schema
    if channel.kind is Kind.REPLY and type(payload) is FAILURE.type:
        return FAILURE
    carried = ", ".join(schema.name for schema in channel.messages)
    raise NotDeclared(f"{channel.address} carries {carried}, not {type(payload).__name__}")


def _conversation_headers(context: Context, message_id: str) -> Headers:
    pairs = (
        ("ce_correlationid", context.correlation_id or message_id),
        ("ce_causationid", context.causation_id),
        ("ce_recipientid", context.recipient),
        ("ce_replyto", context.reply_to),
        ("traceparent", context.traceparent),
    )
    return tuple((name, value.encode()) for name, value in pairs if value is not None)


def _key_header(key: bytes | None) -> Headers:
    """The extension `partitionkey` is text, and a key may be any bytes: then it travels as the key alone."""
    if key is None:
        return ()
    try:
        key.decode()
    except UnicodeDecodeError:
        return ()
    return (("ce_partitionkey", key),)
