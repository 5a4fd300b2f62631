"""Every ordered pair of scalar types at each level, held to what real parsers do and to what the engines allow."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool

from tests.fuzz import protobuf as fuzz
from treatyc.compatibility.finding import Category, Finding, Verdict
from treatyc.compatibility.report import verdict

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "protobuf_scalars.jsonl"
NEEDED = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
SEEDS = 12

CONFLUENT_DIFFERS = {
    ("bytes", "string"): "bytes that are no UTF-8 are refused by every parser of proto3",
}
"""Where Confluent (and Karapace) allow what breaks on the wire."""

BUF_WIRE_DIFFERS = {
    **{(number, "E"): "the number arrives, known or not" for number in ("int32", "int64", "uint32", "uint64", "bool")},
    **{("E", number): "the number arrives" for number in ("int32", "int64", "uint32", "uint64", "bool")},
}
"""Where buf's category WIRE breaks and the bytes are read; values that are cut are semantic breaks."""

BUF_JSON_DIFFERS = {
    **dict.fromkeys((("int32", "int64"),), "readers of JSON take 64 bits as text and as a number"),
    ("uint32", "int64"): "readers of JSON take 64 bits as text and as a number",
    ("uint32", "uint64"): "readers of JSON take 64 bits as text and as a number",
    ("sint32", "sint64"): "readers of JSON take 64 bits as text and as a number",
    ("int32", "E"): "readers of JSON take the number of a value for its name",
    ("bool", "E"): "Python's reader takes `true` for 1",
    **{
        (f"{one}{bits}", f"{other}{bits}"): "readers of JSON refuse a number beyond the range, such as -1"
        for one, other in (("int", "uint"), ("uint", "int"), ("fixed", "sfixed"), ("sfixed", "fixed"))
        for bits in (32, 64)
    },
}
"""Where buf's category WIRE_JSON says otherwise."""


@cache
def pairs() -> dict[tuple[str, str], dict[str, bool]]:
    if not VECTORS.exists():
        return {}
    return {(row["from"], row["to"]): row for row in map(json.loads, VECTORS.read_text().splitlines())}


def file(type: str) -> FileDescriptorProto:
    """A message with one field of a type; `E` is an enumeration."""
    made = FileDescriptorProto(name="schema.proto", syntax="proto3")
    enum = made.enum_type.add(name="E")
    enum.value.add(name="A", number=0)
    enum.value.add(name="B", number=1)
    kind = FieldDescriptorProto.Type.Value("TYPE_ENUM" if type == "E" else f"TYPE_{type.upper()}")
    field = made.message_type.add(name=fuzz.ROOT).field.add(name="a", number=1, json_name="a", label=1, type=kind)
    if type == "E":
        field.type_name = ".E"
    return made


@cache
def findings(pair: tuple[str, str]) -> tuple[Finding, ...]:
    return fuzz.compare(file(pair[0]), file(pair[1]))


def holds(pair: tuple[str, str], *categories: Category) -> bool:
    return verdict(findings(pair), frozenset(categories)) is Verdict.COMPATIBLE


def pool(made: FileDescriptorProto) -> DescriptorPool:
    filled = DescriptorPool()
    filled.AddSerializedFile(made.SerializeToString())
    return filled


@NEEDED
@pytest.mark.parametrize("pair", pairs(), ids="-".join)
def test_a_verdict_is_what_the_real_parser_does(pair: tuple[str, str]) -> None:
    """Compatible ones are attacked with values at the edges, breaking ones must show their witness."""
    writer, reader = (file(each) for each in pair)
    attacked = fuzz.Pair(writer, reader, (pool(writer), pool(reader)))
    problems = [problem for seed in range(SEEDS) for problem in fuzz.problems(attacked, random.Random(seed))]

    assert [] == problems


@NEEDED
@pytest.mark.parametrize("pair", pairs(), ids="-".join)
def test_the_wire_differs_from_the_engines_where_it_is_said(pair: tuple[str, str]) -> None:
    """COMPATIBILITY.md section 4: Confluent = Karapace = 38 allowed, buf WIRE 27."""
    wire = holds(pair, Category.WIRE)

    assert (wire is pairs()[pair]["confluent"]) == (pair not in CONFLUENT_DIFFERS)
    assert (wire is pairs()[pair]["buf_wire"]) == (pair not in BUF_WIRE_DIFFERS)


@NEEDED
@pytest.mark.parametrize("pair", pairs(), ids="-".join)
def test_json_differs_from_buf_where_it_is_said(pair: tuple[str, str]) -> None:
    both = holds(pair, Category.WIRE, Category.JSON)

    assert (both is pairs()[pair]["buf_wire_json"]) == (pair not in BUF_JSON_DIFFERS)


@NEEDED
@pytest.mark.parametrize("pair", pairs(), ids="-".join)
def test_another_type_breaks_the_source(pair: tuple[str, str]) -> None:
    assert not holds(pair, Category.SOURCE)


@NEEDED
def test_what_is_cut_on_the_way_is_reported() -> None:
    """COMPATIBILITY.md section 4: nobody else reports what is lossy but can be parsed."""
    lossy = {pair for pair in pairs() if holds(pair, Category.WIRE) and not holds(pair, Category.SEMANTIC)}

    assert {("int64", "int32"), ("int32", "bool"), ("int32", "uint32"), ("sint64", "sint32")} <= lossy
    assert ("int32", "int64") not in lossy
    assert 240 == len(pairs())
