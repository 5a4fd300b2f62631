"""Names of broker objects: from a channel's template and a group to the topics that hold their messages.

Five functions are all that others call, and none of them adds a target's prefix:

- `channel(template)`: what holds a channel, which is its template without parameters;
- `of_group(template, group)`: what a group reads of it, where the broker has an object a reader;
- `retries(template, group, policy, order)`: what a group parks failed work in, one object a delay, in their order;
- `dead_letters(template, group, policy)`: where a group's failed work ends, or None where that was switched off;
- `inbox(template, owner)`: what the inboxes of an agent's instances begin with, where a broker has one for each.

A name that we add has one token that begins with `_`, as no token of a template can. So it is equal to no channel's
name, no wildcard matches it, and everything before that token is the channel: the mapping can be undone (`read`), so
it never sends two things to one name (FIELD.md 3, fault 11). What two templates can share is their stem; `clashes`
finds that, and `problem` a name that a Kafka would refuse.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from treatyc.system.address import stem
from treatyc.system.channel import Order
from treatyc.system.policy import Policy

LENGTH_MAX = 249
"""Kafka: the longest name of a topic, for it becomes the name of a folder with the partition behind it."""

_DASHES = re.compile("-+")
_LEGAL = re.compile(r"[a-zA-Z0-9._-]+\Z")


class Role(enum.Enum):
    """What an object is there for; the value is the token that marks it in a name."""

    CHANNEL = ""
    GROUP = "_group"
    RETRY = "_retry"
    DEAD_LETTER = "_dead_letter"
    INBOX = "_inbox"


@dataclass(frozen=True, slots=True)
class ObjectName:
    """What a name says: the channel's stem, and for what we added the group and the retry's number, from 1."""

    stem: str
    role: Role = Role.CHANNEL
    group: str = ""
    number: int = 0

    def __str__(self) -> str:
        match self.role:
            case Role.CHANNEL:
                return self.stem
            case Role.RETRY:
                return f"{self.stem}.{self.role.value}.{self.group}.{self.number}"
            case Role.GROUP | Role.DEAD_LETTER | Role.INBOX:
                return f"{self.stem}.{self.role.value}.{self.group}"


def channel(template: str) -> str:
    """The object of a channel: `tools.execute` for `tools.execute.{tool_name}`."""
    return str(ObjectName(stem(template)))


def of_group(template: str, group: str) -> str:
    """What one group alone reads of a channel, where the broker needs an object for that: a queue, a subscription."""
    return str(ObjectName(stem(template), Role.GROUP, group))


def retries(template: str, group: str, policy: Policy, order: Order) -> tuple[str, ...]:
    """The retry objects of a group, one for each delay that is waited; none where order makes the lane wait in place.

    The wait before delivery n + 1 is spent in the n-th object, or in the last one when there are fewer.
    """
    if order is not Order.NONE:
        return ()
    count = min(len(policy.backoff_s), policy.max_deliver - 1)
    return tuple(str(ObjectName(stem(template), Role.RETRY, group, number)) for number in range(1, count + 1))


def dead_letters(template: str, group: str, policy: Policy) -> str | None:
    """The dead-letter object of a group."""
    if policy.dead_letter is None:
        return None
    return str(ObjectName(stem(template), Role.DEAD_LETTER, group))


def inbox(template: str, owner: str) -> str:
    """What the reply inboxes of an agent's instances begin with, where each has an object of its own."""
    return f"{inboxes(template)}.{owner}"


def inboxes(template: str) -> str:
    """What all inboxes of a reply begin with, whoever awaits it there."""
    return f"{stem(template)}.{Role.INBOX.value}"


def read(name: str) -> ObjectName:
    """What a name that was made here says."""
    tokens = name.split(".")
    for index, token in enumerate(tokens):
        before, after = ".".join(tokens[:index]), tokens[index + 1 :]
        if token == Role.RETRY.value:
            return ObjectName(before, Role.RETRY, ".".join(after[:-1]), int(after[-1]))
        if token in (Role.DEAD_LETTER.value, Role.GROUP.value, Role.INBOX.value):
            return ObjectName(before, Role(token), ".".join(after))
    return ObjectName(name)


def dashed(name: str) -> str:
    """A name for brokers that take no dots: `.` is `-`, and `-` is `--`. No token begins with one, so it is undone."""
    return name.replace("-", "--").replace(".", "-")


def undashed(name: str) -> str:
    """The name that was `dashed`: of a run of dashes every two are one, and one that is left over is the dot."""
    return _DASHES.sub(lambda run: "-" * (len(run.group()) // 2) + "." * (len(run.group()) % 2), name)


def problem(name: str) -> str | None:
    """Why a Kafka would refuse this name, or None."""
    if not name or name in (".", ".."):
        return "nothing is left of the address without its parameters"
    if len(name) > LENGTH_MAX:
        return f"it has {len(name)} characters, and a topic's name at most {LENGTH_MAX}"
    if not _LEGAL.match(name):
        return "a topic's name has only letters, digits, `.`, `_` and `-`"
    return None


def clashes(templates: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of templates that one object would hold, such as `tools.run` and `tools.run.{tool}`; sorted."""
    holders: dict[str, str] = {}
    found = []
    for template in sorted(templates):
        holder = holders.setdefault(channel(template), template)
        if holder != template:
            found.append((holder, template))
    return tuple(found)
