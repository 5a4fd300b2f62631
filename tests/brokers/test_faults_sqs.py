"""FIELD.md section 3 at SQS and SNS: what the plain set-up does there, beside what treaty refuses or makes instead.

Each test first shows the fault with Amazon's own client, then that it cannot be declared, or is not derived.
"""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.brokers.sqs_fleet import AGENTS, EXECUTE, HERE, PLACED, SHIP, STANDARD, USED, channel, fleet, reads
from tools.aws.server import Aws
from treatyc.system.agent import Agent, Reading
from treatyc.system.channel import Channel, Kind, Name, Order, Parameter
from treatyc.system.system import System
from treatyc.topology.resource import Resource, address
from treatyc.topology.semantics import Problem
from treatyc.topology.sqs.semantics import SEMANTICS

pytestmark = pytest.mark.aws


@pytest.fixture
def sqs(aws: Aws, aws_account: str) -> Any:
    return aws.client("sqs", aws_account)


@pytest.fixture
def sns(aws: Aws, aws_account: str) -> Any:
    return aws.client("sns", aws_account)


def problems(system: System, rule: str) -> list[Problem]:
    return [each for each in SEMANTICS.problems(system, system.targets[0]) if each.rule == rule]


def derived(*channels: Channel) -> dict[str, Resource]:
    system = fleet(*channels)
    return {address(each): each for each in SEMANTICS.derive(system, system.targets[0])}


def received(sqs: Any, queue: str) -> list[str]:
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=0)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_2_a_tap_on_a_queue_of_work_takes_the_work(sqs: Any) -> None:
    queue = sqs.create_queue(QueueName="tools-execute")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="work")
    assert ["work"] == received(sqs, queue)  # the tap
    assert [] == received(sqs, queue)  # the worker

    kinds = {name for name in derived() if "tools-execute" in name}

    assert "topic:tools-execute" in kinds
    assert {
        "queue:tools-execute-_group-shop-audit",
        "queue:tools-execute-_group-shop-worker",
        "subscription:tools-execute/tools-execute-_group-shop-audit",
        "subscription:tools-execute/tools-execute-_group-shop-worker",
    } <= kinds


def test_3_a_name_with_a_dot_is_refused(sqs: Any, sns: Any) -> None:
    with pytest.raises(ClientError, match="Can only include alphanumeric"):
        sqs.create_queue(QueueName="tools.execute")
    with pytest.raises(ClientError, match="Topic names must be made up"):
        sns.create_topic(Name="tools.execute")

    assert not [each.name for each in derived().values() if "." in each.name.replace(".fifo", "")]


def test_4_what_is_published_to_a_topic_that_nobody_made_fails(sns: Any, aws_account: str) -> None:
    with pytest.raises(ClientError, match="NotFound"):
        sns.publish(TopicArn=f"arn:aws:sns:eu-central-1:{aws_account}:events-order-placed", Message="x")

    system = fleet()
    entrances = {each.target for each in SEMANTICS.flow(system, system.targets[0]).passages if "agent:" in each.source}
    assert entrances <= derived().keys()


def test_11_two_addresses_with_dots_made_dashes_are_one_queue(sqs: Any) -> None:
    one, other = "tools.execute-x", "tools-execute.x"
    urls = {sqs.create_queue(QueueName=name.replace(".", "-"))["QueueUrl"] for name in (one, other)}
    assert 1 == len(urls)

    assert {"queue:tools-execute--x", "queue:tools--execute-x"} <= derived(channel(one), channel(other)).keys()


def test_9_without_a_redrive_a_message_comes_back_for_ever(sqs: Any) -> None:
    queue = sqs.create_queue(QueueName="ship", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    for _ in range(10):
        assert ["poison"] == received(sqs, queue)
        time.sleep(0.002)  # moto counts in milliseconds

    redrives = {name: dict(each.attributes)["RedrivePolicy"] for name, each in _queues().items()}  # type: ignore[attr-defined]  # queues have them

    assert "3 to commands-parcel-ship-_dead_letter-shop-shipping" == redrives["queue:commands-parcel-ship"]
    assert [] == [name for name, redrive in redrives.items() if not redrive and name != "queue:replies-price"]


def _queues() -> dict[str, Resource]:
    return {name: each for name, each in derived().items() if name.startswith("queue:")}


def test_12_what_a_topic_has_no_reader_for_is_dropped(sqs: Any, sns: Any, aws_account: str) -> None:
    topic = sns.create_topic(Name="events")["TopicArn"]
    sns.publish(TopicArn=topic, Message="early")
    queue = sqs.create_queue(QueueName="late")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:eu-central-1:{aws_account}:late")
    assert [] == received(sqs, queue)

    system = fleet()
    assert any("keeps nothing" in each for each in SEMANTICS.shortcomings(system, system.targets[0]))
    # What is to be done is kept although nobody reads it yet: a command is no topic.
    assert "queue:commands-later" in derived(channel("commands.later"))


def test_17_a_retry_longer_than_a_message_can_hide_is_refused(sqs: Any) -> None:
    queue = sqs.create_queue(QueueName="slow")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="work")
    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=0)["Messages"]
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=43_201)

    patient = dataclasses.replace(STANDARD, ack_wait_s=60.0, backoff_s=(43_200.0,))
    (problem,) = problems(fleet(channel(SHIP, policy=patient)), "broker-delay")
    assert "hides a message that was taken for 12h at most" in problem.message


def test_a_delay_of_more_than_15_minutes_is_refused_and_none_is_derived(sqs: Any) -> None:
    queue = sqs.create_queue(QueueName="parked")["QueueUrl"]
    with pytest.raises(ClientError, match="DelaySeconds must be >= 0 and <= 900"):
        sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=901)

    hour = dataclasses.replace(STANDARD, backoff_s=(3600.0,))
    assert [] == problems(fleet(channel(SHIP, policy=hour)), "broker-delay")
    assert not [name for name in derived(channel(SHIP, policy=hour)) if "_retry" in name]


def test_more_attributes_than_ten_are_refused() -> None:
    """Amazon refuses them, SNS even drops such a message on its way, and moto does not: the rule alone is shown."""
    many = "events." + ".".join(f"{{p{number}}}" for number in range(10))
    parameters = tuple(Parameter(f"p{number}", HERE) for number in range(10))
    (problem,) = problems(fleet(channel(many, Kind.EVENT, parameters=parameters)), "broker-attributes")
    assert "has 10 parameters" in problem.message


def test_a_filter_of_more_than_five_attributes_is_refused(sqs: Any, sns: Any, aws_account: str) -> None:
    topic = sns.create_topic(Name="events")["TopicArn"]
    sqs.create_queue(QueueName="picky")
    place = f"arn:aws:sqs:eu-central-1:{aws_account}:picky"
    policy = json.dumps({f"p{number}": ["x"] for number in range(6)})
    with pytest.raises(ClientError, match="can not have more than 5 keys"):
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=place, Attributes={"FilterPolicy": policy})

    names = [f"p{number}" for number in range(6)]
    address_of_all = "events." + ".".join(f"{{{name}}}" for name in names)
    parameters = tuple(Parameter(name, HERE) for name in names)
    reader = Agent("reader", HERE, (reads("reader", address_of_all, Reading.RECEIVES, **dict.fromkeys(names, "x")),))
    system = fleet(channel(address_of_all, Kind.EVENT, parameters=parameters), agents=(*AGENTS, reader))
    (problem,) = problems(system, "broker-attributes")
    assert "fixes 6 parameters" in problem.message


def test_an_order_without_the_suffix_is_refused(sqs: Any) -> None:
    with pytest.raises(ClientError, match=r"must end in \.fifo"):
        sqs.create_queue(QueueName="orders", Attributes={"FifoQueue": "true"})

    ordered = {name for name in derived() if "order-placed" in name}
    assert all(part.endswith(".fifo") for name in ordered for part in name.partition(":")[2].split("/"))
    assert len(ordered) == 7


def test_a_standard_topic_takes_no_ordered_queue(sqs: Any, sns: Any, aws_account: str) -> None:
    sqs.create_queue(QueueName="a.fifo", Attributes={"FifoQueue": "true"})
    topic = sns.create_topic(Name="events")["TopicArn"]
    with pytest.raises(ClientError, match="FIFO SQS Queues can not be subscribed to standard SNS topics"):
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:eu-central-1:{aws_account}:a.fifo")

    assert "topic:events-order-placed.fifo" in derived()


def test_a_message_over_the_limit_is_refused(sqs: Any, sns: Any) -> None:
    queue = sqs.create_queue(QueueName="large")["QueueUrl"]
    with pytest.raises(ClientError, match="Message must be shorter than"):
        sqs.send_message(QueueUrl=queue, MessageBody="x" * (1024 * 1024 + 1))
    topic = sns.create_topic(Name="large")["TopicArn"]
    with pytest.raises(ClientError, match="Message too long"):
        sns.publish(TopicArn=topic, Message="x" * (256 * 1024 + 1))

    large = 200 * 1024  # a third more in base64
    assert [] == problems(fleet(channel(SHIP, max_bytes=large)), "size-over-broker")
    (problem,) = problems(fleet(channel(USED, Kind.EVENT, max_bytes=large)), "size-over-broker")
    assert "SNS takes" in problem.message


def test_a_queue_keeps_nothing_for_three_months() -> None:
    """Amazon refuses it, and moto does not: the rule alone is shown."""
    ninety_days = 90 * 86_400.0

    system = fleet(channel(PLACED, Kind.EVENT, key=Name("id", HERE), order=Order.KEY, retain_s=ninety_days))

    (problem,) = problems(system, "broker-retention")
    assert "`events.order.placed` is kept 90d" in problem.message


def test_a_dead_letter_counts_its_age_from_its_first_sending() -> None:
    """A standard queue's dead letters live on the clock of the message: the queue of dead letters keeps them longer."""
    found = derived()

    def kept(name: str) -> int:
        return int(dict(found[name].attributes)["MessageRetentionPeriod"])  # type: ignore[attr-defined]  # a queue

    worker = "tools-execute-_group-shop-worker"
    assert 7 * 86_400 == kept(f"queue:{worker}")
    assert 8 * 86_400 == kept(f"dead-letter-queue:{worker.replace('_group', '_dead_letter')}")
    assert EXECUTE.startswith("tools.execute")
