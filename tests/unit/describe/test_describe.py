"""treaty explain and treaty graph, on the example fleet and on names that no picture may trip over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from treatyc.cli.group import group
from treatyc.describe.dot import as_dot
from treatyc.describe.graph import Edge, Graph, Line, Node, Shape
from treatyc.describe.mermaid import as_mermaid

FLEET = Path(__file__).parents[3] / "contracts" / "treaty.yaml"


def run(verb: str, *arguments: str) -> Result:
    return CliRunner().invoke(group, [verb, *arguments, "--project", str(FLEET)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("event-unread", ["event-unread (warning, in the default set)", "## Why", "external: true"]),
        ("owner-missing", ["on demand"]),
        ("unknown-channel", ["A channel that is not declared"]),
        (
            "events.customer.*",
            ["covers 2 channels", "events.customer.pageview", "written by  shop", "recommendation receives it"],
        ),
        (
            "tools.execute.{tool_name}",
            ["is a command", "support calls it by `call_tool`", "3 times at most", "within 30s", "(default)"],
        ),
        ("tools.execute.crm_lookup", ["tools.execute.{tool_name} is a command"]),
        ("audit", ["audit is an agent of storefront", "taps `tools.execute.>` in `tap_tools_execute`"]),
        ("OrderPlaced", ["storefront.orders.v1.OrderPlaced is a message in avro", "events.order.placed: from orders"]),
        ("storefront.tools.v1.ToolRequest", ["is a message in jsonschema", "conversation_id"]),
    ],
)
def test_explain_says_in_plain_words_what_a_name_is(name: str, said: list[str]) -> None:
    result = run("explain", name)

    assert [] == [words for words in said if words not in result.output]
    assert 0 == result.exit_code


@pytest.mark.parametrize(
    ("name", "meant"),
    [("event-unred", "event-unread"), ("auditt", "audit"), ("event.order.placed", "events.order.placed")],
)
def test_explain_asks_for_the_name_that_was_meant(name: str, meant: str) -> None:
    result = run("explain", name)

    assert f"did you mean `{meant}`?" in result.output
    assert 2 == result.exit_code


def test_explain_needs_no_project_for_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert 0 == CliRunner().invoke(group, ["explain", "key-missing"]).exit_code
    assert 0 == CliRunner().invoke(group, ["explain", "--list"]).exit_code
    assert 2 == CliRunner().invoke(group, ["explain", "audit"]).exit_code
    assert 2 == CliRunner().invoke(group, ["explain"]).exit_code


def test_the_graph_of_the_fleet_has_every_agent_and_shows_who_calls_whom() -> None:
    lines = run("graph").output.splitlines()
    nodes = [re.match(r'  (\w+)\W+"(.+)"', line) for line in lines]
    ids = {node[2]: node[1] for node in nodes if node}

    assert {"audit", "tool_worker", "commands.fraud.screen"} <= ids.keys()
    assert f'  {ids["orders"]} -->|"calls"| {ids["commands.fraud.screen"]}' in lines
    assert f'  {ids["commands.fraud.screen"]} -->|"serves"| {ids["fraud"]}' in lines
    assert f'  {ids["commands.fraud.screen"]} -.->|"taps"| {ids["audit"]}' in lines


def test_the_graph_in_dot_has_the_same_edges() -> None:
    mermaid, dot = run("graph").output, run("graph", "--format", "dot").output

    assert len(re.findall(r"-->|-\.->", mermaid)) == len(re.findall(r" -> ", dot))


def test_svg_is_drawn_by_graphviz_or_its_absence_told() -> None:
    result = run("graph", "--format", "svg")

    if shutil.which("dot"):
        assert "<svg" in result.output
    else:
        assert "is not installed" in result.output
        assert 2 == result.exit_code


@given(st.text(st.characters(codec="utf-8")))
def test_no_label_leaves_its_quotes(label: str) -> None:
    """BROKERS 3.1: a name in a picture is text in the picture's language, too."""
    drawing = Graph("t", (Node("a0", label, Shape.AGENT),), (Edge("a0", "a0", label or "x", Line.SOLID),))
    mermaid = as_mermaid(drawing).split("\n")[1]
    dot = as_dot(drawing).split("\n")[3]

    assert re.fullmatch(r'  a0\["[A-Za-z0-9 ._*>#;-]*"\]', mermaid)
    assert re.fullmatch(r'  a0 \[label="(?:[^"\\]|\\\\|\\")*", shape=box, .*\];', dot, re.DOTALL)
