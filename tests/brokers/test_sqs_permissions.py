"""P40, P41 at Amazon: with IAM switched on, each agent can do all that it declares, and everything else is refused.

The policies are those that manifests carry; the calls are those of Amazon's own client.
"""

from __future__ import annotations

import json
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.brokers.sqs_fleet import applied, fleet, opened, wish
from tools.aws.server import REGION, Aws, Credentials, running
from tools.unavailable import UnavailableError
from treatyc.topology.grants import Right, grants
from treatyc.topology.sqs.naming import FIFO
from treatyc.topology.sqs.permissions import document, permissions
from treatyc.topology.sqs.policy import Realm
from treatyc.topology.sqs.routes import routes

pytestmark = pytest.mark.aws

ACCOUNT = "123456789012"
SYSTEM = fleet()
TARGET = SYSTEM.targets[0]
Call = Callable[[Any, str, str], object]
Tried = tuple[str, str]
"""What is done, and to what."""


@dataclass(frozen=True)
class Secured:
    """A fleet in an account where everybody is asked who they are."""

    url: str
    users: Mapping[str, Credentials]
    queues: Mapping[str, str]
    topics: Mapping[str, str]

    def client(self, service: str, agent: str) -> Any:
        user = self.users[agent]
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=user.access_key,
            aws_secret_access_key=user.secret_key,
        )


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    try:
        server = running()
        aws = server.__enter__()
    except UnavailableError as unavailable:
        pytest.skip(f"no AWS: {unavailable}")
    try:
        yield _secured(aws)
    finally:
        server.__exit__(None, None, None)


def _secured(aws: Aws) -> Secured:
    broker = opened(aws, ACCOUNT)
    applied(broker, wish(SYSTEM))
    broker.close()
    iam, sqs, sns = (aws.client(service, ACCOUNT) for service in ("iam", "sqs", "sns"))
    users = {agent.name: _user(iam, agent.name) for agent in SYSTEM.agents}
    for rights in permissions(SYSTEM, TARGET):
        policy = iam.create_policy(
            PolicyName=f"{rights.principal}-{rights.number}",
            PolicyDocument=json.dumps(document(rights, Realm(ACCOUNT, REGION))),
        )
        iam.attach_user_policy(UserName=rights.agent, PolicyArn=policy["Policy"]["Arn"])
    queues = {url.rpartition("/")[2]: url for url in sqs.list_queues()["QueueUrls"]}
    topics = {each["TopicArn"].rpartition(":")[2]: each["TopicArn"] for each in sns.list_topics()["Topics"]}
    # From here on moto asks everybody.
    plain = {"Content-Type": "text/plain"}
    asking = urllib.request.Request(f"{aws.url}/moto-api/reset-auth", b"0", plain)  # noqa: S310 - our own
    with urllib.request.urlopen(asking) as answer:  # noqa: S310 - as above
        assert 200 == answer.status
    return Secured(aws.url, users, {name: url for name, url in queues.items() if "_lock" not in name}, topics)


def _user(iam: Any, name: str) -> Credentials:
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"], "")


def _ordered(name: str) -> dict[str, str]:
    return {"MessageGroupId": "k", "MessageDeduplicationId": str(uuid.uuid4())} if name.endswith(FIFO) else {}


QUEUE_CALLS: dict[str, Call] = {
    "send": lambda sqs, url, name: sqs.send_message(QueueUrl=url, MessageBody="x", **_ordered(name)),
    "receive": lambda sqs, url, _: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0),
    "purge": lambda sqs, url, _: sqs.purge_queue(QueueUrl=url),
    "change": lambda sqs, url, _: sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"}),
    "delete": lambda sqs, url, _: sqs.delete_queue(QueueUrl=url),
    "tag": lambda sqs, url, _: sqs.tag_queue(QueueUrl=url, Tags={"treaty:scope": "mine/now"}),
}
TOPIC_CALLS: dict[str, Call] = {
    "publish": lambda sns, arn, name: sns.publish(TopicArn=arn, Message="x", **_ordered(name)),
    "subscribe": lambda sns, arn, _: sns.subscribe(TopicArn=arn, Protocol="email", Endpoint="a@example.org"),
    "delete": lambda sns, arn, _: sns.delete_topic(TopicArn=arn),
}


def declared(agent: str) -> set[Tried]:
    """What an agent may do, said once more: from grants and routes alone."""
    found: set[Tried] = set()
    by_channel = {route.channel.address: route for route in routes(SYSTEM, TARGET)}
    for grant in grants(SYSTEM, TARGET):
        route = by_channel[grant.channel.address]
        if grant.agent != agent:
            continue
        if grant.right in (Right.SEND, Right.ANSWER):
            found.add(("publish" if route.spread else "send", route.entrance))
            continue
        for reader in route.readers:
            if agent in reader.agents:
                found.add(("receive", reader.queue))
                found |= {("send", reader.dead_letters)} if reader.dead_letters else set()
    return found


def allowed(
    calls: Mapping[str, Callable[[Any, str, str], object]], client: Any, things: Mapping[str, str]
) -> set[Tried]:
    """Which of all calls to all things are not refused."""
    found = set()
    for name, where in things.items():
        for what, call in calls.items():
            try:
                call(client, where, name)
                found.add((what, name))
            except ClientError as error:
                assert "AccessDenied" in str(error)  # noqa: PT017 - every refusal is this one
    return found


@pytest.mark.parametrize("agent", [agent.name for agent in SYSTEM.agents])
def test_an_agent_can_do_what_it_declares_and_nothing_else(secured: Secured, agent: str) -> None:
    can = allowed(QUEUE_CALLS, secured.client("sqs", agent), secured.queues)
    can |= allowed(TOPIC_CALLS, secured.client("sns", agent), secured.topics)

    assert declared(agent) == can


def test_what_the_matrix_says_by_example() -> None:
    """The fleet's owner reads this one."""
    assert {
        ("receive", "tools-execute-_group-shop-worker"),
        ("send", "tools-execute-_dead_letter-shop-worker"),
        ("publish", "events-tool"),
    } == declared("worker")
    assert {
        ("receive", "commands-price-quote"),
        ("send", "commands-price-quote-_dead_letter-shop-pricing"),
        ("send", "replies-price"),
    } == declared("pricing")


def test_a_stranger_is_refused_everywhere(secured: Secured) -> None:
    nobody = Secured(secured.url, {"nobody": Credentials("AKIANOBODY", "none", "")}, {}, {})

    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        nobody.client("sqs", "nobody").list_queues()


def test_an_agent_makes_nothing_and_lists_nothing(secured: Secured) -> None:
    for agent in secured.users:
        sqs, sns = secured.client("sqs", agent), secured.client("sns", agent)
        for call in (
            lambda sqs=sqs: sqs.create_queue(QueueName="mine"),
            lambda sqs=sqs: sqs.list_queues(),
            lambda sns=sns: sns.create_topic(Name="mine"),
            lambda sns=sns: sns.list_subscriptions(),
        ):
            with pytest.raises(ClientError, match="AccessDenied"):
                call()
