"""What each user of a NATS may publish and subscribe to: what its agent declares, and nothing more (P40, P41).

A reader asks its own consumer for work, acknowledges there, and buries in its own group's dead letters; it neither
subscribes to a channel's subject nor makes, changes or lists anything. A server learns an answer's address from the
request, for what JetStream gives as the reply of a delivery is the address of its acknowledgement: so
`allow_responses` would allow no answer, and is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.nats import subjects
from treatyc.topology.nats.derive import stream_name
from treatyc.topology.principals import principal


@dataclass(frozen=True, slots=True)
class Permissions:
    """One user's subjects, sorted; an empty list means none at all."""

    principal: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def permissions(system: System, target: Target) -> tuple[Permissions, ...]:
    """Those of every agent, sorted by principal; agents of one principal are one user."""
    publish: dict[str, set[str]] = {}
    subscribe: dict[str, set[str]] = {}
    for agent in system.agents:
        who = principal(system, agent)
        publish.setdefault(who, set())
        subscribe.setdefault(who, set()).add(f"{subjects.inbox(who)}.>")
    for grant in grants(system, target):
        publish[grant.principal].update(_publish(grant, target))
        subscribe[grant.principal].update(_subscribe(grant, target))
    return tuple(
        Permissions(who, tuple(sorted(publish[who])), tuple(sorted(subscribe[who]))) for who in sorted(publish)
    )


def _publish(grant: Grant, target: Target) -> Iterator[str]:
    match grant.right:
        case Right.SEND:
            yield from subjects.of_channel(grant.channel, target, grant.bindings)
        case Right.ANSWER:
            yield subjects.of_replies(grant.channel, target)
        case Right.READ | Right.TAP:
            if grant.channel.kind is not Kind.REPLY:
                yield from _read(grant, target)
        case Right.AWAIT:
            pass
        case _:
            assert_never(grant.right)


def _read(grant: Grant, target: Target) -> Iterator[str]:
    consumer = f"{stream_name(grant.channel, target)}.{names.dashed(grant.group)}"
    yield f"$JS.API.CONSUMER.MSG.NEXT.{consumer}"
    yield f"$JS.API.CONSUMER.INFO.{consumer}"
    yield f"$JS.ACK.{consumer}.>"
    # The second form names domain and account first; newer servers use it.
    yield f"$JS.ACK.*.*.{consumer}.>"
    if grant.policy is not None and grant.policy.dead_letter is not None:
        yield subjects.of_dead_letters(grant.channel, grant.group, target)


def _subscribe(grant: Grant, target: Target) -> Iterator[str]:
    if grant.right is Right.AWAIT:
        yield subjects.of_replies(grant.channel, target, grant.principal)
    elif grant.right in (Right.READ, Right.TAP) and grant.channel.kind is Kind.REPLY:
        yield subjects.of_replies(grant.channel, target)
