"""A Redis's streams, groups and rights as channels and agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treatyc.adopt.fleet import Fleet, FoundChannel
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import kind_of
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.observed import Held
from treatyc.topology.redis.objects import Group, Permissions, Stream
from treatyc.topology.resource import address

_ADDS = frozenset({"+xadd", "+@write", "+@stream", "+@all"})
_READS = frozenset({"+xreadgroup", "+xread", "+@read", "+@stream", "+@all"})
_STAR = "*"


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it. How long a stream keeps is in nobody's settings: those who write trim it."""
    resources = [each.resource for each in held]
    gathering = Gathering(system, target)
    streams = {each.name: each for each in resources if isinstance(each, Stream)}
    addresses: dict[str, str] = {}
    for name, stream in streams.items():
        found = gathering.address(name, address(stream), streams)
        if found is not None:
            addresses[name] = found
            gathering.put(FoundChannel(found, kind_of(found), address(stream)))
    readers: dict[str, list[str]] = {}
    for each in resources:
        if isinstance(each, Group) and each.stream in addresses:
            readers.setdefault(each.group, []).append(addresses[each.stream])
    for group, several in sorted(readers.items()):
        gathering.reads(gathering.agent(group, f"group:{group}"), group, several, what="group")
    for each in resources:
        if isinstance(each, Permissions):
            _principal(gathering, each, addresses)
    return gathering.fleet()


def _principal(gathering: Gathering, permissions: Permissions, addresses: Mapping[str, str]) -> None:
    """Who may add to a stream sends to it; who may only read is found by the group that it reads in."""
    sends: set[str] = set()
    receives: set[str] = set()
    for line in permissions.rights:
        pattern, *commands = line.split(" ")
        mode, tilde, key = pattern.partition("~")
        if not tilde:
            continue
        if key == _STAR:
            gathering.leave(address(permissions), "it may use all keys: name those that it needs, if it is an agent")
            return
        covered = {found for name, found in addresses.items() if _matches(key, name)}
        sends |= covered if _ADDS & set(commands) and mode in ("", "%W", "%RW") else set()
        receives |= covered if _READS & set(commands) else set()
    if not sends and not receives:
        return
    agent = gathering.owner(permissions.name)
    agent.sends |= sends
    if not agent.receives:
        gathering.reads(agent, f"{gathering.system.name}.{agent.name}", receives, what="group")


def _matches(key: str, name: str) -> bool:
    """Whether a pattern of keys is this name, or all that begins alike: other patterns are nobody's declaration."""
    plain = key.replace("\\", "")
    return name.startswith(plain[:-1]) if plain.endswith(_STAR) and _STAR not in plain[:-1] else plain == name
