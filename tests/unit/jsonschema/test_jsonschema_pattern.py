"""Patterns for Python's engine: they match what jsonschema-rs matches, and no text makes them slow."""

from __future__ import annotations

import re
import time

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatyc.emit.python.jsonschema.pattern import python_pattern

TRANSLATED = {
    "^[A-Z]{3}-[0-9]{4,8}$": r"^[A-Z]{3}-[0-9]{4,8}\Z",
    r"^\d+$": r"^[0-9]+\Z",
    r"^\w$": r"^[0-9A-Z_a-z]\Z",
    "^a|b$": r"^a|b\Z",
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z",
    r"^\u0061\/$": r"^a/\Z",
    "^[^@]+@[^@]+$": r"^[^@]+@[^@]+\Z",
}


@pytest.mark.parametrize("pattern", TRANSLATED)
def test_a_plain_pattern_is_translated(pattern: str) -> None:
    assert TRANSLATED[pattern] == python_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a*)*$",
        "^a*a*$",
        "[a-z]+x",
        "[a-z]{1,300}x",
        "^.+@.+$",
        r"^\s$",
        r"^\p{L}$",
        r"^\bword\b$",
        "^(?=a)a$",
        r"^(a)\1$",
        "(?i)a",
        "^[a&&b]$",
        "^a$b",
        "a" * 501,
    ],
)
def test_what_is_unsure_or_may_be_slow_is_left_to_jsonschema_rs(pattern: str) -> None:
    """BROKERS.md 3.1: `^(a+)+$` hangs a backtracking engine."""
    assert python_pattern(pattern) is None


atoms = st.sampled_from(
    ["a", "b", "-", "[ab]", "[^a]", r"\d", r"\w", r"\D", ".", r"\.", "[a-c_]", "😀", r"\u0062", " "]
)
pieces = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: f"({'|'.join(found)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}"])).map(
            lambda found: f"({found[0]}){found[1]}"
        ),
    ),
    max_leaves=6,
)
patterns = st.tuples(st.sampled_from(["", "^"]), pieces, st.sampled_from(["", "$"])).map("".join)


@settings(max_examples=300, deadline=None)
@given(pattern=patterns, text=st.text(st.sampled_from("aab-c1_.😀é\n٣ "), max_size=8))
def test_a_translated_pattern_matches_the_same_texts(pattern: str, text: str) -> None:
    translated = python_pattern(pattern)
    if translated is not None:
        validator = jsonschema_rs.validator_for({"pattern": pattern}, validate_formats=False, offline=True)

        assert validator.is_valid(text) == (re.search(translated, text) is not None)


@settings(max_examples=100, deadline=None)
@given(pattern=patterns)
def test_a_translated_pattern_is_never_slow(pattern: str) -> None:
    translated = python_pattern(pattern)
    if translated is not None:
        compiled = re.compile(translated)
        before = time.process_time()
        for text in ("a" * 2000 + "!", "ab" * 1000 + "!", "a-" * 1000 + "\n"):
            compiled.search(text)

        assert time.process_time() - before < 1
