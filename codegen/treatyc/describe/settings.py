"""Settings of a broker's objects in its own words, with what a bare number stands for beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from treatyc.describe.sheet import Row
from treatyc.system.units import duration_text, size_text
from treatyc.topology.resource import Resource, Value, facts

_SECONDS = {
    **dict.fromkeys(("retention.ms", "segment.ms", "delete.retention.ms", "max.compaction.lag.ms"), 0.001),
    **dict.fromkeys(("message-ttl", "expires", "consumer-timeout"), 0.001),
    **dict.fromkeys(("MessageRetentionPeriod", "VisibilityTimeout", "DelaySeconds"), 1.0),
    **dict.fromkeys(("ReceiveMessageWaitTimeSeconds", "ack_deadline_seconds"), 1.0),
}
"""How many seconds the unit of a setting is."""

_BYTES = frozenset(
    "max.message.bytes retention.bytes segment.bytes max-length-bytes MaximumMessageSize max_msg_size max_bytes"
    " producer_byte_rate".split()
)
_WIDTH = 80
_LONGEST = 240
_UNBOUNDED = "-1"
_IN_SECONDS = re.compile(r"([0-9]{1,12})s")
_A_MINUTE_S = 60
_EMPTY = '""'
_MEANT = {("max_age", "0s"): "for ever", ("dead-letter-exchange", ""): "the default exchange"}
"""Values that mean another thing than they say."""


def setting_rows(resource: Resource) -> Iterator[Row]:
    """What is set, labelled by the kind: several in a line that none of them breaks, and an entry of a list in each."""
    told = facts(resource)
    plain = [f"{name}: {setting_text(name, value)}" for name, value in told.items() if not isinstance(value, tuple)]
    lines = list(_packed(plain))
    for name, value in told.items():
        if isinstance(value, tuple):
            lines += [f"{name}: {_cut(entry)}" for entry in value] or [f"{name}: none"]
    for index, line in enumerate(lines or ["nothing is to be set"]):
        yield Row(resource.kind if index == 0 else "", line)


def meant(name: str, value: str) -> str | None:
    """A value that means another thing than it says, with what it means; None for one that means itself."""
    meaning = _MEANT.get((name, value))
    return None if meaning is None else f"{value or _EMPTY} ({meaning})"


def setting_text(name: str, value: Value) -> str:
    """A value as the broker has it, and as people read it where that is another thing."""
    match value:
        case str() if (meaning := meant(name, value)) is not None:
            return meaning
        case None | "" | ():
            return "none"
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(value)
        case _:
            written = _cut(str(value))
            read = _read(name, written)
            return f"{written} ({read})" if read else written


def _packed(parts: Iterable[str]) -> Iterator[str]:
    line = ""
    for part in parts:
        if line and len(line) + len(part) + 2 > _WIDTH:
            yield f"{line},"
            line = part
        else:
            line = f"{line}, {part}" if line else part
    if line:
        yield line


def _read(name: str, written: str) -> str:
    if written == _UNBOUNDED:
        return "no limit"
    if (seconds := _IN_SECONDS.fullmatch(written)) is not None:
        # Half a minute is read as it stands; a week is not.
        return duration_text(int(seconds[1])) if int(seconds[1]) >= _A_MINUTE_S else ""
    if not written.isdecimal() or not int(written):
        return ""
    if name in _SECONDS:
        return duration_text(int(written) * _SECONDS[name])
    return _size(int(written)) if name in _BYTES else ""


def _cut(text: str) -> str:
    """A policy is worth a look, and a whole schema is not."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _size(count: int) -> str:
    """The size where a unit holds it whole, else what is nearest; nothing where it is small enough to be read."""
    whole = size_text(count)
    if whole != f"{count}B":
        return whole
    return f"about {round(count / 1024)}KiB" if count > 1024 else ""
