"""A fleet as a file of contracts: one line a thing, so that whatever is wrong with a line is about one thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from treatyc.adopt.fleet import Fleet, FoundAgent, FoundChannel

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))
_SIZES = (("MiB", 1024**2), ("KiB", 1024), ("B", 1))
_COUNT_MAX = 999_999_999
_UNPRINTABLE = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Carried:
    """What travels on a channel, and who answers for it and how it may change, where the registry says so."""

    messages: tuple[str, ...]
    owner: str | None = None
    compatibility: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, and what it is about: a channel, an agent, or what an agent does with a pattern."""

    text: str
    channel: str = ""
    agent: str = ""
    pattern: str = ""


def lines(fleet: Fleet, carried: Mapping[str, Carried], unknown: str, head: str) -> Iterator[Line]:
    """The whole file; `unknown` is the message of a channel of which nobody knows what it carries."""
    yield Line(f"# {_comment(head)}")
    if fleet.channels:
        yield Line("channels:")
    for channel in fleet.channels:
        settings = ", ".join(_settings(channel, carried.get(channel.address, Carried((unknown,)))))
        yield Line(f"  {quoted(channel.address)}: {{{settings}}}", channel=channel.address)
    if fleet.agents:
        yield Line("agents:")
    for agent in fleet.agents:
        yield from _agent(agent)


def text(several: Iterator[Line] | tuple[Line, ...]) -> str:
    """Lines as a file."""
    return "".join(f"{line.text}\n" for line in several)


def _settings(channel: FoundChannel, carried: Carried) -> Iterator[str]:
    yield f"kind: {channel.kind.value}"
    if len(carried.messages) == 1:
        yield f"message: {carried.messages[0]}"
    else:
        yield f"messages: [{', '.join(carried.messages)}]"
    if carried.owner is not None:
        yield f"owner: {quoted(carried.owner)}"
    if carried.compatibility is not None:
        yield f"compatibility: {carried.compatibility}"
    if channel.retain_ms is not None:
        yield f"retain: {duration(channel.retain_ms)}"
    if channel.partitions is not None:
        yield f"partitions: {channel.partitions}"
    if channel.max_bytes is not None:
        yield f"max_bytes: {size(channel.max_bytes)}"
    if channel.parameters:
        listed = ", ".join(f"{name}: [{', '.join(map(json.dumps, values))}]" for name, values in channel.parameters)
        yield f"parameters: {{{listed}}}"
    if channel.external:
        yield "external: true"


def _agent(agent: FoundAgent) -> Iterator[Line]:
    yield Line(f"  {quoted(agent.name)}:  # {_comment(agent.source)}", agent=agent.name)
    if agent.principal:
        yield Line(f"    principal: {quoted(agent.principal)}", agent=agent.name)
    for verb, several in (("sends", agent.sends), ("receives", agent.receives)):
        if several:
            yield Line(f"    {verb}:", agent=agent.name)
        for each in several:
            if isinstance(each, str):
                yield Line(f"      - {quoted(each)}", agent=agent.name, pattern=each)
            elif each.group:
                told = f"{{channel: {quoted(each.pattern)}, group: {each.group}}}"
                yield Line(f"      - {told}", agent=agent.name, pattern=each.pattern)
            else:
                yield Line(f"      - {quoted(each.pattern)}", agent=agent.name, pattern=each.pattern)


def duration(milliseconds: int) -> str:
    """In the largest unit that holds it whole, or else rounded up until it can be written."""
    exact = next(((unit, length) for unit, length in _UNITS if milliseconds % length == 0), _UNITS[-1])
    for unit, length in (exact, *reversed(_UNITS)):
        count = -(-milliseconds // length)
        if count <= _COUNT_MAX:
            return f"{max(1, count)}{unit}"
    return f"{_COUNT_MAX}d"


def size(count: int) -> str:
    """In the largest unit that holds it whole, or else rounded up until it can be written."""
    unit, length = next((unit, length) for unit, length in _SIZES if count % length == 0)
    if count // length <= _COUNT_MAX:
        return f"{max(1, count // length)}{unit}"
    return f"{min(_COUNT_MAX, -(-count // 1024**2))}MiB"


def quoted(word: str) -> str:
    """A word of YAML: as it is where that is a text, else in quotes; JSON's text is YAML's, too."""
    return word if _PLAIN.match(word) and word not in _WORDS else json.dumps(word)


def _comment(words: str) -> str:
    """What somebody called something, as a comment can hold it."""
    return _UNPRINTABLE.sub("?", words)[:200]
