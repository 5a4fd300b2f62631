"""How a target's broker is reached: its `${NAME}` references resolved from the environment, and kept out of texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from treaty.environment import filled, missing
from treatyc.system.target import Target
from treatyc.topology.principals import password_name


class ConnectionUnknown(Exception):
    """A target does not say where its broker is, or the environment does not; names no value."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a broker is, and the words of `security` with their values; only the address is ever printed.

    `admin` is where its administration is reached: the same address, unless the target has an `admin_url`.
    `passwords` are those of the agents' users by principal; one that the environment lacks is not among them.
    """

    address: str
    security: Mapping[str, str] = field(default_factory=dict, repr=False)
    admin: str = ""
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


def resolve(target: Target, environment: Mapping[str, str], principals: Collection[str] = ()) -> Connection:
    """The connection of a target, with the passwords of these principals; raises `ConnectionUnknown`."""
    if target.url is None:
        raise ConnectionUnknown(f"target `{target.name}` has no `url`")
    texts = {"url": target.url, "admin_url": target.admin_url or target.url, **dict(target.security)}
    if lacking := missing(texts.values(), environment):
        raise ConnectionUnknown(f"target `{target.name}` needs {' and '.join(lacking)} in the environment")
    known = {word: filled(text, environment) for word, text in texts.items()}
    named = {principal: password_name(target, principal) for principal in principals}
    passwords = {who: environment[name] for who, name in named.items() if name and environment.get(name)}
    return Connection(known.pop("url"), known, known.pop("admin_url"), passwords)
