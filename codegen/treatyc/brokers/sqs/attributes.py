"""Attributes as Amazon has them, and as we do: full addresses on one side, names alone on the other.

Only what is chosen is read: what Amazon counts and dates by itself is left out. What somebody chose beside us, such as
a key of their own, is read too, so that a plan can tell it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from treatyc.topology.resource import Value
from treatyc.topology.sqs.derive import FILTER_SCOPE, REDRIVE_DENIED, redrive
from treatyc.topology.sqs.objects import Attributes
from treatyc.topology.sqs.policy import Realm, document, statements

_QUEUE = (
    "DelaySeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)
_FIFO_QUEUE = ("ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit")
_FIFO_TOPIC = ("ContentBasedDeduplication", "FifoTopic")
_COUNTS = ("", "NotVisible", "Delayed")
_FIXED = frozenset({"FifoQueue", "FifoTopic"})
"""What is said when a thing is made, and never again."""

REDRIVE_ALLOWED = "allowAll"


def queue_read(found: Mapping[str, str], realm: Realm) -> Attributes:
    """A queue's attributes in our words."""
    own = found["QueueArn"]
    read: dict[str, Value] = {name: found[name] for name in _QUEUE if name in found}
    if found.get("FifoQueue") == "true":
        read |= {name: found[name] for name in _FIFO_QUEUE if name in found}
    if found.get("KmsMasterKeyId"):
        read["KmsMasterKeyId"] = found["KmsMasterKeyId"]
    read["Policy"] = statements(found.get("Policy", ""), realm, own)
    read["RedrivePolicy"] = _redrive_read(found.get("RedrivePolicy", ""), realm)
    read["RedriveAllowPolicy"] = _redrive_allow_read(found.get("RedriveAllowPolicy", ""), realm)
    return tuple(sorted(read.items()))


def messages(found: Mapping[str, str]) -> int:
    """How many messages a queue holds, as far as it knows: waiting, with a reader, and delayed."""
    return sum(int(found.get(f"ApproximateNumberOfMessages{which}", 0)) for which in _COUNTS)


def queue_written(attributes: Attributes, name: str, realm: Realm, *, anew: bool) -> dict[str, str]:
    """A queue's attributes as Amazon takes them; what says nothing is left out where the queue is made `anew`."""
    written: dict[str, str] = {}
    for key, value in attributes:
        match key:
            case "Policy":
                written[key] = document(_lines(value), realm, realm.arn("sqs", name))
            case "RedrivePolicy":
                written[key] = _redrive_written(str(value), realm)
            case "RedriveAllowPolicy":
                written[key] = _redrive_allow_written(value, realm)
            case _:
                written[key] = str(value)
    return _sent(written, anew=anew)


def topic_read(found: Mapping[str, str], realm: Realm) -> Attributes:
    """A topic's attributes in our words."""
    read: dict[str, Value] = {"Policy": statements(found.get("Policy", ""), realm, found["TopicArn"])}
    if found.get("FifoTopic") == "true":
        read |= {name: found[name] for name in _FIFO_TOPIC if name in found}
    if found.get("KmsMasterKeyId"):
        read["KmsMasterKeyId"] = found["KmsMasterKeyId"]
    return tuple(sorted(read.items()))


def topic_written(attributes: Attributes, name: str, realm: Realm, *, anew: bool) -> dict[str, str]:
    """A topic's attributes as Amazon takes them."""
    own = realm.arn("sns", name)
    written = {key: document(_lines(value), realm, own) if key == "Policy" else str(value) for key, value in attributes}
    return _sent(written, anew=anew)


def subscription_read(found: Mapping[str, str]) -> Attributes:
    """A subscription's attributes in our words."""
    policy = found.get("FilterPolicy", "")
    read: dict[str, Value] = {
        "FilterPolicy": _canonical(json.loads(policy)) if policy and policy != "{}" else "",
        "RawMessageDelivery": found.get("RawMessageDelivery", "false").lower(),
    }
    if read["FilterPolicy"]:
        read["FilterPolicyScope"] = found.get("FilterPolicyScope", FILTER_SCOPE)
    if found.get("RedrivePolicy"):
        read["RedrivePolicy"] = _canonical(json.loads(found["RedrivePolicy"]))
    return tuple(sorted(read.items()))


def subscription_written(attributes: Attributes, *, anew: bool) -> dict[str, str]:
    """A subscription's attributes as SNS takes them, what filters are for before the filter."""
    written = {key: str(value) for key, value in sorted(attributes, key=lambda pair: pair[0] != "FilterPolicyScope")}
    if not anew and not written["FilterPolicy"]:
        written["FilterPolicy"] = "{}"
    return _sent(written, anew=anew)


def _sent(written: Mapping[str, str], *, anew: bool) -> dict[str, str]:
    return {key: value for key, value in written.items() if (value if anew else key not in _FIXED)}


def _lines(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _redrive_read(text: str, realm: Realm) -> str:
    if not text:
        return ""
    policy = json.loads(text)
    return redrive(_name(policy["deadLetterTargetArn"], realm), int(policy["maxReceiveCount"]))


def _redrive_written(told: str, realm: Realm) -> str:
    if not told:
        return ""
    deliveries, _, name = told.partition(" to ")
    return _canonical({"deadLetterTargetArn": realm.arn("sqs", name), "maxReceiveCount": int(deliveries)})


def _redrive_allow_read(text: str, realm: Realm) -> Value:
    policy = json.loads(text) if text else {}
    if policy.get("redrivePermission") == "byQueue":
        return tuple(sorted(_name(arn, realm) for arn in policy.get("sourceQueueArns") or ()))
    return str(policy.get("redrivePermission", REDRIVE_ALLOWED))


def _redrive_allow_written(value: Value, realm: Realm) -> str:
    if isinstance(value, tuple):
        return _canonical(
            {"redrivePermission": "byQueue", "sourceQueueArns": [realm.arn("sqs", name) for name in value]}
        )
    return _canonical({"redrivePermission": value or REDRIVE_DENIED})


def _name(arn: str, realm: Realm) -> str:
    """The name of a queue of ours; the whole address of another's."""
    return arn.removeprefix(realm.arn("sqs", ""))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
