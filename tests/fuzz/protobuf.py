"""Random pairs of Protobuf schemas, and an attack on what the engine says of them.

Descriptors are made directly: no protoc, thousands of pairs a minute. What is called compatible is attacked with random
messages of the writer; what is called breaking must show its witness to real codecs once more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    Edition,
    EnumDescriptorProto,
    FeatureSet,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message

from treatyc.compatibility.finding import Category, Effect, Finding, Verdict
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree

ROOT = "M0"
MESSAGES, ENUMS = ("M0", "M1", "M2"), ("E0", "E1")
NAMES = ("a", "b", "c", "d", "e", "f")
ATTACKS = 12
"""How many messages of the writer each compatible pair must stand."""

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
UNPACKABLE = (T.TYPE_STRING, T.TYPE_BYTES, T.TYPE_MESSAGE)
INTEGERS = (0, 1, -1, 2, 127, 128, 2**31 - 1, -(2**31), 2**31, 2**32 - 1, 2**32 + 1, 2**63 - 1, -(2**63), 2**64 - 1)


@dataclass(frozen=True)
class Pair:
    """Two related files, and the pool of each."""

    writer: FileDescriptorProto
    reader: FileDescriptorProto
    pools: tuple[DescriptorPool, DescriptorPool]


def attack(seed: int, count: int) -> Iterator[str]:
    """A description of each wrong verdict over so many random pairs."""
    dice = random.Random(seed)
    for _ in range(count):
        pair = random_pair(dice)
        yield from (f"{problem}\n{pair.writer}\n-----\n{pair.reader}" for problem in problems(pair, dice))


def problems(pair: Pair, dice: random.Random) -> Iterator[str]:
    """What is wrong with the verdict on one pair, both ways."""
    found = compare(pair.writer, pair.reader)
    for finding in found:
        yield from _unproven_break(finding, pair)
    if verdict(found) is Verdict.COMPATIBLE:
        yield from _refuted(found, pair, dice)


def compare(writer: FileDescriptorProto, reader: FileDescriptorProto) -> tuple[Finding, ...]:
    """What the engine says of the root message."""
    return ENGINE.compare(subject(writer), subject(reader), Settings())


def subject(file: FileDescriptorProto) -> Subject[Library]:
    """The root message of a file as a side of a comparison."""
    files = {"x/schema.proto": Source("x/schema.proto", "")}
    tree = SourceTree("", files, {"x": FileDescriptorSet(file=[file]).SerializeToString()})
    return Subject(ENGINE.read(tree, "x", Report()), Named(ROOT))


def _refuted(found: Sequence[Finding], pair: Pair, dice: random.Random) -> Iterator[str]:
    """Messages that the reader refuses or misplaces, though the pair is called compatible."""
    writer, reader = (pool.FindMessageTypeByName(ROOT) for pool in pair.pools)
    for _ in range(ATTACKS):
        sent = random_message(writer, dice)
        if sent is None:
            return
        data = sent.SerializeToString()
        got = message_factory.GetMessageClass(reader)()
        try:
            got.MergeFromString(data)
        except DecodeError as refusal:
            yield f"called compatible, and {data.hex()} is refused: {refusal}"
            return
        if not got.IsInitialized():
            yield f"called compatible, and {data.hex()} lacks what is required"
            return
        for name, field, one, other in differences(sent, got):
            if not explained(found, name, field):
                yield f"called compatible, and `{name}.{field.name}` in {data.hex()} was {one} and is {other}"
                return


def explained(found: Sequence[Finding], message: str, field: FieldDescriptor) -> bool:
    """Whether a semantic finding says that this field may arrive as another value."""
    holding = field.message_type.fields_by_name["value"] if is_map(field) else field
    enum = holding.enum_type.name if holding.enum_type is not None else ""
    return any(
        finding.category is Category.SEMANTIC
        and finding.effect in {Effect.BREAKS, Effect.WARNS}
        and (
            (finding.schema == message and finding.path.split(".")[0] == field.name)
            or (finding.schema == enum and finding.rule.startswith("protobuf-enum"))
        )
        for finding in found
    )


def differences(sent: Message, got: Message) -> Iterator[tuple[str, FieldDescriptor, object, object]]:
    """Each field that both declare and that does not hold the same."""
    for number, field in sorted(sent.DESCRIPTOR.fields_by_number.items()):
        other = got.DESCRIPTOR.fields_by_number.get(number)
        if other is None:
            continue
        one, two = content(sent, field), content(got, other)
        structured = field.message_type is not None and other.message_type is not None
        if structured and len(one) == len(two) and not is_map(field) and not is_map(other):
            for mine, theirs in zip(one, two, strict=True):
                yield from differences(mine, theirs)
        elif structured and is_map(field) and is_map(other):
            yield from _of_maps(sent.DESCRIPTOR.name, field, one, two)
        elif structured and len(one) == len(two):
            continue  # entries and messages: how many arrive is what can be told
        elif [plain(each) for each in one] != [plain(each) for each in two]:
            yield sent.DESCRIPTOR.name, field, one, two


def _of_maps(
    name: str, field: FieldDescriptor, one: list[Any], two: list[Any]
) -> Iterator[tuple[str, FieldDescriptor, object, object]]:
    mine, theirs = dict(one), dict(two)
    if len(mine) != len(theirs):
        yield name, field, one, two
        return
    for key, value in mine.items():
        found = [other for each, other in theirs.items() if plain(each) == plain(key)]
        if not found:
            yield name, field, one, two
        elif isinstance(value, Message) and isinstance(found[0], Message):
            yield from differences(value, found[0])
        elif plain(value) != plain(found[0]):
            yield name, field, one, two


def content(message: Message, field: FieldDescriptor) -> list[Any]:
    """The values of a field; of one without presence, zero is no value."""
    value = getattr(message, field.name)
    if is_map(field):
        return sorted(value.items(), key=repr)
    if field.is_repeated:
        return list(value)
    if field.has_presence:
        return [value] if message.HasField(field.name) else []
    return [value] if value or (isinstance(value, float) and str(value) == "-0.0") else []


def plain(value: object) -> object:
    """A value by what it is on the wire, text and messages by their bytes."""
    match value:
        case str():
            return value.encode()
        case bool():
            return int(value)
        case Message():
            return value.SerializePartialToString()
    return value


def is_map(field: FieldDescriptor) -> bool:
    """Whether a field is a map."""
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _unproven_break(finding: Finding, pair: Pair) -> Iterator[str]:
    """A break without a witness or a reason, or whose witness real codecs do not confirm."""
    if finding.effect is Effect.UNPROVEN and not finding.unproven:
        yield f"{finding.rule} is unproven without a reason"
    if finding.effect is not Effect.BREAKS:
        return
    if finding.witness is None:
        if not finding.unproven:
            yield f"{finding.rule} breaks without a witness or a reason"
        return
    if finding.category is Category.JSON or finding.schema not in MESSAGES:
        return
    data = bytes.fromhex(finding.witness.hex)
    sent, got = (message_factory.GetMessageClass(pool.FindMessageTypeByName(finding.schema))() for pool in pair.pools)
    sent.ParseFromString(data)
    if not sent.IsInitialized():
        yield f"{finding.rule}: the writer cannot send its witness {data.hex()}"
    if _same_type(finding, pair) and finding.witness.reader.startswith("refuses") and not _refuses(got, data):
        yield f"{finding.rule}: the reader does not refuse {data.hex()}"


def _same_type(finding: Finding, pair: Pair) -> bool:
    """Whether the message that shows it is read by its namesake: a field may hold a type of another name."""
    own = {message.name for message in pair.reader.message_type}
    renamed = {
        one.name
        for mine, theirs in zip(pair.writer.message_type, pair.reader.message_type, strict=False)
        for one in mine.field
        for other in theirs.field
        if one.number == other.number and one.type_name != other.type_name
    }
    return finding.schema in own and not renamed


def _refuses(message: Message, data: bytes) -> bool:
    try:
        message.MergeFromString(data)
    except DecodeError:
        return True
    return not message.IsInitialized()


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
        case 9 if file.syntax != "proto3" and field.type == T.TYPE_INT32:
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
    match dice.randrange(12):
        case 0:
            number = max((each.number for each in message.field), default=0) + 1
            add_field(file, message, f"n{number}", number, dice)
        case 1 if field is not None and not field.HasField("oneof_index"):
            message.field.remove(field)
        case 2 if field is not None:
            field.name = field.json_name = dice.choice((*NAMES, "other"))
        case 3 if field is not None:
            field.number = dice.randint(1, 6)
        case 4 | 5 if field is not None and field.type != T.TYPE_MESSAGE:
            set_type(field, dice)
        case 6 if field is not None and "Entry" not in field.type_name:
            field.label = dice.choice((T.LABEL_OPTIONAL, T.LABEL_REPEATED, T.LABEL_REQUIRED))
        case 7 if field is not None and "Entry" not in field.type_name:
            into_oneof(message, field)
        case 8:
            mutate_enum(dice.choice(file.enum_type), dice)
        case 9 if field is not None and field.type == T.TYPE_MESSAGE and "Entry" not in field.type_name:
            field.type_name = f".{dice.choice(MESSAGES)}"
        case 10:
            _mutate_entry(message, dice)
        case 11:
            file.syntax = dice.choice(("proto2", "proto3"))
            file.ClearField("edition")


def _mutate_entry(message: DescriptorProto, dice: random.Random) -> None:
    for entry in message.nested_type:
        part = dice.choice(entry.field)
        part.type = dice.choice(SCALARS)
        part.ClearField("type_name")


def mutate_enum(enum: EnumDescriptorProto, dice: random.Random) -> None:
    """A value more, a value less, or one of another number."""
    match dice.randrange(3):
        case 0:
            number = max(value.number for value in enum.value) + 1
            enum.value.add(name=f"{enum.name}_{number}", number=number)
        case 1 if len(enum.value) > 1:
            enum.value.pop()
        case 2 if len(enum.value) > 1:
            enum.value[-1].number += 1


def random_message(descriptor: Descriptor, dice: random.Random, depth: int = 0) -> Message | None:
    """A message that its writer can send; None where its required fields have no end."""
    message: Message = message_factory.GetMessageClass(descriptor)()
    for field in descriptor.fields:
        if depth < 4 and (field.is_required or dice.random() < 0.6):
            fill(message, field, dice, depth)
    return message if message.IsInitialized() else None


def fill(message: Any, field: FieldDescriptor, dice: random.Random, depth: int) -> None:
    """A random value, or some of them."""
    if is_map(field):
        key, value = field.message_type.fields
        for _ in range(dice.randrange(3)):
            chosen, held = random_value(key, dice, depth), random_value(value, dice, depth)
            if isinstance(held, Message):
                getattr(message, field.name)[chosen].MergeFrom(held)
            elif held is not None:
                getattr(message, field.name)[chosen] = held
        return
    values = [random_value(field, dice, depth) for _ in range(dice.randrange(3) if field.is_repeated else 1)]
    present = [value for value in values if value is not None]
    if field.is_repeated:
        getattr(message, field.name).extend(present)
    elif present and isinstance(present[0], Message):
        getattr(message, field.name).SetInParent()
        getattr(message, field.name).MergeFrom(present[0])
    elif present:
        setattr(message, field.name, present[0])


def random_value(field: FieldDescriptor, dice: random.Random, depth: int) -> Any:
    """One value of a field's type, at the edges of its range as often as not."""
    if field.message_type is not None:
        return random_message(field.message_type, dice, depth + 1)
    if field.enum_type is not None:
        return dice.choice(field.enum_type.values).number
    match field.type:
        case T.TYPE_BOOL:
            return dice.random() < 0.5
        case T.TYPE_STRING:
            return dice.choice(("", "a", "é", "\x08\x01", "0123456789"))
        case T.TYPE_BYTES:
            return dice.choice((b"", b"a", b"\xff", b"\x08\x01", bytes(range(200, 220))))
        case T.TYPE_FLOAT | T.TYPE_DOUBLE:
            return dice.choice((0.0, 1.5, -2.25, 1024.0))
    low, high = RANGES[field.type]
    return dice.choice([number for number in INTEGERS if low <= number <= high])


_32, _U32, _64, _U64 = (-(2**31), 2**31 - 1), (0, 2**32 - 1), (-(2**63), 2**63 - 1), (0, 2**64 - 1)
RANGES = {
    **dict.fromkeys((T.TYPE_INT32, T.TYPE_SINT32, T.TYPE_SFIXED32), _32),
    **dict.fromkeys((T.TYPE_UINT32, T.TYPE_FIXED32), _U32),
    **dict.fromkeys((T.TYPE_INT64, T.TYPE_SINT64, T.TYPE_SFIXED64), _64),
    **dict.fromkeys((T.TYPE_UINT64, T.TYPE_FIXED64), _U64),
}
