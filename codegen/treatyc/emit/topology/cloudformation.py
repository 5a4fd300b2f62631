"""`cloudformation`: templates for SQS and SNS, and for the policies of agents.

A template holds at most 500 resources, so that a large fleet has several; what belongs to one channel is in one. What
holds messages stays when its stack goes.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from treatyc.emit.file import File
from treatyc.emit.topology.aws_tags import tags
from treatyc.emit.topology.iam import policy_name
from treatyc.emit.topology.manifest import Manifest
from treatyc.topology.resource import Resource, Value, address
from treatyc.topology.sqs.objects import AnyQueue, DeadLetterQueue, Queue, Subscription, Topic
from treatyc.topology.sqs.permissions import document as rights_document
from treatyc.topology.sqs.permissions import permissions
from treatyc.topology.sqs.policy import Realm
from treatyc.topology.sqs.policy import document as policy_document

RESOURCES_MAX = 400

_REALM = Realm("${AWS::AccountId}", "${AWS::Region}", "${AWS::Partition}")
_NUMBERS = (
    "DelaySeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "VisibilityTimeout",
)
_FLAGS = ("ContentBasedDeduplication", "FifoQueue", "FifoTopic", "RawMessageDelivery", "SqsManagedSseEnabled")
_WORDS = ("DeduplicationScope", "FifoThroughputLimit", "FilterPolicyScope")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_KEEP = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
Template = dict[str, Any]


def files(manifest: Manifest) -> tuple[File, ...]:
    """`template.json`, or `template-1.json` and on, and `permissions.json`."""
    parts = list(_parts(manifest))
    names = ["template.json"] if len(parts) == 1 else [f"template-{number}.json" for number in range(1, len(parts) + 1)]
    about = f"The channels of {manifest.system.name} at {manifest.target.name}"
    found = [_file(name, about, part) for name, part in zip(names, parts, strict=True)]
    policies = {
        _id("policy", policy_name(rights)): _resource(
            "AWS::IAM::ManagedPolicy",
            ManagedPolicyName=policy_name(rights),
            Description=f"What the agent {rights.agent} may do, by its contract",
            PolicyDocument=_substituted(rights_document(rights, _REALM)),
        )
        for rights in permissions(manifest.system, manifest.target)
    }
    if policies:
        about = f"What the agents of {manifest.system.name} may do at {manifest.target.name}"
        found.append(_file("permissions.json", about, policies))
    return tuple(sorted(found))


def _parts(manifest: Manifest) -> Iterator[Template]:
    """The resources of whole channels, as many as a template takes."""
    tagged = tags(manifest)
    by_channel = sorted(manifest.resources, key=lambda each: (each.origin.channel, address(each)))
    part: Template = {}
    for _, group in itertools.groupby(by_channel, key=lambda each: each.origin.channel):
        made = dict(pair for resource in group for pair in _resources(resource, tagged))
        if part and len(part) + len(made) > RESOURCES_MAX:
            yield part
            part = {}
        part |= made
    if part:
        yield part


def _resources(resource: Resource, tagged: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Template]]:
    match resource:
        case Queue() | DeadLetterQueue():
            yield from _queue(resource, tagged[address(resource)])
        case Topic():
            yield from _topic(resource, tagged[address(resource)])
        case Subscription():
            yield from _subscription(resource)
        case _:
            raise AssertionError(resource)


def _queue(queue: AnyQueue, tagged: Mapping[str, str]) -> Iterator[tuple[str, Template]]:
    attributes = dict(queue.attributes)
    properties: Template = {"QueueName": queue.name, **_plain(attributes), "Tags": _tags(tagged)}
    if attributes["RedrivePolicy"]:
        deliveries, _, letters = str(attributes["RedrivePolicy"]).partition(" to ")
        letters_id = _id(DeadLetterQueue.kind, letters)
        properties["RedrivePolicy"] = {
            "deadLetterTargetArn": {"Fn::GetAtt": [letters_id, "Arn"]},
            "maxReceiveCount": int(deliveries),
        }
    properties["RedriveAllowPolicy"] = _allowing(attributes["RedriveAllowPolicy"])
    own = _id(queue.kind, queue.name)
    yield own, _resource("AWS::SQS::Queue", **properties) | _KEEP
    if attributes["Policy"]:
        policy = _policy(attributes["Policy"], _REALM.arn("sqs", queue.name))
        found = _resource("AWS::SQS::QueuePolicy", Queues=[{"Ref": own}], PolicyDocument=policy)
        yield _id("queue policy", queue.name), found


def _allowing(value: Value) -> Template:
    """Names of queues, not references: a queue refers to its dead letters already."""
    if isinstance(value, tuple):
        sources = [{"Fn::Sub": _REALM.arn("sqs", name)} for name in value]
        return {"redrivePermission": "byQueue", "sourceQueueArns": sources}
    return {"redrivePermission": value}


def _topic(topic: Topic, tagged: Mapping[str, str]) -> Iterator[tuple[str, Template]]:
    attributes = dict(topic.attributes)
    own = _id(topic.kind, topic.name)
    properties: Template = {"TopicName": topic.name, **_plain(attributes), "Tags": _tags(tagged)}
    yield own, _resource("AWS::SNS::Topic", **properties) | _KEEP
    policy = _policy(attributes["Policy"], _REALM.arn("sns", topic.name))
    yield (
        _id("topic policy", topic.name),
        _resource("AWS::SNS::TopicPolicy", Topics=[{"Ref": own}], PolicyDocument=policy),
    )


def _subscription(subscription: Subscription) -> Iterator[tuple[str, Template]]:
    attributes = dict(subscription.attributes)
    properties: Template = {
        "TopicArn": {"Ref": _id(Topic.kind, subscription.topic)},
        "Protocol": "sqs",
        "Endpoint": {"Fn::GetAtt": [_id(Queue.kind, subscription.queue), "Arn"]},
        **_plain(attributes),
    }
    if attributes["FilterPolicy"]:
        properties["FilterPolicy"] = json.loads(str(attributes["FilterPolicy"]))
    yield _id(subscription.kind, subscription.name), _resource("AWS::SNS::Subscription", **properties)


def _plain(attributes: Mapping[str, Value]) -> Template:
    found: Template = {}
    for key, value in attributes.items():
        if key in _NUMBERS:
            found[key] = int(str(value))
        elif key in _FLAGS:
            found[key] = value == "true"
        elif key in _WORDS:
            found[key] = value
    return found


def _policy(lines: Value, own: str) -> Any:
    assert isinstance(lines, tuple)  # noqa: S101 - a policy is a list of statements
    return _substituted(json.loads(policy_document(lines, _REALM, own)))


def _substituted(value: Any) -> Any:
    """Where the account, the region or the partition stand in a text, CloudFormation fills them in."""
    match value:
        case dict():
            return {key: _substituted(each) for key, each in value.items()}
        case list():
            return [_substituted(each) for each in value]
        case str() if "${AWS::" in value:
            return {"Fn::Sub": value}
        case _:
            return value


def _tags(found: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in found.items()]


def _id(kind: str, name: str) -> str:
    """A logical id: readable, and with a digest, for all but letters and digits is lost."""
    words = _OTHER.split(f"{kind} {name}")
    digest = hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:8]
    return "".join(word[:1].upper() + word[1:] for word in words) + digest.upper()


def _resource(kind: str, **properties: Any) -> Template:
    return {"Type": kind, "Properties": properties}


def _file(name: str, about: str, resources: Template) -> File:
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Description": about, "Resources": resources}
    return File(name, (json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode())
