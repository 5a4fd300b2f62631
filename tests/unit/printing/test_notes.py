"""What proves a finding, as each format shows it: short for people, whole for programs (COMPATIBILITY 6.1, 6.6)."""

from __future__ import annotations

import json

from treatyc.compatibility.conclusion import Conclusion
from treatyc.compatibility.finding import Category, Verdict
from treatyc.compatibility.report import Change
from treatyc.diagnostics import Note, Severity
from treatyc.printing.as_github import as_github
from treatyc.printing.as_json import as_json
from treatyc.printing.as_junit import as_junit
from treatyc.printing.as_sarif import as_sarif
from treatyc.printing.as_text import Plain, as_text
from treatyc.printing.located import Located, LocatedRelated, renamed
from treatyc.source import Source, SourceTree, Span

OLD = Source("old/order.avsc", '{"name": "total",\n "type": "long"}')
NEW = Source("new/order.avsc", '{"name": "total",\n "type": "int"}')
TREE = SourceTree("", {source.path: source for source in (OLD, NEW)})
FOUND = Located(
    "avro-type-changed",
    Severity.ERROR,
    "`total` was a long and is an int",
    Span("new/order.avsc", 2, 10, 5),
    "keep the long",
    (LocatedRelated("the writer says", Span("old/order.avsc", 2, 10, 6)),),
    (
        Note("witness", '{"total": 1}'),
        Note("bytes", "02"),
        Note("reader", "cannot read a long as an int"),
        Note("category", "wire"),
        Note("effect", "breaks"),
        Note("direction", "backward"),
        Note("version", "1.2"),
        Note("key", "avro-type-changed:shop.v1.Order:total"),
    ),
)
LONG = Note("witness", json.dumps({f"name{number}": number for number in range(200)}))


def test_text_shows_both_places_the_message_that_proves_it_and_the_key_by_which_it_is_accepted() -> None:
    assert """\
error[avro-type-changed]: `total` was a long and is an int
 --> new/order.avsc:2:10
  |
2 |  "type": "int"}
  |          ^^^^^
 ::: old/order.avsc:2:10
  |
2 |  "type": "long"}
  |          ------ the writer says
  = witness: {"total": 1}
  = bytes: 02
  = reader: cannot read a long as an int
  = key: avro-type-changed:shop.v1.Order:total (wire, breaks, backward, 1.2)
  = help: keep the long

found 1 error
""" == as_text([FOUND], TREE, Plain())


def test_a_long_witness_is_cut_for_people_and_whole_for_programs() -> None:
    found = Located("x", Severity.ERROR, "m", Span("a", 1, 1), "", (), (LONG,))

    assert all(len(line) < 260 for line in as_text([found], TREE, Plain()).split("\n"))
    assert "…" in as_text([found], TREE, Plain())
    assert LONG.text == json.loads(as_json([found]))["findings"][0]["notes"]["witness"]
    assert LONG.text == json.loads(as_sarif([found], {}))["runs"][0]["results"][0]["properties"]["witness"]
    assert "…" in as_github([found])


def test_further_lines_of_a_note_stand_below_the_first() -> None:
    note = Note("reader", "".join(f"line {number}\n" for number in range(9)))
    lines = as_text([Located("x", Severity.ERROR, "m", Span("a"), "", (), (note,))], TREE, Plain()).split("\n")

    assert ["  = reader: line 0", "            line 1"] == lines[2:4]
    assert "            line 5…" == lines[7]


def test_json_says_what_a_report_comes_to() -> None:
    conclusion = Conclusion(((Category.WIRE, Verdict.BREAKING),), Change.MAJOR, rollout=("readers first",))
    document = json.loads(as_json([], conclusion))

    assert {"wire": "breaking"} == document["verdicts"]
    assert ("major", {}, ["readers first"]) == tuple(document[key] for key in ("change", "versions", "rollout"))


def test_sarif_has_both_places_and_knows_a_finding_again_by_its_key() -> None:
    (result,) = json.loads(as_sarif([FOUND], {}))["runs"][0]["results"]
    (other,) = json.loads(as_sarif([renamed([FOUND], {})[0]], {}))["runs"][0]["results"]

    assert "new/order.avsc" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert "old/order.avsc" == result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert '{"total": 1}' == result["properties"]["witness"]
    assert result["partialFingerprints"] == other["partialFingerprints"]


def test_junit_and_annotations_tell_the_witness() -> None:
    assert "witness: {&quot;total&quot;: 1}" in as_junit([FOUND]) or 'witness: {"total": 1}' in as_junit([FOUND])
    assert 'witness: {"total": 1}%0Abytes: 02%0Areader: cannot read' in as_github([FOUND])


def test_files_get_the_paths_that_a_person_knows() -> None:
    (found,) = renamed([FOUND], {"new/order.avsc": "order.avsc", "old/order.avsc": "main:order.avsc"})

    assert ("order.avsc", "main:order.avsc") == (found.span.path, found.related[0].span.path)
