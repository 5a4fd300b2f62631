"""The smallest document of its kind that can be had by leaving parts out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from treatyc.load.json_text import JsonValue

_TRIED_MAX = 300


def shrunk(document: JsonValue, shows: Callable[[JsonValue], bool]) -> JsonValue:
    """A part of a document that still shows what it shows, as small as leaving out one thing at a time makes it."""
    tried = 0
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(document):
            tried += 1
            if tried > _TRIED_MAX:
                return document
            if shows(candidate):
                document, smaller = candidate, True
                break
    return document


def _smaller(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, dict):
        yield from ({key: held for key, held in value.items() if key != name} for name in value)
        for name, held in value.items():
            yield from ({**value, name: less} for less in _smaller(held))
    elif isinstance(value, list):
        yield from (value[:at] + value[at + 1 :] for at in range(len(value)))
        for at, held in enumerate(value):
            yield from ([*value[:at], less, *value[at + 1 :]] for less in _smaller(held))
    elif isinstance(value, str) and value:
        yield value[: len(value) // 2]
        yield value[:-1]
