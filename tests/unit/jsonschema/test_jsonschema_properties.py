"""Laws over random schemas and random documents; jsonschema-rs says what is valid."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.jsonschema.schemas import documents, generate, load, roots
from treaty.errors import DecodeError


def is_part(small: Any, large: Any) -> bool:
    """Whether a document holds nothing but what another holds; a number of the schema is a float."""
    if isinstance(small, dict) and isinstance(large, dict):
        return all(key in large and is_part(value, large[key]) for key, value in small.items())
    if isinstance(small, list) and isinstance(large, list):
        return len(small) == len(large) and all(map(is_part, small, large))
    if isinstance(small, bool) or isinstance(large, bool):
        return small is large
    if isinstance(small, float) and isinstance(large, int):
        return small == float(large)
    return bool(small == large)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_decoder_accepts_exactly_what_is_valid_and_loses_nothing_that_is_declared(data: st.DataObject) -> None:
    schemas = data.draw(st.lists(roots, min_size=1, max_size=6))
    texts = {f"random.v1.Schema{number:02}": schema for number, schema in enumerate(schemas)}
    usable = {schema.name for schema in load(texts)[0]}
    with tempfile.TemporaryDirectory() as folder:
        module = generate({name: texts[name] for name in usable}, Path(folder)).get("random.v1")
        for number, schema in enumerate(schemas):
            name = f"random.v1.Schema{number:02}"
            if name not in usable:
                continue
            codec = getattr(module, f"SCHEMA{number:02}").codec
            validator = jsonschema_rs.validator_for(schema, validate_formats=False, offline=True)
            for document in data.draw(st.lists(documents(schema, schema), min_size=3, max_size=8)):
                check_document(schema, codec, validator, document)


def check_document(schema: Any, codec: Any, validator: Any, document: Any) -> None:
    valid = validator.is_valid(document)
    payload = json.dumps(document).encode()
    if not valid:
        with pytest.raises(DecodeError):
            codec.decode(payload)
        return
    value = codec.decode(payload)
    again = json.loads(codec.encode(value))
    assert is_part(again, document), f"{schema}: {document} became {again}"
    assert validator.is_valid(again)
    assert value == codec.decode(codec.encode(value))


def test_the_order_of_keys_changes_nothing() -> None:
    schema = {"type": "object", "required": ["b", "a"], "properties": {"a": {"type": "string"}, "b": {}, "c": {}}}
    backwards = {
        "properties": {"c": {}, "b": {}, "a": {"type": "string"}},
        "required": ["b", "a"],
        "type": "object",
    }

    one, other = load({"shop.v1.Order": schema})[0][0], load({"shop.v1.Order": backwards})[0][0]

    assert one == other
