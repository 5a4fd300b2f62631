"""What holds of every comparison: random related schemas, each finding proven, each verdict that of the solver."""

from __future__ import annotations

import json
import random

import pytest

from tests.fuzz.jsonschema import random_pair
from tests.unit.compatibility.jsonschema.asking import shelf
from treatyc.compatibility.finding import Category, Effect, Verdict
from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.engine import ENGINE
from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.compatibility.jsonschema.solve import Included, Node, Refuted, Unknown, sends, solve
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer

PAIRS = range(400)
FILE = "side/schema.schema.json"
VERDICTS = {Included: Verdict.COMPATIBLE, Refuted: Verdict.BREAKING, Unknown: Verdict.UNPROVEN}
UNEXPLAINED_MAX = 4
"""How many of the pairs may break in a way that no rule explains."""


def _sides(number: int) -> tuple[Subject[Shelf], Subject[Shelf], Settings] | None:
    pair = random_pair(random.Random(f"engine:{number}"))
    (writer, wrong), (reader, bad) = (shelf({"schema.schema.json": each}) for each in (pair.writer, pair.reader))
    if wrong.failed or bad.failed:
        return None
    root = WholeFile(FILE)
    return Subject(writer, root), Subject(reader, root), Settings(content_model=pair.model)


@pytest.mark.parametrize("start", range(0, len(PAIRS), 100))
def test_the_findings_on_the_wire_come_to_what_the_solver_says(start: int) -> None:
    """A finding that breaks has a document that the writer sends and the reader's validator refuses."""
    for number in PAIRS[start : start + 100]:
        sides = _sides(number)
        if sides is None:
            continue
        writer, reader, settings = sides
        nodes = [Node(side.library.library, Pointer(FILE)) for side in (writer, reader)]
        findings = ENGINE.compare(writer, reader, settings)

        assert VERDICTS[type(solve(nodes[0], nodes[1], settings))] is verdict(findings), f"pair {number}"
        for finding in findings:
            if finding.category is Category.WIRE and finding.witness is not None:
                document: JsonValue = json.loads(finding.witness.message)
                judges = [oracle.validator(node.library, node.place) for node in nodes]
                assert [True, False] == [judge.is_valid(document) for judge in judges if judge is not None]
                if finding.effect is Effect.BREAKS and settings.content_model is ContentModel.DECLARED:
                    assert sends(nodes[0], document) is not False


def test_nearly_every_break_is_explained_by_a_rule() -> None:
    every = [ENGINE.compare(*sides) for number in PAIRS if (sides := _sides(number)) is not None]
    broken = [findings for findings in every if verdict(findings) is Verdict.BREAKING]
    unexplained = [findings for findings in broken if "json-not-contained" in {finding.rule for finding in findings}]

    assert len(broken) > 80
    assert len(unexplained) <= UNEXPLAINED_MAX


def test_a_schema_is_compatible_with_itself_and_equal_fingerprints_find_nothing() -> None:
    for number in PAIRS:
        sides = _sides(number)
        if sides is not None:
            writer, reader, settings = sides
            assert () == ENGINE.compare(writer, writer, settings)
            if ENGINE.fingerprint(writer) == ENGINE.fingerprint(reader):
                nodes = [Node(side.library.library, Pointer(FILE)) for side in (writer, reader)]
                assert not isinstance(solve(nodes[0], nodes[1], settings), Refuted)
