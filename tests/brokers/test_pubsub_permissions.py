"""P40, P41 at Pub/Sub: what the policies let each agent do is what it declares, over the full matrix.

The fake keeps policies and enforces none. So they are read back by Google's plain client after an apply, and evaluated
by the permissions that Google gives to a role; what should come out is read from the declarations alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from google.cloud import pubsub_v1

from tests.brokers.pubsub_fleet import AGENTS, NUMBER, applied, fleet, opened, wish
from tools.pubsub.fake import PubSub
from treatyc.system.agent import Reading, Writing
from treatyc.topology.names import read

pytestmark = pytest.mark.pubsub

ROLES = {
    "roles/pubsub.publisher": {"topics": {"publish"}},
    "roles/pubsub.subscriber": {"topics": {"attach"}, "subscriptions": {"consume"}},
}
"""What Google's roles allow on a topic and on a subscription; one that is not here allows too much for any agent."""

Policies = Mapping[str, set[tuple[str, str]]]
"""Of every object, its roles and who has them."""

Right = tuple[str, str, str]
"""Who does what to which object."""

SYSTEM = fleet()


@pytest.fixture
def policies(pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch) -> Policies:
    """Those of the fleet, after an apply."""
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    broker = opened(pubsub_project)
    run = applied(broker, wish(SYSTEM))
    broker.close()
    assert run.left is not None
    assert run.left.empty
    start = f"projects/{pubsub_project}/"
    with pubsub_v1.SubscriberClient() as subscriber:
        publisher = pubsub_v1.PublisherClient()
        project = f"projects/{pubsub_project}"
        paths = [each.name for each in publisher.list_topics(project=project) if each.name.startswith(start)]
        paths += [each.name for each in subscriber.list_subscriptions(project=project) if each.name.startswith(start)]
        found = {}
        for path in paths:
            bindings = publisher.get_iam_policy(request={"resource": path}).bindings
            found[path.removeprefix(start)] = {(each.role, who) for each in bindings for who in each.members}
        publisher.transport.close()
        publisher.stop()
    return found


def members(project: str) -> dict[str, str]:
    """Who each agent is, and Google's own account."""
    agents = {f"serviceAccount:shop-{each.name}@{project}.iam.gserviceaccount.com": each.name for each in SYSTEM.agents}
    return {**agents, f"serviceAccount:service-{NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com": "google"}


def allowed(policies: Policies, project: str) -> set[Right]:
    known = members(project)
    return {
        (known[who], right, name)
        for name, policy in policies.items()
        for role, who in policy
        for right in ROLES[role].get(name.partition("/")[0], ())
    }


def declared() -> Iterator[Right]:
    """By hand from the declarations, not from the code that makes rights of them."""
    channels = {each.address: each for each in SYSTEM.channels}
    for agent in SYSTEM.agents:
        for outlet in agent.outlets:
            for match in outlet.matches:
                yield agent.name, "publish", f"topics/{_stem(match.channel)}"
                reply = channels[match.channel].reply
                if outlet.writing is Writing.CALLS and reply is not None:
                    yield agent.name, "consume", f"subscriptions/{_stem(reply.value)}._group.shop.{agent.name}"
        for reading in agent.subscriptions:
            for match in reading.matches:
                yield from _reading(agent.name, _stem(match.channel))
                reply = channels[match.channel].reply
                if reading.reading is Reading.SERVES and reply is not None:
                    yield agent.name, "publish", f"topics/{_stem(reply.value)}"


def _reading(agent: str, stem: str) -> Iterator[Right]:
    """An agent puts aside what fails, and so does Google, which reads it from the subscription for that."""
    for who in (agent, "google"):
        yield who, "consume", f"subscriptions/{stem}._group.shop.{agent}"
        yield who, "publish", f"topics/{stem}._dead_letter.shop.{agent}"


def _stem(template: str) -> str:
    return template.partition(".{")[0]


def test_every_agent_may_do_all_that_it_declares_and_nothing_else(policies: Policies, pubsub_project: str) -> None:
    may = allowed(policies, pubsub_project)
    should = set(declared())
    everybody = [*(each.name for each in AGENTS), "eye", "google"]
    rights = {"topics": ("publish", "attach"), "subscriptions": ("consume",)}
    matrix = [(who, right, name) for name in policies for right in rights[name.partition("/")[0]] for who in everybody]

    assert should <= set(matrix)
    assert {each: each in should for each in matrix} == {each: each in may for each in matrix}
    assert len(matrix) > 10 * len(should)


def test_only_googles_account_has_to_do_with_what_two_agents_put_aside_and_nobody_reads_it(
    policies: Policies, pubsub_project: str
) -> None:
    known = members(pubsub_project)
    letters = {name: policy for name, policy in policies.items() if "._dead_letter." in name}

    assert [] == [name for name, policy in letters.items() if name.startswith("subscriptions/") and policy]
    for name, policy in letters.items():
        if name.startswith("topics/"):
            owner = read(name).group.removeprefix("shop.")
            assert {("roles/pubsub.publisher", owner), ("roles/pubsub.publisher", "google")} == {
                (role, known[who]) for role, who in policy
            }
