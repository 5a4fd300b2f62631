"""Hostile payloads and schemas (BROKERS.md 3.2; 3.4, cases 1, 6 and 7): refused, in little time and memory."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import uuid
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.avro.building import Json, Package, generated, system_of
from tests.unit.avro.random_schemas import FIXED, LOGICAL, PRIMITIVES
from treaty.codecs.avro_values import Duration
from treaty.codecs.avro_wire import DEPTH_MAX
from treaty.errors import DecodeError, EncodeError

NAMESPACE = "shop.v1"

EVERYTHING: Json = {
    "type": "record",
    "name": "Everything",
    "namespace": NAMESPACE,
    "fields": [
        *({"name": f"p{index}", "type": type_} for index, type_ in enumerate([*PRIMITIVES, *LOGICAL])),
        *(
            {"name": f"f{index}", "type": {"type": "fixed", "name": f"F{index}", **each}}
            for index, each in enumerate(FIXED)
        ),
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
        {"name": "nothings", "type": {"type": "array", "items": "null"}},
        {"name": "texts", "type": {"type": "array", "items": "string"}},
        {"name": "tree", "type": {"type": "map", "values": ["null", "Everything", "int", "string"]}},
    ],
}
CHAIN: Json = {
    "type": "record",
    "name": "Chain",
    "namespace": NAMESPACE,
    "fields": [
        {"name": "next", "type": ["null", "Chain"]},
        {"name": "nothings", "type": {"type": "array", "items": "null"}},
    ],
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generated(system_of([EVERYTHING, CHAIN]), tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def module(package: Package) -> ModuleType:
    return package[NAMESPACE]


def everything(module: ModuleType, tree: dict[str, Any]) -> Any:
    """A value with something in every field."""
    moment = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
    plain = [None, True, -300, 2**40, 1.5, 2.5, b"bytes", "text"]
    logical = [
        Decimal("1.250"),
        Decimal(7),
        uuid.UUID(int=5),
        moment.date(),
        moment.time(),
        moment.time(),
        moment,
        moment,
        9,
    ]
    local = [moment.replace(tzinfo=None)] * 2
    fixed = [b"", b"fixed", Duration(1, 2, 3), uuid.UUID(int=6), Decimal("-3.25")]
    members = {
        **{f"p{index}": value for index, value in enumerate([*plain, *logical, *local])},
        **{f"f{index}": value for index, value in enumerate(fixed)},
    }
    return module.Everything(**members, e=module.E.B, nothings=[None] * 3, texts=["a", "", "é"], tree=tree)


@pytest.fixture(scope="module")
def payload(module: ModuleType) -> bytes:
    leaf = everything(module, {})
    encoded: bytes = module.EVERYTHING.codec.encode(everything(module, {"a": leaf, "b": 5, "c": "x", "d": None}))
    return encoded


def refused_or_sound(codec: Any, junk: bytes) -> None:
    """A payload is refused by a `DecodeError`, or means a value that can be written again."""
    try:
        value = codec.decode(junk)
    except DecodeError:
        return
    again = codec.encode(value)
    assert again == codec.encode(codec.decode(again))


@settings(max_examples=200, deadline=None)
@given(junk=st.binary(max_size=200))
def test_random_bytes(module: ModuleType, junk: bytes) -> None:
    refused_or_sound(module.EVERYTHING.codec, junk)
    refused_or_sound(module.CHAIN.codec, junk)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_changed_bytes(module: ModuleType, payload: bytes, data: st.DataObject) -> None:
    changed = bytearray(payload)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    refused_or_sound(module.EVERYTHING.codec, bytes(changed))


def test_every_truncation_and_any_extension_is_refused(module: ModuleType, payload: bytes) -> None:
    codec = module.EVERYTHING.codec
    assert payload == codec.encode(codec.decode(payload))
    for end in range(len(payload)):
        with pytest.raises(DecodeError):
            codec.decode(payload[:end])
    with pytest.raises(DecodeError, match="bytes, and the message has"):
        codec.decode(payload + b"\x00")


def chain(module: ModuleType, length: int) -> Any:
    value = None
    for _ in range(length):
        value = module.Chain(next=value, nothings=[])
    return value


def test_records_nest_to_a_bound_both_ways(module: ModuleType) -> None:
    codec = module.CHAIN.codec
    deepest = chain(module, DEPTH_MAX)
    assert deepest == codec.decode(codec.encode(deepest))
    with pytest.raises(EncodeError, match="nest deeper than 64"):
        codec.encode(chain(module, DEPTH_MAX + 1))
    with pytest.raises(DecodeError, match="nest deeper than 64"):
        codec.decode(b"\x02" * 65 + b"\x00" * 66)


BOMBS = {
    "recursion": b"\x02" * 100_000,
    "recursion that ends": b"\x02" * 50_000 + b"\x00" * 50_001,
    "nothing, 2**62 times": b"\x00" + b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f" + b"\x00",
    "nothing, 2**31 times": b"\x00" + b"\x80\x80\x80\x80\x10" + b"\x00",
    "nothing, in very many blocks": b"\x00" + b"\xfe\x01" * 100_000,
}

RUN = """
import importlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from treaty.errors import DecodeError
codec = importlib.import_module(sys.argv[1]).CHAIN.codec
decode = codec.decode if sys.argv[2] == "own" else codec.resolve(codec.schema)
for line in sys.stdin:
    try:
        decode(bytes.fromhex(line))
        print("read")
    except DecodeError:
        print("refused")
"""


@pytest.mark.parametrize("reader", ["own", "foreign"])
def test_bombs_are_refused_within_a_gibibyte_and_seconds(package: Package, reader: str) -> None:
    """fastavro alone ends the process on the first, and fills the memory on the third; the guard stands before it."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, f"{package.name}.{NAMESPACE}", reader],
        input="\n".join(bomb.hex() for bomb in BOMBS.values()),
        env={"PYTHONPATH": str(package.folder / package.name)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = dict(zip(BOMBS, ran.stdout.splitlines(), strict=False))
    assert (dict.fromkeys(BOMBS, "refused"), 0) == (answers, ran.returncode), ran.stderr


HOSTILE = [
    '"""\nraise SystemExit("doc")\n"""',
    '""" + __import__(\'os\').abort() + """',
    "\\",
    'ends in a quote"',
    "\r\nimport os; os.abort()",
    "{{ 7 * 7 }} {% raise %} ${x} %{x} # */",
    "\u202e\u200b\ufeff\u2028\x00\x07",
    "x" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_of_a_schema_becomes_code(tmp_path: Path, text: str) -> None:
    """BROKERS.md 3.1 and 3.4, case 1: docs and defaults are text, whatever they hold."""
    node = {
        "type": "record",
        "name": "Box",
        "namespace": NAMESPACE,
        "doc": text,
        "fields": [
            {"name": "x", "type": "string", "default": text, "doc": text},
            {"name": "y", "type": {"type": "map", "values": "string"}, "default": {text: text}},
            {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A"], "doc": text}, "default": "A"},
        ],
    }
    module = generated(system_of([node]), tmp_path)[NAMESPACE]
    box = module.Box()
    assert (text, {text: text}) == (box.x, box.y)
    assert box == module.BOX.codec.decode(module.BOX.codec.encode(box))


NAMES = """
    class None self cls __class__ __init__ __struct_fields__ _x x_ X name value mro _ignore_ data at out size read_long
    write_int len type int datetime msgspec Box DecodeError bad_branch expected annotations print eval open __import__
""".split()


@pytest.mark.parametrize("name", NAMES)
def test_any_name_that_avro_allows_works_for_all_that_has_names(tmp_path: Path, name: str) -> None:
    """BROKERS.md 3.4, case 1: keywords, dunders, builtins, and the names that generated code uses itself."""
    record = "Root" if name == "Box" else name
    node = {
        "type": "record",
        "name": record if record not in {"int", "null"} else "Root",
        "namespace": NAMESPACE,
        "fields": [
            {"name": name, "type": "int"},
            {"name": f"{name}2", "type": {"type": "enum", "name": "E", "symbols": [name, "OTHER"]}},
            {"name": "inner", "type": {"type": "array", "items": {"type": "record", "name": "Inner", "fields": [
                {"name": name, "type": ["null", "string"]}]}}},
        ],
    }  # fmt: skip
    system = system_of([node])
    module = generated(system, tmp_path)[NAMESPACE]
    [constant] = [each for each in vars(module).values() if type(each).__name__ == "MessageSchema"]
    [member, enum_member, _] = constant.type.__struct_fields__
    [inner_member] = module.Inner.__struct_fields__
    inner = module.Inner(**{inner_member: "x"})
    value = constant.type(**{member: 300, enum_member: next(iter(module.E))}, inner=[inner])
    assert value == constant.codec.decode(constant.codec.encode(value))
