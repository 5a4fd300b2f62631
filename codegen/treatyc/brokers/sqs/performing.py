"""Doing the steps of a plan at SQS and SNS. Amazon has no request for several things, so that several are under way.

What is made bears our mark from its first moment: a queue and a topic are made with their tags, and a subscription's
queue bears its mark before. A change is marked before it is made: a run that dies in between leaves something that
differs, which the next plan changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from botocore.exceptions import ClientError

from treatyc.brokers.live import BrokerError, Outcome
from treatyc.brokers.sqs import attributes, inventory
from treatyc.brokers.sqs.clients import LOST, Clients, code, each, reason, tags_of
from treatyc.topology.observed import Mark
from treatyc.topology.plan import Action, Scope, Step, Word
from treatyc.topology.sqs import marks
from treatyc.topology.sqs.objects import AnyQueue, Attributes, DeadLetterQueue, Queue, Subscription, Topic

VISIBLE_S = 90.0
"""How long Amazon may take until it tells everybody of what it has done; it says 60 s."""

_ASK_S = 1.0
_FOREIGN = "somebody else made it meanwhile; plan again"
_GONE = "it is no longer there; plan again"


class _Refusal(Exception):
    """Why a step was not done."""


def perform(clients: Clients, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
    """Do steps of one kind and one action; each ends in an outcome, in their order."""
    if not steps:
        return
    work = _work(clients, steps[0], scope)
    made: list[str] = []
    for outcome in each(partial(_done, work), steps):
        if outcome.problem is None:
            made.append(outcome.step.resource.name)
        yield outcome
    if steps[0].action is Action.CREATE and isinstance(steps[0].resource, Queue | DeadLetterQueue):
        _wait(lambda: set(made) <= inventory.queues(clients).keys(), "the queues that were made are not listed")


def _work(clients: Clients, first: Step, scope: Scope) -> Callable[[Step], None]:
    """What is done for each step; what there is already is looked up once for all of them."""
    match first.resource:
        case Queue() | DeadLetterQueue():
            there = inventory.queues(clients)
            return partial(_queue, clients, there, scope)
        case Topic():
            return partial(_topic, clients, inventory.topics(clients), scope)
        case Subscription():
            return partial(_subscription, clients, inventory.subscriptions(clients), inventory.queues(clients), scope)
        case other:
            raise AssertionError(other)


def _done(work: Callable[[Step], None], step: Step) -> Outcome:
    try:
        work(step)
    except (_Refusal, ClientError) as error:
        return Outcome(step, reason(error))
    except LOST as error:
        raise BrokerError(reason(error)) from error
    return Outcome(step)


def _queue(clients: Clients, there: dict[str, str], scope: Scope, step: Step) -> None:
    queue = step.resource
    assert isinstance(queue, Queue | DeadLetterQueue)  # noqa: S101 - steps are of one kind
    url = there.get(queue.name)
    match step.action:
        case Action.CREATE:
            if url is None:
                _create_queue(clients, queue, scope)
            else:
                _ours(marks.mark(_queue_tags(clients, url)), scope)
                _change_queue(clients, url, queue, scope)
        case Action.UPDATE | Action.ADOPT:
            if url is None:
                raise _Refusal(_GONE)
            _change_queue(clients, url, replace(queue, attributes=_settled(queue.attributes, step)), scope)
        case Action.DELETE:
            if url is not None:
                _delete_queue(clients, url, step, scope)
        case _:
            raise AssertionError(step.action)  # nothing at Amazon is ever replaced


def _create_queue(clients: Clients, queue: AnyQueue, scope: Scope) -> None:
    written = attributes.queue_written(queue.attributes, queue.name, clients.realm, anew=True)
    tags = marks.tags(queue, scope)

    def create() -> bool:
        try:
            clients.sqs.create_queue(QueueName=queue.name, Attributes=written, tags=tags)
        except ClientError as error:
            if code(error) == "QueueDeletedRecently":  # for 60 s the name of a queue that was deleted is not free
                return False
            if code(error) in ("QueueNameExists", "QueueAlreadyExists"):
                raise _Refusal(_FOREIGN) from error
            raise
        return True

    _wait(create, "a queue of this name was deleted a moment ago")


def _change_queue(clients: Clients, url: str, queue: AnyQueue, scope: Scope) -> None:
    written = attributes.queue_written(queue.attributes, queue.name, clients.realm, anew=False)
    clients.sqs.tag_queue(QueueUrl=url, Tags=marks.tags(queue, scope))
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes=written)

    def settled() -> bool:
        found = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        read = dict(attributes.queue_read(found, clients.realm))
        # Not every server that stands in for Amazon tells this one.
        untold = set() if "RedriveAllowPolicy" in found else {"RedriveAllowPolicy"}
        return all(read.get(name) == value for name, value in queue.attributes if name not in untold)

    _wait(settled, "SQS took the change and does not tell it")


def _delete_queue(clients: Clients, url: str, step: Step, scope: Scope) -> None:
    _ours(marks.mark(_queue_tags(clients, url)), scope)
    found = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    count = attributes.messages(found)
    if count and not step.allows(Word.LOSS):
        raise _Refusal(f"it holds {count:,} messages by now, and their loss was not allowed; plan again")
    clients.sqs.delete_queue(QueueUrl=url)


def _topic(clients: Clients, there: frozenset[str], scope: Scope, step: Step) -> None:
    topic = step.resource
    assert isinstance(topic, Topic)  # noqa: S101 - steps are of one kind
    arn = clients.realm.arn("sns", topic.name)
    match step.action:
        case Action.CREATE if topic.name in there:
            _ours(marks.mark(_topic_tags(clients, arn)), scope)
            _change_topic(clients, arn, topic, scope)
        case Action.CREATE:
            written = attributes.topic_written(topic.attributes, topic.name, clients.realm, anew=True)
            tags = [{"Key": key, "Value": value} for key, value in marks.tags(topic, scope).items()]
            clients.sns.create_topic(Name=topic.name, Attributes=written, Tags=tags)
        case Action.UPDATE | Action.ADOPT:
            _change_topic(clients, arn, replace(topic, attributes=_settled(topic.attributes, step)), scope)
        case Action.DELETE:
            if topic.name in there:
                _ours(marks.mark(_topic_tags(clients, arn)), scope)
                clients.sns.delete_topic(TopicArn=arn)
        case _:
            raise AssertionError(step.action)


def _change_topic(clients: Clients, arn: str, topic: Topic, scope: Scope) -> None:
    tags = [{"Key": key, "Value": value} for key, value in marks.tags(topic, scope).items()]
    clients.sns.tag_resource(ResourceArn=arn, Tags=tags)
    for name, value in attributes.topic_written(topic.attributes, topic.name, clients.realm, anew=False).items():
        clients.sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)


def _subscription(
    clients: Clients, there: dict[tuple[str, str], str], queues: dict[str, str], scope: Scope, step: Step
) -> None:
    subscription = step.resource
    assert isinstance(subscription, Subscription)  # noqa: S101 - steps are of one kind
    arn = there.get((subscription.topic, subscription.queue))
    url = queues.get(subscription.queue)
    match step.action:
        case Action.CREATE | Action.UPDATE | Action.ADOPT:
            if url is None:
                raise _Refusal(f"its queue `{subscription.queue}` is not there")
            found = _queue_tags(clients, url)
            if not _is_ours(marks.mark(found), scope):
                raise _Refusal(f"its queue `{subscription.queue}` is not ours; adopt that one too")
            if arn is not None and step.action is Action.CREATE:
                _ours(marks.subscription_mark(found, subscription.topic), scope)
            whole = replace(subscription, attributes=_settled(subscription.attributes, step))
            _subscribe(clients, arn, url, whole, scope)
        case Action.DELETE:
            if arn is not None:
                clients.sns.unsubscribe(SubscriptionArn=arn)
            if url is not None:
                clients.sqs.untag_queue(QueueUrl=url, TagKeys=[marks.SUBSCRIPTION])
        case _:
            raise AssertionError(step.action)


def _subscribe(clients: Clients, arn: str | None, url: str, subscription: Subscription, scope: Scope) -> None:
    clients.sqs.tag_queue(QueueUrl=url, Tags=marks.tags(subscription, scope))
    if arn is None:
        clients.sns.subscribe(
            TopicArn=clients.realm.arn("sns", subscription.topic),
            Protocol="sqs",
            Endpoint=clients.realm.arn("sqs", subscription.queue),
            Attributes=attributes.subscription_written(subscription.attributes, anew=True),
            ReturnSubscriptionArn=True,
        )
        return
    for name, value in attributes.subscription_written(subscription.attributes, anew=False).items():
        clients.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=value)


def _settled(wanted: Attributes, step: Step) -> Attributes:
    """What it will be after the change: what the contracts say nothing of stays, and is a part of what we mark."""
    match step.found:
        case Queue() | DeadLetterQueue() | Topic() | Subscription() as found:
            return tuple(sorted((dict(found.attributes) | dict(wanted)).items()))
        case _:
            return wanted


def _queue_tags(clients: Clients, url: str) -> dict[str, str]:
    tags: dict[str, str] = clients.sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    return tags


def _topic_tags(clients: Clients, arn: str) -> dict[str, str]:
    return tags_of(clients.sns.list_tags_for_resource(ResourceArn=arn).get("Tags", []))


def _ours(mark: Mark | None, scope: Scope) -> None:
    """A thing without our mark is somebody else's."""
    if not _is_ours(mark, scope):
        raise _Refusal(_FOREIGN)


def _is_ours(mark: Mark | None, scope: Scope) -> bool:
    return mark is not None and mark.scope == scope


def _wait(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + VISIBLE_S
    while not done():
        if time.monotonic() > deadline:
            raise BrokerError(f"{otherwise} after {VISIBLE_S:g} s")
        time.sleep(_ASK_S)
