"""Channels of several languages: whether a way to a message follows a reference, only the schema's language tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from treaty.contract import Channel, Kind, MessageSchema
from treaty.delivery.framed import Framed
from treaty.errors import DecodeError
from treaty.registry.bundle import Bundle, ChannelIds, Ids, Release
from treaty.registry.connection import Address
from treaty.registry.frame import write
from treaty.registry.wire import SchemaPending, Unasked, Wanted


class Bytes:
    """Every payload is its own value."""

    def __init__(self, content_type: str) -> None:
        self.content_type = content_type

    def encode(self, value: bytes, /) -> bytes:
        return value

    def decode(self, payload: bytes, /) -> bytes:
        return payload

    def decoder(self, _version: str, /) -> Any:
        return self.decode


class Unknown(Unasked):
    """Lookups that know nothing yet."""

    def found(self, wanted: Wanted, /) -> None:
        """Somebody may look it up."""


PAID = MessageSchema("shop.v1.Paid", "1.0", "", bytes, Bytes("application/protobuf"))
REFUNDED = MessageSchema("shop.v1.Refunded", "1.0", "", bytes, Bytes("application/protobuf"))
NOTED = MessageSchema("shop.v1.Noted", "1.0", "", bytes, Bytes("application/json"))


def framed(*schemas: MessageSchema[bytes]) -> Framed:
    """A channel of these; id 1 is a file of two Protobuf messages, id 2 a JSON Schema."""
    channel = Channel("events.shop", "events.shop", Kind.EVENT, schemas)
    ids = {PAID.name: Ids(1, None, (0,)), REFUNDED.name: Ids(1, None, (1,)), NOTED.name: Ids(2)}
    reads = tuple(Release(name, "1.0", known) for name, known in ids.items())
    bundle = Bundle(address=Address(target="dev", url="x"), channels={"events.shop": ChannelIds({}, reads=reads)})
    return Framed(channel, bundle, Unknown())


@pytest.mark.parametrize(
    ("frame", "name"), [(write(1, (0,)), PAID.name), (write(1, (1,)), REFUNDED.name), (write(2), NOTED.name)]
)
def test_one_id_leads_to_each_message_of_its_file(frame: bytes, name: str) -> None:
    known, payload = framed(PAID, REFUNDED, NOTED).read({}, frame + b"\0payload")
    assert (name, b"\0payload") == (known.schema.name, payload)


@pytest.mark.parametrize(
    ("schemas", "headers", "wanted"),
    [
        ((PAID,), {}, Wanted("events.shop", 9, (5,))),
        ((NOTED,), {}, Wanted("events.shop", 9)),
        ((PAID, NOTED), {"ce_type": b"shop.v1.Paid"}, Wanted("events.shop", 9, (5,))),
        ((PAID, NOTED), {"ce_type": b"shop.v1.Noted"}, Wanted("events.shop", 9)),
    ],
)
def test_an_unknown_id_is_asked_for_with_the_way_of_its_language(
    schemas: tuple[MessageSchema[bytes], ...], headers: Mapping[str, bytes], wanted: Wanted
) -> None:
    with pytest.raises(SchemaPending) as pending:
        framed(*schemas).read(headers, write(9, (5,)))
    assert wanted == pending.value.wanted


def test_an_unknown_id_of_an_unknown_language_is_refused() -> None:
    with pytest.raises(DecodeError) as refusal:
        framed(PAID, NOTED).read({}, write(9, (5,)))
    assert "schema id 9 is not known, and may be Protobuf or not: header ce_type is missing" == str(refusal.value)


def test_a_way_that_leads_elsewhere_is_looked_up() -> None:
    """Another file may have this id's message there; the registry knows."""
    with pytest.raises(SchemaPending) as pending:
        framed(PAID).read({}, write(1, (7, 7)))
    assert Wanted("events.shop", 1, (7, 7)) == pending.value.wanted


PAUSED = MessageSchema("shop.v1.Paused", "1.0", "", bytes, Bytes("application/json"))
RESUMED = MessageSchema("shop.v1.Resumed", "1.0", "", bytes, Bytes("application/json"))


def alike() -> Framed:
    """Two JSON Schemas that are the same text: a registry gives both of them one id."""
    channel = Channel("events.shop", "events.shop", Kind.EVENT, (PAUSED, RESUMED))
    reads = tuple(Release(schema.name, "1.0", Ids(2)) for schema in channel.messages)
    bundle = Bundle(address=Address(target="dev", url="x"), channels={"events.shop": ChannelIds({}, reads=reads)})
    return Framed(channel, bundle, Unknown())


@pytest.mark.parametrize("schema", [PAUSED, RESUMED], ids=lambda schema: schema.name)
def test_of_messages_with_one_text_the_type_says_which(schema: MessageSchema[bytes]) -> None:
    known, payload = alike().read({"ce_type": schema.name.encode()}, write(2) + b"payload")
    assert (schema, b"payload") == (known.schema, payload)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "schema id 2 may be of any of shop.v1.Paused, shop.v1.Resumed: header ce_type is missing"),
        ({"ce_type": b"shop.v1.Paid"}, "schema id 2 is shop.v1.Resumed, and ce_type says shop.v1.Paid"),
    ],
    ids=["foreign", "contradiction"],
)
def test_messages_with_one_text_are_told_apart_by_nothing_else(headers: Mapping[str, bytes], reason: str) -> None:
    with pytest.raises(DecodeError) as refusal:
        alike().read(headers, write(2) + b"payload")
    assert reason == str(refusal.value)


@pytest.mark.parametrize(
    ("told", "type_"), [("shop.v1.Paused", "shop.v1.Paused"), ("shop.v1.Paid", ""), (None, "")], ids=str
)
def test_an_unknown_id_of_several_in_json_is_asked_for_with_the_type(told: str | None, type_: str) -> None:
    headers = {} if told is None else {"ce_type": told.encode()}
    with pytest.raises(SchemaPending) as pending:
        alike().read(headers, write(9))
    assert Wanted("events.shop", 9, (), type_) == pending.value.wanted
