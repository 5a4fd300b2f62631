"""Every compatibility rule's page is a test: what it says breaks is found by that rule, and what it says passes is not.

An example is two schemas (`writer.avsc` before `reader.avsc`), two folders of them (`writer/…` and `reader/…`), or two
projects (`old/treaty.yaml` and `new/treaty.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.unit.compatibility.topology.projects import changed
from treatyc.checks.page import ExampleFile, example, parse_page
from treatyc.checks.rules import RULES
from treatyc.compatibility.engines import engine_of
from treatyc.compatibility.finding import Category, Effect, Finding
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.rule import Rule
from treatyc.compatibility.rulebook import rules
from treatyc.compatibility.settings import WORK, ContentModel, Settings
from treatyc.compatibility.subject import Everything, Named, Root, Subject
from treatyc.describe.explain import explain_rule
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format
from treatyc.workspace.comparing import compare_sides
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.sides import READER, WRITER, Files, Folders, Sides

EVERY = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
SECTIONS = ["What", "Why", "Breaks", "Passes"]
PLACELESS = {"protobuf-schema-missing"}
"""Of a name that was asked for and that nobody declares, there is no place."""
PROPER = ("JSON", "Java", "Kafka", "UTF-8")


SMALL = {"avro-undecided": 0}
"""Rules about a comparison that takes too long, and how many steps theirs may take: a page has no room for more."""


@cache
def found(rule: Rule[Any, Any], section: str, model: ContentModel = ContentModel.DECLARED) -> tuple[Finding, ...]:
    """All that is found in the example of a section, asked as files or folders, and by name."""
    files = example(parse_page(rule.page), section)
    assert files, f"the page of {rule.id} has no example under {section}"
    if files[0].path.startswith("old/"):
        return changed(files)
    report, settings = Report(), Settings(content_model=model, work=SMALL.get(rule.id, WORK))
    sides = _sides(files, report)
    compared = compare_sides(sides, Mode.BACKWARD, settings, report)
    assert compared is not None, report.diagnostics
    return (*compared.findings, *_by_name(sides, settings))


def _by_name(sides: Sides, settings: Settings) -> Iterator[Finding]:
    """What engines say when they are asked for each schema of the writer, and for both sides as wholes."""
    for ending in sides.endings():
        engine = engine_of(ending)
        assert engine is not None
        writer, reader = (engine.read(sides.tree, label, Report()) for label in (WRITER, READER))
        roots: list[Root] = [Everything(), *(Named(name) for name, _ in engine.names(writer))]
        for root in roots if engine.format is not Format.AVRO else roots[:1]:
            yield from engine.compare(Subject(writer, root), Subject(reader, root), settings)


def model_of(rule: Rule[Any, Any]) -> ContentModel:
    """The content model in which a rule has something to say: few look at what nobody declared."""
    declared = found(rule, "Breaks", ContentModel.DECLARED)
    return ContentModel.DECLARED if rule.id in {each.rule for each in declared} else ContentModel.STRICT


def _sides(files: tuple[ExampleFile, ...], report: Report) -> Sides:
    """Files that lie in no folder are one schema each, and stand at the same path on their sides."""
    placed = {file.path if "/" in file.path else file.path.replace(".", "/schema.", 1): file.text for file in files}
    tree = SourceTree("", {path: Source(path, text) for path, text in placed.items()})
    if any(path.endswith(".proto") for path in placed):
        tree = compile_protobuf(tree, (WRITER, READER), report)
    alone = [path for path in placed if path.rpartition("/")[2].startswith("schema.")]
    return Sides(tree, Files(*sorted(alone, reverse=True)) if alone else Folders(), {})


@EVERY
def test_the_page_has_its_sections_and_is_explained(rule: Rule[Any, Any]) -> None:
    page = parse_page(rule.page)

    assert SECTIONS == [name for name, _ in page.sections]
    assert page.title
    assert (explain_rule(rule.id) or "").startswith(f"{rule.id} (compatibility: ")


@EVERY
def test_what_breaks_is_found_by_that_rule(rule: Rule[Any, Any]) -> None:
    assert rule.id in {finding.rule for finding in found(rule, "Breaks", model_of(rule))}


@EVERY
def test_what_passes_is_not(rule: Rule[Any, Any]) -> None:
    assert rule.id not in {finding.rule for finding in found(rule, "Passes", model_of(rule))}


@EVERY
def test_messages_keep_the_law(rule: Rule[Any, Any]) -> None:
    """Lower case unless a name comes first, no full stop, and what is more than a remark has help (STYLE 2.6, 7)."""
    for finding in found(rule, "Breaks", model_of(rule)):
        assert not finding.message[0].isupper() or finding.message.startswith(PROPER)
        assert not finding.message.endswith(".")
        assert "invalid" not in finding.message
        assert not finding.help.endswith(".")
        if finding.rule == rule.id and finding.effect is not Effect.NOTES:
            assert finding.help


@EVERY
def test_a_finding_is_proven_or_it_is_said_why_not(rule: Rule[Any, Any]) -> None:
    for finding in found(rule, "Breaks", model_of(rule)):
        assert (finding.witness is not None) != bool(finding.unproven), finding
        if finding.effect is Effect.UNPROVEN:
            assert finding.unproven
        if finding.rule == rule.id:
            assert rule.category is finding.category
        assert finding.writer is not None or finding.reader is not None or finding.rule in PLACELESS


def test_ids_are_plain_unique_and_say_their_format() -> None:
    ids = [rule.id for rule in rules()]

    assert sorted(set(ids)) == ids
    assert set() == set(ids) & {rule.id for rule in RULES}
    assert [] == [each for each in ids if not each.startswith(("avro-", "json-", "protobuf-", "topology-", "schema-"))]
    assert {Category.WIRE, Category.SOURCE, Category.SEMANTIC} <= {rule.category for rule in rules()}
