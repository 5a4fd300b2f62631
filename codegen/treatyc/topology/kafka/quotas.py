"""How much a user may send, where every channel that its agent writes to has a `rate`.

A rate is a token bucket in each instance of the sender; the quota is what all its instances may send at most, with
messages as large as they may be, so no declared rate ever meets it. What a reader parks and buries is counted too: as
often as its channel's rate lets a message come. Kafka enforces a quota on each broker for itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from treatyc.system.agent import Agent
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.kafka.objects import Quota
from treatyc.topology.kafka.permissions import secured
from treatyc.topology.kafka.topics import HEADERS_MAX, MARKS_MAX
from treatyc.topology.principals import principal
from treatyc.topology.resource import Origin


def quotas(system: System, target: Target) -> tuple[Quota, ...]:
    """The quotas, sorted by user; none for who may send something without a rate, and none where all are anonymous."""
    if not secured(target):
        return ()
    by_agent: dict[str, list[Grant]] = {}
    for grant in grants(system, target):
        by_agent.setdefault(grant.agent, []).append(grant)
    rates: dict[str, list[float]] = {}
    owners: dict[str, Agent] = {}
    for agent in system.agents:
        who = principal(system, agent)
        owners.setdefault(who, agent)
        sent = (rate for grant in by_agent.get(agent.name, ()) for rate in _rates(grant))
        rates.setdefault(who, []).extend(rate * agent.instances for rate in sent)
    sums = {who: sum(each) for who, each in rates.items() if each}
    return tuple(
        Quota(who, math.ceil(sums[who]), _origin(owners[who])) for who in sorted(sums) if not math.isinf(sums[who])
    )


def _origin(agent: Agent) -> Origin:
    return Origin(f"the rates of what `{agent.name}` sends", agent.place, agent=agent.name)


def _rates(grant: Grant) -> Iterator[float]:
    """Bytes a second of one instance, for each topic that the grant lets it write to; infinite without a rate."""
    channel = grant.channel
    match grant.right:
        case Right.SEND | Right.ANSWER:
            yield _rate(channel, HEADERS_MAX)
        case Right.READ | Right.TAP if grant.policy is not None:
            parked = names.retries(channel.address, grant.group, grant.policy, channel.order)
            buried = names.dead_letters(channel.address, grant.group, grant.policy)
            for _ in (*parked, *([buried] if buried else [])):
                yield _rate(channel, HEADERS_MAX + MARKS_MAX)
        case _:
            return


def _rate(channel: Channel, room: int) -> float:
    if channel.rate is None:
        return math.inf
    return channel.rate.messages / channel.rate.per_s * (channel.max_bytes + room)
