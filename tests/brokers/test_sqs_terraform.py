"""Terraform's configuration makes what `apply` makes.

The provider cannot be fetched everywhere. So Terraform itself evaluates every expression, with values in place of what
it refers to, and what comes out is made by the calls of the API that the provider makes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.brokers.sqs_fleet import channel, fleet
from tests.brokers.sqs_manifests import SYSTEM, Calls, assert_nothing_to_do, manifest, texts
from tools.aws.server import REGION, Aws
from treatyc.emit.topology import terraform
from treatyc.emit.topology.terraform_text import label
from treatyc.system.system import System
from treatyc.topology.sqs.permissions import document, permissions
from treatyc.topology.sqs.policy import Realm

SHAPES = {
    "aws_sqs_queue": {
        "name": str,
        "content_based_deduplication": bool,
        "deduplication_scope": str,
        "delay_seconds": int,
        "fifo_queue": bool,
        "fifo_throughput_limit": str,
        "lifecycle": dict,
        "max_message_size": int,
        "message_retention_seconds": int,
        "receive_wait_time_seconds": int,
        "sqs_managed_sse_enabled": bool,
        "tags": dict,
        "visibility_timeout_seconds": int,
    },
    "aws_sqs_queue_redrive_policy": {"queue_url": str, "redrive_policy": str},
    "aws_sqs_queue_redrive_allow_policy": {"queue_url": str, "redrive_allow_policy": str},
    "aws_sqs_queue_policy": {"queue_url": str, "policy": str},
    "aws_sns_topic": {
        "name": str,
        "content_based_deduplication": bool,
        "fifo_topic": bool,
        "lifecycle": dict,
        "tags": dict,
    },
    "aws_sns_topic_policy": {"arn": str, "policy": str},
    "aws_sns_topic_subscription": {
        "endpoint": str,
        "filter_policy": str,
        "filter_policy_scope": str,
        "protocol": str,
        "raw_message_delivery": bool,
        "topic_arn": str,
    },
    "aws_iam_policy": {"description": str, "name": str, "policy": str},
}
"""The arguments that we use, with their types, as version 6.62 of the provider has them."""

ATTRIBUTES = {
    "delay_seconds": "DelaySeconds",
    "max_message_size": "MaximumMessageSize",
    "message_retention_seconds": "MessageRetentionPeriod",
    "receive_wait_time_seconds": "ReceiveMessageWaitTimeSeconds",
    "visibility_timeout_seconds": "VisibilityTimeout",
    "content_based_deduplication": "ContentBasedDeduplication",
    "fifo_queue": "FifoQueue",
    "fifo_topic": "FifoTopic",
    "sqs_managed_sse_enabled": "SqsManagedSseEnabled",
    "deduplication_scope": "DeduplicationScope",
    "fifo_throughput_limit": "FifoThroughputLimit",
    "raw_message_delivery": "RawMessageDelivery",
    "filter_policy": "FilterPolicy",
    "filter_policy_scope": "FilterPolicyScope",
    "topic_arn": "TopicArn",
    "protocol": "Protocol",
    "endpoint": "Endpoint",
}


def configuration(system: System = SYSTEM) -> dict[str, Any]:
    (file,) = terraform.files(manifest(system))
    found: dict[str, Any] = json.loads(file.content)
    return found


def test_terraform_gets_only_what_the_provider_knows() -> None:
    resources = configuration()["resource"]

    assert SHAPES.keys() == resources.keys()
    for kind, blocks in resources.items():
        for block in blocks.values():
            assert {} == {key: value for key, value in block.items() if type(value) is not SHAPES[kind].get(key)}


def test_terraform_destroys_nothing_that_holds_messages() -> None:
    resources = configuration()["resource"]

    for kind in ("aws_sqs_queue", "aws_sns_topic"):
        assert {True} == {block["lifecycle"]["prevent_destroy"] for block in resources[kind].values()}


def test_messages_that_an_old_provider_refuses_ask_for_a_new_one() -> None:
    small, large = configuration(), configuration(fleet(channel("commands.parcel.ship", max_bytes=300 * 1024)))

    versions = [each["terraform"]["required_providers"]["aws"]["version"] for each in (small, large)]

    assert [">= 5.0.0", ">= 6.8.0"] == versions


@pytest.mark.aws
def test_terraform_makes_what_apply_makes(aws: Aws, aws_account: str, tmp_path: Path) -> None:
    found = evaluated(configuration(), aws_account, tmp_path)
    calls = Calls(aws, aws_account)

    for block in found["aws_sqs_queue"].values():
        calls.sqs.create_queue(QueueName=block["name"], Attributes=named(block), tags=block["tags"])
    for block in found["aws_sns_topic"].values():
        tags = [{"Key": key, "Value": value} for key, value in block["tags"].items()]
        calls.sns.create_topic(Name=block["name"], Attributes=named(block), Tags=tags)
    for kind, attribute in QUEUE_PARTS.items():
        for block in found[kind].values():
            value = block[kind.removeprefix("aws_sqs_queue_")] if "redrive" in kind else block["policy"]
            calls.sqs.set_queue_attributes(QueueUrl=calls.url(block["queue_url"]), Attributes={attribute: value})
    for block in found["aws_sns_topic_policy"].values():
        calls.sns.set_topic_attributes(TopicArn=block["arn"], AttributeName="Policy", AttributeValue=block["policy"])
    for block in found["aws_sns_topic_subscription"].values():
        calls.subscribe(named(block))

    assert_nothing_to_do(aws, aws_account)
    realm = Realm(aws_account, REGION)
    wanted = {rights.principal: document(rights, realm) for rights in permissions(SYSTEM, SYSTEM.targets[0])}
    assert wanted == {block["name"]: json.loads(block["policy"]) for block in found["aws_iam_policy"].values()}


QUEUE_PARTS = {
    "aws_sqs_queue_redrive_allow_policy": "RedriveAllowPolicy",
    "aws_sqs_queue_redrive_policy": "RedrivePolicy",
    "aws_sqs_queue_policy": "Policy",
}


def named(block: Mapping[str, Any]) -> dict[str, str]:
    """Arguments under the names of the API."""
    return texts({ATTRIBUTES[key]: value for key, value in block.items() if key in ATTRIBUTES})


def evaluated(whole: Mapping[str, Any], account: str, folder: Path) -> dict[str, Any]:
    """All resources with every expression carried out by Terraform; what they refer to are values of ours."""
    executable = shutil.which("terraform")
    if executable is None:
        pytest.skip("not applicable: there is no Terraform on this machine, and no package of it")
    documents = {name: _document(block) for name, block in whole["data"]["aws_iam_policy_document"].items()}
    stubs: dict[str, Any] = {
        service: {name: {"arn": arn, "id": arn} for name, arn in _arns(whole, service, account)}
        for service in ("aws_sqs_queue", "aws_sns_topic")
    }
    stubs["aws_caller_identity"] = {"current": {"account_id": account}}
    stubs["aws_partition"] = {"current": {"partition": "aws"}}
    rewritten = json.loads(_REFERENCE.sub(r"\1local.\2.", json.dumps({**whole["resource"], "documents": documents})))
    documents = {name: {"json": f"${{jsonencode({_hcl(each)})}}"} for name, each in rewritten.pop("documents").items()}
    values = {**stubs, "aws_iam_policy_document": documents, "resources": rewritten}
    (folder / "main.tf.json").write_text(json.dumps({"locals": values}))
    ran = subprocess.run(
        [executable, "console"],
        cwd=folder,
        input="jsonencode(local.resources)",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(json.loads(ran.stdout))
    return found


_REFERENCE = re.compile(r"(\$\{(?:jsonencode\([^}]*?)?|[\[, ])(?:data\.)?(aws_\w+)\.(?=\w+\.)")


def _arns(whole: Mapping[str, Any], kind: str, account: str) -> Iterator[tuple[str, str]]:
    for name, block in whole["resource"][kind].items():
        assert name == label(block["name"])
        yield name, f"arn:aws:{kind.split('_')[1]}:{REGION}:{account}:{block['name']}"


def _document(block: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider makes of its data source."""
    return {"Version": "2012-10-17", "Statement": [_statement(each) for each in block["statement"]]}


def _statement(each: Mapping[str, Any]) -> dict[str, Any]:
    found = {"Effect": each["effect"], "Action": each["actions"], "Resource": each["resources"]}
    if "principals" in each:
        found["Principal"] = {who["type"]: who["identifiers"] for who in each["principals"]}
    if "condition" in each:
        found["Condition"] = {test["test"]: {test["variable"]: test["values"]} for test in each["condition"]}
    return found


def _hcl(value: Any) -> str:
    """A value as an expression of Terraform, whose strings are templates already."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {_hcl(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(_hcl(each) for each in value) + "]"
        case _:
            return json.dumps(value)


def test_it_is_written_the_same_each_time() -> None:
    assert terraform.files(manifest()) == terraform.files(manifest(fleet()))
