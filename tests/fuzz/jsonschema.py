"""Attacks the containment of JSON Schemas: random related pairs, documents that refute what is called proven.

A verdict `compatible` is attacked with documents that the writer accepts, made from both schemas by a generator that
knows nothing of the solver; a verdict `breaking` is held against jsonschema-rs, and so is a document that the solver
made and the validator did not confirm.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping

from tests.fuzz.jsonschema_documents import documents
from tests.fuzz.jsonschema_schemas import Pair, random_pair
from treatyc import compare
from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.read import read
from treatyc.compatibility.jsonschema.solve import CONTRADICTED, Answer, Included, Node, Refuted, Unknown, sends, solve
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer, Source, SourceTree

_PATH = "w/a.schema.json"
_REPORTED = 5
"""Every so many pairs the whole report is looked at as well."""
_COMPATIBLE: Mapping[type[Answer], bool | None] = {Included: True, Refuted: False, Unknown: None}


def attack(seed: int, count: int) -> Iterator[str]:
    """A description of every wrong verdict among so many random pairs."""
    for number in range(count):
        pair = random_pair(random.Random(f"{seed}:{number}"))
        yield from (f"#{number}: {said}" for said in wrong(pair, random.Random(f"{seed}:{number}:documents")))
        if number % _REPORTED == 0:
            yield from (f"#{number}: {said}" for said in misreported(pair))


def wrong(pair: Pair, rng: random.Random) -> Iterator[str]:
    """What is wrong about the solver's verdict on a pair, if anything."""
    writer, reader = node(pair.writer), node(pair.reader)
    if writer is None or reader is None:
        return
    answer = solve(writer, reader, Settings(content_model=pair.model))
    judges = [oracle.validator(side.library, side.place) for side in (writer, reader)]
    if judges[0] is None or judges[1] is None:
        return
    match answer:
        case Included():
            for document in documents(pair, rng):
                refused = judges[0].is_valid(document) and not judges[1].is_valid(document)
                if refused and (pair.model is ContentModel.STRICT or sends(writer, document)):
                    yield f"called compatible, but for {json.dumps(document)}: {pair}"
                    return
        case Refuted(document):
            if not judges[0].is_valid(document) or judges[1].is_valid(document):
                yield f"called breaking by {json.dumps(document)}: {pair}"
        case Unknown(reason):
            if reason == CONTRADICTED:
                yield f"{reason}: {pair}"


def misreported(pair: Pair) -> Iterator[str]:
    """What is wrong about the report that a user gets: another verdict, or a witness that shows nothing."""
    answer, sides = answer_to(pair), [node(pair.writer), node(pair.reader)]
    if answer is None or sides[0] is None or sides[1] is None:
        return
    judges = [oracle.validator(side.library, side.place) for side in sides if side is not None]
    report = compare(
        json.dumps(pair.writer), json.dumps(pair.reader), format="jsonschema", content_model=pair.model.value
    )
    expected = True if report.same else _COMPATIBLE[type(answer)]
    if report.compatible is not expected:
        yield f"reported as {report.verdict.value}, solved as {answer}: {pair}"
    for finding in report.findings:
        if finding.category is Category.WIRE and finding.effect is Effect.BREAKS:
            document = json.loads(finding.witness.message) if finding.witness is not None else None
            if [judge is not None and judge.is_valid(document) for judge in judges] != [True, False]:
                yield f"{finding.key} shows nothing by {finding.witness}: {pair}"


def answer_to(pair: Pair) -> Answer | None:
    """The solver's verdict; None where one of the schemas cannot be read."""
    writer, reader = node(pair.writer), node(pair.reader)
    if writer is None or reader is None:
        return None
    return solve(writer, reader, Settings(content_model=pair.model))


def node(schema: JsonValue) -> Node | None:
    """A schema read as a file of its own; None where it is none."""
    report = Report()
    shelf = read(SourceTree("", {_PATH: Source(_PATH, json.dumps(schema))}), "w", report)
    return None if report.failed else Node(shelf.library, Pointer(_PATH))
