"""Which of a channel's message types a registered schema is of, and what reads what was written with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, assert_never, runtime_checkable

from treaty.codec import Codec
from treaty.codecs import protobuf_readable
from treaty.codecs.avro_readable import unreadable
from treaty.contract import MessageSchema
from treaty.errors import DecodeError, UnknownSchemaError
from treaty.registry.avro_whole import whole
from treaty.registry.proto_text import Declared, message_at
from treaty.registry.registered import Language, Registered
from treaty.registry.wire import Found, Wanted

_LANGUAGES = {
    "application/avro": Language.AVRO,
    "application/protobuf": Language.PROTOBUF,
    "application/json": Language.JSON,
}


@runtime_checkable
class Resolving(Protocol):
    """The codec of an Avro message, which makes a decoder from any writer's schema."""

    schema: str

    def resolve(self, writer: str, /) -> Callable[[bytes], object]:
        """What reads the payloads of a writer; raises `DecodeError`."""
        ...


def found_among(
    carried: Sequence[MessageSchema[Any]], written: Registered, referred: Sequence[str], wanted: Wanted
) -> Found:
    """The message type and the decoder; raises `DecodeError` where our own schema cannot read what was written."""
    candidates = [schema for schema in carried if _LANGUAGES.get(schema.codec.content_type) is written.language]
    if not candidates:
        shown = ", ".join(sorted(schema.name for schema in carried))
        raise DecodeError(f"{wanted} is of type {written.language.value}, and {shown} is not")
    match written.language:
        case Language.AVRO:
            return _avro(candidates, written.text, referred)
        case Language.PROTOBUF:
            return _protobuf(candidates, message_at(written.text, wanted.steps))
        case Language.JSON:
            # JSON of any release is read with one's own schema; that it is in the registry says what it is.
            schema = _said(wanted, candidates)
            return Found(schema, schema.codec.decode)
        case unknown:
            assert_never(unknown)


def _avro(candidates: Sequence[MessageSchema[Any]], text: str, referred: Sequence[str]) -> Found:
    writer = whole(text, referred)
    # One message type may have got another name since, which an alias tells.
    schema = candidates[0] if len(candidates) == 1 else _called(_name(writer), candidates)
    codec: Codec[Any] = schema.codec
    if not isinstance(codec, Resolving):
        raise DecodeError(f"{schema.name} cannot be read by the schema of an unknown writer")
    try:
        read = codec.resolve(json.dumps(writer))
    except ImportError as error:
        raise UnknownSchemaError("fastavro reads what was not released: install `treaty[avro]`") from error
    fault = unreadable(writer, json.loads(codec.schema))
    if fault is not None:
        raise DecodeError(f"{schema.name} cannot be read by our schema: {fault}")
    return Found(schema, read)


def _protobuf(candidates: Sequence[MessageSchema[Any]], declared: Declared) -> Found:
    schema = _called(declared.name, candidates)
    if (fault := protobuf_readable.unreadable(declared.fields, schema.type.DESCRIPTOR)) is not None:
        raise DecodeError(f"{schema.name} cannot be read by our schema: {fault}")
    return Found(schema, schema.codec.decode)


def _said(wanted: Wanted, candidates: Sequence[MessageSchema[Any]]) -> MessageSchema[Any]:
    """Of messages in JSON the only one, or the one that the message says."""
    if len(candidates) == 1:
        return candidates[0]
    found = next((schema for schema in candidates if schema.name == wanted.type), None)
    if found is None:
        shown = ", ".join(sorted(schema.name for schema in candidates))
        raise DecodeError(f"{wanted} may be of any of {shown}: nothing in a JSON Schema says which")
    return found


def _name(writer: Any) -> str:
    """The full name of the record that a schema is; the empty text where it is none."""
    if not isinstance(writer, dict) or writer.get("type") != "record":
        return ""
    return f"{writer['namespace']}.{writer['name']}" if writer["namespace"] else str(writer["name"])


def _called(name: str, candidates: Sequence[MessageSchema[Any]]) -> MessageSchema[Any]:
    found = next((schema for schema in candidates if schema.name == name), None)
    if found is None:
        shown = ", ".join(sorted(schema.name for schema in candidates))
        raise DecodeError(f"the writer's schema is of {name[:200] or 'no record'}, and {shown} is read")
    return found
