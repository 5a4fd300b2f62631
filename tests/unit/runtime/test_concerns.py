"""The delivery's concerns one by one, where a whole agent would hide which of them decides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transports.fleet import JOB, NAMES, Fleet, Job
from treaty.bucket import Bucket
from treaty.contract import Bound, Channel, Kind, Rate
from treaty.delivery.address import covers, fill, is_like, match, subject_pattern
from treaty.delivery.compose import Composer, Context, following
from treaty.delivery.dead_letter import detail
from treaty.delivery.deduplicate import Claim, Seen
from treaty.delivery.limit import is_full, is_roomy
from treaty.envelope import Envelope, MessageType, parse_time, write_time
from treaty.errors import DecodeError

FLEET = Fleet(NAMES)
TOKENS = st.text("abcXYZ019_-", min_size=1, max_size=20)


def channel(address: str, **values: tuple[str, ...]) -> Channel:
    return Channel(address=address, object="o", kind=Kind.EVENT, messages=(JOB,), parameters=values)


@given(TOKENS, TOKENS)
def test_what_is_filled_in_is_read_back(one: str, two: str) -> None:
    template = channel("a.{one}.b.{two}")
    assert {"one": one, "two": two} == match(template, fill(template, {"one": one, "two": two}))


@pytest.mark.parametrize(
    ("template", "address", "parameters"),
    [
        ("tools.execute.{tool}", "tools.execute.crm", {"tool": "crm"}),
        ("tools.execute.{tool}", "tools.execute", None),
        ("tools.execute.{tool}", "tools.execute.crm.lookup", None),
        ("tools.execute.{tool}", "tools.execute.", None),
        ("tools.execute.{tool}", "tools.result.crm", None),
        ("events.job", "events.job", {}),
    ],
)
def test_an_address_is_matched_whole(template: str, address: str, parameters: dict[str, str] | None) -> None:
    """FIELD.md fault 3: a dotted name is not one token."""
    assert parameters == match(channel(template), address)


@pytest.mark.parametrize(
    ("pattern", "address", "matches"),
    [
        ("commands.agent.*", "commands.agent.pricing", True),
        ("commands.agent.*", "commands.agent.pricing.recalculate", False),
        ("commands.agent.>", "commands.agent.pricing.recalculate", True),
        ("commands.agent.>", "commands.agent", False),
        ("*.agent", "commands.agent", True),
        ("commands", "commands.agent", False),
        (">", "a", True),
    ],
)
def test_wildcards_are_those_of_nats(pattern: str, address: str, matches: bool) -> None:  # noqa: FBT001 - a table's cell
    """FIELD.md fault 13: `*` is one token, `>` one or more at the end."""
    assert matches is is_like(address, pattern)


def test_a_bound_parameter_narrows_what_is_asked_for() -> None:
    bound = Bound(channel("a.{x}.{y}"), {"x": "1"})
    assert "a.1.*" == subject_pattern(bound)
    assert [True, False] == [covers(bound, {"x": "1", "y": "2"}), covers(bound, {"x": "2", "y": "2"})]


def test_a_message_is_remembered_for_its_window_and_forgotten_within_two() -> None:
    seen = Seen(10.0, now=0.0)
    assert Claim.NEW is seen.claim("a", 1, 1.0)
    assert Claim.BUSY is seen.claim("a", 2, 2.0)
    assert [2] == list(seen.done("a"))
    assert Claim.DONE is seen.claim("a", 3, 10.9)
    assert Claim.DONE is seen.claim("a", 4, 19.0)
    assert Claim.NEW is seen.claim("a", 5, 30.0)


def test_a_message_is_forgotten_after_a_long_silence() -> None:
    seen = Seen(10.0, now=0.0)
    seen.claim("a", 1, 0.0)
    seen.done("a")
    assert Claim.NEW is seen.claim("a", 2, 1000.0)


def test_memory_for_duplicates_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treaty.delivery.deduplicate.REMEMBERED_MAX", 10)
    seen = Seen(1e9, now=0.0)
    for number in range(1000):
        seen.claim(number, number, 0.0)
        seen.done(number)
    assert len(seen._recent) + len(seen._earlier) <= 20
    assert Claim.DONE is seen.claim(999, 1, 0.0)


@given(st.integers(1, 20), st.floats(0.1, 100), st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_no_window_ever_sees_more_than_the_burst_and_the_rate(messages: int, per_s: float, pauses: list[float]) -> None:
    """P26: over any stretch of time, at most the burst plus what the rate gives."""
    bucket = Bucket(Rate(messages, per_s), now=0.0)
    now = 0.0
    sent: list[float] = []
    for pause in pauses:
        now += pause
        sent.append(now + bucket.take(now))
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = messages + (sent[last] - sent[first]) * messages / per_s
            assert last - first + 1 <= allowed + 1e-6


@given(st.integers(1, 1000))
def test_fetching_stops_before_the_limit_and_starts_again_below_it(in_flight: int) -> None:
    full = next(held for held in range(in_flight + 1) if is_full(held, in_flight))
    assert 1 <= full <= in_flight
    assert is_roomy(0, in_flight)
    assert not is_roomy(full, in_flight)


@given(st.integers(0, 4_102_444_800_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC)))
def test_times_survive_to_the_millisecond(moment: datetime) -> None:
    read = parse_time("ce_time", write_time(moment.timestamp()).decode())
    assert abs((read - moment).total_seconds()) <= 0.001


def test_every_attribute_of_the_envelope_is_written_and_read() -> None:
    """P1."""
    context = Context(
        correlation_id="c",
        causation_id="b",
        traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        recipient="suite.worker",
        message_id="m",
        reply_to="tools.result.k",
    )
    message = Composer("suite.sender", "dev.", lambda: "unused").message(
        FLEET.jobs, Job(key="ключ", number=1), "events.job", context=context, epoch=1_800_000_000.5
    )
    envelope = Envelope(dict(message.headers))
    assert ("dev.jobs", "suite.sender/m", "ключ".encode()) == (message.object, message.message_id, message.key)
    read = {name: getattr(envelope, name) for name in dir(Envelope) if isinstance(getattr(Envelope, name), property)}
    assert {
        "address": "events.job",
        "causation_id": "b",
        "content_type": "application/json",
        "correlation_id": "c",
        "data_schema": None,
        "expires_at": None,
        "message_id": "m",
        "message_type": MessageType.EVENT,
        "partition_key": "ключ",
        "recipient_id": "suite.worker",
        "reply_to": "tools.result.k",
        "schema_version": "1.1",
        "sender_id": "suite.sender",
        "sequence": None,
        "timestamp": datetime(2027, 1, 15, 8, 0, 0, 500_000, UTC),
        "traceparent": context.traceparent,
        "type": "suite.v1.Job",
    } == read


@pytest.mark.parametrize("written", [b"x", b"-1", "٣".encode(), b"1" * 20, b""])
def test_a_sequence_number_is_a_number(written: bytes) -> None:
    with pytest.raises(DecodeError, match="is no sequence number"):
        _ = Envelope({"ce_sequence": written}).sequence


@pytest.mark.parametrize("parent", ["", "00-" + "0" * 32 + "-" + "b" * 16 + "-01", "00-zz-b-01", "ü"])
def test_a_trace_that_cannot_be_followed_is_begun_anew(parent: str) -> None:
    made = following(Envelope({"ce_id": b"1", "traceparent": parent.encode()})).traceparent or ""
    assert [2, 32, 16, 2] == [len(part) for part in made.split("-")]
    assert "0" * 32 not in made


@given(st.text(max_size=3000))
def test_an_errors_text_is_one_short_printable_line(text: str) -> None:
    """It becomes a header, and is read on terminals."""
    told = detail(ValueError(text))
    assert len(told) <= 1024
    assert told.isprintable()
