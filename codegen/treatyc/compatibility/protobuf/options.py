"""A declaration's options, without those that are looked at in their resolved form."""

from __future__ import annotations

from google.protobuf.message import Message

_RESOLVED = ("features", "packed", "map_entry", "allow_alias")


def chosen(options: Message) -> bytes:
    """The options as bytes, custom ones included."""
    kept = type(options).FromString(options.SerializePartialToString())
    for name in _RESOLVED:
        if name in kept.DESCRIPTOR.fields_by_name:
            kept.ClearField(name)
    return kept.SerializePartialToString(deterministic=True)
