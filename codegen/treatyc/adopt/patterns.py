"""Patterns of others as ours (BROKERS.md 1.5): `*` is one token everywhere, what stands for the rest is not.

A channel is not a pattern: where one token is free, it has a parameter there, whose name nobody knows yet.
"""

from __future__ import annotations

from treatyc.system.address import is_parameter_value, tokens


def of_key(key: str) -> str | None:
    """A binding key of AMQP as a pattern, where `#` is none or more tokens; None where no pattern says it.

    `orders.#` takes `orders` itself too, which `orders.>` does not: whoever asks for it has to ask for both.
    """
    *before, last = tokens(key)
    if "#" in before or not all(each == "*" or is_parameter_value(each) for each in before):
        return None
    if last == "#":
        return ".".join((*before, ">"))
    return key if last == "*" or is_parameter_value(last) else None


def template(pattern: str) -> str | None:
    """The address of the channel that a pattern without `>` is, with a parameter for each `*`; None for another."""
    found: list[str] = []
    if pattern.endswith(">"):
        return None
    for token in tokens(pattern):
        stars = sum(each.startswith("{") for each in found)
        found.append(token if token != "*" else "{part}" if not stars else f"{{part_{stars + 1}}}")  # noqa: S105 - a word of an address
    return ".".join(found)


def covers(pattern: str, address: str) -> bool:
    """Whether an address without wildcards, or a template, is in a pattern."""
    mine, its = tokens(pattern), tokens(address)
    if mine[-1] == ">":
        mine, its = mine[:-1], its[: len(mine) - 1] if len(its) >= len(mine) else ()
    return len(mine) == len(its) and all(one in ("*", other) for one, other in zip(mine, its, strict=True))
