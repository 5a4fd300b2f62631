"""The contract language as a JSON Schema, for editors: made from the same definition that the loader reads by."""

from __future__ import annotations

from treatyc.load.accepted import ACCEPTED
from treatyc.load.language import FRAGMENT, PROJECT
from treatyc.load.shape import JsonSchema

FILE_NAME = "treaty.schema.json"


def language_schema() -> JsonSchema:
    """The schema of a contract file: a project where it says `treaty`, an included file where it does not.

    A list is what `treaty accept` keeps.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "treaty contracts",
        "description": "A project of treaty, a file that a project includes, or its list of accepted findings.",
        "type": ["object", "array"],
        "if": {"type": "array"},
        "then": ACCEPTED.schema,
        "else": {"if": {"required": ["treaty"]}, "then": PROJECT.schema, "else": FRAGMENT.schema},
        "$defs": dict(sorted({**PROJECT.definitions, **FRAGMENT.definitions, **ACCEPTED.definitions}.items())),
    }
