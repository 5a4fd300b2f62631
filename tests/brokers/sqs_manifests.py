"""What the tests of manifests for Amazon share: the calls of the API that formats end in, and a look afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.brokers.sqs_fleet import SEMANTICS, fleet, opened, planned, wish
from tools.aws.server import Aws
from treatyc.emit.topology.manifest import Manifest
from treatyc.system.system import System
from treatyc.topology.drift import drift

SYSTEM = fleet()


def manifest(system: System = SYSTEM) -> Manifest:
    target = system.targets[0]
    return Manifest(system, target, SEMANTICS.derive(system, target), "shop", "", "generated/topology/prod")


def assert_nothing_to_do(aws: Aws, account: str) -> None:
    broker = opened(aws, account)
    wanted = wish(SYSTEM)
    plan = planned(broker, wanted)
    drifted = drift(wanted.wanted, broker.observe(wanted.wanted, plan.scope), plan.scope)
    broker.close()
    assert [] == [(step.address, step.changes) for step in (*plan.todo, *plan.blocked)]
    assert () == drifted


def texts(properties: Mapping[str, Any]) -> dict[str, str]:
    """Attributes as the API takes them."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in properties.items()}


class Calls:
    """The calls of the API that CloudFormation and the provider of Terraform make."""

    def __init__(self, aws: Aws, account: str) -> None:
        self.sqs = aws.client("sqs", account)
        self.sns = aws.client("sns", account)

    def url(self, arn: str) -> str:
        found: str = self.sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        return found

    def cloudformation(self, kind: str, properties: dict[str, Any]) -> None:
        tags = {tag["Key"]: tag["Value"] for tag in properties.pop("Tags", [])}
        match kind:
            case "AWS::SQS::Queue":
                name = properties.pop("QueueName")
                self.sqs.create_queue(QueueName=name, Attributes=texts(properties), tags=tags)
            case "AWS::SNS::Topic":
                name = properties.pop("TopicName")
                listed = [{"Key": key, "Value": value} for key, value in tags.items()]
                self.sns.create_topic(Name=name, Attributes=texts(properties), Tags=listed)
            case "AWS::SQS::QueuePolicy":
                for arn in properties["Queues"]:
                    policy = {"Policy": json.dumps(properties["PolicyDocument"])}
                    self.sqs.set_queue_attributes(QueueUrl=self.url(arn), Attributes=policy)
            case "AWS::SNS::TopicPolicy":
                for arn in properties["Topics"]:
                    policy = json.dumps(properties["PolicyDocument"])
                    self.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
            case _:
                self.subscribe(properties)

    def subscribe(self, properties: dict[str, Any]) -> None:
        ends = {key: properties.pop(key) for key in ("TopicArn", "Protocol", "Endpoint")}
        self.sns.subscribe(**ends, Attributes=texts(properties))
