"""CloudFormation's templates make what `apply` makes: each is carried out, and a plan finds nothing to do.

moto's own CloudFormation knows queues alone. So templates are evaluated by a small reading of CloudFormation's
functions, and what comes out is made by the calls of the API that CloudFormation makes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.brokers.sqs_fleet import applied, channel, fleet, opened, planned, wish
from tests.brokers.sqs_manifests import SYSTEM, Calls, assert_nothing_to_do, manifest
from tests.official import linted
from tools.aws.server import REGION, Aws
from treatyc.emit.topology import cloudformation
from treatyc.system.system import System
from treatyc.topology.sqs.permissions import document, permissions
from treatyc.topology.sqs.policy import Realm


def templates(system: System = SYSTEM) -> dict[str, Any]:
    return {file.path: json.loads(file.content) for file in cloudformation.files(manifest(system))}


def test_templates_are_valid_by_the_schemas_of_cloudformation() -> None:
    for file in cloudformation.files(manifest()):
        assert [] == linted(file.content.decode())


def test_the_linter_finds_what_is_wrong() -> None:
    whole = templates()["template.json"]
    name, queue = next(pair for pair in whole["Resources"].items() if pair[1]["Type"] == "AWS::SQS::Queue")
    queue["Properties"]["VisibilityTimeout"] = 43_201
    whole["Resources"] = {name: queue}

    assert [] != linted(json.dumps(whole))


def test_what_holds_messages_outlives_its_stack() -> None:
    kept = {
        each["Type"]: (each.get("DeletionPolicy"), each.get("UpdateReplacePolicy"))
        for each in templates()["template.json"]["Resources"].values()
    }

    assert ("Retain", "Retain") == kept["AWS::SQS::Queue"]
    assert ("Retain", "Retain") == kept["AWS::SNS::Topic"]


def test_a_large_fleet_has_several_templates_and_each_channel_is_in_one() -> None:
    large = fleet(*(channel(f"bulk.c{number}") for number in range(900)))

    found = templates(large)

    parts = [whole["Resources"] for name, whole in found.items() if name.startswith("template-")]
    assert [400, 400, 135] == [len(part) for part in parts]
    for part in parts:
        referred = set(re.findall(r'"(?:Ref|Fn::GetAtt)": \[?"(\w+)"', json.dumps(part)))
        assert referred <= part.keys()


@pytest.mark.aws
def test_a_stack_makes_what_apply_makes(aws: Aws, aws_account: str) -> None:
    found = templates()
    calls = Calls(aws, aws_account)
    stack = Stack(found["template.json"]["Resources"], aws_account)

    for kind in (
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::SQS::QueuePolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SNS::Subscription",
    ):
        for properties in stack.of(kind):
            calls.cloudformation(kind, properties)

    assert_nothing_to_do(aws, aws_account)
    realm = Realm(aws_account, REGION)
    policies = Stack(found["permissions.json"]["Resources"], aws_account).of("AWS::IAM::ManagedPolicy")
    wanted = {rights.principal: document(rights, realm) for rights in permissions(SYSTEM, SYSTEM.targets[0])}
    assert wanted == {each["ManagedPolicyName"]: each["PolicyDocument"] for each in policies}


@pytest.mark.aws
def test_motos_own_cloudformation_makes_the_queues(aws: Aws, aws_account: str) -> None:
    """The rest of a stack it does not know. Manifests bear the marks of `apply`, which goes on from there."""
    body = json.dumps(templates()["template.json"])
    aws.client("cloudformation", aws_account).create_stack(StackName="shop", TemplateBody=body)
    broker = opened(aws, aws_account)

    plan = planned(broker, wish(SYSTEM))
    adopted = applied(broker, wish(SYSTEM, adopt=("topic:*", "subscription:*")))

    broker.close()
    queues = [step for step in plan.todo if step.resource.kind in ("queue", "dead-letter-queue")]
    assert {("update", "Policy")} == {(step.action.value, each.name) for step in queues for each in step.changes}
    assert adopted.left is not None
    assert adopted.left.empty


class Stack:
    """A template's resources, with CloudFormation's functions carried out."""

    def __init__(self, resources: Mapping[str, Any], account: str) -> None:
        self._resources = resources
        self._account = account

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Those of a type; queues for dead letters first, as references order them."""
        found = [each for each in self._resources.values() if each["Type"] == kind]
        found.sort(key=lambda each: "RedrivePolicy" in each["Properties"])
        return [self._value(each["Properties"]) for each in found]

    def _value(self, value: Any) -> Any:
        match value:
            case {"Ref": name}:
                return self._arn(name)
            case {"Fn::GetAtt": [name, "Arn"]}:
                return self._arn(name)
            case {"Fn::Sub": text}:
                known = {"AWS::AccountId": self._account, "AWS::Region": REGION, "AWS::Partition": "aws"}
                return re.sub(r"\$\{([^}]+)\}", lambda match: known[match.group(1)], text)
            case dict():
                return {key: self._value(each) for key, each in value.items()}
            case list():
                return [self._value(each) for each in value]
            case _:
                return value

    def _arn(self, name: str) -> str:
        properties = self._resources[name]["Properties"]
        if "QueueName" in properties:
            return f"arn:aws:sqs:{REGION}:{self._account}:{properties['QueueName']}"
        return f"arn:aws:sns:{REGION}:{self._account}:{properties['TopicName']}"


def test_it_is_written_the_same_each_time() -> None:
    assert cloudformation.files(manifest()) == cloudformation.files(manifest(fleet()))
