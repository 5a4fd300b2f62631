"""Amazon's part of the topology: the order of its kinds, and what a change in a running object does.

Everything can be changed in place: what cannot, whether there is an order, is a part of the name.
"""

from __future__ import annotations

from treatyc.system.units import duration_text
from treatyc.topology.plan import SAFE, Change, Danger, Risk, Word
from treatyc.topology.resource import Resource, Value
from treatyc.topology.semantics import InPlace, Judgement, Semantics
from treatyc.topology.sqs.derive import derive
from treatyc.topology.sqs.flow import flow
from treatyc.topology.sqs.limits import problems, shortcomings
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Subscription, Topic


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """The worst that one of the changes does: to keep messages for less time drops the old ones at once."""
    del wanted, found
    for change in changes:
        if change.name == "MessageRetentionPeriod" and _number(change.wanted) < _number(change.found):
            kept = duration_text(_number(change.wanted))
            return InPlace(Risk(Danger.LOSS, f"messages older than {kept} are dropped at once"), (Word.LOSS,))
    for change in changes:
        match change.name:
            case "FilterPolicy" | "FilterPolicyScope":
                return InPlace(Risk(Danger.LOSS, "SNS takes up to 15 minutes until it filters by the new parameters"))
            case "Policy":
                return InPlace(Risk(Danger.ACCESS, "whoever is no longer named is refused"))
            case _:
                continue
    return InPlace(SAFE)


def _number(value: Value) -> int:
    return int(str(value)) if value else 0


def _rests_on(resource: Resource) -> tuple[str, ...]:
    if not isinstance(resource, Subscription):
        return ()
    return (f"{Topic.kind}:{resource.topic}", f"{Queue.kind}:{resource.queue}")


SEMANTICS = Semantics(
    kinds=(DeadLetterQueue.kind, Queue.kind, Topic.kind, Subscription.kind),
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    holding=frozenset({DeadLetterQueue.kind, Queue.kind}),
    rests_on=_rests_on,
)
