"""Random Protobuf schemas, and the changes that people make to them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    Edition,
    EnumDescriptorProto,
    FeatureSet,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool

ROOT = "M0"
MESSAGES, ENUMS = ("M0", "M1", "M2"), ("E0", "E1")
NAMES = ("a", "b", "c", "d", "e", "f")

T = FieldDescriptorProto
SCALARS = (
    T.TYPE_DOUBLE,
    T.TYPE_FLOAT,
    T.TYPE_INT64,
    T.TYPE_UINT64,
    T.TYPE_INT32,
    T.TYPE_FIXED64,
    T.TYPE_FIXED32,
    T.TYPE_BOOL,
    T.TYPE_STRING,
    T.TYPE_BYTES,
    T.TYPE_UINT32,
    T.TYPE_SFIXED32,
    T.TYPE_SFIXED64,
    T.TYPE_SINT32,
    T.TYPE_SINT64,
)
INT_LIKE = (T.TYPE_INT32, T.TYPE_INT64, T.TYPE_UINT32, T.TYPE_SINT64, T.TYPE_FIXED32)
UNPACKABLE = (T.TYPE_STRING, T.TYPE_BYTES, T.TYPE_MESSAGE)


@dataclass(frozen=True)
class Pair:
    """Two related files, and the pool of each."""

    writer: FileDescriptorProto
    reader: FileDescriptorProto
    pools: tuple[DescriptorPool, DescriptorPool]


def random_pair(dice: random.Random) -> Pair:
    """A file and one that came of it by a few changes; both are what the Protobuf library takes."""
    while True:
        writer = random_file(dice)
        reader = FileDescriptorProto.FromString(writer.SerializeToString())
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            mutate(reader, dice)
        if dice.random() < 0.5:
            writer, reader = reader, writer
        pools = _pool(writer), _pool(reader)
        if pools[0] is not None and pools[1] is not None:
            return Pair(writer, reader, (pools[0], pools[1]))


def _pool(file: FileDescriptorProto) -> DescriptorPool | None:
    pool = DescriptorPool()
    try:
        pool.AddSerializedFile(file.SerializeToString())
    except TypeError:
        return None
    return pool


def random_file(dice: random.Random) -> FileDescriptorProto:
    """Three messages and two enumerations in one of the three languages."""
    file = FileDescriptorProto(name="schema.proto", syntax=dice.choice(("proto2", "proto3", "editions")))
    if file.syntax == "editions":
        file.edition = Edition.EDITION_2023
    for name in ENUMS:
        enum = file.enum_type.add(name=name)
        for number in range(dice.randint(1, 3)):
            enum.value.add(name=f"{name}_{number}", number=number)
        if file.syntax == "editions" and dice.random() < 0.4:
            enum.options.features.enum_type = FeatureSet.CLOSED
    for name in MESSAGES:
        message = file.message_type.add(name=name)
        for number, field in enumerate(dice.sample(NAMES, dice.randint(1, 4)), start=1):
            add_field(file, message, field, number, dice)
    return file


def add_field(file: FileDescriptorProto, message: DescriptorProto, name: str, number: int, dice: random.Random) -> None:
    """One more field of any kind."""
    field = message.field.add(name=name, number=number, json_name=name, label=T.LABEL_OPTIONAL)
    set_type(field, dice)
    match dice.randrange(10):
        case 0 | 1 | 2:
            field.label = T.LABEL_REPEATED
            if field.type not in UNPACKABLE and dice.random() < 0.3 and file.syntax != "editions":
                field.options.packed = dice.random() < 0.5
        case 3:
            make_map(message, field, dice)
        case 4:
            into_oneof(message, field)
        case 5 if file.syntax == "proto2":
            field.label = T.LABEL_REQUIRED
        case 6 if file.syntax == "proto3":
            field.proto3_optional = True
            field.oneof_index = len(message.oneof_decl)
            message.oneof_decl.add(name=f"_{name}")
        case 7 if file.syntax == "editions" and field.type != T.TYPE_MESSAGE:
            field.options.features.field_presence = FeatureSet.IMPLICIT
        case 8 if file.syntax == "editions" and field.type == T.TYPE_MESSAGE:
            field.options.features.message_encoding = FeatureSet.DELIMITED
        case 9 if file.syntax != "proto3" and field.type in INT_LIKE:
            field.default_value = str(dice.randrange(3))


def set_type(field: FieldDescriptorProto, dice: random.Random) -> None:
    """A scalar, an enumeration or a message."""
    field.ClearField("type_name")
    match dice.randrange(6):
        case 0:
            field.type, field.type_name = T.TYPE_MESSAGE, f".{dice.choice(MESSAGES)}"
        case 1:
            field.type, field.type_name = T.TYPE_ENUM, f".{dice.choice(ENUMS)}"
        case _:
            field.type = dice.choice(SCALARS)


def make_map(message: DescriptorProto, field: FieldDescriptorProto, dice: random.Random) -> None:
    """A map from one of a few keys to what the field held."""
    entry = message.nested_type.add(name=f"{field.name.upper()}Entry")
    entry.options.map_entry = True
    key = dice.choice((T.TYPE_STRING, T.TYPE_INT32, T.TYPE_INT64, T.TYPE_BOOL))
    entry.field.add(name="key", number=1, json_name="key", type=key, label=T.LABEL_OPTIONAL)
    value = entry.field.add(name="value", number=2, json_name="value", type=field.type, label=T.LABEL_OPTIONAL)
    if field.type_name:
        value.type_name = field.type_name
    field.label, field.type, field.type_name = T.LABEL_REPEATED, T.TYPE_MESSAGE, f".{message.name}.{entry.name}"


def into_oneof(message: DescriptorProto, field: FieldDescriptorProto) -> None:
    """A member of the message's one oneof, called `one`; it must come before those that stand for `optional`."""
    indexes = [index for index, oneof in enumerate(message.oneof_decl) if oneof.name == "one"]
    if not indexes:
        if message.oneof_decl:
            return
        message.oneof_decl.add(name="one")
        indexes = [0]
    field.oneof_index = indexes[0]


def mutate(file: FileDescriptorProto, dice: random.Random) -> None:
    """One change, as people make them."""
    message = dice.choice([file.message_type[0], *file.message_type])
    field = dice.choice(message.field) if message.field else None
    match dice.randrange(14):
        case 0:
            number = max((each.number for each in message.field), default=0) + 1
            add_field(file, message, f"n{number}", number, dice)
        case 1:
            mutate_enum(dice.choice(file.enum_type), dice)
        case 2:
            _mutate_entry(message, dice)
        case 3:
            for entry in message.nested_type:
                entry.options.map_entry = not entry.options.map_entry
        case 4:
            file.syntax = dice.choice(("proto2", "proto3"))
            file.ClearField("edition")
            if field is not None:
                mutate_field(message, field, dice)
        case 5 if len(message.field) > 1:
            one, other = dice.sample(list(message.field), 2)
            one.name, one.json_name, other.name, other.json_name = other.name, other.json_name, one.name, one.json_name
        case _ if field is not None:
            mutate_field(message, field, dice)


def mutate_field(message: DescriptorProto, field: FieldDescriptorProto, dice: random.Random) -> None:
    """A field removed, renamed, renumbered, or of another type or label."""
    is_map = "Entry" in field.type_name
    match dice.randrange(9):
        case 0 if not field.HasField("oneof_index"):
            message.field.remove(field)
        case 1:
            field.name = field.json_name = dice.choice((*NAMES, "other"))
        case 2:
            field.number = dice.randint(1, 6)
        case 3 | 4 if field.type != T.TYPE_MESSAGE:
            set_type(field, dice)
        case 5 if not is_map:
            field.label = dice.choice((T.LABEL_OPTIONAL, T.LABEL_REPEATED, T.LABEL_REQUIRED))
        case 6 if not is_map:
            into_oneof(message, field)
        case 8 if field.type in INT_LIKE and field.label != T.LABEL_REPEATED:
            field.default_value = str(dice.randrange(3))
        case 7 if field.type == T.TYPE_MESSAGE and not is_map:
            field.type_name = f".{dice.choice(MESSAGES)}"


def _mutate_entry(message: DescriptorProto, dice: random.Random) -> None:
    for entry in message.nested_type:
        part = dice.choice(entry.field)
        part.type = dice.choice(SCALARS)
        part.ClearField("type_name")


def mutate_enum(enum: EnumDescriptorProto, dice: random.Random) -> None:
    """A value more, a value less, or one of another number."""
    match dice.randrange(4):
        case 3:
            enum.value[0].number += 3
        case 0:
            number = max(value.number for value in enum.value) + 1
            enum.value.add(name=f"{enum.name}_{number}", number=number)
        case 1 if len(enum.value) > 1:
            enum.value.pop()
        case 2 if len(enum.value) > 1:
            enum.value[-1].number += 1
