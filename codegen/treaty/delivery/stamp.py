"""What a target's registry adds to what is sent: a frame for each payload and key, and the header that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from treaty.contract import AgentContract, Channel, MessageSchema, Reading
from treaty.errors import ContractError, EncodeError
from treaty.registry import frame
from treaty.registry.bundle import Bundle, ChannelIds, Ids, Keys, Where
from treaty.registry.wire import data_schema, named
from treaty.transport import Headers


class Stamp(msgspec.Struct, frozen=True):
    """What is put on each message of one type on one channel. `key_frame` None: keys stay the text that they are."""

    headers: Headers
    frame: bytes = b""
    key_headers: Headers = ()
    key_frame: bytes | None = None

    def key(self, key: bytes) -> bytes:
        """A key as it travels: an Avro string, where keys are framed."""
        if self.key_frame is None:
            return key
        try:
            key.decode()
        except UnicodeDecodeError:
            raise EncodeError("this key is no text, and this target's keys are Avro strings") from None
        return self.key_frame + _length(len(key)) + key


Stamps = Mapping[tuple[str, str], Stamp]
"""By a channel's address template and a message's full name."""


def stamps_of(contract: AgentContract, bundle: Bundle) -> Stamps:
    """A stamp for everything that an agent may write; raises `ContractError` for what was never pushed."""
    return {
        (channel.address, schema.name): _stamp(bundle, channel, schema)
        for channel in _written(contract)
        for schema in channel.messages
    }


def _written(contract: AgentContract) -> Iterator[Channel]:
    """What an agent sends and calls, and what it answers by."""
    yield from (bound.channel for bound in (*contract.sends, *contract.calls))
    for subscription in contract.subscriptions:
        if subscription.reading is Reading.SERVES:
            yield from (bound.channel.reply for bound in subscription.channels if bound.channel.reply is not None)


def _stamp(bundle: Bundle, channel: Channel, schema: MessageSchema[Any]) -> Stamp:
    ids = bundle.channels.get(channel.address, ChannelIds({}))
    written = ids.writes.get(schema.name)
    if written is None:
        raise _unregistered(bundle, f"{schema.name} {schema.version} on {channel.address}")
    is_framed = bundle.keys is Keys.AVRO and channel.key is not None
    if is_framed and ids.key is None:
        raise _unregistered(bundle, f"the key of {channel.address}")
    key = ids.key if is_framed else None
    match bundle.frame:
        case Where.PAYLOAD:
            return Stamp(
                headers=(("ce_dataschema", data_schema(written.id)),),
                frame=frame.write(written.id, written.steps),
                key_frame=None if key is None else frame.write(key.id),
            )
        case Where.HEADERS:
            guid = _guid(bundle, written)
            return Stamp(
                headers=(("ce_dataschema", data_schema(guid)), (frame.VALUE_HEADER, frame.write(guid, written.steps))),
                key_headers=() if key is None else ((frame.KEY_HEADER, frame.write(_guid(bundle, key))),),
                key_frame=None if key is None else b"",
            )


def _unregistered(bundle: Bundle, what: str) -> ContractError:
    return ContractError(
        f"{what} is not registered at target `{bundle.target}`: "
        f"run `treaty registry push --target {bundle.target}`, and then `treaty generate`"
    )


def _guid(bundle: Bundle, ids: Ids) -> bytes:
    if ids.guid is None:
        raise ContractError(
            f"the registry of target `{bundle.target}` gives {named(ids.id)} no guid, which is what headers name a "
            "schema by: write `frame: payload` in the target's `registry`"
        )
    return ids.guid.bytes


def _length(count: int) -> bytes:
    """Avro 1.12, Binary Encoding: a string is its length, a zigzag number, and its bytes."""
    out = bytearray()
    rest = count << 1
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)
