"""Which policies take the place of another one: only one is in force on an object."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from treatyc.brokers.rabbitmq.rows import PolicyRow
from treatyc.topology.rabbitmq import patterns

_PATTERN_MAX = 1_000
"""Of what somebody else wrote: an expression that we would look for long in is left to what the broker says."""

_FOR = {"exchanges": ("all", "exchanges"), "queues": ("all", "queues", "quorum_queues")}
"""By what a policy of ours is for, what one that could meet it is for."""

Above = Callable[[PolicyRow, str | None], tuple[str, ...]]


def rivals(policies: Sequence[PolicyRow]) -> Above:
    """A function from a policy, and the name of the one that is in force on the object of its name, to its rivals.

    A policy of the same priority that matches, too, is a rival even where it is not in force now: which of the two is
    chosen is not defined.
    """
    by_name = {each.name: each for each in policies}
    # Most match one name only, and need not be tried with any other.
    broad = [each for each in policies if _only(each.pattern) is None]
    narrow: dict[str, list[PolicyRow]] = {}
    for each in policies:
        name = _only(each.pattern)
        if name is not None:
            narrow.setdefault(name, []).append(each)

    def above(policy: PolicyRow, effective: str | None) -> tuple[str, ...]:
        name = _only(policy.pattern)
        if name is None or name != policy.name or policy.apply_to not in _FOR:
            return ()
        found = {
            each.name
            for each in (*broad, *narrow.get(name, ()))
            if each is not policy and each.priority >= policy.priority and _meets(each, policy, name)
        }
        other = by_name.get(effective) if effective is not None else None
        if other is not None and other is not policy and other.priority >= policy.priority:
            found.add(other.name)
        return tuple(sorted(found))

    return above


def _only(pattern: str) -> str | None:
    """The only name that an expression of ours matches."""
    known = patterns.alternatives(pattern) if pattern.startswith("^") and len(pattern) <= _PATTERN_MAX else None
    if known is None or len(known) != 1 or patterns.ANY_TOKEN in known[0]:
        return None
    return re.sub(r"\\(.)", r"\1", known[0])


def _meets(other: PolicyRow, policy: PolicyRow, name: str) -> bool:
    """Whether it is for objects of this kind and matches this name. RabbitMQ's expressions are nearly Python's."""
    if other.apply_to not in _FOR[policy.apply_to] or len(other.pattern) > _PATTERN_MAX:
        return False
    try:
        return re.search(other.pattern.replace(r"\z", r"\Z"), name) is not None
    except re.error:
        return False
