"""Regular languages: what a pattern means, held against jsonschema-rs, and the laws of sets."""

from __future__ import annotations

import functools

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatyc.compatibility.jsonschema.regular.automaton import TooLarge
from treatyc.compatibility.jsonschema.regular.language import Language, everything, literal, parse

TEXTS = ["", "a", "b", "ab", "ba", "aab", "a b", "A", "é", "aé", "1", "٣", "_", "-", "\n", "a\n", "\r", "\x85", "😀"]

PATTERNS = (
    "",
    "^$",
    "^a",
    "a$",
    "^a|b$",
    "^(?:a|b)*$",
    "^(?<name>a)+?$",
    "x*^a",
    "$a",
    "^.$",
    r"^\d+$",
    r"^\D$",
    r"^\w+$",
    r"^[\w-]+$",
    r"^[^\s]$",
    r"^\S+$",
    r"^[\s\S]$",
    r"^\p{L}+$",
    r"^[\p{Lu}\d]+$",
    r"^\P{Letter}$",
    r"^\u{1F600}$",
    r"^\x41$",
    r"^\bab\b$",
    r"^a\Bb",
    "^a{2}b{1,}$",
    "^a{0,1}$",
    "^(?:a*)*$",
    "^[^a]$",
    r"^\/$",
    r"^\-$",
    "^]$",
)


@functools.cache
def _validator(pattern: str) -> jsonschema_rs.Validator:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "pattern": pattern}
    return jsonschema_rs.validator_for(schema)


def _language(pattern: str) -> Language:
    found = parse(pattern)
    assert found is not None
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_accepts_what_the_validator_accepts(pattern: str) -> None:
    language = _language(pattern)

    assert [_validator(pattern).is_valid(text) for text in TEXTS] == [language.accepts(text) for text in TEXTS]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_members_are_texts_that_the_validator_accepts_the_shortest_first(pattern: str) -> None:
    members = list(_language(pattern).members(20))

    assert members == sorted(dict.fromkeys(members), key=len)
    assert all(_validator(pattern).is_valid(text) for text in members)
    assert all(not _validator(pattern).is_valid(text) for text in (~_language(pattern)).members(20))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"^(a)\1$", "a back reference"),
        ("(?=a)", "look-ahead"),
        ("(?<!a)b", "look-behind"),
        ("(?i)a", "flags"),
        (r"\bfoo", "where a word begins before `é` is in doubt"),
        ("[]", "many engines know no empty set"),
        ("[a&&b]", "an operator between sets in some engines"),
        ("a{2,1}", "no such count"),
        ("a**", "no such quantifier"),
        ("(a", "no end"),
        ("a)", "no beginning"),
        (r"\p{Script=Greek}", "a property that is not known here"),
        (r"\uD83D", "half a character"),
        (r"\e", "no such escape"),
        ("^" + "(" * 60 + ")" * 60, "too deep"),
        ("a" * 20_000, "too long"),
        ("^(a{1,100}){1,100}$", "too many states"),
        ("^[ab]*a[ab]{12}$", "too many states, from a short pattern"),
        ("(" * 3000, "too deep to read"),
    ],
)
def test_what_is_not_regular_or_too_large_has_no_language(pattern: str, why: str) -> None:
    assert parse(pattern) is None, why


@pytest.mark.parametrize(
    ("narrow", "wide", "inside"),
    [
        ("^[a-z]+$", "^[a-z0-9]+$", True),
        ("^[a-z0-9]+$", "^[a-z]+$", False),
        ("^ORD-[0-9]{6}$", "^ORD-", True),
        ("^a{2,3}$", "^a{1,4}$", True),
        ("^[0-9]$", r"^\d$", True),
        ("a", "^a", False),
        ("^(ab)+$", "^(ab|ba)*$", True),
        (r"^\d{4}-\d{2}$", "^[0-9-]{7}$", True),
        ("^.+@.+$", "@", True),
    ],
)
def test_inclusion_is_an_empty_difference(narrow: str, wide: str, *, inside: bool) -> None:
    assert inside is (_language(narrow) & ~_language(wide)).is_empty


def test_a_difference_is_shown_by_its_plainest_text() -> None:
    difference = _language("^[A-Za-z0-9 ]{2,}$") & ~_language("^[a-z]+$")

    assert ["a0", "a1"] == list(difference.members(2))


@pytest.mark.parametrize(
    ("language", "empty", "finite"),
    [
        (everything(), False, False),
        (~everything(), True, True),
        (literal("é"), False, True),
        (literal("é").with_length(2, None), True, True),
        (everything().with_length(5, 4), True, True),
        (everything().with_length(0, 65_535), False, True),
        (everything().with_length(1_000_000, None), False, False),
        (_language("^(aa)+$").with_length(100_001, 100_001), True, True),
        (_language("^(aa)+$").with_length(100_002, 100_002), False, True),
        (_language("^a{2,5}$").with_length(6, None), True, True),
        (_language("^(?:aaa)*$") & _language("^(?:aa)*$").with_length(1, 5), True, True),
        (literal("a") | literal("b"), False, True),
    ],
)
def test_lengths_are_counted_without_a_state_for_each(language: Language, *, empty: bool, finite: bool) -> None:
    assert (empty, finite) == (language.is_empty, language.is_finite)


def test_equal_languages_are_equal_values() -> None:
    assert _language("^(a|b)$") == _language("^[ab]$") == literal("a") | literal("b")
    assert hash(_language("^(a|b)$")) == hash(_language("^[ba]$"))
    assert _language("^a$") != _language("^a")


def test_a_text_that_nobody_could_read_is_not_made() -> None:
    with pytest.raises(TooLarge):
        list(everything().with_length(1_000_000, None).members(1))


def test_languages_whose_parts_multiply_are_too_large() -> None:
    one, other = _language("^(?:a{1,97}b)*$"), _language("^(?:[ab]{89})*$")

    with pytest.raises(TooLarge):
        list((one & other & _language("^(?:[ab]{83})*$")).members(1))


_LETTERS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", "é"])
_PATTERNS = st.recursive(
    _LETTERS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        inner.map(lambda part: f"(?:^{part})"),
        inner.map(lambda part: f"(?:{part}$)"),
    ),
    max_leaves=6,
)
_SHORT = st.text(st.sampled_from("abc1é_ \n"), max_size=6)


@settings(deadline=None, max_examples=300)
@given(_PATTERNS, st.lists(_SHORT, max_size=10))
def test_any_pattern_accepts_what_the_validator_accepts(pattern: str, texts: list[str]) -> None:
    language = _language(pattern)
    asked = [*texts, *language.members(5), *(~language).members(5)]

    assert [_validator(pattern).is_valid(text) for text in asked] == [language.accepts(text) for text in asked]


@settings(deadline=None, max_examples=150)
@given(_PATTERNS, _PATTERNS, st.integers(0, 4), st.none() | st.integers(0, 4), _SHORT)
def test_the_laws_of_sets_hold(first: str, second: str, least: int, most: int | None, text: str) -> None:
    one, other = _language(first).with_length(least, most), _language(second)

    assert (one & other).accepts(text) is (one.accepts(text) and other.accepts(text))
    assert (one | other).accepts(text) is (one.accepts(text) or other.accepts(text))
    assert (~one).accepts(text) is not one.accepts(text)
    assert (one & ~one).is_empty
    assert ~(one & other) == ~one | ~other
    assert one.is_empty is (next(one.members(1), None) is None)
