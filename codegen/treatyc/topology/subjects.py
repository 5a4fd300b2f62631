"""Subjects: under which names a target's registry holds the schemas of its messages and of their keys.

The strategies are those of the registry world: the topic (`orders-value`), the schema's full name
(`storefront.orders.v1.OrderPlaced`), and both (`orders-storefront.orders.v1.OrderPlaced`). A key's is always the topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.system.channel import Channel
from treatyc.system.registry import KeyForm, Registry, Strategy
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names

KEY_TYPE = "string"
"""What a key is in Avro: the text that it is anyway."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A subject with the full names of the schemas under it and the channels that they travel on, all sorted.

    A key's subject has no messages. One of several messages is a clash unless one `.proto` file has them all.
    """

    name: str
    messages: tuple[str, ...]
    channels: tuple[str, ...]


def subjects(target: Target) -> tuple[Subject, ...]:
    """Every subject that a target's registry holds for a message or a key, sorted by name; none without a registry."""
    if target.registry is None:
        return ()
    messages: dict[str, set[str]] = {}
    channels: dict[str, set[str]] = {}
    for channel in target.channels:
        for subject, message in _of_channel(channel, target, target.registry):
            messages.setdefault(subject, set()).update([message] if message else [])
            channels.setdefault(subject, set()).add(channel.address)
    return tuple(
        Subject(name, tuple(sorted(messages[name])), tuple(sorted(channels[name]))) for name in sorted(messages)
    )


def clashes(system: System, target: Target) -> tuple[Subject, ...]:
    """Subjects of several messages that are not of one `.proto` file: a registry would compare them with each other."""
    found = subjects(target)
    return tuple(each for each in found if len({_text(system.schema(name)) for name in each.messages}) > 1)


def _text(schema: Schema) -> str:
    """What tells the text of a message: of Protobuf alone several messages may share one."""
    return schema.path if schema.format is Format.PROTOBUF else schema.name


def value_subject(channel: Channel, message: str, target: Target, registry: Registry) -> str:
    """The subject of a message on a channel."""
    match registry.strategy:
        case Strategy.TOPIC:
            return f"{_topic(channel, target)}-value"
        case Strategy.RECORD:
            return message
        case Strategy.TOPIC_RECORD:
            return f"{_topic(channel, target)}-{message}"


def key_subject(channel: Channel, target: Target, registry: Registry) -> str | None:
    """The subject of a channel's keys, where they are framed."""
    if channel.key is None or registry.keys is KeyForm.PLAIN:
        return None
    return f"{_topic(channel, target)}-key"


def _of_channel(channel: Channel, target: Target, registry: Registry) -> Iterator[tuple[str, str | None]]:
    for message in channel.messages:
        yield value_subject(channel, message.value, target, registry), message.value
    key = key_subject(channel, target, registry)
    if key is not None:
        yield key, None


def _topic(channel: Channel, target: Target) -> str:
    return target.prefix + names.channel(channel.address)
