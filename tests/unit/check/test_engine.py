"""Laws of the engine that hold for every rule: findings do not depend on order, come once, sorted, and never raise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shop import HEAD, compiled, tree_of
from treatyc.checks.choice import Choice
from treatyc.checks.engine import check
from treatyc.checks.page import PROJECT_FILE, ExampleFile, example, parse_page
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.system.system import System
from treatyc.workspace.opening import open_project

EVERY_RULE = Choice(only=tuple(rule.id for rule in RULES))

TOKENS = st.sampled_from(["order", "stock", "placed", "{country}", "{id}"])
ADDRESSES = st.builds(
    lambda root, rest: ".".join([root, *dict.fromkeys(rest)]),
    st.sampled_from(["events", "commands", "metrics", "replies"]),
    st.lists(TOKENS, min_size=1, max_size=3),
)
CHANNELS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["event", "command", "metric", "reply"]),
        "message": st.sampled_from(["shop.v1.OrderPlaced", "shop.v1.PriceRequest"]),
    },
    optional={
        "key": st.sampled_from(["order_id", "email", "items", "nothing"]),
        "ttl": st.sampled_from(["1s", "30d"]),
        "retain": st.sampled_from(["1s", "30d"]),
        "order": st.sampled_from(["key", "none"]),
        "personal": st.just(["email", "e_mail"]),
        "deprecated": st.booleans(),
        "external": st.booleans(),
    },
)
PATTERNS = ADDRESSES.map(lambda address: address.replace("{country}", "*").replace("{id}", "at")) | st.sampled_from(
    [">", "events.>", "commands.*", "*.order.>"]
)
AGENTS = st.fixed_dictionaries(
    {},
    optional={
        "sends": st.lists(PATTERNS, max_size=3, unique=True),
        "calls": st.lists(PATTERNS, max_size=2, unique=True),
        "receives": st.lists(PATTERNS, max_size=3, unique=True),
        "taps": st.lists(PATTERNS, max_size=2, unique=True),
        "serves": st.lists(PATTERNS, max_size=2, unique=True),
        "handler_timeout": st.sampled_from(["1s", "5m"]),
    },
)
PROJECTS = st.fixed_dictionaries(
    {
        "channels": st.dictionaries(ADDRESSES, CHANNELS, min_size=1, max_size=5),
        "agents": st.dictionaries(st.sampled_from(["a", "b", "c"]), AGENTS, max_size=3),
    }
)


def system_of(project: dict[str, object]) -> System | None:
    """The project, if it links: JSON is YAML."""
    parts = "".join(f"{key}: {json.dumps(value)}\n" for key, value in project.items())
    return compiled(tree_of([ExampleFile(PROJECT_FILE, HEAD + parts)]), Report())


@given(PROJECTS)
@settings(max_examples=150, deadline=None)
def test_no_project_makes_a_rule_raise_and_findings_are_sorted_and_told_once(project: dict[str, object]) -> None:
    system = system_of(project)
    if system is None:
        return
    found = check(system, RULES, EVERY_RULE)

    assert len(set(found)) == len(found)
    assert list(found) == sorted(found, key=lambda one: (one.place.path, getattr(one.place, "line", 0)))
    assert found == check(system, tuple(reversed(RULES)), EVERY_RULE)


def test_what_a_rule_finds_does_not_depend_on_the_others() -> None:
    """Rules know nothing of each other: alone or together, each says the same."""
    for rule in RULES:
        system = compiled(tree_of(example(parse_page(rule.page), "Fails")), Report())
        assert system is not None
        together = [one for one in check(system, RULES, EVERY_RULE) if one.rule == rule.id]

        assert list(check(system, RULES, Choice(only=(rule.id,)))) == together


@pytest.mark.parametrize("rule", ["event-unread", "agent-idle"])
def test_choice_leaves_rules_out(rule: str) -> None:
    text = "channels:\n  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}\n"
    text += "agents:\n  orders: {sends: [events.order.placed]}\n  nobody: {}\n"
    system = compiled(tree_of([ExampleFile(PROJECT_FILE, text)]), Report())
    assert system is not None
    everything = {one.rule for one in check(system, RULES)}

    assert {"event-unread", "agent-idle"} == everything
    assert everything - {rule} == {one.rule for one in check(system, RULES, Choice(without=(rule,)))}
    assert {rule} == {one.rule for one in check(system, RULES, Choice(only=(rule,)))}


def test_the_fleet_read_in_another_order_gives_the_same_findings() -> None:
    """FIELD 3 and STYLE 2.7: emit and check are blind to the order of input."""
    workspace = open_project(Path(__file__).parents[3] / "contracts" / "treaty.yaml", Report())
    assert workspace is not None
    tree = workspace.tree
    turned = SourceTree(tree.project, dict(reversed(tree.files.items())), tree.descriptors)
    systems = [compiled(tree, Report()), compiled(turned, Report())]
    found = [check(system, RULES, EVERY_RULE) for system in systems if system is not None]

    assert 2 == len(found)
    assert found[0] == found[1]


def test_many_owners_of_one_command_are_told_once_each() -> None:
    """A bound on what is said: findings grow with the agents, not with the pairs of them."""
    agents = {"boss": {"sends": ["commands.work"]}} | {f"a{n}": {"receives": ["commands.work"]} for n in range(300)}
    channels = {"commands.work": {"kind": "command", "message": "shop.v1.OrderPlaced"}}
    system = system_of({"channels": channels, "agents": agents})
    assert system is not None

    assert 299 == len(check(system, RULES, Choice(only=("command-owners",))))
