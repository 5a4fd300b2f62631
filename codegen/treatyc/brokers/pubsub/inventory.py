"""Reading what a project holds: three lists of everything, and one question for each policy that matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from google.api_core.exceptions import GoogleAPIError, MethodNotImplemented, NotFound
from google.pubsub_v1 import types

from treatyc.brokers.live import BrokerError
from treatyc.brokers.pubsub import forms, policies
from treatyc.brokers.pubsub.clients import Clients, each, listed, reason
from treatyc.brokers.pubsub.lock import PREFIX
from treatyc.topology.observed import Held
from treatyc.topology.plan import Scope
from treatyc.topology.pubsub import marks
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic, TopicSchema, permissions_of
from treatyc.topology.pubsub.permissions import SUBSCRIPTIONS, TOPICS
from treatyc.topology.resource import Origin


@dataclass(frozen=True, slots=True)
class Found:
    """Everything in a project, as Google tells it, by name."""

    topics: Mapping[str, Any]
    subscriptions: Mapping[str, Any]
    schemas: Mapping[str, Any]

    def labels(self, name: str) -> Mapping[str, str] | None:
        """Those of `topics/…` or `subscriptions/…`; None where that is not there."""
        kind, _, short = name.partition("/")
        found = self.topics.get(short) if f"{kind}/" == TOPICS else self.subscriptions.get(short)
        return found.labels if found is not None else None


def look(clients: Clients) -> Found:
    """List everything; our own locks are left out."""
    project = f"projects/{clients.project}"
    topics = listed(clients.publisher.list_topics, request={"project": project, "page_size": 1000})
    subscriptions = listed(clients.subscriber.list_subscriptions, request={"project": project, "page_size": 1000})
    full = types.SchemaView.FULL
    schemas = listed(clients.schemas.list_schemas, request={"parent": project, "view": full, "page_size": 1000})
    return Found(
        {name: topic for name, topic in _named(topics, clients, "topics").items() if not name.startswith(PREFIX)},
        _named(subscriptions, clients, "subscriptions"),
        _named(schemas, clients, "schemas"),
    )


def _named(found: Any, clients: Clients, collection: str) -> dict[str, Any]:
    start = clients.path(collection, "")
    return {each.name.removeprefix(start): each for each in found if each.name.startswith(start)}


def topics(clients: Clients, found: Found, scope: Scope | None) -> tuple[Held, ...]:
    """All topics with their marks."""
    return tuple(
        Held(forms.topic_read(topic, clients), marks.mark(topic.labels, Topic.kind, scope))
        for topic in found.topics.values()
    )


def subscriptions(clients: Clients, found: Found, scope: Scope | None) -> tuple[Held, ...]:
    """All subscriptions with their marks. How many messages they hold is not told by Pub/Sub itself."""
    return tuple(
        Held(forms.subscription_read(each, clients), marks.mark(each.labels, Subscription.kind, scope))
        for each in found.subscriptions.values()
    )


def schemas(clients: Clients, found: Found, scope: Scope | None) -> tuple[Held, ...]:
    """All schemas with the marks that the topics of their names bear."""
    return tuple(_schema(clients, found, name, scope) for name in found.schemas)


def _schema(clients: Clients, found: Found, name: str, scope: Scope | None) -> Held:
    schema, topic = found.schemas[name], found.topics.get(name)
    settings = topic.schema_settings if topic is not None and "schema_settings" in topic else None
    attached = settings is not None and settings.schema == clients.path("schemas", name)
    encoding = types.Encoding(settings.encoding).name if settings is not None and attached else ""
    resource = TopicSchema(name, schema.definition, types.Schema.Type(schema.type_).name, encoding)
    return Held(resource, marks.mark(topic.labels, TopicSchema.kind, scope) if topic is not None else None)


def access(clients: Clients, found: Found, names: Collection[str], scope: Scope | None) -> tuple[Held, ...] | None:
    """The policies of these topics and subscriptions, where there are any; None where nothing knows of access.

    What is ours and lets nobody in, with no policy of ours applied, has none yet. What is not ours has one always.
    """
    ordered = sorted(name for name in names if found.labels(name) is not None)
    held = []
    try:
        for name, members in zip(ordered, each(partial(_members, clients), ordered), strict=True):
            labels = found.labels(name) or {}
            mark = marks.mark(labels, Permissions.kind, scope)
            ours = scope is not None and marks.owner(labels, scope) == scope
            if members is not None and (members or mark is not None or not ours):
                held.append(Held(permissions_of(name, members, Origin()), mark))
    except MethodNotImplemented:
        return None
    except GoogleAPIError as error:
        raise BrokerError(reason(error)) from error
    return tuple(held)


def _members(clients: Clients, name: str) -> tuple[str, ...] | None:
    try:
        return policies.read(clients, name)
    except NotFound:
        return None  # it went since it was listed


def protected(found: Found) -> tuple[str, ...]:
    """The names of everything that has a policy."""
    return (*(TOPICS + name for name in found.topics), *(SUBSCRIPTIONS + name for name in found.subscriptions))
