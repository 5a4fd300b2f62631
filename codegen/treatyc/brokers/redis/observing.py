"""What a Redis holds of a topology: four rounds of questions, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis

from treatyc.brokers.live import BrokerError
from treatyc.brokers.redis import keys, users
from treatyc.brokers.redis.batches import ask_each
from treatyc.brokers.redis.server import ask, remarks
from treatyc.topology.names import Role
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Scope
from treatyc.topology.redis.objects import Group, Permissions, Stream, User
from treatyc.topology.redis.permissions import INTRODUCE, INTRODUCED, SELECT
from treatyc.topology.resource import Resource, address
from treatyc.topology.version import numbers

_SCANNED = 1000
"""How many keys a step of the search looks at."""

_OF_USERS = (User.kind, Permissions.kind)


@dataclass(slots=True)
class _Look:
    """What was asked for, and what is found on the way."""

    asked: frozenset[str]
    marks: dict[str, Mark]
    scope: Scope
    held: list[Held] = field(default_factory=list)
    unmanaged: list[str] = field(default_factory=list)

    def note(self, resource: Resource, messages: int | None = None) -> None:
        """Take in something that is there: ours and what is wanted with all about it, nobody's by its address."""
        name = address(resource)
        mark = self.marks.get(name)
        if name in self.asked or (mark is not None and mark.scope == self.scope):
            self.held.append(Held(resource, mark, messages))
        elif mark is None and not isinstance(resource, Permissions):
            self.unmanaged.append(name)

    @property
    def own(self) -> frozenset[str]:
        """The addresses with our mark."""
        return frozenset(name for name, mark in self.marks.items() if mark.scope == self.scope)


def observe(client: redis.Redis, wanted: Sequence[Resource], scope: Scope) -> Observed:
    """What is there of these, of the scope's own, and of what is nobody's."""
    server = ask(client)
    _agree(server.version, int(client.get_connection_kwargs().get("db", 0)), wanted)
    marks = keys.marks(client)
    look = _Look(frozenset(map(address, wanted)), marks, scope)
    ours = _streams_of(wanted) | {_stream_named(name) for name in look.own} - {""}
    there = set(_scan(client))
    for stream, groups, messages in _streams(client, sorted(ours)):
        look.note(stream, messages)
        for group, unread in groups:
            look.note(group, unread)
    for name in sorted(there - ours):
        look.note(Stream(name))
    told = list(remarks(server))
    if any(name.split(":", 1)[0] in _OF_USERS for name in look.asked | look.own):
        for each in users.found(client):
            look.note(each)
        told += (*users.remarks(client), *_remember(client))
    found = {address(held.resource) for held in look.held}
    gone = tuple(sorted(look.own - found))
    return Observed(server.identity, tuple(look.held), tuple(sorted(look.unmanaged)), gone, tuple(told))


def everything(client: redis.Redis) -> Iterator[Held]:
    """All streams with their groups, and all users with their rights."""
    ask(client)
    marks = keys.marks(client)
    for stream, groups, messages in _streams(client, sorted(set(_scan(client)))):
        yield Held(stream, marks.get(address(stream)), messages)
        for group, unread in groups:
            yield Held(group, marks.get(address(group)), unread)
    for each in users.found(client):
        yield Held(each, marks.get(address(each)))


def _agree(version: str, database: int, wanted: Sequence[Resource]) -> None:
    """What would fail with the first user, after all streams were made, or with the first start of an agent."""
    rights = [set(" ".join(each.rights).split()) for each in wanted if isinstance(each, Permissions)]
    if any(INTRODUCE in each for each in rights) and numbers(version) < INTRODUCED:
        raise BrokerError(
            f'this is Redis {version}, and rights are made for 7.2 or newer: write `broker_version: "{version}"`'
        )
    if database and not all(SELECT in each for each in rights):
        raise BrokerError(
            f"this is database {database}, which agents may only select where their contracts say so: write"
            f' `url: "${{…}}/{database}"`, with the reference up to the port alone'
        )


def _streams_of(wanted: Collection[Resource]) -> set[str]:
    return {_stream_named(address(each)) for each in wanted} - {""}


def _stream_named(of: str) -> str:
    """The stream that an address is about; empty where it is about none."""
    kind, _, name = of.partition(":")
    match kind:
        case Stream.kind:
            return name
        case Group.kind:
            return name.rpartition("/")[0]
        case _:
            return ""


def _scan(client: redis.Redis) -> Iterator[str]:
    """All streams, inboxes left out: these come and go with who awaits a reply."""
    for name in client.scan_iter(count=_SCANNED, _type="stream"):
        if Role.INBOX.value not in name.split("."):
            yield name


def _streams(
    client: redis.Redis, asked: Sequence[str]
) -> Iterator[tuple[Stream, list[tuple[Group, int | None]], int | None]]:
    """Those that are there, each with its groups and how much is unread, and with how much it holds."""
    types = ask_each(client, asked, lambda pipeline, name: pipeline.type(name))
    real = [name for name, type_ in zip(asked, types, strict=True) if type_ == "stream"]
    lengths = dict(zip(real, ask_each(client, real, lambda pipeline, name: pipeline.xlen(name)), strict=True))
    groups = dict(zip(real, ask_each(client, real, lambda pipeline, name: pipeline.xinfo_groups(name)), strict=True))
    for name, type_ in zip(asked, types, strict=True):
        if name in lengths and isinstance(lengths[name], int) and isinstance(groups[name], list):
            yield Stream(name), [_group(name, each) for each in groups[name]], lengths[name]
        elif type_ not in ("none", "stream"):
            yield Stream(name, type_), [], None


def _group(stream: str, told: dict[str, Any]) -> tuple[Group, int | None]:
    lag = told.get("lag")
    return Group(stream, told["name"]), None if lag is None else lag + told["pending"]


def _remember(client: redis.Redis) -> Iterator[str]:
    """Whether users are there after the next start."""
    try:
        file = client.config_get("aclfile").get("aclfile")
    except redis.ResponseError:
        yield "this Redis does not say whether it has an `aclfile`, without which users are gone when it restarts"
        return
    if not file:
        yield "this Redis has no `aclfile`: users are gone when it restarts, unless its operator saves them"
