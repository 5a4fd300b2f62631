"""What a Redis must hold for a system: from hand-made Systems, for the table is about single keys of the contract."""

from __future__ import annotations

import dataclasses

import pytest

from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind, Name, Order
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.flow import Passage
from treatyc.topology.plan import Change, Danger
from treatyc.topology.redis.judge import judge
from treatyc.topology.redis.objects import Group, Permissions, Purpose, Stream, User
from treatyc.topology.redis.semantics import SEMANTICS
from treatyc.topology.resource import Resource, facts
from treatyc.topology.semantics import Fixed, InPlace

HERE = Span("treaty.yaml")
STANDARD = Policy("standard", HERE, backoff_s=(1.0, 5.0))
DAY_S = 86_400.0
PLACED = "events.order.placed"
REPLY = "replies.price.{id}"


def channel(address: str = PLACED, **keys: object) -> Channel:
    plain = Channel(address, HERE, Kind.EVENT, (Name("shop.v1.Order", HERE),), STANDARD)
    return dataclasses.replace(plain, **keys)  # type: ignore[arg-type]  # the table's keys are the fields' names


def reads(agent: str, *addresses: str, reading: Reading = Reading.RECEIVES, **keys: object) -> Agent:
    matches = tuple(Match(address) for address in addresses)
    plain = Subscription(addresses[0], HERE, reading, matches, f"shop.{agent}")
    return Agent(agent, HERE, (dataclasses.replace(plain, **keys),))  # type: ignore[arg-type]  # likewise


def writes(agent: str, address: str = PLACED, writing: Writing = Writing.SENDS) -> Agent:
    return Agent(agent, HERE, outlets=(Outlet(address, HERE, writing, (Match(address),)),))


def there(*agents: Agent, channels: tuple[Channel, ...] = (channel(),), **keys: object) -> tuple[System, Target]:
    plain = Target("prod", HERE, Broker.REDIS, channels, agent_passwords="${PASSWORD_*}", broker_version="7.0.15")
    target = dataclasses.replace(plain, **keys)  # type: ignore[arg-type]  # likewise
    return System("shop", HERE, channels=channels, agents=agents, targets=(target,)), target


def rights(who: str, *agents: Agent, **keys: object) -> tuple[str, ...]:
    [found] = [each for each in derived(Permissions, *agents, **keys) if each.name == who]
    assert isinstance(found, Permissions)
    return found.rights


def derived(kind: type[Resource], *agents: Agent, **keys: object) -> list[Resource]:
    return [each for each in SEMANTICS.derive(*there(*agents, **keys)) if isinstance(each, kind)]  # type: ignore[arg-type]


def test_each_channel_has_a_stream_and_each_group_its_own_retries_and_dead_letters() -> None:
    """P21, P22; what is parked is read by the group again, and what is buried by nobody but people."""
    found = SEMANTICS.derive(*there(reads("billing", PLACED), agent_passwords=None))

    assert [
        f"stream:{PLACED}",
        f"stream:{PLACED}._dead_letter.shop.billing",
        f"stream:{PLACED}._retry.shop.billing.1",
        f"stream:{PLACED}._retry.shop.billing.2",
        f"group:{PLACED}._retry.shop.billing.1/shop.billing",
        f"group:{PLACED}._retry.shop.billing.2/shop.billing",
        f"group:{PLACED}/shop.billing",
    ] == [f"{each.kind}:{each.name}" for each in found]


def test_a_stream_is_kept_by_who_writes_as_long_as_its_channel_or_its_letters() -> None:
    """P17: no setting of the broker, and so no fact of the stream."""
    policy = dataclasses.replace(STANDARD, dead_letter=DeadLetter(30 * DAY_S))
    found = derived(Stream, reads("billing", PLACED, policy=policy), channels=(channel(retain_s=DAY_S),))

    assert {Purpose.CHANNEL: DAY_S, Purpose.RETRY: DAY_S, Purpose.DEAD_LETTER: 30 * DAY_S} == {
        each.purpose: each.keeps_s for each in found if isinstance(each, Stream)
    }
    assert [{"type": "stream"}] * 4 == [facts(each) for each in found]


def test_a_reply_has_no_stream_until_somebody_awaits_it() -> None:
    reply = channel(REPLY, kind=Kind.REPLY)

    assert [] == derived(Stream, channels=(reply,))


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (["earliest"], "earliest"),
        (["latest"], "latest"),
        (["latest", "earliest"], "earliest"),
        (["latest", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z"),
        (["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z"),
        (["2026-01-01T00:00:00Z", "2026-01-01T00:30:00+01:00"], "2026-01-01T00:30:00+01:00"),
    ],
)
def test_of_several_starts_of_one_group_the_earliest_holds(starts: list[str], expected: str) -> None:
    agents = [reads("billing", PLACED, start=start) for start in starts]
    [found] = [each for each in derived(Group, *agents) if each.name == f"{PLACED}/shop.billing"]

    assert isinstance(found, Group)
    assert expected == found.start


def test_where_order_is_by_key_failed_work_waits_in_place() -> None:
    ordered = channel(key=Name("order_id", HERE), order=Order.KEY)

    assert [PLACED, f"{PLACED}._dead_letter.shop.billing"] == [
        each.name for each in derived(Stream, reads("billing", PLACED), channels=(ordered,))
    ]


def test_a_prefix_stands_before_every_stream_and_every_right_but_no_group() -> None:
    found = SEMANTICS.derive(*there(reads("billing", PLACED), prefix="dev."))

    assert all(each.name.startswith("dev.") for each in found if isinstance(each, Stream | Group))
    assert {"shop.billing"} == {each.group for each in found if isinstance(each, Group)}
    patterns = rights("shop.billing", reads("billing", PLACED), prefix="dev.")
    assert all("~dev." in right for right in patterns if "~" in right)


READ = "+xack +xautoclaim +xclaim +xinfo|stream +xpending +xreadgroup"
BURY = f"%W~{PLACED}._dead_letter.shop.billing +xadd"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (writes("billing"), ("%W~events.order.placed +xadd", "+ping")),
        (
            reads("billing", PLACED, policy=dataclasses.replace(STANDARD, backoff_s=())),
            (BURY, "+ping", f"~{PLACED} {READ}"),
        ),
        (
            reads("billing", PLACED, policy=dataclasses.replace(STANDARD, backoff_s=(), dead_letter=None)),
            ("+ping", f"~{PLACED} {READ}"),
        ),
        (Agent("billing", HERE), ("+ping",)),
    ],
)
def test_an_agent_may_do_what_it_declares(agent: Agent, expected: tuple[str, ...]) -> None:
    assert expected == rights("shop.billing", agent)


def test_a_caller_reads_its_own_inboxes_and_a_server_writes_to_all_for_that_reply() -> None:
    request = channel("commands.price", kind=Kind.COMMAND, reply=Name(REPLY, HERE))
    channels = (request, channel(REPLY, kind=Kind.REPLY))
    agents = (
        writes("web", "commands.price", Writing.CALLS),
        reads("pricing", "commands.price", reading=Reading.SERVES),
        reads("audit", REPLY, reading=Reading.TAPS),
    )

    assert (
        "%W~commands.price +xadd",
        "+ping",
        "~replies.price._inbox.shop.web.* +pexpire +unlink +xgroup|create +xread",
    ) == rights("shop.web", *agents, channels=channels)
    assert "%W~replies.price._inbox.* +xadd" in rights("shop.pricing", *agents, channels=channels)
    assert ("+ping",) == rights("shop.audit", *agents, channels=channels)
    said = SEMANTICS.shortcomings(*there(*agents, channels=channels))
    assert [f"a reply lies in its caller's own inbox, where nobody else reads it: `audit` does not get `{REPLY}`"] == [
        each for each in said if "inbox" in each
    ]
    passages = SEMANTICS.flow(*there(*agents, channels=channels)).passages
    assert Passage("agent:pricing", "stream:replies.price._inbox.*") in passages
    assert Passage("stream:replies.price._inbox.*", "agent:web", "replies.price._inbox.shop.web.*") in passages


@pytest.mark.parametrize(
    ("keys", "plain"),
    [
        ({}, "+ping"),
        ({"broker_version": "7.2"}, "+client|setinfo +ping"),
        ({"broker_version": None}, "+client|setinfo +ping"),
        ({"url": "redis://${HOST}:6379/3"}, "+ping +select"),
        ({"url": "redis://${HOST}:6379/0"}, "+ping"),
    ],
)
def test_what_every_client_needs_depends_on_the_server(keys: dict[str, object], plain: str) -> None:
    """Fields of newer servers are gated (BROKERS.md 1.3: `+client|setinfo` breaks before 7.2)."""
    assert (plain,) == rights("shop.billing", Agent("billing", HERE), **keys)


@pytest.mark.parametrize(
    ("keys", "kinds"),
    [
        ({}, {"stream", "user", "permissions"}),
        ({"agent_passwords": None}, {"stream"}),
        ({"agent_passwords": None, "security": (("username", "${U}"),)}, {"stream", "permissions"}),
        ({"agent_passwords": None, "security": (("protocol", "tls"),)}, {"stream"}),
    ],
)
def test_users_are_made_where_passwords_are_and_rights_where_agents_log_in(
    keys: dict[str, object], kinds: set[str]
) -> None:
    system, target = there(writes("web"), **keys)

    assert kinds == {each.kind for each in SEMANTICS.derive(system, target)}
    anonymous = any("everyone may do everything" in each for each in SEMANTICS.shortcomings(system, target))
    assert anonymous == ("permissions" not in kinds)


def test_agents_of_one_principal_are_one_user_with_the_rights_of_both() -> None:
    both = [dataclasses.replace(agent, principal="shared") for agent in (writes("web"), reads("billing", PLACED))]

    assert ["shared"] == [each.name for each in derived(User, *both)]
    assert {f"%W~{PLACED} +xadd", f"~{PLACED} {READ}"} < set(rights("shared", *both))


@pytest.mark.parametrize(
    ("keys", "rules"),
    [
        ({}, []),
        ({"retain_s": 60 * 365 * DAY_S}, ["broker-retention"]),
        ({"retain_s": float("inf")}, ["broker-retention"]),
        ({"kind": Kind.STATE, "key": Name("id", HERE)}, ["broker-retention"]),
        ({"kind": Kind.STATE}, []),
    ],
)
def test_what_a_stream_cannot_keep_is_told_once_a_channel(keys: dict[str, object], rules: list[str]) -> None:
    found = SEMANTICS.problems(*there(reads("billing", PLACED), channels=(channel(**keys),)))

    assert [(rule, PLACED) for rule in rules] == [(each.rule, each.resource.name) for each in found]


def test_dead_letters_that_are_kept_for_too_long_are_told_too() -> None:
    policy = dataclasses.replace(STANDARD, dead_letter=DeadLetter(60 * 365 * DAY_S))

    assert ["broker-retention"] == [
        each.rule for each in SEMANTICS.problems(*there(reads("billing", PLACED, policy=policy)))
    ]


@pytest.mark.parametrize("principal", ["default", "${HOME}"])
def test_nobody_may_be_the_default_user_or_one_that_the_environment_names(principal: str) -> None:
    """The ACL file of the manifests is filled in from the environment."""
    named = dataclasses.replace(writes("web"), principal=principal)

    assert ["broker-name"] == [each.rule for each in SEMANTICS.problems(*there(named))]


@pytest.mark.parametrize(
    ("wanted", "found", "danger"),
    [
        (User("web"), User("web", enabled=False), Danger.NONE),
        (User("web"), User("web", passwords="2"), Danger.ACCESS),
        (Permissions("web", ("+ping", "~a +get")), Permissions("web", ("+ping",)), Danger.NONE),
        (Permissions("web", ("+ping",)), Permissions("web", ("+ping", "~a +get")), Danger.ACCESS),
    ],
)
def test_users_are_changed_in_place_and_what_is_taken_away_is_told(
    wanted: Resource, found: Resource, danger: Danger
) -> None:
    judged = judge(wanted, found, (Change("any", None, None),))

    assert isinstance(judged, InPlace)
    assert danger is judged.risk.danger


def test_the_type_of_a_key_is_fixed_and_the_way_out_quotes_its_name() -> None:
    judged = judge(Stream("a b"), Stream("a b", "list"), ())

    assert isinstance(judged, Fixed)
    assert "stop them, and put it aside: redis-cli RENAMENX 'a b' 'a b.list'" in judged.recipe


def test_the_order_of_declarations_changes_nothing() -> None:
    channels = channel(), channel("events.order.paid")
    agents = reads("audit", PLACED, "events.order.paid"), writes("web")

    assert SEMANTICS.derive(*there(*agents, channels=channels)) == SEMANTICS.derive(
        *there(*agents[::-1], channels=channels[::-1])
    )
