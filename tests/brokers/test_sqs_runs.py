"""At SQS and SNS: what is not ours is left alone, a run that died is continued, and two runs do not interleave."""

from __future__ import annotations

import dataclasses
import shutil
import sysconfig
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.brokers.sqs_fleet import (
    EXECUTE,
    HERE,
    SCOPE,
    SHIP,
    SHIP_QUEUE,
    STANDARD,
    USED,
    WORKER,
    applied,
    attributes,
    channel,
    connection,
    drifted,
    fleet,
    opened,
    planned,
    reads,
    small,
    subscription_arn,
    told,
    url,
    wish,
    without,
)
from tools.aws.server import Aws, running
from treatyc.brokers.applying import Wish
from treatyc.brokers.live import BrokerError, Locked, Outcome
from treatyc.brokers.sqs.clients import Clients, open_clients
from treatyc.brokers.sqs.live import SqsBroker
from treatyc.system.agent import Agent
from treatyc.system.channel import Kind
from treatyc.topology.drift import drift
from treatyc.topology.plan import Scope, Step

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


def test_what_is_not_ours_is_not_touched(broker: SqsBroker, sqs: Any, sns: Any, aws_account: str) -> None:
    sqs.create_queue(QueueName="of-somebody", tags={"team": "other"})
    sqs.create_queue(QueueName=SHIP_QUEUE, Attributes={"VisibilityTimeout": "7"})
    theirs = sns.create_topic(Name="of-somebody")["TopicArn"]
    endpoint = f"arn:aws:sqs:eu-central-1:{aws_account}:of-somebody"
    sns.subscribe(TopicArn=theirs, Protocol="sqs", Endpoint=endpoint)
    wanted = wish(fleet())

    run = applied(broker, wanted)

    assert run.left is not None
    assert [f"queue:{SHIP_QUEUE}"] == [step.address for step in run.left.blocked]
    assert ("queue:of-somebody", "subscription:of-somebody/of-somebody", "topic:of-somebody") == run.left.unmanaged
    assert "7" == attributes(sqs, SHIP_QUEUE)["VisibilityTimeout"]

    adopted = applied(broker, wish(fleet(), adopt=(f"queue:{SHIP_QUEUE}",)))
    assert [("adopt", f"queue:{SHIP_QUEUE}")] == told(adopted.done)
    assert "30" == attributes(sqs, SHIP_QUEUE)["VisibilityTimeout"]
    assert adopted.left is not None
    assert adopted.left.empty
    assert [] == drifted(broker, wanted)


def test_what_another_project_holds_is_invisible_and_its_names_are_not_taken(aws: Aws, aws_account: str) -> None:
    one, other = opened(aws, aws_account), opened(aws, aws_account)
    applied(one, wish(fleet()))

    plan = planned(other, wish(fleet(name="store")))

    assert () == plan.unmanaged
    owners = {step.what for step in plan.blocked}
    assert {"belongs to shop/prod"} <= {what[-len("belongs to shop/prod") :] for what in owners}
    one.close()
    other.close()


def test_an_external_channel_is_made_when_it_is_missing_and_left_when_it_is_there(broker: SqsBroker, sqs: Any) -> None:
    sqs.create_queue(QueueName=SHIP_QUEUE, Attributes={"VisibilityTimeout": "7"})
    external = fleet(channel(SHIP, external=True), channel("events.seen", Kind.EVENT, external=True))

    run = applied(broker, wish(external))

    assert run.left is not None
    assert run.left.empty
    assert "7" == attributes(sqs, SHIP_QUEUE)["VisibilityTimeout"]
    assert "topic:events-seen" in {step.address for step in run.done}


class Dying:
    """A broker whose process dies after some steps: the rest of the run never happens."""

    def __init__(self, broker: SqsBroker, after: int) -> None:
        self._broker = broker
        self._left = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        for step in steps:
            if self._left == 0:
                raise BrokerError("the process died")
            self._left -= 1
            yield from self._broker.perform([step], scope)


def once(project: str, prefix: str, **keys: Any) -> Wish:
    """A project with everything once: a topic, a queue, dead letters, a subscription."""
    reader = (Agent("searching", HERE, (reads("searching", USED),)),)
    system = without(small(channel(USED, Kind.EVENT, **keys), agents=reader), EXECUTE, SHIP)
    target = dataclasses.replace(system.targets[0], prefix=prefix)
    return wish(dataclasses.replace(system, name=project, targets=(target,)))


def test_a_run_that_died_after_any_step_is_continued(broker: SqsBroker) -> None:
    for after in range(4):
        wanted = once(f"shop{after}", f"after{after}.")
        died = applied(Dying(broker, after), wanted)  # type: ignore[arg-type]  # it is one by what it hands on
        assert died.broken
        finished = applied(broker, wanted)
        assert 4 - after == len(finished.done)
        assert finished.left is not None
        assert finished.left.empty


class Cut:
    """Amazon's client whose line is cut before or after the calls of one operation."""

    def __init__(self, client: Any, operation: str, *, after: bool) -> None:
        self._client = client
        self._operation = operation
        self._after = after

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        return partial(self._cut, call) if name == self._operation else call

    def _cut(self, call: Any, **named: Any) -> Any:
        if "-_lock-" in str(named):
            return call(**named)  # nothing is begun before the lock is held
        if self._after:
            call(**named)
        raise EndpointConnectionError(endpoint_url="nowhere")


CUTS = [
    ("sqs", "create_queue", True),
    ("sns", "create_topic", True),
    ("sqs", "tag_queue", False),
    ("sqs", "tag_queue", True),
    ("sns", "subscribe", True),
    ("sqs", "set_queue_attributes", False),
    ("sqs", "set_queue_attributes", True),
    ("sns", "set_topic_attributes", False),
]


def test_a_line_that_is_cut_at_any_call_leaves_nothing_that_the_next_run_does_not_finish(
    aws: Aws, aws_account: str
) -> None:
    """Before and after a claim, before and after what was claimed."""
    clients = open_clients(connection(aws, aws_account))
    whole = SqsBroker(clients)

    for number, (service, operation, after) in enumerate(CUTS):
        cut = SqsBroker(cut_at(clients, service, operation, after=after))
        project, prefix = f"shop{number}", f"cut{number}."
        wanted = once(project, prefix)
        if operation.startswith("set_"):
            applied(whole, wanted)
            meddle(clients, prefix)
            wanted = once(project, prefix, policy=dataclasses.replace(STANDARD, ack_wait_s=90.0))

        assert applied(cut, wanted).broken, (operation, after)
        finished = applied(whole, wanted)

        assert finished.left is not None
        assert finished.left.empty, (operation, after)
        scope = wanted.request.scope
        assert () == drift(wanted.wanted, whole.observe(wanted.wanted, scope), scope), (operation, after)
    clients.close()


def cut_at(clients: Clients, service: str, operation: str, *, after: bool) -> Clients:
    cut = Cut(getattr(clients, service), operation, after=after)
    return dataclasses.replace(clients, sqs=cut) if service == "sqs" else dataclasses.replace(clients, sns=cut)


def meddle(clients: Clients, prefix: str) -> None:
    """So that there is a topic to set back."""
    arn = clients.realm.arn("sns", prefix.replace(".", "-") + "events-tool")
    everybody = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish"}}'
    clients.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=everybody)


def test_what_a_run_that_died_made_and_did_not_tell_is_done(broker: SqsBroker) -> None:
    """Between the making and its outcome: the same steps once more."""
    steps = planned(broker, wish(fleet())).todo
    for _ in range(2):
        for kind in ("dead-letter-queue", "queue", "topic", "subscription"):
            outcomes = tuple(broker.perform([step for step in steps if step.resource.kind == kind], SCOPE))
            assert [] == [outcome.problem for outcome in outcomes if outcome.problem]

    assert planned(broker, wish(fleet())).empty


def test_a_claim_without_its_subscription_is_taken_up(broker: SqsBroker, sns: Any) -> None:
    """The queue bore the mark, and the process died before the subscription was made."""
    applied(broker, wish(fleet()))
    sns.unsubscribe(SubscriptionArn=subscription_arn(sns, WORKER))

    run = applied(broker, wish(fleet()))

    assert [("create", f"subscription:tools-execute/{WORKER}")] == told(run.done)


def test_what_somebody_else_made_since_the_plan_is_theirs(broker: SqsBroker, sqs: Any, sns: Any) -> None:
    todo = planned(broker, wish(fleet())).todo
    queue = next(step for step in todo if step.address == f"queue:{SHIP_QUEUE}")
    topic = next(step for step in todo if step.address == "topic:events-tool")
    sqs.create_queue(QueueName=SHIP_QUEUE, Attributes={"VisibilityTimeout": "7"})
    sns.create_topic(Name=topic.resource.name, Attributes={"DisplayName": "theirs"})

    outcomes = (*broker.perform([queue], SCOPE), *broker.perform([topic], SCOPE))

    assert ["somebody else made it meanwhile; plan again"] * 2 == [outcome.problem for outcome in outcomes]
    assert "7" == attributes(sqs, SHIP_QUEUE)["VisibilityTimeout"]
    assert {} == sqs.list_queue_tags(QueueUrl=url(sqs, SHIP_QUEUE)).get("Tags", {})


def test_two_runs_do_not_interleave(aws: Aws, aws_account: str) -> None:
    one, other = opened(aws, aws_account), opened(aws, aws_account)

    with one.lock(SCOPE, "anna@build-7") as lease:
        lease.renew()
        with pytest.raises(Locked, match=r"shop/prod: anna@build-7 since 20\d\d-"), other.lock(SCOPE, "bert"):
            pytest.fail("two hold it")
        with other.lock(Scope("shop", "staging"), "bert"):
            pass  # another target is another matter
    with other.lock(SCOPE, "bert"):
        pass

    assert () == planned(other, wish(fleet())).unmanaged  # a lock is nothing that anybody manages
    one.close()
    other.close()


def test_the_lock_of_a_run_that_died_comes_back_by_itself(broker: SqsBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treatyc.brokers.sqs.lock.LEASE_S", 1)
    dead = broker.lock(SCOPE, "dead")
    lease = dead.__enter__()
    deadline = time.monotonic() + 10
    while True:
        try:
            with broker.lock(SCOPE, "heir"):
                break
        except Locked:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    with pytest.raises(Locked, match="our turn ended after 1 s"):
        lease.renew()


def test_a_stand_in_that_does_not_tell_all_is_named_and_its_second_plan_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """moto as it comes, such as a fleet on one machine has it."""
    plain = shutil.which("moto_server", path=sysconfig.get_path("scripts"))
    assert plain is not None
    monkeypatch.setattr("tools.aws.server._SERVING", plain)
    with running() as aws:
        broker = opened(aws, "000000000001")
        first = applied(broker, wish(small()))
        changed = applied(broker, wish(small(channel(EXECUTE, policy=dataclasses.replace(STANDARD, ack_wait_s=90.0)))))
        broker.close()

    for run in (first, changed):
        assert run.left is not None
        assert [] == told(run.left.todo)
        assert [True] == ["RedriveAllowPolicy" in each for each in run.left.shortcomings if "does not tell" in each]
