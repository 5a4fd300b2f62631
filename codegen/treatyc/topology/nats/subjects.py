"""Subjects: where on a NATS the messages of a channel are published, and how two subjects lie to each other.

A message travels on its concrete address behind the target's prefix. What we add begins with a token that starts with
`_`, which no address does:

- `_dead_letter.<channel>.<group>`: what a group could not handle, both dashed to one token each, so that no subject of
  a channel matches it (a parameter's value may well be `_dead_letter`) and no two groups share one;
- `_inbox.<channel>.<principal>.>`: where the instances of one caller await replies, and nobody else listens;
- `_INBOX_<principal>.>`: where the server itself answers a client, one inbox a user, for who may listen to `_INBOX.>`
  reads what others were told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from math import prod

from treatyc.system.address import parameter_name, tokens
from treatyc.system.channel import Channel
from treatyc.system.target import Target
from treatyc.topology import names

_VALUES_MAX = 256
"""How many subjects a stream may list for listed parameters, before they become wildcards."""


def of_channel(channel: Channel, target: Target, bindings: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The subjects of a channel, sorted: one for each value of a listed parameter, `*` for a free one."""
    fixed = dict(bindings)
    listed = {parameter.name: parameter.values for parameter in channel.parameters}
    choices = [_choices(token, fixed, listed) for token in tokens(channel.address)]
    if prod(len(each) for each in choices) > _VALUES_MAX:
        choices = [_choices(token, fixed, {}) for token in tokens(channel.address)]
    return tuple(sorted(target.prefix + ".".join(chosen) for chosen in itertools.product(*choices)))


def of_dead_letters(channel: Channel, group: str, target: Target) -> str:
    """The one subject of a group's dead letters."""
    return f"{target.prefix}{names.Role.DEAD_LETTER.value}.{_token(channel)}.{names.dashed(group)}"


def of_replies(channel: Channel, target: Target, principal: str = "") -> str:
    """Where replies are awaited: by one principal, or with none by all of them."""
    who = _word(principal) or "*"
    return f"{target.prefix}{names.Role.INBOX.value}.{_token(channel)}.{who}.>"


def inbox(principal: str) -> str:
    """The prefix that a client is given for its inboxes."""
    return f"_INBOX_{_word(principal)}"


def meet(one: str, other: str) -> bool:
    """Whether some subject is in both: what JetStream calls overlapping."""
    for mine, its in itertools.zip_longest(tokens(one), tokens(other)):
        if mine is None or its is None:
            return False
        if ">" in (mine, its):
            return True
        if mine != its and "*" not in (mine, its):
            return False
    return True


def covers(wide: str, narrow: str) -> bool:
    """Whether everything in `narrow` is in `wide` too."""
    for mine, its in itertools.zip_longest(tokens(wide), tokens(narrow)):
        if mine is None or its is None:
            return False
        if mine == ">":
            return True
        if its == ">" or mine not in (its, "*"):
            return False
    return True


def _word(principal: str) -> str:
    """A principal as part of a token: what it holds beside letters, digits and dashes can be no wildcard."""
    plain = (each if each.isascii() and (each.isalnum() or each in "._-") else f"={ord(each):x}=" for each in principal)
    return names.dashed("".join(plain))


def _token(channel: Channel) -> str:
    return names.dashed(names.channel(channel.address))


def _choices(token: str, fixed: Mapping[str, str], listed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = parameter_name(token)
    if name is None:
        return (token,)
    if name in fixed:
        return (fixed[name],)
    return listed.get(name) or ("*",)
