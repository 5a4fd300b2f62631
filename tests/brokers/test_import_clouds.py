"""`treaty import topology` at SQS and SNS (moto), and at Google's fake of Pub/Sub, that were used before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.brokers.newcomer import Newcomer, remarks
from tests.brokers.pubsub_hand import by_hand
from tests.brokers.sqs_fleet import connection
from tools.aws.server import Aws
from tools.pubsub.fake import PubSub


@pytest.mark.aws
def test_queues_and_topics_of_amazon(aws: Aws, aws_account: str, tmp_path: Path) -> None:
    sqs, sns = aws.client("sqs", aws_account), aws.client("sns", aws_account)
    sqs.create_queue(QueueName="commands-pack", Attributes={"MessageRetentionPeriod": "86400"})
    read = sqs.create_queue(QueueName="BillingOrders")["QueueUrl"]
    topic = sns.create_topic(Name="events-orders-placed")["TopicArn"]
    arn = sqs.get_queue_attributes(QueueUrl=read, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    known = connection(aws, aws_account)
    users = 'security: {username: "${U}", password: "${P}"}'
    environment = {"URL": known.address, "U": known.security["username"], "P": known.security["password"]}
    here = Newcomer(tmp_path / "newcomer", f'broker: sqs, url: "${{URL}}", {users}', environment)

    found = here.imported()

    assert ["commands.pack", "events.orders.placed"] == found["channels"]
    assert ["billing_orders"] == found["agents"]
    moved = "events-orders-placed-_group-shop-billing_orders"
    said = remarks(found)["queue:BillingOrders"]
    assert [f"agent `billing_orders` reads from the queue `{moved}`, and there it is `BillingOrders`"] == said
    assert "  commands.pack: {kind: command, message: shop.imported.v1.Unknown, retain: 1d" in here.contracts
    assert [] == here.errors()
    planned = {each["address"]: each["action"] for each in here.plan()}
    assert "adopt" == planned["topic:events-orders-placed"] == planned["queue:commands-pack"]
    assert "create" == planned[f"queue:{moved}"]


@pytest.mark.pubsub
def test_topics_and_subscriptions_of_google(
    pubsub: PubSub, pubsub_project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    with by_hand(pubsub_project, pubsub.host) as hand:
        for topic in ("events.orders.placed", "buried", "Legacy"):
            hand.make_topic(topic)
        hand.make_subscription("events.orders.placed._group.shop.billing", "events.orders.placed")
        letters = {"dead_letter_topic": hand.topic("buried"), "max_delivery_attempts": 5}
        hand.make_subscription("mailer-sub", "events.orders.placed", dead_letter_policy=letters)
    here = Newcomer(tmp_path / "newcomer", 'broker: pubsub, url: "${URL}"', {"URL": f"pubsub://{pubsub_project}"})

    found = here.imported()

    assert ["events.orders.placed"] == found["channels"]
    assert ["billing", "mailer_sub"] == found["agents"]
    said = remarks(found)
    assert ["it is where dead letters end"] == said["topic:buried"]
    assert ["its token `Legacy` is not of a-z, 0-9, `_` and `-` alone"] == said["topic:Legacy"]
    usual = "events.orders.placed._group.shop.mailer_sub"
    moves = f"agent `mailer_sub` reads the subscription `{usual}`, and there it is `mailer-sub`"
    assert [moves] == said["subscription:mailer-sub"]
    assert [] == here.errors()
    planned = {each["address"]: each["action"] for each in here.plan()}
    ours = usual.replace("mailer_sub", "billing")
    assert "create" not in (planned["topic:events.orders.placed"], planned[f"subscription:{ours}"])
    assert "create" == planned[f"subscription:{usual}"]
