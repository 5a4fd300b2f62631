"""Plan, apply and drift at SQS and SNS, as moto has them, by hand with Amazon's own client where somebody else acts."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.brokers.sqs_fleet import (
    AGENTS,
    CHANNELS,
    EXECUTE,
    LOSSES,
    SCOPE,
    SHIP,
    SHIP_LETTERS,
    SHIP_QUEUE,
    STANDARD,
    USED,
    WORKER,
    applied,
    attributes,
    channel,
    drifted,
    fleet,
    opened,
    planned,
    reads,
    small,
    subscription_arn,
    told,
    topic_arn,
    url,
    wish,
    without,
)
from tests.conformance.figures import FIGURES
from tools.aws.server import Aws
from treatyc.brokers.applying import look
from treatyc.brokers.live import BrokerError
from treatyc.brokers.sqs.live import SqsBroker
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel
from treatyc.topology.plan import Action
from treatyc.topology.resource import address

pytestmark = pytest.mark.aws


@pytest.fixture
def broker(aws: Aws, aws_account: str) -> Iterator[SqsBroker]:
    broker = opened(aws, aws_account)
    yield broker
    broker.close()


@pytest.fixture
def sqs(aws: Aws, aws_account: str) -> Any:
    return aws.client("sqs", aws_account)


@pytest.fixture
def sns(aws: Aws, aws_account: str) -> Any:
    return aws.client("sns", aws_account)


@dataclass(frozen=True)
class Standing:
    """An account where the fleet is, which each of its tests leaves as it was."""

    broker: SqsBroker
    sqs: Any
    sns: Any


@pytest.fixture(scope="module")
def standing(aws: Aws) -> Iterator[Standing]:
    account = "700000000000"
    found = Standing(opened(aws, account), aws.client("sqs", account), aws.client("sns", account))
    applied(found.broker, wish(small()))
    yield found
    found.broker.close()


def test_an_empty_account_gets_everything_and_a_second_plan_is_empty(broker: SqsBroker) -> None:
    wanted = wish(fleet())

    run = applied(broker, wanted)

    assert sorted(address(each) for each in wanted.wanted) == sorted(step.address for step in run.done)
    assert run.left is not None
    assert run.left.empty, told(run.left.todo)
    assert () == run.left.unmanaged
    assert [] == drifted(broker, wanted)


def test_a_command_comes_to_its_worker_and_to_its_tap_and_an_event_to_whom_it_concerns(
    broker: SqsBroker, sqs: Any, sns: Any, aws_account: str
) -> None:
    """FIELD.md 3, fault 2: a tap takes no work away. A filter looks at the attributes of parameters."""
    applied(broker, wish(fleet()))
    start = f"arn:aws:sns:eu-central-1:{aws_account}:"
    tool = {"parameter.tool": {"DataType": "String", "StringValue": "calculator"}}

    sns.publish(TopicArn=start + "tools-execute", Message="work")
    sns.publish(TopicArn=start + "events-tool", Message="used", MessageAttributes=tool)

    def received(name: str) -> list[str]:
        answer = sqs.receive_message(QueueUrl=url(sqs, name), MaxNumberOfMessages=10, WaitTimeSeconds=0)
        return [message["Body"] for message in answer.get("Messages", [])]

    assert ["work"] == received(WORKER)
    assert ["work"] == received("tools-execute-_group-shop-audit")
    assert ["used"] == received("events-tool-_group-shop-audit")
    assert [] == received("events-tool-_group-shop-searching")


def test_what_fails_too_often_ends_in_the_dead_letters_of_its_group(broker: SqsBroker, sqs: Any) -> None:
    """FIELD.md 3, fault 9: retries end somewhere."""
    applied(broker, wish(fleet()))
    queue = url(sqs, SHIP_QUEUE)
    sqs.send_message(QueueUrl=queue, MessageBody="parcel")

    for _ in range(STANDARD.max_deliver):
        (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=0)["Messages"]
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        time.sleep(0.002)  # moto counts in milliseconds

    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=0)
    (buried,) = sqs.receive_message(QueueUrl=url(sqs, SHIP_LETTERS), WaitTimeSeconds=0)["Messages"]
    assert "parcel" == buried["Body"]


CHANGES = {
    "a longer wait": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, ack_wait_s=90.0)),
        {f"queue:{SHIP_QUEUE}", f"dead-letter-queue:{SHIP_LETTERS}"},
        {"VisibilityTimeout": "90"},
    ),
    "more deliveries": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, max_deliver=7)),
        {f"queue:{SHIP_QUEUE}"},
        {"RedrivePolicy": f"7 to {SHIP_LETTERS}"},
    ),
    "no dead letters": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, dead_letter=None)),
        {f"queue:{SHIP_QUEUE}"},
        {"RedrivePolicy": ""},
    ),
    "larger messages": (
        channel(SHIP, max_bytes=128 * 1024),
        {f"queue:{SHIP_QUEUE}", f"dead-letter-queue:{SHIP_LETTERS}"},
        {"MaximumMessageSize": "191148"},
    ),
    "kept for longer": (
        channel(SHIP, retain_s=8 * 86_400.0),
        {f"queue:{SHIP_QUEUE}", f"dead-letter-queue:{SHIP_LETTERS}"},
        {"MessageRetentionPeriod": "691200"},
    ),
}


@pytest.mark.parametrize(("now", "touched", "shown"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_made_in_place(standing: Standing, now: Channel, touched: set[str], shown: dict[str, str]) -> None:
    run = applied(standing.broker, wish(small(now)))
    back = applied(standing.broker, wish(small(), *LOSSES))

    done = {step.address: step for step in run.done}
    assert touched == done.keys()
    assert {Action.UPDATE} == {step.action for step in run.done}
    assert shown.items() <= {each.name: each.wanted for each in done[f"queue:{SHIP_QUEUE}"].changes}.items()
    assert run.left is not None
    assert [] == told(run.left.todo)
    assert touched <= {step.address for step in back.done}
    assert [] == drifted(standing.broker, wish(small()))


def test_a_filter_is_changed_in_place_and_the_plan_says_how_long_it_takes(broker: SqsBroker) -> None:
    applied(broker, wish(small()))
    searching = Agent("searching", CHANNELS[0].place, (reads("searching", USED, tool="browse"),))
    agents = tuple(searching if agent.name == "searching" else agent for agent in AGENTS)

    run = applied(broker, wish(small(agents=agents)))

    (step,) = run.done
    assert "subscription:events-tool/events-tool-_group-shop-searching" == step.address
    assert "15 minutes" in step.risk.sentence
    assert run.left is not None
    assert run.left.empty


def test_what_is_kept_for_less_waits_for_a_word_since_old_messages_are_dropped_at_once(broker: SqsBroker) -> None:
    applied(broker, wish(fleet()))
    shorter = fleet(channel(SHIP, retain_s=3600.0))
    names = (f"queue:{SHIP_QUEUE}", f"dead-letter-queue:{SHIP_LETTERS}")

    assert {(Action.BLOCKED, name) for name in names} == {
        (step.action, step.address) for step in planned(broker, wish(shorter)).blocked
    }
    allowed = applied(broker, wish(shorter, *(f"--allow-loss {name}" for name in names)))
    assert set(names) == {step.address for step in allowed.done}


def test_a_channel_that_becomes_ordered_moves_and_what_held_messages_stays_until_its_loss_is_allowed(
    broker: SqsBroker, sqs: Any
) -> None:
    applied(broker, wish(fleet()))
    sqs.send_message(QueueUrl=url(sqs, SHIP_QUEUE), MessageBody="parcel")
    ordered = fleet(channel(SHIP, order=CHANNELS[2].order, key=CHANNELS[2].key))

    plan = planned(broker, wish(ordered))

    assert [("create", f"dead-letter-queue:{SHIP_LETTERS}.fifo"), ("create", f"queue:{SHIP_QUEUE}.fifo")] == told(
        plan.todo
    )
    blocked = {step.address: [str(word) for word in step.needs] for step in plan.blocked}
    assert {
        f"queue:{SHIP_QUEUE}": [f"--allow-destroy queue:{SHIP_QUEUE}", f"--allow-loss queue:{SHIP_QUEUE}"],
        f"dead-letter-queue:{SHIP_LETTERS}": [f"--allow-destroy dead-letter-queue:{SHIP_LETTERS}"],
    } == blocked


def test_what_nobody_wants_any_more_goes_by_its_address_alone(broker: SqsBroker, sqs: Any) -> None:
    applied(broker, wish(fleet()))
    less = without(fleet(), EXECUTE)
    blocked = planned(broker, wish(less)).blocked
    words = [str(word) for step in blocked for word in step.needs]

    run = applied(broker, wish(less, *words))

    kinds = [step.resource.kind for step in run.done]
    assert ["subscription"] * 2 + ["topic"] + ["queue"] * 2 + ["dead-letter-queue"] * 2 == kinds
    assert run.left is not None
    assert run.left.empty
    assert not [name for name in sqs.list_queues()["QueueUrls"] if "tools-execute" in name]


def test_what_filled_up_since_the_plan_is_not_deleted(broker: SqsBroker, sqs: Any) -> None:
    applied(broker, wish(fleet()))
    less = wish(without(fleet(), SHIP), f"--allow-destroy queue:{SHIP_QUEUE}")
    (step,) = (step for step in planned(broker, less).todo if step.resource.kind == "queue")
    sqs.send_message(QueueUrl=url(sqs, SHIP_QUEUE), MessageBody="parcel")

    (outcome,) = broker.perform([step], SCOPE)

    assert outcome.problem is not None
    assert "it holds 1 messages by now" in outcome.problem
    assert "1" == attributes(sqs, SHIP_QUEUE)["ApproximateNumberOfMessages"]


Act = Callable[[Any, Any], object]
ANYBODY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish"}}'
DRIFTS: dict[str, tuple[Act, str]] = {
    "a queue's wait": (
        lambda sqs, _sns: sqs.set_queue_attributes(
            QueueUrl=url(sqs, SHIP_QUEUE), Attributes={"VisibilityTimeout": "5"}
        ),
        f"queue:{SHIP_QUEUE}",
    ),
    "a queue's dead letters": (
        lambda sqs, _sns: sqs.set_queue_attributes(QueueUrl=url(sqs, SHIP_QUEUE), Attributes={"RedrivePolicy": ""}),
        f"queue:{SHIP_QUEUE}",
    ),
    "who may send to a queue": (
        lambda sqs, _sns: sqs.add_permission(
            QueueUrl=url(sqs, SHIP_QUEUE), Label="anyone", AWSAccountIds=["999999999999"], Actions=["SendMessage"]
        ),
        f"queue:{SHIP_QUEUE}",
    ),
    "who may publish to a topic": (
        lambda _sqs, sns: sns.set_topic_attributes(
            TopicArn=topic_arn(sns, "events-tool"), AttributeName="Policy", AttributeValue=ANYBODY
        ),
        "topic:events-tool",
    ),
    "how a subscription delivers": (
        lambda _sqs, sns: sns.set_subscription_attributes(
            SubscriptionArn=subscription_arn(sns, WORKER), AttributeName="RawMessageDelivery", AttributeValue="false"
        ),
        f"subscription:tools-execute/{WORKER}",
    ),
    "a subscription that is gone": (
        lambda _sqs, sns: sns.unsubscribe(SubscriptionArn=subscription_arn(sns, WORKER)),
        f"subscription:tools-execute/{WORKER}",
    ),
}


@pytest.mark.parametrize(("act", "name"), DRIFTS.values(), ids=DRIFTS)
def test_what_somebody_changed_by_hand_is_seen_and_set_back(standing: Standing, act: Act, name: str) -> None:
    wanted = wish(small())

    act(standing.sqs, standing.sns)

    assert [name] == drifted(standing.broker, wanted)
    run = applied(standing.broker, wanted)
    assert [name] == [step.address for step in run.done]
    assert [] == drifted(standing.broker, wanted)


def test_the_wrong_account_is_refused(broker: SqsBroker, aws_account: str) -> None:
    wanted = wish(fleet())

    assert f"{aws_account}:eu-central-1" == planned(broker, wanted).identity
    with pytest.raises(BrokerError, match="calls itself"):
        look(broker, dataclasses.replace(wanted, cluster="999999999999:eu-central-1"))


def test_everything_tells_what_an_account_holds_whoever_made_it(broker: SqsBroker, sqs: Any) -> None:
    applied(broker, wish(fleet()))
    sqs.create_queue(QueueName="of-somebody")

    found = {address(held.resource): held for held in broker.everything()}

    assert {address(each) for each in wish(fleet()).wanted} | {"queue:of-somebody"} == found.keys()
    assert found["queue:of-somebody"].mark is None


def test_a_thousand_channels(broker: SqsBroker, record_property: Callable[[str, object], None]) -> None:
    lossy = dataclasses.replace(STANDARD, dead_letter=None)
    channels = tuple(channel(f"bulk.c{number}", policy=lossy) for number in range(1000))
    worker = Agent("worker", CHANNELS[0].place, tuple(reads("worker", each.address) for each in channels))
    wanted = wish(without(fleet(*channels, agents=(worker,)), *(each.address for each in CHANNELS)))
    begun = time.perf_counter()
    agreed = planned(broker, wanted)
    planned_s = time.perf_counter() - begun

    run = applied(broker, wanted)

    applied_s = time.perf_counter() - begun - planned_s
    record_property(
        FIGURES,
        f"SQS: {len(agreed.todo):,} queues planned in {planned_s:.1f} s, applied and read back in {applied_s:.1f} s",
    )
    assert 1000 == len(run.done)
    assert run.left is not None
    assert run.left.empty
