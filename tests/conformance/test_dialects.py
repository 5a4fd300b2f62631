"""What is predicted of the registries' engines, held against the verdicts and reasons that they really gave.

`dialects_agreement.json` has how many pairs each engine answered and on how many the prediction is its answer: that may
only rise. What differs, and what cannot be asked because the vectors do not give it in full, is listed with the reason.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.dialect_vectors import VECTORS, compiled, predicted, rows, schema
from tests.conformance.figures import FIGURES
from treatyc.dialects.dialect import Prediction
from treatyc.system.registry import Dialect

EXPECTED: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("dialects_agreement.json").read_text(encoding="utf-8")
)
REAL: Mapping[str, Any] = json.loads(Path(__file__).with_name("dialects_apicurio.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "compatibility" / "dialects.md"
COLUMNS = 6
"""A line of the page's tables of figures, split at its bars."""
Recorder = Callable[[str, object], None]
ENGINES = (Dialect.CONFLUENT, Dialect.KARAPACE, Dialect.APICURIO)
FAILED = "ERR"
LEAST = 0.97
SLOWEST_S = 1.0

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not beside this checkout")


@dataclass(frozen=True)
class Case:
    """An engine's recorded answer about a pair, beside what is predicted."""

    name: str
    source: str
    engine: Dialect
    format: str
    real: bool | None
    says: str
    predicted: Prediction
    took_s: float
    """Of this process: other ones may be busy, too."""

    @property
    def agrees(self) -> bool:
        return self.predicted.compatible is self.real


@cache
def cases() -> tuple[Case, ...]:
    compiled()  # so that no prediction is timed with it
    found = []
    for index, row in enumerate(rows()):
        for engine in ENGINES:
            begin = time.process_time()
            said = predicted(index, engine) if row.get(engine) is not None else None
            took_s = time.process_time() - begin
            if said is None:
                continue
            real = None if row[engine] == FAILED else row[engine]
            name = f"{row['id']} {row['mode']}"
            source = row["id"].partition("/")[0]
            found.append(Case(name, source, engine, row["format"], real, row.get(f"{engine}_says", ""), said, took_s))
    return tuple(found)


def test_predictions_agree_with_the_engines_and_the_agreement_may_only_rise(record_property: Recorder) -> None:
    """Issue 5: at least 97 % for each dialect and format. Whoever raises a figure writes it down."""
    asked = Counter(f"{case.engine} {case.format}" for case in cases())
    agreed = Counter(f"{case.engine} {case.format}" for case in cases() if case.agrees)
    measured = {key: {"agreed": agreed[key], "asked": asked[key]} for key in sorted(asked)}
    for key, figures in measured.items():
        share = figures["agreed"] / figures["asked"]
        record_property(FIGURES, f"{key}: {figures['agreed']} of {figures['asked']}, {share:.1%}")

    assert EXPECTED["agreement"] == measured
    assert all(figures["agreed"] >= LEAST * figures["asked"] for figures in measured.values())


def test_the_documentation_has_the_figures() -> None:
    """Of the recorded engines, and of the Apicurio that `test_dialects_apicurio` asks."""
    page = PAGE.read_text(encoding="utf-8")
    rows = {row[1].strip(" `"): row[2:5] for line in page.splitlines() if len(row := line.split("|")) == COLUMNS}
    shown = {
        f"{name} {kind}": re.findall(r"\d+", cell)[:2]
        for name, cells in rows.items()
        for kind, cell in zip(("AVRO", "JSON", "PROTOBUF"), cells, strict=True)
    }
    now = {f"apicurio`, asked now {kind}": figures for kind, figures in REAL["agreement"].items()}
    expected = {**EXPECTED["agreement"], **now}

    assert expected.keys() <= shown.keys()
    assert [] == [key for key, each in expected.items() if shown[key] != [str(each["agreed"]), str(each["asked"])]]


def test_predictions_agree_whatever_project_a_pair_comes_from() -> None:
    """An algorithm that only fits the pairs of one project would show here."""
    asked = Counter((case.engine, case.source) for case in cases())
    agreed = Counter((case.engine, case.source) for case in cases() if case.agrees)

    assert [] == [key for key, count in asked.items() if agreed[key] < 0.95 * count]


def test_each_difference_is_listed_with_its_reason() -> None:
    differing = {f"{case.engine} {case.name}" for case in cases() if not case.agrees}

    assert set(EXPECTED["differences"]) == differing
    assert all(len(reason) > 20 for reason in EXPECTED["differences"].values())


def test_each_pair_that_is_not_asked_is_listed_with_its_reason() -> None:
    unasked = {
        row["id"]
        for index, row in enumerate(rows())
        if any(row.get(engine) is not None for engine in ENGINES)
        and (schema(index, "writer") is None or schema(index, "reader") is None)
    }

    assert set(EXPECTED["not given in full"]) == unasked


def words(case: Case) -> frozenset[str]:
    """The kinds of reasons in what an engine said, where it names them."""
    return frozenset(re.findall(r"errorType:[\"'](\w+)|Modification\.(\w+)", case.says)[:1][0]) - {""}


def test_reasons_are_those_that_the_engine_gives() -> None:
    """The record is cut after some 150 characters, so that it has the first reason alone."""
    named = [case for case in cases() if case.real is False and re.search(r"errorType|Modification\.", case.says)]
    wrong = [case.name for case in named if not words(case) & {reason.kind for reason in case.predicted.reasons}]

    assert len(named) >= 500
    assert [] == wrong


def test_paths_are_those_that_the_engine_gives() -> None:
    """Confluent quotes its paths, Apicurio writes them at the end."""
    wrong, asked = [], 0
    for case in cases():
        paths = re.findall(r"(?:path|path:) '([^'…]*)'|path \('([^'…]*)'| @ (/\S*)$", case.says)
        given = {path for found in paths for path in found if path}
        if case.real is not False or not given or case.format == "PROTOBUF":
            continue
        asked += 1
        if not given & {reason.path for reason in case.predicted.reasons}:
            wrong.append((case.engine.value, case.name, sorted(given), [str(each) for each in case.predicted.reasons]))

    assert asked >= 500
    assert [] == wrong


def test_no_prediction_takes_over_a_second() -> None:
    """Not even where an engine hangs (COMPATIBILITY 2e) or unfolds recursion for ever."""
    assert [] == [(case.engine.value, case.name, case.took_s) for case in cases() if case.took_s > SLOWEST_S]
