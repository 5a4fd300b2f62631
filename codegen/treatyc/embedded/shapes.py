"""What is kept beside texts and set for subjects, in the shapes that the API has; all else there is clients' own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from treatyc.embedded.refusal import malformed

RULES = ("migrationRules", "domainRules", "encodingRules")

Shape = Callable[[str, object], object]
"""Reads the value of a key as the API has it; raises `Refusal`. What is null is not there."""


def metadata(key: str, value: object) -> dict[str, object]:
    """Tags by place, properties by name, and which of them are secrets."""
    return _shaped(key, value, {"tags": _tags, "properties": _properties, "sensitive": _words})


def rule_set(key: str, value: object) -> dict[str, object]:
    """Rules by what they are for."""
    return _shaped(key, value, dict.fromkeys(RULES, _rules))


def word(key: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise malformed(f"`{key}` is a text")
    return value


def choice(key: str, value: object) -> bool:
    """A yes or no."""
    if not isinstance(value, bool):
        raise malformed(f"`{key}` is true or false")
    return value


def _shaped(key: str, value: object, shapes: Mapping[str, Shape]) -> dict[str, object]:
    found = {inner: each for inner, each in _object(key, value).items() if each is not None}
    return {inner: shapes[inner](inner, each) if inner in shapes else each for inner, each in found.items()}


def _object(key: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise malformed(f"`{key}` is an object")
    return value


def _words(key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise malformed(f"`{key}` is a list of texts")
    return value


def _tags(key: str, value: object) -> dict[str, object]:
    return {place: _words(f"{key}/{place}", each) for place, each in _object(key, value).items()}


def _properties(key: str, value: object) -> dict[str, object]:
    """Numbers and the like are texts here, as in other servers of this API."""
    found = {name: each if isinstance(each, str) else json.dumps(each) for name, each in _object(key, value).items()}
    if any(isinstance(each, dict | list) for each in _object(key, value).values()):
        raise malformed(f"`{key}` are texts")
    return dict(found)


def _rules(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise malformed(f"`{key}` is a list")
    for each in value:
        name = _object(f"a rule of {key}", each).get("name")
        if name is not None and not isinstance(name, str):
            raise malformed(f"the `name` of a rule of {key} is a text")
    return value
