"""Laws of the Protobuf engine over random pairs, and a short attack on its verdicts; `make fuzz` attacks for longer."""

from __future__ import annotations

import random

import pytest

from tests.fuzz import protobuf as fuzz
from treatyc.compatibility.finding import Effect, Scope
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Root, Subject, WholeFile

ROOTS: tuple[Root, ...] = (Named(fuzz.ROOT), WholeFile("x/schema.proto"), Everything())
SEEDS = range(60)


def subjects(pair: fuzz.Pair, root: Root) -> tuple[Subject[Library], Subject[Library]]:
    writer, reader = fuzz.subject(pair.writer), fuzz.subject(pair.reader)
    return Subject(writer.library, root), Subject(reader.library, root)


def test_no_verdict_is_wrong() -> None:
    """Issue 4: `compatible` is attacked with random messages, `breaking` with its witness."""
    assert [] == list(fuzz.attack(seed=20, count=400))


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: type(root).__name__)
def test_a_schema_is_compatible_with_itself(root: Root) -> None:
    for seed in SEEDS:
        writer, _ = subjects(fuzz.random_pair(random.Random(seed)), root)

        assert () == ENGINE.compare(writer, writer, Settings())


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: type(root).__name__)
def test_equal_fingerprints_and_nothing_found_are_one(root: Root) -> None:
    """Issue 4: nothing is found both ways if and only if the fingerprints are equal."""
    for seed in SEEDS:
        writer, reader = subjects(fuzz.random_pair(random.Random(seed)), root)
        found = ENGINE.compare(writer, reader, Settings()) + ENGINE.compare(reader, writer, Settings())
        same = ENGINE.fingerprint(writer) == ENGINE.fingerprint(reader)

        assert same == (not found)


def test_full_is_backward_and_forward() -> None:
    for seed in SEEDS:
        writer, reader = subjects(fuzz.random_pair(random.Random(seed)), ROOTS[0])
        past = [Past("", writer)]
        said = {mode: judge(ENGINE, past, reader, mode, Settings()).verdict.value for mode in Mode}
        both = {said[Mode.BACKWARD], said[Mode.FORWARD]}

        assert (said[Mode.FULL] == "compatible") == (both == {"compatible"})
        assert said[Mode.FULL_TRANSITIVE] == said[Mode.FULL]


def test_rules_about_a_change_say_nothing_of_an_edge() -> None:
    """Asked for one scope alone, the engine gives that part of all findings."""
    for seed in SEEDS:
        writer, reader = subjects(fuzz.random_pair(random.Random(seed)), ROOTS[1])
        parts = [ENGINE.compare(writer, reader, Settings(scopes=frozenset({scope}))) for scope in Scope]
        whole = ENGINE.compare(writer, reader, Settings())

        assert set(whole) == {finding for part in parts for finding in part}


def test_findings_are_the_same_each_time() -> None:
    for seed in SEEDS:
        pair = fuzz.random_pair(random.Random(seed))

        assert fuzz.compare(pair.writer, pair.reader) == fuzz.compare(pair.writer, pair.reader)


def test_without_work_left_a_break_is_unproven() -> None:
    """Issue 4: a bound that is hit is told, and never turns a break into nothing."""
    for seed in SEEDS:
        writer, reader = subjects(fuzz.random_pair(random.Random(seed)), ROOTS[0])
        broken = {each.key for each in ENGINE.compare(writer, reader, Settings()) if each.effect is Effect.BREAKS}
        bounded = ENGINE.compare(writer, reader, Settings(work=0))
        told = {each.key for each in bounded if each.effect in {Effect.BREAKS, Effect.UNPROVEN}}

        assert broken <= told
        assert all(each.witness is None for each in bounded)
