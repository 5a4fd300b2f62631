"""YAML for tools of either version: what 1.1 would read as something else (`no`, `1_000`, `12:30`) stands in quotes.

Only letters, digits and a few marks stand bare; every other text is between double quotes with its escapes, so that no
value can become another line, key, anchor or tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Scalar: TypeAlias = bool | int | str | None
Yaml: TypeAlias = "Scalar | Sequence[Yaml] | Mapping[str, Yaml]"

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z", re.ASCII)
_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def documents(values: Sequence[Mapping[str, Yaml]], comments: Sequence[str] = ()) -> str:
    """Several documents in one text, each with a comment line before it where there is one for it."""
    found = []
    for index, value in enumerate(values):
        head = [comment(comments[index])] if index < len(comments) else []
        found.append("\n".join(["---", *head, *_mapping(value, "")]) + "\n")
    return "".join(found)


def document(value: Mapping[str, Yaml], *comments: str) -> str:
    """One document, with comment lines before it."""
    return "\n".join([*(comment(each) for each in comments), *_mapping(value, "")]) + "\n"


def comment(text: str) -> str:
    """A comment of one line, whatever is in it."""
    return "# " + "".join(each if each.isprintable() else " " for each in text)


def scalar(value: Scalar) -> str:
    """One value as it stands in a line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value if _BARE.match(value) and value.lower() not in _OTHERWISE else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(each, each if each.isprintable() else _escaped(each)) for each in text) + '"'


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _mapping(value: Mapping[str, Yaml], indent: str) -> Iterator[str]:
    for key, below in value.items():
        yield from _entry(f"{indent}{scalar(key)}:", below, indent)


def _sequence(values: Sequence[Yaml], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, indent + "  ")
            yield f"{indent}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield from _entry(f"{indent}-", value, indent)


def _entry(head: str, value: Yaml, indent: str) -> Iterator[str]:
    match value:
        case str() | None | bool() | int():
            yield f"{head} {scalar(value)}"
        case Mapping():
            yield head if value else f"{head} {{}}"
            yield from _mapping(value, indent + "  ")
        case _:
            yield head if value else f"{head} []"
            yield from _sequence(value, indent + "  ")
