"""How a running agent asks its target's registry: by a connection that is opened at the first question, not before."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from treaty.clock import Clock
from treaty.contract import AgentContract, Channel
from treaty.registry.bundle import Bundle, Registering
from treaty.registry.connection import Address, resolve
from treaty.registry.problem import ConnectionUnknown
from treaty.registry.registering import registered
from treaty.registry.resolver import Readable, Resolver

if TYPE_CHECKING:
    from treaty.registry.client import Client


def asking_of(
    bundle: Bundle, contract: AgentContract, clock: Clock, environment: Mapping[str, str] | None = None
) -> Resolver:
    """What looks up the schemas that an agent meets on the channels that it reads."""
    channels = {
        channel.address: Readable(channel.messages, bundle.channels[channel.address].subjects)
        for channel in _read(contract)
        if channel.address in bundle.channels
    }
    connect = connecting(bundle.address, os.environ if environment is None else environment)
    return Resolver(channels, connect, clock, context=bundle.address.context)


async def at_start(bundle: Bundle, contract: AgentContract) -> Bundle:
    """The bundle that an agent works with: with the ids of what it registers first, where its target asks for that."""
    if bundle.register is Registering.NEVER:
        return bundle
    channels = [*_read(contract), *(bound.channel for bound in (*contract.sends, *contract.calls))]
    channels += [each.reply for each in channels if each.reply is not None]
    versions = {schema.name: schema.version for channel in channels for schema in channel.messages}
    return await registered(bundle, connecting(bundle.address, os.environ), versions)


def _read(contract: AgentContract) -> Iterator[Channel]:
    """All channels that an agent reads, the replies to its requests among them."""
    for subscription in contract.subscriptions:
        yield from (bound.channel for bound in subscription.channels)
    yield from (bound.channel.reply for bound in contract.calls if bound.channel.reply is not None)


def connecting(address: Address, environment: Mapping[str, str]) -> Callable[[], AbstractAsyncContextManager[Client]]:
    """What opens the connection to a registry; its references are read from the environment then."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Client]:
        connection = resolve(address, environment)
        try:
            from treaty.registry.client import Client, Patience  # noqa: PLC0415 - who knows all its ids needs none
        except ImportError as error:
            message = f"the client of registries is missing ({error}): install `treaty[registry]`"
            raise ConnectionUnknown(message) from error
        # Less patient than a compiler: messages wait, and their own policy tries again.
        async with Client(connection, Patience(attempts=2, answer_s=5.0)) as client:
            yield client

    return connect
