"""Pub/Sub's part of the topology. A schema is attached to a topic that is there, and a policy to what it protects."""

from __future__ import annotations

from treatyc.topology.pubsub.derive import derive
from treatyc.topology.pubsub.flow import flow
from treatyc.topology.pubsub.judge import judge
from treatyc.topology.pubsub.limits import problems
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic, TopicSchema
from treatyc.topology.pubsub.shortcomings import shortcomings
from treatyc.topology.semantics import Semantics

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
)
