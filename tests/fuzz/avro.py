"""Attacks Avro's verdicts: related random schemas, and messages of the writer that the reader takes or refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fuzz.avro_reference import AmbiguousError, Reading, RefusedError, definitions
from tests.fuzz.avro_schemas import Json, Maker, Schema
from treatyc.compatibility.avro import codec
from treatyc.compatibility.avro.engine import ENGINE
from treatyc.compatibility.avro.library import Library
from treatyc.compatibility.finding import Category, Effect, Finding, Verdict
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree

MESSAGES = 4
_FILE = "schema.avsc"
_ROOT = WholeFile(_FILE)


@dataclass(frozen=True)
class Pair:
    """Two related schemas that parse, and how to make messages of the writer."""

    maker: Maker
    schema: Schema
    writer: Json
    reader: Json
    old: Library
    new: Library

    def findings(self) -> tuple[Finding, ...]:
        return ENGINE.compare(Subject(self.old, _ROOT), Subject(self.new, _ROOT), Settings())


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """So many pairs; what does not parse is made anew."""
    maker = Maker(Random(seed))
    made = 0
    while made < count:
        before = maker.schema()
        after = maker.changed(before)
        writer, reader = before.json(), after.json()
        old, new = library(writer), library(reader)
        if old is not None and new is not None:
            made += 1
            forth = Pair(maker, before, writer, reader, old, new)
            yield forth if maker.random.random() < 0.5 else Pair(maker, after, reader, writer, new, old)


def library(schema: Json) -> Library | None:
    """The engine's reading of one schema, None where it is refused."""
    report = Report()
    read = ENGINE.read(SourceTree("", {_FILE: Source(_FILE, json.dumps(schema))}), "", report)
    return None if report.failed else read


def attack(seed: int, count: int) -> Iterator[str]:
    """A description of each wrong verdict."""
    for pair in pairs(seed, count):
        for fault in faults(pair):
            yield f"{fault}\n  writer {json.dumps(pair.writer)}\n  reader {json.dumps(pair.reader)}"


def faults(pair: Pair) -> Iterator[str]:
    """What is wrong with the verdict on a pair."""
    found = pair.findings()
    said = verdict(found)
    yield from _broken_laws(pair, found)
    for finding in found:
        yield from _wrong_finding(finding)
    if said is Verdict.UNPROVEN:
        reasons = {finding.unproven for finding in found if finding.effect is Effect.UNPROVEN}
        yield from (reason for reason in reasons if not _is_known_reason(reason))
    warned = any(finding.category is Category.SEMANTIC and finding.effect is not Effect.NOTES for finding in found)
    for message in pair.maker.values(pair.schema, MESSAGES):
        yield from _wrong_about(message, pair, said, warned=warned)


def _broken_laws(pair: Pair, found: tuple[Finding, ...]) -> Iterator[str]:
    old, new = Subject(pair.old, _ROOT), Subject(pair.new, _ROOT)
    same = ENGINE.fingerprint(old) == ENGINE.fingerprint(new)
    silent = not found and not ENGINE.compare(new, old, Settings())
    if same is not silent:
        yield "equal fingerprints, and something is found" if same else "different fingerprints, and nothing is found"
    if ENGINE.compare(new, new, Settings()):
        yield "a schema differs from itself"


def _is_known_reason(reason: str) -> bool:
    return "implementations differ" in reason


def _wrong_finding(finding: Finding) -> Iterator[str]:
    proven = finding.witness is not None or finding.unproven != ""
    if finding.effect in (Effect.BREAKS, Effect.UNPROVEN) and not proven:
        yield f"{finding.rule} has neither a witness nor a reason"
    shown = finding.witness is not None or "the writer can produce none" in finding.unproven
    if finding.category is Category.WIRE and finding.effect is Effect.BREAKS and not shown:
        yield f"{finding.rule} breaks without a witness"


def _wrong_about(message: Any, pair: Pair, said: Verdict, *, warned: bool) -> Iterator[str]:
    reading = Reading(definitions(pair.writer), definitions(pair.reader))
    try:
        reading.read(pair.writer, pair.reader, message)
    except AmbiguousError:
        return
    except RefusedError as refusal:
        if said is Verdict.COMPATIBLE:
            yield f"called compatible, and the reader refuses {message!r}: {refusal}"
        return
    if reading.altered and not warned:
        yield f"arrives as another value without a word: {reading.altered}"
    if said is Verdict.COMPATIBLE:
        yield from _refused_by_fastavro(message, pair)


def encoded(message: Any, pair: Pair) -> bytes:
    """A message in the writer's bytes."""
    writer = codec.wire_schema(pair.old.root(_ROOT), pair.old)
    return codec.encode(writer, _tagged(message, pair.writer, definitions(pair.writer)))


def _refused_by_fastavro(message: Any, pair: Pair) -> Iterator[str]:
    writer = codec.wire_schema(pair.old.root(_ROOT), pair.old)
    reader = codec.wire_schema(pair.new.root(_ROOT), pair.new)
    octets = encoded(message, pair)
    try:
        codec.resolve(writer, octets, reader)
    except UnicodeDecodeError:
        return  # bytes as text, which has a finding of its own
    except TypeError as fault:
        # fastavro 1.13: an enum's symbol, into a union that names the enum without defining it.
        if "string indices" not in str(fault):
            yield f"called compatible, and fastavro fails on {message!r}: {fault!r}"
    except Exception as refusal:  # noqa: BLE001 - whatever it raises is a refusal
        yield f"called compatible, and fastavro refuses {message!r}: {refusal!r}"


def _tagged(value: Any, schema: Json, known: dict[str, Json]) -> Any:
    """A message as fastavro takes it: values of unions by the name of their branch."""
    schema = known.get(schema, schema) if isinstance(schema, str) else schema
    match schema:
        case list():
            index, inner = value
            return _branch_name(schema[index]), _tagged(inner, schema[index], known)
        case {"items": items}:
            return [_tagged(item, items, known) for item in value]
        case {"values": values}:
            return {key: _tagged(item, values, known) for key, item in value.items()}
        case {"fields": fields}:
            return {each["name"]: _tagged(value[each["name"]], each["type"], known) for each in fields}
        case _:
            return value


def _branch_name(branch: Json) -> str:
    if isinstance(branch, str):
        return branch
    name = str(branch.get("name", branch["type"]))
    return f"{branch['namespace']}.{name}" if "namespace" in branch else name
