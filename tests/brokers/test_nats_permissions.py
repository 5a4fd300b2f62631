"""Who may do what on a real NATS with users: all that is declared works, and everything else is refused (P40, P41).

The server runs with the configuration that `generate` writes. The plain official client tries, as each agent, every
address, every group's work and dead letters, everybody's replies and inboxes, and the administration.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.brokers.nats_shop import PROJECT, USERS, applied, broker, shop, wish
from tests.conformance.figures import FIGURES
from tests.test_fleet import fleet
from tools.nats.server import Nats, executable
from treatyc.emit.topology.emit import emit
from treatyc.system.address import fill, parameters
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import Output, System
from treatyc.system.target import Broker
from treatyc.topology.brokers import SEMANTICS
from treatyc.topology.grants import Grant, Right, grants

pytestmark = pytest.mark.nats

ADMIN = ("administrator", "the secret of the administrator")
TOOLS = ("pricing", "shipping")
"""What `tool_name` may be here: one that `pricing` declares, one that `web` does."""

SENTINEL = "nobody.may.this"
READS = (Right.READ, Right.TAP)
V1 = ""
V2 = "feature_flags { js_ack_fc_v2: true }\n"
"""Acknowledgements name domain and account: the form that becomes the default."""


def small() -> System:
    return shop(target=USERS)


def example() -> System:
    """The example fleet, at its NATS alone."""
    [target] = [target for target in fleet().targets if target.broker is Broker.NATS]
    return dataclasses.replace(fleet(), targets=(target,))


def configuration(of: System) -> str:
    files = emit(of, Output("topology", "generated", of.place, (("format", "nats-server"),)))
    [file] = [file for file in files if file.path.endswith(".conf")]
    return file.content.decode()


def secret(principal: str) -> str:
    return f"secret-of-{principal}"


@pytest.fixture
def started(new_nats: Callable[[str], Nats], monkeypatch: pytest.MonkeyPatch) -> Callable[[System, str], Nats]:
    """Start a NATS with the generated users and the applied topology; passwords are in its environment alone."""

    def start(of: System, more: str) -> Nats:
        text = configuration(of)
        [(user, password)] = re.findall(r"user: \$(\w+), password: \$(\w+)", text)
        monkeypatch.setenv(user, ADMIN[0])
        monkeypatch.setenv(password, f'"{ADMIN[1]}"')  # words with blanks between need quotes there
        for who, variable in re.findall(r'user: "([^"]+)"\s+password: \$(\w+)', text):
            monkeypatch.setenv(variable, secret(who))
        own = new_nats(more + text)
        with broker(own.url, of, {"username": ADMIN[0], "password": ADMIN[1]}) as live:
            assert f"{of.name}@" == live.observe((), wish(of).request.scope).identity
            run = applied(live, wish(of))
            assert not run.broken, run
        return own

    return start


def principals(of: System) -> list[str]:
    return sorted({grant.principal for grant in grants(of, of.targets[0])})


class Agent:
    """One user's connection, and what the server said to it."""

    def __init__(self, principal: str) -> None:
        self.principal = principal
        self.inbox = "_INBOX_" + token(principal)
        self.client = Client()
        self._said: asyncio.Queue[str] = asyncio.Queue()

    async def connect(self, url: str, user: str, password: str) -> Agent:
        await self.client.connect(
            url,
            user=user,
            password=password,
            error_cb=self._note,
            inbox_prefix=self.inbox.encode(),
            allow_reconnect=False,
        )
        return self

    async def _note(self, error: Exception) -> None:
        self._said.put_nowait(str(error))

    async def publishes(self, subjects: Iterable[str]) -> dict[str, bool]:
        """Which of these the server lets it publish to."""
        tried = [*subjects, SENTINEL]
        for subject in tried:
            await self.client.publish(subject, b"tried", reply=f"{self.inbox}.tried")
        return await self._answers("publish", tried)

    async def listens(self, subjects: Iterable[str]) -> dict[str, bool]:
        """Which of these the server lets it subscribe to."""
        tried = [*subjects, SENTINEL]
        for subject in tried:
            await self.client.subscribe(subject)
        return await self._answers("subscription", tried)

    async def _answers(self, what: str, tried: Sequence[str]) -> dict[str, bool]:
        """Refusals come in the order of what was tried, and the last thing is refused to everybody."""
        refused: set[str] = set()
        while SENTINEL not in refused:
            said = re.search(r'violation for (\w+) to "([^"]+)"', await asyncio.wait_for(self._said.get(), 10))
            assert said is not None
            assert what == said[1].lower()
            refused.add(said[2])
        # The client gives all letters of what it was told as small ones.
        return {subject: subject.lower() not in refused for subject in tried if subject != SENTINEL}


def token(name: str) -> str:
    """As names of agents stand in a subject here."""
    return name.replace("-", "--").replace(".", "-")


def addresses(of: System) -> Iterator[tuple[Channel, dict[str, str]]]:
    """Concrete addresses of every stored channel, with the values of their parameters; some are not listed ones."""
    for channel in of.targets[0].channels:
        if channel.kind is not Kind.REPLY:
            listed = {parameter.name: parameter.values for parameter in channel.parameters}
            wanted = parameters(channel.address)
            for values in itertools.product(*((*listed.get(name, ())[:2], *TOOLS) for name in wanted)):
                yield channel, dict(zip(wanted, values, strict=True))


def streams(of: System) -> dict[str, str]:
    return {each.address: token(names(each.address)) for each in of.channels if each.kind is not Kind.REPLY}


def names(template: str) -> str:
    return ".".join(each for each in template.split(".") if "{" not in each)


def readings(of: System) -> list[tuple[str, str]]:
    return sorted({(g.channel.address, g.group) for g in grants(of, of.targets[0]) if g.right in READS})


def replies(of: System) -> list[tuple[str, str]]:
    """Every reply with everybody who could await it."""
    found = [channel.address for channel in of.channels if channel.kind is Kind.REPLY]
    return list(itertools.product(found, principals(of)))


def administration(of: System) -> Iterator[str]:
    """What only whoever applies may ask for."""
    calls = ["INFO", "STREAM.LIST", "STREAM.NAMES", f"ACCOUNT.PURGE.{of.name}"]
    for stream in streams(of).values():
        calls += [f"STREAM.{verb}.{stream}" for verb in ("CREATE", "UPDATE", "DELETE", "INFO", "PURGE", "SNAPSHOT")]
        calls += [f"STREAM.MSG.GET.{stream}", f"STREAM.MSG.DELETE.{stream}", f"DIRECT.GET.{stream}"]
        calls += [f"CONSUMER.{verb}.{stream}" for verb in ("CREATE", "LIST", "NAMES")]
        calls += [f"CONSUMER.{verb}.{stream}.other" for verb in ("CREATE", "DURABLE.CREATE", "DELETE", "PAUSE")]
    yield from (f"$JS.API.{call}" for call in calls)
    yield from (
        "$SYS.REQ.SERVER.PING",
        "$KV.bucket.key",
        "_INBOX.guessed",
        "nobody.declared.this",
        "_treaty.lock.shop.prod",
    )


def has(of: Sequence[Grant], principal: str, rights: Sequence[Right], channel: str, group: str = "") -> list[Grant]:
    return [
        grant
        for grant in of
        if grant.principal == principal
        and grant.right in rights
        and grant.channel.address == channel
        and group in ("", grant.group)
    ]


def wants_to_send(of: Sequence[Grant], principal: str, channel: Channel, values: dict[str, str]) -> bool:
    found = has(of, principal, [Right.SEND], channel.address)
    known = all(values[each.name] in each.values for each in channel.parameters if each.values)
    return known and any(all(values[name] == value for name, value in grant.bindings) for grant in found)


@pytest.mark.parametrize("of", [small(), example()], ids=["shop", "fleet"])
async def test_each_agent_does_what_it_declared_and_nothing_else(
    started: Callable[[System, str], Nats], of: System, record_property: Callable[[str, object], None]
) -> None:
    server = started(of, V1)
    declared = grants(of, of.targets[0])
    tried = allowed = 0
    for who in principals(of):
        agent = await _connected(server, who)
        expected = dict(_publishing(of, declared, who))
        found = await agent.publishes(expected)
        assert expected == found
        listens = dict(_listening(of, declared, who))
        heard = await agent.listens(listens)
        assert listens == heard
        tried += len(found) + len(heard)
        allowed += sum(found.values()) + sum(heard.values())
        await agent.client.close()
    record_property(FIGURES, f"NATS: {tried:,} rights tried, {allowed:,} declared and granted")
    assert 0 < allowed < tried


def _publishing(of: System, declared: Sequence[Grant], who: str) -> Iterator[tuple[str, bool]]:
    """Every subject that somebody could publish to, and whether this one declared what that is for."""
    for sent, values in addresses(of):
        yield fill(sent.address, values), wants_to_send(declared, who, sent, values)
    for channel, group in readings(of):
        mine = bool(has(declared, who, READS, channel, group))
        stream, consumer = streams(of)[channel], token(group)
        yield f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}", mine
        yield f"$JS.API.CONSUMER.INFO.{stream}.{consumer}", mine
        yield f"$JS.ACK.{stream}.{consumer}.1.1.1.1.0", mine
        yield f"$JS.ACK._.hash.{stream}.{consumer}.1.1.1.1.0", mine
        yield f"_dead_letter.{stream}.{consumer}", mine
    for channel, caller in replies(of):
        yield f"_inbox.{token(names(channel))}.{token(caller)}.1", bool(has(declared, who, [Right.ANSWER], channel))
    for subject in administration(of):
        yield subject, False


def _listening(of: System, declared: Sequence[Grant], who: str) -> Iterator[tuple[str, bool]]:
    """Every subject that somebody could listen to: its own inbox and replies, and nothing that is for others."""
    for sent, values in addresses(of):
        yield fill(sent.address, values), False
    for other in principals(of):
        yield f"_INBOX_{token(other)}.>", other == who
    for channel, caller in replies(of):
        mine = caller == who and bool(has(declared, who, [Right.AWAIT], channel))
        yield f"_inbox.{token(names(channel))}.{token(caller)}.>", mine
        yield f"_inbox.{token(names(channel))}.*.>", False
    for channel, group in readings(of):
        yield f"_dead_letter.{streams(of)[channel]}.{token(group)}", False
        yield f"$JS.API.CONSUMER.MSG.NEXT.{streams(of)[channel]}.{token(group)}", False
        yield f"$JS.ACK.{streams(of)[channel]}.{token(group)}.>", False
    for subject in (">", "*", "_INBOX.>", "_inbox.>", "$JS.>", "$SYS.>", "$JS.EVENT.>", "*.*.*", "tools.>"):
        yield subject, False


@pytest.mark.parametrize("more", [V1, V2], ids=["plain acknowledgements", "with domain and account"])
async def test_what_is_declared_works_from_end_to_end(started: Callable[[System, str], Nats], more: str) -> None:
    """Send, fetch, acknowledge, bury, call and answer, each as the agent that declared it, with the official client."""
    server = started(small(), more)
    web = await _connected(server, "shop.web")
    pricing = await _connected(server, "shop.pricing")
    worker = await _connected(server, "shop.tool-worker")
    audit = await _connected(server, "shop.audit")
    answers = await web.client.subscribe("_inbox.replies-price.shop-web.>")

    await web.client.jetstream().publish("tools.execute.shipping", b"work")
    await web.client.jetstream().publish("commands.price.quote", b"call")
    for reader, stream, durable in (
        (worker, "tools-execute", "shop-tool_worker"),
        (audit, "tools-execute", "shop-audit"),
        (pricing, "commands-price-quote", "shop-pricing"),
    ):
        message = await _fetched(reader, stream, durable)
        await message.in_progress()
        await message.ack_sync()
        await reader.client.jetstream().publish(f"_dead_letter.{stream}.{durable}", b"buried")
        assert 0 == (await reader.client.jetstream().consumer_info(stream, durable)).num_ack_pending
    await pricing.client.publish("_inbox.replies-price.shop-web.1", b"answer")

    assert b"answer" == (await answers.next_msg(timeout=5)).data
    for each in (web, pricing, worker, audit):
        await each.client.close()


async def test_a_reply_subject_is_not_checked_and_a_plan_says_so(started: Callable[[System, str], Nats]) -> None:
    """What NATS cannot refuse: were it to begin to, this fails, and the sentence can go."""
    of = small()
    server = started(of, V1)
    web = await _connected(server, "shop.web")
    pricing = await _connected(server, "shop.pricing")
    await web.client.jetstream().publish("commands.price.quote", b"read by pricing")
    refused = await pricing.publishes(["events.order.placed"])
    pull = "$JS.API.CONSUMER.MSG.NEXT.commands-price-quote.shop-pricing"
    await pricing.client.publish(pull, b"1", reply="events.order.placed")
    await pricing.client.flush()

    audit = await _connected(server, "shop.audit")
    message = await _fetched(audit, "events-order-placed", "shop-audit")

    assert {"events.order.placed": False} == refused
    assert b"read by pricing" == message.data
    assert "not the reply subject" in " ".join(SEMANTICS[Broker.NATS].shortcomings(of, of.targets[0]))
    for each in (web, pricing, audit):
        await each.client.close()


async def _connected(server: Nats, who: str) -> Agent:
    return await Agent(who).connect(server.url, who, secret(who))


async def _fetched(agent: Agent, stream: str, durable: str) -> Msg:
    subscription = await agent.client.jetstream().pull_subscribe_bind(consumer=durable, stream=stream)
    [message] = await subscription.fetch(1, timeout=5)
    return message


def test_who_applies_needs_no_more_than_its_page_says(new_nats: Callable[[str], Nats]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "brokers" / "nats.md").read_text(encoding="utf-8")
    [(publish, subscribe)] = re.findall(r"publish: +(.+)\nsubscribe: +(.+)\n", page)
    rights = f"publish: {json.dumps(publish.split())}, subscribe: {json.dumps(subscribe.split())}"
    users = f"users: [ {{ user: treaty, password: word, permissions: {{ {rights} }} }} ]"
    url = new_nats(f"accounts {{ SHOP: {{ jetstream: enabled, {users} }} }}").url

    for now in (shop(), shop(PROJECT.replace("retain: 30d", "retain: 60d"))):
        with broker(url, now, {"username": "treaty", "password": "word"}) as live:
            run = applied(live, wish(now))
            assert "SHOP@" == run.plan.identity
            assert not run.broken, run


def test_nats_server_itself_takes_the_configuration_and_misses_a_password_that_is_not_there(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = f"{tmp_path}/accounts.conf"
    with open(file, "w", encoding="utf-8") as written:  # noqa: PTH123 - a path of the test's own
        written.write("jetstream { store_dir: " + f'"{tmp_path}"' + " }\n" + configuration(small()))
    names_of = ["NATS_USER", "NATS_PASSWORD", "AGENT_SHOP_AUDIT", "AGENT_SHOP_BILLING", "AGENT_SHOP_PRICING"]
    for name in [*names_of, "AGENT_SHOP_TOOL_WORKER", "AGENT_SHOP_WEB"]:
        monkeypatch.setenv(name, "word")
    checked = [str(executable()), "-t", "-c", file]

    assert 0 == subprocess.run(checked, check=False, capture_output=True, timeout=30).returncode

    monkeypatch.delenv("AGENT_SHOP_WEB")
    lacking = subprocess.run(checked, check=False, capture_output=True, timeout=30, text=True)
    assert 0 != lacking.returncode
    assert "AGENT_SHOP_WEB" in lacking.stderr
