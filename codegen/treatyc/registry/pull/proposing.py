"""Channels for what was brought: a piece of YAML for a person to read, change and put into the contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from treatyc.compatibility.mode import Mode
from treatyc.gate.question import EDGES_AT_REGISTRY
from treatyc.registry.pull.pulling import Brought
from treatyc.system.address import is_plain_token, tokens
from treatyc.system.channel import Kind
from treatyc.system.methods import ROOTS
from treatyc.system.target import Target
from treatyc.topology import names

T = TypeVar("T")

_VALUE = "-value"
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A channel that no contract declares yet; `kind` is a guess, for no registry knows it.

    `compatibility` is the subject's mode where the project asks for another one.
    """

    address: str
    messages: tuple[str, ...]
    kind: Kind
    compatibility: Mode | None = None
    owner: str | None = None


def proposals(
    brought: Sequence[Brought], target: Target, modes: Mapping[str, Mode], asked: str
) -> tuple[Proposal, ...]:
    """A channel for each topic that a subject names and that may be an address; `asked` is the project's mode."""
    usual = EDGES_AT_REGISTRY if asked == "edges" else Mode(asked)
    own: dict[str, set[Mode]] = {}
    owners: dict[str, set[str | None]] = {}
    declared = {target.prefix + names.channel(channel.address) for channel in target.channels}
    found: dict[str, list[str]] = {}
    for each in brought:
        topic, messages = _carried(each)
        if topic is None or topic in declared or not topic.startswith(target.prefix):
            continue
        address = topic.removeprefix(target.prefix)
        if all(is_plain_token(token) for token in tokens(address)):
            found.setdefault(address, []).extend(messages)
            own.setdefault(address, set()).add(modes.get(each.subject, usual))
            owners.setdefault(address, set()).add(each.owner)
    return tuple(
        Proposal(
            address,
            tuple(sorted(set(found[address]))),
            _kind(address),
            compatibility=_one(own[address] - {usual}),
            owner=_one(owners[address]),
        )
        for address in sorted(found)
    )


def _one(several: Collection[T]) -> T | None:
    return next(iter(several)) if len(several) == 1 else None


def lines(proposed: Sequence[Proposal]) -> Iterator[str]:
    """The proposals as YAML."""
    if proposed:
        yield "channels:  # a proposal: say of each what kind it is, who owns it and how long it is retained"
    for each in proposed:
        key, value = ("message", each.messages[0]) if len(each.messages) == 1 else ("messages", _listed(each.messages))
        mode = f", compatibility: {each.compatibility.value}" if each.compatibility is not None else ""
        owner = f", owner: {each.owner}" if each.owner is not None else ""
        yield f"  {_quoted(each.address)}: {{kind: {each.kind.value}, {key}: {value}{owner}{mode}}}"


def _listed(messages: Sequence[str]) -> str:
    return f"[{', '.join(messages)}]"


def _quoted(address: str) -> str:
    """An address as a key of YAML, where a number and a word such as `on` are no texts."""
    return f'"{address}"' if not address[0].isalpha() or address in _WORDS else address


def _carried(brought: Brought) -> tuple[str | None, tuple[str, ...]]:
    """The topic of a subject, and what travels there: of several messages of a file the one that the subject names."""
    if brought.subject.endswith(_VALUE):
        return brought.subject.removesuffix(_VALUE), brought.messages
    name = next((each for each in brought.schemas if brought.subject.endswith(f"-{each}")), None)
    return (brought.subject.removesuffix(f"-{name}"), (name,)) if name is not None else (None, ())


def _kind(address: str) -> Kind:
    """The kind whose root an address begins with."""
    return next((kind for kind, root in ROOTS.items() if tokens(address)[0] == root), Kind.EVENT)
