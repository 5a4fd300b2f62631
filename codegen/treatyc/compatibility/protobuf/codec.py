"""Real messages of a folder's types: classes from private pools, small values to set, and what a message holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from google.protobuf import json_format, message_factory, text_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message as Value

from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.protobuf.shape import Message
from treatyc.compatibility.protobuf.wrappers import WRAPPERS

DEPTH_MAX = 8
"""How deep a sample nests; deeper messages stay empty."""

_SAMPLES_MAX = (60, 6, 1)
"""How many samples there are of a field, of one in a message that it holds, and of one that is deeper."""

_REQUIRED_MAX = 1000
"""How many required fields are set in one message; a few declarations can ask for billions."""

_NUMBERS: Mapping[int, tuple[int, ...]] = {
    FieldDescriptor.TYPE_INT32: (1, -1, 300, 2**31 - 1, -(2**31)),
    FieldDescriptor.TYPE_SINT32: (1, -1, 300, 2**31 - 1, -(2**31)),
    FieldDescriptor.TYPE_SFIXED32: (1, -1, 300, 2**31 - 1, -(2**31)),
    FieldDescriptor.TYPE_UINT32: (1, 300, 2**32 - 1),
    FieldDescriptor.TYPE_FIXED32: (1, 300, 2**32 - 1),
    FieldDescriptor.TYPE_INT64: (1, -1, 300, 2**32 + 1, 2**63 - 1, -(2**63)),
    FieldDescriptor.TYPE_SINT64: (1, -1, 300, 2**32 + 1, 2**63 - 1, -(2**63)),
    FieldDescriptor.TYPE_SFIXED64: (1, -1, 300, 2**32 + 1, 2**63 - 1, -(2**63)),
    FieldDescriptor.TYPE_UINT64: (1, 300, 2**32 + 1, 2**64 - 1),
    FieldDescriptor.TYPE_FIXED64: (1, 300, 2**32 + 1, 2**64 - 1),
}
_OTHERS: Mapping[int, tuple[object, ...]] = {
    FieldDescriptor.TYPE_BOOL: (True,),
    FieldDescriptor.TYPE_FLOAT: (1.5, -1.5, 16777216.0),
    FieldDescriptor.TYPE_DOUBLE: (1.5, -1.5, 1e300),
    FieldDescriptor.TYPE_STRING: ("a", "no", "7", "é"),
    FieldDescriptor.TYPE_BYTES: (b"a", b"\xff", b"\x08\x01"),
}


def new(library: Library, message: Message) -> Value:
    """An empty message of this type."""
    return _made(library.pool(message.site.path).FindMessageTypeByName(message.name))


def member(value: Value, library: Library, number: int) -> FieldDescriptor | None:
    """The field or extension of a number."""
    own: FieldDescriptor | None = value.DESCRIPTOR.fields_by_number.get(number)  # type: ignore[assignment] # upb's own
    extension = library.extensions.get((value.DESCRIPTOR.full_name, number))
    if own is not None or extension is None:
        return own
    found: FieldDescriptor = library.pool(extension.site.path).FindExtensionByName(extension.name)
    return found


def samples(field: FieldDescriptor, depth: int = 0) -> Iterator[object]:
    """Values for a field, the smallest first: lists for what repeats, mappings for maps; fewer the deeper they lie."""
    if is_map(field):
        key, value = _described(field).fields
        keys, values = list(_some(key, depth)), list(_some(value, depth))
        for each in values:
            yield {keys[0]: each}
        for other in keys[1:]:
            yield {other: values[0]}
        if len(keys) > 1:
            yield {keys[0]: values[0], keys[1]: values[-1]}
    elif field.is_repeated:
        found = list(_some(field, depth))
        for each in found:
            yield [each]
        yield [found[0], found[-1]]
    else:
        yield from _some(field, depth)


def _some(field: FieldDescriptor, depth: int) -> Iterator[object]:
    """Single values of a field's type."""
    if field.message_type is not None:
        found: Iterator[object] = _messages(field.message_type, depth + 1)
    elif field.enum_type is not None:
        found = _numbers(field.enum_type)
    else:
        found = iter(_NUMBERS.get(field.type) or _OTHERS[field.type])
    return islice(found, _SAMPLES_MAX[min(depth, len(_SAMPLES_MAX) - 1)])


def _numbers(descriptor: EnumDescriptor) -> Iterator[int]:
    """The numbers of an enumeration, zero last: it shows the least."""
    numbers: set[int] = {value.number for value in descriptor.values}
    yield from sorted(numbers, key=lambda number: (number == 0, abs(number), number))


def _messages(descriptor: Descriptor, depth: int) -> Iterator[Value]:
    """Messages with one field set each; the empty one comes last, since it shows the least."""
    if depth < DEPTH_MAX:
        for field in descriptor.fields:
            for sample in samples(field, depth):
                made = _made(descriptor)
                put(made, field, sample)
                if complete(made):
                    yield made
    empty = _made(descriptor)
    complete(empty)
    yield empty


def put(value: Value, field: FieldDescriptor, sample: Any) -> None:
    """Set a field or extension."""
    target: Any = value
    if field.is_extension:
        current, known = target.Extensions[field], target.Extensions
    else:
        current, known = getattr(target, field.name), None
    if is_map(field):
        for key, inner in sample.items():
            if isinstance(inner, Value):
                current[key].MergeFrom(inner)
            else:
                current[key] = inner
    elif field.is_repeated:
        current.extend(sample)
    elif isinstance(sample, Value):
        current.SetInParent()
        current.MergeFrom(sample)
    elif known is not None:
        known[field] = sample
    else:
        setattr(target, field.name, sample)


def complete(value: Value) -> bool:
    """Set every required field that is not yet; false where that has no end."""
    _complete(value, 0, iter(range(_REQUIRED_MAX)))
    return value.IsInitialized()


def _complete(value: Value, depth: int, work: Iterator[int]) -> None:
    if depth >= DEPTH_MAX:
        return
    for field in _required(value.DESCRIPTOR):
        if not value.HasField(field.name) and next(work, None) is not None:
            if field.message_type is None:
                put(value, field, next(_some(field, depth)))
            else:
                getattr(value, field.name).SetInParent()
    for field, inner in value.ListFields():
        held = inner.values() if is_map(field) else inner if field.is_repeated else [inner]
        for each in held:
            if isinstance(each, Value):
                _complete(each, depth + 1, work)


@lru_cache(maxsize=64)
def _required(descriptor: Descriptor) -> tuple[FieldDescriptor, ...]:
    """Asked for each sample of a message, which may have thousands of fields."""
    return tuple(field for field in descriptor.fields if field.is_required)


def elements(value: Value, field: FieldDescriptor | None) -> list[object]:
    """What a field holds, in a form that says whether two fields of different types hold the same."""
    if field is None:
        return []
    held: Any = value
    content = held.Extensions[field] if field.is_extension else getattr(held, field.name)
    if is_map(field):
        return sorted(([_element(key), _element(content[key])] for key in content), key=repr)
    if field.is_repeated:
        return [_element(each) for each in content]
    if field.has_presence:
        there = held.HasExtension(field) if field.is_extension else held.HasField(field.name)
        return [_element(content)] if there else []
    return [_element(content)] if content else []


def _element(value: object) -> object:
    match value:
        case str():
            return value.encode()
        case bool():
            return int(value)
        case Value(DESCRIPTOR=descriptor) if descriptor.full_name in WRAPPERS:
            return _element(value.value)  # type: ignore[attr-defined] # each of them has it
        case Value():
            return ("message", value.SerializePartialToString())
    return value


def value(message: Value, field: FieldDescriptor) -> object:
    """What a field reads as, set or not."""
    held: Any = message
    return held.Extensions[field] if field.is_extension else getattr(held, field.name)


def told(value: Value) -> str:
    """A message as JSON on one line, or as Protobuf's text where it has no JSON form."""
    try:
        return json.dumps(json_format.MessageToDict(value), ensure_ascii=False)
    except (json_format.SerializeToJsonError, TypeError, ValueError):
        return text_format.MessageToString(value, as_one_line=True)


def is_map(field: FieldDescriptor) -> bool:
    """Whether a field is a map."""
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _described(field: FieldDescriptor) -> Descriptor:
    described: Descriptor = field.message_type  # type: ignore[assignment] # a map has one
    return described


def _made(descriptor: Descriptor) -> Value:
    made: Value = message_factory.GetMessageClass(descriptor)()
    return made
