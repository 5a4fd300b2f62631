"""What an engine would answer about two schemas: the one way in to all dialects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from treatyc.compatibility.finding import Direction
from treatyc.dialects.apicurio import jsonschema as apicurio_json
from treatyc.dialects.apicurio import protobuf as apicurio_protobuf
from treatyc.dialects.avro import comparison as avro
from treatyc.dialects.avro.defaults import refuse_misfits
from treatyc.dialects.avro.model import Schema
from treatyc.dialects.avro.read import read as read_avro
from treatyc.dialects.avro.read import refuse_unknown
from treatyc.dialects.confluent import jsonschema as confluent_json
from treatyc.dialects.confluent import protobuf as confluent_protobuf
from treatyc.dialects.confluent.jsonschema_changes import LENIENT, STRICT, Change
from treatyc.dialects.dialect import EngineFails, Prediction, Reason
from treatyc.dialects.documents import Documents
from treatyc.dialects.everit.draft import Draft, draft_of
from treatyc.dialects.everit.load import Loader
from treatyc.dialects.everit.model import Node
from treatyc.dialects.karapace import comparison as karapace_json
from treatyc.dialects.karapace import protobuf as karapace_protobuf
from treatyc.dialects.karapace.normalize import normalized
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.protobuf.model import File
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format

Found = list[Reason]
Side = Documents | File | Schema
"""What is compared: an Avro schema may be read already, by whoever compares it with many."""


def predict(dialect: Dialect, format: Format, writer: Side, reader: Side, ways: Iterable[Direction]) -> Prediction:
    """The answer of an engine, `writer` being the older one; a mode may ask for more than one way.

    A `.proto` file comes as a `File`, everything else as `Documents`, or Avro as a `Schema`.
    """
    found: dict[Reason, None] = {}
    try:
        for way in sorted(ways):
            before, after = (writer, reader) if way is Direction.BACKWARD else (reader, writer)
            found.update((reason, None) for reason in _compare(dialect, format, before, after))
    except EngineFails as failure:
        return Prediction(dialect, None, (Reason(str(failure)),))
    except Unpredicted as limit:
        return Prediction(dialect, None, (Reason(str(limit)),), known=False)
    return Prediction(dialect, not found, tuple(found))


def _compare(dialect: Dialect, format: Format, writer: Side, reader: Side) -> Found:
    match writer, reader:
        case File(), File():
            return _PROTOBUF[dialect](writer, reader)
        case Schema(), Schema():
            return _AVRO[dialect](writer, reader)
        case Documents(), Documents() if format is Format.AVRO:
            read, written = (read_avro(each.root, each.others) for each in (reader, writer))
            return _AVRO[dialect](written, read)
        case Documents(), Documents():
            return _JSON[dialect](writer, reader)
        case _:
            raise ValueError("schemas of one format are compared")


def _confluent_json(writer: Documents, reader: Documents, forgiven: frozenset[Change]) -> Found:
    found = confluent_json.differences(_as_draft_7(writer), _as_draft_7(reader), forgiven)
    return [Reason(each.kind, f"#/{'/'.join(each.path)}") for each in found]


def _as_draft_7(documents: Documents) -> Node:
    """A schema that does not name its draft is of draft 7."""
    return Loader(documents, draft_of(documents.root, Draft.SEVEN) or Draft.SEVEN).root()


def _karapace_json(writer: Documents, reader: Documents) -> Found:
    return karapace_json.differences(normalized(reader), normalized(writer))


def _apicurio_json(writer: Documents, reader: Documents) -> Found:
    return apicurio_json.differences(_as_draft_4(writer), _as_draft_4(reader))


def _as_draft_4(documents: Documents) -> Node:
    """A schema that does not name its draft is of draft 4; one that is a boolean, an object without members."""
    draft = draft_of(documents.root, Draft.FOUR)
    if draft is None or draft > Draft.SEVEN:
        raise EngineFails("IllegalArgumentException: could not determine version by `$schema`")
    own = replace(documents, root={}) if isinstance(documents.root, bool) else documents
    return Loader(own, draft, placeholders=True).root()


def _avro(writer: Schema, reader: Schema, refuse: Callable[[Schema], None]) -> Found:
    """Java's comparison; the parsers differ in what they `refuse`."""
    for schema in (reader, writer):
        refuse(schema)
    return [Reason(each.kind, f"/{'/'.join(each.path)}") for each in avro.differences(reader, writer)]


_JSON: Mapping[Dialect, Callable[[Documents, Documents], Found]] = {
    Dialect.CONFLUENT: lambda writer, reader: _confluent_json(writer, reader, STRICT),
    Dialect.CONFLUENT_LENIENT: lambda writer, reader: _confluent_json(writer, reader, LENIENT),
    Dialect.KARAPACE: _karapace_json,
    Dialect.APICURIO: _apicurio_json,
}
_AVRO: Mapping[Dialect, Callable[[Schema, Schema], Found]] = {
    Dialect.CONFLUENT: lambda writer, reader: _avro(writer, reader, refuse_unknown),
    Dialect.CONFLUENT_LENIENT: lambda writer, reader: _avro(writer, reader, refuse_unknown),
    Dialect.KARAPACE: lambda writer, reader: _avro(writer, reader, refuse_unknown),
    Dialect.APICURIO: lambda writer, reader: _avro(writer, reader, refuse_misfits),
}
_PROTOBUF: Mapping[Dialect, Callable[[File, File], Found]] = {
    Dialect.CONFLUENT: confluent_protobuf.differences,
    Dialect.CONFLUENT_LENIENT: confluent_protobuf.differences,
    Dialect.KARAPACE: karapace_protobuf.differences,
    Dialect.APICURIO: apicurio_protobuf.differences,
}
