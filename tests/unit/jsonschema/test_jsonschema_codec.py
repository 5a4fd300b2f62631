"""Generated codecs on the wire: where msgspec and JSON Schema differ, what is hostile, what is kept."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.unit.jsonschema.schemas import codec, generate
from treaty.codecs.json import CheckedCodec, ExactCodec
from treaty.errors import DecodeError, EncodeError

NAME = "shop.v1.Order"


def of(schema: Any) -> dict[str, Any]:
    return {NAME: {"type": "object", "properties": {"it": schema}, "required": ["it"]}}


DIFFERENCES: dict[str, tuple[Any, bytes, bool]] = {
    "1.0 is an integer": ({"type": "integer"}, b"1.0", True),
    "1e2 is an integer": ({"type": "integer"}, b"1e2", True),
    "1.5 is none": ({"type": "integer"}, b"1.5", False),
    "1.0 is the constant 1": ({"const": 1}, b"1.0", True),
    "true is not 1": ({"const": 1}, b"true", False),
    "a bound beyond 64 bits holds": ({"type": "integer", "maximum": 10**20}, b"100000000000000000001", False),
    "a number beyond 64 bits is one": ({"type": "integer", "minimum": 0}, b"100000000000000000001", True),
    "0.3 is no multiple of 0.1 to msgspec": ({"type": "number", "multipleOf": 0.1}, b"0.3", True),
    "an Arabic digit is no \\d": ({"type": "string", "pattern": r"^\d$"}, '"٣"'.encode(), False),
    "$ is the end, not before a newline": ({"type": "string", "pattern": "^a$"}, b'"a\\n"', False),
    "a letter of any script": ({"type": "string", "pattern": r"^\p{L}$"}, '"é"'.encode(), True),
    "lengths count characters": ({"type": "string", "maxLength": 1}, '"😀"'.encode(), True),
    "one of two patterns": (
        {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}]},
        b'"xb"',
        True,
    ),
    "neither of two patterns": (
        {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}]},
        b'"x"',
        False,
    ),
    "a format is a remark": ({"type": "string", "format": "date-time"}, b'"soon"', True),
    "null is not absent": ({"type": "string"}, b"null", False),
}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_the_schema_has_the_last_word(what: str, tmp_path: Path) -> None:
    """DECISIONS.md, Truth: what msgspec decides otherwise goes by jsonschema-rs."""
    schema, value, valid = DIFFERENCES[what]
    found = codec(of(schema), NAME, tmp_path)
    payload = b'{"it":' + value + b"}"

    if valid:
        assert json.loads(payload) == json.loads(found.encode(found.decode(payload)))
    else:
        with pytest.raises(DecodeError):
            found.decode(payload)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "cut off": b'{"it":',
    "two values": b'{"it":1} {}',
    "not a number": b'{"it":NaN}',
    "too large a number": b'{"it":1e400}',
    "no UTF-8 in a member that nobody reads": b'{"it":1,"other":"\xff"}',
    "no UTF-8": b'{"it":"\xff"}',
    "half a pair": b'{"it":"\\ud800"}',
    "nested deep": b'{"it":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested deep in a member that nobody reads": b'{"it":1,"other":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a list": b"[]",
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("schema", [{"type": "integer"}, {}, {"type": "array", "uniqueItems": True}], ids=str)
def test_hostile_bytes_are_a_decode_error(what: str, schema: Any, tmp_path: Path) -> None:
    """BROKERS.md 3.4 (6), (7): no crash, no other exception."""
    found = codec(of(schema), NAME, tmp_path)

    with pytest.raises(DecodeError):
        found.decode(HOSTILE[what])


def test_a_value_nested_deep_does_not_end_the_process(tmp_path: Path) -> None:
    tree = {NAME: {"type": "object", "properties": {"next": {"$ref": "#"}, "x": {"multipleOf": 0.1}}}}
    found = codec(tree, NAME, tmp_path)

    with pytest.raises(DecodeError):
        found.decode(b'{"next":' * 50_000 + b"{}" + b"}" * 50_000)


def test_of_a_key_that_stands_twice_the_last_counts_on_both_paths(tmp_path: Path) -> None:
    exact = codec(of({"type": "integer"}), NAME, tmp_path)
    checked = codec(of({"type": "integer", "not": {"const": 9}}), NAME, tmp_path / "other")

    assert isinstance(exact, ExactCodec)
    assert isinstance(checked, CheckedCodec)
    assert [2, 2] == [each.decode(b'{"it":1,"it":2}').it for each in (exact, checked)]


SENT: dict[str, tuple[Any, Any]] = {
    "a wrong type": ({"type": "integer"}, "1"),
    "out of bounds": ({"type": "integer", "maximum": 3}, 4),
    "what only the schema refuses": ({"type": "array", "uniqueItems": True}, [1, 1]),
    "no JSON number": ({"type": "number"}, float("nan")),
    "no JSON number where null is allowed": ({"type": ["number", "null"]}, float("nan")),
    "no JSON number in any value": ({}, {"a": [float("inf")]}),
    "half a pair": ({"type": "string"}, "\ud800"),
    "what is no JSON": ({}, object()),
}


@pytest.mark.parametrize("what", SENT)
def test_what_the_schema_refuses_is_not_sent(what: str, tmp_path: Path) -> None:
    schema, value = SENT[what]
    module = generate(of(schema), tmp_path)["shop.v1"]

    with pytest.raises(EncodeError):
        module.ORDER.codec.encode(module.Order(it=value))


def test_absent_and_null_stay_what_they_are(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"note": {"type": ["string", "null"]}, "other": {"type": "string"}}}
    found = codec({NAME: schema}, NAME, tmp_path)

    absent, null = found.decode(b"{}"), found.decode(b'{"note":null}')

    assert (msgspec.UNSET, None) == (absent.note, null.note)
    assert (b"{}", b'{"note":null}') == (found.encode(absent), found.encode(null))


def test_members_by_pattern_and_typed_additional_members_are_kept(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "line-items": {"type": "integer"}},
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": {"type": "integer"},
    }
    found = codec({NAME: schema}, NAME, tmp_path)
    document = {"id": "a", "line-items": 3, "x-trace": "t", "count": 7}

    value = found.decode(json.dumps(document).encode())

    assert {"x-trace": "t", "count": 7} == value.additional
    assert document == json.loads(found.encode(value))
    with pytest.raises(EncodeError, match="`id` has a field of its own"):
        found.encode(msgspec.structs.replace(value, additional={"id": 3}))


def test_a_union_is_read_as_the_branch_that_its_constant_names(tmp_path: Path) -> None:
    def way(kind: str, member: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["kind", member],
            "properties": {"kind": {"const": kind}, member: {"type": "string"}},
        }

    schema = of({"oneOf": [{"$ref": "#/$defs/Card"}, {"$ref": "#/$defs/Cash"}, {"type": "null"}]})
    schema[NAME]["$defs"] = {"Card": way("card", "number"), "Cash": way("cash", "currency")}
    module = generate(schema, tmp_path)["shop.v1"]
    decode = module.ORDER.codec.decode

    assert module.OrderCash(kind="cash", currency="EUR") == decode(b'{"it":{"kind":"cash","currency":"EUR"}}').it
    assert module.OrderCard(kind="card", number="1") == decode(b'{"it":{"kind":"card","number":"1"}}').it
    assert decode(b'{"it":null}').it is None


def test_without_a_constant_the_schemas_tell_branches_apart_and_nothing_is_lost(tmp_path: Path) -> None:
    schema = of({"anyOf": [{"$ref": "#/$defs/Person"}, {"$ref": "#/$defs/Firm"}]})
    schema[NAME]["$defs"] = {
        "Person": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "Firm": {"type": "object", "required": ["vat"], "properties": {"vat": {"type": "string"}}},
    }
    module = generate(schema, tmp_path)["shop.v1"]
    found = module.ORDER.codec

    person, firm, both = (
        found.decode(json.dumps({"it": each}).encode()).it
        for each in ({"name": "Ada"}, {"vat": "1"}, {"name": "Ada", "vat": "1"})
    )

    assert (module.OrderPerson, module.OrderFirm) == (type(person), type(firm))
    assert {"name": "Ada", "vat": "1"} == json.loads(found.encode(module.Order(it=both)))["it"]


def test_a_message_of_another_version_is_read_with_ones_own_schema(tmp_path: Path) -> None:
    """DECISIONS.md, Without a registry: JSON of a newer release is read as it is."""
    found = codec(of({"type": "string"}), NAME, tmp_path)
    read = found.decoder("7.9")

    assert read is not None
    assert "a" == read(b'{"it":"a","new":1}').it


def test_the_fast_path_does_not_import_the_validator(tmp_path: Path) -> None:
    found = codec(of({"type": "string"}), NAME, tmp_path)
    assert isinstance(found, ExactCodec)
    known = sys.modules.pop("jsonschema_rs")
    try:
        found.decode(found.encode(found.decode(b'{"it":"a"}')))
        assert "jsonschema_rs" not in sys.modules
    finally:
        sys.modules["jsonschema_rs"] = known


def test_codecs_work_in_any_thread(tmp_path: Path) -> None:
    found = codec(of({"type": "integer", "not": {"const": 3}}), NAME, tmp_path)
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(found.decode(b'{"it":1}').it)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [1] * 8 == results


def test_namespaces_that_refer_to_each_other_can_both_be_imported(tmp_path: Path) -> None:
    texts = {
        "shop.a.v1.Left": {"type": "object", "properties": {"right": {"$ref": "../../b/v1/Right.schema.json"}}},
        "shop.b.v1.Right": {
            "type": "object",
            "properties": {"left": {"$ref": "../../a/v1/Left.schema.json"}, "lefts": {"$ref": "#/$defs/Lefts"}},
            "$defs": {"Lefts": {"type": "array", "items": {"$ref": "../../a/v1/Left.schema.json"}}},
        },
    }

    modules = generate(texts, tmp_path)

    document = {"right": {"left": {}, "lefts": [{"right": {}}]}}
    found = modules["shop.a.v1"].LEFT.codec
    assert document == json.loads(found.encode(found.decode(json.dumps(document).encode())))
