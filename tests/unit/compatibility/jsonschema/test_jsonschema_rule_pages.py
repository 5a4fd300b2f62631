"""Every rule's page is a test: what its first example breaks it finds, and of its second it says nothing."""

from __future__ import annotations

import pytest

from tests.unit.compatibility.jsonschema.asking import found_in_example
from treatyc.checks.page import example, parse_page
from treatyc.compatibility.finding import Effect, Finding, Verdict
from treatyc.compatibility.jsonschema.rules import RULES
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import ContentModel

RULE_IDS = [rule.id for rule in RULES]
STRICT = {"json-property-added"}
"""What these report the declared content model leaves to a note."""


def _found(rule: str, section: str) -> tuple[Finding, ...]:
    page = parse_page(next(each.page for each in RULES if each.id == rule))
    model = ContentModel.STRICT if rule in STRICT else ContentModel.DECLARED
    return found_in_example(example(page, section), model)


@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_breaking_example_of_a_rule_is_found_by_it(rule: str) -> None:
    assert rule in {finding.rule for finding in _found(rule, "Breaks")}


@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_passing_example_of_a_rule_is_found_by_none_on_the_wire(rule: str) -> None:
    findings = _found(rule, "Passes")

    assert rule not in {finding.rule for finding in findings}
    assert Verdict.COMPATIBLE is verdict(findings)


@pytest.mark.parametrize("rule", RULE_IDS)
def test_a_finding_is_proven_or_says_why_it_is_not(rule: str) -> None:
    for finding in _found(rule, "Breaks"):
        if finding.effect in (Effect.BREAKS, Effect.UNPROVEN):
            assert (finding.witness is None) is bool(finding.unproven)
        if finding.witness is not None:
            assert finding.witness.reader


@pytest.mark.parametrize("rule", RULE_IDS)
def test_messages_keep_the_law(rule: str) -> None:
    """Lower case unless a name comes first, no full stop, and a help that says what to do (STYLE 2.6, 7)."""
    for finding in _found(rule, "Breaks"):
        assert finding.message[0].islower() or finding.message[0] == "`"
        assert not finding.message.endswith(".")
        assert finding.help
        assert "invalid" not in finding.message


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_a_page_has_the_four_sections(rule: object) -> None:
    page = parse_page(next(each.page for each in RULES if each is rule))

    assert ["What", "Why", "Breaks", "Passes"] == [name for name, _ in page.sections]
    assert page.title


def test_rules_are_sorted_and_there_once() -> None:
    assert sorted(set(RULE_IDS)) == RULE_IDS
    assert all(name.startswith("json-") for name in RULE_IDS)
