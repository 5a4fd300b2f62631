"""`terraform` for SQS and SNS: queues, topics, subscriptions, and a policy of IAM for each agent's role.

What holds messages is never destroyed by a plan: `prevent_destroy`. Policies are data sources, for the provider waits
in vain for texts that Amazon writes otherwise (BROKERS.md 1.1).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from treatyc.emit.file import File
from treatyc.emit.topology.aws_tags import tags
from treatyc.emit.topology.iam import policy_name
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.terraform_text import Json, label, literal, literals, reference, text
from treatyc.topology.resource import Value, address
from treatyc.topology.sqs.objects import AnyQueue, DeadLetterQueue, Queue, Subscription, Topic
from treatyc.topology.sqs.permissions import Rights, permissions
from treatyc.topology.sqs.policy import HERE, Document, statement

QUEUE = "aws_sqs_queue"
TOPIC = "aws_sns_topic"
DOCUMENT = "aws_iam_policy_document"
POLICY = "aws_iam_policy"

_SMALL = 256 * 1024
"""Providers before 6.8 know no larger messages."""

_KEEP: Json = {"prevent_destroy": True}
_NUMBERS = {
    "DelaySeconds": "delay_seconds",
    "MaximumMessageSize": "max_message_size",
    "MessageRetentionPeriod": "message_retention_seconds",
    "ReceiveMessageWaitTimeSeconds": "receive_wait_time_seconds",
    "VisibilityTimeout": "visibility_timeout_seconds",
}
_FLAGS = {
    "ContentBasedDeduplication": "content_based_deduplication",
    "FifoQueue": "fifo_queue",
    "FifoTopic": "fifo_topic",
    "RawMessageDelivery": "raw_message_delivery",
    "SqsManagedSseEnabled": "sqs_managed_sse_enabled",
}
_WORDS = {
    "DeduplicationScope": "deduplication_scope",
    "FifoThroughputLimit": "fifo_throughput_limit",
    "FilterPolicyScope": "filter_policy_scope",
}
Block = tuple[str, str, str, dict[str, Json]]
"""`resource` or `data`, the type, the label, and what it holds."""


def files(manifest: Manifest) -> tuple[File, ...]:
    """`main.tf.json`."""
    whole: dict[str, Json] = {
        "//": "Written by treaty; a change here is lost.",
        **_provider(manifest),
    }
    for section, kind, name, block in _blocks(manifest):
        kinds = whole.setdefault(section, {})
        assert isinstance(kinds, dict)  # noqa: S101 - made here
        blocks = kinds.setdefault(kind, {})
        assert isinstance(blocks, dict)  # noqa: S101 - made here
        blocks[name] = block
    return (File("main.tf.json", text(whole)),)


def _provider(manifest: Manifest) -> dict[str, Json]:
    queues = (each for each in manifest.resources if isinstance(each, Queue | DeadLetterQueue))
    large = any(int(str(dict(queue.attributes)["MaximumMessageSize"])) > _SMALL for queue in queues)
    version = ">= 6.8.0" if large else ">= 5.0.0"
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": version}}},
        "data": {"aws_caller_identity": {"current": {}}, "aws_partition": {"current": {}}},
    }


def _blocks(manifest: Manifest) -> Iterator[Block]:
    tagged = tags(manifest)
    for resource in manifest.resources:
        match resource:
            case Queue() | DeadLetterQueue():
                yield from _queue(resource, tagged[address(resource)])
            case Topic():
                yield from _topic(resource, tagged[address(resource)])
            case Subscription():
                yield "resource", "aws_sns_topic_subscription", label(resource.name), _subscription(resource)
            case _:
                raise AssertionError(resource)
    for rights in permissions(manifest.system, manifest.target):
        yield from _rights(rights)


def _queue(queue: AnyQueue, tagged: Mapping[str, str]) -> Iterator[Block]:
    attributes = dict(queue.attributes)
    name = label(queue.name)
    address = reference(QUEUE, queue.name, "id")
    plain = {"name": queue.name, **_plain(attributes), "tags": literals(tagged), "lifecycle": _KEEP}
    yield "resource", QUEUE, name, plain
    if attributes["RedrivePolicy"]:
        deliveries, _, letters = str(attributes["RedrivePolicy"]).partition(" to ")
        policy = _encoded(deadLetterTargetArn=f"{QUEUE}.{label(letters)}.arn", maxReceiveCount=str(int(deliveries)))
        yield "resource", "aws_sqs_queue_redrive_policy", name, {"queue_url": address, "redrive_policy": policy}
    policy = _encoded(**_allowing(attributes["RedriveAllowPolicy"]))
    yield "resource", "aws_sqs_queue_redrive_allow_policy", name, {"queue_url": address, "redrive_allow_policy": policy}
    if attributes["Policy"]:
        yield "data", DOCUMENT, name, _document(attributes["Policy"], reference(QUEUE, queue.name, "arn"))
        policy = reference(f"data.{DOCUMENT}", queue.name, "json")
        yield "resource", "aws_sqs_queue_policy", name, {"queue_url": address, "policy": policy}


def _allowing(value: Value) -> dict[str, str]:
    if isinstance(value, tuple):
        sources = ", ".join(f"{QUEUE}.{label(name)}.arn" for name in value)
        return {"redrivePermission": '"byQueue"', "sourceQueueArns": f"[{sources}]"}
    return {"redrivePermission": json.dumps(value)}


def _topic(topic: Topic, tagged: Mapping[str, str]) -> Iterator[Block]:
    name = label(topic.name)
    attributes = dict(topic.attributes)
    arn = reference(TOPIC, topic.name, "arn")
    plain = {"name": topic.name, **_plain(attributes), "tags": literals(tagged), "lifecycle": _KEEP}
    yield "resource", TOPIC, name, plain
    # A queue and a topic of one name have one label, and the documents of both would too.
    yield "data", DOCUMENT, f"topic_{name}", _document(attributes["Policy"], arn)
    policy = f"${{data.{DOCUMENT}.topic_{name}.json}}"
    yield "resource", "aws_sns_topic_policy", name, {"arn": arn, "policy": policy}


def _subscription(subscription: Subscription) -> dict[str, Json]:
    attributes = dict(subscription.attributes)
    block: dict[str, Json] = {
        "topic_arn": reference(TOPIC, subscription.topic, "arn"),
        "protocol": "sqs",
        "endpoint": reference(QUEUE, subscription.queue, "arn"),
        **_plain(attributes),
    }
    if attributes["FilterPolicy"]:
        block["filter_policy"] = literal(str(attributes["FilterPolicy"]))
    return block


def _rights(rights: Rights) -> Iterator[Block]:
    name = policy_name(rights)
    kinds = {"sqs": QUEUE, "sns": TOPIC}
    statements: list[Json] = [
        {
            "effect": "Allow",
            "actions": [*each.actions],
            "resources": [reference(kinds[each.service], queue, "arn") for queue in each.objects],
        }
        for each in rights.allowances
    ]
    own = f"agent_{label(name)}"
    yield "data", DOCUMENT, own, {"statement": statements}
    policy = f"${{data.{DOCUMENT}.{own}.json}}"
    description = literal(f"What the agent {rights.agent} may do, by its contract")
    yield "resource", POLICY, own, {"name": literal(name), "description": description, "policy": policy}


def _plain(attributes: Mapping[str, Value]) -> dict[str, Json]:
    """Numbers, flags and words, under Terraform's names."""
    found: dict[str, Json] = {}
    for key, value in attributes.items():
        if key in _NUMBERS:
            found[_NUMBERS[key]] = int(str(value))
        elif key in _FLAGS:
            found[_FLAGS[key]] = value == "true"
        elif key in _WORDS:
            found[_WORDS[key]] = literal(str(value))
    return found


def _encoded(**expressions: str) -> str:
    """An expression that is JSON for Amazon, of expressions that are made here."""
    inner = ", ".join(f"{key} = {value}" for key, value in expressions.items())
    return f"${{jsonencode({{{inner}}})}}"


def _document(lines: Value, own: str) -> dict[str, Json]:
    """A policy as the provider's own data source, which writes it as Amazon does."""
    assert isinstance(lines, tuple)  # noqa: S101 - a policy is a list of statements
    return {"statement": [_statement(statement(line), own) for line in lines]}


def _statement(written: Document, own: str) -> dict[str, Json]:
    principals: dict[str, list[str]] = written["Principal"]
    conditions: dict[str, dict[str, list[str]]] = written.get("Condition", {})
    found: dict[str, Json] = {
        "effect": written["Effect"],
        "actions": written["Action"],
        "resources": [own],
        "principals": [
            {"type": kind, "identifiers": [_moved(each) for each in who]} for kind, who in principals.items()
        ],
    }
    tests: list[Json] = [
        {"test": test, "variable": variable, "values": [_moved(each) for each in values]}
        for test, keys in conditions.items()
        for variable, values in keys.items()
    ]
    if tests:
        found["condition"] = tests
    return found


def _moved(value: str) -> str:
    """A topic's address is a reference to it, and the account's root that of whoever applies."""
    topics = HERE.arn("sns", "")
    if value.startswith(topics):
        return reference(TOPIC, value.removeprefix(topics), "arn")
    if value == HERE.owner:
        return "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
    return literal(value)
