"""Every Avro rule's page is a test: its breaking example is found by that rule, its passing one is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import treatyc.compatibility.avro.rules as folder
from tests.unit.compatibility.avro.asking import found
from treatyc.checks.page import example, parse_page
from treatyc.compatibility.avro.rule import AvroRule
from treatyc.compatibility.avro.rules import RULES
from treatyc.compatibility.finding import Effect, Finding
from treatyc.compatibility.settings import Settings

IDS = [rule.id for rule in RULES]
SETTINGS = {"avro-undecided": Settings(work=1)}
"""A rule that only large schemas meet is shown with little work."""


def findings(rule: AvroRule, section: str) -> list[Finding]:
    files = {file.path: json.loads(file.text) for file in example(parse_page(rule.page), section)}
    every = found(files["writer.avsc"], files["reader.avsc"], SETTINGS.get(rule.id, Settings()))
    return [finding for finding in every if finding.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_breaking_example_of_a_rule_is_found_by_it_and_shown(rule: AvroRule) -> None:
    [finding] = findings(rule, "Breaks")

    assert (rule.category, rule.effect) == (finding.category, finding.effect)
    assert (finding.witness is None) is (finding.unproven != "")
    assert finding.writer is not None
    assert finding.reader is not None


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_passing_example_of_a_rule_is_not_found_by_it(rule: AvroRule) -> None:
    assert [] == findings(rule, "Passes")


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_messages_keep_the_law(rule: AvroRule) -> None:
    """Lower case, no full stop, and a help that says what to do (STYLE 2.6, 7)."""
    for finding in findings(rule, "Breaks"):
        assert finding.message[0].islower() or finding.message[0] == "`"
        assert not finding.message.endswith(".")
        assert finding.help
        assert finding.effect is not Effect.UNPROVEN or finding.unproven


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_page_has_its_sections(rule: AvroRule) -> None:
    page = parse_page(rule.page)

    assert ["What", "Why", "Breaks", "Passes"] == [name for name, _ in page.sections]
    assert all(text for _, text in page.sections)


def test_each_file_is_a_rule_and_they_stand_by_their_ids() -> None:
    files = {path.stem for path in Path(folder.__path__[0]).glob("[a-z]*.py")}

    assert files == {rule.look.__module__.rpartition(".")[2] for rule in RULES}
    assert files == {rule.id.removeprefix("avro-").replace("-", "_") for rule in RULES}
    assert sorted(IDS) == IDS
