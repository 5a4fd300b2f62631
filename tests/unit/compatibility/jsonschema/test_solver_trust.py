"""That verdicts of containment can be believed: laws, attacks, a canary for the attack, and hostile schemas."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

import pytest

from tests.fuzz import jsonschema as fuzz
from tests.fuzz.jsonschema import answer_to
from tests.fuzz.jsonschema_schemas import Pair, random_pair
from treatyc import compare
from treatyc.compatibility.finding import Verdict
from treatyc.compatibility.jsonschema.normal import translate
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.search import find, objects
from treatyc.compatibility.jsonschema.solve import Answer, Included, Refuted, Unknown
from treatyc.compatibility.settings import ContentModel
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Schema

SEED = 20_261_121
SLOWEST_S = 2.0
"""Twice what a comparison may take, for machines that do other things as well."""


MADE_OF_ITSELF: Schema = {
    "anyOf": [{"not": {"$ref": "#/$defs/t"}}, {"type": "null"}],
    "$defs": {"t": {"not": {"if": {"propertyNames": {"$ref": "#/$defs/t"}}, "else": {"type": "null"}}}},
}


def pairs(count: int) -> list[Pair]:
    return [random_pair(random.Random(f"{SEED}:{number}")) for number in range(count)]


def test_no_verdict_over_random_pairs_is_wrong() -> None:
    """`compatible` is attacked with documents, `breaking` is held against jsonschema-rs; `make fuzz` runs longer."""
    assert [] == list(fuzz.attack(SEED, 300))


def test_every_schema_contains_itself() -> None:
    """The reflexive law, in both content models."""
    wrong = [
        pair for pair in pairs(150) if answer_to(Pair(pair.writer, pair.writer, pair.model)) not in (Included(), None)
    ]

    assert [] == wrong


@pytest.mark.parametrize("model", ContentModel)
def test_a_schema_that_nobody_can_decide_still_contains_itself(model: ContentModel) -> None:
    """What did not change needs no proof, whatever it says."""
    assert Included() == answer_to(Pair(MADE_OF_ITSELF, MADE_OF_ITSELF, model))


def test_what_is_contained_is_contained_in_more() -> None:
    """A reader that accepts something else as well still accepts all that it did."""
    for pair in pairs(150):
        if not isinstance(pair.reader, dict) or answer_to(pair) != Included():
            continue
        kept = {key: pair.reader[key] for key in ("$schema", "definitions", "$defs") if key in pair.reader}
        inner = {key: value for key, value in pair.reader.items() if key not in kept}
        if any(keyword in str(inner) for keyword in ("$recursiveRef", "$dynamicRef", "'#'")):
            continue  # the root that these refer to is another one then
        wider = {**kept, "anyOf": [inner, {"const": "something else"}]}

        assert Included() == answer_to(Pair(pair.writer, wider, pair.model)), str(pair)


def test_strict_writers_send_all_that_declared_ones_do() -> None:
    """What holds of all documents holds of those that are declared."""
    for pair in pairs(150):
        if answer_to(Pair(pair.writer, pair.reader, ContentModel.STRICT)) == Included():
            assert Included() == answer_to(Pair(pair.writer, pair.reader, ContentModel.DECLARED)), str(pair)


def always_included(*_: object) -> Answer:
    return Included()


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (fuzz, "solve", always_included),
        (find, "are_doomed", lambda *_: True),
        (objects._Rules, "goal", lambda self, name: Goal(self.listed.get(name, ()))),
        (translate.Translator, "closing", lambda *_: translate.FALSE),
    ],
    ids=["no answer but yes", "objects are given up", "patterns of names forgotten", "nothing can be sent"],
)
def test_the_attack_finds_a_broken_solver(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: Callable[..., object]
) -> None:
    """An attack that nothing can fail would prove nothing."""
    monkeypatch.setattr(module, name, broken)

    assert next(fuzz.attack(SEED, 600), None) is not None


def chain(length: int, last: str) -> Schema:
    steps = {f"d{at}": {"properties": {"n": {"$ref": f"#/$defs/d{at + 1}"}}} for at in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": {**steps, f"d{length}": {"type": last}}}


def event(number: int, **more: JsonValue) -> Schema:
    fields = {f"f{at}": {"type": "string"} for at in range(6)}
    return {"type": "object", "properties": {"kind": {"const": f"k{number}"}, **fields, **more}, "required": ["kind"]}


WIDE: Schema = {f"p{at}": {"type": "string", "maxLength": at} for at in range(200)}

HOSTILE: dict[str, tuple[JsonValue, JsonValue]] = {
    "a chain of a thousand schemas": (chain(1_000, "string"), chain(1_000, "integer")),
    "a schema that is itself": ({"$ref": "#"}, {"type": "string"}),
    "a schema that is not itself": ({"not": {"$ref": "#"}}, {"not": {"$ref": "#"}, "type": "string"}),
    "a name that is an object like this": ({"propertyNames": {"$ref": "#"}}, {"propertyNames": {"type": "null"}}),
    "a million items": ({"type": "array", "minItems": 10**6}, {"maxItems": 10**6 - 1}),
    "more items of a kind than there is memory": (
        {"type": "array", "contains": {"type": "integer"}, "minContains": 10**30},
        {"maxItems": 5},
    ),
    "a billion letters": ({"type": "string", "minLength": 10**9}, {"minLength": 10**9 + 1}),
    "numbers of three hundred digits": ({"minimum": 10**300, "type": "integer"}, {"multipleOf": 10**299 + 7}),
    "the smallest numbers": ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 5e-324}, {"type": "null"}),
    "a pattern that explodes": ({"type": "string", "pattern": "^(a+)+$"}, {"pattern": "(x+x+)+y"}),
    "patterns of a million states": ({"type": "string", "pattern": "(.*a.{20})"}, {"pattern": "(.*b.{19})"}),
    "choices of choices": (
        {"allOf": [{"oneOf": [{"required": [f"x{at}{by}"]} for by in range(4)]} for at in range(8)]},
        {"minProperties": 8, "type": "object"},
    ),
    "events that a reader may know more of": (
        {"oneOf": [event(number) for number in range(30)]},
        {"oneOf": [event(number, new={"type": "integer"}) for number in range(30)]},
    ),
    "hundreds of members": (
        {"type": "object", "properties": WIDE, "required": list(WIDE)},
        {"properties": {**WIDE, "p150": {"type": "string", "maxLength": 149}}},
    ),
    "items that must all differ": (
        {"type": "array", "minItems": 201, "uniqueItems": True, "items": {"enum": list(range(200))}},
        False,
    ),
}


@pytest.mark.parametrize("model", ContentModel)
@pytest.mark.parametrize(("writer", "reader"), HOSTILE.values(), ids=HOSTILE)
def test_every_schema_is_answered_in_time(writer: JsonValue, reader: JsonValue, model: ContentModel) -> None:
    """No input makes the solver raise, hang or blow up; what it cannot say it says."""
    for pair in (Pair(writer, reader, model), Pair(reader, writer, model)):
        begin = time.process_time()
        answer = answer_to(pair)

        assert isinstance(answer, Included | Refuted | Unknown)
        assert time.process_time() - begin < SLOWEST_S


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_parts_that_double_with_each_step_are_left_to_no_library(keyword: str) -> None:
    """Thirty steps are a billion parts for a validator in C, which nothing could stop."""

    def doubled(kind: str) -> str:
        steps = {f"d{number}": {keyword: [{"$ref": f"#/$defs/d{number + 1}"}] * 2} for number in range(30)}
        return json.dumps({"$defs": {**steps, "d30": {"type": kind}}, "$ref": "#/$defs/d0"})

    report = compare(doubled("integer"), doubled("string"), format="jsonschema")

    assert Verdict.COMPATIBLE is not report.verdict
    assert all(finding.witness or finding.unproven for finding in report.findings)


def test_many_patterns_of_names_are_joined_once() -> None:
    def patterned(least: int) -> str:
        names = {f"^p{number}_[a-z]+$": {"minimum": number + least} for number in range(60)}
        return json.dumps({"type": "object", "patternProperties": names})

    assert Verdict.BREAKING is compare(patterned(0), patterned(1), format="jsonschema").verdict
