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
    HERE,
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
from treatyc.brokers.applying import Run, Wish, look
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
    sns.publish(TopicArn=start + "tools-execute", Message="work")
    for tool in ("calculator", "search"):
        parameter = {"parameter.tool": {"DataType": "String", "StringValue": tool}}
        sns.publish(TopicArn=start + "events-tool", Message=tool, MessageAttributes=parameter)

    def received(name: str) -> list[str]:
        answer = sqs.receive_message(QueueUrl=url(sqs, name), MaxNumberOfMessages=10, WaitTimeSeconds=0)
        return [message["Body"] for message in answer.get("Messages", [])]

    assert ["work"] == received(WORKER)
    assert ["work"] == received("tools-execute-_group-shop-audit")
    assert ["calculator", "search"] == received("events-tool-_group-shop-audit")
    assert ["search"] == received("events-tool-_group-shop-searching")


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


LONGER = dataclasses.replace(STANDARD, ack_wait_s=90.0)
CHANGES: dict[str, tuple[Channel, set[str], dict[str, str]]] = {
    "wait": (
        channel("commands.wait", policy=LONGER),
        {"queue:commands-wait", "dead-letter-queue:commands-wait-_dead_letter-shop-worker"},
        {"VisibilityTimeout": "90"},
    ),
    "deliveries": (
        channel("commands.deliveries", policy=dataclasses.replace(STANDARD, max_deliver=7)),
        {"queue:commands-deliveries"},
        {"RedrivePolicy": "7 to commands-deliveries-_dead_letter-shop-worker"},
    ),
    "unburied": (
        channel("commands.unburied", policy=dataclasses.replace(STANDARD, dead_letter=None)),
        {"queue:commands-unburied"},
        {"RedrivePolicy": ""},
    ),
    "larger": (
        channel("commands.larger", max_bytes=128 * 1024),
        {"queue:commands-larger", "dead-letter-queue:commands-larger-_dead_letter-shop-worker"},
        {"MaximumMessageSize": "191148"},
    ),
    "longer": (
        channel("commands.longer", retain_s=8 * 86_400.0),
        {"queue:commands-longer", "dead-letter-queue:commands-longer-_dead_letter-shop-worker"},
        {"MessageRetentionPeriod": "691200"},
    ),
}


def alone(*channels: Channel) -> Wish:
    """Nothing but these, which one agent reads."""
    worker = Agent("worker", HERE, tuple(reads("worker", each.address) for each in channels))
    return wish(without(fleet(*channels, agents=(worker,)), *(each.address for each in CHANNELS)))


@pytest.fixture(scope="module")
def changing(aws: Aws) -> Iterator[Run]:
    """One run that makes every change, of a channel each."""
    broker = opened(aws, "700000000001")
    now = tuple(each for each, _, _ in CHANGES.values())
    applied(broker, alone(*(channel(each.address) for each in now)))
    yield applied(broker, alone(*now))
    broker.close()


@pytest.mark.parametrize(("now", "touched", "shown"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_made_in_place(changing: Run, now: Channel, touched: set[str], shown: dict[str, str]) -> None:
    done = {step.address: step for step in changing.done if step.resource.origin.channel == now.address}

    assert touched == done.keys()
    assert {Action.UPDATE} == {step.action for step in done.values()}
    for step in done.values():
        assert shown.keys() <= {each.name for each in step.changes}
    queue = next(step for step in done.values() if step.resource.kind == "queue")
    assert shown == {each.name: each.wanted for each in queue.changes}
    assert changing.left is not None
    assert () == changing.left.todo
    assert ["dead-letter-queue:commands-unburied-_dead_letter-shop-worker"] == [
        step.address for step in changing.left.blocked
    ]


FILTERS = (
    (reads("searching", USED, tool="browse"), reads("searching", USED, tool="search")),
    (reads("searching", USED),),
)


def test_a_filter_is_changed_in_place_and_the_plan_says_how_long_it_takes(broker: SqsBroker) -> None:
    applied(broker, wish(small()))

    for subscriptions in FILTERS:
        searching = Agent("searching", HERE, subscriptions)
        agents = tuple(searching if agent.name == "searching" else agent for agent in AGENTS)
        run = applied(broker, wish(small(agents=agents)))

        (step,) = run.done
        assert "subscription:events-tool/events-tool-_group-shop-searching" == step.address
        assert "15 minutes" in step.risk.sentence
        assert run.left is not None
        assert run.left.empty, subscriptions


def test_what_is_kept_for_less_waits_for_a_word_since_old_messages_are_dropped_at_once(broker: SqsBroker) -> None:
    applied(broker, wish(small()))
    shorter = small(channel(SHIP, retain_s=3600.0))
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


AUDIT = "tools-execute-_group-shop-audit"
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
        lambda sqs, _sns: sqs.set_queue_attributes(QueueUrl=url(sqs, AUDIT), Attributes={"RedrivePolicy": ""}),
        f"queue:{AUDIT}",
    ),
    "who may send to a queue": (
        lambda sqs, _sns: sqs.add_permission(
            QueueUrl=url(sqs, SHIP_LETTERS), Label="anyone", AWSAccountIds=["999999999999"], Actions=["SendMessage"]
        ),
        f"dead-letter-queue:{SHIP_LETTERS}",
    ),
    "who may publish to a topic": (
        lambda _sqs, sns: sns.set_topic_attributes(
            TopicArn=topic_arn(sns, "events-tool"), AttributeName="Policy", AttributeValue=ANYBODY
        ),
        "topic:events-tool",
    ),
    "how a subscription delivers": (
        lambda _sqs, sns: sns.set_subscription_attributes(
            SubscriptionArn=subscription_arn(sns, AUDIT), AttributeName="RawMessageDelivery", AttributeValue="false"
        ),
        f"subscription:tools-execute/{AUDIT}",
    ),
    "a subscription that is gone": (
        lambda _sqs, sns: sns.unsubscribe(SubscriptionArn=subscription_arn(sns, WORKER)),
        f"subscription:tools-execute/{WORKER}",
    ),
}


@dataclass(frozen=True)
class Meddled:
    """An account in which somebody changed everything in `DRIFTS`: what was seen, what was done, what was seen then."""

    seen: list[str]
    run: Run
    after: list[str]


@pytest.fixture(scope="module")
def meddled(aws: Aws) -> Meddled:
    account = "700000000002"
    broker, sqs, sns = opened(aws, account), aws.client("sqs", account), aws.client("sns", account)
    wanted = wish(small())
    applied(broker, wanted)
    for act, _ in DRIFTS.values():
        act(sqs, sns)
    found = Meddled(drifted(broker, wanted), applied(broker, wanted), drifted(broker, wanted))
    broker.close()
    return found


@pytest.mark.parametrize("name", [name for _, name in DRIFTS.values()], ids=DRIFTS)
def test_what_somebody_changed_by_hand_is_seen_and_set_back(meddled: Meddled, name: str) -> None:
    assert name in meddled.seen
    assert name in {step.address for step in meddled.run.done}


def test_nothing_else_is_seen_or_set_back(meddled: Meddled) -> None:
    names = {name for _, name in DRIFTS.values()}

    assert names == set(meddled.seen)
    assert names == {step.address for step in meddled.run.done}
    assert [] == meddled.after


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


@pytest.mark.timeout(300)
def test_a_thousand_channels(broker: SqsBroker, record_property: Callable[[str, object], None]) -> None:
    lossy = dataclasses.replace(STANDARD, dead_letter=None)
    wanted = alone(*(channel(f"bulk.c{number}", policy=lossy) for number in range(1000)))
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
