"""Doing the steps of a plan at Pub/Sub. Google has no request for several things, so that several are under way.

A topic and a subscription bear our mark from their first moment, and a change is marked in the request that makes it. A
schema and a policy are claimed first, by a label of what they are for: a run that dies in between leaves something that
differs, which the next plan changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from google.api_core.exceptions import AlreadyExists, GoogleAPICallError, NotFound

from treatyc.brokers.live import Outcome
from treatyc.brokers.pubsub import forms, policies
from treatyc.brokers.pubsub.clients import Clients, call, each, reason
from treatyc.brokers.pubsub.schemas import attach, detach, remove, write
from treatyc.topology.plan import Action, Scope, Step, Word
from treatyc.topology.pubsub import marks
from treatyc.topology.pubsub.objects import Permissions, PubSubResource, Subscription, Topic, TopicSchema
from treatyc.topology.pubsub.permissions import SUBSCRIPTIONS, TOPICS

_FOREIGN = "somebody else made it meanwhile; plan again"
_GONE = "it is no longer there; plan again"
_LOSS = "nobody can tell whether it holds messages, and their loss was not allowed; plan again"


class _Refusal(Exception):
    """Why a step was not done."""


def perform(clients: Clients, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
    """Do steps of one kind and one action; each ends in an outcome, in their order."""
    return each(partial(_done, clients, scope), steps)


def _done(clients: Clients, scope: Scope, step: Step) -> Outcome:
    try:
        _work(step)(clients, scope, step)
    except (_Refusal, GoogleAPICallError) as error:
        return Outcome(step, reason(error))
    return Outcome(step)


def _work(step: Step) -> Callable[[Clients, Scope, Step], None]:
    match step.resource:
        case Topic():
            return _topic
        case Subscription():
            return _subscription
        case TopicSchema():
            return _schema
        case Permissions():
            return _permissions
        case other:
            raise AssertionError(other)


def _topic(clients: Clients, scope: Scope, step: Step) -> None:
    topic = step.resource
    assert isinstance(topic, Topic)  # noqa: S101 - steps are of one kind
    path = clients.path("topics", topic.name)
    match step.action:
        case Action.CREATE:
            try:
                call(clients.publisher.create_topic, request=forms.topic_written(topic, _labels(topic, scope), clients))
            except AlreadyExists:
                _change_topic(clients, topic, scope, _ours(_get_topic(clients, path), scope))
        case Action.UPDATE | Action.ADOPT:
            _change_topic(clients, topic, scope, _get_topic(clients, path))
        case Action.DELETE:
            _may_lose(step)
            _deleted(clients.publisher.delete_topic, scope, _get_topic, clients, topic=path)
        case _:
            raise AssertionError(step.action)  # nothing of a topic is fixed


def _change_topic(clients: Clients, topic: Topic, scope: Scope, found: Any) -> None:
    differing = _differing(topic, forms.topic_read(found, clients))
    written = forms.topic_written(topic, {**found.labels, **_labels(topic, scope)}, clients)
    request = {"topic": written, "update_mask": {"paths": forms.mask(differing, found)}}
    call(clients.publisher.update_topic, request=request)


def _subscription(clients: Clients, scope: Scope, step: Step) -> None:
    subscription = step.resource
    assert isinstance(subscription, Subscription)  # noqa: S101 - steps are of one kind
    path = clients.path("subscriptions", subscription.name)
    match step.action:
        case Action.CREATE:
            written = forms.subscription_written(subscription, _labels(subscription, scope), clients)
            try:
                call(clients.subscriber.create_subscription, request=written)
            except AlreadyExists:
                found = _ours(_get_subscription(clients, path), scope)
                _change_subscription(clients, subscription, scope, found)
        case Action.UPDATE | Action.ADOPT:
            _change_subscription(clients, subscription, scope, _get_subscription(clients, path))
        case Action.REPLACE:
            _may_lose(step)
            _replace_subscription(clients, subscription, scope, path)
        case Action.DELETE:
            _may_lose(step)
            _deleted(clients.subscriber.delete_subscription, scope, _get_subscription, clients, subscription=path)
        case _:
            raise AssertionError(step.action)


def _change_subscription(clients: Clients, subscription: Subscription, scope: Scope, found: Any) -> None:
    differing = _differing(subscription, forms.subscription_read(found, clients))
    written = forms.subscription_written(subscription, {**found.labels, **_labels(subscription, scope)}, clients)
    request = {"subscription": written, "update_mask": {"paths": forms.mask(differing, found)}}
    call(clients.subscriber.update_subscription, request=request)


def _replace_subscription(clients: Clients, subscription: Subscription, scope: Scope, path: str) -> None:
    """Make it anew, with the policy that goes with the old one."""
    found = _ours(_get_subscription(clients, path), scope)
    protected = SUBSCRIPTIONS + subscription.name
    access = policies.copied(clients, protected) if marks.applied_key(Permissions.kind) in found.labels else None
    call(clients.subscriber.delete_subscription, subscription=path)
    labels = {**found.labels, **_labels(subscription, scope)}
    call(clients.subscriber.create_subscription, request=forms.subscription_written(subscription, labels, clients))
    if access is not None:
        policies.restore(clients, protected, access)


def _schema(clients: Clients, scope: Scope, step: Step) -> None:
    schema = step.resource
    assert isinstance(schema, TopicSchema)  # noqa: S101 - steps are of one kind
    topic = _holder(clients, TOPICS + schema.name)
    match step.action:
        case Action.CREATE | Action.UPDATE | Action.ADOPT:
            if topic is None or marks.owner(topic.labels, scope) != scope:
                raise _Refusal(f"its topic `{schema.name}` is not ours; adopt that one too")
            if step.action is Action.CREATE and marks.applied_key(schema.kind) not in topic.labels:
                _free(clients, schema)
            _label(clients, TOPICS + schema.name, topic, marks.labels(schema, scope))
            write(clients, schema)
            attach(clients, schema)
        case Action.DELETE:
            if topic is not None:
                detach(clients, schema, topic)
            remove(clients, schema)
            if topic is not None:
                _unlabel(clients, TOPICS + schema.name, topic, schema.kind)
        case _:
            raise AssertionError(step.action)


def _free(clients: Clients, schema: TopicSchema) -> None:
    try:
        call(clients.schemas.get_schema, name=clients.path("schemas", schema.name))
    except NotFound:
        return
    raise _Refusal(_FOREIGN)


def _permissions(clients: Clients, scope: Scope, step: Step) -> None:
    permissions = step.resource
    assert isinstance(permissions, Permissions)  # noqa: S101 - steps are of one kind
    holder = _holder(clients, permissions.name)
    match step.action:
        case Action.CREATE | Action.UPDATE | Action.ADOPT:
            if holder is None or marks.owner(holder.labels, scope) != scope:
                raise _Refusal("what it is for is not ours; adopt that too")
            unclaimed = step.action is Action.CREATE and marks.applied_key(permissions.kind) not in holder.labels
            found = policies.current(clients, permissions.name)
            if unclaimed and found.bindings:
                raise _Refusal(_FOREIGN)
            _label(clients, permissions.name, holder, marks.labels(permissions, scope))
            policies.write(clients, permissions.name, permissions.members, found)
        case Action.DELETE:
            if holder is not None:
                _ours(holder, scope)
                policies.write(clients, permissions.name, ())
                _unlabel(clients, permissions.name, holder, permissions.kind)
        case _:
            raise AssertionError(step.action)


def _holder(clients: Clients, name: str) -> Any:
    """The topic or subscription that a schema or a policy is for; None where it is not there."""
    collection, _, short = name.partition("/")
    try:
        if f"{collection}/" == TOPICS:
            return call(clients.publisher.get_topic, topic=clients.path(collection, short))
        return call(clients.subscriber.get_subscription, subscription=clients.path(collection, short))
    except NotFound:
        return None


def _label(clients: Clients, name: str, holder: Any, labels: dict[str, str]) -> None:
    """Say something more of a topic or a subscription."""
    whole = {"name": holder.name, "labels": {**holder.labels, **labels}}
    _relabel(clients, name, whole)


def _unlabel(clients: Clients, name: str, holder: Any, kind: str) -> None:
    kept = {key: value for key, value in holder.labels.items() if key != marks.applied_key(kind)}
    _relabel(clients, name, {"name": holder.name, "labels": kept})


def _relabel(clients: Clients, name: str, whole: dict[str, Any]) -> None:
    update_mask = {"paths": ["labels"]}
    if name.startswith(TOPICS):
        call(clients.publisher.update_topic, request={"topic": whole, "update_mask": update_mask})
    else:
        call(clients.subscriber.update_subscription, request={"subscription": whole, "update_mask": update_mask})


def _labels(resource: PubSubResource, scope: Scope) -> dict[str, str]:
    return marks.labels(resource, scope)


def _get_topic(clients: Clients, path: str) -> Any:
    try:
        return call(clients.publisher.get_topic, topic=path)
    except NotFound as error:
        raise _Refusal(_GONE) from error


def _get_subscription(clients: Clients, path: str) -> Any:
    try:
        return call(clients.subscriber.get_subscription, subscription=path)
    except NotFound as error:
        raise _Refusal(_GONE) from error


def _deleted(
    delete: Callable[..., Any], scope: Scope, get: Callable[[Clients, str], Any], clients: Clients, **named: str
) -> None:
    """Delete what is ours; what is gone already is done."""
    try:
        _ours(get(clients, next(iter(named.values()))), scope)
    except _Refusal as refusal:
        if str(refusal) == _GONE:
            return
        raise
    call(delete, **named)


def _differing(wanted: Topic | Subscription, found: Topic | Subscription) -> tuple[str, ...]:
    here, there = (replace(each, origin=wanted.origin) for each in (wanted, found))
    return tuple(name for name in here.__dataclass_fields__ if getattr(here, name) != getattr(there, name))


def _may_lose(step: Step) -> None:
    """Pub/Sub does not tell how many messages wait, and to look would be to take them."""
    if not step.allows(Word.LOSS):
        raise _Refusal(_LOSS)


def _ours(found: Any, scope: Scope) -> Any:
    """A thing without our mark is somebody else's."""
    if marks.owner(found.labels, scope) != scope:
        raise _Refusal(_FOREIGN)
    return found
