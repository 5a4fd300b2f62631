r"""Expressions for sets of names: in permissions and policies RabbitMQ matches a name anywhere, unless anchored.

`whole` writes one that matches these names as a whole and no other: `^orders\.(?:paid|placed)\z`. Not `$`, which takes
a newline at the end as well, and with it a routing key that nobody declared. What names have in common stands once,
in front and behind, for PCRE takes 64 KiB of a compiled expression and no more: an agent that reads a thousand
channels would have too many names for a plain list. `alternatives` reads it back, one line a name, for a diff.

A name here is escaped already (`escaped`), and may have `ANY_TOKEN` for a token.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

NOTHING = "^$"
ANY_TOKEN = "[A-Za-z0-9_-]+"  # noqa: S105 - a token of an address
"""What may stand for a parameter: a value is one token of these characters."""

_END = r"\z"
_SPECIAL = re.compile(r"[^A-Za-z0-9_-]")
_SPLIT = re.compile(r"\\\.")
_ATOM = re.compile(r"(?P<open>\(\?:)|\[A-Za-z0-9_-\]\+|\\[^A-Za-z0-9]|[A-Za-z0-9_-]|[^\x00-\x7f]")
_ALTERNATIVES_MAX = 20_000
_DEPTH_MAX = 64


def escaped(name: str) -> str:
    """A name, so that it stands for itself; characters beyond ASCII do so anyway."""
    return _SPECIAL.sub(lambda special: f"\\{special.group()}" if special.group().isascii() else special.group(), name)


def whole(names: Collection[str]) -> str:
    """The expression of these escaped names; of none, the one that RabbitMQ writes for nothing."""
    if not names:
        return NOTHING
    return f"^{_tree(sorted(_SPLIT.split(name) for name in set(names)))}{_END}"


def alternatives(expression: str) -> tuple[str, ...] | None:
    """The escaped names that an expression of ours was written for, sorted; None for one that we did not write."""
    if expression in (NOTHING, ""):
        return ()
    if not expression.startswith("^") or not expression.endswith(_END):
        return None
    try:
        names, end = _choice(expression, 1, 0)
    except ValueError:
        return None
    if expression[end:] != _END or any("" in _SPLIT.split(name) for name in names):
        return None
    return tuple(sorted(set(names)))


def _tree(several: Sequence[Sequence[str]]) -> str:
    """Names by their tokens: what begins alike is written once, and so is what goes on alike."""
    by_rest: dict[str, list[str]] = {}
    for first, group in itertools.groupby(several, lambda each: each[0]):
        by_rest.setdefault(_rest([each[1:] for each in group]), []).append(first)
    return _either([f"{_either(firsts)}{rest}" for rest, firsts in by_rest.items()])


def _rest(rests: list[Sequence[str]]) -> str:
    ends = [rest for rest in rests if not rest]
    longer = [rest for rest in rests if rest]
    if not longer:
        return ""
    tail = rf"\.{_tree(longer)}"
    return f"(?:|{tail})" if ends else tail


def _either(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _choice(text: str, at: int, depth: int) -> tuple[list[str], int]:
    """All that the alternatives from here stand for, and where they end; raises `ValueError` for what is not ours."""
    if depth > _DEPTH_MAX:
        raise ValueError(text)
    found: list[str] = []
    while True:
        part, at = _sequence(text, at, depth)
        found += part
        if len(found) > _ALTERNATIVES_MAX:
            raise ValueError(text)
        if not text.startswith("|", at):
            return found, at
        at += 1


def _sequence(text: str, at: int, depth: int) -> tuple[list[str], int]:
    found = [""]
    while not text.startswith(("|", ")", _END), at):
        atom = _ATOM.match(text, at)
        if atom is None:
            raise ValueError(text)
        at = atom.end()
        several = [atom.group()]
        if atom.group("open"):
            several, at = _choice(text, at, depth + 1)
            if not text.startswith(")", at):
                raise ValueError(text)
            at += 1
        found = list(_joined(found, several))
    return found, at


def _joined(heads: list[str], tails: list[str]) -> Iterator[str]:
    if len(heads) * len(tails) > _ALTERNATIVES_MAX:
        raise ValueError("too many")
    return (head + tail for head in heads for tail in tails)
