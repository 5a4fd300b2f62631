"""Every Protobuf rule's page is a test: its breaking example is found by that rule, its passing one is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import treatyc.compatibility.protobuf.rules as folder
from treatyc.checks.page import Page, example, parse_page
from treatyc.compatibility.finding import Effect, Finding
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.rule import AnyRule
from treatyc.compatibility.protobuf.rules import RULES
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

IDS = [rule.id for rule in RULES]
SECTIONS = ["Breaks", "Passes"]


def files_of(page: Page, section: str) -> dict[str, str]:
    """An example's files: `writer.proto` alone, or several below `writer/`."""
    found = {}
    for file in example(page, section):
        side, _, rest = file.path.removesuffix(".proto").partition("/")
        found[f"{side}/{rest or 'schema'}.proto"] = file.text
    return found


@cache
def compiled() -> SourceTree:
    """All examples of all pages, compiled in one run."""
    files: dict[str, Source] = {}
    for rule in RULES:
        for section in SECTIONS:
            for path, text in files_of(parse_page(rule.page), section).items():
                inner = f"{rule.id}/{section}/{path}"
                files[inner] = Source(inner, text)
    report = Report()
    folders = {"/".join(path.split("/")[:3]) for path in files}
    tree = compile_protobuf(SourceTree("", files), sorted(folders), report)
    assert [] == [diagnostic for diagnostic in report.diagnostics if report.failed]
    return tree


def found_in(rule: AnyRule, section: str) -> tuple[Finding, ...]:
    sides = [ENGINE.read(compiled(), f"{rule.id}/{section}/{side}", Report()) for side in ("writer", "reader")]
    if rule.id == "protobuf-schema-missing":
        name = ENGINE.names(sides[0])[0][0]
        return ENGINE.compare(Subject(sides[0], Named(name)), Subject(sides[1], Named(name)), Settings())
    return ENGINE.compare(Subject(sides[0], Everything()), Subject(sides[1], Everything()), Settings())


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_breaking_example_of_a_rule_is_found_by_it(rule: AnyRule) -> None:
    found = [finding for finding in found_in(rule, "Breaks") if finding.rule == rule.id]

    assert found
    assert {rule.category} == {finding.category for finding in found}
    assert rule.effect in {finding.effect for finding in found}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_passing_example_of_a_rule_passes_it(rule: AnyRule) -> None:
    found = found_in(rule, "Passes")

    assert [] == [finding for finding in found if finding.rule == rule.id and finding.effect is not Effect.NOTES]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_every_break_has_a_witness_or_says_why_not(rule: AnyRule) -> None:
    """COMPATIBILITY.md section 6, 2; STYLE 2.6, 7: lower case unless a name comes first, no full stop, help."""
    for finding in found_in(rule, "Breaks"):
        first = finding.message[0]

        assert first.islower() or first == "`" or first.isdigit() or finding.message.startswith("Java ")
        assert not finding.message.endswith(".")
        assert "invalid" not in finding.message
        if finding.effect is Effect.BREAKS:
            assert (finding.witness is None) == bool(finding.unproven)
            assert finding.help
        if finding.effect is Effect.UNPROVEN:
            assert finding.unproven


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_page_has_the_four_sections(rule: AnyRule) -> None:
    page = parse_page(rule.page)

    assert ["What", "Why", "Breaks", "Passes"] == [name for name, _ in page.sections]
    assert all(text for _, text in page.sections)


def test_every_file_is_registered() -> None:
    files = {path.stem.replace("_", "-") for path in Path(folder.__file__).parent.glob("*.py")} - {"--init--"}

    assert {f"protobuf-{name}" for name in files} == set(IDS)
    assert sorted(IDS) == IDS
