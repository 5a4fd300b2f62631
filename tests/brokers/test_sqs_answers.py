"""What Amazon answers and moto never does, by stubs of its own client; and connections that come to nothing."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from tests.brokers.sqs_fleet import SCOPE, channel, fleet, wish
from tools.aws.server import REGION
from tools.server import free_ports
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.sqs import lock
from treatyc.brokers.sqs.clients import Clients, open_clients
from treatyc.brokers.sqs.performing import perform
from treatyc.topology.plan import Action, Step
from treatyc.topology.sqs.policy import Realm

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/"


@pytest.fixture
def sqs() -> Any:
    return boto3.client("sqs", region_name=REGION, aws_access_key_id="any", aws_secret_access_key="any")  # noqa: S106 - of nobody


@pytest.fixture
def stubbed(sqs: Any) -> Iterator[Stubber]:
    with Stubber(sqs) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def clients(sqs: Any) -> Clients:
    return Clients("https://sqs.eu-central-1.amazonaws.com", Realm("123456789012", REGION), sqs, None, None)


def creation(name: str) -> Step:
    system = fleet(channel("commands.later"))
    (resource,) = (each for each in wish(system).wanted if each.name == name)
    return Step(Action.CREATE, resource, None, "is not there", "")


def test_a_name_that_was_deleted_a_moment_ago_is_waited_for(
    sqs: Any, stubbed: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For 60 s Amazon keeps the name of a queue that was deleted; and a new one is not in its lists at once."""
    monkeypatch.setattr("treatyc.brokers.sqs.performing._ASK_S", 0.001)
    stubbed.add_response("list_queues", {})
    for _ in range(3):
        stubbed.add_client_error("create_queue", "AWS.SimpleQueueService.QueueDeletedRecently")
    stubbed.add_response("create_queue", {"QueueUrl": URL + "commands-later"})
    stubbed.add_response("list_queues", {})
    stubbed.add_response("list_queues", {"QueueUrls": [URL + "commands-later"]})

    (outcome,) = perform(clients(sqs), [creation("commands-later")], SCOPE)

    assert outcome.problem is None


def test_it_is_not_waited_for_ever(sqs: Any, stubbed: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treatyc.brokers.sqs.performing.VISIBLE_S", -1.0)
    stubbed.add_response("list_queues", {})
    stubbed.add_client_error("create_queue", "AWS.SimpleQueueService.QueueDeletedRecently")

    with pytest.raises(BrokerError, match="a queue of this name was deleted a moment ago"):
        list(perform(clients(sqs), [creation("commands-later")], SCOPE))


@pytest.mark.parametrize("code", ["QueueNameExists", "AWS.SimpleQueueService.QueueNameExists", "QueueAlreadyExists"])
def test_what_appeared_between_the_look_and_the_making_is_somebody_elses(sqs: Any, stubbed: Stubber, code: str) -> None:
    stubbed.add_response("list_queues", {})
    stubbed.add_client_error("create_queue", code)
    stubbed.add_response("list_queues", {"QueueUrls": [URL + "commands-later"]})

    (outcome,) = perform(clients(sqs), [creation("commands-later")], SCOPE)

    assert "somebody else made it meanwhile; plan again" == outcome.problem


def test_what_amazon_refuses_is_a_problem_in_its_words(sqs: Any, stubbed: Stubber) -> None:
    stubbed.add_response("list_queues", {})
    stubbed.add_client_error("create_queue", "AccessDenied", "not authorized to perform: sqs:createqueue")
    stubbed.add_response("list_queues", {})

    (outcome,) = perform(clients(sqs), [creation("commands-later")], SCOPE)

    assert "AccessDenied: not authorized to perform: sqs:createqueue" == outcome.problem


def token(sent: float, receipt: str) -> dict[str, Any]:
    return {"Messages": [{"ReceiptHandle": receipt, "Attributes": {"SentTimestamp": str(round(sent * 1000))}}]}


def test_a_token_of_last_week_is_thrown_away_for_it_would_end_while_it_is_held(sqs: Any, stubbed: Stubber) -> None:
    now = time.time()
    queue = URL + lock.lock_name(SCOPE)
    stubbed.add_response("create_queue", {"QueueUrl": queue})
    stubbed.add_response("send_message", {})
    stubbed.add_response("receive_message", token(now - 8 * 86_400, "old"))
    stubbed.add_response("delete_message", {}, {"QueueUrl": queue, "ReceiptHandle": "old"})
    stubbed.add_response("receive_message", token(now - 60, "fresh"))
    stubbed.add_response("tag_queue", {})
    stubbed.add_response("delete_message", {}, {"QueueUrl": queue, "ReceiptHandle": "fresh"})

    with lock.held(clients(sqs), SCOPE, "anna"):
        pass


def test_a_lock_that_amazon_gives_to_nobody_names_its_holder(sqs: Any, stubbed: Stubber) -> None:
    stubbed.add_response("create_queue", {"QueueUrl": URL + "lock"})
    stubbed.add_response("send_message", {})
    stubbed.add_response("receive_message", {})
    stubbed.add_response("list_queue_tags", {"Tags": {"treaty:holder": "bert since 2026-11-21 10:00:00 UTC"}})

    with pytest.raises(Locked, match="bert since 2026"), lock.held(clients(sqs), SCOPE, "anna"):
        pytest.fail("it is held")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that knows nothing of Amazon."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


REFUSED = {
    "another scheme": (Connection("kafka://host:9092"), "the address of SQS is https://sqs.REGION.amazonaws.com"),
    "nothing": (Connection("sqs"), "the address of SQS is"),
    "a password in the address": (
        Connection("https://a:geheim@sqs.eu-central-1.amazonaws.com"),
        "goes into `security`",
    ),
    "no region": (Connection("http://127.0.0.1:1"), "no region"),
    "no credentials": (Connection("https://sqs.eu-central-1.amazonaws.com"), "credentials"),
    "words of others": (
        Connection("https://sqs.eu-central-1.amazonaws.com", {"mechanism": "plain", "username": "a"}),
        "`security` of SQS has no `mechanism`",
    ),
}


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("connection", "told"), REFUSED.values(), ids=REFUSED)
def test_a_connection_that_cannot_be_says_why(connection: Connection, told: str) -> None:
    with pytest.raises(BrokerError) as refused:
        open_clients(connection)

    assert told in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.usefixtures("bare")
def test_nobody_answers() -> None:
    (port,) = free_ports(1)
    connection = Connection(f"http://127.0.0.1:{port}?region={REGION}", {"username": "any", "password": "geheim"})

    with pytest.raises(BrokerError, match="Could not connect") as refused:
        open_clients(connection)

    assert "geheim" not in str(refused.value)


class Page(http.server.BaseHTTPRequestHandler):
    """A proxy that answers everything with a page of its own."""

    def do_POST(self) -> None:
        body = b"<!doctype html><h1>Please log in</h1>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.usefixtures("bare")
def test_an_answer_that_is_none_is_told_as_one() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as proxy:
        threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"http://127.0.0.1:{proxy.server_port}?region={REGION}"
        try:
            with pytest.raises(BrokerError, match="Unable to parse response"):
                open_clients(Connection(address, {"username": "any", "password": "any"}))
        finally:
            proxy.shutdown()
