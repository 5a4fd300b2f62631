"""YAML is read by the core schema of YAML 1.2, every value at its place, and never trusted (BROKERS.md 3.1, 3.4).

Cases cannot show these: they need inputs that are too large, too deep or no text at all.
"""

from __future__ import annotations

import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.diagnostics import Report
from treatyc.load.yaml_tree import Mapping, Scalar, Sequence, parse
from treatyc.source import Source, Span


def read(text: str) -> tuple[object, list[str]]:
    report = Report()
    node = parse(Source("a.yaml", text), report)
    return node, [diagnostic.rule for diagnostic in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("yes", "yes"),
        ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("<<", "<<"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ('"7"', "7"),
        ("'no'", "no"),
        ('"\\u00e4"', "ä"),
    ],
)
def test_scalars_are_read_by_the_core_schema_of_yaml_1_2(text: str, expected: object) -> None:
    node, said = read(f"a: {text}\n")
    assert isinstance(node, Mapping)
    value = node.entries[0][1]
    assert isinstance(value, Scalar)
    assert ([], expected, type(expected)) == (said, value.value, type(value.value))


def test_not_a_number_is_one_too() -> None:
    node, _ = read("[.nan, .NaN, .NAN]")
    assert isinstance(node, Sequence)
    assert all(isinstance(item, Scalar) and isinstance(item.value, float) for item in node.items)


def test_every_node_knows_its_line_and_column() -> None:
    node, _ = read("# first\nchannels:\n  {a: [b, 'c d']}\n")
    assert isinstance(node, Mapping)
    key, inner = node.entries[0]
    assert isinstance(inner, Mapping)
    items = inner.entries[0][1]
    assert isinstance(items, Sequence)
    assert [Span("a.yaml", 2, 1, 8), Span("a.yaml", 3, 3, 1)] == [key.place, inner.place]
    assert [Span("a.yaml", 3, 8, 1), Span("a.yaml", 3, 11, 5)] == [item.place for item in items.items]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &x 1", "yaml-alias"),
        ("a: *x", "yaml-alias"),
        ("&x a: 1", "yaml-alias"),
        ("a: !!int '1'", "yaml-tag"),
        ("a: !custom {}", "yaml-tag"),
        ("a: !!python/object/new:os.system [id]", "yaml-tag"),
        ("{a: 1, a: 2}", "yaml-duplicate-key"),
        ("{1: 1, '1': 2}", "yaml-duplicate-key"),
        ("? [a]\n: 1", "yaml-key"),
        ("{{a: b}: 1}", "yaml-key"),
        ("a: [", "yaml-syntax"),
        ("a: b: c", "yaml-syntax"),
        ("\tb: 1", "yaml-syntax"),
        ("%YAML 3.0\n---\na: 1", "yaml-syntax"),
        ("a: 1\n---\nb: 2", "yaml-syntax"),
        ("a: \x00", "yaml-syntax"),
        ("a: \x1b[31m", "yaml-syntax"),
        ("a: " + "9" * 5000, "yaml-number"),
        ("[" * 100_000, "yaml-too-deep"),
        ("{a: " * 65 + "}" * 65, "yaml-too-deep"),
        ("- " * 100_000, "yaml-too-deep"),
        ("[" + "1," * 200_000 + "]", "yaml-too-large"),
        ("a: " + "b" * 1024 * 1024, "yaml-too-large"),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_what_is_refused(text: str, rule: str) -> None:
    started = time.process_time()
    assert (None, [rule]) == read(text)
    assert time.process_time() - started < 5


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    """BROKERS.md 3.4 (4): a few hundred bytes that would unfold to gigabytes."""
    levels = "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9))
    report = Report()
    assert parse(Source("a.yaml", f"a: &a [lol]\n{levels}\n"), report) is None
    assert [Span("a.yaml", 1, 4, 4)] == [_widened(diagnostic.place) for diagnostic in report.diagnostics]


def _widened(place: object) -> Span:
    assert isinstance(place, Span)
    return Span(place.path, place.line, place.column, 4)


TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("\n\t"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=15,
)


@given(JSON)
def test_json_is_yaml_and_means_the_same(value: object) -> None:
    node, said = read(json.dumps(value, ensure_ascii=False))
    assert said == []
    assert value == _plain(node)


@given(st.text(alphabet="ab:-[]{}&*!#|>'\"%@,? \n\t0.", max_size=80))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    node, said = read(text)
    assert (node is None) == bool(said)


def _plain(node: object) -> object:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {key.text: _plain(value) for key, value in node.entries}
        case _:
            raise AssertionError(node)
