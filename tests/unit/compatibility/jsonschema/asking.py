"""How tests ask the engine of JSON Schema: values in, findings out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from treatyc.checks.page import ExampleFile
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.jsonschema.engine import ENGINE
from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.compatibility.subject import Everything, Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.source import Source, SourceTree

_FILE = "schema.schema.json"


def shelf(files: Mapping[str, JsonValue], folder: str = "side") -> tuple[Shelf, Report]:
    """What is read out of some files, and what was wrong with them."""
    report = Report()
    sources = {f"{folder}/{path}": Source(f"{folder}/{path}", json.dumps(value)) for path, value in files.items()}
    return ENGINE.read(SourceTree("", sources), folder, report), report


def subject(value: JsonValue, folder: str = "side", **references: JsonValue) -> Subject[Shelf]:
    """One schema, with what it refers to by path."""
    found, report = shelf({**references, _FILE: value}, folder)
    assert () == report.diagnostics
    return Subject(found, WholeFile(f"{folder}/{_FILE}"))


def fingerprint(value: JsonValue) -> str:
    """The fingerprint of one schema."""
    return ENGINE.fingerprint(subject(value))


def found(
    writer: JsonValue, reader: JsonValue, model: ContentModel = ContentModel.DECLARED, settings: Settings | None = None
) -> tuple[Finding, ...]:
    """What is found between two schemas."""
    asked = settings or Settings(content_model=model)
    return ENGINE.compare(subject(writer, "writer"), subject(reader, "reader"), asked)


def rules(findings: Sequence[Finding]) -> list[str]:
    """Which rules said something, and about what: `rule path`."""
    return [f"{finding.rule} {finding.path}".strip() for finding in findings]


def found_in_example(files: Sequence[ExampleFile], model: ContentModel) -> tuple[Finding, ...]:
    """What is found between the two sides of a page's example: two files, or two folders."""
    sides = []
    for name in ("writer", "reader"):
        own = {file.path: file.text for file in files if file.path.startswith(name)}
        folder = any("/" in path for path in own)
        report = Report()
        sources = {path: Source(path, text) for path, text in own.items()}
        read = ENGINE.read(SourceTree("", sources), name if folder else "", report)
        assert () == report.diagnostics
        sides.append(Subject(read, Everything() if folder else WholeFile(f"{name}.schema.json")))
    return ENGINE.compare(sides[0], sides[1], Settings(content_model=model))
