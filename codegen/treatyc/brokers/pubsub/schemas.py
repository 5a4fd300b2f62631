"""Schemas, their revisions, and that a topic takes only what they allow."""

from __future__ import annotations

from typing import Any

from google.api_core.exceptions import NotFound
from google.pubsub_v1 import types

from treatyc.brokers.pubsub.clients import Clients, call
from treatyc.topology.pubsub.objects import TopicSchema

_TYPES = {"AVRO": types.Schema.Type.AVRO}
_ENCODINGS = {"BINARY": types.Encoding.BINARY}


def write(clients: Clients, schema: TopicSchema) -> None:
    """Let its newest revision be this one. Messages of older revisions are taken as before."""
    path = clients.path("schemas", schema.name)
    written = types.Schema(name=path, type_=_TYPES[schema.type], definition=schema.definition)
    try:
        found = call(clients.schemas.get_schema, request={"name": path, "view": types.SchemaView.FULL})
    except NotFound:
        parent = f"projects/{clients.project}"
        request = {"parent": parent, "schema": written, "schema_id": schema.name}
        call(clients.schemas.create_schema, request=request)
        return
    if (found.definition, found.type_) != (written.definition, written.type_):
        call(clients.schemas.commit_schema, request={"name": path, "schema": written})


def attach(clients: Clients, schema: TopicSchema) -> None:
    """Let the topic take only its messages, of any revision."""
    settings = types.SchemaSettings(schema=clients.path("schemas", schema.name), encoding=_ENCODINGS[schema.encoding])
    _set(clients, schema, settings)


def detach(clients: Clients, schema: TopicSchema, topic: Any) -> None:
    """Let the topic take everything: one whose schema is gone takes nothing."""
    if topic.schema_settings.schema == clients.path("schemas", schema.name):
        _set(clients, schema, None)


def remove(clients: Clients, schema: TopicSchema) -> None:
    """Delete it with all revisions."""
    try:
        call(clients.schemas.delete_schema, name=clients.path("schemas", schema.name))
    except NotFound:
        return


def _set(clients: Clients, schema: TopicSchema, settings: types.SchemaSettings | None) -> None:
    written = types.Topic(name=clients.path("topics", schema.name), schema_settings=settings)
    request = {"topic": written, "update_mask": {"paths": ["schema_settings"]}}
    call(clients.publisher.update_topic, request=request)
