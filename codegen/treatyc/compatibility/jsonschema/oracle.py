"""What jsonschema-rs says of a document: the judge of every document that is shown as a proof."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

import jsonschema_rs

from treatyc.compatibility.jsonschema.unfolding import unfolded
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import canonical
from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.library import Document, Library
from treatyc.source import Pointer

_STEPS_MAX = 100_000
"""How often an expression may go back on a text."""

_UNFOLDED_MAX = 100_000
"""How many schemas a document may meet, each well below a microsecond of the validator's time."""

_ERRORS_MAX = 50
_GIVEN_UP = (
    jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,
    jsonschema_rs.ValidationErrorKind.RegexEngineFailure,
)
"""Errors by which a validator says that it does not know."""

Validator = jsonschema_rs.Validator


def validator(library: Library, place: Pointer) -> Validator | None:
    """The validator of a schema and all that it refers to; None where none can be made. Formats assert nothing."""
    if unfolded(library, place) > _UNFOLDED_MAX:
        return None
    document = library.documents[place.path]
    whole, base = _readable(library, document), document.uri
    if place.tokens:
        reference = f"{document.uri}#{uri.fragment(place.tokens)}"
        whole, base = {"$schema": document.dialect.uri, "$ref": reference}, f"{uri.FILES}.root"
    try:
        return jsonschema_rs.validator_for(
            whole,
            base_uri=base,
            retriever=_retriever(library),
            validate_formats=False,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_STEPS_MAX),
        )
    except (ValueError, jsonschema_rs.ReferencingError):
        return None


def accepts(judge: Validator, document: JsonValue) -> bool | None:
    """Whether a validator accepts a document; None where it gives up, which it tells as a refusal."""
    try:
        if judge.is_valid(document):
            return True
    except (ValueError, RecursionError):
        return None
    return False if errors(judge, document) else None


def errors(judge: Validator, document: JsonValue) -> list[jsonschema_rs.ValidationError]:
    """What a validator finds wrong with a document, the first few; none where it gives up."""
    try:
        found = list(islice(judge.iter_errors(document), _ERRORS_MAX))
    except (ValueError, RecursionError):
        return []
    return [error for error in found if not isinstance(error.kind, _GIVEN_UP)]


@lru_cache(maxsize=4096)
def finds(pattern: str, text: str) -> bool | None:
    """Whether a pattern is found in a text; None where the engine gives up."""
    judge = _of_pattern(pattern)
    return accepts(judge, text) if judge is not None else None


@lru_cache(maxsize=256)
def _of_pattern(pattern: str) -> Validator | None:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_STEPS_MAX)
    try:
        schema = {"pattern": pattern}
        return jsonschema_rs.validator_for(schema, validate_formats=False, pattern_options=options, offline=True)
    except ValueError:
        return None


def _retriever(library: Library) -> Callable[[str], JsonValue]:
    files = {document.uri: document for document in library.documents.values()}

    def retrieved(wanted: str) -> JsonValue:
        resource = wanted.partition("#")[0]
        place = library.resources.get(resource)
        document = files[resource] if place is None else library.documents[place.path]
        value = _readable(library, document)
        return document.at(place.tokens) if place is not None and place.tokens else value

    return retrieved


def _readable(library: Library, document: Document) -> Schema | bool:
    """A document as it is known without its folder."""
    value: Schema | bool = json.loads(canonical(library, document))
    return value
