"""A `Pointer` becomes a line and a column only when a person is shown it, whatever the text looks like."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.positions import locate, span
from treatyc.source import Pointer, Source, SourceTree, Span

TEXT = """{
  "name": "Order",
  "fields": [
    {"name": "id", "type": "string"},
    {"name": "späť", "type": ["null",
      "long"]}
  ],
  "a\\"b": {"": true}
}
"""


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ((), Span("x", 1, 1, 1)),
        (("name",), Span("x", 2, 11, 7)),
        (("fields",), Span("x", 3, 3, 8)),
        (("fields", 0), Span("x", 4, 5, 1)),
        (("fields", 0, "type"), Span("x", 4, 28, 8)),
        (("fields", 1, "name"), Span("x", 5, 14, 6)),
        (("fields", 1, "type"), Span("x", 5, 22, 6)),
        (("fields", 1, "type", 1), Span("x", 6, 7, 6)),
        (('a"b',), Span("x", 8, 3, 6)),
        (('a"b', ""), Span("x", 8, 16, 4)),
    ],
)
def test_a_value_is_shown_itself_and_a_structure_by_its_key(tokens: tuple[str | int, ...], expected: Span) -> None:
    assert expected == span(Pointer("x", tokens), TEXT)


def test_a_node_that_is_not_there_is_shown_at_the_nearest_above() -> None:
    assert Span("x", 3, 3, 8) == span(Pointer("x", ("fields", 7, "name")), TEXT)


def test_of_a_duplicate_key_the_first_is_shown() -> None:
    assert Span("x", 1, 7, 1) == span(Pointer("x", ("a",)), '{"a": 1, "a": 2}')


def test_a_span_stays_and_a_missing_file_is_shown_at_its_beginning() -> None:
    tree = SourceTree("treaty.yaml", {"x": Source("x", '{"a": 1}')})
    assert Span("x", 1, 7, 1) == locate(Pointer("x", ("a",)), tree)
    assert Span("y") == locate(Pointer("y", ("a",)), tree)
    assert Span("z", 3, 4, 5) == locate(Span("z", 3, 4, 5), tree)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_every_value_of_any_document_is_found_where_it_is_written(
    value: object, indent: int, ascii_only: object
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=bool(ascii_only))
    lines = text.split("\n")
    pending: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while pending:
        tokens, node = pending.pop()
        if isinstance(node, dict):
            pending += [((*tokens, key), child) for key, child in node.items()]
        elif isinstance(node, list):
            pending += [((*tokens, index), child) for index, child in enumerate(node)]
        else:
            at = span(Pointer("x", tokens), text)
            written = lines[at.line - 1][at.column - 1 : at.column - 1 + at.length]
            assert node == json.loads(written)


@given(st.text(alphabet='{}[],:" ab\\\n1', max_size=60), st.lists(st.sampled_from(["a", "b", 0, 1]), max_size=3))
def test_no_text_makes_it_fail(text: str, tokens: list[str | int]) -> None:
    assert span(Pointer("x", tuple(tokens)), text).line >= 1
