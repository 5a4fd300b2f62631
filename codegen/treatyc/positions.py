"""Where a node of a JSON document stands: a `Pointer` and the text in, a `Span` out.

The text is scanned once for all of its nodes, when the first of them is asked for. It need not be sound JSON: what
cannot be found is shown at the nearest node above it.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from treatyc.source import Place, Pointer, SourceTree, Span

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')

Tokens = tuple[str | int, ...]


def locate(place: Place, tree: SourceTree) -> Span:
    """The line and column of a place; the beginning of the file where its text is not at hand."""
    match place:
        case Span():
            return place
        case Pointer():
            source = tree.get(place.path)
            return span(place, source.text) if source is not None else Span(place.path)


def span(pointer: Pointer, text: str) -> Span:
    """The place of a node: of its key where it is an object or a list, of the value where it is one value."""
    found = _index(text)
    tokens = pointer.tokens
    while tokens and tokens not in found:
        tokens = tokens[:-1]
    if tokens not in found:
        return Span(pointer.path)
    start, length = found[tokens]
    line_start = text.rfind("\n", 0, start) + 1
    return Span(pointer.path, text.count("\n", 0, start) + 1, start - line_start + 1, length)


@dataclass(slots=True)
class _Open:
    """An object or a list whose end has not come; `token` is the key or index of what comes next."""

    tokens: Tokens
    is_object: bool
    token: str | int | None
    key_at: tuple[int, int]


@functools.lru_cache(maxsize=16)
def _index(text: str) -> dict[Tokens, tuple[int, int]]:
    """The start and length of every node, by its keys and indexes."""
    found: dict[Tokens, tuple[int, int]] = {}
    stack: list[_Open] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        written, at = match.group(), (match.start(), match.end() - match.start())
        top = stack[-1] if stack else None
        if written in "{[":
            tokens = _here(top)
            found.setdefault(tokens, top.key_at if top is not None and top.is_object else (at[0], 1))
            stack.append(_Open(tokens, written == "{", None if written == "{" else 0, at))
            expects_key = written == "{"
        elif written in "}]":
            if stack:
                stack.pop()
            expects_key = False
        elif written == ",":
            if top is not None and isinstance(top.token, int):
                top.token += 1
            expects_key = top is not None and top.is_object
        elif written == ":":
            expects_key = False
        elif expects_key and top is not None:
            top.token, top.key_at = _key(written), at
        else:
            found.setdefault(_here(top), at)
    return found


def _here(top: _Open | None) -> Tokens:
    if top is None:
        return ()
    return top.tokens if top.token is None else (*top.tokens, top.token)


def _key(written: str) -> str:
    """The key that a string literal means; as it stands where it is no sound literal."""
    try:
        key: object = json.loads(written)
    except ValueError:
        return written
    return key if isinstance(key, str) else written
