"""Two Avro schemas as Python values, and what the engine says of them: what its tests share."""

from __future__ import annotations

import json
from typing import Any

from treatyc.compatibility.avro.engine import ENGINE
from treatyc.compatibility.avro.library import Library
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree

Json = Any
DEFAULT = Settings()


def record(*fields: Json, name: str = "Order", **attributes: Json) -> Json:
    return {"type": "record", "name": name, "namespace": "shop.v1", **attributes, "fields": list(fields)}


def enum(*symbols: str, name: str = "Size", **attributes: Json) -> Json:
    return {"type": "enum", "name": name, "symbols": list(symbols), **attributes}


def fixed(size: int, name: str = "Hash", **attributes: Json) -> Json:
    return {"type": "fixed", "name": name, "size": size, **attributes}


def a(type_: Json, **attributes: Json) -> Json:
    """A record with one field, `x`."""
    return record({"name": "x", "type": type_, **attributes})


def decimal(precision: int, scale: int) -> Json:
    return {"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale}


def logical(type_: str, name: str) -> Json:
    return {"type": type_, "logicalType": name}


def read(schema: Json, report: Report | None = None) -> Library:
    """The library of one file, `schema.avsc`."""
    files = {"schema.avsc": Source("schema.avsc", json.dumps(schema))}
    return ENGINE.read(SourceTree("", files), "", report or Report())


def subject(schema: Json) -> Subject[Library]:
    report = Report()
    library = read(schema, report)
    assert () == report.diagnostics
    return Subject(library, WholeFile("schema.avsc"))


def found(writer: Json, reader: Json, settings: Settings = DEFAULT) -> tuple[Finding, ...]:
    return ENGINE.compare(subject(writer), subject(reader), settings)


def rules(writer: Json, reader: Json) -> list[str]:
    """The ids of the rules that find something, sorted."""
    return sorted({finding.rule for finding in found(writer, reader)})
