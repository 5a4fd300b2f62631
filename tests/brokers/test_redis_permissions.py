"""Who may do what on a real Redis that asks who is there: the whole matrix of the example fleet (P40, P41).

What is expected is counted from what agents declare (`grants`), by hand and not from the rights that were made of it.
Redis itself is asked twice: by `ACL DRYRUN`, and by agents that log in and try.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import redis as official

from tests.brokers.redis_shop import SEMANTICS, do, look, problems
from tests.conformance.figures import FIGURES
from tools.redis.server import Redis
from treatyc.brokers.connection import Connection
from treatyc.brokers.redis.live import open_broker
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import names
from treatyc.topology.grants import Right, grants
from treatyc.topology.principals import principal
from treatyc.topology.redis.acl import line, literal, rules
from treatyc.topology.redis.streams import streams
from treatyc.workspace.opening import open_project

pytestmark = pytest.mark.redis

Command = tuple[str, ...]
INSTANCE = "instance-7"

OF_A_STREAM: dict[str, Callable[[str], Command]] = {
    "send": lambda key: ("XADD", key, "MINID", "~", "1", "*", "body", "x"),
    "read": lambda key: ("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", key, ">"),
    "acknowledge": lambda key: ("XACK", key, "g", "0-1"),
    "claim": lambda key: ("XAUTOCLAIM", key, "g", "c", "60000", "0-0", "COUNT", "1"),
    "hold on to": lambda key: ("XCLAIM", key, "g", "c", "0", "0-1", "JUSTID"),
    "count what waits": lambda key: ("XPENDING", key, "g"),
    "read without a group": lambda key: ("XREAD", "COUNT", "1", "STREAMS", key, "0-0"),
    "read all of": lambda key: ("XRANGE", key, "-", "+"),
    "delete from": lambda key: ("XDEL", key, "0-1"),
    "trim": lambda key: ("XTRIM", key, "MAXLEN", "1000000"),
    "make a group of": lambda key: ("XGROUP", "CREATE", key, "strange", "0", "MKSTREAM"),
    "take the group of": lambda key: ("XGROUP", "DESTROY", key, "g"),
    "move the group of": lambda key: ("XGROUP", "SETID", key, "g", "$"),
    "delete": lambda key: ("UNLINK", key),
    "let die": lambda key: ("PEXPIRE", key, "100000000"),
    "rename": lambda key: ("RENAME", key, f"{key}.taken"),
    "copy": lambda key: ("COPY", key, f"{key}.taken"),
}
READER = frozenset({"read", "acknowledge", "claim", "hold on to", "count what waits"})
OWNER = frozenset({"read without a group", "make a group of", "delete", "let die"})

REALLY = ("send", "read", "acknowledge", "read all of", "trim", "make a group of", "delete")
"""What agents try when they have logged in: `ACL DRYRUN` was asked of all."""

OF_THE_SERVER: tuple[Command, ...] = (
    ("ACL", "SETUSER", "somebody", "on"),
    ("ACL", "LIST"),
    ("ACL", "GETUSER", "admin"),
    ("CONFIG", "GET", "*"),
    ("CONFIG", "SET", "maxmemory", "1"),
    ("CLIENT", "LIST"),
    ("CLIENT", "KILL", "TYPE", "normal"),
    ("EVAL", "return 1", "0"),
    ("FUNCTION", "LIST"),
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("KEYS", "*"),
    ("SCAN", "0"),
    ("INFO",),
    ("MONITOR",),
    ("PUBLISH", "news", "x"),
    ("SUBSCRIBE", "news"),
    ("REPLICAOF", "NO", "ONE"),
    ("SAVE",),
    ("SELECT", "1"),
    ("SHUTDOWN",),
    ("DEBUG", "SLEEP", "0"),
    ("GET", "treaty:identity"),
    ("HGETALL", "treaty:marks"),
    ("SET", "a cache", "x"),
)


@cache
def fleet() -> System:
    """The example fleet on a Redis."""
    report = Report()
    workspace = open_project(Path(__file__).parents[2] / "contracts" / "treaty.yaml", report)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert system is not None
    first = system.targets[0]
    here = Target(
        "prod", first.place, Broker.REDIS, first.channels, broker_version="7.0.15", agent_passwords="${PASSWORD_*}"
    )
    return replace(system, targets=(here,))


@dataclass(frozen=True)
class Fleet:
    """The fleet's users on a real Redis."""

    client: official.Redis
    url: str

    def login(self, who: str) -> official.Redis:
        return official.Redis.from_url(self.url, username=who, password=f"secret of {who}", protocol=2)


@pytest.fixture(scope="module")
def applied(redis_secured: Redis) -> Iterator[Fleet]:
    made = _apply(redis_secured)
    yield made
    made.client.close()


def declared() -> set[tuple[str, str, str]]:
    """Who may do what with which key, by what the agents of the fleet declare."""
    system = fleet()
    allowed: set[tuple[str, str, str]] = set()
    for grant in grants(system, system.targets[0]):
        who, address = grant.principal, grant.channel.address
        reply = grant.channel.kind is Kind.REPLY
        match grant.right:
            case Right.ANSWER:
                allowed |= {(who, "send", inbox) for inbox in inboxes() if inbox.startswith(names.inboxes(address))}
            case Right.AWAIT:
                own = f"{names.inbox(address, f'{system.name}.{grant.agent}')}.{INSTANCE}"
                allowed |= {(who, what, own) for what in OWNER}
            case Right.SEND:
                assert not reply
                allowed.add((who, "send", names.channel(address)))
            case Right.READ | Right.TAP:
                assert not reply
                assert grant.policy is not None
                allowed |= {(who, what, names.channel(address)) for what in READER}
                for parked in names.retries(address, grant.group, grant.policy, grant.channel.order):
                    allowed |= {(who, what, parked) for what in (*READER, "send")}
                if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
                    allowed.add((who, "send", letters))
    return allowed


def inboxes() -> tuple[str, ...]:
    """An inbox of every agent for every reply, whether it awaits that or not."""
    system = fleet()
    replies = [channel.address for channel in system.channels if channel.kind is Kind.REPLY]
    return tuple(
        f"{names.inbox(reply, f'{system.name}.{agent.name}')}.{INSTANCE}"
        for reply in replies
        for agent in system.agents
    )


def everything() -> tuple[tuple[str, str, str], ...]:
    """Every agent with everything that one could try with every key, and with keys that nobody declared."""
    system = fleet()
    declared_keys = [stream.name for stream in streams(system, system.targets[0])]
    near = ["events", "orders", "events.order.placed.more", "events-order-placed", "xevents.order.placed"]
    keys = (*declared_keys, *inboxes(), *near)
    return tuple((who, what, key) for who in principals() for what in OF_A_STREAM for key in keys)


def principals() -> tuple[str, ...]:
    return tuple(sorted({principal(fleet(), agent) for agent in fleet().agents}))


def test_what_is_declared_and_nothing_else_would_be_done(
    applied: Fleet, record_property: Callable[[str, object], None]
) -> None:
    tried = everything()
    allowed = set()
    for start in range(0, len(tried), 5000):
        batch = tried[start : start + 5000]
        with applied.client.pipeline(transaction=False) as pipeline:
            for who, what, key in batch:
                pipeline.execute_command("ACL", "DRYRUN", who, *OF_A_STREAM[what](key))
            allowed |= {each for each, said in zip(batch, pipeline.execute(), strict=True) if said == "OK"}

    assert declared() == allowed
    assert len(declared()) > 500
    record_property(FIGURES, f"Redis: {len(tried):,} rights tried, {len(allowed):,} declared and granted")


def test_no_agent_administers(applied: Fleet) -> None:
    for who in principals():
        with applied.client.pipeline(transaction=False) as pipeline:
            for command in OF_THE_SERVER:
                pipeline.execute_command("ACL", "DRYRUN", who, *command)
            said = pipeline.execute(raise_on_error=False)
        assert [] == [command for command, answer in zip(OF_THE_SERVER, said, strict=True) if answer == "OK"]


def test_agents_that_log_in_do_what_they_declared_and_are_refused_the_rest(applied: Fleet) -> None:
    """The same by real commands: each agent tries to send to and to read every stream, and to take each away."""
    allowed = declared()
    known = [key for _, what, key in everything() if what == "send"]
    for who in principals():
        tried = [(what, key) for what in REALLY for key in sorted(set(known))]
        with applied.login(who) as agent, agent.pipeline(transaction=False) as pipeline:
            for what, key in tried:
                pipeline.execute_command(*OF_A_STREAM[what](key))
            said = pipeline.execute(raise_on_error=False)
        done = {
            (who, *each)
            for each, answer in zip(tried, said, strict=True)
            if not isinstance(answer, official.exceptions.NoPermissionError)
        }
        assert {each for each in allowed if each[0] == who and each[1] in REALLY} == done


def test_an_inbox_is_made_kept_read_and_taken_away_by_its_owner_alone(applied: Fleet) -> None:
    system = fleet()
    caller, reply = next(
        (grant.agent, grant.channel.address)
        for grant in grants(system, system.targets[0])
        if grant.right is Right.AWAIT
    )
    own = f"{names.inbox(reply, f'{system.name}.{caller}')}.of-a-call"
    server = next(
        grant.principal
        for grant in grants(system, system.targets[0])
        if grant.right is Right.ANSWER and grant.channel.address == reply
    )
    who = next(principal(system, agent) for agent in system.agents if agent.name == caller)
    with applied.login(who) as owner, applied.login(server) as answering:
        assert answering.xadd(own, {"body": "late"}, nomkstream=True) is None  # nobody awaits it: it is not kept
        owner.xgroup_create(own, "alive", "0", mkstream=True)
        owner.pexpire(own, 30_000)
        answering.xadd(own, {"body": "an answer"}, nomkstream=True)
        [[_, [(_, read)]]] = owner.xread({own: "0-0"})
        with pytest.raises(official.exceptions.NoPermissionError):
            answering.xread({own: "0-0"})
        owner.unlink(own)

    assert {b"body": b"an answer"} == read
    assert 0 == applied.client.exists(own)


@pytest.mark.parametrize("name", ["a*b", "a?b", "[ab]", "[a-z]", "a\\b", "[^a]", "a^b"])
def test_a_name_grants_itself_alone_whatever_is_in_it(applied: Fleet, name: str) -> None:
    """BROKERS.md 1.5: a key's pattern is a glob."""
    client = applied.client
    client.execute_command("ACL", "SETUSER", "named", *rules([line(["+get"], f"~{literal(name)}")]))
    others = ["a", "b", "axb", "ab", "z", "x", "^", "["]
    granted = [
        key
        for key in dict.fromkeys([name, *others])
        if client.execute_command("ACL", "DRYRUN", "named", "GET", key) == "OK"
    ]
    client.execute_command("ACL", "DELUSER", "named")

    assert [name] == granted


def test_one_command_reads_all_streams_of_an_agent(applied: Fleet) -> None:
    """FIELD.md 3, fault 14: who blocks once a stream waits for each; one selector lets one command name all."""
    system = fleet()
    reading: dict[str, list[tuple[str, str]]] = {}
    for grant in grants(system, system.targets[0]):
        if grant.right in (Right.READ, Right.TAP):
            reading.setdefault(grant.principal, []).append((grant.group, names.channel(grant.channel.address)))
    who, read = max(reading.items(), key=lambda item: len(item[1]))
    group = read[0][0]

    with applied.login(who) as agent:
        found = agent.xreadgroup(group, "c", {stream: ">" for _, stream in read}, count=1)

    assert len(read) > 1
    assert {name.decode() for name, _ in found} <= {stream for _, stream in read}


def test_redis_cannot_tell_groups_apart_which_a_plan_says(applied: Fleet) -> None:
    """A shortcoming that no rights can mend: they are for keys."""
    system = fleet()
    [target] = system.targets
    readers: dict[str, list[tuple[str, str]]] = {}
    for grant in grants(system, target):
        if grant.right in (Right.READ, Right.TAP):
            readers.setdefault(names.channel(grant.channel.address), []).append((grant.principal, grant.group))
    stream, [(who, own), (_, foreign), *_] = next(item for item in readers.items() if len(set(item[1])) > 1)

    with applied.login(who) as agent:
        assert own != foreign
        agent.xreadgroup(foreign, "c", {stream: ">"}, count=1)
    assert any("in the name of another group" in each for each in SEMANTICS[Broker.REDIS].shortcomings(system, target))


def _apply(server: Redis) -> Fleet:
    system = fleet()
    passwords = {who: f"secret of {who}" for who in principals()}
    admin = {"username": "admin", "password": "admin"}
    client = official.Redis.from_url(server.url, **admin, decode_responses=True, protocol=2)
    client.flushall()  # other files have been here
    broker = open_broker(system.targets[0], Connection(server.url, admin, server.url, passwords))
    made = look(broker, system)
    assert () == made.blocked
    assert {} == problems(do(broker, made))
    broker.close()
    return Fleet(client, server.url)
