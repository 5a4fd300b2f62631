"""A resolver over a registry in a dictionary, and the channels that it looks up for."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.transports.fleet import JOB
from tests.unit.runtime.asked import Registry
from treaty.clock import SimulatedClock
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema
from treaty.errors import DecodeError, UnknownSchemaError
from treaty.registry.resolver import Readable, Resolver
from treaty.registry.wire import Found, Wanted

Json = Any

ORDER = {"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [{"name": "id", "type": "long"}]}


def avro(name: str, schema: Json) -> MessageSchema[int]:
    """A message type whose values are its first field, a number below 64."""
    codec = AvroCodec[int](
        name, "1.0", json.dumps(schema), lambda out, value: out.append(2 * value), lambda data, at: (data[at] // 2, 1)
    )
    return MessageSchema(name, "1.0", "", int, codec)


class Opaque:
    """A codec of some language; what it decodes is of no matter here."""

    def __init__(self, content_type: str) -> None:
        self.content_type = content_type

    def encode(self, _value: object, /) -> bytes:
        raise AssertionError

    def decode(self, payload: bytes, /) -> Any:
        return payload

    def decoder(self, _version: str, /) -> Callable[[bytes], object] | None:
        raise AssertionError


class Empty:
    """The class of a Protobuf message without fields."""

    DESCRIPTOR = SimpleNamespace(fields=())


def protobuf(name: str) -> MessageSchema[Empty]:
    return MessageSchema(name, "1.0", "", Empty, Opaque("application/protobuf"))


def json_schema(name: str) -> MessageSchema[object]:
    return MessageSchema(name, "1.0", "", object, Opaque("application/json"))


OWN = avro("shop.v1.Order", ORDER)
CHANNELS = {
    "orders": Readable((OWN,), {"shop.v1.Order": "orders-value"}),
    "more": Readable((OWN,), {"shop.v1.Order": "more-value"}),
    "jobs": Readable((JOB,), {"suite.v1.Job": "jobs-value"}),
    "events": Readable(
        (protobuf("shop.v1.Placed"), protobuf("shop.v1.Paid")),
        {"shop.v1.Placed": "events-value", "shop.v1.Paid": "events-value"},
    ),
    "mixed": Readable(
        (OWN, avro("shop.v1.Line", ORDER | {"name": "Line"})),
        {"shop.v1.Order": "mixed-shop.v1.Order", "shop.v1.Line": "mixed-shop.v1.Line"},
    ),
    "states": Readable(
        (json_schema("shop.v1.Paused"), json_schema("shop.v1.Resumed")),
        {"shop.v1.Paused": "states-Paused", "shop.v1.Resumed": "states-Resumed"},
    ),
    "bare": Readable((OWN,), {}),
}
NEWER = json.dumps(ORDER | {"fields": [{"name": "note", "type": "string"}, *ORDER["fields"]]})
WANTED = Wanted("orders", 7)


class World:
    """A resolver, its clock, and the registry that it asks."""

    def __init__(self, context: str | None = None) -> None:
        self.registry = Registry()
        self.clock = SimulatedClock()
        self.resolver = Resolver(CHANNELS, self.registry.connect, self.clock, context=context)

    async def found(self, wanted: Wanted = WANTED) -> Found:
        await self.resolver.look_up(wanted)
        found = self.resolver.found(wanted)
        assert found is not None
        return found

    async def refused(self, wanted: Wanted = WANTED) -> str:
        """The reason, which is final."""
        with pytest.raises(DecodeError) as refusal:
            await self.found(wanted)
        assert type(refusal.value) is DecodeError
        return str(refusal.value)

    async def failed(self, wanted: Wanted = WANTED) -> str:
        """The reason, which may go away."""
        with pytest.raises(UnknownSchemaError) as failure:
            await self.found(wanted)
        return str(failure.value)
