"""A value put into a document at a position: cheaper than to ask the solver for the whole of it."""

from __future__ import annotations

from typing import assert_never

from treatyc.compatibility.jsonschema.position import Item, Items, Matching, Member, Names, Rest, Step
from treatyc.load.json_text import JsonValue


def lifted(document: JsonValue, steps: tuple[Step, ...], value: JsonValue) -> JsonValue:
    """The document with `value` at the end of some steps; as it was where there is no way to go."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    match step:
        case Member(name) if isinstance(document, dict) and (name in document or not rest):
            return {**document, name: lifted(document.get(name), rest, value)}
        case Matching() | Rest() | Names():
            return document  # which name it would be, only the solver can tell
        case Item(index) | Items(index) if isinstance(document, list):
            if index < len(document):
                return [*document[:index], lifted(document[index], rest, value), *document[index + 1 :]]
            return [*document, value] if index == len(document) and not rest else document
        case Member() | Item() | Items():
            return document
        case _:
            assert_never(step)
