"""treaty explain --target and treaty graph --target: what the contracts become on each broker, for people.

The goldens lie in tests/cases/objects, beside the project that they are of; `make golden` writes them anew.
"""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import Command, as_pattern, steps
from treatyc.cli.group import group
from treatyc.describe.dot import as_dot
from treatyc.describe.explain import explain_at_target
from treatyc.describe.graph import Edge, Frame, Graph, Line, Node, Shape, graph
from treatyc.describe.mermaid import as_mermaid
from treatyc.describe.part import conversation, part, questions
from treatyc.describe.rights import rights
from treatyc.describe.settings import setting_text
from treatyc.describe.sheet import as_text
from treatyc.describe.stations import with_stations
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.brokers import SEMANTICS
from treatyc.topology.resource import Resource, Value, address
from treatyc.workspace.opening import open_project

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
OBJECTS = CASES / "objects"
BROKERS = ["kafka", "rabbitmq", "nats", "redis", "sqs", "pubsub"]
NAMES = {
    "event": "events.order.placed",
    "command": "commands.price.{country}",
    "reply": "replies.price.{request_id}",
    "agent": "billing",
}
WHO = frozenset({"user", "permissions", "quota"})
"""Kinds that are of a principal, and so of no channel."""


def run(verb: str, *arguments: str, project: Path = OBJECTS) -> Result:
    options = ["--project", str(project / "treaty.yaml"), "--root", str(project)]
    return CliRunner().invoke(group, [verb, *arguments, *options], catch_exceptions=False)


def fleet(*arguments: str) -> str:
    """What treaty prints of the example fleet."""
    options = ["--project", str(ROOT / "contracts/treaty.yaml"), "--root", str(ROOT)]
    return CliRunner().invoke(group, [*arguments, *options], catch_exceptions=False).output


@functools.cache
def system_of(project: Path, root: Path | None = None) -> System:
    report = Report()
    workspace = open_project(project / "treaty.yaml", report, root or project)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert system is not None, report.diagnostics
    return system


def project_of(folder: Path, text: str) -> None:
    """A project of its own with the schemas of the shop."""
    (folder / "treaty.yaml").write_text(f"treaty: 1\nname: shop\nschemas: schemas/\n{text}")
    shutil.copytree(OBJECTS / "schemas", folder / "schemas")


def at(system: System, broker: Broker) -> Target:
    """A target of that broker where each agent shows who it is."""
    security = (("mechanism", "scram-sha-512"), ("protocol", "sasl_tls"))
    place = system.place
    return Target("live", place, broker, system.channels, replicas=3, security=security, agent_passwords="${PW_*}")


def of_channels(made: tuple[Resource, ...]) -> dict[str, Resource]:
    return {address(each): each for each in made if each.kind not in WHO}


@pytest.mark.parametrize("target", [*BROKERS, "open"])
@pytest.mark.parametrize("name", NAMES)
def test_what_explain_says_at_each_broker(name: str, target: str, request: pytest.FixtureRequest) -> None:
    expected = OBJECTS / f"explain.{name}.{target}.txt"
    result = run("explain", NAMES[name], "--target", target)
    if request.config.getoption("--update-golden"):
        expected.write_text(result.output)

    assert expected.read_text() == result.output
    assert 0 == result.exit_code


@pytest.mark.parametrize("target", BROKERS)
@pytest.mark.parametrize("written", ["mermaid", "dot"])
def test_what_graph_draws_at_each_broker(written: str, target: str, request: pytest.FixtureRequest) -> None:
    expected = OBJECTS / f"graph.{target}.{written}"
    result = run("graph", "--format", written, "--target", target)
    if request.config.getoption("--update-golden"):
        expected.write_text(result.output)

    assert expected.read_text() == result.output
    assert 0 == result.exit_code


def test_the_page_shows_what_is_printed() -> None:
    page = (ROOT / "docs/how-to/see-what-a-broker-holds.md").read_text()
    shown = [step for step in steps(page) if isinstance(step, Command)]
    drawn = re.findall(r"`treaty (graph .*?)` draws.*?```mermaid\n(.*?)```", page, re.DOTALL)
    printed = {step.line: fleet(*step.line.split()[1:]) for step in shown}

    assert 2 == len(shown)
    assert [] == [step.line for step in shown if not re.fullmatch(as_pattern(step.shown), printed[step.line])]
    assert [(words, fleet(*words.split())) for words, _ in drawn] == drawn
    assert 1 == len(drawn)


@pytest.mark.parametrize("broker", SEMANTICS, ids=lambda broker: broker.value)
def test_the_parts_of_the_fleet_add_up_to_the_whole(broker: Broker) -> None:
    """What is said of a channel alone is what the broker has of it: nothing is left out, nothing is otherwise."""
    storefront = system_of(ROOT / "contracts", ROOT)
    target, semantics = at(storefront, broker), SEMANTICS[broker]
    whole = of_channels(semantics.derive(storefront, target))
    whole_rights = rights(storefront, target)
    parts: dict[str, Resource] = {}
    lines: dict[str, set[str]] = {}
    for channel in storefront.channels:
        alone = part(storefront, target, {channel.address} | questions(storefront.channels, channel))
        parts |= of_channels(semantics.derive(*alone))
        for who, several in rights(*alone).items():
            lines.setdefault(who, set()).update(several)

    assert whole == parts
    assert {who: set(several) for who, several in whole_rights.items()} == lines


@pytest.mark.parametrize("broker", SEMANTICS, ids=lambda broker: broker.value)
def test_a_channel_of_each_kind_is_told_of_with_all_that_is_made_for_it(broker: Broker) -> None:
    storefront = system_of(ROOT / "contracts", ROOT)
    target, semantics = at(storefront, broker), SEMANTICS[broker]
    made = semantics.derive(storefront, target)
    for channel in {channel.kind: channel for channel in storefront.channels}.values():
        sheet = explain_at_target(storefront, target, semantics, channel.address)
        assert sheet is not None
        headings = [section.heading for section in sheet.sections]

        assert {each.name for each in made if each.origin.channel == channel.address} <= set(headings)


@pytest.mark.parametrize("broker", SEMANTICS, ids=lambda broker: broker.value)
@pytest.mark.parametrize("project", sorted((CASES / "check").iterdir()), ids=lambda path: path.name)
def test_contracts_that_have_mistakes_can_be_explained_and_drawn_all_the_same(project: Path, broker: Broker) -> None:
    system = system_of(project)
    target, semantics = at(system, broker), SEMANTICS[broker]
    for name in (*(each.address for each in system.channels), *(each.name for each in system.agents)):
        sheet = explain_at_target(system, target, semantics, name)
        assert sheet is not None
        assert as_text(sheet)
    drawn = with_stations(graph(system), system, target, semantics)
    flow = semantics.flow(system, target)

    assert len(graph(system).edges) + len(flow.passages) <= len(drawn.edges)


def test_a_channel_is_drawn_with_its_conversation_alone() -> None:
    drawn = run("graph", "--target", "nats", "--channel", "commands.price.at").output

    assert '"commands.price.#123;country#125;"' in drawn
    assert '"subject _inbox.replies-price.*.#62;"'.replace("#62;", ">") in drawn
    assert "events" not in drawn
    assert "billing" not in drawn


def test_a_reply_is_drawn_with_what_it_answers() -> None:
    system = system_of(OBJECTS)

    expected = {"commands.price.{country}", "replies.price.{request_id}"}
    assert expected == conversation(system.channels, {"replies.price.{request_id}"})


def test_a_channel_can_be_drawn_without_a_target() -> None:
    drawn = run("graph", "--channel", "events.>").output.splitlines()

    expected = ["billing", "ledger", "shop", "events.order.placed"]
    assert expected == [found[1] for line in drawn if (found := re.match(r'  \w+\W+"([^"]+)"\W+$', line))]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["explain", "events.order.placed", "--target", "memory"], 0, "lives in the process of the agents"),
        (["explain", "billing", "--target", "memory"], 0, "billing needs nothing at memory."),
        (["explain", "billing", "--target", "kafak"], 2, "no target is named `kafak`; did you mean `kafka`?"),
        (["explain", "biling", "--target", "kafka"], 2, "did you mean `billing`?"),
        (["explain", "OrderPlaced", "--target", "kafka"], 2, "neither a channel nor an agent"),
        (["explain", "commands.*.*", "--target", "kafka"], 2, "neither a channel nor an agent"),
        (["explain", "event-unread", "--target", "kafka"], 2, "neither a channel nor an agent"),
        (["graph", "--target", "memory"], 0, "which makes what it needs by itself"),
        (["graph", "--target", "kafak"], 2, "did you mean `kafka`?"),
        (["graph", "--channel", "events.order.plased"], 2, "did you mean `events.order.placed`?"),
        (["graph", "--channel", "state.>"], 2, "no channel is called `state.>`"),
    ],
)
def test_what_cannot_be_told_is_said(arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments)

    assert said in result.output
    assert code == result.exit_code


@pytest.mark.parametrize("verb", [["explain", "billing"], ["graph"]])
def test_a_broker_that_nothing_is_known_of_is_said(verb: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SEMANTICS, Broker.NATS)
    result = run(*verb, "--target", "nats")

    assert "broker `nats` is not supported yet" in result.output
    assert 2 == result.exit_code


def test_an_agent_that_does_nothing_yet_is_drawn_until_channels_are_asked_for(tmp_path: Path) -> None:
    event = "events.order.placed: {kind: event, message: shop.v1.OrderPlaced}"
    project_of(
        tmp_path, f"channels: {{{event}}}\nagents: {{newcomer: {{}}, billing: {{receives: [events.order.placed]}}}}\n"
    )

    assert '"newcomer"' in run("graph", project=tmp_path).output
    assert '"newcomer"' not in run("graph", "--channel", "events.>", project=tmp_path).output


def test_a_chart_that_mermaid_would_not_draw_is_told(tmp_path: Path) -> None:
    channels = "".join(f"  events.e{number}: {{kind: event, message: shop.v1.OrderPlaced}}\n" for number in range(25))
    agents = "".join(f'  a{number}: {{receives: ["events.>"]}}\n' for number in range(21))
    project_of(tmp_path, f"channels:\n{channels}agents:\n{agents}")

    assert "525 lines, and Mermaid draws 500 at most" in run("graph", project=tmp_path).output
    assert "at most" not in run("graph", "--format", "dot", project=tmp_path).output


def test_a_problem_between_two_channels_is_told_of_both(tmp_path: Path) -> None:
    """FIELD.md 3, fault 11: NATS lets one stream have a subject."""
    declared = "{kind: command, message: shop.v1.OrderPlaced}"
    project_of(
        tmp_path,
        f"channels: {{'tools.{{tool}}': {declared}, tools.run: {declared}, other: {declared}}}\n"
        'targets: {live: {broker: nats, url: "${NATS_URL}"}}\n',
    )
    told = {
        name: "subjects-overlap" in run("explain", name, "--target", "live", project=tmp_path).output
        for name in ("tools.{tool}", "tools.run", "other")
    }

    assert {"tools.{tool}": True, "tools.run": True, "other": False} == told


def test_what_a_contract_says_does_not_steer_the_terminal(tmp_path: Path) -> None:
    """Names of objects have letters, digits and a few signs; what is free is the name of the file that has them."""
    hostile = "\x1b[31m\u202e.yaml"
    read = "agents: {billing: {receives: [events.order.placed]}}\n"
    event = "channels: {events.order.placed: {kind: event, message: shop.v1.OrderPlaced}}\n"
    project_of(tmp_path, f'include: ["*.yaml"]\n{event}targets: {{kafka: {{broker: kafka, url: "${{KAFKA_URL}}"}}}}\n')
    (tmp_path / hostile).write_text(read)
    result = run("explain", "events.order.placed", "--target", "kafka", project=tmp_path)

    assert "\\u{1b}[31m\\u{202e}.yaml:1" in result.output
    assert [] == [sign for sign in ("\x1b", "\u202e") if sign in result.output]


@given(st.text(st.characters(codec="utf-8")))
def test_no_label_of_a_frame_leaves_its_quotes(label: str) -> None:
    """BROKERS 3.1: a name in a picture is text in the picture's language, too."""
    inner = Frame("f0", label, (Node("s0", label, Shape.STORE), Node("s1", label, Shape.RELAY)))
    way = Edge("s0", "s1", label or "x", Line.THICK)
    drawn = Graph(
        "t",
        (Node("c0", label, Shape.EVENT),),
        (way, Edge("c0", "f0", "", Line.TIE)),
        (Frame("b", label, (), (inner,)),),
    )
    quoted = r'"[A-Za-z0-9 ._*>#;-]*"'
    node, edges = rf"\w+[\[({{]+{quoted}[\])}}]+", rf"s0 ==>\|{quoted}\| s1|c0 -\.- f0"
    shapes = rf"subgraph \w+\[{quoted}\]|end|{node}|{edges}|flowchart LR|class.*"
    string = r'"(?:[^"\\]|\\\\|\\")*"'

    assert [] == [line for line in as_mermaid(drawn).split("\n")[:-1] if not re.fullmatch(shapes, line.strip())]
    assert as_dot(drawn).count("\n") == re.sub(string, '""', as_dot(drawn)).count("\n")
    assert '"' not in re.sub(string, "", as_dot(drawn))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("retention.ms", "604800000", "604800000 (7d)"),
        ("retention.ms", "-1", "-1 (no limit)"),
        ("max.message.bytes", "1114112", "1114112 (1088KiB)"),
        ("MaximumMessageSize", "169304", "169304 (about 165KiB)"),
        ("MaximumMessageSize", "900", "900"),
        ("message-ttl", 300_000, "300000 (5m)"),
        ("VisibilityTimeout", "30", "30 (30s)"),
        ("DelaySeconds", "0", "0"),
        ("max_age", "0s", "0s (for ever)"),
        ("max_age", "30d", "30d"),
        ("message_retention_duration", "604800s", "604800s (7d)"),
        ("minimum_backoff", "5s", "5s"),
        ("definition", "x" * 1_000, f"{'x' * 240}… (1000 characters)"),
        ("partitions", 12, "12"),
        ("durable", True, "true"),
        ("RedrivePolicy", "", "none"),
        ("dead-letter-exchange", "", '"" (the default exchange)'),
    ],
)
def test_numbers_are_told_with_what_they_stand_for(name: str, value: Value, text: str) -> None:
    assert text == setting_text(name, value)
