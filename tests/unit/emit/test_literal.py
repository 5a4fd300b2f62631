"""One encoder stands between a contract's text and generated code; no case folder can reach every character."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.emit.python.literal import Value, docstring, literal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES)
def test_a_literal_evaluates_to_its_value_and_holds_no_code(value: Value) -> None:
    text = literal(value).replace('float("inf")', "1e999").replace('float("-inf")', "-1e999")

    assert value == ast.literal_eval(text)
    assert "\n" not in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("it", '"it"'),
        ("it's", '"it\'s"'),
        ('a "word"', "'a \"word\"'"),
        ("it's a \"word", '"it\'s a \\"word"'),
        (b"\"'", b'b"\\"\'"'.decode()),
        ('it\'s a "word"', "'it\\'s a \"word\"'"),
    ],
)
def test_quotes_are_those_that_formatters_choose(value: str | bytes, expected: str) -> None:
    assert expected == literal(value)


def test_nan_and_infinities_are_spelt_out() -> None:
    assert math.isnan(eval(literal(math.nan)))  # noqa: S307 - our own literal
    assert literal(-math.inf) == 'float("-inf")'


@given(st.text(), st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_string_constant_whatever_the_text(text: str, indent: int) -> None:
    module = ast.parse(docstring(text, indent=indent))

    (statement,) = module.body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)


def test_a_docstring_keeps_the_words() -> None:
    rendered = docstring('Says """hi""" and ends in a quote"\n\nSecond \\ paragraph\rwith a CR')

    constant = ast.parse(rendered).body[0].value  # type: ignore[attr-defined]
    assert constant.value == 'Says """hi""" and ends in a quote"\n\nSecond \\ paragraph with a CR\n'
