"""FIELD.md section 3: each fault that became an incident somewhere is refused by a rule, or cannot be declared.

The failing examples lie on the pages of the rules that are named here; tests/test_rules.py and
tests/unit/check/test_refusals.py run them. A fault that depends on the broker is shown on a real one as well, by what
`tests/brokers/test_faults_*.py` do with the plain client; so is what each broker would refuse.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.shop import diagnose
from treatyc.checks.page import ExampleFile, example
from treatyc.checks.rule import OnBroker
from treatyc.checks.rules import RULES
from treatyc.describe.pages import pages


@dataclass(frozen=True)
class Refused:
    """What refuses a fault, and contracts that commit it; without any, the examples of the pages do.

    `reproduced` names the tests that show it on a real broker: `nats::test_x` is in `test_faults_nats.py`.
    """

    rules: tuple[str, ...]
    contracts: str = ""
    reproduced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prevented:
    """Why a declaration cannot show a fault, and what prevents it."""

    reason: str


@dataclass(frozen=True)
class Unshown:
    """Why what a broker would refuse cannot be shown here."""

    reason: str


WORK = "tools.execute.{tool_name}: {kind: command, message: shop.v1.PriceRequest, "
FAULTS: dict[str, Refused | Prevented] = {
    "1 a duration without a unit": Refused(
        ("wrong-value",),
        "channels:\n  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 300_000_000_000}\n",
    ),
    "2 an audit that takes the work away": Refused(
        ("command-owners",),
        "channels:\n  tools.execute.{tool}: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  shop: {sends: ['tools.execute.{tool}']}\n"
        "  worker: {receives: ['tools.execute.{tool}']}\n  audit: {receives: [tools.execute.>]}\n",
        reproduced=(
            "nats::test_fault_2_a_second_reader_of_a_work_queue_is_refused_and_a_mirror_takes_the_work",
            "pubsub::test_2_a_tap_on_the_workers_subscription_takes_the_work",
            "rabbitmq::test_an_audit_on_the_workers_queue_takes_their_work_and_a_tap_does_not",
            "sqs::test_2_a_tap_on_a_queue_of_work_takes_the_work",
        ),
    ),
    "3 a channel of one token, readers of several": Refused(
        ("unknown-channel",),
        "channels:\n  tools.execute.{tool}: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  shop: {sends: ['tools.execute.{tool}']}\n  worker: {receives: [tools.execute.crm.lookup]}\n",
        reproduced=(
            "nats::test_fault_3_a_dotted_name_is_never_stored",
            "rabbitmq::test_a_star_is_one_token",
            "sqs::test_3_a_name_with_a_dot_is_refused",
        ),
    ),
    "4 publishing where nothing is declared": Refused(
        ("unknown-channel",),
        "agents:\n  shop: {sends: [events.order.placed]}\n",
        reproduced=(
            "kafka::test_a_send_to_what_nobody_made",
            "nats::test_fault_4_an_event_without_a_stream_cannot_be_published",
            "rabbitmq::test_an_event_that_no_queue_takes_is_lost_and_ours_is_kept",
            "rabbitmq::test_sending_to_an_exchange_that_nobody_made_fails_each_time",
            "sqs::test_4_what_is_published_to_a_topic_that_nobody_made_fails",
        ),
    ),
    "5 subscribing to the result after the request": Prevented(
        "no contract orders the two: `call` is in place to hear the answer before it sends (delivery/correlate)"
    ),
    "6 a compensation that is defined nowhere": Refused(
        ("not-supported-yet",), "sagas:\n  order: {coordinator: shop, steps: [{call: a, compensate: nowhere}]}\n"
    ),
    "7 a deduplication id with a random part": Prevented(
        "no contract and no handler makes the id: a message keeps the one that it was first sent with"
    ),
    "8 an error reply and a redelivery": Prevented(
        "a failure is answered once, when it is final; a handler cannot answer and retry (delivery)"
    ),
    "9 retries that end nowhere": Refused(
        ("retry-ends-nowhere",),
        reproduced=(
            "kafka::test_failed_work_that_ends_nowhere",
            "nats::test_fault_9_after_max_deliver_a_message_stays_and_nobody_gets_it",
            "pubsub::test_9_dead_letters_whose_topic_has_no_subscription_are_lost",
            "pubsub::test_9_without_a_dead_letter_policy_a_message_comes_back_for_ever",
            "rabbitmq::test_a_delivery_limit_without_dead_letters_drops",
            "rabbitmq::test_work_that_is_given_back_comes_for_ever_and_ours_ends_in_the_dead_letters",
            "redis::test_9_what_fails_stays_pending_and_is_tried_for_ever",
            "sqs::test_9_without_a_redrive_a_message_comes_back_for_ever",
        ),
    ),
    "10 a trigger on tool. where the channel is tools.": Refused(
        ("wildcard-empty",),
        "channels:\n  tools.outcome.{tool}: {kind: event, message: shop.v1.Price}\n"
        "agents:\n  shop: {sends: ['tools.outcome.{tool}']}\n  billing: {receives: [tool.outcome.*]}\n",
    ),
    "11 names that collide after mapping": Refused(
        ("kafka-metric-collision", "object-shared"),
        reproduced=(
            "kafka::test_names_that_differ_in_dots_and_underscores",
            "nats::test_fault_11_two_channels_meet_in_one_name_of_dots_made_underscores",
            "pubsub::test_11_names_with_dots_and_underscores_stay_apart",
            "rabbitmq::test_two_addresses_whose_dots_became_underscores_share_their_dead_letters",
            "redis::test_11_dead_letters_that_are_named_by_underscores_meet_in_one_stream",
            "sqs::test_11_two_addresses_with_dots_made_dashes_are_one_queue",
        ),
    ),
    "12 a result that nobody is there to take": Refused(
        ("event-unread",),
        reproduced=(
            "nats::test_fault_12_interest_without_a_consumer_drops_the_message",
            "pubsub::test_12_what_a_topic_has_no_subscription_for_is_dropped",
            "rabbitmq::test_an_event_that_no_queue_takes_is_lost_and_ours_is_kept",
            "sqs::test_12_what_a_topic_has_no_reader_for_is_dropped",
        ),
    ),
    "13 a star for several tokens": Refused(
        ("wildcard-shallow",),
        "channels:\n  commands.agent.pricing.recalculate: {kind: command, message: shop.v1.PriceRequest}\n"
        "  commands.agent.restart: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  boss: {sends: [commands.agent.>]}\n  runner: {receives: [commands.agent.*]}\n",
        reproduced=(
            "kafka::test_a_pattern_of_topics_that_matches_what_it_should_not",
            "nats::test_fault_13_one_star_is_one_token",
            "rabbitmq::test_a_star_is_one_token",
            "redis::test_13_a_pattern_of_redis_crosses_dots_and_grants_more_than_it_says",
        ),
    ),
    "14 a group that skips what came before": Refused(
        ("start-skips-work",),
        reproduced=(
            "kafka::test_a_new_group_that_begins_at_the_end",
            "redis::test_14_a_group_that_is_made_as_the_client_does_by_default_skips_what_came_before",
            "redis::test_14_a_stream_that_nobody_trims_grows_for_good",
            "redis::test_14_what_a_dead_peer_had_taken_is_never_read_again_by_those_who_ask_for_news",
            "redis::test_14_whoever_appends_to_a_key_of_another_type_is_refused_with_every_message",
        ),
    ),
    "15 a message without a schema version": Refused(("schema-unversioned",)),
    "16 a replay into its own log": Refused(("agent-loop",)),
    "17 request timeout below the retries": Refused(("request-timeout",)),
    "17 ack_wait below the handler's timeout": Refused(
        ("handler-timeout",),
        reproduced=("nats::test_fault_17_a_wait_shorter_than_the_handler_does_the_work_twice",),
    ),
    "17 deduplication window below the retries": Refused(("deduplicate-window",)),
    "17 deduplication window over the age": Refused(
        ("deduplicate-over-age",), reproduced=("nats::test_fault_17_a_window_of_duplicates_over_the_age_is_refused",)
    ),
    "17 a retry later than the broker can wait": Refused(
        ("broker-delay",),
        reproduced=(
            "pubsub::test_17_a_wait_for_an_answer_beyond_ten_minutes_is_refused",
            "sqs::test_17_a_retry_longer_than_a_message_can_hide_is_refused",
        ),
    ),
    "18 a command with two owners": Refused(("command-owners",)),
    "18 an event that nobody reads": Refused(("event-unread",)),
    "18 a reader of what nobody writes": Refused(("channel-unwritten",)),
    "18 agents that feed each other": Refused(("agent-loop",)),
}
DEPENDS_ON_THE_BROKER = {2, 3, 4, 9, 11, 12, 13, 14, 17}
"""The faults that a broker, and not the project alone, makes what they are."""

WOULD_REFUSE: dict[str, tuple[str, ...] | Unshown] = {
    "broker-attributes": ("sqs::test_a_filter_of_more_than_five_attributes_is_refused",),
    "broker-delay": (
        "pubsub::test_17_a_wait_for_an_answer_beyond_ten_minutes_is_refused",
        "rabbitmq::test_an_age_that_no_timer_reaches_is_taken_and_refused_by_us",
        "sqs::test_17_a_retry_longer_than_a_message_can_hide_is_refused",
    ),
    "broker-deliveries": Unshown("Google refuses more than 100 attempts, and its own fake takes them"),
    "broker-name": (
        "kafka::test_a_name_of_250_characters_is_refused",
        "kafka::test_a_right_of_the_principal_star_is_everyones",
        "nats::test_a_name_that_is_too_long_is_refused",
        "rabbitmq::test_names_that_are_too_long_or_kept_back_are_refused",
        "redis::test_rights_for_the_default_user_turn_everyone_away",
    ),
    "broker-replicas": ("nats::test_more_replicas_than_a_stream_has_are_refused",),
    "broker-retention": (
        "pubsub::test_what_is_kept_for_a_quarter_is_refused",
        "rabbitmq::test_an_age_that_no_timer_reaches_is_taken_and_refused_by_us",
        "redis::test_14_a_stream_that_nobody_trims_grows_for_good",
        "redis::test_a_state_that_is_kept_by_time_is_gone_when_nobody_changed_it",
    ),
    "deduplicate-over-age": ("nats::test_fault_17_a_window_of_duplicates_over_the_age_is_refused",),
    "kafka-metric-collision": ("kafka::test_names_that_differ_in_dots_and_underscores",),
    "size-over-broker": (
        "kafka::test_a_request_over_100_mib_ends_the_connection",
        "nats::test_a_message_larger_than_the_server_takes_ends_the_connection",
        "redis::test_a_value_over_the_limit_is_refused",
        "sqs::test_a_message_over_the_limit_is_refused",
    ),
    "subjects-overlap": ("nats::test_one_subject_of_two_streams_is_refused",),
}
"""For each rule of what a broker would refuse: the tests in which it does, which hold the rule against it."""

ON_A_BROKER = {"here", "kafka", "kafka_secured", "own", "plain", "sns", "sqs", "url"}
"""What a test asks for that gets a real broker."""

REFUSED = {fault: by for fault, by in FAULTS.items() if isinstance(by, Refused)}


def test_every_fault_of_the_field_is_in_the_table() -> None:
    assert set(range(1, 19)) == {int(fault.split()[0]) for fault in FAULTS}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_fault_that_can_be_declared_is_refused(fault: str) -> None:
    by = REFUSED[fault]
    for rule in by.rules:
        files = (ExampleFile("treaty.yaml", by.contracts),) if by.contracts else example(pages()[rule], "Fails")

        assert rule in {diagnostic.rule for diagnostic in diagnose(files)}


def test_what_a_declaration_cannot_show_is_few_and_says_why() -> None:
    assert ["5", "7", "8"] == [fault.split()[0] for fault, by in FAULTS.items() if isinstance(by, Prevented)]


@cache
def reproductions() -> dict[str, ast.FunctionDef]:
    """The tests in which real brokers commit faults, by `broker::name`."""
    return {
        f"{path.stem.removeprefix('test_faults_')}::{node.name}": node
        for path in (Path(__file__).parent / "brokers").glob("test_faults_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def words(node: ast.FunctionDef) -> set[str]:
    """Every text that stands in a test."""
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def test_what_depends_on_the_broker_is_shown_on_a_real_one() -> None:
    assert DEPENDS_ON_THE_BROKER == {int(fault.split()[0]) for fault, by in REFUSED.items() if by.reproduced}


def test_each_reproduction_is_there_and_asks_for_a_real_broker() -> None:
    shown = [name for by in REFUSED.values() for name in by.reproduced]
    shown += [name for names in WOULD_REFUSE.values() if not isinstance(names, Unshown) for name in names]
    for name in shown:
        test = reproductions()[name]
        marks = [ast.unparse(mark) for mark in test.decorator_list]

        assert ON_A_BROKER & {argument.arg for argument in (*test.args.args, *test.args.kwonlyargs)}, name
        assert not [mark for mark in marks if "skip" in mark or "xfail" in mark]


NUMBERED = re.compile(r"::test_(?:fault_)?([0-9]+)_|Fault ([0-9]+)|FIELD\.md 3\.([0-9]+)")


def test_each_reproduction_that_names_its_fault_is_in_the_table() -> None:
    """By its own name, or by its docstring."""
    told = {(fault.split()[0], name) for fault, by in REFUSED.items() for name in by.reproduced}
    for name, test in reproductions().items():
        for numbers in NUMBERED.findall(f"{name} {ast.get_docstring(test) or ''}"):
            assert ("".join(numbers), name) in told


def test_each_rule_of_what_a_broker_would_refuse_is_held_against_a_broker_that_does() -> None:
    assert WOULD_REFUSE.keys() == {rule.id for rule in RULES if isinstance(rule.look, OnBroker)}
    for rule, names in WOULD_REFUSE.items():
        if isinstance(names, Unshown):
            assert names.reason
        else:
            assert [] == [name for name in names if rule not in words(reproductions()[name])]
