"""`models: pydantic`: the same laws as for structs, and no text of a contract reaches the generator of classes."""

from __future__ import annotations

import ast
import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.jsonschema.schemas import documents, generate, load, roots, system
from tests.unit.jsonschema.test_jsonschema_injection import HOSTILE, everywhere
from tests.unit.jsonschema.test_jsonschema_properties import check_document
from treaty.errors import EncodeError
from treatyc.emit.python import emit as python
from treatyc.emit.python import pydantic as models
from treatyc.emit.python.outline import BrokenPromise
from treatyc.source import Span
from treatyc.system.schema import Format
from treatyc.system.system import Output

NAME = "shop.v1.Order"
MODELS = {Format.JSONSCHEMA: models.emit}

ORDER = {
    "type": "object",
    "description": "An order.",
    "required": ["id", "line-items"],
    "properties": {
        "id": {"type": "string", "maxLength": 8, "description": "Its number."},
        "line-items": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
        "note": {"type": ["string", "null"]},
        "copy": {"type": "boolean"},
        "status": {"enum": ["new", "paid"]},
    },
    "patternProperties": {"^x-": {"type": "string"}},
    "$defs": {
        "Line": {"type": "object", "additionalProperties": False, "properties": {"sku": {"type": "string"}}},
    },
}


def test_models_are_pydantic_and_frozen(tmp_path: Path) -> None:
    module = generate({NAME: ORDER}, tmp_path, MODELS)["shop.v1"]

    order = module.Order(**{"id": "a", "line-items": [{"sku": "b"}]})

    assert issubclass(module.Order, pydantic.BaseModel)
    assert "An order." == module.Order.__doc__
    assert {"id": "a", "line-items": [{"sku": "b"}]} == json.loads(module.ORDER.codec.encode(order))
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        order.id = "c"


def test_the_option_of_an_output_asks_for_models() -> None:
    schemas, _ = load({NAME: ORDER})
    place = Span("treaty.yaml")

    plain = python.emit(system(schemas), Output("python", "out", place))
    wanted = python.emit(system(schemas), Output("python", "out", place, (("models", "pydantic"),)))

    path = "shop_messages/shop_messages/shop/v1/_json.py"
    texts = [next(file.content for file in files if file.path == path) for files in (plain, wanted)]
    projects = [next(f.content for f in files if f.path.endswith("pyproject.toml")) for files in (plain, wanted)]
    assert [False, True] == [b"class Order(BaseModel):" in text for text in texts]
    assert [False, True] == [b"pydantic" in text for text in projects]


def test_absent_null_and_members_by_pattern_are_kept(tmp_path: Path) -> None:
    codec = generate({NAME: ORDER}, tmp_path, MODELS)["shop.v1"].ORDER.codec

    for document in (
        {"id": "a", "line-items": []},
        {"id": "a", "line-items": [], "note": None, "x-trace": "t", "copy": True, "status": "new"},
    ):
        assert document == json.loads(codec.encode(codec.decode(json.dumps(document).encode())))


def test_what_the_schema_refuses_is_not_sent(tmp_path: Path) -> None:
    module = generate({NAME: ORDER}, tmp_path, MODELS)["shop.v1"]

    for extra in ({"x-trace": 3}, {"note": float("nan")}, {"copy": None}):
        with pytest.raises(EncodeError):
            module.ORDER.codec.encode(module.Order.model_construct(id="a", line_items=[], **extra))


def test_a_further_member_is_not_taken_for_the_one_that_python_calls_so(tmp_path: Path) -> None:
    """`Id` is `id` in Python; where a document has both, the declared one is what the schema says."""
    schema = {"type": "object", "properties": {"Id": {"type": "string"}}, "description": "An order."}
    codec = generate({NAME: schema}, tmp_path, MODELS)["shop.v1"].ORDER.codec

    assert "x" == codec.decode(b'{"id": null, "Id": "x"}').id


def misread(document: object) -> bool:
    """Whether a member has the name that Python gives another one (docs/formats/jsonschema.md, Pydantic)."""
    if isinstance(document, dict):
        return "a" in document or any(map(misread, document.values()))
    return isinstance(document, list) and any(map(misread, document))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_decoder_of_models_accepts_exactly_what_is_valid(data: st.DataObject) -> None:
    schemas = data.draw(st.lists(roots, min_size=1, max_size=4))
    texts = {f"random.v1.Schema{number:02}": schema for number, schema in enumerate(schemas)}
    usable = {schema.name for schema in load(texts)[0]}
    with tempfile.TemporaryDirectory() as folder:
        module = generate({name: texts[name] for name in usable}, Path(folder), MODELS).get("random.v1")
        for number, schema in enumerate(schemas):
            if f"random.v1.Schema{number:02}" in usable:
                codec = getattr(module, f"SCHEMA{number:02}").codec
                validator = jsonschema_rs.validator_for(schema, validate_formats=False, offline=True)
                for document in data.draw(st.lists(documents(schema, schema), min_size=3, max_size=8)):
                    if "A" in json.dumps(schema) and misread(document):
                        continue
                    check_document(schema, codec, validator, document)


@pytest.mark.parametrize("text", HOSTILE[:16], ids=lambda text: ascii(text)[:24])
def test_a_hostile_text_stays_text(text: str, tmp_path: Path, canary: Any) -> None:
    """BROKERS.md 3.1, 3.4 (1), (2): what datamodel-code-generator's injections used never reaches it."""
    del canary
    codec = generate({NAME: everywhere(text)}, tmp_path, MODELS)["shop.v1"].ORDER.codec

    document = {text: text, "list": [text], "map": {text: 1}}
    assert document == json.loads(codec.encode(codec.decode(json.dumps(document).encode())))


@pytest.fixture
def canary() -> Any:
    import builtins  # noqa: PLC0415 - beside its one use

    builtins.treaty_canary = found = []  # type: ignore[attr-defined]  # what injected code would reach
    yield found
    del builtins.treaty_canary  # type: ignore[attr-defined]  # as above
    assert [] == found


@pytest.mark.parametrize(
    "text",
    [
        "class Order(BaseModel):\n    a: str = __import__('os')",
        "class Order(BaseModel):\n    a: str = Field(default_factory=lambda: 1)",
        "class Order(Other):\n    a: str",
        "class Order(BaseModel):\n    a: str = 'text of a contract'",
        "class Order(BaseModel):\n    def a(self): pass",
    ],
)
def test_a_class_that_is_no_plain_model_is_refused(text: str) -> None:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.ClassDef)

    with pytest.raises(BrokenPromise):
        models.check(node)
