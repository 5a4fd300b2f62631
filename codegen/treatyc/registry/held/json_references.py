"""JSON Schemas that refer to a file by a name that no schema file of a project can have, such as `customer.json`.

The file is called after its title instead, in the folder where it was looked for, and the references follow it: what
the schemas mean stays the same, for it does not depend on how a reference is written.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping

from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.naming import type_token
from treatyc.registry.held.ordinary import parsed, written

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def file_name(inner: str, text: str) -> str:
    """What the file at a path that is none is called."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    title = value.get("title") if isinstance(value, dict) else None
    stem = posixpath.basename(inner).partition(".")[0]
    return f"{type_token(title if isinstance(title, str) and title.strip() else stem)}{uri.SUFFIX}"


def beside(inner: str, text: str) -> str:
    """The path of that file."""
    return posixpath.join(posixpath.dirname(inner), file_name(inner, text))


def following(text: str, place: str, moved: Mapping[str, str]) -> str:
    """A text at a place whose references follow the files that moved; `moved` are their new names, by their URIs."""
    if not moved:
        return text
    try:
        value = parsed(text)
        changed = _followed(value, place, moved)
        return written(changed) if changed != value else text
    except (ValueError, RecursionError):
        return text


def _followed(value: object, place: str, moved: Mapping[str, str]) -> object:
    match value:
        case dict():
            return {
                key: _reference(each, place, moved) if key in _REFERENCES else _followed(each, place, moved)
                for key, each in value.items()
            }
        case list():
            return [_followed(each, place, moved) for each in value]
        case _:
            return value


def _reference(value: object, place: str, moved: Mapping[str, str]) -> object:
    if not isinstance(value, str):
        return _followed(value, place, moved)
    document, mark, fragment = value.partition("#")
    name = moved.get(uri.resolve(place, document)) if document else None
    return f"{posixpath.join(posixpath.dirname(document), name)}{mark}{fragment}" if name is not None else value
