"""Random pairs of Protobuf schemas, and an attack on what the engine says of them.

Descriptors are made directly: no protoc, thousands of pairs a minute. What is called compatible is attacked with random
messages of the writer; what is called breaking must show its witness to real codecs once more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet
from google.protobuf.message import DecodeError, Message

from tests.fuzz.protobuf_schemas import MESSAGES, ROOT, Pair, random_pair
from treatyc.compatibility.finding import Category, Effect, Finding, Verdict
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree

ATTACKS = 12
"""How many messages of the writer each compatible pair must stand."""

INTEGERS = (0, 1, -1, 2, 127, 128, 2**31 - 1, -(2**31), 2**31, 2**32 - 1, 2**32 + 1, 2**63 - 1, -(2**63), 2**64 - 1)
T = FieldDescriptorProto


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
    """Each field that does not arrive under its number, its name and its meaning."""
    yield from _misnamed(sent, got)
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
        elif [plain(each) for each in one] != [plain(each) for each in two] or renumbered(field, one, other):
            yield sent.DESCRIPTOR.name, field, one, two
        elif (
            field.message_type is other.message_type is None
            and not field.is_repeated
            and not other.is_repeated
            and effective(sent, field) != effective(got, other)
        ):
            yield sent.DESCRIPTOR.name, field, effective(sent, field), effective(got, other)


def _misnamed(sent: Message, got: Message) -> Iterator[tuple[str, FieldDescriptor, object, object]]:
    """Values under another name, where one of the two names belongs to another field."""
    mine, theirs = sent.DESCRIPTOR.fields_by_name, got.DESCRIPTOR.fields_by_name
    for name, field in sorted(mine.items()):
        there = got.DESCRIPTOR.fields_by_number.get(field.number)
        if not content(sent, field) or (name in theirs and theirs[name].number == field.number):
            continue
        if name in theirs or (there is not None and there.name in mine):
            yield sent.DESCRIPTOR.name, field, content(sent, field), there.name if there else None


def renumbered(field: FieldDescriptor, values: list[Any], other: FieldDescriptor) -> bool:
    """Whether a value's name stands for another number at the reader."""
    if field.enum_type is None or other.enum_type is None:
        return False
    theirs = other.enum_type.values_by_name
    names = [field.enum_type.values_by_number[value].name for value in values]
    return any(name in theirs and theirs[name].number != value for name, value in zip(names, values, strict=True))


def effective(message: Message, field: FieldDescriptor) -> object:
    """What a field of one value reads as, set or not."""
    return plain(getattr(message, field.name)) or 0


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
