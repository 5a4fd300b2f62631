"""Reading what SQS and SNS hold, in few requests: lists of names, and two questions for each thing that matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import ClientError

from treatyc.brokers.live import BrokerError
from treatyc.brokers.sqs import attributes
from treatyc.brokers.sqs.clients import LOST, Clients, code, each, pages, reason, tags_of
from treatyc.brokers.sqs.lock import PREFIX
from treatyc.topology.names import Role, undashed
from treatyc.topology.observed import Held, Mark
from treatyc.topology.sqs import marks
from treatyc.topology.sqs.naming import FIFO
from treatyc.topology.sqs.objects import AnyQueue, Attributes, DeadLetterQueue, Queue, Subscription, Topic

K = TypeVar("K")

_ABSENT = frozenset({"QueueDoesNotExist", "NonExistentQueue", "NotFound", "NotFoundException"})


@dataclass(frozen=True, slots=True)
class Names:
    """What there is: queues with their addresses for requests, topics, subscriptions with theirs, and who marked what.

    `owners` are those of queues (`sqs`) and topics (`sns`) by the index of tags, which is a little late: what is read
    of a thing itself holds.
    """

    queues: Mapping[str, str]
    topics: frozenset[str]
    subscriptions: Mapping[tuple[str, str], str]
    owners: Mapping[tuple[str, str], Mark]


@dataclass(frozen=True, slots=True)
class Found:
    """A queue or a topic as it is, with all its tags. `redrivers` is whether it says whose dead letters it takes."""

    held: Held
    tags: Mapping[str, str]
    redrivers: bool = False


def names(clients: Clients) -> Names:
    """List everything; our own locks are left out."""
    return Names(queues(clients), topics(clients), subscriptions(clients), _owners(clients))


def queues(clients: Clients) -> dict[str, str]:
    """The queues' addresses for requests by name."""
    urls = pages(clients.sqs, "list_queues", "QueueUrls", PaginationConfig={"PageSize": 1000})
    found = {url.rpartition("/")[2]: url for url in urls}
    return {name: url for name, url in found.items() if not name.startswith(PREFIX)}


def topics(clients: Clients) -> frozenset[str]:
    """The names of the topics."""
    return frozenset(topic["TopicArn"].rpartition(":")[2] for topic in pages(clients.sns, "list_topics", "Topics"))


def subscriptions(clients: Clients) -> dict[tuple[str, str], str]:
    """The addresses of the subscriptions of our account's queues, by topic and queue."""
    start = clients.realm.arn("sqs", "")
    return {
        (each["TopicArn"].rpartition(":")[2], each["Endpoint"].removeprefix(start)): each["SubscriptionArn"]
        for each in pages(clients.sns, "list_subscriptions", "Subscriptions")
        if each["Protocol"] == "sqs" and each["Endpoint"].startswith(start)
    }


def _owners(clients: Clients) -> dict[tuple[str, str], Mark]:
    listed = pages(
        clients.tagging,
        "get_resources",
        "ResourceTagMappingList",
        TagFilters=[{"Key": marks.SCOPE}],
        ResourceTypeFilters=["sqs", "sns"],
    )
    found = {}
    for resource in listed:
        _, _, service, _, _, name = resource["ResourceARN"].split(":", 5)
        owner = marks.mark(tags_of(resource["Tags"]))
        if owner is not None:
            found[service, name] = owner
    return found


def read_queues(clients: Clients, wanted: Mapping[str, str], letters: Collection[str]) -> dict[str, Found]:
    """These queues, by name; `letters` are names of those for dead letters. What went meanwhile is left out."""

    def one(name: str) -> Found | None:
        try:
            answer = clients.sqs.get_queue_attributes(QueueUrl=wanted[name], AttributeNames=["All"])
            tags = clients.sqs.list_queue_tags(QueueUrl=wanted[name]).get("Tags", {})
        except (ClientError, *LOST) as error:
            _gone(error)
            return None
        found = answer["Attributes"]
        resource = _queue(name, attributes.queue_read(found, clients.realm), tags, letters)
        held = Held(resource, marks.mark(tags), attributes.messages(found))
        return Found(held, tags, "RedriveAllowPolicy" in found)

    ordered = sorted(wanted)
    return {name: found for name, found in zip(ordered, each(one, ordered), strict=True) if found is not None}


def read_topics(clients: Clients, wanted: Collection[str]) -> dict[str, Found]:
    """These topics, by name."""

    def one(name: str) -> Found | None:
        arn = clients.realm.arn("sns", name)
        try:
            found = clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"]
            tags = tags_of(clients.sns.list_tags_for_resource(ResourceArn=arn).get("Tags", []))
        except (ClientError, *LOST) as error:
            _gone(error)
            return None
        topic = Topic(name, attributes.topic_read(found, clients.realm), tags.get(marks.LABEL, ""))
        return Found(Held(topic, marks.mark(tags)), tags)

    ordered = sorted(wanted)
    return {name: found for name, found in zip(ordered, each(one, ordered), strict=True) if found is not None}


def read_subscriptions(
    clients: Clients, wanted: Mapping[tuple[str, str], str], there: Mapping[str, Found]
) -> tuple[Held, ...]:
    """These subscriptions, with the marks that their queues bear."""

    def one(ends: tuple[str, str]) -> Held | None:
        topic, queue = ends
        try:
            found = clients.sns.get_subscription_attributes(SubscriptionArn=wanted[ends])["Attributes"]
        except (ClientError, *LOST) as error:
            _gone(error)
            return None
        resource = Subscription(topic, queue, attributes.subscription_read(found))
        return Held(resource, marks.subscription_mark(there[queue].tags if queue in there else {}, topic))

    return tuple(found for found in each(one, sorted(wanted)) if found is not None)


def tells_who_may_redrive(clients: Clients, there: Mapping[str, str], found: Mapping[str, Found]) -> bool:
    """Whether this server gives back `RedriveAllowPolicy`: Amazon does, and some that stand in for it do not.

    It is asked only where no queue has one, as none of ours is without.
    """
    if not found or any(each.redrivers for each in found.values()):
        return True
    try:
        clients.sqs.get_queue_attributes(QueueUrl=there[min(found)], AttributeNames=["RedriveAllowPolicy"])
    except ClientError as error:
        if code(error) in ("InvalidAttributeName", *_ABSENT):
            return False
        raise BrokerError(reason(error)) from error
    except LOST as error:
        raise BrokerError(reason(error)) from error
    return True


def is_for_dead_letters(name: str) -> bool:
    """Whether a queue is for dead letters by its name."""
    return Role.DEAD_LETTER.value in undashed(name.removesuffix(FIFO)).split(".")


def _queue(name: str, found: Attributes, tags: Mapping[str, str], letters: Collection[str]) -> AnyQueue:
    label = tags.get(marks.LABEL, "")
    # A name that was cut does not tell it any more; what may be redriven to does.
    burying = name in letters or is_for_dead_letters(name) or isinstance(dict(found)["RedriveAllowPolicy"], tuple)
    return DeadLetterQueue(name, found, label) if burying else Queue(name, found, label)


def _gone(error: Exception) -> None:
    """A thing that was deleted since it was listed is no problem; every other is."""
    if not (isinstance(error, ClientError) and code(error) in _ABSENT):
        raise BrokerError(reason(error)) from error
