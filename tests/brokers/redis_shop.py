"""A small shop on Redis: its system by the compiler, and the way from it to a plan on a real server that is done."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterable, Iterator

import redis as official

from tests.shop import compiled, tree_of
from tools.redis.server import Redis
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.brokers.redis.live import open_broker
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.system.agent import Match
from treatyc.system.system import System
from treatyc.topology.brokers import SEMANTICS, derive, scope
from treatyc.topology.plan import Action, Consent, Plan
from treatyc.topology.planning import Request, plan

PASSWORDS = {f"shop.{agent}": f"the secret of {agent}" for agent in ("audit", "billing", "pricing", "web")}
ADMIN = "user admin on >admin ~* &* +@all"

PROJECT = """
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 30d}
  commands.price.quote.{product_id}:
    {kind: command, message: shop.v1.PriceRequest, reply: "replies.price.{request_id}", timeout: 120s}
  "replies.price.{request_id}": {kind: reply, message: shop.v1.Price, ttl: 120s}
policies:
  standard: {max_deliver: 3, backoff: [1s, 5s], dead_letter: {retain: 7d}}
defaults:
  "events.>": {policy: standard}
  "commands.>": {policy: standard}
agents:
  web: {sends: [events.>], calls: ["commands.price.quote.{product_id}"]}
  pricing: {serves: ["commands.price.quote.{product_id}"]}
  billing: {receives: [{channel: events.order.placed, start: latest}]}
  audit: {receives: [events.>], taps: [commands.>]}
targets:
  prod: {broker: redis, url: "${REDIS_URL}", broker_version: "7.0.15"%s}
"""
WITH_USERS = ', agent_passwords: "${AGENT_PASSWORD_*}", security: {username: "${U}", password: "${P}"}'


def shop(project: str = PROJECT, target: str = "") -> System:
    """The system of a project, with more keys of its target."""
    report = Report()
    system = compiled(tree_of([ExampleFile(PROJECT_FILE, project % target)]), report)
    assert system is not None, report.diagnostics
    return system


def many(channels: int) -> System:
    """A system with so many channels, each read by two groups."""
    system = shop()
    [target] = system.targets
    event = system.channel("events.order.placed")
    copies = tuple(dataclasses.replace(event, address=f"events.many.n{number}") for number in range(channels))
    agents = []
    for agent in system.agents:
        if agent.name in ("audit", "billing"):
            matches = tuple(Match(each.address) for each in copies)
            reads = dataclasses.replace(agent.subscriptions[0], matches=matches)
            agents.append(dataclasses.replace(agent, subscriptions=(reads,)))
    everywhere = dataclasses.replace(target, channels=copies)
    return dataclasses.replace(system, channels=copies, agents=tuple(agents), targets=(everywhere,))


@dataclasses.dataclass(frozen=True)
class Place:
    """One database of a server, as treaty and as the plain official client see it."""

    broker: LiveBroker
    client: official.Redis
    url: str

    def login(self, user: str, password: str = "") -> official.Redis:
        """The plain client as somebody else, with the password that treaty gave them unless there is another."""
        given = password or PASSWORDS[user]
        return official.Redis.from_url(self.url, username=user, password=given, decode_responses=True, protocol=2)


@contextlib.contextmanager
def place(redis: Redis, database: int = 0, user: str | None = None) -> Iterator[Place]:
    """Both connections, closed at the end; a `user` of tests has its own name for a password."""
    security = {} if user is None else {"username": user, "password": user}
    url = f"{redis.url}/{database}"
    connection = Connection(url, security, url, PASSWORDS)
    broker = open_broker(shop().targets[0], connection)
    client = official.Redis.from_url(url, username=user, password=user, decode_responses=True, protocol=2)
    try:
        yield Place(broker, client, url)
    finally:
        client.close()
        broker.close()


def words(*given: str) -> tuple[Consent, ...]:
    """Consents as they stand on the command line: `--allow-destroy stream:x`."""
    return tuple(Consent(*each.split(" ")) for each in given)


def look(broker: LiveBroker, system: System, *given: str) -> Plan:
    """What would be done for the system's only target."""
    [target] = system.targets
    wanted = derive(system, target)
    whose = scope(system, target)
    request = Request(whose, target.broker.value, words(*given))
    return plan(request, wanted, broker.observe(wanted, whose), SEMANTICS[target.broker])


def do(broker: LiveBroker, made: Plan) -> tuple[Outcome, ...]:
    """Every step, in runs of one kind and action, up to the first run with a problem."""
    done: list[Outcome] = []
    with broker.lock(made.scope, "a test") as lease:
        for _, steps in itertools.groupby(made.todo, key=lambda step: (step.resource.kind, step.action)):
            lease.renew()
            done += broker.perform(tuple(steps), made.scope)
            if problems(done):
                break
    return tuple(done)


def problems(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """What went wrong, by address."""
    return {each.step.address: each.problem for each in outcomes if each.problem is not None}


def apply(broker: LiveBroker, system: System, *given: str) -> Plan:
    """Look and do, without a problem."""
    made = look(broker, system, *given)
    assert {} == problems(do(broker, made))
    return made


def summary(made: Plan) -> dict[str, str]:
    """What a plan would do and cannot do, by address."""
    return {step.address: step.action.value for step in made.steps if step.action is not Action.NOOP}
