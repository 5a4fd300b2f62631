"""Whether our Protobuf message reads what a writer's declares: held against what Protobuf itself makes of the bytes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError as NoMessage
from google.protobuf.message_factory import GetMessageClass

from tests.unit.runtime.resolving import World
from treaty.codecs.protobuf import ProtobufCodec
from treaty.codecs.protobuf_readable import unreadable
from treaty.contract import MessageSchema
from treaty.registry.resolver import Readable, Resolver
from treaty.registry.wire import Wanted

SCALARS = {
    "int32": 1,
    "int64": 1,
    "uint32": 1,
    "uint64": 1,
    "bool": True,
    "sint32": 7,
    "sint64": 7,
    "fixed32": 1,
    "sfixed32": 1,
    "fixed64": 1,
    "sfixed64": 1,
    "float": 1.0,
    "double": 1.0,
    "string": "seven",
    "bytes": b"seven",
}
"""Each with a value that all types of its form hold, and that others read as another one."""


def paid(kind: str, name: str = "Paid") -> Any:
    """The class of a message with one field."""
    type_ = FieldDescriptorProto.Type.Value(f"TYPE_{kind.upper()}")
    field = FieldDescriptorProto(name="sum", number=3, type=type_, label=FieldDescriptorProto.LABEL_OPTIONAL)
    message = DescriptorProto(name=name, field=[field])
    file = FileDescriptorProto(name="a.proto", package="shop.v1", syntax="proto3", message_type=[message])
    added = DescriptorPool().AddSerializedFile(file.SerializeToString())
    return GetMessageClass(added.message_types_by_name[name])


@pytest.mark.parametrize("kind", SCALARS)
def test_a_field_is_readable_where_protobuf_reads_the_same_value(kind: str) -> None:
    """All pairs: what is called readable has the value, and what is not has another one, or none."""
    payload = paid(kind)(sum=SCALARS[kind]).SerializeToString()
    for other in SCALARS:
        reader = paid(other)
        try:
            read = reader.FromString(payload).sum
        except NoMessage:
            read = None
        same = read in (SCALARS[kind], b"seven" if kind == "string" else "seven" if kind == "bytes" else None)
        assert (unreadable({3: kind}, reader.DESCRIPTOR) is None) == same, (kind, other)


@pytest.mark.parametrize("kind", ["Money", "enum", "group"])
def test_a_type_that_only_the_writers_files_tell_is_left_to_each_message(kind: str) -> None:
    assert (unreadable({3: kind}, paid("int32").DESCRIPTOR) is None) == (kind != "group")


def test_fields_that_one_side_lacks_are_in_nobodys_way() -> None:
    assert unreadable({1: "string"}, paid("int32").DESCRIPTOR) is None


OTHER = "shop.v1.Paid cannot be read by our schema: `sum` is sint32 at the writer, and int32 is read"


@pytest.mark.parametrize(
    ("written", "fault"),
    [("uint32 sum = 3;", None), ("string a = 1; oneof of { int64 total = 3; }", None), ("sint32 sum = 3;", OTHER)],
)
async def test_a_message_of_our_name_and_another_shape_is_refused(written: str, fault: str | None) -> None:
    """Protobuf would read a number that nobody wrote, and say nothing."""
    class_ = paid("int32")
    own: MessageSchema[Any] = MessageSchema("shop.v1.Paid", "1.0", "", class_, ProtobufCodec(class_))
    world = World()
    channels = {"paid": Readable((own,), {own.name: "paid-value"})}
    world.resolver = Resolver(channels, world.registry.connect, world.clock)
    text = f'syntax = "proto3"; package shop.v1; message Paid {{ {written} }}'
    world.registry.hold(7, text, "paid-value", type="PROTOBUF")
    wanted = Wanted("paid", 7, (0,))
    if fault is None:
        assert (await world.found(wanted)).schema is own
    else:
        assert await world.refused(wanted) == fault


def test_every_type_of_protobuf_is_known() -> None:
    kinds = [name.removeprefix("TYPE_").lower() for name in FieldDescriptorProto.Type.keys()]  # noqa: SIM118 - no dict
    assert sorted({*SCALARS, "enum", "message", "group"}) == sorted(kinds)
    for one, other in itertools.product(kinds, SCALARS):
        unreadable({3: one}, paid(other).DESCRIPTOR)
