"""Redis's part of the topology."""

from __future__ import annotations

from treatyc.topology.redis.derive import KINDS, derive
from treatyc.topology.redis.flow import flow
from treatyc.topology.redis.judge import judge
from treatyc.topology.redis.limits import problems
from treatyc.topology.redis.objects import Group, Permissions, Stream, User
from treatyc.topology.redis.shortcomings import shortcomings
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics


def _rests_on(resource: Resource) -> tuple[str, ...]:
    """A group is its stream's; and rights are their user's, so that those of somebody else's user are left alone."""
    match resource:
        case Group():
            return (f"{Stream.kind}:{resource.stream}",)
        case Permissions():
            return (f"{User.kind}:{resource.name}",)
        case _:
            return ()


SEMANTICS = Semantics(
    kinds=KINDS,
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    holding=frozenset({"stream", "group"}),
    secret=frozenset({"user"}),
    rests_on=_rests_on,
)
