"""What holds for all pairs of Avro schemas: no wrong verdict, equal fingerprints where nothing is found, modes."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.avro import Pair, attack, faults, library, pairs
from treatyc.compatibility.avro import engine
from treatyc.compatibility.avro.engine import ENGINE
from treatyc.compatibility.avro.rules import RULES
from treatyc.compatibility.finding import Category, Effect, Scope, Verdict
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.load.avro.canonical import canonical

ROOT = WholeFile("schema.avsc")
RELATED = st.integers(0, 2**32).map(lambda seed: next(pairs(seed, 1)))
SOME = settings(max_examples=150, deadline=None)


@SOME
@given(pair=RELATED)
def test_no_verdict_is_wrong(pair: Pair) -> None:
    """Messages of the writer are read or refused as the verdict says; fingerprints too are right (tests/fuzz)."""
    assert [] == list(faults(pair))


PROVEN = [
    rule
    for rule in RULES
    if rule.scope is Scope.EDGE
    and (rule.effect is Effect.BREAKS or (rule.category is Category.SEMANTIC and rule.effect is Effect.WARNS))
]


@pytest.mark.parametrize("rule", PROVEN, ids=[rule.id for rule in PROVEN])
def test_a_rule_that_were_missing_would_be_missed(rule: engine.AvroRule, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack is no attack unless it finds what an engine without one rule gets wrong."""
    fewer = tuple(each for each in RULES if each is not rule)
    monkeypatch.setattr(engine, "_table", cache(lambda scopes: _by_kind(fewer, scopes)))

    assert next((fault for fault in attack(seed=3, count=3_000)), None) is not None


def _by_kind(rules: tuple[engine.AvroRule, ...], scopes: frozenset[Scope]) -> dict[type, tuple[engine.AvroRule, ...]]:
    return {rule.of: tuple(each for each in rules if each.of is rule.of and each.scope in scopes) for rule in rules}


@SOME
@given(pair=RELATED)
def test_a_full_mode_is_both_directions_and_a_transitive_one_implies_its_plain_one(pair: Pair) -> None:
    old, new = Subject(pair.old, ROOT), Subject(pair.new, ROOT)
    first = library("string")
    assert first is not None
    history = [Past("1", Subject(first, ROOT)), Past("2", old)]

    def breaks(mode: Mode) -> bool:
        return judge(ENGINE, history, new, mode, Settings()).verdict is not Verdict.COMPATIBLE

    assert breaks(Mode.FULL) is (breaks(Mode.BACKWARD) or breaks(Mode.FORWARD))
    for plain, transitive in [
        (Mode.BACKWARD, Mode.BACKWARD_TRANSITIVE),
        (Mode.FORWARD, Mode.FORWARD_TRANSITIVE),
        (Mode.FULL, Mode.FULL_TRANSITIVE),
    ]:
        assert breaks(transitive) or not breaks(plain)


@SOME
@given(pair=RELATED)
def test_the_canonical_text_is_a_schema_of_the_same_canonical_text(pair: Pair) -> None:
    root = pair.new.root(ROOT)
    text = canonical(root.type, pair.new.definitions.get)
    again = library(json.loads(text))

    assert again is not None
    assert text == canonical(again.root(ROOT).type, again.definitions.get)


@SOME
@given(pair=RELATED)
def test_findings_are_sorted_and_the_same_each_time(pair: Pair) -> None:
    once, twice = pair.findings(), pair.findings()

    assert once == twice
    assert len(once) == len(set(once))
    assert [finding.key for finding in once] == [replace(finding).key for finding in twice]


@SOME
@given(pair=RELATED)
def test_rules_of_edges_and_rules_of_changes_are_all_rules(pair: Pair) -> None:
    old, new = Subject(pair.old, ROOT), Subject(pair.new, ROOT)
    apart = [finding for scope in Scope for finding in ENGINE.compare(old, new, Settings(scopes=frozenset({scope})))]

    assert set(pair.findings()) == set(apart)


@SOME
@given(pair=RELATED)
def test_a_change_alone_is_no_reason_for_a_verdict(pair: Pair) -> None:
    """confluentinc/schema-registry#2033: what only the order of versions shows does not turn a verdict."""
    old, new = Subject(pair.old, ROOT), Subject(pair.new, ROOT)
    edges = ENGINE.compare(old, new, Settings(scopes=frozenset({Scope.EDGE})))

    assert verdict(pair.findings()) is verdict(edges)
