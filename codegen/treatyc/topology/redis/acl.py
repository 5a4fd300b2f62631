"""Rights as lines, `%W~orders.placed +xadd`: a key's pattern and what may be done with it, in Redis's own words.

A line without a pattern is of commands that touch no key. What may be done with several keys by the same commands
stands in one selector at the broker, so that one command may name them all, as a reading of many streams does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NOTHING = ("resetkeys", "resetchannels", "clearselectors", "-@all")
_SPECIAL = frozenset("*?[]\\^")


@dataclass(frozen=True, slots=True)
class Selector:
    """One set of permissions of a user: these commands, on these keys and channels of publish and subscribe."""

    commands: str
    patterns: tuple[str, ...] = ()


def line(commands: Iterable[str], pattern: str = "") -> str:
    """The line of a right: what may be done, with which keys."""
    return " ".join((*([pattern] if pattern else []), *sorted(commands)))


def literal(name: str) -> str:
    """A pattern that fits this name alone: what Redis reads as a wildcard is escaped."""
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in name)


def rules(lines: Sequence[str]) -> tuple[str, ...]:
    """What `ACL SETUSER` must be told, so that a user has these rights and no other."""
    selectors: dict[str, list[str]] = {}
    plain: list[str] = []
    for each in lines:
        first, _, commands = each.partition(" ")
        if first.startswith(("+", "-")):
            plain += each.split(" ")
        else:
            selectors.setdefault(commands, []).append(first)
    grouped = (f"({' '.join(patterns)} {commands})" for commands, patterns in sorted(selectors.items()))
    return (*_NOTHING, *plain, *grouped)


def revoked() -> tuple[str, ...]:
    """What `ACL SETUSER` must be told, so that a user may do nothing."""
    return _NOTHING


def lines(selectors: Sequence[Selector]) -> tuple[str, ...]:
    """The rights that a broker tells, the first selector being the user's own; empty for who may do nothing."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for selector in selectors:
        commands = _commands(selector.commands)
        if not commands:
            continue
        seen[commands] += 1
        # Two selectors of one meaning are not one: no command may name keys of both.
        again = f"({seen[commands]}) " if seen[commands] > 1 else ""
        found += [again + " ".join(filter(None, (pattern, commands))) for pattern in selector.patterns or ("",)]
    return tuple(sorted(found))


def _commands(told: str) -> str:
    """The commands in our order; in their own where one takes away what another gave, for then it decides."""
    first, *rest = told.split(" ")
    if first == "-@all" and all(word.startswith("+") for word in rest):
        return " ".join(sorted(rest))
    return told
