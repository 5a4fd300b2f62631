"""Small parts of sentences: lists of names, defaults, policies, types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from treatyc.describe.sheet import Row
from treatyc.source import Place, Pointer, Span
from treatyc.system.policy import Policy
from treatyc.system.schema import (
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Duration,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Ref,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Uuid,
)
from treatyc.system.units import duration_text

_USUAL = Policy("usual", Span(""))


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    several = list(names)
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}" if several else "nobody"


def place_text(place: Place) -> str:
    """The file, and the line where it is known without its text."""
    match place:
        case Span(path, line):
            return f"{path}:{line}"
        case Pointer(path):
            return path


def said(text: str, *, default: bool) -> str:
    """The text, and whether nobody asked for it."""
    return f"{text} (default)" if default else text


def policy_rows(policy: Policy) -> Iterator[Row]:
    """What happens between a message's arrival and its end; what equals the default is marked so."""
    usual = _USUAL
    wait = f"within {duration_text(policy.ack_wait_s)}, or it is delivered again"
    yield Row("acknowledged", said(wait, default=policy.ack_wait_s == usual.ack_wait_s))
    delays = [duration_text(delay) for delay in policy.backoff_s[: policy.max_deliver - 1]]
    waits = f", with waits of {listed(delays)} between them" if delays else ""
    same = (policy.max_deliver, policy.backoff_s) == (usual.max_deliver, usual.backoff_s)
    yield Row("delivered", said(f"{policy.max_deliver} times at most{waits}", default=same))
    if policy.dead_letter is None:
        yield Row("then", "dropped: dead letters are switched off")
    else:
        kept = f"a dead letter, kept for {duration_text(policy.dead_letter.retain_s)}"
        yield Row("then", said(kept, default=policy.dead_letter == usual.dead_letter))
    window = f"recognised for {duration_text(policy.deduplicate_s)}" if policy.deduplicate_s else "not recognised"
    yield Row("duplicates", said(window, default=policy.deduplicate_s == usual.deduplicate_s))
    held = f"{policy.in_flight} messages an instance"
    yield Row("in flight", said(held, default=policy.in_flight == usual.in_flight))
    yield Row("all in all", f"{duration_text(policy.retry_horizon_s)} at most from the first delivery to the end")


def type_text(type: Type) -> str:
    """A type as a reader of the message thinks of it."""
    match type:
        case Null() | Boolean() | Integer() | Float() | String() | Bytes() | Uuid() | Anything():
            return _WORDS[type.__class__]
        case TimeOfDay() | Date() | Duration():
            return _WORDS[type.__class__]
        case Timestamp(_, zoned):
            return "moment" if zoned else "local date and time"
        case Decimal(precision, scale):
            return f"decimal of {precision} digits, {scale} behind the point"
        case Literal(values):
            return f"one of {', '.join(values)}"
        case Array(items):
            return f"list of {type_text(items)}"
        case Map(values):
            return f"map to {type_text(values)}"
        case Union(branches):
            return " or ".join(type_text(branch) for branch in branches)
        case Ref(name):
            return name
        case _:
            assert_never(type)


_WORDS: Mapping[object, str] = {
    Null: "null",
    Boolean: "true or false",
    Integer: "whole number",
    Float: "number",
    String: "text",
    Bytes: "bytes",
    Uuid: "UUID",
    Anything: "anything",
    TimeOfDay: "time of day",
    Date: "date",
    Duration: "duration",
}
