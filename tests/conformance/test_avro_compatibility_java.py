"""Random pairs, judged as Java Avro judges them, and read as it reads them: the reference implementation is asked."""

from __future__ import annotations

import functools
import os
from collections import Counter
from typing import Any

import pytest

from tests.fuzz.avro import Pair, encoded, pairs
from tools.java.oracle import Question, ask, judge
from tools.unavailable import UnavailableError
from treatyc.compatibility.finding import Verdict
from treatyc.compatibility.report import verdict

pytestmark = pytest.mark.java


@functools.cache
def random_pairs() -> tuple[Pair, ...]:
    """Made when they are first asked for: each process of a run reads this file, and one runs it."""
    return tuple(pairs(seed=1812, count=800))


def java(answers: Any) -> list[dict[str, Any]]:
    try:
        return list(answers())
    except UnavailableError as unavailable:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Java Avro: {unavailable}")
        pytest.skip(f"no Java Avro: {unavailable}")


def test_the_verdict_is_javas() -> None:
    """What cannot be proven counts as Java does: incompatible, or schemas that it refuses to compare."""
    seen: Counter[tuple[Verdict, bool | None]] = Counter()
    answers = java(lambda: judge([(pair.writer, pair.reader) for pair in random_pairs()]))
    for pair, answer in zip(random_pairs(), answers, strict=True):
        said = verdict(pair.findings())
        seen[said, answer.get("value")] += 1
        assert (said is Verdict.COMPATIBLE) is (answer.get("value") is True), (pair.writer, pair.reader, answer)

    assert seen[Verdict.COMPATIBLE, True] > 200
    assert seen[Verdict.BREAKING, False] > 200


def test_java_reads_what_is_called_compatible() -> None:
    """But for enums and fixed of another namespace in a union, which has a rule of its own."""
    asked: list[tuple[Pair, Question]] = []
    for pair in random_pairs():
        if verdict(pair.findings()) is Verdict.COMPATIBLE:
            for message in pair.maker.values(pair.schema, 3):
                asked.append((pair, Question(pair.writer, pair.reader, encoded(message, pair))))  # noqa: PERF401 - two loops read better
    answers = java(lambda: ask([question for _, question in asked]))
    refused = [
        (pair.writer, pair.reader, answer["error"])
        for (pair, _), answer in zip(asked, answers, strict=True)
        if "error" in answer and not warned(pair)
    ]

    assert [] == refused
    assert len(asked) > 600


def test_java_refuses_an_enum_of_another_namespace_in_a_union_though_it_calls_it_compatible() -> None:
    old, moved = ({"type": "enum", "name": "Size", "namespace": name, "symbols": ["S"]} for name in ("a", "b"))
    new = ["null", moved]
    [verdict_] = java(lambda: judge([(old, new)]))
    [answer] = java(lambda: ask([Question(old, new, b"\x00")]))

    assert {"value": True} == verdict_
    assert "expecting union" in answer["error"]


def test_java_refuses_the_witnesses() -> None:
    """But for names of records, which it does not compare when it reads."""
    breaks = [(pair, finding) for pair in random_pairs() for finding in pair.findings() if finding.category == "wire"]
    shown = [
        (pair, finding, Question(pair.writer, pair.reader, bytes.fromhex(finding.witness.hex)))
        for pair, finding in breaks
        if finding.witness is not None and not misnamed(pair)
    ]
    answers = java(lambda: ask([question for _, _, question in shown]))
    read = [
        (finding.rule, finding.message, pair.writer, pair.reader)
        for (pair, finding, _), answer in zip(shown, answers, strict=True)
        if "value" in answer
    ]

    assert [] == read
    assert len(shown) > 200


def warned(pair: Pair) -> bool:
    return any(finding.rule == "avro-namespace-in-union" for finding in pair.findings())


def misnamed(pair: Pair) -> bool:
    """Whether a name decides: then Java's reader looks at structure where the specification looks at names."""
    return any(finding.rule in ("avro-name-unknown", "avro-branch-unread") for finding in pair.findings())
