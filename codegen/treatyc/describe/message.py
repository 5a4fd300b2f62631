"""A message in plain words: its fields, the channels that carry it, and who sends and reads it."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed, place_text, type_text
from treatyc.system.channel import Channel
from treatyc.system.schema import Record, Schema
from treatyc.system.system import System
from treatyc.system.version import releases_of, version_of

_DOC_MAX = 100


def describe_message(system: System, schema: Schema) -> Sheet:
    """All that is known about a message."""
    carriers = [channel for channel in system.channels if any(name.value == schema.name for name in channel.messages)]
    root = schema.definitions[0]
    return Sheet(
        title=f"{schema.name} is a message in {schema.format.value}, and travels as {version_of(system, schema)}.",
        sentences=(schema.doc, "It is deprecated: send what replaces it." if schema.deprecated else ""),
        sections=(
            Section("Fields", tuple(_fields(root)) if isinstance(root, Record) else ()),
            Section("Who", tuple(row for channel in carriers for row in _carrier(system, channel))),
            Section("Where", (Row("declared", place_text(schema.place)), *_releases(system, schema))),
        ),
    )


def _fields(record: Record) -> Iterator[Row]:
    for field in record.fields:
        need = "" if field.required else ", optional"
        doc = " ".join(field.doc.split())
        told = f": {doc if len(doc) <= _DOC_MAX else doc[: _DOC_MAX - 1] + '…'}" if doc else ""
        yield Row(field.name, f"{type_text(field.type)}{need}{told}")


def _carrier(system: System, channel: Channel) -> tuple[Row, ...]:
    writers = [agent.name for agent in system.writers(channel.address)]
    readers = [agent.name for agent in system.readers(channel.address)]
    return (Row("on", f"{channel.address}: from {listed(writers)} to {listed(readers)}"),)


def _releases(system: System, schema: Schema) -> tuple[Row, ...]:
    return rows("released", [str(release.version) for release in releases_of(system, schema.name)])
