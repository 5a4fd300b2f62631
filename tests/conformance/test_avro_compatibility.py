"""Other projects' Avro pairs and histories: our verdict is all engines', and what is stated, but for listed reasons."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from treatyc import SchemaError, check
from treatyc.compatibility.finding import Effect
from treatyc.compatibility.report import CompatibilityReport

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"
DIFFERENCES = json.loads(Path(__file__).with_name("avro_compatibility_differences.json").read_text(encoding="utf-8"))
ENGINES = ("confluent", "karapace", "apicurio")
WORDS = {True: "compatible", False: "breaking", None: "unproven"}

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"the vectors are not at {VECTORS}")


@cache
def lines(name: str) -> tuple[dict[str, Any], ...]:
    rows = [json.loads(line) for line in (VECTORS / name).read_text(encoding="utf-8").splitlines()]
    return tuple(row for row in rows if row.get("format", "AVRO") == "AVRO")


@cache
def pairs() -> tuple[dict[str, Any], ...]:
    return lines("pairs.jsonl") + lines("pairs_more.jsonl")


@cache
def judged(history: tuple[str, ...], new: str, mode: str) -> tuple[str, CompatibilityReport | None, float]:
    """Our word, the report behind it, and the seconds that it took."""
    begin = time.perf_counter()
    try:
        report = check(history, new, mode, format="avro")
    except SchemaError:
        return "refused", None, time.perf_counter() - begin
    return WORDS[report.compatible], report, time.perf_counter() - begin


def ours(row: dict[str, Any]) -> str:
    return judged((row["writer"],), row["reader"], row["mode"])[0]


def test_the_vectors_are_all_there() -> None:
    assert (554, 34) == (len(pairs()), len(lines("histories.jsonl")))


def test_where_all_engines_agree_so_do_we() -> None:
    """COMPATIBILITY 1: 526 of 526 pairs on which none fails."""
    agreed = {row["id"]: {row.get(engine) for engine in ENGINES} for row in pairs()}
    unanimous = {row["id"]: row for row in pairs() if len(agreed[row["id"]] & {True, False}) == 1}
    wrong = {}
    for name, row in unanimous.items():
        [said] = agreed[name] & {True, False}
        if ours(row) != WORDS[said] and not (agreed[name] - {True, False} and name in DIFFERENCES):
            wrong[name] = ours(row)

    assert len(unanimous) >= 526
    assert {} == wrong


def test_what_is_stated_holds_but_for_the_listed_reasons() -> None:
    stated = {row["id"]: (WORDS[row["stated"]], row) for row in pairs() if "stated" in row}
    different = {name for name, (said, row) in stated.items() if ours(row) != said}

    assert set(DIFFERENCES) == different


def test_each_listed_difference_is_what_we_say_and_has_a_reason() -> None:
    by_id = {row["id"]: row for row in pairs()}

    assert {name: each["ours"] for name, each in DIFFERENCES.items()} == {
        name: ours(by_id[name]) for name in DIFFERENCES
    }
    assert all(len(each["why"]) > 40 for each in DIFFERENCES.values())


def test_histories_hold_in_their_modes() -> None:
    rows = lines("histories.jsonl")
    said = {row["id"]: judged(tuple(row["history"]), row["new"], row["mode"])[0] for row in rows}

    assert {row["id"]: WORDS[row["stated"]] for row in rows} == said


def test_every_break_has_a_witness_or_a_reason_and_no_check_takes_a_second() -> None:
    for row in pairs():
        _, report, took_s = judged((row["writer"],), row["reader"], row["mode"])
        assert took_s < 1, row["id"]
        for finding in report.findings if report is not None else ():
            if finding.effect in (Effect.BREAKS, Effect.UNPROVEN):
                assert (finding.witness is None) is bool(finding.unproven), (row["id"], finding)


PROBES = {
    "probe/logical time-micros->timestamp-micros": ["avro-logical-type-changed"],
    "probe/decimal scale 2->4": ["avro-decimal-scale"],
    "probe/top-level namespace change": ["avro-namespace-changed"],
}


@pytest.mark.parametrize("name", PROBES)
def test_what_no_engine_reports_is_reported_here(name: str) -> None:
    """COMPATIBILITY 3: logical types and namespaces are compared by nobody."""
    [row] = [row for row in pairs() if row["id"] == name]
    _, report, _ = judged((row["writer"],), row["reader"], row["mode"])

    assert report is not None
    assert report.compatible
    assert set(PROBES[name]) <= {finding.rule for finding in report.findings if finding.effect is Effect.BREAKS}
