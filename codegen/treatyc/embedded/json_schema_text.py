"""JSON Schemas as they are kept, and whether they are any: their own draft's schema says so, and references lead home.

What stands at `$schema` is looked up here alone: nothing is fetched.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator

import jsonschema_rs

from treatyc.dialects.documents import Documents, Place
from treatyc.embedded.refusal import invalid_schema
from treatyc.load.json_text import JsonValue

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_DRAFT_7 = "http://json-schema.org/draft-07/schema"
# A `$schema` that is none of these says nothing, as with the registries; the validator would fetch what it names.
_DRAFTS = frozenset(
    {
        "http://json-schema.org/draft-04/schema",
        "http://json-schema.org/draft-06/schema",
        _DRAFT_7,
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    }
)
_VALUES = frozenset({"enum", "const", "default", "examples", "example"})


def written(root: JsonValue, *, normalize: bool = False) -> str:
    """The spelling in which a schema is kept: without white space, its keys in their order; sorted, it is normal."""
    return json.dumps(root, ensure_ascii=False, separators=(",", ":"), sort_keys=normalize)


def prove(documents: Documents) -> None:
    """Raise `Refusal` unless the root is a schema whose references lead somewhere."""
    root = documents.root
    if not isinstance(root, dict | bool):
        raise invalid_schema("Invalid schema of type JSON: neither an object nor a boolean")
    if isinstance(root, dict):
        _prove_by_draft(root)
    for reference, place in _references(documents):
        if documents.find(reference, place) is None and not _is_known(reference):
            raise invalid_schema(f"Invalid schema of type JSON: could not resolve {reference[:200]}")


def _prove_by_draft(root: dict[str, JsonValue]) -> None:
    written = root.get("$schema")
    draft = written.removesuffix("#") if isinstance(written, str) else ""
    wrong = next(_meta_schema(draft if draft in _DRAFTS else _DRAFT_7).iter_errors(root), None)
    if wrong is not None:
        at = "/".join(str(each) for each in wrong.instance_path)
        raise invalid_schema(f"Invalid schema of type JSON: #/{at}: {wrong.message[:300]}")


@functools.cache
def _meta_schema(draft: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for({"$schema": draft, "$ref": draft}, validate_formats=True, offline=True)


def _references(documents: Documents) -> Iterator[tuple[str, Place]]:
    """Each reference of the root document and where it stands; what is a value of its keyword holds none."""
    pending: list[tuple[JsonValue, Place]] = [(documents.root, documents.start)]
    while pending:
        node, place = pending.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if key in _REFERENCES and isinstance(value, str):
                    yield value, place
                elif key not in _VALUES:
                    pending.append((value, place.child(key)))
        elif isinstance(node, list):
            pending += [(each, place.child(index)) for index, each in enumerate(node)]


def _is_known(reference: str) -> bool:
    """Whether it leads to a draft's own schema, which every library has."""
    return reference.startswith(("http://json-schema.org/", "https://json-schema.org/"))
