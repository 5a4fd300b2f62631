"""Which draft a schema is read by, and what a draft knows."""

from __future__ import annotations

import enum

from treatyc.load.json_text import JsonValue


class Draft(enum.IntEnum):
    """The drafts in the order of their age."""

    FOUR = 4
    SIX = 6
    SEVEN = 7
    D2019 = 2019
    D2020 = 2020


_NAMES = {
    "json-schema.org/draft-04/schema": Draft.FOUR,
    "json-schema.org/draft-06/schema": Draft.SIX,
    "json-schema.org/draft-07/schema": Draft.SEVEN,
    "json-schema.org/draft/2019-09/schema": Draft.D2019,
    "json-schema.org/draft/2020-12/schema": Draft.D2020,
}


def draft_of(schema: JsonValue, otherwise: Draft) -> Draft | None:
    """The draft that `$schema` names; None for a name that is none."""
    written = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(written, str):
        return otherwise
    return _NAMES.get(written.rstrip("#").partition("://")[2])
