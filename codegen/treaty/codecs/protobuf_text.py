"""Text of proto2, which Protobuf does not check: what is no UTF-8 is handed out as bytes, whatever the types say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message


def broken_text(message: Message) -> str | None:
    """The full name of a text field of a parsed message, or of one inside it, that holds no text."""
    for field, content in type(message).ListFields(message):
        entry = _map_entry(field)
        if entry is not None:
            broken = _in_map(entry, content)
        elif field.message_type is not None:
            broken = _in_messages(_values(content))
        else:
            broken = field.full_name if any(map(_no_text(field), _values(content))) else None
        if broken is not None:
            return broken
    return None


def _in_map(entry: Mapping[str, FieldDescriptor], content: Mapping[Any, Any]) -> str | None:
    key, value = entry["key"], entry["value"]
    try:
        if any(map(_no_text(key), content)):
            return key.full_name
    except UnicodeDecodeError:  # keys are decoded strictly, unlike all other text
        return key.full_name
    if value.message_type is not None:
        return _in_messages(content.values())
    return value.full_name if any(map(_no_text(value), content.values())) else None


def _in_messages(messages: Iterable[Message]) -> str | None:
    return next(filter(None, map(broken_text, messages)), None)


def _map_entry(field: FieldDescriptor) -> Mapping[str, FieldDescriptor] | None:
    message = field.message_type
    if message is None or not message.GetOptions().map_entry:
        return None
    entry: Mapping[str, FieldDescriptor] = message.fields_by_name
    return entry


def _values(content: Any) -> Iterable[Any]:
    """A repeated field's elements, or the one value of another field."""
    return (content,) if isinstance(content, Message | str | bytes | int | float) else content


def _no_text(field: FieldDescriptor) -> Callable[[object], bool]:
    """Whether a value of this field is bytes in the place of text."""
    is_text = field.type == FieldDescriptor.TYPE_STRING
    return lambda value: is_text and isinstance(value, bytes)
