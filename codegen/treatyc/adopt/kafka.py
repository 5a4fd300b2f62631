"""A Kafka's topics, consumer groups and rights as channels and agents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from treatyc.adopt.fleet import Fleet, FoundChannel, Gravity
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import kind_of
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.kafka import rights
from treatyc.topology.kafka.objects import Group, Permissions, Topic
from treatyc.topology.kafka.topics import HEADERS_MAX, PARTITIONS
from treatyc.topology.observed import Held
from treatyc.topology.resource import address

_WRITES = frozenset({"Write", "All"})
_READS = frozenset({"Read", "All"})
_BATCH_MAX = 1024 * 1024
"""What a topic of ours takes at least."""


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it."""
    resources = [each.resource for each in held]
    topics = [each for each in resources if isinstance(each, Topic)]
    groups = {each.name: each for each in resources if isinstance(each, Group)}
    permissions = [each for each in resources if isinstance(each, Permissions)]
    gathering = Gathering(system, target)
    names = {topic.name for topic in topics}
    addresses: dict[str, str] = {}
    for topic in topics:
        found = gathering.address(topic.name, address(topic), names)
        if found is not None:
            addresses[topic.name] = found
            if gathering.is_new(found):
                gathering.put(_channel(gathering, topic, found))
    new = [topic for topic in topics if addresses.get(topic.name) in gathering.channels]
    _copies(gathering, new)
    _ages(gathering, new)
    _readers(gathering, groups.values(), permissions, addresses)
    _principals(gathering, permissions, addresses)
    return gathering.fleet()


def _channel(gathering: Gathering, topic: Topic, found: str) -> FoundChannel:
    config = dict(topic.config)
    source = address(topic)
    kind, external = kind_of(found), False
    if "compact" in config.get("cleanup.policy", ""):
        # Without its key a state would be planned as a topic that drops by age: nothing may touch it before.
        kind, external = Kind.STATE, True
        gathering.differ(
            source,
            "it is compacted by keys, and which field of the message is the key is not known here",
            f"say `key:` of channel `{found}`, and take away `external: true`: until then nothing changes the topic",
        )
    usual = gathering.target.partitions or PARTITIONS
    return FoundChannel(
        found,
        kind,
        source,
        retain_ms=None if external else _retain_ms(gathering, config, source),
        partitions=None if topic.partitions == usual else topic.partitions,
        max_bytes=_max_bytes(config),
        external=external,
    )


def _retain_ms(gathering: Gathering, config: dict[str, str], source: str) -> int | None:
    text = config.get("retention.ms")
    if text is None:
        return None
    if int(text) < 0:
        return gathering.forever(source)
    return max(1, int(text))


def _max_bytes(config: dict[str, str]) -> int | None:
    """A topic of ours takes the largest message and its envelope, and never less than a batch of small ones."""
    text = config.get("max.message.bytes")
    if text is None or int(text) == _BATCH_MAX:
        return None
    return max(1, int(text) - HEADERS_MAX)


def _copies(gathering: Gathering, topics: Iterable[Topic]) -> None:
    """How often messages are kept is said of a target, not of a channel."""
    usual = gathering.target.replicas or 1
    counts = Counter(topic.replicas for topic in topics)
    for replicas, count in sorted(counts.items()):
        if replicas != usual:
            several = "1 topic is" if count == 1 else f"{count} topics are"
            gathering.differ(
                f"target {gathering.target.name}",
                f"{several} kept {replicas} times, and the target says {usual}",
                f"write `replicas: {replicas}` into the target, or the plan is blocked there",
            )


def _ages(gathering: Gathering, topics: Iterable[Topic]) -> None:
    """What nobody chose is the cluster's own default, which may be anything, and no topic tells it."""
    chosen = frozenset(("retention.ms", "cleanup.policy"))
    silent = [each.name for each in topics if not chosen & dict(each.config).keys()]
    if silent:
        one, *more = sorted(silent)
        several = f"topic `{one}` keeps" if not more else f"topic `{one}` and {len(more)} more keep"
        gathering.differ(
            f"target {gathering.target.name}",
            f"{several} messages as long as the cluster does by default, and a channel that says nothing 7d",
            "say `retain`, or give `--allow-loss` if what is older may go",
        )


def _readers(
    gathering: Gathering, groups: Iterable[Group], permissions: Sequence[Permissions], addresses: dict[str, str]
) -> None:
    """An agent for each group; it is the principal that alone may be in this group, where there is one."""
    owners = _owners(permissions)
    for group in groups:
        source = address(group)
        here = [addresses[topic] for topic in group.topics if topic in addresses]
        if not here:
            beyond = not any(topic.startswith(gathering.target.prefix) for topic in group.topics)
            if group.topics and beyond:
                gathering.leave(source, "it reads nothing of this target's", Gravity.EXPECTED)
            continue
        principal = owners.get(group.name)
        agent = gathering.agent(principal or group.name, f"principal {principal}" if principal else source)
        agent.principal = principal or ""
        gathering.reads(agent, group.name, here, what="group")


def _owners(permissions: Sequence[Permissions]) -> dict[str, str]:
    """The one principal of each group of which it is the one group."""
    groups: dict[str, set[str]] = {}
    for each in permissions:
        for line in each.rights:
            right = rights.read(line)
            if right.kind == "group" and right.allowed and right.operation in _READS and not right.prefixed:
                groups.setdefault(each.name, set()).add(right.name)
    counts = Counter(group for several in groups.values() for group in several)
    return {
        group: principal
        for principal, several in groups.items()
        for group in several
        if len(several) == 1 and counts[group] == 1 and group != "*"
    }


def _principals(gathering: Gathering, permissions: Sequence[Permissions], addresses: dict[str, str]) -> None:
    """Who may send sends, and who may read reads: rights are what somebody declared before."""
    owned = {principal: group for group, principal in _owners(permissions).items()}
    for each in permissions:
        sends: set[str] = set()
        receives: set[str] = set()
        for line in each.rights:
            right = rights.read(line)
            if right.kind == "topic":
                covered = _covered(gathering, each, right, addresses)
                sends |= covered if right.operation in _WRITES else set()
                receives |= covered if right.operation in _READS else set()
        if sends or receives:
            agent = gathering.owner(each.name)
            agent.sends |= sends
            known = {reading.pattern for reading in agent.receives}
            more = receives - known
            if each.name in owned or not known:
                gathering.reads(
                    agent, owned.get(each.name, f"{gathering.system.name}.{agent.name}"), more, what="group"
                )


def _covered(
    gathering: Gathering, permissions: Permissions, right: rights.Right, addresses: dict[str, str]
) -> set[str]:
    """The channels that a right is to; what is too wide to be anybody's declaration is told instead."""
    source = address(permissions)
    if not right.allowed:
        gathering.leave(source, f"`{right}` forbids something, and contracts only allow")
        return set()
    if right.name == "*" and not right.prefixed:
        gathering.leave(source, f"`{right}` is to all topics there are: name those that it needs, if it is an agent")
        return set()
    if right.prefixed:
        return {each for topic, each in addresses.items() if topic.startswith(right.name)}
    return {addresses[right.name]} if right.name in addresses else set()
