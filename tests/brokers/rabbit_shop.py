"""A small shop on RabbitMQ: its system by the compiler, and the way from it to a plan on a real server that is done."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import httpx2
import pika
from pika.adapters.blocking_connection import BlockingChannel

from tests.shop import compiled, tree_of
from tools.rabbitmq.broker import PASSWORD, USERNAME, RabbitMQ
from treatyc.brokers.applying import batches
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.brokers.rabbitmq.live import open_broker
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.system.agent import Match
from treatyc.system.system import System
from treatyc.topology.brokers import SEMANTICS, derive, scope
from treatyc.topology.drift import drift
from treatyc.topology.plan import Action, Consent, Plan
from treatyc.topology.planning import Request, plan

PROJECT = """treaty: 1
name: NAME
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 30d}
  commands.price.quote.{product_id}:
    {kind: command, message: shop.v1.PriceRequest, reply: "replies.price.{request_id}", timeout: 5s}
  "replies.price.{request_id}": {kind: reply, message: shop.v1.Price, ttl: 5s}
policies:
  standard: {max_deliver: 3, backoff: [1s, 5s], dead_letter: {retain: 7d}}
defaults:
  "events.>": {policy: standard}
  "commands.>": {policy: standard}
agents:
  web: {sends: [events.>], calls: ["commands.price.quote.{product_id}"]}
  pricing: {serves: ["commands.price.quote.{product_id}"]}
  billing: {receives: [events.order.placed]}
  audit: {taps: [events.>, commands.>]}
targets:
  prod: {broker: rabbitmq, url: "${AMQP_URL}", admin_url: "${ADMIN_URL}", vhost: NAME TARGET}
"""
WITH_USERS = ', agent_passwords: "${AGENT_PASSWORD_*}"'


@dataclasses.dataclass
class Place:
    """One virtual host of a server, as treaty and as the plain official client see it."""

    server: RabbitMQ
    vhost: str
    http: httpx2.Client
    passwords: dict[str, str]
    connections: list[LiveBroker] = dataclasses.field(default_factory=list)

    @functools.cached_property
    def broker(self) -> LiveBroker:
        """Treaty's connection."""
        return self.opened(self.system(target=WITH_USERS))

    def system(self, project: str = PROJECT, target: str = "") -> System:
        """The system of a project that is called after the virtual host, with more keys of its target."""
        text = project.replace("NAME", self.vhost).replace(" TARGET", target)
        report = Report()
        system = compiled(tree_of([ExampleFile(PROJECT_FILE, text)]), report)
        assert system is not None, report.diagnostics
        return system

    def queue(self, name: str) -> str:
        """The path of a queue in the management."""
        return f"/api/queues/{self.vhost}/{quote(name, safe='')}"

    def names(self, kind: str) -> list[str]:
        """What the management lists of a kind."""
        found = self.http.get(f"/api/{kind}/{self.vhost}").raise_for_status().json()
        return sorted(each["name"] for each in found if each["name"] and not each["name"].startswith("amq."))

    def parameters(self) -> list[str]:
        """The names of the cluster's own settings, among which our marks are."""
        return [each["name"] for each in self.http.get("/api/global-parameters").json()]

    @contextlib.contextmanager
    def channel(self, user: str = USERNAME, password: str = PASSWORD) -> Iterator[BlockingChannel]:
        """The plain client, as the administrator or as somebody else."""
        parameters = pika.URLParameters(self.server.amqp_url(self.vhost, user, password))
        connection = pika.BlockingConnection(parameters)
        try:
            yield connection.channel()
        finally:
            connection.close()

    def opened(
        self,
        system: System,
        passwords: dict[str, str] | None = None,
        username: str = USERNAME,
        password: str = PASSWORD,
    ) -> LiveBroker:
        """A connection of treaty's for the target of a system, closed at the end."""
        security = {"username": username, "password": password}
        known = self.passwords if passwords is None else passwords
        broker = open_broker(system.targets[0], Connection("", security, self.server.url, known))
        self.connections.append(broker)
        return broker


@contextlib.contextmanager
def place(server: RabbitMQ, vhost: str) -> Iterator[Place]:
    """Both connections, closed at the end; users are the cluster's, so they are deleted."""
    passwords = {f"{vhost}.{agent}": f"the secret of {agent}" for agent in ("audit", "billing", "pricing", "web")}
    http = httpx2.Client(base_url=server.url, auth=(USERNAME, PASSWORD), timeout=30)
    here = Place(server, vhost, http, passwords)
    try:
        yield here
    finally:
        for user in passwords:
            http.delete(f"/api/users/{user}")
        http.close()
        for broker in here.connections:
            broker.close()


def words(*given: str) -> tuple[Consent, ...]:
    """Consents as they stand on the command line: `--allow-destroy queue:x`."""
    return tuple(Consent(*each.split(" ")) for each in given)


def look(broker: LiveBroker, system: System, *given: str, authoritative: bool = False) -> Plan:
    """What would be done for the system's only target."""
    [target] = system.targets
    wanted = derive(system, target)
    whose = scope(system, target)
    adopt = tuple(each.split(" ")[1] for each in given if each.startswith("--adopt "))
    request = Request(whose, target.broker.value, words(*given), adopt, authoritative)
    return plan(request, wanted, broker.observe(wanted, whose), SEMANTICS[target.broker])


def do(broker: LiveBroker, made: Plan) -> tuple[Outcome, ...]:
    """Every step, in batches, up to the first with a problem."""
    done: list[Outcome] = []
    with broker.lock(made.scope, "a test") as lease:
        for steps in batches(made.todo):
            lease.renew()
            done += broker.perform(steps, made.scope)
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


def drifted(broker: LiveBroker, system: System) -> list[str]:
    """Addresses of what somebody changed."""
    [target] = system.targets
    wanted, whose = derive(system, target), scope(system, target)
    return [each.address for each in drift(wanted, broker.observe(wanted, whose), whose)]


def many(system: System, channels: int) -> System:
    """The system with so many channels, each read by one group that neither tries again nor buries: one queue each."""
    [target] = system.targets
    event = system.channel("events.order.placed")
    policy = dataclasses.replace(event.policy, backoff_s=(), dead_letter=None)
    copies = tuple(
        dataclasses.replace(event, address=f"events.many.n{number}", policy=policy) for number in range(channels)
    )
    [billing] = [agent for agent in system.agents if agent.name == "billing"]
    matches = tuple(Match(each.address) for each in copies)
    reader = dataclasses.replace(billing.subscriptions[0], matches=matches)
    agents = (dataclasses.replace(billing, subscriptions=(reader,)),)
    everywhere = dataclasses.replace(target, channels=copies)
    return dataclasses.replace(system, channels=copies, agents=agents, targets=(everywhere,))
