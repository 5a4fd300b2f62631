"""Modes are a table over direction and history: what a registry means by each, on an engine that anyone can check.

Its schemas are words: a reader reads what begins as it does, and a change of length is news. COMPATIBILITY 5: the modes
look at the last version or at all, and a finding names the version that it is about (confluent#445, #209, #1682).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Category, Direction, Effect, Finding, Scope, Verdict
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import Change, CompatibilityReport, verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Subject
from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.system.schema import Format

Word = Subject[str]


def finding(category: Category = Category.WIRE, effect: Effect = Effect.BREAKS) -> Finding:
    return Finding("toy-rule", category, effect, "it differs", "toy", "", None, None)


def compared(writer: Word, reader: Word, settings: Settings) -> tuple[Finding, ...]:
    edge = Scope.EDGE in settings.scopes and not writer.library.startswith(reader.library)
    news = Scope.CHANGE in settings.scopes and len(writer.library) != len(reader.library)
    return (finding(),) * edge + (finding(Category.SOURCE),) * news


def nothing(_tree: SourceTree, _folder: str, _report: Report) -> str:
    return ""


ENGINE: Engine[str] = Engine(
    Format.AVRO, ".toy", nothing, lambda _: (), lambda word: word.library, compared, lambda word: word.library
)
PAIRS = {
    Mode.BACKWARD: Mode.BACKWARD_TRANSITIVE,
    Mode.FORWARD: Mode.FORWARD_TRANSITIVE,
    Mode.FULL: Mode.FULL_TRANSITIVE,
}
WORDS = st.text(alphabet="ab", max_size=3)


def asked(history: list[str], new: str, mode: Mode) -> CompatibilityReport:
    past = [Past(str(number), Subject(word, Everything())) for number, word in enumerate(history, start=1)]
    return judge(ENGINE, past, Subject(new, Everything()), mode, Settings())


def wire(report: CompatibilityReport) -> list[tuple[str, Direction]]:
    return [(found.version, found.direction) for found in report.findings if found.category is Category.WIRE]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.NONE, []),
        (Mode.BACKWARD, []),
        (Mode.BACKWARD_TRANSITIVE, [("1", Direction.BACKWARD)]),
        (Mode.FORWARD, [("2", Direction.FORWARD)]),
        (Mode.FORWARD_TRANSITIVE, [("1", Direction.FORWARD), ("2", Direction.FORWARD)]),
        (Mode.FULL, [("2", Direction.FORWARD)]),
        (
            Mode.FULL_TRANSITIVE,
            [("1", Direction.BACKWARD), ("1", Direction.FORWARD), ("2", Direction.FORWARD)],
        ),
    ],
)
def test_a_mode_says_which_of_two_writes_and_how_far_back(mode: Mode, expected: list[tuple[str, Direction]]) -> None:
    """`a` reads `ab` and not `b`; a finding carries the version that it is about."""
    assert expected == wire(asked(["b", "ab"], "a", mode))


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.NONE], ids=str)
def test_what_changed_is_told_once_against_the_last_version_in_every_mode(mode: Mode) -> None:
    report = asked(["aaa", "ab"], "a", mode)

    assert [("2", Direction.BACKWARD)] == [
        (found.version, found.direction) for found in report.findings if found.category is Category.SOURCE
    ]


@pytest.mark.parametrize("mode", Mode, ids=str)
def test_the_first_version_may_be_anything(mode: Mode) -> None:
    """ImFlog/schema-registry-plugin#22: a new subject must not fail."""
    assert () == asked([], "a", mode).findings


@given(WORDS, st.sampled_from(Mode))
def test_the_same_again_is_no_change(word: str, mode: Mode) -> None:
    report = asked([word], word, mode)

    assert ((), Change.NONE) == (report.findings, report.change)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_full_is_backward_and_forward(history: list[str], new: str) -> None:
    both = {mode: wire(asked(history, new, mode)) for mode in (Mode.BACKWARD, Mode.FORWARD, Mode.FULL)}

    assert sorted(both[Mode.BACKWARD] + both[Mode.FORWARD]) == sorted(both[Mode.FULL])


@given(st.lists(WORDS, max_size=4), WORDS, st.sampled_from(sorted(PAIRS)))
def test_a_transitive_mode_implies_its_plain_one(history: list[str], new: str, plain: Mode) -> None:
    assert set(asked(history, new, plain).findings) <= set(asked(history, new, PAIRS[plain]).findings)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_none_finds_nothing(history: list[str], new: str) -> None:
    assert () == asked(history, new, Mode.NONE).findings


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ({}, (Verdict.COMPATIBLE, True, Change.MINOR)),
        ({Category.WIRE: Effect.NOTES}, (Verdict.COMPATIBLE, True, Change.MINOR)),
        ({Category.WIRE: Effect.WARNS}, (Verdict.COMPATIBLE, True, Change.MINOR)),
        ({Category.WIRE: Effect.UNPROVEN}, (Verdict.UNPROVEN, None, Change.MAJOR)),
        ({Category.WIRE: Effect.BREAKS}, (Verdict.BREAKING, False, Change.MAJOR)),
        ({Category.SEMANTIC: Effect.BREAKS}, (Verdict.COMPATIBLE, True, Change.MAJOR)),
        ({Category.SOURCE: Effect.BREAKS}, (Verdict.COMPATIBLE, True, Change.MINOR)),
        ({Category.JSON: Effect.BREAKS}, (Verdict.COMPATIBLE, True, Change.MINOR)),
    ],
)
def test_the_verdict_is_that_of_the_wire_and_a_value_that_changes_is_no_minor_matter(
    effects: dict[Category, Effect], expected: tuple[Verdict, bool | None, Change]
) -> None:
    report = CompatibilityReport(tuple(finding(category, effect) for category, effect in effects.items()))

    assert expected == (report.verdict, report.compatible, report.change)


def test_a_proof_outweighs_a_doubt() -> None:
    assert Verdict.BREAKING is verdict([finding(effect=Effect.UNPROVEN), finding()])
