"""Released older versions decode as Avro 1.12, Schema Resolution, says; Java Avro is the oracle."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.unit.avro import random_schemas
from tests.unit.avro.building import Json, generated, is_valid, system_of
from tests.unit.avro.evolution import evolved
from tools.java.oracle import Question, ask
from tools.unavailable import UnavailableError
from treaty.errors import DecodeError
from treatyc.system import schema as model
from treatyc.system.schema import Definition, Fixed, Record, Ref, Type

pytestmark = pytest.mark.java

ROOT = Ref(f"{random_schemas.NAMESPACE}.Root")


STRICTER = {
    "'utf-8' codec can't decode": "bytes that are no text, read as a string: Java puts U+FFFD for them",
}
"""What is refused here, on purpose, and Java reads."""


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of an old version, and what the generated decoder of the present one made of it."""

    question: Question
    decoded: Any
    error: str | None


def answers(cases: list[Case]) -> list[dict[str, Any]]:
    try:
        return ask([case.question for case in cases])
    except UnavailableError as unavailable:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Java Avro: {unavailable}")
        pytest.skip(f"no Java Avro: {unavailable}")


def case(writer: Json, reader: Json, payload: bytes, folder: Path) -> Case:
    """What the present version makes of a payload that release 1.0 wrote."""
    system = system_of([reader], {"1.0": [writer]})
    codec = generated(system, folder)[random_schemas.NAMESPACE].ROOT.codec
    decode = codec.decoder("1.0") or codec.decode
    question = Question(writer, reader, payload)
    try:
        value = decode(payload)
    except DecodeError as error:
        return Case(question, None, str(error))
    definitions = {each.name: each for each in system.schemas[0]}
    return Case(question, shown(value, ROOT, definitions), None)


def shown(value: Any, type: Type, definitions: Mapping[str, Definition]) -> Any:
    """A decoded value as the oracle prints its own: plain, without logical types."""
    match type:
        case model.Array(items=items):
            return [shown(item, items, definitions) for item in value]
        case model.Map(values=values):
            return {"map": {key: shown(item, values, definitions) for key, item in value.items()}}
        case model.Union(branches=branches):
            return shown(value, _branch(value, branches, definitions), definitions)
        case Ref(name=name):
            definition = definitions[name]
            if isinstance(definition, Record):
                members = zip(value.__struct_fields__, definition.fields, strict=True)
                fields = {
                    field.name: shown(getattr(value, member), field.type, definitions) for member, field in members
                }
                return {"record": fields}
            if isinstance(definition, Fixed):
                raw = random_schemas.datum(value, definition.type, definitions)
                return {"bytes": raw.hex()}
            return str(value)
        case model.Float():
            return {"double": struct.pack(">d", value).hex()}
        case _:
            raw = random_schemas.datum(value, type, definitions)
            return {"bytes": raw.hex()} if isinstance(raw, bytes) else raw


def _branch(value: Any, branches: tuple[Type, ...], definitions: Mapping[str, Definition]) -> Type:
    """The branch that a Python value is of; where several are, they print alike or the case is not made."""
    for branch in branches:
        with contextlib.suppress(Exception):
            if _belongs(value, branch, definitions):
                return branch
    raise AssertionError(f"{value!r} is of no branch in {branches}")


def _belongs(value: Any, type: Type, definitions: Mapping[str, Definition]) -> bool:  # noqa: C901 - one case a type
    match type:
        case model.Ref(name=name):
            definition = definitions[name]
            if isinstance(definition, Record):
                return type_name(value) == name.rpartition(".")[2]
            if isinstance(definition, Fixed):
                return _belongs(value, definition.type, definitions) and (
                    not isinstance(value, bytes) or len(value) == definition.size
                )
            return hasattr(value, "name") and type_name(value).endswith(name.rpartition(".")[2])
        case model.Null():
            return value is None
        case model.Boolean():
            return value is True or value is False
        case model.Integer() | model.Timestamp(unit=model.Unit.NANOSECONDS):
            return type_name(value) == "int"
        case model.Float():
            return isinstance(value, float)
        case model.String():
            return type_name(value) == "str"
        case model.Bytes():
            return isinstance(value, bytes)
        case model.Array():
            return isinstance(value, list)
        case model.Map():
            return isinstance(value, dict)
        case model.Decimal():
            return type_name(value) == "Decimal"
        case model.Timestamp(zoned=zoned):
            return type_name(value) == "datetime" and (value.tzinfo is not None) is zoned
        case model.TimeOfDay():
            return type_name(value) == "time"
        case model.Date():
            return type_name(value) == "date"
        case model.Duration():
            return type_name(value) == "Duration"
        case model.Uuid():
            return type_name(value) == "UUID"
        case _:
            return False


def type_name(value: Any) -> str:
    return type(value).__name__


def test_random_changes_are_read_as_java_reads_them(tmp_path: Path) -> None:
    """Each case: a random schema, random changes to it, a random value of the old one."""
    cases: list[Case] = []

    @settings(
        max_examples=100,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(writer=random_schemas.schemas(), data=st.data())
    def collect(writer: Json, data: st.DataObject) -> None:
        reader = data.draw(evolved(writer))
        assume(is_valid(reader))  # such as a definition that moved behind its use
        old = system_of([writer])
        module = generated(old, tmp_path / f"old{len(cases)}")[random_schemas.NAMESPACE]
        definitions = {each.name: each for each in old.schemas[0]}
        value = data.draw(random_schemas.values(ROOT, definitions, module))
        cases.append(case(writer, reader, module.ROOT.codec.encode(value), tmp_path / f"new{len(cases)}"))

    collect()
    verdicts = {"read": 0, "refused": 0}
    for made, answer in zip(cases, answers(cases), strict=True):
        verdicts["refused" if made.error else "read"] += 1
        if made.error is not None and any(reason in made.error for reason in STRICTER):
            continue
        if "error" in answer:
            assert made.error is not None, (made, answer)
        else:
            assert (answer["value"], None) == (made.decoded, made.error), (made.question, answer)
    assert all(verdicts.values()), verdicts


def box(type_: Json) -> Json:
    return {
        "type": "record",
        "name": "Root",
        "namespace": random_schemas.NAMESPACE,
        "fields": [{"name": "x", "type": type_}],
    }


def named(kind: str, name: str, **attributes: Any) -> Json:
    return {"type": kind, "name": name, **attributes}


INTS = {"type": "array", "items": "int"}
INNER = {"fields": [{"name": "y", "type": "int"}]}
SYMBOL = {"symbols": ["A"]}

LAXER = {
    "no UTF-8": ("string", "string", "02ff"),
    "a record of another name": (named("record", "In", **INNER), named("record", "Other", **INNER), "02"),
    "more than 32 bits": ("int", "int", "ffffffff7f"),
    "more than 64 bits": ("long", "long", "ff" * 9 + "7f"),
    "a boolean of 2": ("boolean", "boolean", "02"),
    "an overlong branch": (["null", "int"], ["null", "int"], "820002"),
    "an overlong symbol": (named("enum", "E", **SYMBOL), named("enum", "E", **SYMBOL), "8000"),
    "a block size beyond the end": (INTS, INTS, "01ff010200"),
    "many items without bytes": ({"type": "array", "items": "null"}, {"type": "array", "items": "null"}, "d00f00"),
}
"""What Java reads and treaty refuses, each on purpose: docs/formats/avro.md says the same."""

STRICTER_IN_JAVA = {
    "an enum of another namespace": (
        named("enum", "a.E", **SYMBOL),
        ["null", named("enum", "b.E", **SYMBOL)],
        "00",
    ),
    "a fixed of another namespace": (named("fixed", "a.F", size=1), ["null", named("fixed", "b.F", size=1)], "00"),
}
"""What treaty reads as the specification has it, and Java refuses."""


def test_the_list_of_differences_is_what_java_says(tmp_path: Path) -> None:
    table = LAXER | STRICTER_IN_JAVA
    cases = [
        case(box(writer), box(reader), bytes.fromhex(payload), tmp_path / str(index))
        for index, (writer, reader, payload) in enumerate(table.values())
    ]
    found = dict(zip(table, answers(cases), strict=True))
    assert list(LAXER) == [name for name, answer in found.items() if "value" in answer]
    assert list(LAXER) == [name for name, made in zip(table, cases, strict=True) if made.error is not None]
