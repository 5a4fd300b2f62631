"""What is made of a schema that was looked up, in each language, and what it refers to."""

from __future__ import annotations

import contextlib
import copy
import json
import sys
from random import Random
from typing import Any

import pytest

from tests.transports.fleet import JOB, JsonCodec
from tests.unit.runtime.resolving import CHANNELS, NEWER, ORDER, WANTED, World
from treaty.errors import DecodeError
from treaty.registry.candidates import found_among
from treaty.registry.registered import Language, Registered
from treaty.registry.wire import Wanted

Json = Any


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (
            ORDER | {"fields": []},
            "shop.v1.Order cannot be read by our schema: `id` has no default, and the writer does not send it",
        ),
        (ORDER | {"name": "Other"}, "shop.v1.Order cannot be read by our schema: the writer has shop.v1.Other"),
        ({"type": "record"}, "the writer's schema cannot be used"),
        ("string", "shop.v1.Order cannot be read by our schema: the writer has string"),
    ],
)
async def test_a_schema_that_ours_cannot_read_is_refused(world: World, schema: Json, why: str) -> None:
    """Before any message is tried."""
    world.registry.hold(7, json.dumps(schema), "orders-value")
    assert (await world.refused()).startswith(why)


async def test_a_schema_in_another_language_is_refused(world: World) -> None:
    """A subject may change its format; its readers do not."""
    world.registry.hold(7, 'syntax = "proto3";', "orders-value", type="PROTOBUF")
    assert await world.refused() == "schema id 7 is of type PROTOBUF, and shop.v1.Order is not"


async def test_json_is_read_by_our_own_schema(world: World) -> None:
    """Whatever the writer's says."""
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    found = await world.found(Wanted("jobs", 7))
    assert found.schema is JOB
    assert isinstance(JOB.codec, JsonCodec)
    assert found.read == JOB.codec.decode


PROTO = 'syntax = "proto3"; package shop.v1; message Placed { message Line {} } message Paid {} message Other {}'


@pytest.mark.parametrize(("steps", "name"), [((0,), "shop.v1.Placed"), ((1,), "shop.v1.Paid")])
async def test_protobuf_is_read_as_the_message_that_the_frame_leads_to(
    world: World, steps: tuple[int, ...], name: str
) -> None:
    world.registry.hold(7, PROTO, "events-value", type="PROTOBUF")
    assert (await world.found(Wanted("events", 7, steps))).schema.name == name


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((2,), "the writer's schema is of shop.v1.Other, and shop.v1.Paid, shop.v1.Placed is read"),
        ((0, 0), "the writer's schema is of shop.v1.Placed.Line, and shop.v1.Paid, shop.v1.Placed is read"),
        ((9,), "the writer's schema has no message at [9]"),
    ],
)
async def test_a_frame_that_leads_to_another_message_is_refused(world: World, steps: tuple[int, ...], why: str) -> None:
    """And the registry is asked once, whatever the ways that frames make up."""
    world.registry.hold(7, PROTO, "events-value", type="PROTOBUF")
    assert await world.refused(Wanted("events", 7, steps)) == why
    await world.found(Wanted("events", 7, (0,)))
    assert len(world.registry.asked) == 2


@pytest.mark.parametrize("type_", ["shop.v1.Paused", "shop.v1.Resumed"])
async def test_of_several_in_json_that_are_alike_the_message_says_which(world: World, type_: str) -> None:
    """A registry gives one id to texts that are the same."""
    world.registry.hold(7, "{}", "states-Paused", "states-Resumed", type="JSON")
    assert (await world.found(Wanted("states", 7, (), type_))).schema.name == type_


@pytest.mark.parametrize("type_", ["shop.v1.Other", ""])
async def test_of_several_in_json_nothing_else_says_which(world: World, type_: str) -> None:
    world.registry.hold(7, "{}", "states-Paused", "states-Resumed", type="JSON")
    why = "schema id 7 may be of any of shop.v1.Paused, shop.v1.Resumed: nothing in a JSON Schema says which"
    assert await world.refused(Wanted("states", 7, (), type_)) == why


async def test_the_subject_outranks_what_a_message_in_json_says(world: World) -> None:
    """The contradiction is told where the message is decoded."""
    world.registry.hold(7, "{}", "states-Paused", type="JSON")
    assert (await world.found(Wanted("states", 7, (), "shop.v1.Resumed"))).schema.name == "shop.v1.Paused"


async def test_of_several_avro_messages_the_name_tells_and_the_subject_must_agree(world: World) -> None:
    """A record's schema under the other record's subject is a contradiction."""
    line = json.dumps(ORDER | {"name": "Line"})
    world.registry.hold(7, line, "mixed-shop.v1.Line")
    world.registry.hold(8, line, "mixed-shop.v1.Order")
    world.registry.hold(9, line, "mixed-shop.v1.Line", "mixed-shop.v1.Order")
    assert (await world.found(Wanted("mixed", 7))).schema.name == "shop.v1.Line"
    assert "the writer has shop.v1.Line" in await world.refused(Wanted("mixed", 8))
    assert (await world.found(Wanted("mixed", 9))).schema.name == "shop.v1.Line"


async def test_a_channel_without_subjects_asks_nothing(world: World) -> None:
    """Its messages are in no registry."""
    assert await world.refused(Wanted("bare", 7)) == "bare has no subject at this target's registry"
    assert world.registry.asked == []


async def test_what_a_schema_refers_to_is_fetched_along(world: World) -> None:
    """Through others, each once."""
    kind = {"type": "enum", "name": "shop.v1.Kind", "symbols": ["A"]}
    part = {"type": "record", "name": "shop.v1.Part", "fields": [{"name": "kind", "type": "shop.v1.Kind"}]}
    fields = [{"name": "part", "type": "shop.v1.Part"}, {"name": "kind", "type": "shop.v1.Kind"}, *ORDER["fields"]]
    world.registry.hold(1, json.dumps(kind), "kinds/a")
    world.registry.hold(2, json.dumps(part), "parts", references=[("kinds/a", 1)])
    own = json.dumps(ORDER | {"fields": fields})
    world.registry.hold(7, own, "orders-value", references=[("parts", 1), ("kinds/a", 1)])
    assert (await world.found()).read(b"\x00\x00\x0c") == 6
    assert world.registry.asked[2:] == ["/subjects/parts/versions/1", "/subjects/kinds%2Fa/versions/1"]


JUNK: list[Json] = [None, 1, 2**70, "", ".", "string", "record", [], {}, {"type": "record"}, ["null"], "shop.v1.Order"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_stands_in_a_schema_it_is_refused_or_read(seed: int) -> None:
    """Parts of it put out of place or replaced by junk, its references' as well; and so for each payload."""
    random = Random(seed)
    carried = CHANNELS["orders"].schemas
    read = 0
    for _ in range(500):
        written = Registered(Language.AVRO, json.dumps(spoilt(random, json.loads(NEWER))))
        try:
            found = found_among(carried, written, [json.dumps(spoilt(random, json.loads(NEWER)))], WANTED)
        except DecodeError:
            continue
        read += 1
        with contextlib.suppress(DecodeError):
            found.read(random.randbytes(8))
    assert 20 < read < 480


def spoilt(random: Random, schema: Json) -> Json:
    """A schema with one of its parts, or itself, replaced."""
    places: list[tuple[Json, Json]] = []
    pending = [schema]
    for node in pending:
        inner = list(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ())
        places += [(node, key) for key, _ in inner]
        pending += [each for _, each in inner]
    holder, key = random.choice([([schema], 0), *places])
    holder[key] = copy.deepcopy(random.choice([*JUNK, *pending]))
    return schema


async def test_what_is_not_installed_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is no fault of the message: it is retried, as another instance may have it."""
    world.registry.hold(7, NEWER, "orders-value")
    monkeypatch.setitem(sys.modules, "fastavro", None)
    assert await world.failed() == "fastavro reads what was not released: install `treaty[avro]`"
