"""Topics and subscriptions of Google Pub/Sub as channels and agents."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.adopt.conventions import named
from treatyc.adopt.fleet import Fleet, FoundChannel, FoundReading, Gravity
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import kind_of
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.names import Role, undashed
from treatyc.topology.observed import Held
from treatyc.topology.pubsub.accounts import SERVICE_AGENT, account
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic
from treatyc.topology.resource import address

_PUBLISHES = "roles/pubsub.publisher"
_TOPICS = "topics/"
_ANYBODY = ("allUsers", "allAuthenticatedUsers")


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it."""
    resources = [each.resource for each in held]
    topics = {each.name: each for each in resources if isinstance(each, Topic)}
    subscriptions = [each for each in resources if isinstance(each, Subscription)]
    buried = {each.dead_letter_topic for each in subscriptions if each.dead_letter_topic}
    gathering = Gathering(system, target)
    addresses: dict[str, str] = {}
    for name, topic in topics.items():
        if name in buried:
            gathering.leave(address(topic), "it is where dead letters end", Gravity.EXPECTED)
        elif (found := gathering.address(name, address(topic), topics)) is not None:
            addresses[name] = found
            retain_ms = _milliseconds(topic.message_retention_duration)
            gathering.put(FoundChannel(found, kind_of(found), address(topic), retain_ms=retain_ms))
    for each in subscriptions:
        if each.topic in addresses:
            _reader(gathering, each, addresses[each.topic])
    for policy in (each for each in resources if isinstance(each, Permissions)):
        found = addresses.get(policy.name.removeprefix(_TOPICS))
        for role, _, who in (line.partition(" ") for line in policy.members):
            if found is None or role != _PUBLISHES or who == SERVICE_AGENT:
                continue
            if who in _ANYBODY:
                gathering.leave(address(policy), f"`{who}` may publish: name those that need to, if they are agents")
            else:
                gathering.owner(_principal(who)).sends.add(found)
    return gathering.fleet()


def _reader(gathering: Gathering, subscription: Subscription, found: str) -> None:
    ours = named(subscription.name)
    if ours.role is Role.GROUP:
        agent = gathering.agent(ours.group, f"group:{ours.group}")
        gathering.reads(agent, ours.group, [found], what="group")
        return
    agent = gathering.agent(subscription.name, address(subscription))
    agent.receives.add(FoundReading(found))
    usual = gathering.target.prefix + names.of_group(found, f"{gathering.system.name}.{agent.name}")
    gathering.moves(agent, "the subscription", usual, subscription.name)


def _principal(word: str) -> str:
    """Who has this account: what treaty would have made it of, where that can be told, or the account itself."""
    whole = undashed(word)
    return whole if account(whole) == word else word.removeprefix("serviceAccount:")


def _milliseconds(duration: str) -> int | None:
    """Of `604800s`; None where it is not set."""
    text = duration.removesuffix("s")
    return round(float(text) * 1000) if text.replace(".", "", 1).isdigit() else None
