"""Address templates: filling in parameters, and reading them back from a concrete address."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from treaty.contract import Bound, Channel
from treaty.errors import NotDeclared

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")


@functools.lru_cache(maxsize=4096)
def parameters_of(template: str) -> tuple[str, ...]:
    """The names of a template's parameters, in their order."""
    return tuple(token[1:-1] for token in template.split(".") if token.startswith("{"))


def fill(channel: Channel, parameters: Mapping[str, str]) -> str:
    """The concrete address; raises `NotDeclared` unless each parameter is there and is one of its declared values."""
    names = parameters_of(channel.address)
    if set(parameters) != set(names):
        raise NotDeclared(f"{channel.address} takes the parameters {list(names)}, not {sorted(parameters)}")
    address = channel.address
    for name in names:
        value = parameters[name]
        if not allows(channel, name, value):
            raise NotDeclared(f"{channel.address}: {name} cannot be `{value[:140]}`")
        address = address.replace(f"{{{name}}}", value)
    return address


def allows(channel: Channel, name: str, value: str) -> bool:
    """Whether a parameter may have this value: one token, and a declared one where values are listed."""
    listed = channel.parameters.get(name, ())
    return _TOKEN.fullmatch(value) is not None and (not listed or value in listed)


def match(channel: Channel, address: str) -> dict[str, str] | None:
    """The parameters that make the channel's template this address; None when none do."""
    pattern = channel.address.split(".")
    tokens = address.split(".")
    if len(pattern) != len(tokens):
        return None
    parameters: dict[str, str] = {}
    for wanted, token in zip(pattern, tokens, strict=True):
        if not wanted.startswith("{"):
            if wanted != token:
                return None
        elif allows(channel, wanted[1:-1], token):
            parameters[wanted[1:-1]] = token
        else:
            return None
    return parameters


def covers(bound: Bound, parameters: Mapping[str, str]) -> bool:
    """Whether an address with these parameters is one that the reference means."""
    return not bound.bindings or all(parameters.get(name) == value for name, value in bound.bindings.items())


def subject_pattern(bound: Bound) -> str:
    """What a broker that filters is asked for: free parameters become `*`."""
    tokens = bound.channel.address.split(".")
    return ".".join(bound.bindings.get(token[1:-1], "*") if token.startswith("{") else token for token in tokens)


def is_like(address: str, pattern: str) -> bool:
    """Whether an address matches a pattern: `*` is one token, `>` is one or more at the end."""
    wanted = pattern.split(".")
    tokens = address.split(".")
    for index, part in enumerate(wanted):
        if part == ">":
            return len(tokens) > index
        if index >= len(tokens) or part not in ("*", tokens[index]):
            return False
    return len(tokens) == len(wanted)
