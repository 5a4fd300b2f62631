"""What Pub/Sub cannot do for a system, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Kind, Order
from treatyc.system.schema import Format
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.pubsub import ranges
from treatyc.topology.pubsub.routes import Reader, Route, routes


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """One sentence each."""
    found = routes(system, target)
    return (*_of_deliveries(found), *_of_readers(system, found), *_of_schemas(system, target))


def _of_deliveries(found: tuple[Route, ...]) -> Iterator[str]:
    readers = [reader for route in found for reader in route.readers]
    few = {each.policy.name for each in readers if each.dead_letters and each.policy.max_deliver < ranges.ATTEMPTS_MIN}
    if few:
        yield (
            f"Google puts a message aside after {ranges.ATTEMPTS_MIN} deliveries at the earliest, roughly counted: to"
            f" keep to the `max_deliver` of {_listed(few)} is up to agents, and a message that kills them comes oftener"
        )
    short = {each.policy.name for each in readers if each.policy.ack_wait_s < ranges.ACK_DEADLINE_MIN_S}
    if short:
        yield (
            f"a message whose reader died comes again after {ranges.ACK_DEADLINE_MIN_S} s at the earliest, though"
            f" {_listed(short)} would not wait so long"
        )
    if any(len(set(each.policy.backoff_s)) > 2 for each in readers):
        yield "the wait before a retry grows from the shortest `backoff` to the longest by Google's own steps"
    if any(each.dead_letters for each in readers):
        yield (
            "Google's own account moves what is put aside, and its name has the project's number: `apply` gives it the"
            " rights where `url` says that, as in pubsub://PROJECT?number=NUMBER"
        )


def _of_readers(system: System, found: tuple[Route, ...]) -> Iterator[str]:
    if any(route.readers for route in found):
        yield (
            "a new subscription begins with what is published from then on; events, states and metrics from before can"
            " be had with: gcloud pubsub subscriptions seek NAME --time=TIME"
        )
    unread = {route.channel.address for route in found if not route.readers}
    if unread:
        yield f"nobody here reads {_listed(unread)}, and a topic keeps nothing that no subscription asked for before"
    unfiltered = {each.group for route in found for each in route.readers if each.filters and not each.filter}
    if unfiltered:
        yield (
            f"a filter has {ranges.FILTER_MAX} bytes: {_listed(unfiltered)} gets what it does not read too, and passes"
            " over it"
        )
    instances = {agent.name: agent.instances for agent in system.agents}
    replies = [reader for route in found if route.channel.kind is Kind.REPLY for reader in route.readers]
    sharing = {agent for each in replies for agent in each.agents if instances[agent] > 1}
    if sharing:
        yield f"the instances of {_listed(sharing)} share one subscription to replies, and put back what is for another"
    if any(_fixed(each) for route in found for each in route.readers) or _sending(system):
        yield "IAM sees no parameters: who may use a channel may use it with every value of them"
    if any(route.channel.order is Order.SEQUENCE for route in found):
        yield "an order holds within one key and within one region: who publishes in several sees none between them"


def _of_schemas(system: System, target: Target) -> Iterator[str]:
    other = {schema.name for schema in system.schemas if schema.format is not Format.AVRO}
    if any(message.value in other for channel in target.channels for message in channel.messages):
        yield "topics check Avro alone: Protobuf may have no imports there, and JSON Schema is unknown; agents check"


def _fixed(reader: Reader) -> bool:
    return bool(reader.filters)


def _sending(system: System) -> bool:
    return any(match.bindings for agent in system.agents for each in agent.outlets for match in each.matches)


def _listed(words: set[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))
