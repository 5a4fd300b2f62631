"""Topics and subscriptions as Google has them, and as we do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from google.pubsub_v1 import types

from treatyc.brokers.pubsub.clients import Clients
from treatyc.topology.pubsub.objects import NEVER, PULL, Subscription, Topic
from treatyc.topology.pubsub.ranges import seconds, written

FORGOTTEN = "31 days unread"
"""When a subscription goes of which nobody said it: Google's default."""

_GROUPED = {
    "expiration": "expiration_policy",
    "minimum_backoff": "retry_policy",
    "maximum_backoff": "retry_policy",
    "dead_letter_topic": "dead_letter_policy",
    "max_delivery_attempts": "dead_letter_policy",
    "schema": "schema_settings",
}
_DESTINATIONS = ("push_config", "bigquery_config", "cloud_storage_config", "bigtable_config")


def topic_read(found: Any, clients: Clients) -> Topic:
    """A topic of Google's in our words. A schema that has the topic's own name is another thing of ours."""
    attached = found.schema_settings.schema if "schema_settings" in found else ""
    own = clients.path("schemas", clients.name(found.name))
    schema = clients.name(attached) if attached and attached != own else ""
    return Topic(clients.name(found.name), _duration(found, "message_retention_duration"), schema)


def topic_written(topic: Topic, labels: Mapping[str, str], clients: Clients) -> Any:
    """A topic as Google takes it."""
    kept = _timedelta(topic.message_retention_duration)
    return types.Topic(name=clients.path("topics", topic.name), labels=dict(labels), message_retention_duration=kept)


def subscription_read(found: Any, clients: Clients) -> Subscription:
    """A subscription of Google's in our words."""
    retry = found.retry_policy
    letters = found.dead_letter_policy if "dead_letter_policy" in found else None
    return Subscription(
        clients.name(found.name),
        clients.name(found.topic),
        ack_deadline_seconds=found.ack_deadline_seconds,
        message_retention_duration=_duration(found, "message_retention_duration"),
        retain_acked_messages=found.retain_acked_messages,
        enable_message_ordering=found.enable_message_ordering,
        filter=found.filter,
        expiration=_expiration(found),
        minimum_backoff=_duration(retry, "minimum_backoff") if "retry_policy" in found else "",
        maximum_backoff=_duration(retry, "maximum_backoff") if "retry_policy" in found else "",
        dead_letter_topic=clients.name(letters.dead_letter_topic) if letters is not None else "",
        max_delivery_attempts=letters.max_delivery_attempts if letters is not None else 0,
        enable_exactly_once_delivery=found.enable_exactly_once_delivery,
        delivers_to=_destination(found),
    )


def subscription_written(subscription: Subscription, labels: Mapping[str, str], clients: Clients) -> Any:
    """A subscription as Google takes it; an expiration that is there and empty is never."""
    written = types.Subscription(
        name=clients.path("subscriptions", subscription.name),
        topic=clients.path("topics", subscription.topic),
        labels=dict(labels),
        ack_deadline_seconds=subscription.ack_deadline_seconds,
        message_retention_duration=_timedelta(subscription.message_retention_duration),
        retain_acked_messages=subscription.retain_acked_messages,
        enable_message_ordering=subscription.enable_message_ordering,
        filter=subscription.filter,
        expiration_policy=types.ExpirationPolicy(),
        enable_exactly_once_delivery=subscription.enable_exactly_once_delivery,
    )
    if subscription.minimum_backoff:
        written.retry_policy = types.RetryPolicy(
            minimum_backoff=_timedelta(subscription.minimum_backoff),
            maximum_backoff=_timedelta(subscription.maximum_backoff),
        )
    if subscription.dead_letter_topic:
        written.dead_letter_policy = types.DeadLetterPolicy(
            dead_letter_topic=clients.path("topics", subscription.dead_letter_topic),
            max_delivery_attempts=subscription.max_delivery_attempts,
        )
    return written


def mask(names: Collection[str], found: Any) -> list[str]:
    """What is to be changed of a topic or a subscription, in the words that Google wants for it; labels always."""
    return sorted({"labels", *(path for name in names for path in _paths(name, found))})


def _paths(name: str, found: Any) -> Iterator[str]:
    if name == "delivers_to":
        yield from (each for each in _DESTINATIONS if each in found)
    else:
        yield _GROUPED.get(name, name)


def _expiration(found: Any) -> str:
    if "expiration_policy" not in found:
        return FORGOTTEN
    return _duration(found.expiration_policy, "ttl") or NEVER


def _destination(found: Any) -> str:
    """Where Google sends messages by itself, as far as it tells a stranger from another."""
    if found.detached:
        return "nowhere: it is detached"
    if found.push_config.push_endpoint:
        return f"push {found.push_config.push_endpoint}"
    if found.bigquery_config.table:
        return f"bigquery {found.bigquery_config.table}"
    if found.cloud_storage_config.bucket:
        return f"bucket {found.cloud_storage_config.bucket}"
    return f"bigtable {found.bigtable_config.table}" if found.bigtable_config.table else PULL


def _duration(message: Any, name: str) -> str:
    """A duration that is set; one of none is not said."""
    return written(getattr(message, name).total_seconds()) if name in message else ""


def _timedelta(text: str) -> timedelta | None:
    return timedelta(seconds=seconds(text)) if text else None
