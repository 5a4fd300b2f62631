"""Addresses: concrete ones, templates with `{parameters}`, patterns with wildcards (`*` one token, `>` the rest)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*)\}\Z")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")


def tokens(address: str) -> tuple[str, ...]:
    """The tokens of an address, a template or a pattern."""
    return tuple(address.split("."))


def parameter_name(token: str) -> str | None:
    """`name` when the token is `{name}`, else None."""
    match = _PARAMETER.match(token)
    return match.group(1) if match else None


def is_plain_token(token: str) -> bool:
    """Whether a token of a template is a literal one: `[a-z0-9][a-z0-9_-]*`."""
    return _TOKEN.match(token) is not None


def is_parameter_value(value: str) -> bool:
    """Whether a value may stand for a parameter in a concrete address: one token, `[A-Za-z0-9_-]{1,128}`."""
    return _VALUE.match(value) is not None


def parameters(template: str) -> tuple[str, ...]:
    """The names of a template's parameters, in the order of their tokens."""
    return tuple(name for token in tokens(template) if (name := parameter_name(token)) is not None)


def has_wildcard(address: str) -> bool:
    """Whether an address is a pattern."""
    return any(token in ("*", ">") for token in tokens(address))


def stem(template: str) -> str:
    """A template without its parameters: `tools.execute.{tool_name}` is `tools.execute`."""
    return ".".join(token for token in tokens(template) if parameter_name(token) is None)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The address of a template with each parameter that `values` names put in place."""
    filled = []
    for token in tokens(template):
        name = parameter_name(token)
        filled.append(values.get(name, token) if name is not None else token)
    return ".".join(filled)
