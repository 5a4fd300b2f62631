"""What the canonical text leaves out and a comparison remarks on: that something is deprecated, the sort order."""

from __future__ import annotations

import re
from collections.abc import Iterable

from treatyc.system.schema import AvroField, Definition, Enumeration, Field, Record

_DEPRECATED = re.compile(r"\bdeprecated\b", re.IGNORECASE)


def is_deprecated(said: Field | Definition) -> bool:
    """Whether a description says so."""
    return isinstance(said, Field | Record | Enumeration) and _DEPRECATED.search(said.doc) is not None


def order(field: Field) -> str:
    """How a field counts when records are sorted."""
    return field.origin.order if isinstance(field.origin, AvroField) else "ascending"


def remarks(definitions: Iterable[Definition]) -> list[list[str]]:
    """All remarks on some definitions, in their order; most schemas have none."""
    found = []
    for definition in definitions:
        if is_deprecated(definition):
            found.append([definition.name, "deprecated"])
        if isinstance(definition, Record):
            for field in definition.fields:
                if is_deprecated(field):
                    found.append([definition.name, field.name, "deprecated"])
                if order(field) != "ascending":
                    found.append([definition.name, field.name, order(field)])
    return found
