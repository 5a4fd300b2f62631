"""Apache Avro's shared vectors: schema → parsing canonical form → CRC-64-AVRO."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.avro.canonical import crc64, parsing_form
from treatyc.load.avro.scope import Scope
from treatyc.load.avro.types import read_type
from treatyc.source import Pointer, Source

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "avro-canonical-forms.txt"
_CASE = re.compile(
    r"<<INPUT(?: (?P<line>[^\n]+)|\n(?P<block>.*?)\nINPUT)\n<<canonical (?P<canonical>[^\n]+)\n"
    r"(?:<<fingerprint (?P<fingerprint>-?\d+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Vector:
    schema: str
    canonical: str
    fingerprint: int | None


def vectors() -> list[Vector]:
    if not VECTORS.is_file():
        return []
    text = "\n".join(line for line in VECTORS.read_text().splitlines() if not line.startswith(("//", "#")))
    return [
        Vector(
            match["line"] or match["block"],
            match["canonical"],
            int(match["fingerprint"]) if match["fingerprint"] else None,
        )
        for match in _CASE.finditer(text)
    ]


@pytest.mark.skipif(not VECTORS.is_file(), reason=f"{VECTORS.name} lies in ../shared, which is not here")
def test_the_file_was_read_whole() -> None:
    inputs = [line for line in VECTORS.read_text().splitlines() if line.startswith("<<INPUT")]
    assert len(inputs) == len(vectors())
    assert len(inputs) > 30


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.schema[:60])
def test_forms_and_fingerprints_are_those_of_apache_avro(vector: Vector) -> None:
    report = Report()
    scope = Scope(report)
    node = json_text.parse(Source("vector.avsc", vector.schema), report)
    type_ = read_type(node, Pointer("vector.avsc"), "", scope)
    form = parsing_form(type_, scope.definitions.get)
    # A union without branches has a form, and no value: the loader refuses it beside.
    expected = ["avro-union"] if vector.canonical == "[]" else []
    assert (vector.canonical, expected) == (form, [diagnostic.rule for diagnostic in report.diagnostics])
    if vector.fingerprint is not None:
        assert vector.fingerprint % 2**64 == crc64(form)
