"""How a target's broker is reached: its `${NAME}` references resolved from the environment, and kept out of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treaty.environment import filled, missing
from treatyc.system.target import Target


class ConnectionUnknown(Exception):
    """A target does not say where its broker is, or the environment does not; names no value."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a broker is, and the words of `security` with their values; only the address is ever printed."""

    address: str
    security: Mapping[str, str] = field(default_factory=dict, repr=False)


def resolve(target: Target, environment: Mapping[str, str]) -> Connection:
    """The connection of a target; raises `ConnectionUnknown`."""
    if target.url is None:
        raise ConnectionUnknown(f"target `{target.name}` has no `url`")
    texts = {"url": target.url, **dict(target.security)}
    if lacking := missing(texts.values(), environment):
        raise ConnectionUnknown(f"target `{target.name}` needs {' and '.join(lacking)} in the environment")
    known = {word: filled(text, environment) for word, text in texts.items()}
    return Connection(known.pop("url"), known)
