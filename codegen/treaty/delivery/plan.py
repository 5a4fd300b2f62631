"""What is known before any message comes: one channel as one subscription reads it, and the route of an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from treaty.contract import Bound, Kind, MessageSchema
from treaty.delivery.failure import FAILURE
from treaty.delivery.framed import Framed

DECODERS_MAX = 256
"""Versions are a stranger's text: so many are remembered, and others looked up each time."""


class Plan:
    """One bound channel, prepared for the way of each message. Objects are named as at the broker.

    `framed` reads the frames of its messages; None where the agent runs for no target with a registry.
    """

    __slots__ = ("bound", "carries_replies", "channel", "dead_letter", "decoders", "framed", "retries", "schemas")

    def __init__(
        self,
        bound: Bound,
        *,
        dead_letter: str | None = None,
        retries: tuple[str, ...] = (),
        framed: Framed | None = None,
    ) -> None:
        self.bound = bound
        self.channel = bound.channel
        self.carries_replies = bound.channel.kind is Kind.REPLY
        self.dead_letter = dead_letter
        self.retries = retries
        self.framed = framed
        # Anybody can write a failure anywhere: only where replies come may it be taken for one.
        carried = (*bound.channel.messages, FAILURE) if self.carries_replies else bound.channel.messages
        self.schemas: Mapping[bytes, MessageSchema[Any]] = {schema.name.encode(): schema for schema in carried}
        self.decoders: dict[tuple[bytes, bytes], Callable[[bytes], object]] = {
            (name, schema.version.encode()): schema.codec.decode for name, schema in self.schemas.items()
        }


class Route:
    """Where messages of one address go. `parameters` None: it is no address of the channel, and none can be handled."""

    __slots__ = ("parameters", "plan")

    def __init__(self, plan: Plan, parameters: Mapping[str, str] | None) -> None:
        self.plan = plan
        self.parameters = parameters
