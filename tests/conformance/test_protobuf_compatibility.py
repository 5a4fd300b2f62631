"""Other projects' Protobuf pairs: our verdict on the wire beside what is stated, and beside what the engines say.

`protobuf_compatibility_differences.json` lists every pair where ours is another verdict, with the reason why ours is
right, and every pair that does not compile as it is given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.buf_rules import broken
from treatyc.compatibility.finding import Category, Effect, Verdict
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.report import CompatibilityReport, verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Report, Severity
from treatyc.positions import locate
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
LISTED: Mapping[str, Mapping[str, str]] = json.loads(
    (Path(__file__).parent / "protobuf_compatibility_differences.json").read_text()
)
ENGINES = ("confluent", "karapace", "apicurio")
NEEDED = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")


@cache
def rows() -> dict[str, dict[str, Any]]:
    """All pairs; buf's probes state nothing."""
    if not VECTORS.exists():
        return {}
    lines = [line for file in ("pairs.jsonl", "pairs_more.jsonl") for line in (VECTORS / file).read_text().splitlines()]
    return {row["id"]: row for row in map(json.loads, lines) if row["format"] == "PROTOBUF"}


STATED = {name: row for name, row in rows().items() if row.get("stated") is not None}
PROBES = {name: row for name, row in rows().items() if "buf" in row}
NEWER_FIRST = {"probe/unused message added FORWARD"}
"""buf was given the newer schema as the older one; our rules about a change always look from old to new."""


@cache
def compiled() -> tuple[SourceTree, frozenset[str]]:
    """All pairs, compiled in one run, and the folders that do not compile."""
    files = {}
    for index, row in enumerate(rows().values()):
        for side in ("writer", "reader"):
            path = f"{index}/{side}/schema.proto"
            files[path] = Source(path, row[side])
    report = Report()
    tree = compile_protobuf(SourceTree("", files), [path.rpartition("/")[0] for path in files], report)
    errors = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity is Severity.ERROR]
    return tree, frozenset(locate(error.place, tree).path.split("/")[0] for error in errors)


@cache
def judged(name: str) -> CompatibilityReport | None:
    """What we say; None where one of the two does not compile."""
    index = list(rows()).index(name)
    tree, failed = compiled()
    if str(index) in failed:
        return None
    writer, reader = (
        Subject(ENGINE.read(tree, f"{index}/{side}", Report()), WholeFile(f"{index}/{side}/schema.proto"))
        for side in ("writer", "reader")
    )
    return judge(ENGINE, [Past("", writer)], reader, Mode(rows()[name]["mode"].lower()), Settings())


@NEEDED
@pytest.mark.parametrize("name", STATED)
def test_a_verdict_is_the_stated_one_or_the_difference_is_justified(name: str) -> None:
    """Issue 4: a pair that differs from what is stated is listed with the reason, and no other is."""
    report = judged(name)

    assert (report is None) == (name in LISTED["not compiled"])
    if report is not None:
        assert (report.compatible is STATED[name]["stated"]) == (name not in LISTED["stated"])


@NEEDED
@pytest.mark.parametrize("name", rows())
def test_a_verdict_that_no_engine_gives_is_justified(name: str) -> None:
    """Issue 4: every pair where it differs from all engines is listed."""
    report = judged(name)
    said = [rows()[name][engine] for engine in ENGINES if rows()[name].get(engine) is not None]
    alone = report is not None and bool(said) and all(each is not report.compatible for each in said)

    assert alone == (name in LISTED["all engines"])


@NEEDED
def test_most_verdicts_are_the_stated_ones() -> None:
    """At least 98 % outside of the list; the list itself is short."""
    asked = [name for name in STATED if judged(name) is not None and name not in LISTED["stated"]]
    agreed = [name for name in asked if (report := judged(name)) and report.compatible is STATED[name]["stated"]]

    assert len(agreed) >= 0.98 * len(asked)
    assert 80 <= len(agreed)


@NEEDED
@pytest.mark.parametrize("category", ["WIRE", "WIRE_JSON", "FILE", "CSR"])
@pytest.mark.parametrize("name", sorted(set(PROBES) - NEWER_FIRST))
def test_a_probe_breaks_the_rules_that_it_breaks_in_buf(name: str, category: str) -> None:
    """COMPATIBILITY.md section 4, measured: the same rules in each category."""
    report = judged(name)
    said = PROBES[name]["buf"][category]

    assert report is not None
    expected = set() if said == "ok" else set(said.split(","))
    assert expected == broken(category, report.findings, {f"{list(rows()).index(name)}/writer/schema.proto"})


@NEEDED
@pytest.mark.parametrize("name", PROBES)
def test_a_probe_differs_from_buf_on_the_wire_for_a_reason(name: str) -> None:
    """buf's category WIRE holds rules about what may come later as well; ours are semantic."""
    report = judged(name)

    assert report is not None
    assert (report.compatible is (PROBES[name]["buf"]["WIRE"] == "ok")) == (name not in LISTED["buf on the wire"])


@NEEDED
@pytest.mark.parametrize("name", PROBES)
def test_what_buf_finds_on_the_wire_is_never_passed_over(name: str) -> None:
    """Where buf breaks and our wire holds, something semantic or of the source is found."""
    report = judged(name)

    assert report is not None
    if PROBES[name]["buf"]["WIRE"] != "ok" and report.compatible:
        assert report.findings
        assert Verdict.COMPATIBLE is verdict(report.findings, frozenset({Category.WIRE}))


@NEEDED
@pytest.mark.parametrize("name", rows())
def test_every_break_has_a_witness_or_a_reason(name: str) -> None:
    report = judged(name)
    found = report.findings if report else ()

    assert [] == [
        finding.key
        for finding in found
        if finding.effect in {Effect.BREAKS, Effect.UNPROVEN} and not finding.witness and not finding.unproven
    ]


@NEEDED
def test_the_list_has_no_entry_that_no_pair_has() -> None:
    assert set() == {name for listed in LISTED.values() for name in listed} - set(rows())
