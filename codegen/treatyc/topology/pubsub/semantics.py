"""Pub/Sub's part of the topology. A schema is attached to a topic that is there, and a policy to what it protects."""

from __future__ import annotations

from treatyc.topology.pubsub.derive import derive
from treatyc.topology.pubsub.flow import flow
from treatyc.topology.pubsub.judge import judge
from treatyc.topology.pubsub.limits import problems
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic, TopicSchema
from treatyc.topology.pubsub.permissions import SUBSCRIPTIONS, TOPICS
from treatyc.topology.pubsub.shortcomings import shortcomings
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics


def _rests_on(resource: Resource) -> tuple[str, ...]:
    """A subscription to somebody else's topic would keep what was never meant for us, and put aside what is not theirs.

    One that is not named keeps its topics: without the one it gets nothing, without the other it gives up nothing.
    """
    match resource:
        case Subscription():
            return tuple(f"{Topic.kind}:{name}" for name in (resource.topic, resource.dead_letter_topic) if name)
        case TopicSchema():
            return (f"{Topic.kind}:{resource.name}",)
        case Permissions():
            return (_protected(resource.name),)
        case _:
            return ()


def _protected(name: str) -> str:
    if name.startswith(TOPICS):
        return f"{Topic.kind}:{name.removeprefix(TOPICS)}"
    return f"{Subscription.kind}:{name.removeprefix(SUBSCRIPTIONS)}"


SEMANTICS = Semantics(
    kinds=(Topic.kind, TopicSchema.kind, Subscription.kind, Permissions.kind),
    # Who may do what is the policy of a topic or a subscription there, and bears its name.
    personal=frozenset(),
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    holding=frozenset({Topic.kind, Subscription.kind}),
    rests_on=_rests_on,
)
