"""Subjects: under which names a registry may hold the schemas of a project.

The three strategies of the registry world are all looked for: the topic (`orders-value`), the schema's full name
(`storefront.orders.v1.OrderPlaced`), and both (`orders-storefront.orders.v1.OrderPlaced`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from treatyc.registry.contexts import of_one_context
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names


def candidates(system: System, target: Target) -> Mapping[str, tuple[str, ...]]:
    """Each subject that may be there, with the full names of the schemas that its versions may be of."""
    found: dict[str, set[str]] = {schema.name: {schema.name} for schema in system.schemas}
    for channel in target.channels:
        topic = target.prefix + names.channel(channel.address)
        for message in channel.messages:
            found.setdefault(f"{topic}-value", set()).add(message.value)
            found.setdefault(f"{topic}-{message.value}", set()).add(message.value)
    return {subject: tuple(sorted(schemas)) for subject, schemas in sorted(found.items())}


def present(subjects: Iterable[str], wanted: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Those of a registry's subjects that are wanted, under its own spelling, all of one context."""
    return {subject: wanted[name] for subject, name in of_one_context(subjects).items() if name in wanted}
