"""What is asked of a registry about unknown references, how often, and what is made of its answers (BROKERS.md 3.3)."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from tests.unit.runtime.resolving import NEWER, ORDER, OWN, WANTED, World
from treaty.errors import DecodeError
from treaty.registry.problem import ConnectionUnknown, Refused, RegistryProblem, Rejected, Unreachable, WrongAnswer
from treaty.registry.registered import REFERENCES_MAX
from treaty.registry.resolver import FAILED_S, FOUND_MAX, RATE, REFUSED_MAX, REFUSED_S, WHY_MAX
from treaty.registry.wire import Wanted

Json = Any


@pytest.fixture
def world() -> World:
    return World()


async def test_nothing_is_asked_before_something_is_looked_up(world: World) -> None:
    """Not even a connection is opened: an agent with a lock starts and reads without any registry."""
    assert world.resolver.found(WANTED) is None
    await world.resolver.aclose()
    assert (world.registry.opened, world.registry.asked) == (0, [])


async def test_an_unknown_id_is_looked_up_and_read_by_its_own_schema(world: World) -> None:
    """Where it stands, then what it is; and nothing the second time."""
    world.registry.hold(7, NEWER, "orders-value")
    found = await world.found()
    assert found.schema is OWN
    assert found.read(b"\x04hi\x0a") == 5
    await world.resolver.look_up(WANTED)
    assert world.registry.asked == ["/schemas/ids/7/versions?deleted=true", "/schemas/ids/7"]


async def test_many_who_want_the_same_ask_once(world: World) -> None:
    """Single flight, over all channels."""
    world.registry.hold(7, NEWER, "orders-value", "more-value")
    world.registry.open.clear()
    waiting = [asyncio.create_task(world.found(Wanted(channel, 7))) for channel in ["orders", "more"] * 50]
    for _ in range(10):
        await asyncio.sleep(0)
    world.registry.open.set()
    found = await asyncio.gather(*waiting)
    assert {each.schema.name for each in found} == {"shop.v1.Order"}
    assert len(world.registry.asked) == 2


async def test_one_who_stops_waiting_does_not_stop_the_others(world: World) -> None:
    """The question belongs to all who want the answer."""
    world.registry.hold(7, NEWER, "orders-value")
    world.registry.open.clear()
    first, second = (asyncio.create_task(world.found()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    world.registry.open.set()
    assert (await second).schema is OWN


async def test_a_guid_is_looked_up_by_the_id_that_it_has_here(world: World) -> None:
    """The newer form of the frame."""
    guid = UUID("8f0c7a0e-3a57-4d6f-9a51-0b6a5c1f2e3d")
    world.registry.hold(7, NEWER, "orders-value", guid=guid)
    assert (await world.found(Wanted("orders", guid.bytes))).schema is OWN
    assert world.registry.asked[0] == f"/schemas/guids/{guid}/ids"


async def test_contexts_are_registries_of_their_own() -> None:
    """A subject of the same name in another context is another subject."""
    world = World("staging")
    guid = UUID(int=5)
    world.registry.hold(7, NEWER, ":.staging:orders-value", guid=guid, context=".staging")
    world.registry.hold(8, NEWER, ":.prod:orders-value", guid=UUID(int=6), context=".prod")
    assert (await world.found()).schema is OWN
    assert (await world.found(Wanted("orders", guid.bytes))).schema is OWN
    assert await world.refused(Wanted("orders", 8)) == (
        "schema id 8 stands under no subject, and not under a subject of a channel of this agent"
    )
    reason = await world.refused(Wanted("orders", UUID(int=6).bytes))
    assert reason == f"schema guid {UUID(int=6)} has no id in this context of the registry"


async def test_the_id_of_another_subject_is_refused_and_its_text_not_even_fetched(world: World) -> None:
    """The attack with an id that is somebody else's (BROKERS.md 3.4, item 10)."""
    world.registry.hold(7, NEWER, "secrets-value")
    assert await world.refused() == (
        "schema id 7 stands under `secrets-value`, and not under a subject of a channel of this agent"
    )
    assert world.registry.asked == ["/schemas/ids/7/versions?deleted=true"]


async def test_the_id_of_another_channel_is_refused_on_this_one(world: World) -> None:
    """Though the agent reads both; and on the other one it is read."""
    world.registry.hold(7, NEWER, "more-value")
    assert (await world.found(Wanted("more", 7))).schema is OWN
    assert await world.refused() == "schema id 7 stands under `more-value`, and not under a subject of orders"


async def test_an_id_that_nobody_has_is_refused_and_not_asked_for_again_for_a_while(world: World) -> None:
    """The negative cache is short: the id may be registered the moment after."""
    assert await world.refused() == "nobody has schema id 7: registry does not have it"
    world.registry.hold(7, NEWER, "orders-value")
    with pytest.raises(DecodeError):
        world.resolver.found(WANTED)
    assert len(world.registry.asked) == 1
    await world.clock.advance(REFUSED_S)
    assert world.resolver.found(WANTED) is None
    assert (await world.found()).schema is OWN


async def test_a_subject_that_gets_the_schema_later_is_seen(world: World) -> None:
    """What was learnt for one channel is no reason to refuse it on another for ever."""
    world.registry.hold(7, NEWER, "more-value")
    await world.found(Wanted("more", 7))
    await world.refused()
    world.registry.hold(7, NEWER, "more-value", "orders-value")
    await world.clock.advance(REFUSED_S)
    assert (await world.found()).schema is OWN


async def test_references_are_bounded(world: World) -> None:
    """In number, though each is a schema, and each refers to the next."""
    for number in range(REFERENCES_MAX + 2):
        world.registry.hold(100 + number, '"int"', f"s{number}", references=[(f"s{number + 1}", 1)])
    world.registry.hold(7, NEWER, "orders-value", references=[("s0", 1)])
    assert await world.refused() == f"schema id 7 refers to more than {REFERENCES_MAX} others"


async def test_references_are_bounded_in_size(world: World) -> None:
    long = json.dumps({"type": "fixed", "name": "F", "size": 1, "doc": "x" * 600_000})
    world.registry.hold(1, long, "a")
    world.registry.hold(2, long, "b")
    world.registry.hold(7, NEWER, "orders-value", references=[("a", 1), ("b", 1)])
    assert await world.refused() == "schema id 7 and what it refers to are longer than 1048576 characters"


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Unreachable("no answer from registry:8081"), "no answer from registry:8081"),
        (Refused("registry:8081 does not let us read (HTTP 401)"), "registry:8081 does not let us read (HTTP 401)"),
        (ConnectionUnknown("target `prod` needs URL in the environment"), "target `prod` needs URL in the environment"),
    ],
)
async def test_a_registry_that_cannot_be_asked_is_left_alone_for_a_moment(
    world: World, problem: RegistryProblem, why: str
) -> None:
    """The message is retried by its policy; the registry is not asked about each of them."""
    world.registry.hold(7, NEWER, "orders-value")
    world.registry.hold(8, NEWER, "orders-value")
    world.registry.problem = problem
    assert await world.failed() == f"schema id 7 cannot be looked up: {why}"
    world.registry.problem = None
    assert await world.failed(Wanted("orders", 8)) == f"schema id 8 cannot be looked up: {why}"
    assert len(world.registry.asked) == 1
    await world.clock.advance(FAILED_S)
    assert (await world.found()).schema is OWN
    assert (await world.found(Wanted("orders", 8))).schema is OWN


async def test_an_answer_that_is_none_concerns_its_own_id_alone(world: World) -> None:
    """Else whoever chooses ids could keep all others from being looked up."""
    world.registry.hold(8, NEWER, "orders-value")
    world.registry.problem = WrongAnswer("what registry answers is no JSON")
    assert "is no JSON" in await world.failed()
    world.registry.problem = None
    assert (await world.found(Wanted("orders", 8))).schema is OWN


async def test_a_registry_without_guids_may_be_why_a_guid_is_not_found(world: World) -> None:
    world.registry.problem = WrongAnswer("registry has no registry at this address (HTTP 404)")
    guid = UUID(int=7)
    assert await world.failed(Wanted("orders", guid.bytes)) == (
        f"schema guid {guid} cannot be looked up: "
        "registry has no registry at this address (HTTP 404); not every registry has guids"
    )


async def test_what_a_registry_rejects_is_final(world: World) -> None:
    world.registry.problem = Rejected("registry does not take it: no id", 422, 42202, "no id")
    assert await world.refused() == "schema id 7 is none: registry does not take it: no id"


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/schemas/ids/7/versions?deleted=true", {}, "the list of versions of schema id 7 is no JSON list"),
        ("/schemas/ids/7/versions?deleted=true", [7], "a version of schema id 7 is no JSON object"),
        ("/schemas/ids/7/versions?deleted=true", [{"subject": "", "version": 1}], "has no subject"),
        ("/schemas/ids/7/versions?deleted=true", [{"subject": "a"}], "no number of a version or an id"),
        ("/schemas/ids/7/versions?deleted=true", [{}] * 10_001, "has more than 10000 entries"),
        ("/schemas/ids/7", [], "schema id 7 is no JSON object"),
        ("/schemas/ids/7", {}, "schema id 7 has no text"),
        ("/schemas/ids/7", {"schema": "\ud800"}, "schema id 7 has no text"),
        ("/schemas/ids/7", {"schema": "x" * 1_048_577}, "is longer than 1048576 characters"),
        ("/schemas/ids/7", {"schema": "", "schemaType": "XML"}, "neither AVRO, PROTOBUF nor JSON"),
        ("/schemas/ids/7", {"schema": "", "schemaType": ["AVRO"]}, "neither AVRO, PROTOBUF nor JSON"),
        ("/schemas/ids/7", {"schema": "", "references": [{"subject": "..", "version": 1}]}, "no address can name"),
        ("/schemas/ids/7", {"schema": "", "references": [{}] * 65}, "has more than 64 entries"),
        ("/subjects/gone/versions/1", None, "the registry lacks what schema id 7 refers to"),
    ],
)
async def test_answers_are_a_strangers(world: World, path: str, answer: Json, why: str) -> None:
    """Each is read into what it should be, or refused, and the message retried: a server may be replaced."""
    world.registry.hold(7, NEWER, "orders-value", references=[("gone", 1)])
    world.registry.answers[path] = answer
    assert why in await world.failed()


async def test_a_flood_of_unknown_ids_is_held_to_a_rate(world: World) -> None:
    """A thousand ids on one channel ask twenty times; other channels are looked up all the same."""
    for number in range(1_000):
        await world.resolver.look_up(Wanted("orders", 1_000 + number))
    assert len(world.registry.asked) == RATE.messages
    assert await world.failed(Wanted("orders", 1_999)) == (
        "schema id 1999 is not looked up: too many unknown schemas come on orders"
    )
    world.registry.hold(7, NEWER, "orders-value", "more-value")
    assert (await world.found(Wanted("more", 7))).schema is OWN
    await world.clock.advance(RATE.per_s)
    assert (await world.found()).schema is OWN


async def test_what_is_kept_is_bounded(world: World) -> None:
    """Refusals and decoders: the last ones."""
    for number in range(REFUSED_MAX + 100):
        await world.resolver.look_up(Wanted("bare", number))
    assert len(vars(world.resolver)["_refused"]) == REFUSED_MAX
    for number in range(1, FOUND_MAX + 11):
        world.registry.hold(number, NEWER, "orders-value")
        await world.clock.advance(1)
        await world.found(Wanted("orders", number))
        assert (await world.found(Wanted("orders", 1))).schema is OWN
    assert [FOUND_MAX] * 2 == [len(vars(world.resolver)[kept]) for kept in ("_found", "_facts")]
    assert world.resolver.found(Wanted("orders", 1)) is not None
    assert world.resolver.found(Wanted("orders", 2)) is None


async def test_a_reason_that_quotes_a_strangers_schema_is_cut(world: World) -> None:
    """Thousands of them are kept."""
    world.registry.hold(7, json.dumps(ORDER | {"name": "x" * 100_000}), "orders-value")
    why = await world.refused()
    assert (WHY_MAX, "shop.v1.Order cannot be read by our schema: the writer has shop.v1.xxx") == (len(why), why[:70])


async def test_texts_are_kept_up_to_a_size(world: World) -> None:
    """For other channels, and for other messages of the same file."""
    padded = json.dumps(ORDER | {"doc": "x" * 1_000_000})
    for number in range(1, 31):
        world.registry.hold(number, padded, "orders-value", "more-value")
        await world.clock.advance(1)
        await world.found(Wanted("orders", number))
    kept = vars(world.resolver)["_facts"]
    assert sum(facts.size for facts in kept.values()) <= 8 * 1024 * 1024
    before = len(world.registry.asked)
    await world.found(Wanted("more", 30))
    assert len(world.registry.asked) == before


async def test_an_end_stops_what_is_asked(world: World) -> None:
    """An agent that stops does not wait for a registry."""
    world.registry.open.clear()
    waiting = asyncio.create_task(world.resolver.look_up(WANTED))
    for _ in range(5):
        await asyncio.sleep(0)
    await world.resolver.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
