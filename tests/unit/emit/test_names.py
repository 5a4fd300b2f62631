"""Names of contracts become proven Python names, one for one."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.emit.python import names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("total", "total"),
        ("class", "class_"),
        ("𝐜𝐥𝐚𝐬𝐬", "class_"),  # bold letters that Python would fold to the keyword
        ("ﬁeld", "field"),
        ("__init__", "init"),
        ("9lives", "n9lives"),
        ("a-b c", "a_b_c"),
        ("x\n    import os", "x_import_os"),
        ("\u202eevil", "evil"),
        ("日本", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_identifier(name: str, expected: str) -> None:
    assert expected == names.identifier(name)


@given(st.text())
def test_any_text_becomes_an_ascii_identifier_that_is_no_keyword(name: str) -> None:
    for proven in (names.identifier(name), names.field_name(name), names.pascal(name), names.constant(name)):
        assert proven.isidentifier()
        assert proven.isascii()
        assert not keyword.iskeyword(proven)
        assert not (proven.startswith("__") and proven.endswith("__"))


@pytest.mark.parametrize(
    ("definition", "namespace", "expected"),
    [
        ("a.v1.Order", "a.v1", "Order"),
        ("a.v1.Order.Address", "a.v1", "OrderAddress"),
        ("a.v1.Order.OrderLine", "a.v1", "OrderLine"),
        ("a.v1.order_placed", "a.v1", "OrderPlaced"),
        ("a.v1.HTTPRequest", "a.v1", "HTTPRequest"),
        ("a.v1.None", "a.v1", "None_"),
        ("Bare", "", "Bare"),
    ],
)
def test_class_name(definition: str, namespace: str, expected: str) -> None:
    assert expected == names.class_name(definition, namespace)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("orderPlaced", "order_placed"), ("HTTPRequest", "http_request"), ("list", "list_"), ("from", "from_")],
)
def test_field_name(name: str, expected: str) -> None:
    assert expected == names.field_name(name)


@given(st.lists(st.tuples(st.text(max_size=3), st.sampled_from(["a", "b", "a_2"])), max_size=8).map(dict))
def test_unique_names_are_distinct_and_blind_to_order(proposed: dict[str, str]) -> None:
    forwards = names.unique(proposed.items())

    assert len(set(forwards.values())) == len(proposed)
    assert forwards == names.unique(reversed(proposed.items()))
