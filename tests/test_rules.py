"""Every rule's page is a test: its failing example is refused by that rule, its passing one by no rule at all."""

from __future__ import annotations

import pytest

from tests.shop import diagnose
from treatyc.checks.choice import Choice
from treatyc.checks.page import example, parse_page
from treatyc.checks.rule import Rule, Runs
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Severity

BROKERS = ("Kafka", "NATS", "Pub/Sub", "RabbitMQ", "Redis", "SQS")
RULE_IDS = [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_the_failing_example_of_a_rule_fails_by_it_alone(rule: Rule) -> None:
    """Run alone, so that the example shows this rule and not another; what does not even link would show nothing."""
    found = diagnose(example(parse_page(rule.page), "Fails"), Choice(only=(rule.id,)))

    assert {rule.id} == {diagnostic.rule for diagnostic in found}


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_the_passing_example_of_a_rule_passes_it_and_has_no_errors(rule: Rule) -> None:
    files = example(parse_page(rule.page), "Passes")
    everything = diagnose(files)
    alone = diagnose(files, Choice(only=(rule.id,)))

    assert [diagnostic for diagnostic in everything if diagnostic.severity is Severity.ERROR] == []
    assert alone == ()


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_a_page_has_the_four_sections(rule: Rule) -> None:
    page = parse_page(rule.page)

    assert [name for name, _ in page.sections] == ["What", "Why", "Fails", "Passes"]
    assert all(text for _, text in page.sections)


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_messages_keep_the_law(rule: Rule) -> None:
    """Lower case unless a name comes first, no full stop, and a help that says what to do (STYLE 2.6, 7)."""
    for diagnostic in diagnose(example(parse_page(rule.page), "Fails"), Choice(only=(rule.id,))):
        first = diagnostic.message[0]
        proper = diagnostic.message.startswith(BROKERS)

        assert first.islower() or first == "`" or proper
        assert not diagnostic.message.endswith(".")
        assert diagnostic.help
        assert "invalid" not in diagnostic.message


def test_an_on_demand_rule_is_silent_unless_selected() -> None:
    for rule in (rule for rule in RULES if rule.runs is Runs.ON_DEMAND):
        found = diagnose(example(parse_page(rule.page), "Fails"))

        assert rule.id not in {diagnostic.rule for diagnostic in found}


def test_there_are_at_least_thirty_rules() -> None:
    assert len(RULES) >= 30
    assert sorted(RULE_IDS) == RULE_IDS
    assert len(set(RULE_IDS)) == len(RULE_IDS)
