"""How messages pass through a RabbitMQ: agent → exchange → queue → agent, and what fails → exchange → queue."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.rabbitmq import exchanges
from treatyc.topology.rabbitmq.derive import derive
from treatyc.topology.rabbitmq.objects import Bindings, Exchange, Policy, Purpose, Queue, route_parts

_AGAIN = "when its wait is over"


def flow(system: System, target: Target) -> Flow:
    """All exchanges and queues, with who sends to the ones and reads from the others."""
    made = derive(system, target)
    parking = {each.name for each in made if isinstance(each, Queue) and each.purpose is Purpose.RETRY}
    stations: set[Station] = set()
    passages: set[Passage] = set()
    for resource in made:
        match resource:
            case Exchange():
                stations.add(Station("exchange", resource.name))
            case Queue():
                stations.add(Station("queue", resource.name, resource.origin.channel))
            case Bindings():
                routes = (route_parts(line) for line in resource.routes)
                passages |= {Passage(f"exchange:{name}", f"queue:{resource.name}", key) for name, key in routes}
            case Policy():
                passages |= set(_by_policy(resource, parking))
            case _:
                pass  # who may do what is no way of a message
    for grant in grants(system, target):
        passages |= set(_of_agent(grant, target))
        if grant.right is Right.AWAIT:
            stations.add(_inbox(grant, target))
    by_address = sorted(stations, key=lambda station: station.address)
    return Flow(tuple(by_address), tuple(sorted(passages, key=lambda each: (each.source, each.target, each.label))))


def _by_policy(policy: Policy, parking: Collection[str]) -> Iterator[Passage]:
    settings = dict(policy.definition)
    if (other := settings.get("alternate-exchange")) is not None:
        yield Passage(f"exchange:{policy.name}", f"exchange:{other}", "what no queue takes")
    if "dead-letter-exchange" in settings:
        key = settings["dead-letter-routing-key"]
        if policy.name in parking:
            yield Passage(f"queue:{policy.name}", f"queue:{key}", _AGAIN)
        else:
            yield Passage(f"queue:{policy.name}", f"exchange:{settings['dead-letter-exchange']}", str(key))


def _of_agent(grant: Grant, target: Target) -> Iterator[Passage]:
    agent = f"agent:{grant.agent}"
    exchange = f"exchange:{exchanges.of_channel(grant.channel, target)}"
    match grant.right:
        case Right.SEND | Right.ANSWER:
            yield Passage(agent, exchange, grant.channel.address)
        case Right.AWAIT:
            inbox = _inbox(grant, target).address
            yield Passage(exchange, inbox, grant.channel.address)
            yield Passage(inbox, agent)
        case Right.READ | Right.TAP:
            yield Passage(f"queue:{target.prefix}{names.of_group(grant.channel.address, grant.group)}", agent)
            yield from _failing(grant, agent, target)


def _inbox(grant: Grant, target: Target) -> Station:
    address = grant.channel.address
    return Station("queue", f"{target.prefix}{names.inbox(address, grant.principal)}.*", address)


def _failing(grant: Grant, agent: str, target: Target) -> Iterator[Passage]:
    if grant.policy is None:
        return
    address = grant.channel.address
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        yield Passage(agent, f"exchange:{exchanges.retry(target)}", target.prefix + name)
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        yield Passage(agent, f"exchange:{exchanges.dead_letter(target)}", target.prefix + letters)
