"""A schema as Karapace unfolds it before it compares: every `$ref` replaced by what it refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import jsonschema_rs

from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.documents import Documents, Place
from treatyc.dialects.limits import Effort, Unpredicted
from treatyc.load.json_text import JsonValue

DEPTH_MAX = 150
"""Karapace ends in a RecursionError somewhat beyond."""

_DRAFT_7 = "http://json-schema.org/draft-07/schema"


def normalized(documents: Documents) -> JsonValue:
    """The unfolded root; what refers to itself, used or not, ends Karapace in an error."""
    if not _meta_schema().is_valid(documents.root):
        raise EngineFails("InvalidSchema: by the meta-schema of draft 7, which Karapace takes for every draft")
    return _Unfolding(documents).value(documents.start)


@cache
def _meta_schema() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for({"$schema": _DRAFT_7, "$ref": _DRAFT_7}, offline=True)


@dataclass(frozen=True, slots=True)
class _Unfolding:
    """Each place is unfolded once; `open` are those around the one that is being unfolded."""

    documents: Documents
    effort: Effort = field(default_factory=Effort)
    done: dict[Place, JsonValue] = field(default_factory=dict)
    open: set[Place] = field(default_factory=set)

    def value(self, place: Place) -> JsonValue:
        if place in self.done:
            return self.done[place]
        if place in self.open:
            raise EngineFails("RecursionError: a schema refers to itself")
        self.effort.spend()
        if len(self.open) > DEPTH_MAX:
            raise Unpredicted(f"not predicted: unfolded, the schema nests deeper than {DEPTH_MAX} levels")
        self.open.add(place)
        self.done[place] = self._unfold(self.documents.at(place), place)
        self.open.discard(place)
        return self.done[place]

    def _unfold(self, value: JsonValue, place: Place) -> JsonValue:
        match value:
            case dict() if value.get("$ref") is not None:
                return self._referred(value["$ref"], place)
            case dict():
                return {key: self.value(place.child(key)) for key in value}
            case list():
                return [self.value(place.child(index)) for index in range(len(value))]
            case _:
                return value

    def _referred(self, reference: JsonValue, place: Place) -> JsonValue:
        target = self.documents.find(reference, place) if isinstance(reference, str) else None
        if target is None:
            raise EngineFails(f"RefResolutionError: `{reference}` refers to nothing")
        found = self.value(target)
        if not isinstance(found, dict):
            raise EngineFails("TypeError: a `$ref` to what is no object")
        return found
