"""`terraform` for Pub/Sub: topics, schemas, subscriptions, the accounts of agents, and who may use what.

What holds messages is never destroyed by a plan: `prevent_destroy`. Labels are the marks of what `apply` makes, so that
a plan of treaty's takes what was made here for what it is. The project is a variable; its number, which is in the name
of Google's own account, is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.emit.topology.terraform_text import Json, label, literal, literals, reference, text
from treatyc.system.system import System
from treatyc.topology.brokers import scope
from treatyc.topology.principals import principal
from treatyc.topology.pubsub import marks
from treatyc.topology.pubsub.accounts import DOMAIN, SERVICE_AGENT, account, is_own
from treatyc.topology.pubsub.objects import Permissions, PubSubResource, Subscription, Topic, TopicSchema
from treatyc.topology.pubsub.permissions import SUBSCRIPTIONS, TOPICS
from treatyc.topology.resource import Resource

TOPIC = "google_pubsub_topic"
SCHEMA = "google_pubsub_schema"
SUBSCRIPTION = "google_pubsub_subscription"
ACCOUNT = "google_service_account"

_PROJECT = "${var.project}"
_KEEP: Json = {"prevent_destroy": True}

Block = tuple[str, str, dict[str, Json]]
"""The type, the label, and what it holds."""


def files(manifest: Manifest) -> tuple[File, ...]:
    """`main.tf.json`."""
    resources: dict[str, dict[str, Json]] = {}
    for kind, name, block in _blocks(manifest):
        resources.setdefault(kind, {})[name] = block
    whole: dict[str, Json] = {
        "//": "Written by treaty; a change here is lost.",
        "terraform": {"required_providers": {"google": {"source": "hashicorp/google", "version": ">= 6.0.0"}}},
        "variable": {"project": {"type": "string", "description": "The id of the project that holds everything"}},
        "data": {"google_project": {"this": {"project_id": _PROJECT}}},
        "resource": {**resources},
    }
    return (File("main.tf.json", text(whole)),)


def _blocks(manifest: Manifest) -> Iterator[Block]:
    schemas = {each.name: each for each in manifest.resources if isinstance(each, TopicSchema)}
    labels = _labels(manifest)
    for resource in manifest.resources:
        match resource:
            case Topic():
                block = _topic(resource, schemas.get(resource.name))
                yield TOPIC, label(resource.name), {**block, "labels": labels[TOPICS + resource.name]}
            case TopicSchema():
                yield SCHEMA, label(resource.name), _schema(resource)
            case Subscription():
                block = _subscription(resource)
                yield SUBSCRIPTION, label(resource.name), {**block, "labels": labels[SUBSCRIPTIONS + resource.name]}
            case Permissions():
                yield from _members(resource)
            case _:
                raise AssertionError(resource)
    yield from _accounts(manifest.system)


def _labels(manifest: Manifest) -> dict[str, dict[str, Json]]:
    """The marks of topics and subscriptions, with those of what has no labels itself."""
    found: dict[str, dict[str, Json]] = {}
    whose = scope(manifest.system, manifest.target)
    for resource in manifest.resources:
        match resource:
            case Topic() | TopicSchema():
                name = TOPICS + resource.name
            case Subscription():
                name = SUBSCRIPTIONS + resource.name
            case Permissions():
                name = resource.name
            case _:
                raise AssertionError(resource)
        found.setdefault(name, {}).update(literals(marks.labels(resource, whose)))
    return found


def _topic(topic: Topic, schema: TopicSchema | None) -> dict[str, Json]:
    block: dict[str, Json] = {**_named(topic), "lifecycle": _KEEP}
    if topic.message_retention_duration:
        block["message_retention_duration"] = topic.message_retention_duration
    if schema is not None:
        attached = reference(SCHEMA, schema.name, "id")
        block["schema_settings"] = {"schema": attached, "encoding": schema.encoding}
    return block


def _schema(schema: TopicSchema) -> dict[str, Json]:
    return {**_named(schema), "type": schema.type, "definition": literal(schema.definition)}


def _subscription(subscription: Subscription) -> dict[str, Json]:
    block: dict[str, Json] = {
        **_named(subscription),
        "topic": reference(TOPIC, subscription.topic, "id"),
        "ack_deadline_seconds": subscription.ack_deadline_seconds,
        "message_retention_duration": subscription.message_retention_duration,
        "retain_acked_messages": subscription.retain_acked_messages,
        "enable_message_ordering": subscription.enable_message_ordering,
        "enable_exactly_once_delivery": subscription.enable_exactly_once_delivery,
        "expiration_policy": {"ttl": ""},
        "lifecycle": _KEEP,
    }
    if subscription.filter:
        block["filter"] = literal(subscription.filter)
    if subscription.minimum_backoff:
        waits: Mapping[str, Json] = {
            "minimum_backoff": subscription.minimum_backoff,
            "maximum_backoff": subscription.maximum_backoff,
        }
        block["retry_policy"] = {**waits}
    if subscription.dead_letter_topic:
        block["dead_letter_policy"] = {
            "dead_letter_topic": reference(TOPIC, subscription.dead_letter_topic, "id"),
            "max_delivery_attempts": subscription.max_delivery_attempts,
        }
    return block


def _members(permissions: Permissions) -> Iterator[Block]:
    collection, _, name = permissions.name.partition("/")
    kind, key = (TOPIC, "topic") if f"{collection}/" == TOPICS else (SUBSCRIPTION, "subscription")
    for line in permissions.members:
        role, _, who = line.partition(" ")
        block: dict[str, Json] = {
            "//": _declared(permissions),
            "project": _PROJECT,
            key: reference(kind, name, "name"),
            "role": literal(role),
            "member": _member(who),
        }
        yield f"{kind}_iam_member", label(f"{permissions.name} {line}"), block


def _member(who: str) -> str:
    if who == SERVICE_AGENT:
        return f"serviceAccount:service-${{data.google_project.this.number}}@gcp-sa-pubsub.{DOMAIN}"
    return reference(ACCOUNT, who, "member") if is_own(who) else literal(who)


def _accounts(system: System) -> Iterator[Block]:
    """Those in the project itself; who is named by an address is made by its owner."""
    agents = {account(principal(system, agent)): agent for agent in system.agents}
    for who, agent in sorted(agents.items()):
        if is_own(who):
            block: dict[str, Json] = {
                "//": literal(place_text(agent.place)),
                "project": _PROJECT,
                "account_id": literal(who),
                "display_name": literal(f"The agent {agent.name} of {system.name}"[:100]),
            }
            yield ACCOUNT, label(who), block


def _named(resource: PubSubResource) -> dict[str, Json]:
    return {"//": _declared(resource), "project": _PROJECT, "name": literal(resource.name)}


def _declared(resource: Resource) -> str:
    place = resource.origin.place
    return literal(f"{resource.origin.why}: {place_text(place)}" if place is not None else resource.origin.why)
