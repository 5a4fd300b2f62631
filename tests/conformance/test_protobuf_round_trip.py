"""Random messages of random schemas: they come back as they were, in the bytes that Protobuf itself writes."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.protobuf.proto_project import package, schemas_of
from treaty.errors import DecodeError

SCALARS = (
    "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes".split()
)
KEYS = [scalar for scalar in SCALARS if scalar not in {"double", "float", "bytes"}]
WELL_KNOWN = {"Timestamp": "timestamp", "Duration": "duration", "Struct": "struct", "StringValue": "wrappers"}
HEADS = ('syntax = "proto2";', 'syntax = "proto3";', 'edition = "2023";', 'edition = "2024";')
MESSAGES = ("Root", "Other", "Root.Inner")
TYPES = [*SCALARS, *MESSAGES, "Kind", *(f"google.protobuf.{name}" for name in WELL_KNOWN)]


@st.composite
def schema_texts(draw: st.DrawFn) -> str:
    """A file of three messages that may hold each other, in any of Protobuf's dialects."""
    head = draw(st.sampled_from(HEADS))
    imports = "".join(f'import "google/protobuf/{name}.proto";\n' for name in sorted(set(WELL_KNOWN.values())))
    inner = f"message Inner {{ {fields(draw, head)} }}"
    first = "ZERO = 0; ONE = 1; MINUS = -1;"
    return (
        f"{head}\npackage random.v1;\n{imports}"
        f"message Root {{\n{fields(draw, head)}\n{inner}\n}}\n"
        f"message Other {{\n{fields(draw, head)}\n}}\n"
        f"enum Kind {{ {first} }}\n"
    )


def fields(draw: st.DrawFn, head: str) -> str:
    """Up to six fields of every shape that a dialect has."""
    shapes = ["single", "repeated", "map", "oneof"]
    lines = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        type_ = draw(st.sampled_from(TYPES))
        match draw(st.sampled_from(shapes)):
            case "single":
                labels = {HEADS[0]: ["optional "], HEADS[1]: ["", "optional "]}.get(head, [""])
                lines.append(f"{draw(st.sampled_from(labels))}{type_} f{number} = {number};")
            case "repeated":
                lines.append(f"repeated {type_} f{number} = {number};")
            case "map":
                lines.append(f"map<{draw(st.sampled_from(KEYS))}, {type_}> f{number} = {number};")
            case "oneof":
                lines.append(f"oneof o{number} {{ {type_} f{number} = {number}; string g{number} = {number + 50}; }}")
    return "\n".join(lines)


def single(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    """Values of one field's type that is no message."""
    if field.enum_type is not None:
        return st.sampled_from([value.number for value in field.enum_type.values])
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_INT32:
            return st.integers(-(2**31), 2**31 - 1)
        case FieldDescriptor.CPPTYPE_INT64:
            return st.integers(-(2**63), 2**63 - 1)
        case FieldDescriptor.CPPTYPE_UINT32:
            return st.integers(0, 2**32 - 1)
        case FieldDescriptor.CPPTYPE_UINT64:
            return st.integers(0, 2**64 - 1)
        case FieldDescriptor.CPPTYPE_DOUBLE:
            return st.floats(allow_nan=False)
        case FieldDescriptor.CPPTYPE_FLOAT:
            return st.floats(allow_nan=False, width=32)
        case FieldDescriptor.CPPTYPE_BOOL:
            return st.booleans()
    return st.text(max_size=8) if field.type == FieldDescriptor.TYPE_STRING else st.binary(max_size=8)


def fill(message: Any, draw: st.DrawFn, depth: int = 0) -> Any:
    """Set some fields of a message, in an order that is not theirs."""
    for field in draw(st.permutations(list(message.DESCRIPTOR.fields))):
        if draw(st.booleans()):
            set_field(message, field, draw, depth)
    return message


def set_field(message: Any, field: FieldDescriptor, draw: st.DrawFn, depth: int) -> None:
    entry = field.message_type if field.message_type and field.message_type.GetOptions().map_entry else None
    content = getattr(message, field.name)
    if entry is not None:
        for key in draw(st.lists(single(entry.fields_by_name["key"]), max_size=3)):
            if entry.fields_by_name["value"].message_type is None:
                content[key] = draw(single(entry.fields_by_name["value"]))
            elif depth < 2:
                fill(content[key], draw, depth + 1)
    elif field.message_type is None:
        if field.is_repeated:
            content.extend(draw(st.lists(single(field), max_size=3)))
        else:
            setattr(message, field.name, draw(single(field)))
    elif depth < 2:
        fill(content.add() if field.is_repeated else content, draw, depth + 1)
        if not field.is_repeated:
            content.SetInParent()


def plain_classes(text: str) -> Mapping[str, Any]:
    """The classes that Protobuf makes of the same text without us."""
    pool = DescriptorPool()
    schemas = schemas_of({"random.proto": text})
    for file in schemas["random.v1.Root"].protobuf:
        pool.AddSerializedFile(file.descriptor)
    return {name: GetMessageClass(pool.FindMessageTypeByName(f"random.v1.{name}")) for name in ("Root", "Other")}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=schema_texts(), data=st.data())
def test_messages_come_back_in_protobufs_own_bytes(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: Any
) -> None:
    """The codec's bytes are `SerializeToString(deterministic=True)`'s of the same fields, set in another order."""
    plain = plain_classes(text)
    with package({"random.proto": text}, tmp_path_factory.mktemp("random")) as imported:
        module = imported("random.v1")
        for schema in (module.ROOT, module.OTHER):
            for _ in range(4):
                message = fill(schema.type(), data.draw)
                payload = schema.codec.encode(message)
                assert same(message, schema.codec.decode(payload))
                reference = plain[schema.type.DESCRIPTOR.name].FromString(payload)
                assert payload == reference.SerializeToString(deterministic=True)


def same(first: Any, second: Any) -> bool:
    """Equal, and -0.0 is not 0.0."""
    return bool(first == second) and first.SerializeToString(deterministic=True) == second.SerializeToString(
        deterministic=True
    )


FUZZED = """\
package fuzz.v1;
import "google/protobuf/struct.proto";
message Root {
  LABEL string text = 1;
  repeated int32 numbers = 2;
  map<string, Root> children = 3;
  LABEL Root next = 4;
  LABEL bytes raw = 5;
  LABEL Kind kind = 6;
  repeated Kind kinds = 7;
  LABEL google.protobuf.Struct extra = 8;
  repeated double weights = 9;
  enum Kind { ZERO = 0; ONE = 1; }
}
"""


@pytest.fixture(scope="module", params=["proto2", "proto3"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    text = f'syntax = "{request.param}";\n{FUZZED.replace("LABEL", "optional")}'
    with package({"fuzz.proto": text}, tmp_path_factory.mktemp("fuzz")) as imported:
        yield imported("fuzz.v1").ROOT


def pieces() -> st.SearchStrategy[bytes]:
    """What wire format is made of, right and wrong: tags, varints (overlong ones too), lengths, texts that are none."""
    varints = st.integers(0, 2**70).map(varint)
    overlong = st.just(b"\x80" * 9 + b"\x01") | st.just(b"\x80\x80\x00") | st.just(b"\xff" * 12)
    tags = st.builds(lambda number, wire: varint(number << 3 | wire), st.integers(0, 12), st.integers(0, 7))
    doubles = st.floats().map(lambda value: struct.pack("<d", value))
    texts = st.sampled_from([b"\xed\xa0\x80", b"\xff", b"\xc3\xa9", b"", b"a"]).map(
        lambda text: varint(len(text)) + text
    )
    return tags | varints | overlong | doubles | texts | st.binary(max_size=6)


def varint(number: int) -> bytes:
    groups = max(1, math.ceil(number.bit_length() / 7))
    return bytes((number >> 7 * index & 0x7F) | (0x80 if index < groups - 1 else 0) for index in range(groups))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(payload=st.lists(pieces(), max_size=12).map(b"".join))
def test_any_bytes_are_a_message_or_refused(root: Any, payload: bytes) -> None:
    """BROKERS 3.4, cases 6 and 7. What is taken has the types that the stub promises, and can be sent on."""
    try:
        message = root.codec.decode(payload)
    except DecodeError:
        return
    assert isinstance(message.text, str)
    assert all(isinstance(key, str) for key in message.children)
    again = root.codec.encode(message)
    assert again == root.codec.encode(root.codec.decode(again))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_message_is_a_message_or_refused(root: Any, data: Any) -> None:
    """Truncated, extended, or with one byte changed."""
    payload = bytearray(root.codec.encode(fill(root.type(), data.draw)))
    at = data.draw(st.integers(0, len(payload)))
    match data.draw(st.sampled_from(["cut", "insert", "change"])):
        case "cut":
            del payload[at:]
        case "insert":
            payload[at:at] = data.draw(st.binary(min_size=1, max_size=4))
        case _ if payload:
            payload[at % len(payload)] ^= 1 << data.draw(st.integers(0, 7))
    try:
        root.codec.encode(root.codec.decode(bytes(payload)))
    except DecodeError:
        return


def nested(levels: int) -> bytes:
    payload = b""
    for _ in range(levels):
        payload = b"\x22" + varint(len(payload)) + payload
    return payload


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        (nested(101), "MaxDepth"),
        (nested(20_000), "MaxDepth"),
        (b"\x23" * 100_000, "corrupt|MaxDepth"),
        (b"\x0a" + varint(2**31 - 1), "corrupt"),
        (b"\x12" + varint(2**35), "corrupt"),
        (b"\x4a" + varint(2**30) + b"\0" * 8, "corrupt"),
    ],
    ids=["deeper than readers take", "very deep", "groups without end", "2 GiB of text", "32 GiB of numbers", "1 GiB"],
)
def test_bombs_are_refused(root: Any, bomb: bytes, why: str) -> None:
    """BROKERS 3.4, case 6: lengths and depths that the payload does not pay for."""
    with pytest.raises(DecodeError, match=why):
        root.codec.decode(bomb)


def test_a_type_checker_sees_what_the_folder_holds(tmp_path: Path) -> None:
    """The stub stands beside the module, and the package says that it is typed."""
    with package({"a.proto": 'syntax = "proto3";\npackage a.v1;\nmessage M {}\n'}, tmp_path) as imported:
        folder = Path(imported("a.v1").__file__).parent
        assert {"__init__.py", "_protobuf.py", "_protobuf.pyi"} <= {path.name for path in folder.iterdir()}
        assert (folder.parents[1] / "py.typed").exists()
