"""Each server that tests run against is a real one, which its plain official client talks to, alone in its space."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import nats.errors
import pika
import pytest
import redis as official_redis
from google.api_core.exceptions import Aborted
from google.cloud import pubsub_v1
from nats.aio.client import Client as NatsClient

from tools.aws.server import Aws
from tools.nats.server import Nats
from tools.pubsub.fake import PubSub
from tools.rabbitmq.broker import RabbitMQ
from tools.redis.server import Redis

SECRET = "secret"  # noqa: S105 - of servers that live as long as a test
APART = """
accounts {
  SHOP {
    jetstream: enabled
    users: [{ user: agent, password: secret, permissions: { publish: ["tools.>", "_INBOX.>"] } }]
  }
}
"""


@pytest.mark.rabbitmq
def test_rabbitmq_stores_in_a_quorum_queue(rabbitmq: RabbitMQ, vhost: str) -> None:
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.amqp_url(vhost))) as connection:
        channel = connection.channel()
        channel.queue_declare("work", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", "work", b"one", mandatory=True)

        assert b"one" == channel.basic_get("work", auto_ack=True)[2]


@pytest.mark.rabbitmq
def test_rabbitmq_virtual_hosts_are_apart_and_strangers_refused(rabbitmq: RabbitMQ, vhost: str) -> None:
    other = rabbitmq.make_vhost(f"{vhost}.other")
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.amqp_url(other))) as connection:
        connection.channel().queue_declare("work")
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.amqp_url(vhost))) as connection:
        with pytest.raises(pika.exceptions.ChannelClosedByBroker) as closed:
            connection.channel().queue_declare("work", passive=True)
        assert 404 == closed.value.reply_code
    with pytest.raises(pika.exceptions.ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(rabbitmq.amqp_url(vhost, "stranger", SECRET)))


@pytest.mark.nats
async def test_nats_stores_a_message_and_gives_it_back(nats: Nats) -> None:
    client = NatsClient()
    await client.connect(nats.url)
    stream = client.jetstream()
    await stream.add_stream(name="fixture", subjects=["fixture.>"])
    await stream.publish("fixture.a", b"work")

    stored = await stream.get_msg("fixture", 1)
    await client.close()

    assert b"work" == stored.data


@pytest.mark.nats
async def test_nats_with_accounts_refuses_a_stranger_and_a_subject(new_nats: Callable[[str], Nats]) -> None:
    own = new_nats(APART)
    refused: asyncio.Queue[str] = asyncio.Queue()

    async def note(error: Exception) -> None:
        refused.put_nowait(str(error))

    client, stranger = NatsClient(), NatsClient()
    await client.connect(own.url, user="agent", password=SECRET, error_cb=note)
    await client.publish("orders.execute", b"not declared")
    told = await asyncio.wait_for(refused.get(), 10)  # a task of the client's tells it, after the flush or before
    await client.close()
    with pytest.raises(nats.errors.Error, match="Authorization Violation"):
        await stranger.connect(own.url, allow_reconnect=False)
    await stranger.close()

    assert refused.empty()
    assert 'permissions violation for publish to "orders.execute"' in told.lower()


@pytest.mark.redis
def test_redis_keeps_a_stream_over_a_restart(new_redis: Callable[[Sequence[str]], Redis]) -> None:
    own = new_redis([])
    with official_redis.Redis.from_url(own.url) as client:
        client.xadd("work", {"body": b"one"})
    own.process.restart()

    with official_redis.Redis.from_url(own.url) as client:
        assert 1 == client.xlen("work")


@pytest.mark.redis
def test_redis_databases_are_apart(redis: Redis, redis_database: int) -> None:
    with official_redis.Redis.from_url(f"{redis.url}/{redis_database}") as client:
        client.set("here", b"1")
    with official_redis.Redis.from_url(f"{redis.url}/0") as other:
        assert other.get("here") is None


@pytest.mark.redis
def test_redis_refuses_what_a_user_may_not(new_redis: Callable[[Sequence[str]], Redis]) -> None:
    own = new_redis(["user default off", "user agent on >secret ~tools.* +xadd"])
    with official_redis.Redis.from_url(own.url, username="agent", password=SECRET) as client:
        client.xadd("tools.execute", {"body": b"one"})
        with pytest.raises(official_redis.exceptions.NoPermissionError):
            client.xadd("orders", {"body": b"one"})
        with pytest.raises(official_redis.exceptions.NoPermissionError):
            client.xlen("tools.execute")


@pytest.mark.aws
def test_sns_fans_out_to_sqs_in_one_account(aws: Aws, aws_account: str) -> None:
    sqs, sns = aws.client("sqs", aws_account), aws.client("sns", aws_account)
    queue = sqs.create_queue(QueueName="work")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name="events")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=topic, Message="happened")

    received = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)["Messages"]

    assert ["happened"] == [message["Body"] for message in received]
    assert f"arn:aws:sqs:eu-central-1:{aws_account}:work" == arn


@pytest.mark.aws
def test_aws_accounts_are_apart(aws: Aws, aws_account: str) -> None:
    aws.client("sqs", aws_account).create_queue(QueueName="mine")

    assert "QueueUrls" not in aws.client("sqs", "999999999999").list_queues()


@pytest.mark.pubsub
def test_pubsub_delivers_to_a_filtered_subscription(
    pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    topic, subscription = f"projects/{pubsub_project}/topics/work", f"projects/{pubsub_project}/subscriptions/crm"
    with pubsub_v1.PublisherClient() as publisher, pubsub_v1.SubscriberClient() as subscriber:
        publisher.create_topic(name=topic)
        subscriber.create_subscription(
            request={"name": subscription, "topic": topic, "filter": 'attributes.tool = "crm"'}
        )
        for tool in ("calendar", "crm"):
            publisher.publish(topic, tool.encode(), tool=tool).result(10)

        received = subscriber.pull(subscription=subscription, max_messages=10, timeout=10).received_messages

    assert [b"crm"] == [message.message.data for message in received]


@pytest.mark.pubsub
def test_pubsub_keeps_policies_while_their_topic_lives_and_refuses_a_writer_who_read_an_older_one(
    pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    topic = f"projects/{pubsub_project}/topics/work"
    with pubsub_v1.PublisherClient() as publisher:
        publisher.create_topic(name=topic)
        policy = publisher.get_iam_policy(request={"resource": topic})
        policy.bindings.add(role="roles/pubsub.publisher", members=["serviceAccount:crm@shop"])
        kept = publisher.set_iam_policy(request={"resource": topic, "policy": policy})
        with pytest.raises(Aborted):
            publisher.set_iam_policy(request={"resource": topic, "policy": policy})
        assert kept == publisher.get_iam_policy(request={"resource": topic})

        publisher.delete_topic(topic=topic)
        publisher.create_topic(name=topic)
        assert [] == list(publisher.get_iam_policy(request={"resource": topic}).bindings)
