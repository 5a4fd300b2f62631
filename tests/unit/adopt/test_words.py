"""Names, patterns and settings of others in the words of the contracts."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from treatyc.adopt.conventions import beside, named
from treatyc.adopt.naming import address_problem, agent_name, group_word, kind_of
from treatyc.adopt.patterns import covers, of_key, template
from treatyc.adopt.writing import duration, quoted, size
from treatyc.system.channel import Kind
from treatyc.topology.nats import durations


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("orders.placed", None),
        ("tools.execute.{part}", None),
        ("Orders", "its token `Orders` is not of a-z, 0-9, `_` and `-` alone"),
        ("orders:placed", "its token `orders:placed` is not of a-z, 0-9, `_` and `-` alone"),
        ("_schemas", "its token `_schemas` begins with `_`, which is kept for what treaty adds to names"),
        ("orders..placed", "there is nothing before, behind or between two of its dots"),
        ("{part}.run", "an address begins with a plain token"),
        ("x" * 129, "a token of an address has at most 128 characters"),
        (".".join("x" * 33), "it has 33 tokens, and an address at most 32"),
    ],
)
def test_what_may_be_an_address(name: str, why: str | None) -> None:
    assert why == address_problem(name)


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("shop.billing", "billing"),
        ("BillingService", "billing_service"),
        ("billing-service.v2", "billing_service_v2"),
        ("connect-S3.sink", "connect_s3_sink"),
        ("2nd", "agent_2nd"),
        ("ü", "agent"),
        ("x" * 200, "x" * 64),
    ],
)
def test_what_an_agent_is_called(called: str, name: str) -> None:
    assert name == agent_name(called, "shop")


@given(st.text(max_size=300))
def test_every_name_of_an_agent_is_one_that_the_language_takes(called: str) -> None:
    assert agent_name(called, "shop").isascii()
    assert group_word(f"shop.{agent_name(called, 'shop')}", "shop") is not None


@pytest.mark.parametrize(
    ("name", "there", "what"),
    [
        ("orders-retry-0", {"orders"}, "where failed messages wait"),
        ("orders-billing-retry-1", {"orders"}, "where failed messages wait"),
        ("orders-dlt", {"orders"}, "where dead letters end"),
        ("orders.DLQ", {"orders"}, "where dead letters end"),
        ("pack_error", {"pack"}, "where dead letters end"),
        ("orders-dlt", set(), None),
        ("tasks-retry", {"other"}, None),
        ("app-store-changelog", set(), "what Kafka Streams keeps of a state"),
        ("connect-configs", set(), "what Kafka Connect keeps"),
        ("_schemas", set(), "what a schema registry keeps"),
        ("x._retry.shop.b.1", set(), "where failed work waits, which treaty makes for its agent"),
        ("x._dead_letter.shop.b", set(), "dead letters, which treaty makes for its agent"),
        ("x._retry", set(), None),
        ("x._retry.shop.b", set(), None),
    ],
)
def test_what_is_no_channel(name: str, there: set[str], what: str | None) -> None:
    """FIELD.md 3, fault 9: retries and dead letters of others, as Spring, MassTransit and Connect call them."""
    assert what == beside(name, {name, *there})


@given(st.text(alphabet="a._1retydl", max_size=30))
def test_no_name_is_too_odd_to_be_read(name: str) -> None:
    assert name == str(named(name)) or named(name).role.value in name


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("orders.placed", "orders.placed"),
        ("orders.*", "orders.*"),
        ("orders.#", "orders.>"),
        ("#", ">"),
        ("#.failed", None),
        ("a.#.b", None),
        ("with blank", None),
        ("", None),
    ],
)
def test_keys_of_amqp(key: str, pattern: str | None) -> None:
    """BROKERS.md 1.5: `#` is none or more tokens, `>` is one or more, and only at the end."""
    assert pattern == of_key(key)


@pytest.mark.parametrize(
    ("pattern", "address", "within"),
    [
        ("orders.>", "orders.placed", True),
        ("orders.>", "orders", False),
        (">", "orders", True),
        ("orders.*", "orders.placed", True),
        ("orders.*", "orders.placed.eu", False),
        ("orders.placed", "orders.placed", True),
        ("*.placed", "orders.placed", True),
        ("orders.>", "stock.placed", False),
    ],
)
def test_what_a_pattern_covers(pattern: str, address: str, *, within: bool) -> None:
    assert within is covers(pattern, address)


def test_a_free_token_is_a_parameter_whose_name_nobody_knows() -> None:
    assert ["tools.{part}.run.{part_2}", "orders.placed", None] == [
        template(each) for each in ("tools.*.run.*", "orders.placed", "orders.>")
    ]


@given(st.integers(min_value=1, max_value=10**17))
def test_a_duration_is_never_shorter_than_what_was_kept(milliseconds: int) -> None:
    written = duration(milliseconds)

    assert durations.nanoseconds(written) // 1_000_000 >= min(milliseconds, 999_999_999 * 86_400_000)
    assert len(written.rstrip("dhms")) <= 9


@given(st.integers(min_value=1, max_value=2**31 - 1))
def test_a_size_is_written_in_words_of_the_language(count: int) -> None:
    written = size(count)
    number = written.rstrip("BKMi")

    assert len(number) <= 9
    assert int(number) * {"B": 1, "KiB": 1024, "MiB": 1024**2}[written[len(number) :]] >= count


@given(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,10}(?:\.[a-z0-9][a-z0-9_-]{0,10}){0,3}", fullmatch=True))
def test_every_address_is_a_text_in_yaml(address: str) -> None:
    assert {address: [address]} == yaml.safe_load(f"{quoted(address)}: [{quoted(address)}]")


def test_a_kind_is_what_the_root_says() -> None:
    assert [Kind.COMMAND, Kind.REPLY, Kind.EVENT, Kind.EVENT] == [
        kind_of(each) for each in ("commands.x", "replies.x", "orders.x", "dead_letters.x")
    ]
