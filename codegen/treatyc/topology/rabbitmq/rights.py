r"""What one user may do in a virtual host, as lines that people read, and as the expressions that RabbitMQ wants.

    declare orders\.price_quoted\._inbox\.shop\.checkout\.[A-Za-z0-9_-]+
    read orders\.placed\._group\.shop\.billing
    write to event by orders\.placed
    read from reply by orders\.price_quoted\.[A-Za-z0-9_-]+

The last two are of a topic exchange: both the exchange and the key. To send is to write to an exchange; to consume is
to read a queue; to bind is to write to the queue and to read from the exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treatyc.topology.rabbitmq import patterns

ENTER = "enter"
"""The line of whoever may be in the virtual host at all, and so is there even when there is no other."""

_UNKNOWN = "whatever matches "


@dataclass(frozen=True, slots=True)
class ByKey:
    """The keys of one topic exchange that may be sent with and bound by, as expressions."""

    write: str = patterns.NOTHING
    read: str = patterns.NOTHING


@dataclass(frozen=True, slots=True)
class Rights:
    """Permissions as RabbitMQ has them: three expressions over names, and two for each topic exchange."""

    configure: str = patterns.NOTHING
    write: str = patterns.NOTHING
    read: str = patterns.NOTHING
    keys: Mapping[str, ByKey] = field(default_factory=dict)


def lines(rights: Rights) -> tuple[str, ...]:
    """One line a right, sorted. An exchange that may be written to, whatever the key, is a line `write NAME`."""
    found = {ENTER}
    found |= {f"declare {name}" for name in _names(rights.configure)}
    for verb, expression in (("write", rights.write), ("read", rights.read)):
        found |= {f"{verb} {name}" for name in _names(expression) if not _keyed(rights, name, verb)}
    for exchange, by_key in rights.keys.items():
        without = [_without(rights.write, exchange), _without(rights.read, exchange)]
        found |= {f"write to {exchange} by {key}{without[0]}" for key in _names(by_key.write)}
        found |= {f"read from {exchange} by {key}{without[1]}" for key in _names(by_key.read)}
    return tuple(sorted(found))


def rights_of(several: Iterable[str]) -> Rights:
    """The way back from lines that we wrote: a line of a key is a right to the exchange, too."""
    names: dict[str, set[str]] = {"declare": set(), "write": set(), "read": set()}
    keys: dict[str, dict[str, set[str]]] = {}
    for line in several:
        verb, _, rest = line.partition(" ")
        joint = {"write": "to ", "read": "from "}.get(verb)
        if joint is not None and rest.startswith(joint):
            exchange, _, key = rest.removeprefix(joint).partition(" by ")
            names[verb].add(patterns.escaped(exchange))
            keys.setdefault(exchange, {"write": set(), "read": set()})[verb].add(key)
        elif line != ENTER:
            names[verb].add(rest)
    by_key = {
        name: ByKey(patterns.whole(each["write"]), patterns.whole(each["read"])) for name, each in sorted(keys.items())
    }
    return Rights(
        patterns.whole(names["declare"]), patterns.whole(names["write"]), patterns.whole(names["read"]), by_key
    )


def _names(expression: str) -> tuple[str, ...]:
    known = patterns.alternatives(expression)
    return (f"{_UNKNOWN}{expression}",) if known is None else known


def _without(expression: str, exchange: str) -> str:
    """A key is of no use without its exchange; where we cannot tell what an expression matches, it may be in it."""
    known = patterns.alternatives(expression)
    return "" if known is None or patterns.escaped(exchange) in known else ", but not the exchange"


def _keyed(rights: Rights, name: str, verb: str) -> bool:
    """Whether what stands for a right to an exchange is already said by the keys of it."""
    for exchange, by_key in rights.keys.items():
        if patterns.escaped(exchange) == name:
            return (by_key.write if verb == "write" else by_key.read) != patterns.NOTHING
    return False
