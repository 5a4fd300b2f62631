"""Modes over schemas that registries are tested with: their meaning is a registry's, and their laws hold.

`../shared/vectors/histories.jsonl` has whole histories with what Confluent's tests state of each; the laws are held
over pairs of all formats.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from treatyc import SchemaError, check
from treatyc.compatibility.report import CompatibilityReport

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
FORMATS = {"AVRO": "avro", "PROTOBUF": "protobuf", "JSON": "jsonschema"}
SAMPLE = 30
"""How many pairs of each format the laws are held over; the conformance tests of each format run all."""

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not beside this checkout")


@cache
def vectors(name: str) -> tuple[dict[str, Any], ...]:
    file = VECTORS / name
    return tuple(json.loads(line) for line in file.read_text().splitlines()) if file.exists() else ()


def pairs() -> list[dict[str, Any]]:
    """Some of each format, spread over the whole file."""
    found = []
    for language in FORMATS:
        own = [pair for pair in vectors("pairs.jsonl") if pair["format"] == language]
        found += own[:: max(len(own) // SAMPLE, 1)][:SAMPLE]
    return found


HISTORIES = [case for case in vectors("histories.jsonl") if case["stated"] is not None]


@pytest.mark.parametrize("case", HISTORIES, ids=lambda case: case["id"])
def test_a_mode_means_what_it_means_to_a_registry(case: dict[str, Any]) -> None:
    report = check(case["history"], case["new"], case["mode"], format=FORMATS[case["format"]])

    assert case["stated"] is report.compatible, str(report)


def judged(pair: dict[str, Any], mode: str) -> CompatibilityReport | None:
    """None for what is no schema: some vectors are another engine's dialect."""
    try:
        return check([pair["writer"]], pair["reader"], mode, format=FORMATS[pair["format"]], content_model="strict")
    except SchemaError:
        return None


def wire(report: CompatibilityReport | None) -> set[tuple[str, str, str, str]]:
    findings = report.findings if report is not None else ()
    return {(each.rule, each.direction, each.path, each.message) for each in findings if each.category == "wire"}


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair["id"])
def test_the_laws_of_modes(pair: dict[str, Any]) -> None:
    """Full is backward and forward, a transitive mode implies its plain one, none finds nothing."""
    reports = {mode: judged(pair, mode) for mode in ("BACKWARD", "FORWARD", "FULL", "NONE")}

    assert wire(reports["BACKWARD"]) | wire(reports["FORWARD"]) == wire(reports["FULL"])
    for mode in ("BACKWARD", "FORWARD", "FULL"):
        assert wire(reports[mode]) == wire(judged(pair, f"{mode}_TRANSITIVE"))
    assert reports["NONE"] is None or () == reports["NONE"].findings
    assert 1 == len({report is None for report in reports.values()})


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair["id"])
def test_the_same_again_is_no_news(pair: dict[str, Any]) -> None:
    same = judged({**pair, "writer": pair["reader"]}, "FULL")

    assert same is None or ((), True, "none") == (same.findings, same.compatible, same.change)


def test_most_vectors_are_schemas() -> None:
    """The laws above are held over something: few of the pairs are another engine's dialect."""
    assert sum(judged(pair, "NONE") is None for pair in pairs()) <= len(pairs()) // 10
