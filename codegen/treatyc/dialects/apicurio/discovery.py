"""What Apicurio takes for a JSON Schema: it guesses by the content, though it was told what comes."""

from __future__ import annotations

from treatyc.dialects.dialect import Reason
from treatyc.load.json_text import JsonValue

UNRECOGNISED = "Failed to discover artifact type from content"


def unrecognised(root: JsonValue) -> Reason | None:
    """Why a JSON Schema is not taken at all, whatever versions there are; None where it is."""
    if not isinstance(root, dict):
        return Reason(UNRECOGNISED)
    draft = root.get("$schema")
    named = isinstance(draft, str) and "json-schema.org" in draft
    return None if named or "properties" in root else Reason(UNRECOGNISED)
