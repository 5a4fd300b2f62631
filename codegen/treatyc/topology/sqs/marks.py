"""Whose an object is: tags on queues and topics. A subscription has no tags, so its mark is a tag of its queue."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.topology.observed import Mark
from treatyc.topology.plan import Scope
from treatyc.topology.resource import digest
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, SqsResource, Subscription, Topic

SCOPE = "treaty:scope"
APPLIED = "treaty:applied"
LABEL = "treaty:name"
SUBSCRIPTION = "treaty:subscription"

_VALUE_MAX = 256


def tags(resource: SqsResource, scope: Scope) -> dict[str, str]:
    """The tags that say that a queue or a topic is ours; its queue's, of a subscription."""
    match resource:
        case Subscription():
            return {SUBSCRIPTION: f"{digest(resource)} {resource.topic}"}
        case Queue() | DeadLetterQueue() | Topic():
            label = {LABEL: resource.label} if 0 < len(resource.label) <= _VALUE_MAX else {}
            return {SCOPE: str(scope), APPLIED: digest(resource), **label}


def mark(found: Mapping[str, str]) -> Mark | None:
    """Whose a queue or a topic with these tags is."""
    project, slash, target = found.get(SCOPE, "").partition("/")
    return Mark(Scope(project, target), found.get(APPLIED, "")) if slash else None


def subscription_mark(found: Mapping[str, str], topic: str) -> Mark | None:
    """Whose the subscription of a queue with these tags to a topic is."""
    owner = mark(found)
    applied, _, marked = found.get(SUBSCRIPTION, "").partition(" ")
    return Mark(owner.scope, applied) if owner is not None and marked == topic else None


def subscribed_topic(found: Mapping[str, str]) -> str:
    """The topic that a queue with these tags was subscribed to by us; empty where none was."""
    return found.get(SUBSCRIPTION, "").partition(" ")[2]
